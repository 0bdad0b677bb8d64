"""Importing accounts: upload, check every row, confirm, and show the drawn passwords once."""

from django.http import HttpRequest, HttpResponse


def user_import(request: HttpRequest) -> HttpResponse:
    """Placeholder."""
    return HttpResponse("")
