"""How django-allauth behaves here: no sign-up, throttled by account and address together."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.core.internal import ratelimit
from django.contrib.auth import authenticate
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.actions import set_password

WRONG = _("用户名或密码不正确。请检查大小写和输入法后再试；忘记密码请联系系统管理员。")
TOO_MANY = _("登录失败次数过多，这个账号暂时不能登录。请稍后再试，或联系系统管理员重设密码。")
WRONG_PASSWORD = _("当前密码不正确，请重新输入。")


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are given by the administrator."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": WRONG,
        "too_many_login_attempts": TOO_MANY,
        "enter_current_password": WRONG_PASSWORD,
        "incorrect_password": WRONG_PASSWORD,
    }

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

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """Return who signs in; an account that is switched off is refused and counted like a wrong password.

        None when: account and password do not match, or the account may not sign in.
        """
        self.pre_authenticate(request, **credentials)
        user = authenticate(request, **credentials)
        AuthenticationBackend.unstash_authenticated_user()  # kept by allauth, to name the reason of a refusal
        if user:
            self._rollback_login_failed_rl_usage()
        return user

    def set_password(self, user: Any, password: str) -> None:
        """Change the own password by the action, so that the trail has it."""
        set_password(user, password=password, by=user)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        return f"{credentials.get('username', '').lower()}@{ratelimit.get_ip(request)}"

    def _rollback_login_failed_rl_usage(self) -> None:
        super()._rollback_login_failed_rl_usage()
        if usage := getattr(self, "_anywhere_usage", None):
            usage.rollback()
