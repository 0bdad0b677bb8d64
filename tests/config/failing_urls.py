"""Addresses whose views fail, each in its own way, under the name of a public one."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path

from config.urls import handler500
from records.errors import AlreadyDone

__all__ = ["handler500"]

FAILURES = {
    "400": SuspiciousOperation("secret detail"),
    "403": PermissionDenied("secret detail"),
    "404": Http404("secret detail"),
    "409": AlreadyDone("the first submit"),
    "500": RuntimeError("secret detail"),
    "503-busy": OperationalError("secret detail"),
    "503-away": InterfaceError("secret detail"),
}


def failing(error: Exception) -> Callable[[HttpRequest], HttpResponse]:
    """Return a view that raises the error."""

    def view(_request: HttpRequest) -> HttpResponse:
        raise error

    return view


urlpatterns = [path(name, failing(error), name="healthz") for name, error in FAILURES.items()]
