"""Changes to targets and to the measure put first: what begins ends what was in force before it."""

from __future__ import annotations

from datetime import date
from typing import TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import Actor, require
from accounts.roles import Permission
from coverage.models import Headline, Target
from records import actions
from records.locks import lock

SAME_DAY = _("已有一项从同一天开始的规定；请修改那一项，或换一个开始日期。")
NO_START = _("请填写从哪一天开始。")
END_OUTSIDE = _("结束日期必须晚于开始日期，并且不晚于原来的结束日期。")
RowT = TypeVar("RowT", Target, Headline)


@transaction.atomic
def begin(new: RowT, *, reason: str = "", request_key: UUID | None = None, by: Actor) -> RowT:
    """Put a new target or a new choice of measure in force; the one in force before ends on that day.

    Raises: PermissionDenied; ValidationError if a later one is already planned in its days; AlreadyDone.
    """
    require(by, Permission.EDIT_DESIGNATIONS, at=new.place)
    lock(new.district)
    if new.start is None:
        raise ValidationError({"start": ValidationError(NO_START, code="no_start")})
    for former in new.alike().on(new.start):
        if former.start == new.start:
            raise ValidationError({"start": ValidationError(SAME_DAY, code="same_day")})
        former.end = new.start
        actions.change(former, action="end", reason=reason, by=by)
    return actions.create(new, reason=reason, request_key=request_key, by=by)


@transaction.atomic
def amend(row: RowT, *, reason: str = "", by: Actor) -> RowT:
    """Store changed content or days.

    Raises: PermissionDenied; ValidationError; StaleVersion.
    """
    require(by, Permission.EDIT_DESIGNATIONS, at=row.place)
    lock(row.district)
    return actions.change(row, reason=reason, by=by)


@transaction.atomic
def end(row: RowT, *, day: date, reason: str = "", by: Actor) -> RowT:
    """End a target or a choice of measure on a day, the first on which it is no longer in force.

    Raises: PermissionDenied; ValidationError; StaleVersion.
    """
    require(by, Permission.EDIT_DESIGNATIONS, at=row.place)
    lock(row.district)
    if (row.start is not None and day <= row.start) or (row.end is not None and day > row.end):
        raise ValidationError({"day": ValidationError(END_OUTSIDE, code="end_outside")})
    row.end = day
    return actions.change(row, action="end", reason=reason, by=by)
