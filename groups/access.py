"""What the groups app adds to the question who may do what."""

from __future__ import annotations

from typing import Any

from accounts.roles import Permission


def reads_district(user: Any) -> bool:
    """Return whether the user reads the groups of a whole district, and so formations and plans."""
    reach = user.reach(Permission.VIEW_GROUPS)
    return reach.everywhere or bool(reach.districts)
