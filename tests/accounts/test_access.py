"""Roles, reach, and the one function that answers «may this person do this here?»."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.access import SYSTEM, can, require
from accounts.models import Appointment, User
from accounts.reach import Reach
from accounts.roles import ROLES, Level, Permission, codes
from records.models import Place
from schools.models import School
from tests import factories

P = Permission
READ = {P.VIEW_REGISTER, P.VIEW_GROUPS, P.VIEW_COVERAGE}
OWN_SCHOOL = {P.VIEW_REGISTER, P.EDIT_REGISTER, P.PROPOSE_FACTS, P.VIEW_STAFF, P.VIEW_GROUPS, P.VIEW_AUDIT}
OWN_SCHOOL |= {P.VIEW_ROTATIONS, P.PROPOSE_ROTATIONS}
OWN_SCHOOL |= {P.VIEW_RESOURCES, P.OFFER_RESOURCES, P.BOOK_RESOURCES}
EXPECTED = {
    "officer": READ
    | {P.VIEW_STAFF, P.EDIT_REGISTER, P.GOVERN_REGISTER, P.EDIT_GROUPS, P.EDIT_DESIGNATIONS}
    | {P.VIEW_ROTATIONS, P.APPROVE_ROTATIONS, P.VIEW_RESOURCES}
    | {P.VIEW_AUDIT, P.USE_ADMIN},
    "inspector": READ | {P.VIEW_STAFF, P.VIEW_ROTATIONS, P.VIEW_RESOURCES, P.VIEW_AUDIT},
    "principal": OWN_SCHOOL | {P.CONFIRM_FACTS, P.ANSWER_ROTATIONS},
    "clerk": OWN_SCHOOL,
    "auditor": {P.VIEW_AUDIT},
    "administrator": READ | {P.MANAGE_ACCOUNTS, P.MANAGE_CODE_TABLES, P.USE_ADMIN},
}


def test_every_role_may_do_what_the_design_says_and_no_more():
    assert {code: set(role.permissions) for code, role in ROLES.items()} == EXPECTED


def test_every_role_reaches_as_far_as_the_design_says():
    assert {level.value: codes(level) for level in Level} == {
        "everywhere": ["administrator"],
        "district": ["officer", "inspector", "auditor"],
        "school": ["principal", "clerk"],
    }


@pytest.mark.parametrize(
    "thing", [*ROLES.values(), *Permission], ids=lambda thing: getattr(thing, "code", "")
)
def test_everything_is_described_for_people(thing):
    words = str(getattr(thing, "description", None) or thing.value)

    assert len(words) >= 4


def places(district, elsewhere):
    """Return the places at which rights are asked, by name."""
    return {
        "own district": district.district.place,
        "own school": district.member.place,
        "lead of the own group": district.lead.place,
        "other district": elsewhere.district.place,
        "school elsewhere": elsewhere.school.place,
        "nowhere": Place(),
    }


IN_DISTRICT = {"own district", "own school", "lead of the own group"}
EVERYWHERE = {
    *IN_DISTRICT,
    "other district",
    "school elsewhere",
    "nowhere",
}
REACHED = {
    ("officer", P.EDIT_REGISTER): IN_DISTRICT,
    ("officer", P.MANAGE_ACCOUNTS): set(),
    ("inspector", P.VIEW_STAFF): IN_DISTRICT,
    ("inspector", P.EDIT_REGISTER): set(),
    ("member_principal", P.EDIT_REGISTER): {"own school"},
    ("member_principal", P.VIEW_STAFF): {"own school"},
    ("member_principal", P.VIEW_COVERAGE): set(),
    ("clerk", P.EDIT_REGISTER): {"own school"},
    ("auditor", P.VIEW_AUDIT): IN_DISTRICT,
    ("auditor", P.VIEW_REGISTER): set(),
    ("administrator", P.MANAGE_ACCOUNTS): EVERYWHERE,
    ("administrator", P.EDIT_REGISTER): set(),
    ("administrator", P.VIEW_STAFF): set(),
    ("foreign_officer", P.EDIT_REGISTER): {"other district", "school elsewhere"},
    ("nobody", P.VIEW_REGISTER): set(),
    ("former_officer", P.VIEW_REGISTER): set(),
    ("coming_officer", P.VIEW_REGISTER): set(),
}


@pytest.mark.parametrize(
    ("person", "permission", "reached"),
    [(*key, reached) for key, reached in REACHED.items()],
    ids=[f"{person}-{permission.name}" for person, permission in REACHED],
)
def test_right_holds_at_its_places_only(request, district, elsewhere, person, permission, reached):
    user = request.getfixturevalue(person)

    found = {name for name, place in places(district, elsewhere).items() if can(user, permission, at=place)}

    assert (found, can(user, permission)) == (reached, bool(reached))


def test_rights_of_two_appointments_add_up_and_never_mix(district, elsewhere, two_hats):
    held = {
        (name, permission.name)
        for name, place in places(district, elsewhere).items()
        for permission in (P.VIEW_REGISTER, P.EDIT_REGISTER)
        if can(two_hats, permission, at=place)
    }

    assert held == {
        *((name, "VIEW_REGISTER") for name in EVERYWHERE - {"nowhere"}),
        *((name, "EDIT_REGISTER") for name in IN_DISTRICT),
    }


@pytest.mark.parametrize("permission", Permission, ids=lambda permission: permission.name)
def test_anonymous_visitor_may_nothing(db, permission):
    assert can(AnonymousUser(), permission) is False


@pytest.mark.parametrize("permission", Permission, ids=lambda permission: permission.name)
def test_switched_off_account_may_nothing(officer, permission):
    officer.is_active = False

    assert can(officer, permission) is False


def test_system_may_everything_and_sees_everything(district, elsewhere):
    assert all(can(SYSTEM, permission, at=elsewhere.school.place) for permission in Permission)
    assert School.objects.visible_to(SYSTEM).count() == School.objects.count()


def test_require_refuses_with_403(district, inspector, officer):
    require(officer, P.EDIT_REGISTER, at=district.lone.place)

    with pytest.raises(PermissionDenied):
        require(inspector, P.EDIT_REGISTER, at=district.lone.place)


@pytest.mark.parametrize(
    ("day", "may"),
    [
        (date(2022, 8, 31), False),
        (date(2022, 9, 1), True),
        (date(2023, 8, 31), True),
        (date(2023, 9, 1), False),
    ],
    ids=["day before", "first day", "last day", "day after"],
)
def test_appointment_gives_rights_from_its_first_to_its_last_day(district, day, may):
    zhang = factories.make_user(
        "zhang", role="principal", school=district.lone, start=date(2022, 9, 1), end=date(2023, 9, 1)
    )

    with time_machine.travel(datetime(day.year, day.month, day.day, 12, tzinfo=UTC), tick=False):
        assert can(zhang, P.EDIT_REGISTER, at=district.lone.place) is may


def test_day_begins_in_shanghai_and_not_in_greenwich(district):
    zhang = factories.make_user("zhang", role="principal", school=district.lone, start=date(2022, 9, 1))

    with time_machine.travel(datetime(2022, 8, 31, 16, 30, tzinfo=UTC), tick=False):
        assert can(zhang, P.VIEW_REGISTER) is True


def test_rights_cost_one_query_a_request(district, officer, django_assert_num_queries):
    user = User.objects.get(pk=officer.pk)

    with django_assert_num_queries(1):
        for permission in Permission:
            can(user, permission, at=district.lone.place)


def test_reach_of_nobody_is_empty():
    assert (bool(Reach()), Reach().covers(district=None, school=None)) == (False, False)


def test_reach_stays_everywhere_beside_another_condition(district):
    condition = Reach(everywhere=True).q(district="district") | Reach().q(district="district")

    assert School.objects.filter(condition).count() == School.objects.count()


def test_officer_enters_the_admin_and_a_principal_does_not(officer, member_principal):
    assert (officer.is_staff, member_principal.is_staff) == (True, False)


@pytest.mark.parametrize(
    ("role", "scope"),
    [("officer", "school"), ("principal", "district"), ("administrator", "district"), ("clerk", None)],
)
def test_appointment_must_fit_its_role(district, role, scope):
    user = factories.make_user("zhang")
    places = {"school": district.lone, "district": district.district}

    with pytest.raises(ValidationError) as caught:
        Appointment(user=user, role=role, **({scope: places[scope]} if scope else {})).full_clean()

    assert caught.value.error_dict["__all__"][0].code == "scope_does_not_fit"


def test_role_that_nobody_knows_is_refused(db):
    with pytest.raises(ValidationError) as caught:
        Appointment(user=factories.make_user("zhang"), role="king").full_clean()

    assert "role" in caught.value.error_dict


def test_trail_names_the_roles_of_today(two_hats, former_officer):
    assert (two_hats.audit_role, former_officer.audit_role) == ("inspector,officer", "")


def test_snapshot_holds_no_password(officer):
    assert sorted(officer.snapshot()) == [
        "basis", "email", "id", "is_active", "leaves_on", "name", "username", "version",
    ]  # fmt: skip
