"""Opening hours over many changes, and what is free at a time, against a naive model."""

from __future__ import annotations

from datetime import date, time, timedelta
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchanges import actions_resources as actions
from exchanges.models import Booking, OpeningHours, SharedResource
from exchanges.week import moment, opening_on
from records.verification import verify
from tests import factories
from tests.fuzzing import examples

TODAY = date(2026, 9, 1)
NOW = moment(TODAY, time(9))
numbers = count(1)  # names are there once
DAYS = 21  # of the window in which days are counted
changes = st.lists(
    st.tuples(
        st.integers(0, DAYS - 1),
        st.dictionaries(st.integers(0, 6), st.tuples(st.integers(7, 11), st.integers(12, 18)), max_size=4),
    ),
    min_size=1,
    max_size=4,
)


def day(number):
    """Return a day of the window."""
    return TODAY + timedelta(days=number)


def times(week):
    """Return a week as the action takes it."""
    return {weekday: (time(opens), time(closes)) for weekday, (opens, closes) in week.items()}


def apply(resource, by, steps):
    """Set hours one after the other, as pages would, and return what holds on each day of the window."""
    expected = [None] * DAYS
    for number, week in steps:
        fetched = SharedResource.objects.for_list().get(pk=resource.pk)
        actions.set_hours(fetched, times(week), start=day(number), now=NOW, reason="调整", by=by)
        for later in range(number, DAYS):
            expected[later] = week.get(day(later).weekday())
    return expected


def shown(resource):
    """Return what is stored of each day of the window."""
    rows = list(OpeningHours.objects.filter(resource=resource))
    openings = [opening_on(day(number), rows) for number in range(DAYS)]
    return [(opening[0].hour, opening[1].hour) if opening else None for opening in openings]


@examples(25)
@given(steps=changes)
def test_last_change_holds_from_its_day_on_and_no_earlier(small, steps):
    resource = factories.make_resource(small.lead, f"实验室 {next(numbers)}", is_open=False)

    expected = apply(resource, small.people.host_clerk, steps)

    assert shown(resource) == expected
    for row in OpeningHours.objects.filter(resource=resource):
        row.full_clean()
    assert verify() == []


@examples(15)
@given(steps=changes, wishes=st.lists(st.tuples(st.integers(0, DAYS - 1), st.integers(7, 16)), max_size=6))
def test_bookings_that_stay_lie_within_the_hours(small, steps, wishes):
    resource = factories.make_resource(small.lead, f"教室 {next(numbers)}", is_open=False)
    for number, hour in wishes:
        start = moment(day(number), time(hour))
        if not Booking.objects.holding().between(start, start + timedelta(hours=2)).filter(resource=resource):
            factories.make_booking(resource, small.member, start)

    apply(resource, small.people.host_clerk, steps)

    first, rows = min(number for number, _week in steps), list(resource.hours.all())
    for booking in resource.bookings.all():
        opening = opening_on(booking.local_start.date(), rows)
        fits = opening is not None and opening[0] <= booking.start and booking.end <= opening[1]
        is_touched = booking.local_start.date() >= day(first) and booking.end > NOW
        if booking.state == "confirmed" and is_touched:
            assert fits
        if booking.state == "cancelled":
            assert (booking.said, booking.answered_by) == ("调整", "host_clerk")


@examples(40)
@given(
    week=st.dictionaries(st.integers(0, 6), st.tuples(st.integers(7, 11), st.integers(12, 18)), max_size=7),
    booked=st.lists(st.tuples(st.integers(0, 6), st.integers(7, 16)), max_size=4),
    number=st.integers(0, 6),
    begins=st.integers(7, 16),
    length=st.integers(1, 4),
)
def test_search_finds_what_counting_hours_finds(small, week, booked, number, begins, length):
    resource = factories.make_resource(small.lead, f"场馆 {next(numbers)}", is_open=False)
    for weekday, (opens, closes) in week.items():
        factories.make_hours(resource, weekday, opens, closes)
    taken = set()
    for other, hour in booked:
        hours = {(other, hour), (other, hour + 1)}
        if not hours & taken:
            taken |= hours
            factories.make_booking(resource, small.member, moment(day(other), time(hour)))
    ends = min(begins + length, 18)
    if begins >= ends:
        return

    slot = (time(begins), time(ends))
    rows = SharedResource.objects.filter(pk=resource.pk)
    found = rows.free_at(day(number), *slot, *(moment(day(number), each) for each in slot)).exists()

    wanted = range(begins, ends)
    opening = week.get(day(number).weekday())
    is_open = opening is not None and opening[0] <= begins and ends <= opening[1]
    assert found == (is_open and not any((number, hour) in taken for hour in wanted))


@pytest.mark.parametrize(
    ("number", "opens"),
    [
        pytest.param(-1, 8, id="the-day-before"),
        pytest.param(0, 9, id="the-day"),
        pytest.param(7, 9, id="a-week-later"),
    ],
)
def test_change_begins_on_its_day(small, number, opens):
    monday = date(2026, 9, 7)
    resource = factories.make_resource(small.lead)
    fetched = SharedResource.objects.for_list().get(pk=resource.pk)
    week = {weekday: (time(9), time(18)) for weekday in range(5)}
    actions.set_hours(fetched, week, start=monday, now=NOW, by=small.people.host_clerk)

    rows = list(OpeningHours.objects.filter(resource=resource))
    shown_day = monday + timedelta(days=number)
    opening = opening_on(shown_day if shown_day.weekday() < 5 else shown_day - timedelta(days=2), rows)

    assert opening is not None
    assert opening[0].hour == opens
