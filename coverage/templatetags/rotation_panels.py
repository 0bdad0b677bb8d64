"""What a rotation would do to shares and staffing, for the pages on which it is decided."""

from __future__ import annotations

from typing import Any

from django import template

from accounts.access import can
from accounts.roles import Permission
from coverage.rotation_effect import effect_on_lead, effect_on_shares
from exchanges.models import Rotation

register = template.Library()


@register.inclusion_tag("coverage/_rotation_effect.html", takes_context=True)
def rotation_effect(context: dict[str, Any], rotation: Rotation) -> dict[str, Any]:
    """Show what approving a rotation would change; to nobody who may not read the home school's roster.

    Queries: 6 to 21, by the school years of the term and whether the home school leads a group.
    """
    if not can(context["request"].user, Permission.VIEW_STAFF, at=rotation.home.place):
        return {"years": None}
    return {
        "rotation": rotation,
        "years": effect_on_shares(rotation),
        "staff": effect_on_lead(rotation),
    }
