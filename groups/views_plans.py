"""Changes whose day is still to come: the list, and taking one back."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import can, require
from accounts.door import acting
from accounts.roles import Permission
from groups.actions_plans import withdraw
from groups.forms import PlanFilterForm
from groups.forms_changes import WithdrawForm
from groups.models import EducationGroup, GroupChange
from groups.views_changes import crumbs_of
from records.list_pages import list_page
from records.pages import FormPage, form_page
from records.templatetags.records_format import day as day_text

PLANS = _("计划中的变动")


def plan_list(request: HttpRequest) -> HttpResponse:
    """Show the changes that stand and whose day is after today."""
    form = PlanFilterForm(request.GET, groups=EducationGroup.objects.visible_to(request.user))
    planned = GroupChange.objects.visible_to(request.user).planned(timezone.localdate()).for_list()
    rows = planned.matching(**form.conditions).sorted_by(form.order)
    context = {"may_withdraw": can(request.user, Permission.EDIT_GROUPS)}
    return list_page(request, "groups/plan_list.html", form=form, rows=rows, name=PLANS, context=context)


def plan_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a planned change back."""
    change = get_object_or_404(GroupChange.objects.visible_to(request.user).for_list(), pk=pk)
    require(request.user, Permission.EDIT_GROUPS, at=change.place)
    back = reverse("groups:plan_list")
    return form_page(
        request,
        build=partial(WithdrawForm, record=change, user=request.user),
        act=lambda form: withdraw(
            form.record, today=timezone.localdate(), reason=form.given_reason, by=acting(request)
        ),
        page=FormPage(
            _("撤回计划"),
            back=back,
            after=back,
            done=_("计划已撤回；原来的成员关系照旧。"),
            submit=_("撤回"),
            lead=_("%(change)s，原定%(day)s生效。") % {"change": change, "day": day_text(change.day)},
            crumbs=(*crumbs_of(), (PLANS, back)),
        ),
    )
