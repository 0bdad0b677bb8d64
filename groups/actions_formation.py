"""The way to a new group: proposed, planned step by step, launched, or given up."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import Actor, require
from accounts.roles import Permission
from groups.actions_changes import refusal, start
from groups.actions_groups import found
from groups.models import EducationGroup, Formation, FormationStep, GroupChange, PlannedSchool
from groups.slugs import SLUG_TAKEN
from records import actions
from records.locks import lock
from records.templatetags.records_format import day as day_text

NAME_TAKEN = _("本区县已有同名的教育集团。")
OTHER_DISTRICT = _("%(school)s不在%(district)s的学校档案中。")
COLLECTIVE_LEAD = _("%(school)s是多个法人的合称，不能作为龙头学校。")
NOT_OPEN = _("%(formation)s已启动或已终止，不能再修改组建方案。")
NOT_NEXT = _("下一步是“%(next)s”，不能先登记“%(step)s”；各步骤要依次登记。")
NO_STEP_LEFT = _("%(formation)s已启动或已终止，不能再登记步骤。")
DAY_BEFORE_LAST = _("上一步“%(step)s”在%(day)s，这一步的日期不能更早。")
SCHOOLS_MISSING = _("启动前，请先在组建方案中列出拟加入的学校。")
Stage = FormationStep.Stage


@transaction.atomic
def propose(
    formation: Formation,
    step: FormationStep,
    *,
    reason: str = "",
    request_key: UUID | None = None,
    by: Actor,
) -> Formation:
    """Enter a group that is proposed, with the first step.

    Raises: PermissionDenied; ValidationError; AlreadyDone.
    """
    require(by, Permission.EDIT_GROUPS, at=formation.place)
    _check_free(formation)
    actions.create(formation, reason=reason, request_key=request_key, by=by)
    step.formation, step.step = formation, Stage.PROPOSED
    actions.create(step, by=by)
    return formation


def _check_free(formation: Formation) -> None:
    """Refuse a name or an address that a group bears, for the launch would fail by it."""
    if EducationGroup.objects.filter(district=formation.district_id, name=formation.name).exists():
        raise refusal(NAME_TAKEN, "name_taken", "name")
    if EducationGroup.objects.filter(slug=formation.slug).exists():
        raise refusal(SLUG_TAKEN, "slug_taken", "slug")


def _check_open(formation: Formation) -> Formation:
    """Lock a formation and return it as stored now; refuse one that was launched or given up."""
    [stored] = lock(formation)
    if not stored.is_open:
        raise refusal(NOT_OPEN, "not_open", formation=stored.name)
    return stored


@transaction.atomic
def change_formation(formation: Formation, *, reason: str = "", by: Actor) -> Formation:
    """Store a changed name or plan.

    Raises: PermissionDenied; ValidationError; StaleVersion.
    """
    require(by, Permission.EDIT_GROUPS, at=formation.place)
    _check_open(formation)
    _check_free(formation)
    return actions.change(formation, reason=reason, by=by)


@transaction.atomic
def plan_school(
    planned: PlannedSchool, *, reason: str = "", request_key: UUID | None = None, by: Actor
) -> PlannedSchool:
    """Put a school into the plan of a formation.

    Raises: PermissionDenied; ValidationError; AlreadyDone.
    """
    require(by, Permission.EDIT_GROUPS, at=planned.place)
    _check_open(planned.formation)
    school, district = planned.school, planned.formation.district
    if school.district_id != district.pk:
        raise refusal(OTHER_DISTRICT, "other_district", "school", school=school.name, district=district)
    if school.is_collective and planned.is_lead:
        raise refusal(COLLECTIVE_LEAD, "collective", "school", school=school.name)
    return actions.create(planned, reason=reason, request_key=request_key, by=by)


@transaction.atomic
def drop_school(planned: PlannedSchool, *, reason: str = "", by: Actor) -> None:
    """Take a school out of the plan of a formation.

    Raises: PermissionDenied; ValidationError; StaleVersion.
    """
    require(by, Permission.EDIT_GROUPS, at=planned.place)
    _check_open(planned.formation)
    actions.remove(planned, reason=reason, by=by)


@transaction.atomic
def take_step(
    step: FormationStep, *, reason: str = "", request_key: UUID | None = None, by: Actor
) -> Formation:
    """Take the next step of a formation; the launch makes the group.

    Raises: PermissionDenied; ValidationError if a step would be skipped or lie before the last one;
    AlreadyDone.
    """
    require(by, Permission.EDIT_GROUPS, at=step.place)
    [formation] = lock(step.formation)
    step.formation = formation
    _check_next(formation, step, request_key)
    if step.step == Stage.LAUNCHED:
        _launch(formation, step, reason, by)
    actions.create(step, reason=reason, request_key=request_key, by=by)
    return formation


def _check_next(formation: Formation, step: FormationStep, request_key: UUID | None) -> None:
    actions.refuse_used_key(request_key)  # else a second click would hear that its own step was taken
    taken, following = formation.taken, formation.next_step
    if following is None or not formation.is_open:
        raise refusal(NO_STEP_LEFT, "no_step_left", formation=formation.name)
    if step.step != following:
        params: dict[str, Any] = {"next": following.label, "step": Stage(step.step).label}
        raise refusal(NOT_NEXT, "not_next", "", **params)
    if taken and step.day < taken[-1].day:
        params = {"step": taken[-1].get_step_display(), "day": day_text(taken[-1].day)}
        raise refusal(DAY_BEFORE_LAST, "day_before_last", "day", **params)


def _launch(formation: Formation, step: FormationStep, reason: str, by: Actor) -> None:
    planned = list(formation.planned.in_order())
    if not planned:
        raise refusal(SCHOOLS_MISSING, "schools_missing")
    lock(*(row.school for row in planned))
    change = GroupChange(
        kind=GroupChange.Kind.LAUNCH,
        district=formation.district,
        day=step.day,
        document=step.document,
        note=step.note,
        basis=formation.basis,
    )
    group = EducationGroup(
        district=formation.district,
        slug=formation.slug,
        name=formation.name,
        kind=formation.kind,
        position=EducationGroup.objects.next_position(formation.district),
    )
    joining = [(row.school, row.role) for row in planned]
    found(change, group, joining, reason=reason, by=by)
    for school, role in joining:
        start(change, group, school, role, by=by)
    formation.group = group
    actions.change(formation, action="launch", reason=reason, by=by)


@transaction.atomic
def abandon(formation: Formation, *, reason: str, by: Actor) -> Formation:
    """Give a formation up before its launch, for a reason.

    Raises: PermissionDenied; ValidationError if it was launched; StaleVersion.
    """
    require(by, Permission.EDIT_GROUPS, at=formation.place)
    _check_open(formation)
    formation.abandoned_at, formation.abandoned_by = timezone.now(), by.username
    formation.abandoned_because = reason
    return actions.change(formation, action="abandon", reason=reason, by=by)
