"""What is decided before a view runs and after it failed in a known way."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from records.errors import Conflict


class RequestSizeMiddleware:
    """Refuse a request by its declared length before any of it is read; stands first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer 413 for what is larger than MAX_REQUEST_MB."""
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdigit() or int(length) > settings.MAX_REQUEST_BYTES:
            return HttpResponse(render_to_string("413.html"), status=413)
        return self.get_response(request)


class ConflictMiddleware:
    """Turn a conflict into a page that says so, and a busy database into one that asks to try again."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer 409 for a stale version or a used request key, 503 for a database that is busy."""
        if isinstance(exception, Conflict):
            return render(request, "409.html", {"conflict": exception}, status=409)
        if isinstance(exception, OperationalError):
            return HttpResponse(render_to_string("503.html"), status=503, headers={"Retry-After": "10"})
        return None
