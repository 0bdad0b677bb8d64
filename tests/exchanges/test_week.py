"""Weeks of a resource and its use: as plain figures, against counting minute by minute."""

from __future__ import annotations

from collections import Counter
from datetime import date, time, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchanges.usage import usage_in
from exchanges.week import first_of_week, is_open, moment, opening_on, week_of
from records.periods import Span
from tests.fuzzing import examples

MONDAY = date(2026, 9, 7)


def hours(weekday, opens=8, closes=18, start=None, end=None):
    """Return opening hours as the calculation reads them."""
    return SimpleNamespace(weekday=weekday, opens=time(opens), closes=time(closes), span=Span(start, end))


def booked(begins, ends, day=MONDAY, state="confirmed", school="丙校"):
    """Return a booking from one hour to another."""
    start, end = moment(day, time(begins)), moment(day, time(ends))
    return SimpleNamespace(start=start, end=end, local_start=start, state=state, school=school)


WORKDAYS = [hours(weekday) for weekday in range(5)]


def told(days):
    """Return each day's slots: from when to when, and whether it is taken."""
    return [
        (day.day.isoweekday(), [(f"{s.start:%H}", f"{s.end:%H}", s.booking is not None) for s in day.slots])
        for day in days
    ]


def test_week_of_workdays_without_bookings():
    assert told(week_of(MONDAY, WORKDAYS, [])) == [
        *((number, [("08", "18", False)]) for number in range(1, 6)),
        (6, []),
        (7, []),
    ]


@pytest.mark.parametrize(
    ("bookings", "slots"),
    [
        pytest.param([booked(8, 10)], [("08", "10", True), ("10", "18", False)], id="at-the-beginning"),
        pytest.param([booked(16, 18)], [("08", "16", False), ("16", "18", True)], id="at-the-end"),
        pytest.param(
            [booked(10, 12)],
            [("08", "10", False), ("10", "12", True), ("12", "18", False)],
            id="in-the-middle",
        ),
        pytest.param(
            [booked(10, 12), booked(8, 10)],
            [("08", "10", True), ("10", "12", True), ("12", "18", False)],
            id="adjacent-in-any-order",
        ),
        pytest.param([booked(8, 18)], [("08", "18", True)], id="the-whole-day"),
        pytest.param(
            [booked(18, 20)],
            [("08", "18", False), ("18", "20", True)],
            id="outside-hours-that-were-shortened",
        ),
        pytest.param([booked(10, 12, MONDAY + timedelta(days=1))], [("08", "18", False)], id="another-day"),
    ],
)
def test_free_time_lies_between_bookings(bookings, slots):
    assert told(week_of(MONDAY, WORKDAYS, bookings))[0] == (1, slots)


def test_booking_of_a_closed_day_is_shown():
    assert told(week_of(MONDAY, [], [booked(8, 10)]))[0] == (1, [("08", "10", True)])


@examples(60)
@given(st.lists(st.tuples(st.integers(8, 17), st.integers(1, 3)), max_size=5))
def test_slots_are_those_of_counting_hours(wishes):
    taken, bookings = set(), []
    for begins, length in wishes:
        wanted = set(range(begins, min(begins + length, 18)))
        if wanted and not wanted & taken:
            taken |= wanted
            bookings.append(booked(begins, min(begins + length, 18)))

    monday = week_of(MONDAY, WORKDAYS, bookings)[0]

    free = {
        hour for slot in monday.slots if not slot.booking for hour in range(slot.start.hour, slot.end.hour)
    }
    assert free == set(range(8, 18)) - taken
    assert [slot.start for slot in monday.slots] == sorted(slot.start for slot in monday.slots)


@pytest.mark.parametrize("number", range(7))
def test_week_begins_on_monday(number):
    assert first_of_week(MONDAY + timedelta(days=number)) == MONDAY


@pytest.mark.parametrize(
    ("day", "closes"),
    [
        pytest.param(MONDAY - timedelta(days=7), 18, id="before-the-change"),
        pytest.param(MONDAY, 12, id="from-the-change-on"),
        pytest.param(MONDAY + timedelta(days=70), None, id="after-the-end"),
    ],
)
def test_hours_hold_for_their_days(day, closes):
    rows = [hours(0, 8, 18, end=MONDAY), hours(0, 8, 12, start=MONDAY, end=MONDAY + timedelta(days=70))]

    opening = opening_on(day, rows)

    assert (opening[1].hour if opening else None) == closes


@pytest.mark.parametrize(
    ("start", "end", "answer"),
    [
        (moment(MONDAY, time(8)), moment(MONDAY, time(18)), True),
        (moment(MONDAY, time(7, 59)), moment(MONDAY, time(9)), False),
        (moment(MONDAY, time(17)), moment(MONDAY, time(18, 1)), False),
        (moment(MONDAY, time(17)), moment(MONDAY + timedelta(days=1), time(9)), False),
    ],
)
def test_slot_lies_within_one_day_s_hours(start, end, answer):
    assert is_open(start, end, WORKDAYS) == answer


# --- use ---

WEEK = Span(MONDAY, MONDAY + timedelta(days=7))


def test_use_of_a_week():
    bookings = [
        booked(8, 10),
        booked(10, 11, school="乙校"),
        booked(13, 15, state="no_show"),
        booked(15, 16, state="cancelled"),
        booked(8, 9, MONDAY + timedelta(days=7)),
    ]

    usage = usage_in(WEEK, WORKDAYS, bookings)

    assert (usage.opened_hours, usage.used_hours, usage.bookings, usage.no_shows) == (50, 3, 2, 1)
    assert usage.by_school == [("丙校", 2), ("乙校", 1)]
    assert usage.share == 3 / 50


def test_nothing_open_gives_no_share():
    usage = usage_in(WEEK, [], [])

    assert (usage.opened_hours, usage.used_hours, usage.share, usage.by_school) == (0, 0, None, [])


@examples(40)
@given(
    st.lists(
        st.tuples(st.integers(0, 6), st.integers(6, 12), st.integers(1, 8)),
        max_size=7,
        unique_by=lambda x: x[0],
    ),
    st.integers(1, 30),
)
def test_open_hours_are_those_of_counting_days(rows, length):
    found = [hours(weekday, opens, opens + long) for weekday, opens, long in rows]
    span = Span(MONDAY, MONDAY + timedelta(days=length))
    weekdays = Counter((MONDAY + timedelta(days=number)).weekday() for number in range(length))

    assert usage_in(span, found, []).opened_hours == sum(weekdays[day] * long for day, _opens, long in rows)


def test_half_hours_count_as_half():
    start = moment(MONDAY, time(8))
    half = SimpleNamespace(
        start=start, end=start + timedelta(minutes=90), local_start=start, state="confirmed", school="丙校"
    )

    assert usage_in(WEEK, WORKDAYS, [half]).used_hours == 1.5
