"""Changes to the register: what is refused, what is stored, and what the trail says."""

from datetime import date
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from records.errors import AlreadyDone
from records.models import AuditEntry
from schools.actions import change_status, hire_many, record_enrolment, register_school
from schools.models import Employment, School, Staff
from schools.stages import Stage
from tests import factories

FIRST, LAST = date(2020, 9, 1), date(2022, 9, 1)


def trail():
    """Return who did what to which record, oldest first."""
    fields = ["username", "action", "object_type", "object_label", "reason"]
    return list(AuditEntry.objects.order_by("id").values_list(*fields))


def changes():
    """Return the differences of every entry, oldest first, without keys and versions."""
    entries = AuditEntry.objects.order_by("id").values_list("before", "after")
    return [_changed(before or {}, after) for before, after in entries]


def _changed(before, after):
    told = [name for name in after if name not in {"id", "version"} and not name.endswith("_id")]
    return {name: (before.get(name), after[name]) for name in told if before.get(name) != after[name]}


def periods(school):
    return [(row.status, row.start, row.end) for row in school.statuses.order_by("pk")]


NOT_ALLOWED = [
    pytest.param("inspector", id="inspector"),
    pytest.param("administrator", id="administrator"),
    pytest.param("auditor", id="auditor"),
    pytest.param("member_principal", id="another-schools-principal"),
]


# --- register_school ---


def new_school(district, **fields):
    return School(
        **{"district": district, "code": "510115-L901", "name": "辛小学", "kind": "primary"} | fields
    )


def test_register_school_enters_school_status_and_stages(district, officer):
    school = register_school(
        new_school(district.district, kind="nine_year", kind_basis="inferred"),
        stages=[Stage.PRIMARY, Stage.JUNIOR],
        operating_from=FIRST,
        by=officer,
    )

    assert periods(school) == [("operating", FIRST, None)]
    services = school.stages.values_list("stage", "start", "end", "basis")
    assert list(services) == [("primary", FIRST, None, "inferred"), ("junior", FIRST, None, "inferred")]
    assert trail() == [
        ("officer", "create", "schools.school", "辛小学", ""),
        ("officer", "create", "schools.schoolstatus", "辛小学 · 在办", ""),
        ("officer", "create", "schools.stageservice", "辛小学 · 小学", ""),
        ("officer", "create", "schools.stageservice", "辛小学 · 初中", ""),
    ]
    assert {entry.school_code for entry in AuditEntry.objects.all()} == {"510115-L901"}


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        pytest.param({"name": ""}, "name", id="no-name"),
        pytest.param({"name": "辛\u202e小学"}, "name", id="hidden-character"),
        pytest.param({"code": "12"}, "code", id="no-code"),
        pytest.param({"kind": "castle"}, "kind", id="unknown-kind"),
        pytest.param({"is_collective": True}, "__all__", id="collective-that-counts"),
    ],
)
def test_register_school_refuses_and_leaves_nothing(fields, field, district, officer):
    with pytest.raises(ValidationError) as refused:
        register_school(new_school(district.district, **fields), stages=[Stage.PRIMARY], by=officer)

    assert field in refused.value.error_dict
    assert (School.objects.filter(code="510115-L901").exists(), trail()) == (False, [])


def test_register_school_refuses_a_code_that_is_taken(district, officer):
    with pytest.raises(ValidationError) as refused:
        register_school(new_school(district.district, code=district.lone.code), stages=[], by=officer)

    assert "code" in refused.value.error_dict


def test_register_school_refuses_a_stage_named_twice_and_leaves_nothing(district, officer):
    with pytest.raises(ValidationError):
        register_school(new_school(district.district), stages=[Stage.PRIMARY, Stage.PRIMARY], by=officer)

    assert (School.objects.count(), trail()) == (7, [])


@pytest.mark.parametrize("who", [*NOT_ALLOWED, pytest.param("lead_principal", id="principal")])
def test_only_an_officer_registers_schools(who, district, request):
    with pytest.raises(PermissionDenied):
        register_school(new_school(district.district), stages=[], by=request.getfixturevalue(who))

    assert trail() == []


# --- change_status ---


def test_change_status_ends_the_state_before_and_begins_another(district, officer):
    change_status(
        district.lone, status="suspended", day=LAST, document="〔2022〕3号", reason="校舍改造", by=officer
    )

    assert periods(district.lone) == [("operating", None, LAST), ("suspended", LAST, None)]
    assert trail() == [
        ("officer", "change", "schools.schoolstatus", "庚小学 · 在办", "校舍改造"),
        ("officer", "create", "schools.schoolstatus", "庚小学 · 停办", "校舍改造"),
    ]
    assert changes() == [
        {"end": (None, "2022-09-01")},
        {
            "start": (None, "2022-09-01"),
            "document": (None, "〔2022〕3号"),
            "status": (None, "suspended"),
        },
    ]


def test_change_status_begins_where_nothing_was_known(district, officer):
    district.lone.statuses.all().delete()

    change_status(district.lone, status="preparing", day=FIRST, by=officer)

    assert periods(district.lone) == [("preparing", FIRST, None)]


def test_change_status_refuses_a_day_before_a_later_state(district, officer):
    change_status(district.lone, status="suspended", day=LAST, by=officer)

    with pytest.raises(ValidationError) as refused:
        change_status(district.lone, status="closed", day=FIRST, by=officer)

    assert refused.value.messages == ["从 2022年9月1日 起已登记状态“停办”，新状态的日期必须晚于这一天。"]
    assert periods(district.lone) == [("operating", None, LAST), ("suspended", LAST, None)]


def test_change_status_refuses_a_second_state_on_one_day(district, officer):
    change_status(district.lone, status="suspended", day=LAST, by=officer)

    with pytest.raises(ValidationError):
        change_status(district.lone, status="closed", day=LAST, by=officer)

    assert periods(district.lone) == [("operating", None, LAST), ("suspended", LAST, None)]


def test_change_status_refuses_the_state_that_holds(district, officer):
    with pytest.raises(ValidationError) as refused:
        change_status(district.lone, status="operating", day=LAST, by=officer)

    assert refused.value.message_dict == {"status": ["学校在这一天已是这个状态，请选择另一个状态。"]}
    assert (periods(district.lone), trail()) == ([("operating", None, None)], [])


def test_change_status_happens_once_for_a_form(district, officer):
    key = uuid4()
    change_status(district.lone, status="suspended", day=LAST, request_key=key, by=officer)

    with pytest.raises(AlreadyDone):
        change_status(district.lone, status="closed", day=date(2023, 9, 1), request_key=key, by=officer)

    assert periods(district.lone) == [("operating", None, LAST), ("suspended", LAST, None)]


def test_change_status_refuses_an_unknown_state(district, officer):
    with pytest.raises(ValidationError) as refused:
        change_status(district.lone, status="asleep", day=LAST, by=officer)

    assert "status" in refused.value.error_dict
    assert (periods(district.lone), trail()) == ([("operating", None, None)], [])


@pytest.mark.parametrize("who", [*NOT_ALLOWED, pytest.param("lead_principal", id="own-principal")])
def test_only_an_officer_changes_a_status(who, district, request):
    with pytest.raises(PermissionDenied):
        change_status(district.lead, status="closed", day=LAST, by=request.getfixturevalue(who))

    assert trail() == []


# --- record_enrolment ---


def test_record_enrolment_stores_a_figure_and_writes_it_down(district, lead_principal):
    enrolment = record_enrolment(
        district.lead, year=2022, stage="senior", pupils=900, classes=20, by=lead_principal
    )

    assert (enrolment.pupils, enrolment.classes, enrolment.basis, enrolment.version) == (
        900,
        20,
        "entered",
        1,
    )
    assert trail() == [("lead", "create", "schools.enrolment", "甲校 · 2022–2023 · 高中", "")]


def test_record_enrolment_puts_a_new_figure_over_the_old(district, lead_principal):
    factories.make_enrolment(district.lead, 900, year=2022, stage="senior")

    enrolment = record_enrolment(district.lead, year=2022, stage="senior", pupils=0, by=lead_principal)

    assert (district.lead.enrolments.get(), enrolment.pupils, enrolment.version) == (enrolment, 0, 2)
    assert changes() == [{"pupils": (900, 0)}]


def test_record_enrolment_of_the_same_figure_leaves_no_entry(district, lead_principal):
    factories.make_enrolment(district.lead, 900, year=2022, stage="senior")

    record_enrolment(district.lead, year=2022, stage="senior", pupils=900, by=lead_principal)

    assert trail() == []


def test_record_enrolment_refuses_a_stage_that_is_not_served(district, officer):
    with pytest.raises(ValidationError) as refused:
        record_enrolment(district.lead, year=2022, stage="preschool", pupils=90, by=officer)

    assert refused.value.code == "stage_not_served"
    assert refused.value.messages == ["甲校在 2022–2023 学年不办学前学段，不能登记这个学段的在校生数。"]
    assert (district.lead.enrolments.count(), trail()) == (0, [])


@pytest.mark.parametrize(
    ("start", "end", "is_served"),
    [
        pytest.param(None, None, True, id="open"),
        pytest.param(date(2022, 9, 1), None, True, id="from-the-first-day"),
        pytest.param(date(2022, 10, 8), None, True, id="opened-in-october"),
        pytest.param(date(2023, 8, 31), None, True, id="from-the-last-day"),
        pytest.param(date(2023, 9, 1), None, False, id="a-year-later"),
        pytest.param(None, date(2022, 9, 2), True, id="on-the-first-day-only"),
        pytest.param(None, date(2022, 9, 1), False, id="until-the-year-began"),
    ],
)
def test_record_enrolment_asks_whether_the_stage_was_served_in_the_year(
    start, end, is_served, district, officer
):
    district.lone.stages.update(start=start, end=end)

    try:
        record_enrolment(district.lone, year=2022, stage="primary", pupils=90, by=officer)
        stored = True
    except ValidationError:
        stored = False

    assert stored == is_served


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        pytest.param({"pupils": -1}, "pupils", id="less-than-nobody"),
        pytest.param({"classes": -1}, "classes", id="less-than-no-class"),
        pytest.param({"year": 1800}, "__all__", id="before-the-records"),
        pytest.param({"basis": "rumour"}, "basis", id="unknown-basis"),
    ],
)
def test_record_enrolment_refuses_what_cannot_be(fields, field, district, officer):
    with pytest.raises(ValidationError) as refused:
        record_enrolment(
            district.lone, **{"year": 2022, "stage": "primary", "pupils": 90, "by": officer} | fields
        )

    assert field in refused.value.error_dict
    assert district.lone.enrolments.count() == 0


@pytest.mark.parametrize("who", NOT_ALLOWED)
def test_only_the_own_school_and_the_bureau_record_enrolment(who, district, request):
    user = request.getfixturevalue(who)

    with pytest.raises(PermissionDenied):
        record_enrolment(district.lead, year=2022, stage="senior", pupils=900, by=user)

    assert (district.lead.enrolments.count(), trail()) == (0, [])


# --- hire_many ---


def person(district, number):
    return Staff(district=district, staff_no=f"T{number}", name="张老师", post="teacher")


def test_hire_many_puts_people_on_their_rosters(district, officer):
    people = [
        (person(district.district, 1), district.lead, FIRST),
        (person(district.district, 2), district.member, None),
    ]

    employments = hire_many(people, district=district.district, by=officer)

    stored = Employment.objects.order_by("staff__staff_no").values_list(
        "staff__staff_no", "school__name", "start"
    )
    assert len(employments) == 2
    assert list(stored) == [("T1", "甲校", FIRST), ("T2", "丙校", None)]
    assert trail() == [
        ("officer", "create", "schools.staff", "张老师 T1", ""),
        ("officer", "create", "schools.staff", "张老师 T2", ""),
        ("officer", "create", "schools.employment", "张老师 T1 · 甲校", ""),
        ("officer", "create", "schools.employment", "张老师 T2 · 丙校", ""),
    ]


def test_hire_many_of_nobody_does_nothing(district, officer):
    assert (hire_many([], district=district.district, by=officer), trail()) == ([], [])


def test_hire_many_refuses_a_number_that_is_taken_and_leaves_nothing(district, officer):
    factories.make_staff(district.lead, staff_no="T2")
    people = [(person(district.district, number), district.member, None) for number in (1, 2)]

    with pytest.raises((IntegrityError, ValidationError)), transaction.atomic():
        hire_many(people, district=district.district, by=officer)

    assert (Staff.objects.count(), district.member.employments.count(), trail()) == (1, 0, [])


def test_hire_many_refuses_a_school_of_another_district(district, administrator):
    other = factories.make_district("510114", "新都区")
    foreign = factories.make_school("外区学校", district=other, code="510114-L001")

    with pytest.raises(ValidationError) as refused:
        hire_many(
            [(person(district.district, 1), foreign, None)], district=district.district, by=administrator
        )

    assert refused.value.code == "other_district"
    assert refused.value.messages == ["张老师 T1和所去的学校不都在温江区，不能一起登记。"]


def test_principal_hires_for_the_own_school_only(district, lead_principal):
    hire_many(
        [(person(district.district, 1), district.lead, None)], district=district.district, by=lead_principal
    )

    with pytest.raises(PermissionDenied):
        hire_many(
            [(person(district.district, 2), district.member, None)],
            district=district.district,
            by=lead_principal,
        )

    assert Staff.objects.count() == 1


@pytest.mark.parametrize("people", [1, 3, 30])
def test_hire_many_asks_as_few_questions_for_many_people(
    people, district, officer, django_assert_num_queries
):
    rows = [(person(district.district, number), district.lead, None) for number in range(people)]
    officer.appointments_today  # noqa: B018 # the rights are at hand on every page

    with django_assert_num_queries(22):
        hire_many(rows, district=district.district, by=officer)

    assert district.lead.employments.count() == people
