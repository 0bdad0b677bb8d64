"""One door: which rows each person may read, of every model."""

from datetime import UTC, date, datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model

from accounts.models import Appointment, User
from coverage.models import (
    DeclaredCount,
    Designation,
    DesignationLevel,
    DesignationScheme,
    Headline,
    Rule,
    RuleSet,
    Target,
)
from exchanges.models import Booking, Exemption, OpeningHours, Rotation, SharedResource
from groups.models import EducationGroup, Formation, FormationStep, GroupChange, Membership, PlannedSchool
from records import actions
from records.models import AuditEntry, Job
from schools.models import (
    Confirmation,
    Contact,
    District,
    Employment,
    Enrolment,
    Facility,
    FormerName,
    ImportBatch,
    Lineage,
    Proposal,
    RetiredCode,
    School,
    SchoolStatus,
    Staff,
    StageService,
)
from tests import factories
from tests.records.rows import OWN_APPS

# where a row lies: in the own district at the own school (丙校), at the group's lead (甲校), at the school of
# no group (庚小学), in the district as a whole, in the other district, or nowhere in particular
OWN, LEAD, LONE, WHOLE, FAR, NOWHERE = "own", "lead", "lone", "whole", "far", "nowhere"
DISTRICT = {OWN, LEAD, LONE, WHOLE}
EVERYWHERE = {*DISTRICT, FAR, NOWHERE}

BUREAU = ["officer", "inspector"]
SCHOOL = ["member_principal", "clerk"]
POWERLESS = ["nobody", "former_officer", "coming_officer"]

# model: what bureau, school, auditor, administrator and the other district's officer see of it
DATED = (Staff, SharedResource)  # whose rows are seen depends on the day
MOMENT = datetime(2022, 9, 5, 0, tzinfo=UTC)
SEEN = {
    Job: (set(), set(), set(), {NOWHERE}, set()),
    District: ({WHOLE}, set(), set(), {WHOLE, FAR}, {FAR}),
    School: ({OWN, LEAD, LONE}, {OWN}, set(), {OWN, LEAD, LONE, FAR}, {FAR}),
    FormerName: ({OWN, LEAD, LONE}, {OWN}, set(), {OWN, LEAD, LONE, FAR}, {FAR}),
    Contact: ({OWN, LEAD, LONE}, {OWN}, set(), {OWN, LEAD, LONE, FAR}, {FAR}),
    Confirmation: ({OWN, LEAD, LONE}, {OWN}, set(), {OWN, LEAD, LONE, FAR}, {FAR}),
    Proposal: ({OWN, LEAD, LONE}, {OWN}, set(), {OWN, LEAD, LONE, FAR}, {FAR}),
    RetiredCode: ({OWN, LEAD, LONE}, {OWN}, set(), {OWN, LEAD, LONE, FAR}, {FAR}),
    Lineage: ({OWN, LEAD, LONE}, {OWN}, set(), {OWN, LEAD, LONE, FAR}, {FAR}),
    SchoolStatus: ({OWN, LEAD, LONE}, {OWN}, set(), {OWN, LEAD, LONE, FAR}, {FAR}),
    StageService: ({OWN, LEAD, LONE}, {OWN}, set(), {OWN, LEAD, LONE, FAR}, {FAR}),
    Enrolment: ({OWN, LEAD, LONE}, {OWN}, set(), {OWN, LEAD, LONE, FAR}, {FAR}),
    Facility: ({OWN, LEAD, LONE}, {OWN}, set(), {OWN, LEAD, LONE, FAR}, {FAR}),
    ImportBatch: ({OWN, LEAD, LONE, WHOLE}, {OWN}, set(), set(), {FAR}),
    Staff: ({OWN, LEAD, LONE}, {OWN}, set(), set(), {FAR}),
    Employment: ({OWN, LEAD, LONE}, {OWN}, set(), set(), {FAR}),
    EducationGroup: ({LEAD, LONE}, {LEAD}, set(), {LEAD, LONE, FAR}, {FAR}),
    Membership: ({OWN, LEAD, LONE}, {OWN, LEAD}, set(), {OWN, LEAD, LONE, FAR}, {FAR}),
    GroupChange: ({LEAD, LONE}, set(), set(), {LEAD, LONE, FAR}, {FAR}),
    Formation: ({WHOLE}, set(), set(), {WHOLE, FAR}, {FAR}),
    FormationStep: ({WHOLE}, set(), set(), {WHOLE, FAR}, {FAR}),
    PlannedSchool: ({WHOLE}, set(), set(), {WHOLE, FAR}, {FAR}),
    DesignationScheme: ({NOWHERE}, set(), set(), {NOWHERE}, {NOWHERE}),
    DesignationLevel: ({NOWHERE}, set(), set(), {NOWHERE}, {NOWHERE}),
    RuleSet: ({NOWHERE}, set(), set(), {NOWHERE}, {NOWHERE}),
    Rule: ({NOWHERE}, set(), set(), {NOWHERE}, {NOWHERE}),
    SharedResource: ({OWN, LEAD, LONE}, {OWN, LEAD}, set(), set(), {FAR}),
    OpeningHours: ({OWN, LEAD, LONE}, {OWN}, set(), set(), {FAR}),
    Booking: ({OWN, LEAD, LONE}, {OWN}, set(), set(), {FAR}),
    Exemption: ({OWN, LEAD, LONE}, {OWN}, set(), set(), {FAR}),
    Rotation: ({OWN, LONE}, {OWN}, set(), set(), {FAR}),
    Designation: ({OWN, LEAD, LONE}, {OWN}, set(), {OWN, LEAD, LONE, FAR}, {FAR}),
    Target: ({WHOLE}, set(), set(), {WHOLE, FAR}, {FAR}),
    Headline: ({WHOLE}, set(), set(), {WHOLE, FAR}, {FAR}),
    DeclaredCount: ({WHOLE}, set(), set(), {WHOLE, FAR}, {FAR}),
    AuditEntry: (
        {OWN, LEAD, LONE, WHOLE, NOWHERE},
        {OWN},
        {OWN, LEAD, LONE, WHOLE, NOWHERE},
        set(),
        {FAR, NOWHERE},
    ),
}


@pytest.fixture
def rows(district, elsewhere, officer):
    """Store one row of everything at every place and return them, by model and place."""
    schools = {OWN: district.member, LEAD: district.lead, LONE: district.lone, FAR: elsewhere.school}
    districts = {WHOLE: district.district, FAR: elsewhere.district}
    level = factories.make_level()
    rule_set = factories.make_rule_set(rules=1)
    staff = {place: factories.make_staff(school) for place, school in schools.items()}
    lone_group = factories.make_group(lead=district.lone)
    far_group = factories.make_group(district=elsewhere.district, lead=elsewhere.school)
    later = factories.make_school(district=elsewhere.district)
    resources = {place: factories.make_resource(school) for place, school in schools.items()}
    groups = {LEAD: district.first, LONE: lone_group, FAR: far_group}
    named = {place: FormerName(school=school, name=f"旧名 {place}") for place, school in schools.items()}
    for former in named.values():
        actions.create(former, by=officer)
    actions.create(Target(district=district.district, stage="senior", statement="全部"), by=officer)
    actions.create(DesignationScheme(code="trail", name="trail"), by=officer)
    planned = {WHOLE: district.member, FAR: elsewhere.school}
    formations = {
        place: factories.make_formation(district=school.district, lead=school)
        for place, school in planned.items()
    }
    return {
        Job: {NOWHERE: factories.make_job(username="somebody")},
        GroupChange: {place: factories.make_group_change(group) for place, group in groups.items()},
        Formation: formations,
        FormationStep: {place: formation.steps.get() for place, formation in formations.items()},
        PlannedSchool: {place: formation.planned.get() for place, formation in formations.items()},
        District: districts,
        School: schools,
        FormerName: named,
        Contact: {place: factories.make_contact(school) for place, school in schools.items()},
        Confirmation: {place: factories.make_confirmation(school) for place, school in schools.items()},
        Proposal: {place: factories.make_proposal(school) for place, school in schools.items()},
        RetiredCode: make_retired_codes(schools),
        Lineage: make_lineages(schools, later={FAR: later}),
        SchoolStatus: {place: school.statuses.get() for place, school in schools.items()},
        StageService: {place: school.stages.order_by("pk")[0] for place, school in schools.items()},
        Enrolment: {place: factories.make_enrolment(school, 100) for place, school in schools.items()},
        Facility: {place: factories.make_facility(school) for place, school in schools.items()},
        ImportBatch: {
            WHOLE: factories.make_import(district.district),
            **{place: factories.make_import(school=school) for place, school in schools.items()},
        },
        Staff: staff,
        Employment: {place: person.employments.get() for place, person in staff.items()},
        EducationGroup: groups,
        Membership: {
            OWN: district.first.memberships.get(school=district.member),
            **{place: group.memberships.get(role="lead") for place, group in groups.items()},
        },
        DesignationScheme: {NOWHERE: level.scheme},
        DesignationLevel: {NOWHERE: level},
        RuleSet: {NOWHERE: rule_set},
        Rule: {NOWHERE: rule_set.rules.get()},
        SharedResource: resources,
        OpeningHours: {place: resource.hours.order_by("pk")[0] for place, resource in resources.items()},
        Booking: {
            place: factories.make_booking(resource, resource.school, MOMENT)
            for place, resource in resources.items()
        },
        Exemption: {
            place: factories.make_exemption(staff[place], school) for place, school in schools.items()
        },
        Rotation: {
            OWN: factories.make_rotation(district.first, district.member, district.lead),
            LONE: factories.make_rotation(lone_group, district.lone, district.lead),
            FAR: factories.make_rotation(far_group, elsewhere.school, later),
        },
        Designation: {place: factories.make_designation(school) for place, school in schools.items()},
        Target: {
            WHOLE: Target.objects.get(),
            FAR: factories.make_target(district=elsewhere.district),
        },
        Headline: {place: make_headline(where) for place, where in districts.items()},
        DeclaredCount: {place: make_declared_count(where) for place, where in districts.items()},
        AuditEntry: {
            **{place: AuditEntry.objects.get(object_label=f"旧名 {place}") for place in named},
            WHOLE: AuditEntry.objects.get(object_type="coverage.target"),
            NOWHERE: AuditEntry.objects.get(object_type="coverage.designationscheme"),
        },
    }


def make_retired_codes(schools):
    """Return a code that each school bore."""
    return {
        place: factories.make_retired_code(school, f"510115-L80{number}")
        for number, (place, school) in enumerate(schools.items())
    }


def make_lineages(schools, *, later):
    """Return that each school was merged into another of its district, which is nobody's here."""
    here = factories.make_school()
    return {
        place: factories.make_lineage(school, later.get(place, here)) for place, school in schools.items()
    }


def make_headline(district):
    """Return a district's headline."""
    return Headline.objects.create(district=district, basis="designated", weight="institutions")


def make_declared_count(district):
    """Return a declared count of a district."""
    return DeclaredCount.objects.create(
        district=district,
        code="x",
        section="公办",
        label="小学",
        ownerships=["public"],
        kinds=["primary"],
        count=1,
    )


def visible(model: type[Model], user, rows) -> set[str]:
    """Return the places whose rows of a model the person may read."""
    more = [date(2022, 12, 31)] if model in DATED else []
    found = set(model.objects.visible_to(user, *more).values_list("pk", flat=True))
    return {place for place, row in rows[model].items() if row.pk in found}


def test_every_model_behind_the_door_has_its_line():
    # accounts are looked at on their own, below
    from django.apps import apps

    models = [model for model in apps.get_models() if model._meta.app_label in OWN_APPS]
    behind = [model for model in models if hasattr(model._default_manager.all(), "visible_to")]

    assert {model.__name__ for model in behind} == {m.__name__ for m in SEEN} | {"User", "Appointment"}


@pytest.mark.parametrize(
    "person", [*BUREAU, *SCHOOL, "auditor", "administrator", "foreign_officer", *POWERLESS]
)
def test_person_sees_exactly_these_rows(request, rows, person):
    user = request.getfixturevalue(person)
    column = 0 if person in BUREAU else 1 if person in SCHOOL else None
    others = {"auditor": 2, "administrator": 3, "foreign_officer": 4}
    column = others.get(person, column)

    seen = {model.__name__: visible(model, user, rows) for model in SEEN}

    expected = {m.__name__: set() if column is None else columns[column] for m, columns in SEEN.items()}
    assert seen == expected


@pytest.mark.parametrize("model", SEEN, ids=lambda model: model.__name__)
def test_anonymous_visitor_never_gets_as_far_as_rows(db, model):
    more = [date(2022, 12, 31)] if model in DATED else []

    with pytest.raises(AttributeError):
        model.objects.visible_to(AnonymousUser(), *more)


def test_switched_off_account_sees_nothing(rows, officer):
    officer.is_active = False

    assert {model.__name__: visible(model, officer, rows) for model in SEEN} == {
        m.__name__: set() for m in SEEN
    }


def test_two_hats_see_both_districts(rows, two_hats):
    somebody = User.objects.get(pk=two_hats.pk)

    assert visible(School, somebody, rows) == {OWN, LEAD, LONE, FAR}


def test_group_of_a_former_member_is_closed(district, member_principal):
    membership = district.first.memberships.get(school=district.member)
    membership.end, membership.end_reason = date(2021, 1, 1), "moved"
    membership.save()

    assert list(EducationGroup.objects.visible_to(member_principal)) == []


def test_nothing_passes_on_through_a_school_of_two_groups(district, member_principal):
    bridge_principal = factories.make_user("bridge", role="principal", school=district.bridge)

    assert list(EducationGroup.objects.visible_to(member_principal)) == [district.first]
    assert list(EducationGroup.objects.visible_to(bridge_principal)) == [district.first, district.second]
    assert list(School.objects.visible_to(bridge_principal)) == [district.bridge]


def test_teacher_who_left_is_off_the_principals_roster_and_in_the_bureaus_files(district, member_principal):
    officer = factories.make_user("bureau", role="officer", district=district.district)
    teacher = factories.make_staff(district.member, "张老师", start=date(2020, 9, 1))
    teacher.employments.update(end=date(2021, 9, 1))

    on = {
        day: set(Staff.objects.visible_to(member_principal, day))
        for day in (date(2021, 8, 31), date(2021, 9, 1))
    }

    assert on == {date(2021, 8, 31): {teacher}, date(2021, 9, 1): set()}
    assert set(Staff.objects.in_districts_of(officer)) == {teacher}
    assert set(Staff.objects.in_districts_of(member_principal)) == set()


ALL_PEOPLE = ["officer", "member_principal", "auditor", "administrator"]


@pytest.mark.parametrize("person", ALL_PEOPLE)
def test_accounts_are_the_administrators_and_everybodys_own(request, person):
    people = {name: request.getfixturevalue(name) for name in ALL_PEOPLE}
    user = people[person]
    mine = set(people.values()) if person == "administrator" else {user}

    assert set(User.objects.visible_to(user)) == mine
    assert {a.user for a in Appointment.objects.visible_to(user)} == mine


@pytest.mark.parametrize("person", ALL_PEOPLE)
def test_jobs_are_the_administrators_and_everybodys_own(request, person):
    people = [request.getfixturevalue(name) for name in ALL_PEOPLE]
    jobs = {user.username: factories.make_job(username=user.username) for user in people}
    mine = set(jobs.values()) if person == "administrator" else {jobs[person.removesuffix("_principal")]}

    assert set(Job.objects.visible_to(request.getfixturevalue(person))) == mine
