"""What a designation is on a day: the row and the query give the same answer."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from coverage.choices import DesignationState
from coverage.models import Designation
from coverage.querysets import notice_until
from tests import factories

DAY = date(2022, 9, 1)
A_YEAR_ON = date(2023, 9, 1)
ONE = timedelta(days=1)
CASES = [
    pytest.param(None, None, "", "valid", id="open"),
    pytest.param(DAY, None, "", "valid", id="from today"),
    pytest.param(DAY + ONE, None, "", "upcoming", id="from tomorrow"),
    pytest.param(None, DAY + ONE, "", "expiring", id="until today"),
    pytest.param(None, A_YEAR_ON, "", "expiring", id="until a year from now"),
    pytest.param(None, A_YEAR_ON + ONE, "", "valid", id="a day longer"),
    pytest.param(None, DAY, "", "expired", id="until yesterday"),
    pytest.param(None, DAY, "withdrawn", "withdrawn", id="withdrawn"),
    pytest.param(None, DAY, "renewed", "replaced", id="renewed"),
    pytest.param(None, DAY, "converted", "replaced", id="converted"),
    pytest.param(None, DAY + ONE, "withdrawn", "valid", id="to be withdrawn"),
    pytest.param(None, DAY + ONE, "renewed", "valid", id="renewed in time"),
]


@pytest.mark.parametrize(("start", "end", "reason", "state"), CASES)
def test_row_and_query_agree(district, start, end, reason, state):
    row = factories.make_designation(district.lead, start=start, end=end, end_reason=reason)

    found = {state for state in DesignationState if Designation.objects.in_state(state, DAY).exists()}

    assert row.state_on(DAY) == state
    assert found == {state, "valid"} if state == "expiring" else found == {state}


@pytest.mark.parametrize(
    ("day", "until"),
    [
        pytest.param(date(2023, 9, 1), date(2024, 9, 1), id="over a leap day"),
        pytest.param(date(2024, 2, 29), date(2025, 3, 1), id="on a leap day"),
    ],
)
def test_notice_is_given_for_a_whole_year(day, until):
    assert notice_until(day) == until


def test_expiring_are_those_of_the_inbox(district):
    soon = factories.make_designation(district.lead, end=A_YEAR_ON)
    factories.make_designation(district.member, end=A_YEAR_ON + ONE)

    assert list(Designation.objects.expiring(DAY)) == [soon]


@pytest.mark.parametrize(
    ("stage", "schools"),
    [("preschool", ["戊幼儿园"]), ("compulsory", ["甲校"]), ("senior", ["甲校"]), ("vocational", [])],
)
def test_designation_without_stage_counts_where_the_school_teaches(district, stage, schools):
    for school in (district.lead, district.stranger):
        factories.make_designation(school)

    found = Designation.objects.counting_in(stage, DAY).order_by("pk")

    assert [row.school.name for row in found] == schools


def test_designation_with_stage_counts_there_alone(district):
    factories.make_designation(district.lead, factories.make_level("model", stage="senior"))

    found = [stage for stage in ("compulsory", "senior") if Designation.objects.counting_in(stage, DAY)]

    assert found == ["senior"]


@pytest.mark.parametrize("text", ["甲校", "jx", "510115-L", "旧甲"])
def test_school_is_found_by_name_former_name_code_and_initials(district, text):
    factories.make_former_name(district.lead, "旧甲校")
    row = factories.make_designation(district.lead)

    assert list(Designation.objects.matching(DAY, text=text)) == [row]


@pytest.mark.parametrize("key", ["school", "level", "start", "end"])
def test_order_turns_round_and_open_days_stand_at_their_end(district, key):
    first = factories.make_designation(district.lead, factories.make_level(rank=1), end=DAY)
    second = factories.make_designation(district.member, factories.make_level(code="二级", rank=2), start=DAY)

    assert list(Designation.objects.sorted_by(key)) == [first, second]
    assert list(Designation.objects.sorted_by(f"-{key}")) == [second, first]
