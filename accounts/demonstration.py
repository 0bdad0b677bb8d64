"""Demonstration accounts: one password for all of them, never a default one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts.access import Actor
from accounts.models import Appointment, User
from accounts.roles import ADMINISTRATOR, AUDITOR, INSPECTOR, OFFICER
from records import actions
from records.models import Basis

DISTRICT_ACCOUNTS = [("bureau", OFFICER), ("inspector", INSPECTOR), ("auditor", AUDITOR)]
ADMINISTRATOR_ACCOUNT = ("admin", ADMINISTRATOR)


@dataclass(frozen=True)
class Account:
    """One demonstration account that is to exist: who, in which role, where."""

    username: str
    name: str
    role: str
    district: Any = None
    school: Any = None


@transaction.atomic
def create_accounts(accounts: Iterable[Account], *, password: str, by: Actor) -> int:
    """Create the accounts that do not exist yet, each with its appointment, and return how many are new.

    The password is hashed once for all: a hash is slow by design.
    """
    known = set(User.objects.values_list("username", flat=True))
    new = [account for account in accounts if account.username not in known]
    hashed = make_password(password)
    users = [
        User(username=account.username, name=account.name, password=hashed, basis=Basis.DEMONSTRATION)
        for account in new
    ]
    appointments = [
        Appointment(
            user=user,
            role=account.role,
            district=account.district,
            school=account.school,
            basis=Basis.DEMONSTRATION,
        )
        for user, account in zip(actions.create_many(users, by=by), new, strict=True)
    ]
    actions.create_many(appointments, by=by)
    return len(new)


@transaction.atomic
def set_password(password: str) -> int:
    """Give every demonstration account this password and return how many there are. Queries: 1."""
    return User.objects.demonstration().update(password=make_password(password))


@transaction.atomic
def remove_accounts(*, by: Actor) -> int:
    """Remove the demonstration accounts with their appointments and return how many they were."""
    users = User.objects.demonstration()
    appointments = Appointment.objects.filter(user__in=users)
    actions.remove_many(appointments, by=by)
    return actions.remove_many(users, by=by)
