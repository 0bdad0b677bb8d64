"""The panel that shows what a change would do to coverage; for the pages of every floor."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

from django import template
from django.utils import timezone

from accounts.access import can
from accounts.roles import Permission
from coverage.effect import compare
from coverage.situation import state_on
from schools.models import District

register = template.Library()


@register.inclusion_tag("coverage/_coverage_effect.html", takes_context=True)
def coverage_effect(
    context: dict[str, Any],
    rehearse: Callable[[], AbstractContextManager[None]],
    district: District,
    day: date | None,
) -> dict[str, Any]:
    """Show the four measures of every stage on the day before and after the change that ``rehearse`` makes.

    Whoever may not read the district's coverage is shown nothing; no day stands for today.
    Queries: 14, and those of the change itself.
    """
    if not can(context["request"].user, Permission.VIEW_COVERAGE, at=district.place):
        return {"effect": None}
    today = timezone.localdate()
    shown = day or today
    before = state_on(district, shown)
    with rehearse():
        after = state_on(district, shown)
    return {"effect": compare(before, after), "day": shown, "is_later": shown > today}
