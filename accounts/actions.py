"""Changes to accounts and appointments."""

from __future__ import annotations

import secrets
from datetime import date
from typing import TypeVar
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import Actor, require
from accounts.models import Appointment, User
from accounts.roles import ADMINISTRATOR, Permission
from accounts.viewing import may_be_viewed
from records import actions, audit
from records.audit import Change
from records.locks import lock
from records.templatetags.records_format import day as day_text

LAST_ADMINISTRATOR = _("没有保存：这样一来，今天就没有任何能登录的系统管理员了。请先任命另一位。")
ALREADY_ENDED = _("这项任职已在 %(day)s 结束；结束日期只能提前，不能推后，需要延长请另行任命。")
NOT_BEGUN = _("这项任职从 %(day)s 开始，结束日期必须晚于这一天。")
HAS_BEGUN = _("这项任职已经生效，不能撤销；请登记结束日期。")
NOT_TO_BE_VIEWED = _("不能以这个身份查看：自己、其他系统管理员，以及不能登录的账号都不可以。")
DRAWN_FROM = "abcdefghjkmnpqrstuvwxyz23456789"  # without i, l, o, 0 and 1
AccountT = TypeVar("AccountT", User, Appointment)


@transaction.atomic
def change_account(
    record: AccountT, *, on: date, action: str = "change", reason: str = "", by: Actor
) -> AccountT:
    """Store a changed account or appointment, as long as somebody can still administer the portal.

    Raises: ValidationError if nobody active would be administrator on the day; StaleVersion.
    """
    changed = actions.change(record, action=action, reason=reason, by=by)
    _require_administrator(on)
    return changed


def _require_administrator(*days: date) -> None:
    for day in days:
        if not Appointment.objects.administering(day).exists():
            raise ValidationError(LAST_ADMINISTRATOR, code="last_administrator")


def create_account(user: User, *, reason: str = "", request_key: UUID | None = None, by: Actor) -> User:
    """Store a new account, which cannot sign in before it has a password.

    Raises: ValidationError; AlreadyDone.
    """
    require(by, Permission.MANAGE_ACCOUNTS)
    user.set_unusable_password()
    return actions.create(user, reason=reason, request_key=request_key, by=by)


def appoint(
    appointment: Appointment, *, reason: str = "", request_key: UUID | None = None, by: Actor
) -> Appointment:
    """Give somebody a role for a period.

    Raises: ValidationError; AlreadyDone.
    """
    require(by, Permission.MANAGE_ACCOUNTS)
    return actions.create(appointment, reason=reason, request_key=request_key, by=by)


@transaction.atomic
def end_appointment(
    appointment: Appointment, *, on: date, today: date, reason: str, by: Actor
) -> Appointment:
    """End an appointment on a day, which is the first without it.

    Raises: ValidationError if it already ended, or nobody would administer the portal; StaleVersion.
    """
    require(by, Permission.MANAGE_ACCOUNTS)
    if appointment.end is not None and appointment.end < on:
        raise ValidationError(
            {"on": ALREADY_ENDED % {"day": day_text(appointment.end)}}, code="already_ended"
        )
    if appointment.start and on <= appointment.start:
        raise ValidationError({"on": NOT_BEGUN % {"day": day_text(appointment.start)}}, code="not_begun")
    appointment.end = on
    changed = actions.change(appointment, reason=reason, by=by)
    _require_administrator(today, max(on, today))
    return changed


@transaction.atomic
def cancel_appointment(appointment: Appointment, *, today: date, reason: str, by: Actor) -> None:
    """Take back an appointment that has not begun; the trail keeps it.

    Raises: ValidationError if it holds today, or held before, or nobody would administer the portal on the
    day on which it would have begun; StaleVersion.
    """
    require(by, Permission.MANAGE_ACCOUNTS)
    if not appointment.span.begins_after(today):
        raise ValidationError(HAS_BEGUN, code="has_begun")
    actions.remove(appointment, reason=reason, by=by)
    if appointment.start and appointment.role == ADMINISTRATOR.code:
        _require_administrator(appointment.start)


@transaction.atomic
def dismiss(user: User, *, on: date, today: date, reason: str, by: Actor) -> User:
    """Close an account from a day on and end all its appointments by then; what would begin later is removed.

    Raises: ValidationError if nobody would administer the portal; StaleVersion.
    """
    require(by, Permission.MANAGE_ACCOUNTS)
    user.leaves_on = on
    changed = actions.change(user, action="dismiss", reason=reason, by=by)
    for appointment in user.appointments.to_end(on):
        if appointment.start and appointment.start >= on:
            actions.remove(appointment, reason=reason, by=by)
        else:
            appointment.end = on
            actions.change(appointment, reason=reason, by=by)
    _require_administrator(today, max(on, today))
    return changed


@transaction.atomic
def reactivate(user: User, *, reason: str, by: Actor) -> User:
    """Open a closed account again; ended appointments stay ended and are given anew.

    Raises: StaleVersion.
    """
    require(by, Permission.MANAGE_ACCOUNTS)
    user.leaves_on, user.is_active = None, True
    return actions.change(user, action="reactivate", reason=reason, by=by)


@transaction.atomic
def begin_view(user: User, *, reason: str, by: Actor) -> None:
    """Write down that an administrator begins to see what somebody else sees.

    Raises: ValidationError if it is an administrator, oneself, or an account that is closed.
    """
    require(by, Permission.MANAGE_ACCOUNTS)
    if user.username == by.username or not may_be_viewed(user):
        raise ValidationError(NOT_TO_BE_VIEWED, code="not_to_be_viewed")
    audit.write([Change(user, "view_as", None, None, reason)], by=by)


@transaction.atomic
def end_view(user: User, *, by: Actor) -> None:
    """Write down that an administrator ceases to see what somebody else sees."""
    audit.write([Change(user, "view_as_end", None, None)], by=by)


def draw_password() -> str:
    """Return a password to be told once: letters and digits that cannot be taken for each other."""
    groups = ("".join(secrets.choice(DRAWN_FROM) for _sign in range(4)) for _group in range(4))
    return "-".join(groups)


@transaction.atomic
def give_drawn_password(user: User, *, request_key: UUID, by: Actor) -> str:
    """Give an account a password that is drawn, and return it: it is stored nowhere else.

    Raises: AlreadyDone.
    """
    require(by, Permission.MANAGE_ACCOUNTS)
    actions.claim(request_key, result=str(user), by=by)
    password = draw_password()
    set_password(user, password=password, by=by)
    return password


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
