"""Addresses of which one fails, to see what people get then."""

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from config.urls import handler500
from config.urls import urlpatterns as real
from records.errors import AlreadyDone

__all__ = ["handler500", "urlpatterns"]


def fail(_request: HttpRequest) -> HttpResponse:
    """Fail like a programming error."""
    raise ZeroDivisionError


def busy(_request: HttpRequest) -> HttpResponse:
    """Fail like a database that is busy."""
    raise OperationalError("database is locked")


def conflict(_request: HttpRequest) -> HttpResponse:
    """Fail like a form that was sent twice."""
    raise AlreadyDone("旧名")


broken = [
    path("fail/", fail, name="school_list"),
    path("busy/", busy, name="school_detail"),
    path("conflict/", conflict, name="staff_list"),
]
urlpatterns = [path("broken/", include((broken, "schools"))), *real]
