"""Designations of schools: the list, one of them, and the forms that award, renew, end and correct them."""

from __future__ import annotations

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
from coverage import actions
from coverage.access import may_designate
from coverage.forms_designations import (
    AwardForm,
    CorrectForm,
    DesignationFilterForm,
    FollowForm,
    WithdrawForm,
)
from coverage.models import Designation, DesignationLevel, DesignationScheme
from records.days import day_form
from records.list_pages import list_page
from records.models import AuditEntry
from records.pages import FormPage, form_page
from schools.access import may_read_trail
from schools.models import School

DESIGNATIONS = pgettext_lazy("复数", "优质认定")
PREVIEW = "coverage/effect_preview.html"
RECENT = 20  # entries of the trail on a designation's page


def designation_list(request: HttpRequest) -> HttpResponse:
    """Show the designations that the person may see as they stand on a day."""
    days, user = day_form(request), request.user
    form = DesignationFilterForm(
        request.GET,
        schemes=DesignationScheme.objects.visible_to_readers(user),
        levels=DesignationLevel.objects.visible_to_readers(user).select_related("scheme"),
    )
    rows = Designation.objects.visible_to(user).for_list(days.day).matching(days.day, **form.conditions)
    return list_page(
        request,
        "coverage/designation_list.html",
        form=form,
        rows=rows.sorted_by(form.order),
        name=DESIGNATIONS,
        days=days,
        context={
            "may_award": can(user, Permission.EDIT_DESIGNATIONS),
            "may_read_coverage": can(user, Permission.VIEW_COVERAGE),
        },
    )


def designation_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one designation with what was before and after it, and who changed it."""
    user, today = request.user, timezone.localdate()
    designation = _designation(request, pk)
    school = designation.school
    chain = Designation.objects.visible_to(user).of_school_in(designation.level.scheme, school)
    context = {
        "designation": designation,
        "today": today,
        "chain": chain,
        "crumbs": _crumbs(),
        "may_edit": may_designate(user, school),
        "may_read_trail": may_read_trail(user, school),
        "entries": AuditEntry.objects.visible_to(user).about(designation).newest(RECENT),
    }
    return render(request, "coverage/designation_detail.html", context)


def designation_new(request: HttpRequest) -> HttpResponse:
    """Award a school a level."""
    return _award_page(request, None)


def designation_award(request: HttpRequest, code: str) -> HttpResponse:
    """Award the school that the address names a level."""
    school = get_object_or_404(School.objects.visible_to(request.user), code=code)
    require(request.user, Permission.EDIT_DESIGNATIONS, at=school.place)
    return _award_page(request, school)


def _award_page(request: HttpRequest, school: School | None) -> HttpResponse:
    back = school.get_absolute_url() if school else reverse("coverage:designation_list")
    return form_page(
        request,
        build=lambda data: AwardForm(data, user=request.user, initial={"school": school}),
        act=lambda form: actions.award(
            form.instance, reason=form.given_reason, request_key=form.key, by=acting(request)
        ),
        page=_page(_("登记优质认定"), _("已登记认定。"), back=back, crumbs=_crumbs()),
    )


def designation_renew(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a new designation of the same level follow."""
    return _follow_page(request, pk, actions.renew, _("续期"), _("已登记续期。"))


def designation_convert(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the level to which the old one is mapped take its place; 404 where it is mapped to none."""
    if _designation(request, pk).level.successor is None:
        raise Http404
    return _follow_page(request, pk, actions.convert, _("转换为新级别"), _("已转换为新级别。"))


def _follow_page(request: HttpRequest, pk: int, follow: Any, title: Any, done: Any) -> HttpResponse:
    designation = _editable(request, pk)
    return form_page(
        request,
        build=lambda data: FollowForm(data, record=designation, user=request.user),
        act=lambda form: follow(
            form.record, form.new(), reason=form.given_reason, request_key=form.key, by=acting(request)
        ),
        page=_page_of(designation, title, done),
    )


def designation_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """End a designation before its time."""
    designation = _editable(request, pk)
    return form_page(
        request,
        build=lambda data: WithdrawForm(data, record=designation, user=request.user),
        act=lambda form: actions.withdraw(
            form.record,
            day=form.cleaned_data["day"],
            document=form.cleaned_data["document"],
            reason=form.given_reason,
            by=acting(request),
        ),
        page=_page_of(designation, _("撤销认定"), _("已登记撤销。")),
    )


def designation_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct days or papers that were entered wrongly."""
    designation = _editable(request, pk)
    return form_page(
        request,
        build=lambda data: CorrectForm(data, instance=designation, user=request.user),
        act=lambda form: actions.correct(form.instance, reason=form.given_reason, by=acting(request)),
        page=_page_of(designation, _("更正认定"), _("已更正。")),
    )


def _designation(request: HttpRequest, pk: int) -> Designation:
    return get_object_or_404(Designation.objects.visible_to(request.user).for_record(), pk=pk)


def _editable(request: HttpRequest, pk: int) -> Designation:
    designation = _designation(request, pk)
    require(request.user, Permission.EDIT_DESIGNATIONS, at=designation.place)
    return designation


def _crumbs() -> tuple[tuple[Any, str], ...]:
    return ((DESIGNATIONS, reverse("coverage:designation_list")),)


def _page_of(designation: Designation, title: Any, done: Any) -> FormPage:
    address = designation.get_absolute_url()
    crumbs = (*_crumbs(), (str(designation), address))
    return _page(title, done, back=address, crumbs=crumbs, lead=str(designation))


def _page(title: Any, done: Any, **more: Any) -> FormPage:
    return FormPage(title, done=done, preview=PREVIEW, context={"today": timezone.localdate()}, **more)
