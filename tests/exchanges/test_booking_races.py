"""Fifty schools want one laboratory at once: exactly one has it, and nobody sees a failure."""

from __future__ import annotations

from datetime import date, time, timedelta
from itertools import pairwise
from time import sleep

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from exchanges import actions_bookings as actions
from exchanges.choices import BookingEvent
from exchanges.models import Booking
from exchanges.week import first_of_week, moment
from records.verification import verify
from tests import factories
from tests.records.test_races import kinds, together

pytestmark = pytest.mark.django_db(transaction=True)
CLIENTS, ROUNDS = 50, 20
MONDAY = date(2026, 9, 7)
NOW = moment(date(2026, 9, 1), time(9))


@pytest.fixture
def lab(small):
    """Return the small district with a laboratory that needs no confirmation."""
    small.resource = factories.make_resource(small.lead, is_confirmed_by_owner=False)
    return small


def booking(lab, start, hours=2):
    """Return a call that books a slot as a connection of its own."""
    wish = Booking(
        resource=lab.resource,
        school=lab.member,
        start=start,
        end=start + timedelta(hours=hours),
        purpose="抢订",
        people=1,
    )
    return lambda: actions.book(wish, now=NOW, by=lab.people.home_clerk)


def test_fifty_clients_twenty_rounds_exactly_one_each(lab):
    for number in range(ROUNDS):
        start = moment(MONDAY + timedelta(days=7 * number), time(8))

        outcomes = together(*(booking(lab, start) for _client in range(CLIENTS)))

        assert kinds(outcomes) == ["Booking", *["ValidationError"] * (CLIENTS - 1)]
    assert Booking.objects.count() == ROUNDS
    assert verify() == []


def test_adjacent_slots_both_pass(lab):
    eight, ten = moment(MONDAY, time(8)), moment(MONDAY, time(10))

    outcomes = together(booking(lab, eight), booking(lab, ten))

    assert kinds(outcomes) == ["Booking", "Booking"]


def test_overlapping_slots_of_different_length_leave_one(lab):
    slots = [(moment(MONDAY, time(hour)), length) for hour, length in ((8, 4), (9, 2), (10, 1), (11, 3))]

    outcomes = together(*(booking(lab, start, length) for start, length in slots))

    held = Booking.objects.order_by("start")
    assert all(first.end <= second.start for first, second in pairwise(held))
    assert kinds(outcomes).count("Booking") == len(held)


def test_without_the_lock_the_database_still_lets_only_one_in(lab, monkeypatch):
    """The control: without the lock both find the slot free, and the rule in the database decides."""
    check = actions._check_slot
    monkeypatch.setattr(actions, "lock", lambda *rows: list(rows))
    monkeypatch.setattr(actions, "_check_slot", lambda *args: (check(*args), sleep(0.3)))
    start = moment(MONDAY, time(8))

    outcomes = together(booking(lab, start), booking(lab, start))

    assert kinds(outcomes) == ["Booking", "ValidationError"]
    messages = [error.messages for error in outcomes if not isinstance(error, Booking)]
    is_told_by_rule = messages == [["这段时间已有预约，请换一段时间。"]]
    assert is_told_by_rule == (connection.vendor == "postgresql")


def test_owner_and_booker_answer_at_once(lab):
    stored = factories.make_booking(lab.resource, lab.member, moment(MONDAY, time(8)), state="requested")

    def step(event, by):
        fetched = Booking.objects.for_page().get(pk=stored.pk)
        return actions.take_step(fetched, event, now=NOW, reason="计划有变", by=by)

    outcomes = together(
        lambda: step(BookingEvent.DECLINE, lab.people.host_clerk),
        lambda: step(BookingEvent.CANCEL, lab.people.home_clerk),
    )

    assert kinds(outcomes) == ["Booking", "StaleVersion"]


def test_fifty_browsers_send_the_form_and_none_sees_a_failure(lab):
    day = first_of_week(timezone.localdate()) + timedelta(days=14)
    url = reverse("exchanges:resource_book", args=[lab.resource.pk])
    browsers = []
    for _number in range(CLIENTS):
        browser = Client(raise_request_exception=False)
        browser.force_login(lab.people.home_clerk)
        form = browser.get(url).context["form"]
        given = {"day": day.isoformat(), "begins": "08:00", "ends": "10:00", "people": "9", "purpose": "抢订"}
        browsers.append((browser, given | {"request_key": str(form["request_key"].value())}))

    answers = together(*(lambda b=browser, g=given: b.post(url, g) for browser, given in browsers))

    statuses = sorted(answer.status_code for answer in answers)
    assert statuses == [200] * (CLIENTS - 1) + [302]
    assert Booking.objects.count() == 1
