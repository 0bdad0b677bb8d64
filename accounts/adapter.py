"""How django-allauth behaves here: no sign-up, throttled by account and address together."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal import ratelimit
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are given by the administrator."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False: nobody signs up."""
        return False

    def clean_username(self, username: str, shallow: bool = False) -> str:
        """Return the name in lower case, as it is stored."""
        return super().clean_username(username.lower(), shallow)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuse before the costly hash: five failures for an account from one address, fifty from anywhere.

        A whole school stands behind one address, so an address alone is never shut out; an account alone
        only after many failures, so that a stranger cannot easily keep its owner out.
        """
        super().pre_authenticate(request, **credentials)
        anywhere = ratelimit.consume(
            request,
            app="allauth.account",
            action="login_failed_anywhere",
            key=credentials.get("username", "").lower(),
        )
        if not anywhere:
            raise self.validation_error("too_many_login_attempts")
        self._anywhere_usage = anywhere

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        return f"{credentials.get('username', '').lower()}@{self.get_client_ip(request)}"

    def _rollback_login_failed_rl_usage(self) -> None:
        super()._rollback_login_failed_rl_usage()
        if usage := getattr(self, "_anywhere_usage", None):
            usage.rollback()
