"""How a group comes to be: the list of formations, one of them, and the steps."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import can, require
from accounts.door import acting
from accounts.roles import Permission
from groups import actions_formation as actions
from groups import forms_formation as forms
from groups.choices import FormationStage
from groups.forms import FormationFilterForm
from groups.models import Formation, FormationStep, PlannedSchool
from groups.steps import formation_timeline, shown_steps
from groups.views_changes import CONFIRM, PREVIEW, crumbs_of, effect_of
from records.list_pages import list_page
from records.models import AuditEntry
from records.pages import SAVE, FormPage, form_page

FORMATIONS = _("集团组建")
RECENT = 20  # entries of the trail on a formation's page
TAKE_STEP = _("登记“%(step)s”")


def _crumbs(formation: Formation | None = None) -> tuple[tuple[Any, str], ...]:
    above = (*crumbs_of(), (FORMATIONS, reverse("groups:formation_list")))
    return (*above, (formation.name, formation.get_absolute_url())) if formation else above


def _page(formation: Formation, title: Any, done: Any, **more: Any) -> FormPage:
    back = formation.get_absolute_url()
    return FormPage(title, back=back, done=done, after=back, crumbs=_crumbs(formation), **more)


def _governed(request: HttpRequest, slug: str) -> Formation:
    """Return a formation that the person keeps; a reader is refused, a stranger finds none."""
    formation = get_object_or_404(Formation.objects.visible_to(request.user).for_page(), slug=slug)
    require(request.user, Permission.EDIT_GROUPS, at=formation.place)
    return formation


def formation_list(request: HttpRequest) -> HttpResponse:
    """Show the groups that are being formed, were launched, or were given up."""
    form = FormationFilterForm(request.GET)
    found = Formation.objects.visible_to(request.user).for_page().matching(**form.conditions)
    context = {"may_propose": can(request.user, Permission.EDIT_GROUPS)}
    rows = found.sorted_by(form.order)
    return list_page(
        request, "groups/formation_list.html", form=form, rows=rows, name=FORMATIONS, context=context
    )


def formation_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one formation: its steps, planned schools, papers and who changed what."""
    formation = get_object_or_404(Formation.objects.visible_to(request.user).for_page(), slug=slug)
    taken, planned = formation.taken, list(formation.planned.all())
    entries = AuditEntry.objects.visible_to(request.user).about(formation, *taken, *planned)
    context = {
        "formation": formation,
        "steps": shown_steps(formation),
        "taken": taken,
        "planned": planned,
        "events": formation_timeline(taken),
        "today": timezone.localdate(),
        "may_edit": formation.is_open and can(request.user, Permission.EDIT_GROUPS, at=formation.place),
        "entries": entries.newest(RECENT),
    }
    return render(request, "groups/formation_detail.html", context)


def formation_new(request: HttpRequest) -> HttpResponse:
    """Enter a group that is proposed."""
    return form_page(
        request,
        build=partial(forms.NewFormationForm, user=request.user),
        act=lambda form: actions.propose(
            form.instance, form.step, reason=form.given_reason, request_key=form.key, by=acting(request)
        ),
        page=FormPage(
            _("提出组建集团"),
            back=reverse("groups:formation_list"),
            done=_("已登记；接下来请拟定方案、列出拟加入的学校。"),
            lead=_("启动之前，新集团不计入任何统计，学校也看不到。"),
            crumbs=_crumbs(),
        ),
    )


def formation_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Change a formation's name and plan."""
    formation = _governed(request, slug)
    return form_page(
        request,
        build=partial(forms.PlanForm, instance=formation, user=request.user),
        act=lambda form: actions.change_formation(
            form.instance, reason=form.given_reason, by=acting(request)
        ),
        page=_page(formation, _("修改组建方案"), _("组建方案已修改。")),
    )


def planned_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Put a school into the plan."""
    formation = _governed(request, slug)
    return form_page(
        request,
        build=partial(
            forms.PlannedSchoolForm, instance=PlannedSchool(formation=formation), user=request.user
        ),
        act=lambda form: actions.plan_school(
            form.instance, reason=form.given_reason, request_key=form.key, by=acting(request)
        ),
        page=_page(formation, _("添加拟加入的学校"), _("学校已列入组建方案。")),
    )


def planned_remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take a school out of the plan."""
    formation = _governed(request, slug)
    visible = PlannedSchool.objects.visible_to(request.user).in_order()
    planned = get_object_or_404(visible, formation=formation, pk=pk)
    return form_page(
        request,
        build=partial(forms.RemovalForm, record=planned, user=request.user),
        act=lambda form: actions.drop_school(form.record, reason=form.given_reason, by=acting(request)),
        page=_page(
            formation,
            _("移出“%(school)s”") % {"school": planned.school.name},
            _("学校已移出组建方案。"),
            submit=_("移出"),
        ),
    )


def formation_step(request: HttpRequest, slug: str) -> HttpResponse:
    """Take the next step; the launch is shown with what follows from it before it is done."""
    formation = _governed(request, slug)
    step = formation.next_step or FormationStage.LAUNCHED
    is_launch = step == FormationStage.LAUNCHED
    return form_page(
        request,
        build=partial(
            forms.StepForm,
            instance=FormationStep(formation=formation, step=step),
            user=request.user,
            latest=None if is_launch else timezone.localdate(),
        ),
        act=lambda form: actions.take_step(
            form.instance, reason=form.given_reason, request_key=form.key, by=acting(request)
        ),
        page=_page(
            formation,
            TAKE_STEP % {"step": FormationStage(step).label},
            _("步骤已登记。"),
            submit=CONFIRM if is_launch else SAVE,
            preview=PREVIEW if is_launch else "",
            lead=_("从启动日起集团成立，拟加入的学校同日成为成员。") if is_launch else "",
            context=effect_of(formation.district),
        ),
    )


def formation_abandon(request: HttpRequest, slug: str) -> HttpResponse:
    """Give a formation up before its launch."""
    formation = _governed(request, slug)
    return form_page(
        request,
        build=partial(forms.AbandonForm, record=formation, user=request.user),
        act=lambda form: actions.abandon(form.record, reason=form.given_reason, by=acting(request)),
        page=_page(formation, _("终止组建"), _("组建已终止，记录保留。"), submit=_("终止组建")),
    )
