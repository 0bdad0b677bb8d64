"""Pieces of the register that pages of every app may show."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import gettext as _

from schools.access import may_open
from schools.choices import SchoolState
from schools.models import School

register = template.Library()


@register.inclusion_tag("schools/_school_link.html", takes_context=True)
def school_link(context: dict[str, Any], school: School) -> dict[str, Any]:
    """Show a school's name, linked where the viewer may open its record, on the page's day. Queries: 0."""
    return {
        "school": school,
        "may_open": may_open(context["request"].user, school),
        "day_form": context.get("day_form"),
    }


@register.filter
def state_label(status: str | None) -> str:
    """Return the words for a school's status; «unknown» for none."""
    return str(SchoolState(status).label) if status else _("未知")
