"""Changes to designations: each one function, in one transaction, with its entries in the trail."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import Actor, require
from accounts.roles import Permission
from coverage.models import Designation
from records import actions
from records.locks import lock
from records.periods import Span
from records.templatetags.records_format import day as day_text
from schools.choices import SchoolState

NOT_AWARDED_THEN = _("“%(level)s”在%(day)s不授予；请核对级别和开始日期，或在认定体系中查看各级别的授予时间。")
NO_SCHOOL_THEN = _("学校档案中，%(school)s在%(day)s不是在办或停办的学校，不能从这一天起认定。")
BEFORE_RECORDS = _("有记录之前")
ENDED_OTHERWISE = _("这项认定已经因“%(reason)s”结束，不能再办理；如有误，请更正。")
DAY_OUTSIDE = _("日期必须在这项认定的有效期之内（晚于开始日期，早于结束日期）。")
STARTS_TOO_EARLY = _("新的有效期必须晚于原认定的开始日期。")
NO_SUCCESSOR = _("“%(level)s”没有对应的新级别；请系统管理员先在认定级别中登记。")
EXISTING = (SchoolState.OPERATING, SchoolState.SUSPENDED)


@transaction.atomic
def award(
    designation: Designation, *, reason: str = "", request_key: UUID | None = None, by: Actor
) -> Designation:
    """Award a school a level from a day on.

    Raises: PermissionDenied; ValidationError if the level is not awarded or the school does not exist on
    the first day; AlreadyDone.
    """
    require(by, Permission.EDIT_DESIGNATIONS, at=designation.place)
    _lock_and_check(designation)
    return actions.create(designation, action="award", reason=reason, request_key=request_key, by=by)


@transaction.atomic
def renew(
    designation: Designation,
    new: Designation,
    *,
    reason: str = "",
    request_key: UUID | None = None,
    by: Actor,
) -> Designation:
    """Let a new designation of the same level follow one that runs out, or that is cut short by it.

    Raises: PermissionDenied; ValidationError; StaleVersion; AlreadyDone.
    """
    require(by, Permission.EDIT_DESIGNATIONS, at=designation.place)
    new.level = designation.level
    end_reason = Designation.EndReason.RENEWED
    return _follow(designation, new, end_reason, reason=reason, request_key=request_key, by=by)


@transaction.atomic
def convert(
    designation: Designation,
    new: Designation,
    *,
    reason: str = "",
    request_key: UUID | None = None,
    by: Actor,
) -> Designation:
    """Let the level that the old level is mapped to take its place from a day on.

    Raises: PermissionDenied; ValidationError if the level is mapped to none; StaleVersion; AlreadyDone.
    """
    require(by, Permission.EDIT_DESIGNATIONS, at=designation.place)
    successor = designation.level.successor
    if successor is None:
        raise ValidationError(NO_SUCCESSOR, code="no_successor", params={"level": designation.level})
    new.level = successor
    end_reason = Designation.EndReason.CONVERTED
    return _follow(designation, new, end_reason, reason=reason, request_key=request_key, by=by)


def _follow(
    old: Designation, new: Designation, end_reason: str, *, reason: str, request_key: UUID | None, by: Actor
) -> Designation:
    """End the old designation where the new one begins, at the latest where it ends by itself."""
    lock(old.school)
    _refuse_ended(old)
    if new.start is None or (old.start is not None and new.start <= old.start):
        raise ValidationError({"start": ValidationError(STARTS_TOO_EARLY, code="too_early")})
    new.school, new.previous = old.school, old
    _check(new)
    old.end = min(new.start, old.end or new.start)
    old.end_reason = end_reason
    actions.change(old, action=end_reason, reason=reason, by=by)
    return actions.create(new, action="award", reason=reason, request_key=request_key, by=by)


@transaction.atomic
def withdraw(
    designation: Designation, *, day: date, document: str = "", reason: str = "", by: Actor
) -> Designation:
    """End a designation before its time; the day may be in the future.

    Raises: PermissionDenied; ValidationError if the day lies outside its validity; StaleVersion.
    """
    require(by, Permission.EDIT_DESIGNATIONS, at=designation.place)
    lock(designation.school)
    _refuse_ended(designation)
    starts_later = designation.start is not None and day <= designation.start
    if starts_later or (designation.end is not None and day >= designation.end):
        raise ValidationError({"day": ValidationError(DAY_OUTSIDE, code="day_outside")})
    designation.end, designation.end_document = day, document
    designation.end_reason = Designation.EndReason.WITHDRAWN
    return actions.change(designation, action="revoke", reason=reason, by=by)


@transaction.atomic
def correct(designation: Designation, *, reason: str, by: Actor) -> Designation:
    """Store corrected days or papers of a designation; one without an end has no reason of its end either.

    Raises: PermissionDenied; ValidationError; StaleVersion.
    """
    require(by, Permission.EDIT_DESIGNATIONS, at=designation.place)
    if designation.end is None:
        designation.end_reason = designation.end_document = ""
    _lock_and_check(designation)
    return actions.change(designation, action="correct", reason=reason, by=by)


def _refuse_ended(designation: Designation) -> None:
    if designation.end_reason:
        params = {"reason": designation.get_end_reason_display()}
        raise ValidationError(ENDED_OTHERWISE, code="ended", params=params)


def _lock_and_check(designation: Designation) -> None:
    lock(designation.school)
    _check(designation)


def _check(designation: Designation) -> None:
    """Refuse what concerns other tables: the level's own period, and whether the school exists."""
    start = designation.start
    day = BEFORE_RECORDS if start is None else day_text(start)
    if not _holds(designation.level.span, start):
        params = {"level": designation.level.name, "day": day}
        raise ValidationError({"start": ValidationError(NOT_AWARDED_THEN, "not_awarded", params)})
    states = designation.school.statuses.filter(status__in=EXISTING)
    if not any(_holds(state.span, start) for state in states):
        params = {"school": designation.school.name, "day": day}
        raise ValidationError({"start": ValidationError(NO_SCHOOL_THEN, "no_school", params)})


def _holds(span: Span, day: date | None) -> bool:
    """Return whether a period is in force on a day; no day is before the records begin."""
    return span.start is None if day is None else span.holds(day)
