"""The door: sessions that end, and the table of rights before every view."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import structlog
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from accounts import viewing
from accounts.access import can
from accounts.actions import end_view
from accounts.models import User
from accounts.rights import READ, Right, right_for

log = structlog.get_logger(__name__)

SIGNED_IN_AT = "signed_in_at"
LAST_USED_AT = "last_used_at"
OPEN_WHILE_VIEWING = {"accounts:view_end", "set_language", "account_logout"}
RESOLUTION = 60  # seconds: the time of last use is stored no more often, so that reading rarely writes


class SessionLimitsMiddleware:
    """End a session that was idle too long or is too old."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Check the session's age before anything else looks at the user; let nobody keep private pages."""
        if not request.user.is_authenticated:
            return self._perhaps_signed_in(request, self.get_response(request))
        self._check(request)
        return _keep_private(self.get_response(request))

    @staticmethod
    def _perhaps_signed_in(request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Start the session's clocks if the request was the one that signed in."""
        if not request.user.is_authenticated:
            return response
        request.session[SIGNED_IN_AT] = request.session[LAST_USED_AT] = time.time()
        return _keep_private(response)

    @staticmethod
    def _check(request: HttpRequest) -> None:
        now, session = time.time(), request.session
        signed_in_at = session.setdefault(SIGNED_IN_AT, now)
        last_used_at = session.setdefault(LAST_USED_AT, now)
        idle_too_long = now - last_used_at > settings.IDLE_MINUTES * 60
        if idle_too_long or now - signed_in_at > settings.SESSION_HOURS * 3600:
            logout(request)
            messages.info(request, _("登录已超时，请重新登录。"))
        elif now - last_used_at > RESOLUTION:
            session[LAST_USED_AT] = now


def _keep_private(response: HttpResponse) -> HttpResponse:
    patch_cache_control(response, private=True, no_store=True)
    return response


class ViewAsMiddleware:
    """Let an administrator see, and only see, what another person sees.

    Behind it ``request.user`` is the person seen as, ``request.real_user`` whoever signed in.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Take the other person's place where the session says so and still may."""
        request.real_user, request.viewing = request.user, None  # type: ignore[attr-defined]
        if viewing.KEY in request.session:
            self._enter(request)
        return self.get_response(request)

    @staticmethod
    def _enter(request: HttpRequest) -> None:
        found = viewing.current(request)
        if found is None:
            end_viewing(request)
            messages.info(request, _("以他人身份查看已结束。"))
            return
        structlog.contextvars.bind_contextvars(real_user_id=found.administrator.pk)
        request.user, request.viewing = found.user, found  # type: ignore[attr-defined]

    def process_view(
        self, request: HttpRequest, view_func: Callable, view_args: Any, view_kwargs: Any
    ) -> HttpResponse | None:
        """Refuse every write, and the admin, with a page that says how to go on."""
        name = request.resolver_match.view_name if request.resolver_match else ""
        if request.viewing is None:  # type: ignore[attr-defined]
            return None
        if name == "account_logout" and request.method == "POST":
            end_viewing(request)
        is_reading = request.method in READ and not name.startswith("admin:")
        if is_reading or name in OPEN_WHILE_VIEWING:
            return None
        return render(request, "accounts/view_refused.html", status=403)


def end_viewing(request: HttpRequest) -> None:
    """Be oneself again, and have it in the trail; it ends with the session too, then without a line."""
    user = viewing.forget(request)
    request.user, request.viewing = request.real_user, None  # type: ignore[attr-defined]
    if user and isinstance(request.user, User):
        end_view(user, by=request.user)


class RightsMiddleware(LoginRequiredMiddleware):
    """Let nobody reach a view but by the table of rights."""

    def process_view(
        self, request: HttpRequest, view_func: Callable, view_args: Any, view_kwargs: Any
    ) -> HttpResponse | None:
        """Answer 404 for an unlisted address, 405 for a wrong method, 403 without the permission."""
        name = request.resolver_match.view_name if request.resolver_match else ""
        right = right_for(name)
        if right is None:
            log.error("address_without_right", view_name=name)
            raise Http404
        if not right.is_public and not request.user.is_authenticated:
            return self.handle_no_permission(request, view_func)
        return self._refuse(request, right)

    @staticmethod
    def _refuse(request: HttpRequest, right: Right) -> HttpResponse | None:
        if right.permission and not can(request.user, right.permission):
            raise PermissionDenied
        if request.method not in right.methods:
            return HttpResponseNotAllowed(sorted(right.methods))
        return None
