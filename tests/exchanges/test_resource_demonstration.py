"""Demonstration resources: something to book, to answer and to look back at; taken out again."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.access import SYSTEM
from accounts.models import User
from exchanges import actions_bookings as actions
from exchanges.choices import BookingEvent
from exchanges.demonstration import load_resources_data, remove_resources_data
from exchanges.models import Booking, OpeningHours, SharedResource
from exchanges.week import is_open
from schools.models import District, School

pytestmark = [pytest.mark.usefixtures("demo_of_module"), pytest.mark.django_db]


def test_there_is_something_of_every_state_and_kind():
    states = Counter(Booking.objects.values_list("state", flat=True))
    kinds = set(SharedResource.objects.values_list("kind", flat=True))

    assert set(states) == {"confirmed", "requested", "declined", "no_show"}
    assert min(states.values()) >= 8
    assert kinds == {"laboratory", "audio_visual", "sports"}


def test_each_holds_what_the_rules_ask():
    for booking in Booking.objects.for_page().prefetch_related("resource__hours"):
        booking.full_clean()
        assert is_open(booking.start, booking.end, booking.resource.hours.all())
        assert booking.people <= booking.resource.capacity
        assert booking.school != booking.resource.school
        principal = User.objects.get(username=booking.booked_by)
        assert SharedResource.objects.visible_to(principal, timezone.localdate()).filter(
            pk=booking.resource_id
        )


def test_principal_of_温江二中_has_bookings_to_answer_and_resources_to_book():
    principal = User.objects.get(username=School.objects.get(name="温江二中").code.lower())
    today = timezone.localdate()

    assert Booking.objects.waiting_for(principal).count() >= 2
    seen = SharedResource.objects.visible_to(principal, today)
    assert {True, False} == {resource.school.name == "温江二中" for resource in seen}


def test_loading_again_adds_nothing():
    before = (SharedResource.objects.count(), OpeningHours.objects.count(), Booking.objects.count())

    call_command("load_demo")

    assert (SharedResource.objects.count(), OpeningHours.objects.count(), Booking.objects.count()) == before


def test_resources_are_the_same_every_time():
    district, today = District.objects.get(), timezone.localdate()
    before = list(
        Booking.objects.order_by("pk").values_list("resource__name", "school__code", "start", "state")
    )
    assert remove_resources_data(district, by=SYSTEM) == 0
    assert (SharedResource.objects.count(), OpeningHours.objects.count()) == (0, 0)

    load_resources_data(district, today=today, by=SYSTEM)

    again = Booking.objects.order_by("pk").values_list("resource__name", "school__code", "start", "state")
    assert list(again) == before


def test_removing_keeps_what_somebody_answered_and_its_resource():
    booking = Booking.objects.for_page().filter(state="requested").first()
    owner = User.objects.get(username=booking.resource.school.code.lower())
    now = booking.start - timedelta(days=1)
    actions.take_step(booking, BookingEvent.CONFIRM, now=now, by=owner)

    kept = remove_resources_data(District.objects.get(), by=SYSTEM)

    assert [row.pk for row in Booking.objects.all()] == [booking.pk]
    assert [row.pk for row in SharedResource.objects.all()] == [booking.resource_id]
    assert kept == 2
