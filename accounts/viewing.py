"""Seeing the portal as somebody else sees it: which session does so, and for how long."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime

from django.http import HttpRequest

from accounts.access import can
from accounts.models import User
from accounts.roles import Permission

KEY = "viewing_as"
LONGEST = 30 * 60  # seconds


@dataclass(frozen=True)
class Viewing:
    """An administrator who sees what another person sees, until a moment."""

    administrator: User
    user: User
    until: datetime


def begin(request: HttpRequest, user: User) -> None:
    """Note in the session, which stays on the server, whom its owner sees as from now on."""
    request.session.cycle_key()
    request.session[KEY] = {"by": request.user.pk, "user": user.pk, "since": time.time()}


def forget(request: HttpRequest) -> User | None:
    """Take the note out of the session and return whom it named.

    None when: there is no note, or the account is gone.
    """
    note = request.session.pop(KEY, None)
    return User.objects.filter(pk=note["user"]).first() if note else None


def current(request: HttpRequest) -> Viewing | None:
    """Return what the session's note allows now.

    None when: it is over: too old, another person's, or one of the two lost what it takes.
    Queries: 3.
    """
    note, administrator = request.session[KEY], request.user
    user = User.objects.filter(pk=note["user"]).first()
    is_fresh = 0 <= time.time() - note["since"] < LONGEST
    if not (isinstance(administrator, User) and user and is_fresh and note["by"] == administrator.pk):
        return None
    if not (can(administrator, Permission.MANAGE_ACCOUNTS) and may_be_viewed(user)):
        return None
    return Viewing(administrator, user, datetime.fromtimestamp(note["since"] + LONGEST, UTC))


def may_be_viewed(user: User) -> bool:
    """Return whether somebody may see as this person: one who can sign in and administers nothing."""
    return user.may_sign_in and not can(user, Permission.MANAGE_ACCOUNTS)
