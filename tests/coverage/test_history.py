"""Coverage of dated facts on any day, from the history and as one grouped query."""

from datetime import date

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coverage.counts import grouped_totals
from coverage.history import fetch_history
from coverage.rate import Counted, all_stages, by_stage
from groups.models import Membership
from schools.models import School
from tests import factories

DAY = date(2022, 12, 31)
EARLIER, LATER = date(2020, 1, 1), date(2024, 1, 1)


def both_ways(day=DAY):
    """Return the shares of every stage by the history and by the grouped query."""
    schools = School.objects.counted_in(factories.make_district())
    from_history = all_stages(by_stage(fetch_history(schools).on(day)), {})
    from_query = all_stages(grouped_totals(schools, day), {})
    return from_history, from_query


def rows_on(day=DAY):
    """Return name, stage, designated and reached of every row."""
    history = fetch_history(School.objects.counted_in(factories.make_district()))
    return [(r.name, r.stage, r.is_designated, r.is_reached) for r in history.on(day)]


def test_row_holds_all_that_the_measures_ask_of_a_school(db):
    lead, member = factories.make_school("甲校"), factories.make_school("乙校")
    factories.make_group("甲集团", lead=lead, members=[member])
    factories.make_designation(lead, factories.make_level(code="一级"))
    factories.make_enrolment(member, 200, stage="primary")
    factories.make_enrolment(member, 100, stage="junior")

    rows = fetch_history([lead, member]).on(DAY)

    assert rows == [
        Counted(lead.pk, lead.code, "甲校", "compulsory", ("一级",), ("甲集团",), None),
        Counted(member.pk, member.code, "乙校", "compulsory", (), ("甲集团",), 300),
    ]


@pytest.mark.parametrize(
    ("fields", "designated"),
    [
        pytest.param({}, True, id="open at both ends"),
        pytest.param({"start": DAY}, True, id="starts on the day"),
        pytest.param({"end": DAY}, False, id="ended on the day"),
        pytest.param({"start": LATER}, False, id="starts later"),
        pytest.param({"start": EARLIER, "end": LATER}, True, id="in between"),
        pytest.param({"end": EARLIER}, False, id="expired"),
    ],
)
def test_designation_counts_only_while_it_is_valid(db, fields, designated):
    school = factories.make_school("甲校", kind="primary")
    factories.make_designation(school, **fields)

    assert rows_on() == [("甲校", "compulsory", designated, designated)]


def test_designation_that_is_not_of_quality_does_not_count(db):
    school = factories.make_school("甲校", kind="primary")
    factories.make_designation(school, factories.make_level(code="三级", counts_as_quality=False))

    assert rows_on() == [("甲校", "compulsory", False, False)]


def test_designation_of_a_scheme_counts_in_the_scheme_s_stage_only(db):
    school = factories.make_school("甲校", kind="complete_secondary")
    factories.make_designation(school, factories.make_level("model", stage="senior"))

    assert rows_on() == [("甲校", "compulsory", False, False), ("甲校", "senior", True, True)]


@pytest.mark.parametrize(
    ("group", "lead_days", "member_days", "reached"),
    [
        pytest.param({}, {}, {}, True, id="all in force since before the records begin"),
        pytest.param({"end": DAY}, {}, {}, False, id="group dissolved on the day"),
        pytest.param({"start": LATER}, {}, {}, False, id="group launched later"),
        pytest.param({}, {"end": EARLIER}, {}, False, id="lead left"),
        pytest.param({}, {"start": LATER}, {}, False, id="lead comes later"),
        pytest.param({}, {}, {"end": EARLIER}, False, id="member left"),
        pytest.param({}, {}, {"start": LATER}, False, id="member joins later"),
        pytest.param(
            {"start": EARLIER, "end": LATER}, {"start": EARLIER}, {"end": LATER}, True, id="all in between"
        ),
    ],
)
def test_member_is_reached_only_while_group_lead_and_membership_are_in_force(
    db, group, lead_days, member_days, reached
):
    lead, member = (
        factories.make_school("甲校", kind="primary"),
        factories.make_school("乙校", kind="primary"),
    )
    factories.make_designation(lead)
    row = factories.make_group(**group)
    factories.make_membership(row, lead, role=Membership.Role.LEAD, **lead_days)
    factories.make_membership(row, member, **member_days)

    assert rows_on()[1] == ("乙校", "compulsory", False, reached)


def test_member_of_a_group_without_lead_is_not_reached(db):
    designated, other = factories.make_school("甲校"), factories.make_school("乙校")
    factories.make_designation(designated)
    factories.make_group(members=[designated, other])

    assert rows_on() == [("甲校", "compulsory", True, True), ("乙校", "compulsory", False, False)]


def test_member_of_two_groups_is_reached_through_the_one_whose_lead_is_designated(db):
    lead, bridge, partner = (factories.make_school(name) for name in ("甲校", "乙校", "丙校"))
    factories.make_group("甲集团", lead=lead, members=[bridge])
    factories.make_group("乙集团", lead=bridge, members=[partner])
    factories.make_designation(lead)

    rows = fetch_history([lead, bridge, partner]).on(DAY)

    assert [row.reached_through for row in rows] == [("甲集团",), ("甲集团",), ()]


@pytest.mark.parametrize(
    ("fields", "names"),
    [
        pytest.param({}, ["甲校"], id="operating"),
        pytest.param({"closed_on": DAY}, [], id="closed on the day"),
        pytest.param({"operating_from": LATER}, [], id="opens later"),
        pytest.param({"in_district_register": False}, [], id="outside the district's count"),
        pytest.param({"is_collective": True, "in_district_register": False}, [], id="collective"),
        pytest.param({"stages": []}, [], id="serves no stage"),
    ],
)
def test_only_operating_schools_of_the_register_count(db, fields, names):
    factories.make_school("甲校", kind="primary", **fields)

    assert [row[0] for row in rows_on()] == names


def test_enrolment_of_another_school_year_does_not_count(db):
    school = factories.make_school("甲校", kind="primary")
    factories.make_enrolment(school, 500, year=2021)

    history = fetch_history([school])

    assert [history.on(day)[0].pupils for day in (date(2021, 8, 31), date(2021, 9, 1), date(2022, 9, 1))] == [
        None,
        500,
        None,
    ]


@pytest.mark.parametrize(
    ("day", "name"),
    [
        pytest.param(date(2020, 8, 31), "旧甲校", id="eve-of-the-first"),
        pytest.param(date(2020, 9, 1), "甲校", id="day-of-the-first"),
        pytest.param(date(2021, 8, 31), "甲校", id="eve-of-the-second"),
        pytest.param(date(2021, 9, 1), "甲实验校", id="day-of-the-second"),
    ],
)
def test_row_bears_the_name_of_the_day(db, day, name):
    school = factories.make_school("甲实验校", kind="primary")
    factories.make_former_name(school, "甲校", used_until=date(2021, 9, 1))
    factories.make_former_name(school, "旧甲校", used_until=date(2020, 9, 1))
    factories.make_former_name(school, "甲")

    assert [row[0] for row in rows_on(day)] == [name]
    assert School.objects.named_on(day).get().shown_name == name


@pytest.mark.parametrize("schools", [1, 3, 30])
def test_history_takes_five_queries_whatever_its_size(db, django_assert_num_queries, schools):
    made = [factories.make_school() for _ in range(schools)]
    factories.make_group(lead=made[0], members=made[1:])
    factories.make_designation(made[0])

    with django_assert_num_queries(5):
        fetch_history(made)


def test_grouped_totals_take_one_query(db, django_assert_num_queries):
    district = factories.make_small_district()

    with django_assert_num_queries(1):
        grouped_totals(School.objects.counted_in(district.district), DAY)


days = st.one_of(st.none(), st.dates(date(2019, 1, 1), date(2024, 12, 31)))
kinds = st.sampled_from(
    ["kindergarten", "primary", "nine_year", "complete_secondary", "vocational_secondary"]
)
periods = st.tuples(days, days).filter(lambda p: None in p or p[0] < p[1])
schools_drawn = st.lists(
    st.fixed_dictionaries(
        {
            "kind": kinds,
            "operating": periods,
            "held": st.lists(st.tuples(st.sampled_from(["", "senior", "compulsory"]), periods), max_size=2),
            "pupils": st.lists(st.one_of(st.none(), st.integers(0, 900)), min_size=2, max_size=2),
        }
    ),
    min_size=1,
    max_size=5,
)
group_drawn = st.fixed_dictionaries(
    {"days": periods, "lead": periods, "members": st.lists(periods, max_size=4)}
)


def build(schools, group):
    """Store a drawn district: the first school leads, the others are members in turn."""
    made = []
    for drawn in schools:
        start, end = drawn["operating"]
        school = factories.make_school(kind=drawn["kind"], operating_from=start, closed_on=end)
        for number, (stage, (valid_from, valid_to)) in enumerate(drawn["held"]):
            level = factories.make_level(f"scheme-{stage}", f"level-{number}", stage=stage)
            factories.make_designation(school, level, start=valid_from, end=valid_to)
        for pupils, service in zip(drawn["pupils"], school.stages.order_by("pk"), strict=False):
            if pupils is not None:
                factories.make_enrolment(school, pupils, stage=service.stage)
        made.append(school)
    row = factories.make_group(start=group["days"][0], end=group["days"][1])
    factories.make_membership(row, made[0], role="lead", start=group["lead"][0], end=group["lead"][1])
    for school, (start, end) in zip(made[1:], group["members"], strict=False):
        factories.make_membership(row, school, start=start, end=end)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(schools=schools_drawn, group=group_drawn, day=st.dates(date(2018, 6, 1), date(2025, 6, 1)))
def test_grouped_query_equals_the_pure_functions_for_any_history(db, schools, group, day):
    with transaction.atomic():
        build(schools, group)

        from_history, from_query = both_ways(day)

        transaction.set_rollback(True)
    assert from_query == from_history
