"""Targets, the measure put first, schemes of designations and rule sets: what coverage is judged by."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access import can, require
from accounts.door import acting
from accounts.roles import Permission
from coverage import actions_targets as actions
from coverage.access import may_set_targets
from coverage.forms_targets import (
    DatedFilterForm,
    EndForm,
    HeadlineFilterForm,
    HeadlineForm,
    TargetChangeForm,
    TargetFilterForm,
    TargetForm,
)
from coverage.models import Designation, DesignationScheme, Headline, RuleSet, Target
from coverage.views import chosen_district
from records.days import day_form
from records.list_pages import list_page
from records.pages import FormPage, form_page
from schools.models import District

TARGETS = pgettext_lazy("复数", "目标")
HEADLINES = pgettext_lazy("复数", "首选口径")
PREVIEW = "coverage/effect_preview.html"


def target_list(request: HttpRequest) -> HttpResponse:
    """Show every stage's targets, those in force and those before and after."""
    return _dated_list(request, Target, TargetFilterForm, "coverage/target_list.html")


def headline_list(request: HttpRequest) -> HttpResponse:
    """Show which measure the district puts first, and which it did before."""
    return _dated_list(request, Headline, HeadlineFilterForm, "coverage/headline_list.html")


def _dated_list(
    request: HttpRequest, model: Any, filters: type[DatedFilterForm], template: str
) -> HttpResponse:
    user, district, days = request.user, chosen_district(request), day_form(request)
    if district is None:
        return render(request, "coverage/no_district.html")
    may_edit = may_set_targets(user, district)
    form = filters(request.GET, districts=list(District.objects.visible_to(user)), may_edit=may_edit)
    rows = model.objects.visible_to(user).of_district(district).for_list(days.day)
    return list_page(
        request,
        template,
        form=form,
        rows=rows.matching(days.day, **form.conditions).sorted_by(form.order),
        name=LISTS[model][0],
        days=days,
        context={"district": district, "may_edit": may_edit},
    )


def target_new(request: HttpRequest) -> HttpResponse:
    """Set a stage's target from a day on."""
    return _begin_page(request, Target, TargetForm, _("新的目标"))


def headline_new(request: HttpRequest) -> HttpResponse:
    """Choose the measure to put first from a day on."""
    return _begin_page(request, Headline, HeadlineForm, _("选定首选口径"))


def target_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a target's content or days."""
    return _amend_page(request, _editable(request, Target, pk), TargetChangeForm, _("修改目标"))


def headline_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a choice of measure."""
    return _amend_page(request, _editable(request, Headline, pk), HeadlineForm, _("修改首选口径"))


def target_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a target without another one in its place."""
    return _end_page(request, _editable(request, Target, pk), _("结束目标"))


def headline_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a choice of measure without another one in its place."""
    return _end_page(request, _editable(request, Headline, pk), _("结束首选口径"))


def _begin_page(request: HttpRequest, model: Any, form_class: Any, title: Any) -> HttpResponse:
    district = _own_district(request)
    if district is None:
        return render(request, "coverage/no_district.html")
    return form_page(
        request,
        build=lambda data: form_class(data, instance=model(district=district), user=request.user),
        act=lambda form: actions.begin(
            form.instance, reason=form.given_reason, request_key=form.key, by=acting(request)
        ),
        page=_page(model, title),
    )


def _own_district(request: HttpRequest) -> District | None:
    """Return the chosen district, for whoever may set its targets."""
    district = chosen_district(request)
    if district is not None:
        require(request.user, Permission.EDIT_DESIGNATIONS, at=district.place)
    return district


def _amend_page(request: HttpRequest, row: Any, form_class: Any, title: Any) -> HttpResponse:
    return form_page(
        request,
        build=lambda data: form_class(data, instance=row, user=request.user),
        act=lambda form: actions.amend(form.instance, reason=form.given_reason, by=acting(request)),
        page=_page(type(row), title, lead=str(row)),
    )


def _end_page(request: HttpRequest, row: Any, title: Any) -> HttpResponse:
    return form_page(
        request,
        build=lambda data: EndForm(data, record=row, user=request.user),
        act=lambda form: actions.end(
            form.record, day=form.cleaned_data["day"], reason=form.given_reason, by=acting(request)
        ),
        page=_page(type(row), title, lead=str(row)),
    )


def _editable(request: HttpRequest, model: Any, pk: int) -> Any:
    row = get_object_or_404(model.objects.visible_to(request.user).select_related("district"), pk=pk)
    require(request.user, Permission.EDIT_DESIGNATIONS, at=row.place)
    return row


def _page(model: Any, title: Any, **more: Any) -> FormPage:
    label, name = LISTS[model]
    back = reverse(name)
    context = {"today": timezone.localdate()}
    return FormPage(
        title,
        back=back,
        done=_("已保存。"),
        crumbs=((label, back),),
        preview=PREVIEW,
        context=context,
        **more,
    )


LISTS: dict[Any, tuple[Any, str]] = {
    Target: (TARGETS, "coverage:target_list"),
    Headline: (HEADLINES, "coverage:headline_list"),
}


def scheme_list(request: HttpRequest) -> HttpResponse:
    """Show the schemes and their levels, what old levels become, and how many schools hold each on a day."""
    days, user = day_form(request), request.user
    holders = Designation.objects.visible_to(user).on(days.day)
    context = {
        "day_form": days,
        "schemes": DesignationScheme.objects.visible_to(user).for_page(holders),
        "may_edit": _keeps_code_tables(user),
    }
    return render(request, "coverage/scheme_list.html", context)


def rule_list(request: HttpRequest) -> HttpResponse:
    """Show the rule sets in force on a day with their source and how sure it is."""
    days, user = day_form(request), request.user
    context = {
        "day_form": days,
        "rule_sets": RuleSet.objects.visible_to(user).on(days.day).with_rules(),
        "may_edit": _keeps_code_tables(user),
    }
    return render(request, "coverage/rule_list.html", context)


def _keeps_code_tables(user: Any) -> bool:
    return can(user, Permission.MANAGE_CODE_TABLES)
