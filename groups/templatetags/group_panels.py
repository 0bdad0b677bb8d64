"""Panels of groups for the pages of other apps."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import template

from accounts.access import can
from accounts.models import User
from accounts.roles import Permission
from groups.models import EducationGroup, Membership
from groups.network import count_schools
from schools.models import School

register = template.Library()


@register.filter
def lead_on_day(group: EducationGroup) -> Membership | None:
    """Return the membership of the group's lead among ``members_on_day``.

    None when: nobody leads the group on that day.
    """
    return next((membership for membership in group.members_on_day if membership.is_lead), None)


@register.filter
def is_in_force(group: EducationGroup, day: date) -> bool:
    """Return whether the group is in force on the day; else nobody can be missing in it."""
    return group.span.holds(day)


@register.inclusion_tag("groups/_school_groups.html", takes_context=True)
def school_groups(context: dict[str, Any], school: School, day: date) -> dict[str, Any]:
    """Show the groups that a school belongs to on the day, as far as the viewer may see them. Queries: 1."""
    memberships = Membership.objects.visible_to(context["request"].user).in_active_groups(day)
    return {
        "memberships": memberships.of_school(school),
        "day": day,
        "day_form": context.get("day_form"),
    }


@register.inclusion_tag("groups/_school_end.html", takes_context=True)
def school_end(context: dict[str, Any], school: School) -> dict[str, Any]:
    """Link the pages by which a school ends, for those who keep the register. Queries: 0."""
    may = can(context["request"].user, Permission.GOVERN_REGISTER, at=school.place)
    return {"school": school, "may_end": may}


@register.inclusion_tag("groups/_my_groups.html", takes_context=True)
def my_groups(context: dict[str, Any], day: date) -> dict[str, Any]:
    """Show the groups of the viewer's own schools on the day as cards, with the own role. Queries: 3."""
    user: User = context["request"].user
    own = user.reach(Permission.VIEW_GROUPS).schools
    groups = EducationGroup.objects.visible_to(user).on(day).with_any_of(own, day).for_list(day)
    cards = [(group, [m for m in group.members_on_day if m.school_id in own]) for group in groups]
    return {"cards": cards, "day": day, "request": context["request"]}


@register.inclusion_tag("groups/_groups_summary.html", takes_context=True)
def groups_summary(context: dict[str, Any], day: date) -> dict[str, Any]:
    """Show how many groups there are, and each with its lead and number of schools. Queries: 3."""
    groups = list(EducationGroup.objects.visible_to(context["request"].user).on(day).for_list(day))
    return {
        "groups": groups,
        "school_count": count_schools(groups),
        "day": day,
        "request": context["request"],
    }
