"""As-of pages: each equals what a database would show that was only fed up to that day."""

from contextlib import contextmanager
from copy import copy
from datetime import UTC, datetime, timedelta
from itertools import zip_longest

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests import factories
from tests.coverage.as_of_pages import DISTRICT, details, differences, read
from tests.coverage.as_of_rows import rows_left, rows_on
from tests.coverage.histories import FIRST, HAPPENINGS, LAST, District, Happening, histories

NOON = datetime(2022, 9, 1, 4, tzinfo=UTC)  # today lies amid the histories: some days asked for are to come
DAY = timedelta(days=1)
property_of = settings(
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],  # a dozen happenings can be read; to shrink them takes minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.fixture
def today():
    """Let it be one day for a whole test."""
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def founded(db, today):
    """Return a district as every history finds it."""
    return District(factories.make_user("officer", role="officer", district=factories.make_district()))


@contextmanager
def taken_back(founded):
    """Lend a district for a history of which nothing remains."""
    with transaction.atomic():
        yield copy(founded)
        transaction.set_rollback(True)


def test_everything_that_a_history_may_hold_can_happen(founded):
    happened = []
    for kind in HAPPENINGS:
        with taken_back(founded) as district:
            district.feed([Happening(FIRST, "school opens", 2), Happening(FIRST, "group is launched", 2, 3)])
            happened += district.feed(Happening(LAST, kind, number, number) for number in range(3))

    assert set(happened) == set(HAPPENINGS)


@settings(property_of, max_examples=10)
@given(history=histories(), chosen=st.data())
def test_pages_of_a_day_are_those_of_a_database_that_was_fed_up_to_it(history, chosen, founded, signed_in):
    day = chosen.draw(st.sampled_from(history)).day + DAY * chosen.draw(st.integers(-1, 1))
    browser = signed_in(founded.officer)
    with taken_back(founded) as district:
        district.feed(each for each in history if each.day <= day)
        pages = [*DISTRICT, *chosen.draw(st.permutations(details()))[:3]]
        fed_up_to_the_day = read(browser, pages, day)

        district.feed(each for each in history if each.day > day)

        assert differences(fed_up_to_the_day, read(browser, pages, day)) == []


@settings(property_of, max_examples=15)
@given(history=histories())
def test_rows_of_every_day_are_those_that_nothing_had_ended_by_then(history, founded):
    days = sorted({each.day for each in history})
    with taken_back(founded) as district:
        left = {}
        for day, following in zip_longest(days, days[1:], fillvalue=LAST):
            district.feed(each for each in history if each.day == day)
            left |= {shown: rows_left(shown) for shown in (day, max(day, following - DAY))}

        assert {day: rows_on(day) for day in left} == left
