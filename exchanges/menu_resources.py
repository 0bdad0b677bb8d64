"""What a person may do with a resource or a booking, as links."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access import can
from accounts.roles import Permission
from exchanges.actions_bookings import place_of
from exchanges.booking_steps import STEPS
from exchanges.choices import BookingEvent, BookingState
from exchanges.models import Booking, SharedResource
from schools.menu import MenuLink

BOOK, EDIT, HOURS = pgettext_lazy("动词", "预约"), _("修改"), _("开放时间")


def resource_menu(user: Any, resource: SharedResource, *, is_open: bool) -> list[MenuLink]:
    """Return what the person may do with a resource. Queries: 0."""
    links = []
    if is_open and can(user, Permission.BOOK_RESOURCES):
        links.append(MenuLink(reverse("exchanges:resource_book", args=[resource.pk]), BOOK))
    if can(user, Permission.OFFER_RESOURCES, at=resource.school.place):
        links.append(MenuLink(reverse("exchanges:resource_edit", args=[resource.pk]), EDIT))
        links.append(MenuLink(reverse("exchanges:resource_hours", args=[resource.pk]), HOURS))
    return links


def booking_menu(user: Any, booking: Booking, now: datetime) -> list[MenuLink]:
    """Return what the person may do with a booking at a moment. Queries: 0."""
    return [
        MenuLink(reverse(f"exchanges:booking_{event}", args=[booking.pk]), event.label)
        for event in BookingEvent
        if _may(user, booking, event, now)
    ]


def waits_for(user: Any, booking: Booking) -> bool:
    """Return whether the person has to answer the booking. Queries: 0."""
    return booking.state == BookingState.REQUESTED and can(
        user, Permission.OFFER_RESOURCES, at=booking.resource.school.place
    )


def _may(user: Any, booking: Booking, event: BookingEvent, now: datetime) -> bool:
    step = STEPS[event]
    has_begun = booking.start <= now
    is_late = step.after == BookingState.CANCELLED and has_begun
    is_early = step.is_after_start and not has_begun
    is_possible = booking.state in step.before and not is_late and not is_early
    return is_possible and can(user, step.permission, at=place_of(step.side, booking))
