"""Changes to whole groups: one is founded, split off, or dissolved."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import Actor, require
from accounts.roles import Permission
from groups.actions import NO_LEAD
from groups.actions_changes import (
    EndReason,
    Role,
    check_may_go,
    check_open,
    current,
    end,
    group_of,
    lock_once,
    record,
    refusal,
    start,
)
from groups.models import EducationGroup, Formation, FormationStep, GroupChange, Membership
from records import actions
from records.templatetags.records_format import day as day_text
from records.templatetags.records_format import joined
from schools.models import School

NO_SCHOOLS = _("请至少选择一所转入新集团的学校。")
LATER_PLANS = _("%(group)s在这一天之后还有已登记的变动，请先撤回或更正：%(schools)s。")
DISSOLVED_ALREADY = _("%(group)s已定于%(day)s解散。")
Joining = tuple[School, str]  # a school and its role


def found(
    change: GroupChange,
    group: EducationGroup,
    joining: Sequence[Joining],
    *,
    reason: str = "",
    request_key: UUID | None = None,
    by: Actor,
) -> EducationGroup:
    """Set up a group with its schools from the change's day; rows and schools are locked by the caller.

    Raises: ValidationError if an ordinary group has no lead, any group no school, or a school cannot join;
    AlreadyDone.
    """
    if group.needs_lead and Role.LEAD not in [role for _school, role in joining]:
        raise refusal(NO_LEAD, "no_lead")
    if not joining:
        raise refusal(NO_SCHOOLS, "no_schools", "members")
    group.start, group.document = change.day, change.document
    actions.create(group, reason=reason, request_key=request_key, by=by)
    if change.kind == GroupChange.Kind.SPLIT:
        change.other_group = group
    else:
        change.group = group
    record(change, schools=[school for school, _role in joining], reason=reason, by=by)
    return group


@transaction.atomic
def split_group(
    change: GroupChange,
    new: EducationGroup,
    *,
    lead: School | None,
    members: Sequence[School],
    reason: str = "",
    request_key: UUID | None = None,
    by: Actor,
) -> GroupChange:
    """Set up a new group out of schools of an existing one, on the change's day.

    Raises: PermissionDenied; ValidationError if a school does not belong to the old group, or leads it;
    AlreadyDone.
    """
    require(by, Permission.EDIT_GROUPS, at=change.place)
    group = group_of(change)
    joining: list[Joining] = [(lead, Role.LEAD)] if lead else []
    joining += [(school, Role.MEMBER) for school in members if school != lead]
    lock_once(request_key, group, *(school for school, _role in joining))
    rows = [current(group, school, change.day) for school, _role in joining]
    for row in rows:
        check_may_go(row)
    found(change, new, joining, reason=reason, request_key=request_key, by=by)
    for row in rows:
        end(row, change, EndReason.MOVED, by=by)
    for school, role in joining:
        start(change, new, school, role, by=by)
    return change


@transaction.atomic
def dissolve_group(
    change: GroupChange, *, reason: str = "", request_key: UUID | None = None, by: Actor
) -> GroupChange:
    """Dissolve a group on the change's day; its memberships end with it.

    Raises: PermissionDenied; ValidationError if it is dissolved already, or changes after that day stand;
    AlreadyDone.
    """
    require(by, Permission.EDIT_GROUPS, at=change.place)
    rows = list(group_of(change).memberships.open_or_later(change.day).for_change())
    group = lock_once(request_key, group_of(change), *(row.school for row in rows))[0]
    rows = _to_dissolve(group, change)
    record(change, schools=[row.school for row in rows], reason=reason, request_key=request_key, by=by)
    for row in rows:
        check_open(row)
        end(row, change, EndReason.DISSOLVED, by=by)
    group.end = change.day
    actions.change(group, action="dissolve", reason=reason or change.note, by=by)
    _take_last_step(group, change, by)
    return change


def _to_dissolve(group: EducationGroup, change: GroupChange) -> list[Membership]:
    if group.end is not None:
        params = {"group": group.name, "day": day_text(group.end)}
        raise refusal(DISSOLVED_ALREADY, "dissolved_already", **params)
    rows = list(group.memberships.open_or_later(change.day).for_change())
    later = [row.school.name for row in rows if row.end or (row.start and row.start >= change.day)]
    if later:
        params = {"group": group.name, "schools": joined(later)}
        raise refusal(LATER_PLANS, "later_plans", **params)
    return rows


def _take_last_step(group: EducationGroup, change: GroupChange, by: Actor) -> None:
    formation = Formation.objects.filter(group=group).first()
    if formation is not None:
        step = FormationStep(
            formation=formation,
            step=FormationStep.Stage.DISSOLVED,
            day=change.day,
            document=change.document,
            note=change.note,
        )
        actions.create(step, by=by)
