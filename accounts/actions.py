"""Changes to accounts that leave no difference in a record."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from accounts.access import Actor
from accounts.models import User
from records import audit
from records.audit import Change
from records.locks import lock


@transaction.atomic
def set_password(user: User, *, password: str, by: Actor) -> None:
    """Give an account a new password; every session of the account but the one that acts ends by it.

    The trail says who did it and never what the password is.
    Raises: ValidationError if the password is weak.
    """
    validate_password(password, user)
    [stored] = lock(user)
    user.set_password(password)
    user.save(update_fields=["password"])
    audit.write([Change(stored, "set_password", None, None)], by=by)
