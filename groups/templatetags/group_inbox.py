"""What waits in the groups app, for the list on the home page."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils import timezone

from groups.models import Formation, GroupChange

register = template.Library()


@register.inclusion_tag("groups/_group_inbox.html", takes_context=True)
def group_inbox(context: dict[str, Any]) -> dict[str, Any]:
    """Show how many planned changes and formations there are, each linked to the list of them. Queries: 2."""
    user = context["request"].user
    return {
        "plans": GroupChange.objects.visible_to(user).planned(timezone.localdate()).count(),
        "formations": Formation.objects.visible_to(user).in_state("open").count(),
    }
