"""Bookings of shared resources: whose they are, what waits for whom, and each step that people take."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access import can, require
from accounts.door import acting
from accounts.roles import Permission
from exchanges import actions_bookings as actions
from exchanges.access import offering_school
from exchanges.booking_steps import STEPS
from exchanges.choices import BookingEvent
from exchanges.forms_bookings import BookingFilterForm, BookingForm, BookingReasonForm, BookingSayingForm
from exchanges.menu_resources import booking_menu, waits_for
from exchanges.models import Booking, SharedResource
from records.list_pages import list_page
from records.models import AuditEntry
from records.pages import FormPage, form_page

BOOKINGS = pgettext_lazy("复数", "预约")
BOOK = _("预约共享资源")
DONE = {
    BookingEvent.CONFIRM: _("已确认。"),
    BookingEvent.DECLINE: _("已答复不同意。"),
    BookingEvent.CANCEL: _("预约已取消。"),
    BookingEvent.REVOKE: _("预约已收回。"),
    BookingEvent.NO_SHOW: _("已登记未到场。"),
}
RECENT = 20  # entries of the trail on a booking's page


def booking_list(request: HttpRequest) -> HttpResponse:
    """List the bookings that the person may read, and say how many wait for an answer."""
    form, now = BookingFilterForm(request.GET), timezone.now()
    visible = Booking.objects.visible_to(request.user)
    waiting = visible.waiting_for(request.user)
    rows = (waiting if form.chosen["waiting"] else visible).matching(now, **form.conditions)
    return list_page(
        request,
        "exchanges/booking_list.html",
        form=form,
        rows=rows.for_page().sorted_by(form.order),
        name=BOOKINGS,
        context={"waiting": waiting.count()},
    )


def booking_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a booking, what was said, and what the person may do."""
    booking = _booking(request, pk)
    trail = AuditEntry.objects.visible_to(request.user).about(booking)
    context = {
        "booking": booking,
        "links": booking_menu(request.user, booking, timezone.now()),
        "is_mine": waits_for(request.user, booking),
        "may_read_trail": can(request.user, Permission.VIEW_AUDIT, at=booking.school.place),
        "entries": trail.newest(RECENT),
    }
    return render(request, "exchanges/booking_detail.html", context)


def resource_book(request: HttpRequest, pk: int) -> HttpResponse:
    """Book a resource for the own school; the address may name a free slot."""
    resources = SharedResource.objects.visible_to(request.user, timezone.localdate()).for_list()
    resource, own = get_object_or_404(resources, pk=pk), offering_school(request.user)
    if own is None:
        raise Http404
    blank, now = Booking(resource=resource, school=own), timezone.now()

    def build(data: Any) -> BookingForm:
        return BookingForm(data, instance=blank, initial=_slot(request), user=request.user)

    return form_page(
        request,
        build=build,
        act=lambda form: actions.book(
            form.record, now=now, reason=form.given_reason, request_key=form.key, by=acting(request)
        ),
        page=FormPage(
            BOOK,
            back=resource.get_absolute_url(),
            done=_("已预约。"),
            submit=pgettext_lazy("动词", "预约"),
            lead=str(resource),
            crumbs=(_RESOURCES, (str(resource), resource.get_absolute_url())),
        ),
    )


def _slot(request: HttpRequest) -> dict[str, Any]:
    """Return day and times of a slot that the address names; nothing where it names none."""
    try:
        start, end = (datetime.fromisoformat(request.GET.get(name, "")) for name in ("start", "end"))
    except ValueError:
        return {}
    return {"day": start.date(), "begins": start.time(), "ends": end.time()}


def booking_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm a booking of the own school's resource."""
    return _step(request, pk, BookingEvent.CONFIRM)


def booking_decline(request: HttpRequest, pk: int) -> HttpResponse:
    """Decline a booking of the own school's resource."""
    return _step(request, pk, BookingEvent.DECLINE)


def booking_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel the own school's booking before it begins."""
    return _step(request, pk, BookingEvent.CANCEL)


def booking_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a confirmed booking of the own school's resource back."""
    return _step(request, pk, BookingEvent.REVOKE)


def booking_no_show(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that nobody came."""
    return _step(request, pk, BookingEvent.NO_SHOW)


def _step(request: HttpRequest, pk: int, event: BookingEvent) -> HttpResponse:
    """Take one step of the way, for whose turn it is."""
    booking, step, now = _booking(request, pk), STEPS[event], timezone.now()
    require(request.user, step.permission, at=actions.place_of(step.side, booking))
    build: Callable[..., Any] = BookingReasonForm if step.needs_reason else BookingSayingForm
    return form_page(
        request,
        build=lambda data: build(data, record=booking, user=request.user),
        act=lambda form: actions.take_step(
            form.record, event, now=now, reason=form.given_reason, by=acting(request)
        ),
        page=FormPage(
            event.label,
            back=booking.get_absolute_url(),
            done=DONE[event],
            submit=event.label,
            lead=str(booking),
            crumbs=(
                _RESOURCES,
                (BOOKINGS, reverse("exchanges:booking_list")),
                (str(booking), booking.get_absolute_url()),
            ),
            template="exchanges/booking_form.html",
            context={"booking": booking},
        ),
    )


_RESOURCES = (pgettext_lazy("复数", "共享资源"), "/exchanges/resources/")


def _booking(request: HttpRequest, pk: int) -> Booking:
    return get_object_or_404(Booking.objects.visible_to(request.user).for_page(), pk=pk)
