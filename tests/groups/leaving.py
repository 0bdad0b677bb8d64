"""How a membership comes to its end in tests that are about something else than the change that ends it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from groups.actions import lock_and_check
from groups.models import Membership
from records import actions


@transaction.atomic
def end_membership(
    membership: Membership, *, day: date, end_reason: str, reason: str = "", by: Any
) -> Membership:
    """End a membership on a day, the first on which the school no longer belongs, as every change does."""
    membership.end, membership.end_reason = day, end_reason
    lock_and_check(membership)
    return actions.change(membership, action="leave", reason=reason, by=by)
