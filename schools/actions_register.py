"""What an officer does to a school's place in the register: names, codes, stages, and what became of it."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from accounts.access import Actor, require
from accounts.roles import Permission
from records import actions
from records.locks import lock
from schools.models import Lineage, School


@transaction.atomic
def record_lineage(
    predecessor: School,
    successor: School,
    *,
    kind: str,
    day: date,
    document: str = "",
    reason: str = "",
    by: Actor,
) -> Lineage:
    """Write down that one school became, or came out of, another on a day.

    Raises: PermissionDenied; ValidationError if both are one school, or it is written down already.
    """
    for school in (predecessor, successor):
        require(by, Permission.GOVERN_REGISTER, at=school.place)
    lock(predecessor, successor)
    lineage = Lineage(predecessor=predecessor, successor=successor, kind=kind, day=day, document=document)
    return actions.create(lineage, reason=reason, by=by)
