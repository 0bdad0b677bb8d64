"""What a school itself keeps of its record: whom to ask, and where it stands."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from accounts.access import Actor, require
from accounts.roles import Permission
from records import actions
from records.models import Basis
from schools.models import Contact, School


@transaction.atomic
def add_contact(contact: Contact, *, reason: str = "", request_key: UUID | None = None, by: Actor) -> Contact:
    """Store one more person to whom matters of a school are addressed.

    Raises: PermissionDenied; ValidationError; AlreadyDone.
    """
    require(by, Permission.EDIT_REGISTER, at=contact.place)
    return actions.create(contact, reason=reason, request_key=request_key, by=by)


@transaction.atomic
def change_contact(contact: Contact, *, reason: str = "", by: Actor) -> Contact:
    """Store what changed of a contact.

    Raises: PermissionDenied; ValidationError; StaleVersion.
    """
    require(by, Permission.EDIT_REGISTER, at=contact.place)
    return actions.change(contact, reason=reason, by=by)


@transaction.atomic
def remove_contact(contact: Contact, *, reason: str = "", by: Actor) -> None:
    """Take out a contact; the trail keeps it.

    Raises: PermissionDenied; StaleVersion if it was changed meanwhile, or is gone.
    """
    require(by, Permission.EDIT_REGISTER, at=contact.place)
    actions.remove(contact, reason=reason, by=by)


@transaction.atomic
def relocate_school(school: School, *, reason: str = "", by: Actor) -> School:
    """Store where a school stands, as its own people or an officer say.

    Raises: PermissionDenied; ValidationError; StaleVersion.
    """
    require(by, Permission.EDIT_REGISTER, at=school.place)
    school.location_basis = Basis.ENTERED
    return actions.change(school, reason=reason, by=by)
