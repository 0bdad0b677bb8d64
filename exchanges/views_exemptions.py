"""Who need not take part in exchanges: the list, a new entry, the end of one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access import can, require
from accounts.door import acting
from accounts.roles import Permission
from exchanges import actions_exemptions as actions
from exchanges.forms_exemptions import EndExemptionForm, ExemptionFilterForm, ExemptionForm
from exchanges.models import Exemption
from records.days import day_form
from records.list_pages import list_page
from records.pages import FormPage, form_page
from schools.models import School

EXEMPTIONS = pgettext_lazy("复数", "免于交流")
NEW, END = _("登记免于交流"), _("结束免于交流")


def exemption_list(request: HttpRequest) -> HttpResponse:
    """List who need not take part in exchanges, as far as the person reads the rosters."""
    days, user = day_form(request), request.user
    may_edit = can(user, Permission.APPROVE_ROTATIONS)
    form = ExemptionFilterForm(request.GET, may_edit=may_edit)
    rows = Exemption.objects.visible_to(user).matching(days.day, **form.conditions).for_list()
    return list_page(
        request,
        "exchanges/exemption_list.html",
        form=form,
        rows=rows.sorted_by(form.order),
        name=EXEMPTIONS,
        days=days,
        context={"may_edit": may_edit},
    )


def exemption_new(request: HttpRequest, code: str) -> HttpResponse:
    """Write down that somebody of a school need not take part."""
    school = get_object_or_404(School.objects.visible_to(request.user).with_district(), code=code)
    require(request.user, Permission.APPROVE_ROTATIONS, at=school.place)
    blank = Exemption(school=school, start=timezone.localdate())
    return form_page(
        request,
        build=lambda data: ExemptionForm(data, instance=blank, user=request.user),
        act=lambda form: actions.exempt(
            form.record, reason=form.given_reason, request_key=form.key, by=acting(request)
        ),
        page=_page(NEW, _("已登记。"), school.name),
    )


def exemption_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Let an exemption end."""
    exemption = get_object_or_404(Exemption.objects.visible_to(request.user).for_list(), pk=pk)
    require(request.user, Permission.APPROVE_ROTATIONS, at=exemption.school.place)
    return form_page(
        request,
        build=lambda data: EndExemptionForm(data, record=exemption, user=request.user),
        act=lambda form: actions.end_exemption(
            form.record, day=form.cleaned_data["day"], reason=form.given_reason, by=acting(request)
        ),
        page=_page(END, _("已结束。"), str(exemption)),
    )


def _page(title: object, done: object, lead: str) -> FormPage:
    back = reverse("exchanges:exemption_list")
    return FormPage(title, back=back, done=done, submit=title, lead=lead, crumbs=((EXEMPTIONS, back),))
