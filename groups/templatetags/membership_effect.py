"""The panel that shows what a change would do to the groups and roles of schools."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

from django import template
from django.utils import timezone

from groups.effect import Effect, effects
from groups.models import Membership
from schools.models import School

register = template.Library()


@register.inclusion_tag("groups/_membership_effect.html", takes_context=True)
def membership_effect(
    context: dict[str, Any],
    rehearse: Callable[[], AbstractContextManager[None]],
    schools: Iterable[int],
    day: date | None,
) -> dict[str, Any]:
    """Show each school's groups and role on the day, before and after the change that ``rehearse`` makes.

    A school that the change itself brings is shown beside the one that it takes the place of; no day
    stands for today. Queries: 4, and those of the change.
    """
    user, on, concerned = context["request"].user, day or timezone.localdate(), set(schools)
    before = list(Membership.objects.visible_to(user).in_active_groups(on).of_places(concerned))
    known = list(School.objects.visible_to(user).among(concerned))
    with rehearse():
        concerned_then = School.objects.visible_to(user).with_successors(concerned, on)
        after_schools = list(concerned_then)
        places = {school.pk for school in after_schools}
        after = list(Membership.objects.visible_to(user).in_active_groups(on).of_places(places))
    shown: list[Effect] = effects([*known, *(s for s in after_schools if s not in known)], before, after)
    return {"effects": shown, "day": on, "request": context["request"]}
