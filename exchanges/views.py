"""Rotations: who goes where, what waits for whom, and each step that people take."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
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
from exchanges import actions
from exchanges.access import proposing_school
from exchanges.choices import RotationEvent, RotationState
from exchanges.forms import (
    AcceptForm,
    ApproveForm,
    EndEarlyForm,
    ExtensionForm,
    ProposalForm,
    ReasonForm,
    RotationFilterForm,
    TermsForm,
)
from exchanges.menu import EXTEND, rotation_menu, waits_for
from exchanges.models import Rotation
from exchanges.steps import STEPS
from groups.models import EducationGroup
from records.forms import SafeForm
from records.list_pages import list_page
from records.models import AuditEntry
from records.pages import FormPage, form_page

ROTATIONS = pgettext_lazy("复数", "交流轮岗")
PROPOSE, ASK = _("派出教职工"), _("请对方派出")
PROPOSED = _("已提出，等待对方学校答复。")
DONE = {
    RotationEvent.PROPOSE: PROPOSED,
    RotationEvent.ACCEPT: _("已同意，等待教育局批准。"),
    RotationEvent.REFUSE: _("已答复不同意。"),
    RotationEvent.WITHDRAW: _("已撤回。"),
    RotationEvent.REVISE: _("已重新提出，等待对方学校答复。"),
    RotationEvent.APPROVE: _("已批准。"),
    RotationEvent.RETURN: _("已退回。"),
    RotationEvent.END_EARLY: _("已登记提前结束。"),
}
RECENT = 20  # entries of the trail on a rotation's page


def rotation_list(request: HttpRequest) -> HttpResponse:
    """List the rotations that the person may read, and say how many wait for the person."""
    groups = EducationGroup.objects.visible_to(request.user).order_by("position", "pk")
    form, today = RotationFilterForm(request.GET, groups=groups), timezone.localdate()
    visible = Rotation.objects.visible_to(request.user)
    waiting = visible.waiting_for(request.user)
    rows = (waiting if form.chosen["waiting"] else visible).matching(today, **form.conditions)
    context = {
        "waiting": waiting.count(),
        "may_propose": can(request.user, Permission.PROPOSE_ROTATIONS),
    }
    return list_page(
        request,
        "exchanges/rotation_list.html",
        form=form,
        rows=rows.for_page(today).sorted_by(form.order),
        name=ROTATIONS,
        context=context,
    )


def rotation_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a rotation: its terms, who agreed, and what the person may do."""
    rotation = _rotation(request, pk)
    trail = AuditEntry.objects.visible_to(request.user).about(rotation)
    context = {
        "rotation": rotation,
        "links": rotation_menu(request.user, rotation, timezone.localdate()),
        "is_mine": waits_for(request.user, rotation),
        "may_read_trail": can(request.user, Permission.VIEW_AUDIT, at=rotation.home.place),
        "entries": trail.newest(RECENT),
    }
    return render(request, "exchanges/rotation_detail.html", context)


def rotation_new(request: HttpRequest) -> HttpResponse:
    """Propose that the own school sends somebody, or ask another school to."""
    own = proposing_school(request.user)
    if own is None:
        raise Http404
    is_out = request.GET.get("direction") != "in"
    blank = Rotation(is_proposed_by_home=is_out, **{"home" if is_out else "host": own})
    return form_page(
        request,
        build=lambda data: ProposalForm(data, instance=blank, user=request.user),
        act=lambda form: actions.propose(
            form.record, reason=form.given_reason, request_key=form.key, by=acting(request)
        ),
        page=FormPage(
            PROPOSE if is_out else ASK,
            back=reverse("exchanges:rotation_list"),
            done=PROPOSED,
            submit=_("提出"),
            lead=own.name,
            crumbs=_CRUMBS,
        ),
    )


def rotation_extend(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose that an approved rotation goes on; the other school and the bureau are asked again."""
    first = _rotation(request, pk)
    if first.state != RotationState.APPROVED:
        raise Http404
    longer = copy(first)
    longer.pk, longer.version, longer._state.adding = None, 1, True
    longer.extends, longer.start, longer.end = first, first.end, None  # type: ignore[assignment] # asked
    longer.answered_by = longer.decided_by = longer.said = longer.exception = longer.document = ""
    longer.is_proposed_by_home = can(request.user, Permission.PROPOSE_ROTATIONS, at=first.home.place)
    require(request.user, Permission.PROPOSE_ROTATIONS, at=longer.proposer.place)
    return form_page(
        request,
        build=lambda data: ExtensionForm(data, instance=longer, user=request.user),
        act=lambda form: actions.propose(
            form.record, reason=form.given_reason, request_key=form.key, by=acting(request)
        ),
        page=_page(first, EXTEND, PROPOSED),
    )


def rotation_accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept what the other school proposed."""

    def act(form: Any) -> Rotation:
        if "person" in form.cleaned_data:
            form.record.person = form.cleaned_data["person"]
        return actions.answer(form.record, RotationEvent.ACCEPT, reason=form.given_reason, by=acting(request))

    return _step(request, pk, RotationEvent.ACCEPT, AcceptForm, act)


def rotation_refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Refuse what the other school proposed."""
    return _step(
        request,
        pk,
        RotationEvent.REFUSE,
        ReasonForm,
        lambda form: actions.answer(
            form.record, RotationEvent.REFUSE, reason=form.given_reason, by=acting(request)
        ),
    )


def rotation_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the own school's proposal back."""
    return _step(
        request,
        pk,
        RotationEvent.WITHDRAW,
        ReasonForm,
        lambda form: actions.withdraw(form.record, reason=form.given_reason, by=acting(request)),
    )


def rotation_revise(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose anew what the bureau returned."""
    return _put_forward(request, pk, RotationEvent.REVISE)


def rotation_propose(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose what stands as a draft, with the terms that the school sets."""
    return _put_forward(request, pk, RotationEvent.PROPOSE)


def _put_forward(request: HttpRequest, pk: int, event: RotationEvent) -> HttpResponse:
    def build(data: Any, *, record: Rotation, user: Any) -> SafeForm:
        return TermsForm(data, instance=record, user=user)

    return _step(
        request,
        pk,
        event,
        build,
        lambda form: actions.put_forward(form.record, event, reason=form.given_reason, by=acting(request)),
    )


def rotation_approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve what both schools agreed on."""
    outside = actions.outsiders(_rotation(request, pk))

    def build(data: Any, *, record: Rotation, user: Any) -> SafeForm:
        return ApproveForm(data, record=record, user=user, outside=outside)

    return _step(
        request,
        pk,
        RotationEvent.APPROVE,
        build,
        lambda form: actions.approve(
            form.record,
            exception=form.cleaned_data.get("exception", ""),
            reason=form.given_reason,
            by=acting(request),
        ),
    )


def rotation_return(request: HttpRequest, pk: int) -> HttpResponse:
    """Return what both schools agreed on, with the reason."""
    return _step(
        request,
        pk,
        RotationEvent.RETURN,
        ReasonForm,
        lambda form: actions.give_back(form.record, reason=form.given_reason, by=acting(request)),
    )


def rotation_end_early(request: HttpRequest, pk: int) -> HttpResponse:
    """Let an approved rotation end before the agreed day."""
    return _step(
        request,
        pk,
        RotationEvent.END_EARLY,
        EndEarlyForm,
        lambda form: actions.end_early(
            form.record, day=form.cleaned_data["day"], reason=form.given_reason, by=acting(request)
        ),
    )


def _step(
    request: HttpRequest,
    pk: int,
    event: RotationEvent,
    build: Callable[..., SafeForm],
    act: Callable[[Any], Rotation],
) -> HttpResponse:
    """Take one step of the way, for whose turn it is."""
    rotation, step = _rotation(request, pk), STEPS[event]
    require(request.user, step.permission, at=actions.place_of(step.party, rotation))
    return form_page(
        request,
        build=lambda data: build(data, record=rotation, user=request.user),
        act=act,
        page=_page(rotation, event.label, DONE[event], shows_effect=event == RotationEvent.APPROVE),
    )


_CRUMBS = ((ROTATIONS, "/exchanges/rotations/"),)


def _page(rotation: Rotation, title: Any, done: Any, *, shows_effect: bool = False) -> FormPage:
    return FormPage(
        title,
        back=rotation.get_absolute_url(),
        done=done,
        submit=title,
        lead=str(rotation),
        crumbs=(*_CRUMBS, (str(rotation), rotation.get_absolute_url())),
        template="exchanges/rotation_form.html",
        context={"rotation": rotation, "shows_effect": shows_effect},
    )


def _rotation(request: HttpRequest, pk: int) -> Rotation:
    rotations = Rotation.objects.visible_to(request.user).for_page(timezone.localdate())
    return get_object_or_404(rotations, pk=pk)
