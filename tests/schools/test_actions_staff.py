"""People are hired, corrected, moved and leave; their history stays."""

from datetime import date
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from records.errors import AlreadyDone, StaleVersion
from records.models import AuditEntry
from schools.actions_staff import correct_person, hire, leave, move_person
from schools.models import Employment, Staff
from tests import factories

FIRST, NEXT, LATER = date(2020, 9, 1), date(2022, 9, 1), date(2023, 9, 1)


@pytest.fixture
def employment(district):
    """Return the employment of a teacher at the member school."""
    person = factories.make_staff(district.member, "钱老师", staff_no="T1", start=FIRST)
    return person.employments.select_related("staff__district", "school__district").get()


def trail():
    """Return who did what to which kind of record, oldest first."""
    return list(AuditEntry.objects.order_by("id").values_list("username", "action", "object_type"))


def history(number="T1"):
    """Return a person's home schools with their days, the first one first."""
    rows = Employment.objects.filter(staff__staff_no=number).order_by("pk")
    return [(row.school.name, row.start, row.end) for row in rows]


def new_person(district, **fields):
    return Staff(
        **{"district": district.district, "staff_no": "T9", "name": "赵老师", "post": "teacher"} | fields
    )


# --- hire ---


def test_hire_puts_a_person_on_the_roster(district, member_principal):
    employment = hire(new_person(district), school=district.member, start=NEXT, by=member_principal)

    assert (employment.staff.staff_no, history("T9")) == ("T9", [("丙校", NEXT, None)])
    assert trail() == [("member", "create", "schools.staff"), ("member", "create", "schools.employment")]


def test_hire_files_the_person_under_the_school(district, member_principal):
    hire(new_person(district), school=district.member, by=member_principal)

    entries = AuditEntry.objects.visible_to(member_principal)
    assert [entry.object_type for entry in entries.order_by("id")] == [
        "schools.staff",
        "schools.employment",
    ]


def test_hire_twice_with_one_key_has_one_effect(district, officer):
    key = uuid4()
    hire(new_person(district), school=district.member, request_key=key, by=officer)

    with pytest.raises(AlreadyDone):
        hire(new_person(district), school=district.member, request_key=key, by=officer)

    assert Staff.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        pytest.param({"staff_no": "T1"}, "__all__", id="number-is-taken"),
        pytest.param({"staff_no": "T 1"}, "staff_no", id="number-with-a-space"),
        pytest.param({"staff_no": "a/b"}, "staff_no", id="number-with-a-slash"),
        pytest.param({"staff_no": "new"}, "staff_no", id="number-that-is-a-page"),
        pytest.param({"staff_no": ""}, "staff_no", id="no-number"),
        pytest.param({"name": ""}, "name", id="no-name"),
        pytest.param({"name": "赵\u202e老师"}, "name", id="hidden-character"),
        pytest.param({"post": "king"}, "post", id="unknown-post"),
    ],
)
def test_hire_refuses_and_leaves_nothing(fields, field, district, employment, officer):
    with pytest.raises(ValidationError) as refused:
        hire(new_person(district, **fields), school=district.member, by=officer)

    assert list(refused.value.error_dict) == [field]
    assert (Staff.objects.count(), trail()) == (1, [])


@pytest.mark.parametrize("number", ["T-1", "510115-L001-007", "t_1.2", "教001", "newcomer", "1"])
def test_hire_takes_the_numbers_that_schools_use(number, district, officer):
    assert hire(new_person(district, staff_no=number), school=district.member, by=officer).pk


def test_hire_refuses_a_person_of_another_district(district, officer):
    elsewhere = factories.make_district("510116", "双流区")

    person = new_person(district)
    person.district = elsewhere

    with pytest.raises(ValidationError, match="不能一起登记"):
        hire(person, school=district.member, by=officer)


NOT_THEIRS = ["inspector", "lead_principal", "other_principal", "administrator", "auditor"]


@pytest.mark.parametrize("who", NOT_THEIRS)
def test_only_the_own_school_and_the_bureau_hire(who, district, request):
    with pytest.raises(PermissionDenied):
        hire(new_person(district), school=district.member, by=request.getfixturevalue(who))

    assert Staff.objects.count() == 0


# --- correct ---


def test_correct_stores_what_changed_and_says_that_it_was_entered(employment, member_principal):
    person = employment.staff
    Staff.objects.update(basis="imported")
    person.basis, person.title = "imported", "senior"

    correct_person(person, school=employment.school, reason="评上高级", by=member_principal)

    stored = Staff.objects.get()
    assert (stored.title, stored.basis, stored.version) == ("senior", "entered", 2)
    assert trail() == [("member", "change", "schools.staff")]


def test_correct_without_a_difference_leaves_all_as_it_is(employment, member_principal):
    Staff.objects.update(basis="imported")
    employment.staff.basis = "imported"

    correct_person(employment.staff, school=employment.school, by=member_principal)

    assert (Staff.objects.get().basis, trail()) == ("imported", [])


def test_correct_what_somebody_changed_meanwhile_is_stale(employment, member_principal):
    Staff.objects.update(version=2, name="钱先生")
    employment.staff.name = "钱女士"

    with pytest.raises(StaleVersion):
        correct_person(employment.staff, school=employment.school, by=member_principal)

    assert Staff.objects.get().name == "钱先生"


@pytest.mark.parametrize("who", NOT_THEIRS)
def test_only_the_own_school_and_the_bureau_correct(who, employment, request):
    employment.staff.name = "别人"

    with pytest.raises(PermissionDenied):
        correct_person(employment.staff, school=employment.school, by=request.getfixturevalue(who))


# --- move ---


def test_move_ends_here_and_begins_there_on_one_day(district, employment, officer):
    move_person(employment, school=district.lead, day=NEXT, document="〔2022〕3号", by=officer)

    assert history() == [("丙校", FIRST, NEXT), ("甲校", NEXT, None)]
    assert set(Employment.objects.values_list("document", flat=True)) == {"〔2022〕3号"}
    assert trail() == [("officer", "move", "schools.employment"), ("officer", "move", "schools.employment")]


@pytest.mark.parametrize(
    ("day", "school", "field", "sentence"),
    [
        pytest.param(FIRST, "lead", "day", "必须晚于到本校的日期", id="on-the-first-day"),
        pytest.param(date(2019, 1, 1), "lead", "day", "必须晚于到本校的日期", id="before-it"),
        pytest.param(NEXT, "member", "school", "请选择另一所学校", id="to-the-same-school"),
    ],
)
def test_move_refuses_and_leaves_the_history(day, school, field, sentence, district, employment, officer):
    with pytest.raises(ValidationError, match=sentence) as refused:
        move_person(employment, school=getattr(district, school), day=day, by=officer)

    assert list(refused.value.error_dict) == [field]
    assert (history(), trail()) == ([("丙校", FIRST, None)], [])


def test_move_is_not_planned_twice(district, employment, officer):
    move_person(employment, school=district.lead, day=LATER, by=officer)

    with pytest.raises(ValidationError, match="已登记从 2023年9月1日 起结束"):
        move_person(employment, school=district.partner, day=NEXT, by=officer)

    assert history() == [("丙校", FIRST, LATER), ("甲校", LATER, None)]


def test_move_of_a_person_whose_days_are_unknown(district, officer):
    person = factories.make_staff(district.member, staff_no="T2")

    move_person(person.employments.get(), school=district.lead, day=NEXT, by=officer)

    assert history("T2") == [("丙校", None, NEXT), ("甲校", NEXT, None)]


def test_move_brings_back_who_had_left(district, employment, officer):
    leave(employment, status="left", day=NEXT, on=NEXT, by=officer)

    move_person(employment, school=district.member, day=LATER, by=officer)

    assert history() == [("丙校", FIRST, NEXT), ("丙校", LATER, None)]
    assert Staff.objects.get().status == "active"


def test_move_does_not_begin_before_the_person_left(district, employment, officer):
    leave(employment, status="retired", day=NEXT, on=NEXT, by=officer)

    with pytest.raises(ValidationError, match="不能早于离开原学校的日期") as refused:
        move_person(Employment.objects.get(), school=district.lead, day=date(2021, 1, 1), by=officer)

    assert list(refused.value.error_dict) == ["day"]


def test_move_of_what_somebody_changed_meanwhile_is_stale(district, employment, officer):
    Employment.objects.update(version=2)

    with pytest.raises(StaleVersion):
        move_person(employment, school=district.lead, day=NEXT, by=officer)

    assert history() == [("丙校", FIRST, None)]


def test_move_stays_inside_the_district(employment, officer):
    elsewhere = factories.make_district("510116", "双流区")
    foreign = factories.make_school("外区学校", district=elsewhere)

    with pytest.raises(ValidationError, match="不能一起登记"):
        move_person(employment, school=foreign, day=NEXT, by=officer)


@pytest.mark.parametrize("who", [*NOT_THEIRS, "member_principal"])
def test_only_the_bureau_moves_people(who, district, employment, request):
    with pytest.raises(PermissionDenied):
        move_person(employment, school=district.lead, day=NEXT, by=request.getfixturevalue(who))

    assert history() == [("丙校", FIRST, None)]


# --- leave ---


@pytest.mark.parametrize("status", ["retired", "left"])
def test_leave_ends_the_employment_and_says_how(status, employment, member_principal):
    leave(employment, status=status, day=NEXT, on=NEXT, document="退休文", by=member_principal)

    assert (history(), Staff.objects.get().status) == ([("丙校", FIRST, NEXT)], status)
    assert trail() == [
        ("member", "leave_school", "schools.employment"),
        ("member", "leave_school", "schools.staff"),
    ]


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        pytest.param(date(2022, 9, 2), "离校日期不能晚于今天", id="tomorrow"),
        pytest.param(FIRST, "必须晚于到本校的日期", id="on-the-first-day"),
    ],
)
def test_leave_refuses_a_day_that_cannot_be(day, sentence, employment, member_principal):
    with pytest.raises(ValidationError, match=sentence) as refused:
        leave(employment, status="retired", day=day, on=NEXT, by=member_principal)

    assert list(refused.value.error_dict) == ["day"]
    assert (history(), Staff.objects.get().status, trail()) == ([("丙校", FIRST, None)], "active", [])


def test_leave_twice_is_refused(employment, officer):
    leave(employment, status="retired", day=NEXT, on=NEXT, by=officer)

    with pytest.raises(ValidationError, match="已登记从 2022年9月1日 起结束"):
        leave(employment, status="left", day=NEXT, on=LATER, by=officer)


def test_leave_of_what_somebody_changed_meanwhile_is_stale(employment, officer):
    Employment.objects.update(version=2)

    with pytest.raises(StaleVersion):
        leave(employment, status="left", day=NEXT, on=NEXT, by=officer)

    assert Staff.objects.get().status == "active"


@pytest.mark.parametrize("who", NOT_THEIRS)
def test_only_the_own_school_and_the_bureau_let_people_leave(who, employment, request):
    with pytest.raises(PermissionDenied):
        leave(employment, status="left", day=NEXT, on=NEXT, by=request.getfixturevalue(who))
