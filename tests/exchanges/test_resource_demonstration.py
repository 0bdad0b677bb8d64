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
from exchanges.models import Booking, OpeningHours, Rotation, SharedResource
from exchanges.week import is_open
from groups.models import EducationGroup
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
        assert booking.resource.is_confirmed_by_owner or booking.state not in ("requested", "declined")
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


def principals_of(group):
    """Return the principals of a group's schools today, by their schools."""
    rows = group.memberships.on(timezone.localdate()).select_related("school")
    usernames = {row.school: row.school.code.lower() for row in rows if not row.school.is_collective}
    return {school: User.objects.get(username=name) for school, name in usernames.items()}


def test_温江二中_works_in_both_groups_and_members_of_one_see_nothing_of_the_other():
    today, bridge = timezone.localdate(), School.objects.get(name="温江二中")
    own, other = (
        EducationGroup.objects.get(name=name) for name in ("温江二中教育集团", "七中实验校教育集团")
    )
    principal = User.objects.get(username=bridge.code.lower())

    assert set(Rotation.objects.visible_to(principal).values_list("group", flat=True)) == {own.pk, other.pk}
    of_groups = SharedResource.objects.visible_to(principal, today).filter(audience="own_groups")
    assert {resource.school for resource in of_groups} >= {bridge, other.memberships.get(role="lead").school}
    members = set(principals_of(own)) - set(principals_of(other))
    assert len(members) >= 3
    for school, member in principals_of(own).items():
        if school in members:
            assert not Rotation.objects.visible_to(member).filter(group=other).exists()
            seen = SharedResource.objects.visible_to(member, today).exclude(audience="district")
            assert not seen.filter(school__in=set(principals_of(other)) - {bridge}).exists()
            assert (
                not Booking.objects.visible_to(member).exclude(school=school).exclude(resource__school=school)
            )
