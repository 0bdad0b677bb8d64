"""What the exchanges app adds to the question who may do what."""

from __future__ import annotations

from typing import Any

from accounts.roles import Permission
from schools.models import School


def proposing_school(user: Any) -> School | None:
    """Return the school in whose name the user proposes.

    None when: in none's. Queries: 1.
    """
    reach = user.reach(Permission.PROPOSE_ROTATIONS)
    schools = School.objects.filter(pk__in=reach.schools).select_related("district")
    return schools.order_by("code").first()
