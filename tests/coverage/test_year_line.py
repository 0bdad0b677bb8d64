"""The years towards the target."""

from datetime import date
from decimal import Decimal

import pytest

from coverage.history import fetch_history
from coverage.rate import all_stages, by_stage
from coverage.year_line import days_of_line, year_lines
from tests import factories

DAY = date(2021, 5, 1)
DUE = date(2022, 12, 31)
TARGETS = {"compulsory": Decimal("0.85"), "senior": None}


@pytest.fixture
def history(db):
    """Return two primary schools; one is designated from the end of 2020 on."""
    schools = [factories.make_school(kind="primary") for _ in range(2)]
    factories.make_designation(schools[0], start=date(2020, 12, 31))
    return fetch_history(schools)


def lines_of(history, day=DAY):
    return year_lines(history, all_stages(by_stage(history.on(day)), TARGETS), {"compulsory": DUE}, day)


@pytest.mark.parametrize(
    ("chosen", "due", "first", "last", "count"),
    [
        pytest.param(DAY, DUE, date(2015, 12, 31), DUE, 9, id="before the due day"),
        pytest.param(
            date(2024, 3, 1), DUE, date(2016, 12, 31), date(2024, 12, 31), 10, id="after the due day"
        ),
        pytest.param(DUE, DUE, date(2016, 12, 31), DUE, 7, id="on the due day"),
        pytest.param(DAY, None, date(2015, 12, 31), date(2021, 12, 31), 8, id="without a due day"),
    ],
)
def test_days_of_line_are_year_ends_and_the_chosen_day(chosen, due, first, last, count):
    days = days_of_line(chosen, due)

    assert (days[0], days[-1], len(days)) == (first, last, count)
    assert chosen in days
    assert days == sorted(days)


def test_line_exists_only_for_a_target_that_is_a_share(history):
    assert [(line.stage, line.target, line.due_on) for line in lines_of(history)] == [
        ("compulsory", Decimal("0.85"), DUE)
    ]


def test_line_rises_on_the_day_of_the_designation(history):
    [line] = lines_of(history)

    shares = [float(p.measures.measure("designated", "institutions").share) for p in line.points]
    assert shares == [0, 0, 0, 0, 0, 0.5, 0.5, 0.5, 0.5]


def test_line_takes_no_query(history, django_assert_num_queries):
    with django_assert_num_queries(0):
        lines_of(history)
