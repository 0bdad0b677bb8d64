"""Histories that are easily counted wrongly; the history and the grouped query say the same of each."""

from datetime import date, timedelta

import pytest

from coverage.counts import grouped_totals
from coverage.rate import all_stages, by_stage, stage_measures
from coverage.situation import history_of, situation_from, situation_on, state_on
from coverage.year_line import days_of_line, year_lines
from schools.models import School, SchoolStatus, StageService
from tests import factories

D20, D21, D22, D23 = date(2020, 9, 1), date(2021, 9, 1), date(2022, 9, 1), date(2023, 9, 1)
ONE = timedelta(days=1)
BOUNDARIES = [each + offset for each in (D20, D21, D22, D23) for offset in (-ONE, timedelta(0))]


def counted(district, day):
    """Return the rows of the day after checking that the grouped query comes to the same measures."""
    rows, schools = history_of(district).on(day), School.objects.counted_in(district)
    assert all_stages(grouped_totals(schools, day), {}) == all_stages(by_stage(rows), {})
    return rows


def days_on_which(district, check):
    """Return the days around the boundaries on which the check holds for some row."""
    return [day for day in BOUNDARIES if any(check(row) for row in counted(district, day))]


def is_there(name, stage="compulsory"):
    return lambda row: (row.name, row.stage) == (name, stage)


def is_reached(name):
    return lambda row: row.name == name and row.is_reached


@pytest.fixture
def near(db):
    """Return an empty district."""
    return factories.make_district()


# --- which schools count ---


def test_school_that_was_suspended_counts_before_and_after(near):
    school = factories.make_school("甲校", kind="primary", operating_from=D20, closed_on=D21)
    SchoolStatus.objects.create(school=school, status="suspended", start=D21, end=D22)
    SchoolStatus.objects.create(school=school, status="operating", start=D22, end=D23)

    assert days_on_which(near, is_there("甲校")) == [D20, D21 - ONE, D22, D23 - ONE]


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        pytest.param(D21, D22, [D21, D22 - ONE], id="inside"),
        pytest.param(D22, None, [D22, D23 - ONE], id="until-the-school-closes"),
        pytest.param(None, D21, [D20, D21 - ONE], id="from-the-first-day-of-the-school"),
        pytest.param(D23, None, [], id="planned-after-the-school-closed"),
        pytest.param(None, D20, [], id="ended-before-the-school-opened"),
    ],
)
def test_stage_counts_only_while_the_school_is_in_operation(start, end, days, near):
    school = factories.make_school("甲校", stages=[], operating_from=D20, closed_on=D23)
    StageService.objects.create(school=school, stage="primary", start=start, end=end)

    assert days_on_which(near, is_there("甲校")) == days


def test_school_that_takes_up_a_stage_counts_there_too(near):
    school = factories.make_school("甲校", kind="complete_secondary", stages=[])
    StageService.objects.create(school=school, stage="junior")
    StageService.objects.create(school=school, stage="senior", start=D22)

    stages = [[row.stage for row in counted(near, day)] for day in (D22 - ONE, D22)]

    assert stages == [["compulsory"], ["compulsory", "senior"]]


def test_nine_year_school_counts_once_while_it_teaches_either_part(near):
    school = factories.make_school("甲校", stages=[])
    StageService.objects.create(school=school, stage="primary", end=D22)
    StageService.objects.create(school=school, stage="junior", start=D21)

    assert [len(counted(near, day)) for day in (D20, D21, D22)] == [1, 1, 1]


# --- designations ---


def test_designations_of_a_day_are_all_named(near):
    school = factories.make_school("甲校", kind="primary")
    factories.make_designation(school, factories.make_level("city", "市级"), start=D20, end=D22)
    factories.make_designation(school, factories.make_level("state", "省级"), start=D21)

    named = [counted(near, day)[0].designated_by for day in (D20, D21, D22)]

    assert named == [("市级",), ("市级", "省级"), ("省级",)]


def test_renewed_designation_leaves_no_day_out(near):
    school, level = factories.make_school("甲校", kind="primary"), factories.make_level()
    factories.make_designation(school, level, start=D20, end=D21, end_reason="renewed")
    factories.make_designation(school, level, start=D21, end=D22)

    days = days_on_which(near, lambda row: row.is_designated)

    assert days == [D20, D21 - ONE, D21, D22 - ONE]


def test_leap_day_is_a_day_like_any_other(near):
    school = factories.make_school("甲校", kind="primary")
    factories.make_designation(school, start=date(2024, 2, 29), end=date(2024, 3, 1))

    designated = [
        counted(near, day)[0].is_designated
        for day in (date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1))
    ]

    assert designated == [False, True, False]


# --- groups ---


def test_member_is_reached_only_under_the_lead_that_is_designated(near):
    plain, quality, member = (factories.make_school(name, kind="primary") for name in ("甲", "乙", "丙"))
    factories.make_designation(quality)
    group = factories.make_group("集团", members=[member])
    factories.make_membership(group, plain, role="lead", end=D21)
    factories.make_membership(group, quality, role="lead", start=D21, end=D22)

    assert days_on_which(near, is_reached("丙")) == [D21, D22 - ONE]


def test_designation_of_the_lead_for_seniors_alone_reaches_a_primary_member(near):
    lead = factories.make_school("甲校", kind="complete_secondary")
    member = factories.make_school("乙校", kind="primary")
    factories.make_designation(lead, factories.make_level("model", stage="senior"), start=D22)
    factories.make_group("集团", lead=lead, members=[member])

    assert days_on_which(near, is_reached("乙校")) == [D22, D23 - ONE, D23]


def test_lead_outside_the_district_s_count_reaches_its_members_and_counts_nowhere(near):
    lead = factories.make_school("高校", kind="primary", in_district_register=False)
    member = factories.make_school("乙校", kind="primary")
    factories.make_designation(lead, start=D21)
    factories.make_group("集团", lead=lead, members=[member])

    assert [(row.name, row.reached_through) for row in counted(near, D21)] == [("乙校", ("集团",))]
    assert [(row.name, row.reached_through) for row in counted(near, D20)] == [("乙校", ())]


def test_member_of_two_groups_names_both_in_order(near):
    leads = [factories.make_school(name, kind="primary") for name in ("甲校", "乙校")]
    member = factories.make_school("丙校", kind="primary")
    for lead, name in zip(leads, ("B集团", "A集团"), strict=True):
        factories.make_designation(lead)
        factories.make_group(name, lead=lead, members=[member])

    [row] = [row for row in counted(near, D20) if row.name == "丙校"]
    assert row.reached_through == ("A集团", "B集团")


# --- pupils ---


@pytest.mark.parametrize(
    ("figures", "pupils"),
    [
        pytest.param({"primary": 200, "junior": 100}, 300, id="both-parts"),
        pytest.param({"primary": 200}, None, id="one-part-is-missing"),
        pytest.param({"primary": 200, "junior": 0}, 200, id="nobody-is-not-missing"),
        pytest.param({"primary": 0, "junior": 0}, 0, id="nobody-at-all"),
        pytest.param({}, None, id="nothing-reported"),
        pytest.param({"primary": 200, "junior": 100, "senior": 50}, 300, id="part-that-it-does-not-teach"),
    ],
)
def test_pupils_of_a_nine_year_school_are_those_of_both_parts(figures, pupils, near):
    school = factories.make_school("甲校")
    for stage, number in figures.items():
        factories.make_enrolment(school, number, stage=stage)

    assert [row.pupils for row in counted(near, D22)] == [pupils]


def test_pupils_of_a_stage_are_asked_for_only_while_it_is_taught(near):
    school = factories.make_school("甲校", stages=[])
    StageService.objects.create(school=school, stage="primary")
    StageService.objects.create(school=school, stage="junior", start=D23 - ONE)
    factories.make_enrolment(school, 200, stage="primary")

    assert [counted(near, day)[0].pupils for day in (D22, D23 - ONE)] == [200, None]


# --- the district and its years ---


@pytest.mark.parametrize("day", BOUNDARIES)
def test_situation_is_the_same_from_the_history_and_from_the_database(day, district):
    factories.make_target(start=D20, end=D22)
    factories.make_headline("reached", "pupils", start=D21)
    factories.make_designation(district.lead, start=D20, end=D23)
    for service in district.lone.stages.all():
        factories.make_enrolment(district.lone, 100, year=2021, stage=service.stage)

    near = district.district

    assert situation_from(history_of(near), near, day) == situation_on(near, day)


def test_state_of_a_day_holds_rows_targets_and_headline(district):
    factories.make_target(share=None, start=D20)
    factories.make_headline("reached", "pupils", start=D21)

    found = [state_on(district.district, day) for day in (D20, D21)]

    assert [state.targets for state in found] == [{"compulsory": None}] * 2
    assert [state.headline_name for state in found] == ["已认定 · 按学校", "已覆盖 · 按学生"]
    assert [len(state.counted) for state in found] == [9, 9]


def test_every_point_of_a_line_is_what_that_day_s_page_shows(district):
    factories.make_target(start=D20)
    factories.make_designation(district.lead, start=D20, end=D22)
    near, history = district.district, history_of(district.district)

    [line] = year_lines(history, situation_on(near, D21).stages, {"compulsory": date(2023, 12, 31)}, D21)

    totals = {
        day: grouped_totals(School.objects.counted_in(near), day) for day in days_of_line(D21, line.due_on)
    }
    assert {point.day: point.measures for point in line.points} == {
        day: stage_measures("compulsory", found["compulsory"], line.target) for day, found in totals.items()
    }


def test_line_of_a_stage_without_schools_is_unknown_on_every_day(near):
    factories.make_target("vocational", "0.5")

    [line] = year_lines(history_of(near), situation_on(near, D21).stages, {}, D21)

    assert (line.label, line.due_on) == ("中等职业教育", None)
    assert {measure.share for point in line.points for measure in point.measures.measures} == {None}
