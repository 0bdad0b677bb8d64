"""What is decided before a view runs and after it failed in a known way."""

from __future__ import annotations

from collections.abc import Callable

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from django_structlog.middlewares import RequestMiddleware

from records.errors import Conflict

LONGEST_NUMBER = 18  # digits of a Content-Length that anybody can mean


class RequestLogMiddleware(RequestMiddleware):
    """Log every request with its id, person, address and outcome, but nothing that was typed."""

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        """Return method and path; the query holds what people searched for."""
        return f"{request.method} {request.path}"

    @classmethod
    def bind_ip(cls, request: HttpRequest) -> None:
        """Log the address that the outermost trusted proxy saw; whatever else a client claims is ignored."""
        told = request.headers.get("X-Forwarded-For", "").split(",")
        count = settings.ALLAUTH_TRUSTED_PROXY_COUNT
        seen = told[-count].strip() if 0 < count <= len(told) else ""
        structlog.contextvars.bind_contextvars(ip=seen or request.META.get("REMOTE_ADDR", ""))


class LanguageMiddleware(LocaleMiddleware):
    """Speak Chinese until the switch on the page says otherwise, whatever language the browser is set to."""

    def process_request(self, request: HttpRequest) -> None:
        """Activate the language of the switch's cookie, else the portal's own."""
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        known = chosen in dict(settings.LANGUAGES)
        translation.activate(chosen if known else settings.LANGUAGE_CODE)
        request.LANGUAGE_CODE = translation.get_language()

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Name the page's language."""
        response.headers.setdefault("Content-Language", translation.get_language())
        return response


class RequestSizeMiddleware:
    """Refuse a request by its declared length before any of it is read; stands before all that reads."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer 413 for what is larger than MAX_REQUEST_MB, 400 for a length that is no number."""
        declared = request.META.get("CONTENT_LENGTH") or "0"
        if not (declared.isascii() and declared.isdecimal()):
            return HttpResponse(render_to_string("400.html"), status=400)
        if len(declared) > LONGEST_NUMBER or int(declared) > settings.MAX_REQUEST_BYTES:
            return HttpResponse(render_to_string("413.html"), status=413)
        return self.get_response(request)


class RefusalMiddleware:
    """Give a refusal that comes without a page one of our own; stands last."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add the page to an answer 405, which Django leaves empty."""
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not response.content:
            response.content = render_to_string("405.html")
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer 409 for a stale version or a used request key."""
        if isinstance(exception, Conflict):
            return render(request, "409.html", {"conflict": exception}, status=409)
        return None
