"""The one function that answers «may this person do this here?»."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from accounts.models import User
from accounts.reach import EVERYWHERE, Reach
from accounts.roles import Permission
from records.audit import Actor
from records.models import Place

__all__ = ["SYSTEM", "Actor", "System", "actor_named", "can", "require"]


@dataclass(frozen=True)
class System:
    """The portal acting by a command, with no person behind it; it reaches everything."""

    username: str = "system"
    audit_role: str = "system"
    audit_reach: Reach = EVERYWHERE
    job_reach: Reach = EVERYWHERE

    def reach(self, _permission: Permission) -> Reach:
        """Return that the system reaches every row."""
        return EVERYWHERE


SYSTEM = System()
Person = User | AnonymousUser | System


def actor_named(username: str) -> User | System:
    """Return who asked for a job, with the rights of today. Queries: 1, none for the system.

    Raises: User.DoesNotExist.
    """
    return SYSTEM if username == SYSTEM.username else User.objects.get_by_natural_key(username)


def can(user: Person, permission: Permission, *, at: Place | None = None) -> bool:
    """Return whether the user holds the permission today: at a place, or anywhere at all.

    Rights come from today's appointments; a page about another day never revives one. The system
    itself, acting by a command, may do everything.
    Queries: 1 the first time for each user object.
    """
    if isinstance(user, System):
        return True
    if not isinstance(user, User):
        return False
    reach = user.reach(permission)
    if at is None:
        return bool(reach)
    return reach.covers(district=at.district_id, school=at.school_id)


def require(user: Any, permission: Permission, *, at: Place | None = None) -> None:
    """Refuse who does not hold the permission.

    Raises: PermissionDenied, answered with status 403.
    """
    if not can(user, permission, at=at):
        raise PermissionDenied(f"{user} lacks {permission.name}")
