"""Which accounts may sign in, and stay signed in."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend


class AccountBackend(AuthenticationBackend):
    """Ask at sign-in and at every request whether the account is open today."""

    def user_can_authenticate(self, user: Any) -> bool:
        """Return whether the account is switched on and its owner has not left by today."""
        return user.may_sign_in
