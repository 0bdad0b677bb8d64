"""Changes to memberships, each one decision that is recorded and, before its day, can be taken back whole."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import Actor, require
from accounts.roles import Permission
from groups.actions import lock_and_check
from groups.models import EducationGroup, GroupChange, Membership
from records import actions
from records.locks import lock
from records.templatetags.records_format import day as day_text
from schools.models import School

NOT_MEMBER = _("%(school)s在%(day)s不属于%(group)s，请核对学校和日期。")
ENDS_ALREADY = _("%(school)s在%(group)s的成员关系已定于%(day)s结束；如有改变，请先撤回那项计划。")
STARTS_THAT_DAY = _("%(school)s在%(group)s的这一成员关系从这一天才开始，不能同日结束；请填以后的日期。")
LEAD_LEAVES = _("%(school)s是%(group)s的龙头学校；请先为集团更换龙头。")
SAME_LEAD = _("%(school)s在%(day)s已是%(group)s的龙头学校。")
REASON_NEEDED = _("更正成员关系必须写明原因。")
SUBJECT_LENGTH = 300

Role, EndReason, Kind = Membership.Role, Membership.EndReason, GroupChange.Kind


def refusal(sentence: Any, code: str, field: str = "", **params: Any) -> ValidationError:
    """Return a refusal in one sentence, at a field where one is given."""
    error = ValidationError(sentence, code=code, params=params)
    return ValidationError({field: error}) if field else error


def lock_once(request_key: UUID | None, *rows: Any) -> list[Any]:
    """Lock rows and return them as stored now, unless the form was carried out while it waited for them.

    Without this a second click would hear that its own change stands in its way.
    Raises: AlreadyDone.
    """
    locked = lock(*rows)
    actions.refuse_used_key(request_key)
    return locked


def record(
    change: GroupChange,
    *,
    schools: Iterable[School] = (),
    reason: str = "",
    request_key: UUID | None = None,
    by: Actor,
) -> GroupChange:
    """Store a change before the memberships that it starts and ends.

    Raises: ValidationError; AlreadyDone.
    """
    change.recorded_at, change.recorded_by = timezone.now(), by.username
    change.subject = change.subject or "、".join(school.name for school in schools)[:SUBJECT_LENGTH]
    return actions.create(change, reason=reason, request_key=request_key, by=by)


def current(group: EducationGroup, school: School, day: date) -> Membership:
    """Return the membership of a school on a day, that nothing ends yet.

    Raises: ValidationError if it does not belong to the group on that day, or its end is already recorded.
    """
    membership = group.memberships.on(day).for_change().filter(school=school).first()
    params = {"school": school.name, "group": group.name}
    if membership is None:
        raise refusal(NOT_MEMBER, "not_member", "school", day=day_text(day), **params)
    check_open(membership)
    return membership


def check_open(membership: Membership) -> None:
    """Refuse a membership whose end is already recorded.

    Raises: ValidationError.
    """
    if membership.end is not None:
        params = {"school": membership.school.name, "group": membership.group.name}
        raise refusal(ENDS_ALREADY, "ends_already", day=day_text(membership.end), **params)


def end(membership: Membership, change: GroupChange, end_reason: str, *, by: Actor) -> Membership:
    """End a membership by a change, on the change's day.

    Raises: ValidationError.
    """
    if membership.start == change.day:
        params = {"school": membership.school.name, "group": membership.group.name}
        raise refusal(STARTS_THAT_DAY, "starts_that_day", "day", **params)
    membership.end, membership.end_reason, membership.ended_by = change.day, end_reason, change
    lock_and_check(membership)
    return actions.change(membership, action="leave", reason=change.note, by=by)


def start(change: GroupChange, group: EducationGroup, school: School, role: str, *, by: Actor) -> Membership:
    """Start a membership by a change, on the change's day.

    Raises: ValidationError.
    """
    membership = Membership(
        group=group,
        school=school,
        role=role,
        start=change.day,
        document=change.document,
        basis=change.basis,
        started_by=change,
    )
    lock_and_check(membership)
    return actions.create(membership, action="join", reason=change.note, by=by)


def check_may_go(membership: Membership) -> None:
    """Refuse to take the lead out of a group that needs one.

    Raises: ValidationError.
    """
    if membership.is_lead and membership.group.needs_lead:
        params = {"school": membership.school.name, "group": membership.group.name}
        raise refusal(LEAD_LEAVES, "lead_leaves", **params)


def group_of(change: GroupChange) -> EducationGroup:
    """Return the group that a change is about; forms and views always give one."""
    if change.group is None:
        raise ValueError(f"{change.kind}: a change of this kind names its group")
    return change.group


@transaction.atomic
def join(
    change: GroupChange,
    *,
    school: School,
    role: str = Role.MEMBER,
    reason: str = "",
    request_key: UUID | None = None,
    by: Actor,
) -> GroupChange:
    """Let a school join a group from the change's day.

    Raises: PermissionDenied; ValidationError; AlreadyDone.
    """
    require(by, Permission.EDIT_GROUPS, at=change.place)
    group = group_of(change)
    lock(group, school)
    record(change, schools=[school], reason=reason, request_key=request_key, by=by)
    start(change, group, school, role, by=by)
    return change


@transaction.atomic
def leave(
    change: GroupChange,
    *,
    school: School,
    end_reason: str,
    reason: str = "",
    request_key: UUID | None = None,
    by: Actor,
) -> GroupChange:
    """Let a school leave a group on the change's day.

    Raises: PermissionDenied; ValidationError if it is the lead, or no member; AlreadyDone.
    """
    require(by, Permission.EDIT_GROUPS, at=change.place)
    group = group_of(change)
    lock_once(request_key, group, school)
    membership = current(group, school, change.day)
    check_may_go(membership)
    record(change, schools=[school], reason=reason, request_key=request_key, by=by)
    end(membership, change, end_reason, by=by)
    return change


@transaction.atomic
def move(
    change: GroupChange, *, school: School, reason: str = "", request_key: UUID | None = None, by: Actor
) -> GroupChange:
    """Let a school leave one group and join another on the same day.

    Raises: PermissionDenied; ValidationError; AlreadyDone.
    """
    require(by, Permission.EDIT_GROUPS, at=change.place)
    group, other = group_of(change), change.other_group
    if other is None:
        raise ValueError("a move names the group that the school joins")
    lock_once(request_key, group, other, school)
    membership = current(group, school, change.day)
    check_may_go(membership)
    record(change, schools=[school], reason=reason, request_key=request_key, by=by)
    end(membership, change, EndReason.MOVED, by=by)
    start(change, other, school, Role.MEMBER, by=by)
    return change


@transaction.atomic
def change_lead(
    change: GroupChange,
    *,
    school: School,
    old_lead_stays: bool,
    end_reason: str = EndReason.GROWN,
    reason: str = "",
    request_key: UUID | None = None,
    by: Actor,
) -> GroupChange:
    """Let another school lead a group from the change's day; the old lead becomes a member or leaves.

    The new lead is a member of the group or comes from outside.
    Raises: PermissionDenied; ValidationError; AlreadyDone.
    """
    require(by, Permission.EDIT_GROUPS, at=change.place)
    group = group_of(change)
    former = group.memberships.leading().on(change.day).for_change().first()
    lock_once(request_key, group, school, *([former.school] if former else []))
    leaders, member = _leaders_and_member(group, school, change.day)
    record(
        change,
        schools=[school, *(row.school for row in leaders)],
        reason=reason,
        request_key=request_key,
        by=by,
    )
    for row in leaders:
        end(row, change, EndReason.ROLE if old_lead_stays else end_reason, by=by)
    for row in member:
        end(row, change, EndReason.ROLE, by=by)
    start(change, group, school, Role.LEAD, by=by)
    for row in leaders if old_lead_stays else []:
        start(change, group, row.school, Role.MEMBER, by=by)
    return change


def _leaders_and_member(
    group: EducationGroup, school: School, day: date
) -> tuple[list[Membership], list[Membership]]:
    """Return who leads the group on a day, and the membership of the school that is to lead it.

    Raises: ValidationError if the school leads it already, or the end of one is already recorded.
    """
    rows = list(group.memberships.on(day).for_change())
    leaders = [row for row in rows if row.is_lead]
    if any(row.school_id == school.pk for row in leaders):
        params = {"school": school.name, "group": group.name}
        raise refusal(SAME_LEAD, "same_lead", "school", day=day_text(day), **params)
    member = [row for row in rows if row.school_id == school.pk]
    for row in [*leaders, *member]:
        check_open(row)
    return leaders, member


@transaction.atomic
def correct_membership(
    membership: Membership,
    *,
    day: date,
    document: str = "",
    reason: str,
    request_key: UUID | None = None,
    by: Actor,
) -> Membership:
    """Store what was wrong about a membership's days, role or end reason; there must be a reason.

    A membership without a difference is left alone, and no change is recorded.
    Raises: PermissionDenied; ValidationError; StaleVersion; AlreadyDone.
    """
    require(by, Permission.EDIT_GROUPS, at=membership.group.place)
    if not reason:
        raise refusal(REASON_NEEDED, "reason_needed", "reason")
    lock_and_check(membership)
    actions.refuse_used_key(request_key)  # else a second click would hear that its own correction came first
    if membership.end is None:
        membership.ended_by = None
    version = membership.version
    actions.change(membership, action="correct", reason=reason, by=by)
    if membership.version != version:
        change = GroupChange(
            kind=Kind.CORRECT,
            district=membership.group.district,
            group=membership.group,
            school=membership.school,
            day=day,
            document=document,
            note=reason,
        )
        record(change, schools=[membership.school], reason=reason, request_key=request_key, by=by)
    return membership
