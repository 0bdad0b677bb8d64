"""Taking back a change before its day, as one: what it started goes, what it ended goes on."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import Actor, require
from accounts.roles import Permission
from groups.actions import lock_and_check
from groups.actions_changes import refusal
from groups.models import EducationGroup, Formation, FormationStep, GroupChange, Membership
from records import actions
from records.locks import lock
from schools.choices import SchoolState
from schools.models import Lineage, School

WITHDRAWN_ALREADY = _("这项计划已经撤回。")
DAY_HAS_COME = _("这项变动的生效日期已到，不能撤回；登记有误的，请用“更正”。")
BUILT_UPON = _("这项计划之后还有依赖它的变动，请先撤回：%(changes)s。")
IN_THE_WAY = _("这项计划不能撤回：撤回后的成员关系会与后来登记的内容冲突，请先处理后来登记的变动。")
Kind, Stage = GroupChange.Kind, FormationStep.Stage
OF_SCHOOL = {Kind.CLOSE, Kind.MERGE, Kind.REPLACE}


@transaction.atomic
def withdraw(change: GroupChange, *, today: date, reason: str, by: Actor) -> GroupChange:
    """Take back a planned change: memberships that it would start go, those that it would end go on.

    Raises: PermissionDenied; ValidationError if its day has come, or a later change builds on it;
    StaleVersion.
    """
    require(by, Permission.EDIT_GROUPS, at=change.place)
    if change.kind in OF_SCHOOL:
        require(by, Permission.GOVERN_REGISTER, at=change.place)
    _lock_all(change)
    _check_may_withdraw(change, today)
    founded = change.founded
    _mark(change, reason, by)
    try:
        _undo(change, founded, reason, by)
    except (ValidationError, ProtectedError) as error:
        raise refusal(IN_THE_WAY, "in_the_way") from error
    return change


def _lock_all(change: GroupChange) -> None:
    rows = [*change.started.for_change(), *change.ended.for_change()]
    lock(*{*change.groups, *(row.group for row in rows)}, *{row.school for row in rows}, change)


def _check_may_withdraw(change: GroupChange, today: date) -> None:
    [stored] = lock(change)
    if stored.is_withdrawn:
        raise refusal(WITHDRAWN_ALREADY, "withdrawn_already")
    if stored.day <= today:
        raise refusal(DAY_HAS_COME, "day_has_come")
    later = [str(other) for other in GroupChange.objects.building_on(stored).for_list()]
    if later:
        raise refusal(BUILT_UPON, "built_upon", changes="；".join(later))


def _mark(change: GroupChange, reason: str, by: Actor) -> None:
    change.state = GroupChange.State.WITHDRAWN
    change.withdrawn_at, change.withdrawn_by = timezone.now(), by.username
    change.withdrawn_because = reason
    if change.founded:
        change.subject = change.subject or change.founded.name
    if change.kind == Kind.LAUNCH:
        change.group = None
    elif change.kind == Kind.SPLIT:
        change.other_group = None
    actions.change(change, action="take_back", reason=reason, by=by)


def _undo(change: GroupChange, founded: EducationGroup | None, reason: str, by: Actor) -> None:
    actions.remove_many(change.started.all(), reason=reason, by=by)
    if change.kind == Kind.DISSOLVE and change.group:
        _revive(change.group, reason, by)
    if change.kind in OF_SCHOOL and change.school:
        _reopen_school(change.school, change, reason, by)
    for row in change.ended.for_change():
        _reopen(row, change, reason, by)
    if founded:
        _take_back_group(founded, reason, by)


def _reopen(row: Membership, change: GroupChange, reason: str, by: Actor) -> None:
    """Let a membership go on; one whose end was corrected since then did not end by the plan."""
    if row.end != change.day:
        raise refusal(IN_THE_WAY, "in_the_way")
    row.end, row.end_reason, row.ended_by = None, "", None
    lock_and_check(row)
    actions.change(row, action="reopen", reason=reason, by=by)


def _revive(group: EducationGroup, reason: str, by: Actor) -> None:
    group = EducationGroup.objects.get(pk=group.pk)
    group.end = None
    actions.change(group, action="reopen", reason=reason, by=by)
    steps = FormationStep.objects.filter(formation__group=group, step=Stage.DISSOLVED)
    actions.remove_many(steps, reason=reason, by=by)


def _take_back_group(group: EducationGroup, reason: str, by: Actor) -> None:
    for formation in Formation.objects.filter(group=group):
        formation.group = None
        actions.change(formation, reason=reason, by=by)
        actions.remove_many(formation.steps.filter(step=Stage.LAUNCHED), reason=reason, by=by)
    if Membership.objects.filter(group=group).exists():
        raise refusal(IN_THE_WAY, "in_the_way")
    for row in GroupChange.objects.naming(group):
        _let_go(row, group, reason, by)
    actions.remove(group, reason=reason, by=by)


def _let_go(row: GroupChange, group: EducationGroup, reason: str, by: Actor) -> None:
    """Take a group that never came to be out of a change that is taken back too, or only corrected it."""
    row.subject = row.subject or group.name
    row.group = None if row.group == group else row.group
    row.other_group = None if row.other_group == group else row.other_group
    actions.change(row, reason=reason, by=by)


def _reopen_school(school: School, change: GroupChange, reason: str, by: Actor) -> None:
    """Take back the end of a school, and the school that would have replaced it."""
    closed = school.statuses.filter(status=SchoolState.CLOSED, start=change.day)
    actions.remove_many(closed, reason=reason, by=by)
    for status in school.statuses.filter(end=change.day):
        status.end = None
        actions.change(status, action="reopen", reason=reason, by=by)
    lineages = school.successions.filter(day=change.day).exclude(kind=Lineage.Kind.SPLIT_FROM)
    successors = [row.successor for row in lineages.select_related("successor__district")]
    actions.remove_many(lineages, reason=reason, by=by)
    if change.kind == Kind.REPLACE:
        for successor in successors:
            actions.remove(successor, reason=reason, by=by)
