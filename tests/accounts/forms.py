"""Filling in the admin's forms as a browser does."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.test import Client


def typed(page: HttpResponse, **changes: Any) -> dict[str, Any]:
    """Return what a browser would send from a form page, with some fields filled in anew."""
    form = page.context["adminform"].form
    values = {field.html_name: field.value() for field in form}
    sent = {name: _sent(value) for name, value in {**values, **changes}.items()}
    return {name: value for name, value in sent.items() if value is not None}


def _sent(value: Any) -> Any:
    if value is True:
        return "on"
    if value is False:
        return None
    return value.isoformat() if isinstance(value, date) else value


def submit(client: Client, url: str, **changes: Any) -> HttpResponse:
    """Open a form page, fill in some fields and send it."""
    return client.post(url, typed(client.get(url), **changes))


def errors_of(page: HttpResponse) -> dict[str, list[str]]:
    """Return what a form page that was sent back says is wrong."""
    return {name: list(errors) for name, errors in page.context["adminform"].form.errors.items()}
