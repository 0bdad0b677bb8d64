"""What schools do with bookings: take a slot, confirm, decline, cancel, take back, note a no-show."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import Actor, require
from accounts.roles import Permission
from exchanges.actions import REASON_NEEDED, refusal
from exchanges.booking_steps import STEPS, Step
from exchanges.choices import BookingEvent, BookingState, Side
from exchanges.models import Booking, SharedResource
from exchanges.week import is_open
from records import actions
from records.errors import StaleVersion
from records.locks import lock
from records.models import Place

CLOSED = _("%(resource)s在这段时间不开放；开放时间见它的页面。")
TAKEN = _("%(start)s 至 %(end)s 已有预约，请换一段时间。")
TOO_LATE = _("至少提前 %(days)s 天预约。")
PAST = _("这段时间已经过去，请选今后的时间。")
TOO_MANY = _("%(resource)s容纳 %(capacity)s 人，不能预约 %(people)s 人。")
BEGUN = _("预约的时间已经开始，不能再取消。")
NOT_BEGUN = _("预约的时间还没有开始，不能登记未到场。")


@transaction.atomic
def book(
    booking: Booking, *, now: datetime, reason: str = "", request_key: UUID | None = None, by: Actor
) -> Booking:
    """Take a slot for a school; it holds at once where the owner does not confirm, or books itself.

    Whoever books first has it: the resource is held until the transaction ends.
    Raises: PermissionDenied; ValidationError; AlreadyDone.
    """
    require(by, Permission.BOOK_RESOURCES, at=booking.school.place)
    lock(booking.resource)
    _check_slot(booking, now)
    is_asked = booking.resource.is_confirmed_by_owner and booking.school_id != booking.resource.school_id
    booking.state = BookingState.REQUESTED if is_asked else BookingState.CONFIRMED
    booking.booked_by, booking.said = by.username, reason
    return actions.create(booking, action="book", reason=reason, request_key=request_key, by=by)


@transaction.atomic
def take_step(
    booking: Booking, event: BookingEvent, *, now: datetime, reason: str = "", by: Actor
) -> Booking:
    """Do with a booking what an event is.

    Raises: PermissionDenied; ValidationError; StaleVersion.
    """
    step = STEPS[event]
    require(by, step.permission, at=place_of(step.side, booking))
    lock(booking.resource)
    [stored] = lock(booking)
    if stored.version != booking.version or stored.state not in step.before:
        raise StaleVersion(stored)
    _check_step(booking, step, now, reason)
    booking.state, booking.said = step.after, reason
    if step.side == Side.OWNER:
        booking.answered_by = by.username
    return actions.change(booking, action=f"booking_{event}", reason=reason, by=by)


def place_of(side: Side, booking: Booking) -> Place:
    """Return for what the person has to answer whose turn it is."""
    return (booking.resource.school if side == Side.OWNER else booking.school).place


def _check_step(booking: Booking, step: Step, now: datetime, reason: str) -> None:
    if step.needs_reason and not reason:
        raise refusal(REASON_NEEDED, "reason_needed", "reason")
    if step.is_after_start and now < booking.start:
        raise refusal(NOT_BEGUN, "not_begun")
    if step.after == BookingState.CANCELLED and now >= booking.start:
        raise refusal(BEGUN, "begun")


def _check_slot(booking: Booking, now: datetime) -> None:
    """Refuse a slot that cannot be had: past, too soon, closed, too small, or taken."""
    resource = booking.resource
    if booking.start < now:
        raise refusal(PAST, "past", "day")
    if timezone.localtime(booking.start).date() < earliest(resource, now).date():
        raise refusal(TOO_LATE, "too_late", "day", days=resource.lead_days)
    if not is_open(booking.start, booking.end, resource.hours.all()):
        raise refusal(CLOSED, "closed", "begins", resource=resource.name)
    if resource.capacity is not None and booking.people > resource.capacity:
        params: dict[str, Any] = {"capacity": resource.capacity, "people": booking.people}
        raise refusal(TOO_MANY, "too_many", "people", resource=resource.name, **params)
    taken = Booking.objects.holding().between(booking.start, booking.end).filter(resource=resource).first()
    if taken is not None:
        times = {"start": f"{taken.local_start:%H:%M}", "end": f"{taken.local_end:%H:%M}"}
        raise refusal(TAKEN, "taken", "begins", **times)


def earliest(resource: SharedResource, now: datetime) -> datetime:
    """Return from when on the resource can be booked."""
    return timezone.localtime(now) + timedelta(days=resource.lead_days)
