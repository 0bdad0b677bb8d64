"""What the exchanges app adds to the question who may do what."""

from __future__ import annotations

from typing import Any

from accounts.roles import Permission
from schools.models import School


def proposing_school(user: Any) -> School | None:
    """Return the school in whose name the user proposes rotations.

    None when: in none's. Queries: 1.
    """
    return _school_of(user, Permission.PROPOSE_ROTATIONS)


def offering_school(user: Any) -> School | None:
    """Return the school in whose name the user opens and books resources.

    None when: in none's. Queries: 1.
    """
    return _school_of(user, Permission.OFFER_RESOURCES)


def _school_of(user: Any, permission: Permission) -> School | None:
    schools = School.objects.filter(pk__in=user.reach(permission).schools).select_related("district")
    return schools.order_by("code").first()
