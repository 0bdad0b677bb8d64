"""What waits for the person among designations, for the home page."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils import timezone

from coverage.models import Designation

register = template.Library()


@register.inclusion_tag("coverage/_designation_inbox.html", takes_context=True)
def designation_inbox(context: dict[str, Any]) -> dict[str, Any]:
    """Show how many designations run out within a year, as far as the person may see them. Queries: 1."""
    visible = Designation.objects.visible_to(context["request"].user)
    return {"expiring": visible.expiring(timezone.localdate()).count()}
