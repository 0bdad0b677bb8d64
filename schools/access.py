"""What a person may open in the register; predicates over rows that are at hand, without a query each."""

from __future__ import annotations

from typing import Any

from accounts.access import can
from accounts.roles import Permission
from records.models import Place
from schools.models import School


def may_open(user: Any, school: School) -> bool:
    """Return whether the user may open the school's record; the same answer as ``visible_to``."""
    return can(user, Permission.VIEW_REGISTER, at=_spot(school))


def may_read_roster(user: Any, school: School) -> bool:
    """Return whether the user may read the school's staff roster."""
    return can(user, Permission.VIEW_STAFF, at=_spot(school))


def may_read_trail(user: Any, school: School) -> bool:
    """Return whether the user may read who changed what at the school."""
    return can(user, Permission.VIEW_AUDIT, at=_spot(school))


def may_edit(user: Any, school: School) -> bool:
    """Return whether the user keeps the school's running facts: enrolment, roster, contacts."""
    return can(user, Permission.EDIT_REGISTER, at=_spot(school))


def may_register(user: Any) -> bool:
    """Return whether the user may enter schools into a register."""
    return can(user, Permission.GOVERN_REGISTER)


def may(user: Any, permission: Permission, school: School) -> bool:
    """Return whether the user holds a permission at the school."""
    return can(user, permission, at=_spot(school))


def _spot(school: School) -> Place:
    """Return the school's place by keys alone: codes would cost a query a school."""
    return Place(district_id=school.district_id, school_id=school.pk)
