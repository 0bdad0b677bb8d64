"""Bookings: who may take which slot, what comes of each step, and what keeps others out."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from types import SimpleNamespace
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from exchanges import actions_bookings as actions
from exchanges.booking_steps import STEPS
from exchanges.choices import BookingEvent, BookingState
from exchanges.models import Booking
from exchanges.week import moment
from records.errors import AlreadyDone, StaleVersion
from records.models import AuditEntry
from records.verification import verify
from tests import factories
from tests.exchanges.test_rotations import codes
from tests.records.rows import insert_raw, update_raw

MONDAY = date(2026, 9, 7)
NOW = moment(date(2026, 9, 1), time(9))
EIGHT, TEN, TWELVE = (moment(MONDAY, time(hour)) for hour in (8, 10, 12))


@pytest.fixture
def lab(small: SimpleNamespace) -> SimpleNamespace:
    """Return the small district with a laboratory of the lead, which its group may book."""
    small.resource = factories.make_resource(small.lead, lead_days=2)
    return small


def wish(lab, start=EIGHT, end=TEN, **fields):
    """Return a booking by the member that is not stored yet."""
    values = {"resource": lab.resource, "school": lab.member, "purpose": "实验课", "people": 30}
    return Booking(start=start, end=end, **values | fields)


def book(lab, start=EIGHT, end=TEN, *, by="home_clerk", **fields):
    """Book as somebody of the member."""
    return actions.book(wish(lab, start, end, **fields), now=NOW, by=getattr(lab.people, by))


# --- taking a slot ---


def test_booking_waits_for_the_owner_and_stands_in_the_trail(lab):
    booking = book(lab)

    assert (booking.state, booking.booked_by) == ("requested", "home_clerk")
    assert str(booking) == "物理实验室 · 2026-09-07 08:00–10:00"
    entry = AuditEntry.objects.get(object_type="exchanges.booking")
    assert (entry.action, entry.username, entry.school_code) == ("book", "home_clerk", lab.member.code)
    assert verify() == []


def test_booking_holds_at_once_where_the_owner_says_so(lab):
    lab.resource.is_confirmed_by_owner = False
    lab.resource.save()

    assert book(lab).state == "confirmed"


def test_owner_books_its_own_without_asking_itself(lab):
    assert book(lab, school=lab.lead, by="host_clerk").state == "confirmed"


@pytest.mark.parametrize("who", ["officer", "inspector", "host_principal", "peer_principal", "auditor"])
def test_nobody_books_in_the_name_of_another_school(lab, who):
    with pytest.raises(PermissionDenied):
        book(lab, by=who)
    assert Booking.objects.count() == 0


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        pytest.param({"end": moment(MONDAY, time(18, 1))}, {"begins": ["closed"]}, id="after-hours"),
        pytest.param({"start": moment(MONDAY, time(7, 59))}, {"begins": ["closed"]}, id="before-hours"),
        pytest.param(
            {"start": EIGHT + timedelta(days=5), "end": TEN + timedelta(days=5)},
            {"begins": ["closed"]},
            id="saturday",
        ),
        pytest.param({"end": TEN + timedelta(days=1)}, {"begins": ["closed"]}, id="overnight"),
        pytest.param({"start": NOW - timedelta(hours=1)}, {"day": ["past"]}, id="past"),
        pytest.param(
            {"start": moment(date(2026, 9, 2), time(8)), "end": moment(date(2026, 9, 2), time(10))},
            {"day": ["too_late"]},
            id="a-day-ahead-of-two",
        ),
        pytest.param({"people": 49}, {"people": ["too_many"]}, id="one-too-many"),
        pytest.param({"people": 0}, {"people": ["min_value"]}, id="nobody"),
        pytest.param({"purpose": ""}, {"purpose": ["blank"]}, id="no-purpose"),
        pytest.param({"start": TEN, "end": TEN}, {"end": ["end_before_start"]}, id="no-time"),
    ],
)
def test_slot_that_cannot_be_had_is_refused_at_its_field(lab, fields, expected):
    with pytest.raises(ValidationError) as raised:
        book(lab, **fields)

    assert codes(raised) == expected
    assert Booking.objects.count() == 0


@pytest.mark.parametrize(
    ("day", "people"), [(date(2026, 9, 3), 48), (date(2026, 9, 4), 1)], ids=["two-days-ahead", "later"]
)
def test_edges_of_what_can_be_had(lab, day, people):
    booking = book(lab, moment(day, time(8)), moment(day, time(18)), people=people)

    assert booking.pk


def test_any_number_of_people_where_there_is_no_limit(lab):
    lab.resource.capacity = None
    lab.resource.save()

    assert book(lab, people=9000).pk


@pytest.mark.parametrize(
    ("start", "end", "is_free"),
    [
        pytest.param(TEN, TWELVE, True, id="adjacent-after"),
        pytest.param(moment(MONDAY, time(15)), moment(MONDAY, time(16)), True, id="apart"),
        pytest.param(EIGHT, TEN, False, id="the-same"),
        pytest.param(moment(MONDAY, time(9, 59)), TWELVE, False, id="a-minute-shared"),
        pytest.param(moment(MONDAY, time(8, 30)), moment(MONDAY, time(9)), False, id="inside"),
        pytest.param(EIGHT, TWELVE, False, id="around"),
    ],
)
@pytest.mark.parametrize("state", ["requested", "confirmed"])
def test_slots_are_half_open(lab, start, end, is_free, state):
    factories.make_booking(lab.resource, lab.lead, EIGHT, state=state)

    if is_free:
        assert book(lab, start, end).pk
    else:
        with pytest.raises(ValidationError) as raised:
            book(lab, start, end)
        assert codes(raised) == {"begins": ["taken"]}
        assert "08:00 至 10:00 已有预约" in str(raised.value)


def test_slot_may_end_where_the_next_begins(lab):
    factories.make_booking(lab.resource, lab.lead, TEN)

    assert book(lab, EIGHT, TEN).pk


@pytest.mark.parametrize("state", ["declined", "cancelled", "no_show"])
def test_what_came_to_nothing_keeps_nobody_out(lab, state):
    factories.make_booking(lab.resource, lab.lead, EIGHT, state=state)

    assert book(lab).pk


def test_other_resources_keep_nobody_out(lab):
    other = factories.make_resource(lab.lead, "录播教室")
    factories.make_booking(other, lab.lead, EIGHT)

    assert book(lab).pk


def test_same_form_sent_twice_books_once(lab):
    key = UUID(int=7)
    actions.book(wish(lab), now=NOW, request_key=key, by=lab.people.home_clerk)

    with pytest.raises((AlreadyDone, ValidationError)):
        actions.book(wish(lab), now=NOW, request_key=key, by=lab.people.home_clerk)
    assert Booking.objects.count() == 1


# --- the database itself ---


@pytest.mark.parametrize("state", ["requested", "confirmed"])
@pytest.mark.parametrize("stored", ["requested", "confirmed"])
def test_database_refuses_two_bookings_of_one_moment(lab, state, stored):
    factories.make_booking(lab.resource, lab.lead, EIGHT, state=stored)

    with pytest.raises(IntegrityError, match="exchanges_booking_once"), transaction.atomic():
        insert_raw(wish(lab, state=state, booked_by="x"))
    insert_raw(wish(lab, TEN, TWELVE, state=state, booked_by="x"))
    insert_raw(wish(lab, state="declined", booked_by="x"))


def test_database_refuses_what_a_change_would_overlap(lab):
    factories.make_booking(lab.resource, lab.lead, EIGHT)
    moved = factories.make_booking(lab.resource, lab.member, TEN)
    waiting = factories.make_booking(lab.resource, lab.member, EIGHT, state="declined")

    with pytest.raises(IntegrityError, match="exchanges_booking_once"), transaction.atomic():
        update_raw(moved, start=EIGHT)
    with pytest.raises(IntegrityError, match="exchanges_booking_once"), transaction.atomic():
        update_raw(waiting, state="confirmed")
    update_raw(moved, purpose="改用途")


def test_validation_says_it_in_words(lab):
    factories.make_booking(lab.resource, lab.lead, EIGHT)

    with pytest.raises(ValidationError) as raised:
        wish(lab, booked_by="x").full_clean()

    assert "这段时间已有预约，请换一段时间。" in raised.value.messages


def test_moments_of_other_zones_are_the_same_moments(lab):
    factories.make_booking(lab.resource, lab.lead, EIGHT)
    in_utc = datetime(2026, 9, 7, 1, 30, tzinfo=UTC)  # half past nine in Chengdu

    with pytest.raises(IntegrityError), transaction.atomic():
        insert_raw(wish(lab, in_utc, in_utc + timedelta(hours=1), state="confirmed", booked_by="x"))


# --- steps ---

TABLE = """
state      confirm    decline   cancel     revoke     no_show
requested  confirmed  declined  cancelled  -          -
confirmed  -          -         cancelled  cancelled  no_show
declined   -          -         -          -          -
cancelled  -          -         -          -          -
no_show    -          -         -          -          -
"""
LINES = [line.split() for line in TABLE.split("\n") if line]
OUTCOME = {
    (state, event): outcome
    for state, *outcomes in LINES[1:]
    for event, outcome in zip(LINES[0][1:], outcomes, strict=True)
}
OWNERS, BOOKERS = ["host_principal", "host_clerk"], ["home_principal", "home_clerk"]
TURNS = {"confirm": OWNERS, "decline": OWNERS, "cancel": BOOKERS, "revoke": OWNERS, "no_show": OWNERS}
OTHERS = ["officer", "inspector", "auditor", "administrator", "peer_principal", "stranger_principal"]
AFTER = EIGHT + timedelta(minutes=1)


def step(booking, event, by, now=None, reason="实验室检修"):
    """Take a step at a moment that suits the event."""
    now = now or (AFTER if event == "no_show" else NOW)
    return actions.take_step(booking, BookingEvent(event), now=now, reason=reason, by=by)


def stored(lab, state):
    """Store a booking by the member in a state and return it as pages read it."""
    booking = factories.make_booking(lab.resource, lab.member, EIGHT, state=state)
    return Booking.objects.for_page().get(pk=booking.pk)


def test_table_by_hand_is_the_table_in_code():
    in_code = {
        (state.value, event.value): STEPS[event].after.value if state in STEPS[event].before else "-"
        for state in BookingState
        for event in BookingEvent
    }
    assert in_code == OUTCOME


@pytest.mark.parametrize(("state", "event"), OUTCOME)
def test_event_leads_where_the_table_says(lab, state, event):
    for who in TURNS[event]:
        booking = stored(lab, state)
        by, outcome = getattr(lab.people, who), OUTCOME[state, event]
        if outcome == "-":
            with pytest.raises(StaleVersion):
                step(booking, event, by)
            assert Booking.objects.get(pk=booking.pk).state == state
        else:
            step(booking, event, by)
            after = Booking.objects.get(pk=booking.pk)
            assert (after.state, after.said) == (outcome, "实验室检修")
            assert after.answered_by == (by.username if who in OWNERS else "")
        booking.delete()


@pytest.mark.parametrize("who", [*OWNERS, *BOOKERS, *OTHERS])
@pytest.mark.parametrize("event", TURNS)
def test_nobody_does_what_is_another_s_turn(lab, event, who):
    state = next(state for state, each in OUTCOME if each == event and OUTCOME[state, each] != "-")
    booking = stored(lab, state)

    if who in TURNS[event]:
        assert step(booking, event, getattr(lab.people, who)).version == 2
    else:
        with pytest.raises(PermissionDenied):
            step(booking, event, getattr(lab.people, who))
        assert Booking.objects.get().version == 1


@pytest.mark.parametrize("event", ["decline", "revoke"])
def test_reason_is_asked_for_where_somebody_is_disappointed(lab, event):
    booking = stored(lab, "requested" if event == "decline" else "confirmed")

    with pytest.raises(ValidationError) as raised:
        step(booking, event, lab.people.host_clerk, reason="")

    assert codes(raised) == {"reason": ["reason_needed"]}


@pytest.mark.parametrize(
    ("event", "who", "now", "code"),
    [
        ("cancel", "home_clerk", EIGHT, "begun"),
        ("revoke", "host_clerk", EIGHT, "begun"),
        ("no_show", "host_clerk", EIGHT - timedelta(minutes=1), "not_begun"),
    ],
)
def test_steps_have_their_time(lab, event, who, now, code):
    with pytest.raises(ValidationError) as raised:
        step(stored(lab, "confirmed"), event, getattr(lab.people, who), now=now)

    assert codes(raised) == {"": [code]}


def test_freed_slot_can_be_booked_again(lab):
    booking = book(lab)
    step(Booking.objects.for_page().get(pk=booking.pk), "cancel", lab.people.home_clerk)

    assert book(lab, by="home_principal").pk


def test_second_answer_finds_the_first(lab):
    first = stored(lab, "requested")
    second = Booking.objects.for_page().get(pk=first.pk)
    step(first, "confirm", lab.people.host_clerk)

    with pytest.raises(StaleVersion) as raised:
        step(second, "decline", lab.people.host_principal)

    assert raised.value.stored.state == "confirmed"


# --- who reads what ---


@pytest.mark.parametrize(
    ("who", "count"),
    [
        ("officer", 1),
        ("inspector", 1),
        ("home_clerk", 1),
        ("host_principal", 1),
        ("peer_principal", 0),
        ("stranger_principal", 0),
        ("auditor", 0),
        ("administrator", 0),
    ],
)
def test_booking_is_read_by_both_schools_and_the_bureau(lab, who, count):
    stored(lab, "requested")

    assert Booking.objects.visible_to(getattr(lab.people, who)).count() == count


def test_it_waits_for_the_owner(lab):
    stored(lab, "requested")

    people = vars(lab.people)
    assert [who for who in people if Booking.objects.waiting_for(people[who]).exists()] == OWNERS
