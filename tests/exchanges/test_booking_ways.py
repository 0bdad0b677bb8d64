"""Whatever people try with bookings of one room, in whatever order: nobody is ever in there twice."""

from __future__ import annotations

from datetime import date, time, timedelta
from itertools import count, pairwise

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import given
from hypothesis import strategies as st

from exchanges import actions_bookings as actions
from exchanges.choices import BookingEvent, BookingState
from exchanges.models import Booking
from exchanges.week import moment
from records.differences import ACTIONS, describe
from records.errors import StaleVersion
from records.models import AuditEntry
from records.verification import verify
from tests import factories
from tests.exchanges.test_bookings import OUTCOME, TURNS
from tests.fuzzing import examples

MONDAY = date(2026, 9, 7)
NOW = moment(date(2026, 9, 1), time(9))
numbers = count(1)  # names are there once
PEOPLE = ["home_clerk", "host_clerk", "host_principal", "peer_principal", "officer"]
books = st.tuples(st.just("book"), st.sampled_from([8, 9, 10, 12, 16]), st.integers(1, 4))
steps = st.tuples(st.sampled_from(list(TURNS)), st.integers(0, 3), st.sampled_from(PEOPLE))
ways = st.lists(books | steps, max_size=14)


@pytest.fixture
def lab(small):
    """Return the small district with a laboratory of the lead."""
    small.resource = factories.make_resource(small.lead)
    return small


def book(lab, resource, hour, length):
    """Try to book some hours as the member; return the booking, or None where it was refused."""
    start = moment(MONDAY, time(hour))
    end = start + timedelta(hours=length)
    wish = Booking(resource=resource, school=lab.member, start=start, end=end, purpose="实验课")
    try:
        return actions.book(wish, now=NOW, by=lab.people.home_clerk)
    except ValidationError:
        return None


def hours_of(booking):
    """Return the hours of a booking."""
    return set(range(booking.local_start.hour, booking.local_end.hour))


def try_step(lab, made, event, place, who):
    """Try an event with one of the bookings made so far, and hold what comes of it against the table."""
    if place >= len(made):
        return 0
    booking = Booking.objects.for_page().get(pk=made[place])
    outcome = OUTCOME[booking.state, event]
    now = booking.start + timedelta(minutes=5) if event == "no_show" else NOW
    by = getattr(lab.people, who)
    try:
        after = actions.take_step(booking, BookingEvent(event), now=now, reason="计划有变", by=by).state
    except PermissionDenied:
        assert who not in TURNS[event]
        return 0
    except StaleVersion:
        assert outcome == "-"
        return 0
    assert (after, who in TURNS[event]) == (outcome, True)
    return 1


@examples(40)
@given(way=ways)
def test_nobody_is_in_a_room_twice_whatever_people_try(lab, way):
    resource = factories.make_resource(lab.lead, f"实验室 {next(numbers)}")
    made, taken = [], 0
    for first, second, third in way:
        if first != "book":
            taken += try_step(lab, made, first, second, third)
            continue
        held = [hours_of(row) for row in resource.bookings.holding()]
        wanted = set(range(second, second + third))
        is_free = second + third <= 18 and not any(wanted & hours for hours in held)
        booking = book(lab, resource, second, third)
        assert (booking is not None) == is_free
        made += [booking.pk] if booking else []

    rows = list(resource.bookings.holding().order_by("start"))
    assert all(one.end <= other.start for one, other in pairwise(rows))
    entries = AuditEntry.objects.filter(object_type="exchanges.booking", object_id__in=map(str, made))
    assert entries.count() == len(made) + taken
    assert verify() == []


@pytest.mark.parametrize("event", list(TURNS))
def test_trail_calls_every_step_by_its_name(lab, event):
    state = next(state for state, each in OUTCOME if each == event and OUTCOME[state, each] != "-")
    stored = factories.make_booking(lab.resource, lab.member, moment(MONDAY, time(8)), state=state)
    booking = Booking.objects.for_page().get(pk=stored.pk)
    now = booking.start + timedelta(minutes=5) if event == "no_show" else NOW

    actions.take_step(
        booking, BookingEvent(event), now=now, reason="原因", by=getattr(lab.people, TURNS[event][0])
    )

    entry = AuditEntry.objects.get(object_type="exchanges.booking")
    assert str(describe(entry).action) == str(ACTIONS[f"booking_{event}"])
    assert entry.reason == "原因"


def test_every_state_can_be_reached():
    reached = {outcome for outcome in OUTCOME.values() if outcome != "-"} | {"requested"}

    assert reached == {state.value for state in BookingState}


@pytest.mark.parametrize("minutes", [-1, 0, 1])
@pytest.mark.parametrize("event", ["cancel", "revoke", "no_show"])
def test_beginning_is_the_moment_at_which_steps_change(lab, event, minutes):
    stored = factories.make_booking(lab.resource, lab.member, moment(MONDAY, time(8)))
    booking = Booking.objects.for_page().get(pk=stored.pk)
    by, now = getattr(lab.people, TURNS[event][0]), booking.start + timedelta(minutes=minutes)
    is_possible = minutes >= 0 if event == "no_show" else minutes < 0

    if is_possible:
        assert actions.take_step(booking, BookingEvent(event), now=now, reason="原因", by=by).version == 2
    else:
        with pytest.raises(ValidationError):
            actions.take_step(booking, BookingEvent(event), now=now, reason="原因", by=by)
