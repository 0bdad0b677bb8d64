"""Changes to accounts and appointments."""

from __future__ import annotations

from datetime import date
from typing import TypeVar

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import Actor
from accounts.models import Appointment, User
from records import actions, audit
from records.audit import Change
from records.locks import lock

LAST_ADMINISTRATOR = _("没有保存：这样一来，今天就没有任何能登录的系统管理员了。请先任命另一位。")
AccountT = TypeVar("AccountT", User, Appointment)


@transaction.atomic
def change_account(record: AccountT, *, on: date, reason: str = "", by: Actor) -> AccountT:
    """Store a changed account or appointment, as long as somebody can still administer the portal.

    Raises: ValidationError if nobody active would be administrator on the day; StaleVersion.
    """
    changed = actions.change(record, reason=reason, by=by)
    if not Appointment.objects.on(on).administering().exists():
        raise ValidationError(LAST_ADMINISTRATOR, code="last_administrator")
    return changed


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
