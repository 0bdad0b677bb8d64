"""Shared resources: the catalogue, what is free, one resource with its week, and what its school sets."""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from datetime import date, time, timedelta
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
from exchanges import actions_resources as actions
from exchanges.access import offering_school
from exchanges.forms_resources import HoursForm, ResourceFilterForm, ResourceForm
from exchanges.menu_resources import resource_menu
from exchanges.models import Booking, SharedResource
from exchanges.usage import usage_in
from exchanges.week import DAYS, first_of_week, moment, week_of
from records.days import FIRST_DAY, LAST_DAY
from records.list_pages import list_page
from records.pages import FormPage, form_page
from records.periods import Span
from schools.school_year import first_day, label, school_year_of

RESOURCES = pgettext_lazy("复数", "共享资源")
NEW, EDIT, HOURS = _("开放一项资源"), _("修改共享资源"), _("设定开放时间")


def resource_list(request: HttpRequest) -> HttpResponse:
    """List what the person may use or read, narrowed to what is free at a time where one is given."""
    today = timezone.localdate()
    visible = SharedResource.objects.visible_to(request.user, today)
    form = ResourceFilterForm(request.GET, schools=visible.owners())
    rows, chosen = visible.matching(**form.conditions), form.chosen
    if form.is_valid() and chosen["day"]:
        slot = (moment(chosen["day"], chosen["begins"]), moment(chosen["day"], chosen["ends"]))
        rows = rows.free_at(chosen["day"], chosen["begins"], chosen["ends"], *slot)
    return list_page(
        request,
        "exchanges/resource_list.html",
        form=form,
        rows=rows.for_list().sorted_by(form.order),
        name=RESOURCES,
        context={
            "may_offer": can(request.user, Permission.OFFER_RESOURCES),
            "waiting": Booking.objects.visible_to(request.user).waiting_for(request.user).count(),
        },
    )


def resource_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a resource: to whom it is open, its week with what is free, and how much it is used."""
    resource, today = _resource(request, pk), timezone.localdate()
    monday = first_of_week(_day(request.GET.get("week", "")) or today)
    hours = list(resource.hours.all())
    bookings = resource.bookings.for_page()
    sunday_night = moment(monday + timedelta(days=DAYS), time.min)
    year = school_year_of(today)
    so_far = Span(first_day(year), today + timedelta(days=1))
    is_open = any(row.span.holds(today) or row.span.begins_after(today) for row in hours)
    context = {
        "resource": resource,
        "hours": [row for row in hours if row.span.holds(today) or row.span.begins_after(today)],
        "is_open": is_open,
        "links": resource_menu(request.user, resource, is_open=is_open),
        "may_book": is_open and can(request.user, Permission.BOOK_RESOURCES),
        "week": week_of(monday, hours, bookings.holding().between(moment(monday, time.min), sunday_night)),
        "now": timezone.now(),
        "today": today,
        "week_before": monday - timedelta(days=DAYS),
        "week_after": monday + timedelta(days=DAYS),
        "reads_bookings": can(request.user, Permission.OFFER_RESOURCES, at=resource.school.place)
        or can(request.user, Permission.VIEW_COVERAGE),
        "usage": usage_in(so_far, hours, bookings.between(*_moments(so_far))),
        "year": label(year),
    }
    return render(request, "exchanges/resource_detail.html", context)


def _moments(span: Span) -> tuple[Any, Any]:
    return moment(span.start, time.min), moment(span.end, time.min)  # type: ignore[arg-type] # both ends


def resource_new(request: HttpRequest) -> HttpResponse:
    """Enter what the own school opens."""
    own = offering_school(request.user)
    if own is None:
        raise Http404
    return form_page(
        request,
        build=lambda data: ResourceForm(data, instance=SharedResource(school=own), user=request.user),
        act=lambda form: actions.offer(
            form.record, reason=form.given_reason, request_key=form.key, by=acting(request)
        ),
        page=FormPage(
            NEW,
            back=reverse("exchanges:resource_list"),
            done=_("已登记，请设定开放时间。"),
            lead=own.name,
            crumbs=_CRUMBS,
        ),
    )


def resource_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is said of a resource."""
    resource = _own(request, pk)
    return form_page(
        request,
        build=lambda data: ResourceForm(data, instance=resource, user=request.user),
        act=lambda form: actions.change_resource(form.record, reason=form.given_reason, by=acting(request)),
        page=_page(resource, EDIT, _("已保存。")),
    )


def resource_hours(request: HttpRequest, pk: int) -> HttpResponse:
    """Set the hours of a week from a day on; shows first which bookings would be taken back."""
    resource, now = _own(request, pk), timezone.now()
    today = timezone.localdate()
    current = {
        row.weekday: (row.opens, row.closes) for row in resource.hours.all() if not row.span.is_over(today)
    }

    def build(data: Any) -> HoursForm:
        form = HoursForm(data, record=copy(resource), week=current, now=now, user=request.user)
        form.fields["start"].initial = today
        return form

    return form_page(
        request,
        build=build,
        act=lambda form: actions.set_hours(
            form.record,
            form.week,
            start=form.cleaned_data["start"],
            now=now,
            reason=form.given_reason,
            by=acting(request),
        ),
        page=replace(
            _page(resource, HOURS, _("开放时间已设定。")),
            template="exchanges/hours_form.html",
            preview="exchanges/hours_preview.html",
        ),
    )


_CRUMBS = ((RESOURCES, "/exchanges/resources/"),)


def _page(resource: SharedResource, title: Any, done: Any) -> FormPage:
    return FormPage(
        title,
        back=resource.get_absolute_url(),
        done=done,
        lead=str(resource),
        crumbs=(*_CRUMBS, (str(resource), resource.get_absolute_url())),
    )


def _resource(request: HttpRequest, pk: int) -> SharedResource:
    visible = SharedResource.objects.visible_to(request.user, timezone.localdate())
    return get_object_or_404(visible.for_list().prefetch_related("hours"), pk=pk)


def _own(request: HttpRequest, pk: int) -> SharedResource:
    resource = _resource(request, pk)
    require(request.user, Permission.OFFER_RESOURCES, at=resource.school.place)
    return resource


def _day(text: str) -> date | None:
    """Return the day of an address; None where it is none that the portal can speak of."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_DAY <= day <= LAST_DAY else None
