"""What the shell of every page knows of the register."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from schools.models import District


def demonstration(request: HttpRequest) -> dict[str, object]:
    """Return whether the portal holds demonstration data; asked only where it is shown. Queries: 1."""
    return {"holds_demo_data": SimpleLazyObject(District.objects.filter(holds_demonstration=True).exists)}
