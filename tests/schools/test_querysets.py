"""Questions about many rows of the register."""

from datetime import date

import pytest

from schools.models import District, Employment, Enrolment, School, SchoolStatus, Staff, StageService
from tests import factories

DAY = date(2022, 12, 31)
FIRST, LAST = date(2020, 9, 1), date(2022, 9, 1)
ALL = ["甲校", "乙校", "丙校", "丁校", "戊幼儿园", "己幼儿园", "庚小学"]


def names(schools):
    return [school.name for school in schools]


@pytest.fixture
def foreign(district):
    """Return a school of another district with a pupil count and a teacher."""
    other = factories.make_district("510114", "新都区")
    school = factories.make_school("外区学校", district=other, code="510114-L001")
    factories.make_enrolment(school, 10)
    factories.make_staff(school, "吴老师")
    return school


# --- the door ---

OF_SCHOOL = [Enrolment, SchoolStatus, StageService]
VISIBLE = [
    pytest.param("officer", ALL, id="officer"),
    pytest.param("inspector", ALL, id="inspector"),
    pytest.param("administrator", ["外区学校", *ALL], id="administrator"),
    pytest.param("lead_principal", ["甲校"], id="lead-principal"),
    pytest.param("member_principal", ["丙校"], id="member-principal"),
    pytest.param("auditor", [], id="auditor"),
]


@pytest.mark.parametrize(("who", "expected"), VISIBLE)
def test_schools_are_visible_in_the_own_district_and_the_own_school(who, expected, foreign, request):
    assert names(School.objects.visible_to(request.getfixturevalue(who))) == expected


@pytest.mark.parametrize(("who", "expected"), VISIBLE)
def test_rows_of_a_school_are_visible_with_it(who, expected, district, foreign, request):
    user = request.getfixturevalue(who)
    for school in School.objects.filter(district=district.district):
        factories.make_enrolment(school, 10)

    found = {model: {row.school.name for row in model.objects.visible_to(user)} for model in OF_SCHOOL}

    assert found == {model: set(expected) for model in OF_SCHOOL}


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        pytest.param("officer", ["温江区"], id="officer"),
        pytest.param("administrator", ["新都区", "温江区"], id="administrator"),
        pytest.param("lead_principal", [], id="principal"),
        pytest.param("auditor", [], id="auditor"),
    ],
)
def test_districts_are_visible_as_a_whole(who, expected, foreign, request):
    assert names(District.objects.visible_to(request.getfixturevalue(who))) == expected


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        pytest.param("officer", ["钱老师", "孙老师"], id="officer"),
        pytest.param("inspector", ["钱老师", "孙老师"], id="inspector"),
        pytest.param("lead_principal", ["钱老师"], id="own-school"),
        pytest.param("other_principal", [], id="another-school"),
        pytest.param("administrator", [], id="administrator"),
        pytest.param("auditor", [], id="auditor"),
    ],
)
def test_staff_are_visible_on_the_rosters_that_the_user_reads(who, expected, district, foreign, request):
    factories.make_staff(district.lead, "钱老师", staff_no="T1")
    factories.make_staff(district.member, "孙老师", staff_no="T2")
    user = request.getfixturevalue(who)

    assert names(Staff.objects.visible_to(user, DAY).order_by("staff_no")) == expected
    employments = Employment.objects.visible_to(user).for_roster()
    assert [employment.staff.name for employment in employments] == expected


def test_person_who_left_is_no_longer_visible_to_the_old_school(district, lead_principal):
    person = factories.make_staff(district.lead, "钱老师", start=FIRST)
    person.employments.update(end=LAST)

    seen = [names(Staff.objects.visible_to(lead_principal, day)) for day in (FIRST, date(2022, 8, 31), LAST)]

    assert seen == [["钱老师"], ["钱老师"], []]


# --- the register on a day ---


@pytest.mark.parametrize(
    ("day", "status"),
    [
        pytest.param(date(2020, 8, 31), None, id="before"),
        pytest.param(FIRST, "operating", id="first-day"),
        pytest.param(date(2022, 8, 31), "operating", id="last-day"),
        pytest.param(LAST, None, id="after"),
    ],
)
def test_with_status_is_that_of_the_day(day, status, db):
    factories.make_school(operating_from=FIRST, closed_on=LAST)

    assert School.objects.with_status(day).get().status_on_day == status
    assert School.objects.operating(day).count() == (status == "operating")


def test_for_list_asks_three_questions(district, django_assert_num_queries):
    with django_assert_num_queries(3):
        rows = [
            (s.shown_name, s.status_on_day, len(s.stages_on_day))
            for s in School.objects.for_list(DAY)
            if not s.former_names.all()
        ]

    assert rows[0] == ("甲校", "operating", 2)
    assert len(rows) == 7


def test_for_record_asks_eleven_questions(district, django_assert_num_queries):
    factories.make_lineage(district.lone, district.lead)
    factories.make_lineage(district.partner, district.lone)

    with django_assert_num_queries(11):
        school = School.objects.for_record(DAY).get(pk=district.lone.pk)
        rows = [
            *school.former_names.all(),
            *school.statuses.all(),
            *school.stages.all(),
            *school.enrolments.all(),
            *school.contacts.all(),
            *school.retired_codes.all(),
            *(row.predecessor.name for row in school.origins.all()),
            *(row.successor.name for row in school.successions.all()),
        ]

    assert (school.district.name, school.status_on_day, len(rows)) == ("温江区", "operating", 4)


def test_serving_asks_for_the_stages_of_the_day(district):
    district.lead.stages.filter(stage="senior").update(end=LAST)

    served = [names(School.objects.serving("senior", day)) for day in (date(2022, 8, 31), LAST)]

    assert served == [["甲校", "乙校"], ["乙校"]]


def test_counted_in_leaves_out_what_does_not_count(district, foreign):
    School.objects.filter(pk=district.lone.pk).update(in_district_register=False)

    assert names(School.objects.counted_in(district.district)) == ALL[:-1]


# --- searching and sorting ---


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("幼儿", ["戊幼儿园", "己幼儿园"], id="part-of-the-name"),
        pytest.param("旧名", ["丁校", "庚小学"], id="former-name-of-two"),
        pytest.param("L", ALL, id="code"),
        pytest.param("_", [], id="underscore-is-no-wildcard"),
        pytest.param("%", [], id="percent-is-no-wildcard"),
        pytest.param("\\", [], id="backslash"),
        pytest.param("'; --", [], id="quote"),
    ],
)
def test_named_like_finds_name_former_name_and_code(text, expected, district):
    for school in (district.lone, district.partner):
        factories.make_former_name(school, "旧名一")
        factories.make_former_name(school, "旧名二")

    assert names(School.objects.named_like(text)) == expected


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        pytest.param({}, ALL, id="none"),
        pytest.param({"kind": "primary", "town": ""}, ["庚小学"], id="empty-asks-nothing"),
        pytest.param({"status": "closed"}, ["丁校"], id="status"),
        pytest.param({"status": "unknown"}, ["丙校"], id="unknown-status"),
        pytest.param({"status": "operating", "stage": "junior"}, ["甲校", "乙校"], id="status-and-stage"),
        pytest.param({"text": "校", "stage": "senior"}, ["甲校", "乙校"], id="text-and-stage"),
    ],
)
def test_matching_meets_every_condition_on_the_day(conditions, expected, district):
    district.member.statuses.all().delete()
    district.partner.statuses.update(end=LAST)
    SchoolStatus.objects.create(school=district.partner, status="closed", start=LAST)

    assert names(School.objects.matching(DAY, **conditions)) == expected


def test_sorted_by_kind_runs_from_the_youngest_pupils_to_the_oldest(district):
    kinds = [school.kind for school in School.objects.sorted_by("kind")]

    assert list(dict.fromkeys(kinds)) == ["kindergarten", "primary", "nine_year", "complete_secondary"]
    assert [school.kind for school in School.objects.sorted_by("-kind")] == kinds[::-1]


def test_sorted_by_puts_equals_in_the_order_of_codes(db):
    for number in (3, 1, 2):
        factories.make_school("同名学校", code=f"510115-L90{number}")

    for key in ("name", "-name", "kind", "-kind"):
        assert [s.code[-1] for s in School.objects.sorted_by(key)] == ["1", "2", "3"]


def test_towns_are_named_once_without_the_unknown(district):
    School.objects.filter(name__in=["甲校", "乙校"]).update(town="万春镇")
    School.objects.filter(name="丙校").update(town="和盛镇")

    assert sorted(School.objects.towns()) == sorted(["万春镇", "和盛镇"])


# --- rosters ---


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        pytest.param({}, ["钱老师", "孙校长"], id="none"),
        pytest.param({"text": "老师"}, ["钱老师"], id="name"),
        pytest.param({"text": "t2"}, ["孙校长"], id="number"),
        pytest.param({"post": "principal"}, ["孙校长"], id="post"),
        pytest.param({"text": "钱", "post": "principal"}, [], id="both"),
    ],
)
def test_roster_matching_meets_every_condition(conditions, expected, district, django_assert_num_queries):
    factories.make_staff(district.lead, "钱老师", staff_no="T1")
    factories.make_staff(district.lead, "孙校长", staff_no="T2", post="principal")
    factories.make_staff(district.member, "李老师", staff_no="T3")
    roster = Employment.objects.at_school(district.lead).for_roster().matching(**conditions)

    with django_assert_num_queries(1):
        assert [employment.staff.name for employment in roster] == expected
