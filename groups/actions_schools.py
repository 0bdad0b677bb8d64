"""The end of a school: it closes, is merged into another, or gives way to a new one of another kind."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import Actor, require
from accounts.roles import Permission
from groups.actions_changes import EndReason, check_open, end, lock_once, record, refusal, start
from groups.models import GroupChange, Membership
from records.templatetags.records_format import day as day_text
from schools.actions import change_status, register_school
from schools.actions_register import record_lineage
from schools.choices import SchoolState
from schools.models import Lineage, School
from schools.stages import Stage

STILL_LEADS = _("%(school)s在这一天是%(group)s的龙头学校；请先为该集团更换龙头，再登记。")
JOINS_LATER = _("%(school)s已定于%(day)s加入%(group)s；请先撤回那项计划。")
INTO_ITSELF = _("学校不能并入自己，请选择另一所学校。")
CLOSED_ALREADY = _("%(school)s在这一天已经撤销。")


@dataclass(frozen=True)
class Replacement:
    """The school that takes the place of another: its stages, and whether it takes over in groups."""

    school: School
    stages: Iterable[Stage]
    takes_over: bool = True


def school_of(change: GroupChange) -> School:
    """Return the school that a change is about; forms and views always give one."""
    if change.school is None:
        raise ValueError(f"{change.kind}: a change of this kind names its school")
    return change.school


@transaction.atomic
def close_school(
    change: GroupChange, *, reason: str = "", request_key: UUID | None = None, by: Actor
) -> School:
    """Close a school on the change's day; its memberships end.

    Raises: PermissionDenied; ValidationError if it leads a group on that day; AlreadyDone.
    """
    school = _begin(change, request_key, by)
    rows = _rows(change)
    _refuse_lead(rows)
    _close(change, rows, EndReason.CLOSED, reason=reason, request_key=request_key, by=by)
    return school


@transaction.atomic
def merge_school(
    change: GroupChange, *, into: School, reason: str = "", request_key: UUID | None = None, by: Actor
) -> School:
    """Merge a school into another on the change's day; it closes, and its memberships end.

    Raises: PermissionDenied; ValidationError if it leads a group on that day, or the other is closed;
    AlreadyDone.
    """
    if into == change.school:
        raise refusal(INTO_ITSELF, "into_itself", "into")
    school = _begin(change, request_key, by, into)
    _refuse_closed(into, change, "into")
    rows = _rows(change)
    _refuse_lead(rows)
    _close(change, rows, EndReason.MERGED, reason=reason, request_key=request_key, by=by)
    _write_lineage(change, into, Lineage.Kind.MERGED_INTO, reason, by)
    return school


@transaction.atomic
def replace_school(
    change: GroupChange,
    replacement: Replacement,
    *,
    reason: str = "",
    request_key: UUID | None = None,
    by: Actor,
) -> School:
    """Let a new school with a code of its own take the place of another on the change's day.

    The old code stays on the closed row and is never given again.
    Raises: PermissionDenied; ValidationError if the old school leads a group on that day and the new one
    does not take over; AlreadyDone.
    """
    _begin(change, request_key, by)
    rows = _rows(change)
    if not replacement.takes_over:
        _refuse_lead(rows)
    new = register_school(
        replacement.school, stages=replacement.stages, operating_from=change.day, reason=reason, by=by
    )
    _close(change, rows, EndReason.REPLACED, reason=reason, request_key=request_key, by=by)
    _write_lineage(change, new, Lineage.Kind.REPLACED_BY, reason, by)
    for row in rows if replacement.takes_over else []:
        start(change, row.group, new, row.role, by=by)
    return new


def _begin(change: GroupChange, request_key: UUID | None, by: Actor, *others: School) -> School:
    """Ask for the rights, and lock the school with its groups and the schools that are concerned too."""
    school = school_of(change)
    require(by, Permission.GOVERN_REGISTER, at=school.place)
    require(by, Permission.EDIT_GROUPS, at=change.place)
    groups = {row.group for row in school.memberships.open_or_later(change.day).for_change()}
    locked = lock_once(request_key, *groups, school, *others)
    _refuse_closed(school, change)
    return locked[len(groups)]


def _refuse_closed(school: School, change: GroupChange, field: str = "") -> None:
    if school.statuses.on(change.day).filter(status=SchoolState.CLOSED).exists():
        raise refusal(CLOSED_ALREADY, "closed_already", field, school=school.name)


def _rows(change: GroupChange) -> list[Membership]:
    """Return the school's memberships on the day, each still open.

    Raises: ValidationError if one begins later, or its end is recorded already.
    """
    rows = list(school_of(change).memberships.open_or_later(change.day).for_change())
    for row in rows:
        check_open(row)
        if row.start and row.start >= change.day:
            params = {"school": row.school.name, "group": row.group.name, "day": day_text(row.start)}
            raise refusal(JOINS_LATER, "joins_later", **params)
    return rows


def _refuse_lead(rows: Iterable[Membership]) -> None:
    for row in rows:
        if row.is_lead:
            params = {"school": row.school.name, "group": row.group.name}
            raise refusal(STILL_LEADS, "still_leads", **params)


def _close(
    change: GroupChange,
    rows: Iterable[Membership],
    end_reason: str,
    *,
    reason: str,
    request_key: UUID | None,
    by: Actor,
) -> None:
    school = school_of(change)
    record(change, schools=[school], reason=reason, request_key=request_key, by=by)
    for row in rows:
        end(row, change, end_reason, by=by)
    change_status(
        school, status=SchoolState.CLOSED, day=change.day, document=change.document, reason=reason, by=by
    )


def _write_lineage(change: GroupChange, successor: School, kind: str, reason: str, by: Actor) -> None:
    record_lineage(
        school_of(change),
        successor,
        kind=kind,
        day=change.day,
        document=change.document,
        reason=reason,
        by=by,
    )
