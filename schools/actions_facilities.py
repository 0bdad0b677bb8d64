"""What a school keeps of its rooms, grounds and equipment, a school year at a time."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from accounts.access import Actor, require
from accounts.roles import Permission
from records import actions
from records.models import Basis
from schools.models import Facility


@transaction.atomic
def add_facility(
    facility: Facility, *, reason: str = "", request_key: UUID | None = None, by: Actor
) -> Facility:
    """Store what a school has of one item in one school year.

    Raises: PermissionDenied; ValidationError if the item is stored for that year; AlreadyDone.
    """
    require(by, Permission.EDIT_REGISTER, at=facility.place)
    return actions.create(facility, reason=reason, request_key=request_key, by=by)


@transaction.atomic
def change_facility(facility: Facility, *, reason: str = "", by: Actor) -> Facility:
    """Store other figures of an item; from now on they are as somebody entered them.

    Raises: PermissionDenied; ValidationError; StaleVersion.
    """
    require(by, Permission.EDIT_REGISTER, at=facility.place)
    facility.basis = Basis.ENTERED
    return actions.change(facility, reason=reason, by=by)


@transaction.atomic
def remove_facility(facility: Facility, *, reason: str = "", by: Actor) -> None:
    """Take an item out; the trail keeps it.

    Raises: PermissionDenied; StaleVersion if it was changed meanwhile, or is gone.
    """
    require(by, Permission.EDIT_REGISTER, at=facility.place)
    actions.remove(facility, reason=reason, by=by)
