"""What schools do with what they open: offer it, change it, set its hours, close it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import Actor, require
from accounts.roles import Permission
from exchanges.actions import refusal
from exchanges.choices import BookingState
from exchanges.models import Booking, OpeningHours, SharedResource
from exchanges.week import moment
from records import actions
from records.errors import StaleVersion
from records.locks import lock

Week = Mapping[int, tuple[time, time]]  # weekday: opens, closes; a day that is not named is closed
HURTS = _("有 %(count)s 项预约不在新的开放时间内，确认后将被收回；请写明原因，预约的学校会看到。")
PAST_DAY = _("开放时间只能从今天或今后改起。")


@transaction.atomic
def offer(
    resource: SharedResource, *, reason: str = "", request_key: UUID | None = None, by: Actor
) -> SharedResource:
    """Enter what a school opens; it can be booked once it has opening hours.

    Raises: PermissionDenied; ValidationError; AlreadyDone.
    """
    require(by, Permission.OFFER_RESOURCES, at=resource.school.place)
    return actions.create(resource, action="offer", reason=reason, request_key=request_key, by=by)


@transaction.atomic
def change_resource(resource: SharedResource, *, reason: str = "", by: Actor) -> SharedResource:
    """Change what is said of a resource; its hours are changed by ``set_hours``.

    Raises: PermissionDenied; ValidationError; StaleVersion.
    """
    require(by, Permission.OFFER_RESOURCES, at=resource.school.place)
    return actions.change(resource, reason=reason, by=by)


@transaction.atomic
def set_hours(
    resource: SharedResource, week: Week, *, start: date, now: datetime, reason: str = "", by: Actor
) -> SharedResource:
    """Let opening hours hold from a day on; what was booked outside them is taken back, with the reason.

    An empty week closes the resource. Earlier days keep the hours that they had.
    Raises: PermissionDenied; ValidationError; StaleVersion.
    """
    require(by, Permission.OFFER_RESOURCES, at=resource.school.place)
    [stored] = lock(resource)
    if stored.version != resource.version:
        raise StaleVersion(stored)
    if start < timezone.localtime(now).date():
        raise refusal(PAST_DAY, "past_day", "start")
    lost = hurt(resource, week, start=start, now=now)
    if lost and not reason:
        raise refusal(HURTS, "hurts", "reason", count=len(lost))
    _replace_hours(resource, week, start, by)
    for booking in lost:
        booking.state, booking.said, booking.answered_by = BookingState.CANCELLED, reason, by.username
        actions.change(booking, action="booking_revoke", reason=reason, by=by)
    return resource


def hurt(resource: SharedResource, week: Week, *, start: date, now: datetime) -> list[Booking]:
    """Return the bookings to come that would lie outside the hours of a week from a day on. Queries: 1."""
    since = max(now, moment(start, time.min))
    rows = Booking.objects.for_page().filter(resource=resource).holding().from_day(since)
    return [booking for booking in rows if not _is_inside(booking, week)]


def _is_inside(booking: Booking, week: Week) -> bool:
    begins, ends = booking.local_start, booking.local_end
    if begins.weekday() not in week:
        return False
    opens, closes = week[begins.weekday()]
    return opens <= begins.time() and ends.time() <= closes


def _replace_hours(resource: SharedResource, week: Week, start: date, by: Actor) -> None:
    """End the hours in force on the day, drop those that would begin later, and store the new ones."""
    for row in OpeningHours.objects.filter(resource=resource).since(start):
        if row.start is not None and row.start >= start:
            actions.remove(row, by=by)
        else:
            row.end = start
            actions.change(row, by=by)
    new = [
        OpeningHours(resource=resource, weekday=weekday, opens=opens, closes=closes, start=start)
        for weekday, (opens, closes) in sorted(week.items())
    ]
    actions.create_many(new, by=by)
