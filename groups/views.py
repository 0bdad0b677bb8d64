"""The list of education groups with the picture of them, and one group's dashboard."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from groups.models import EducationGroup, Membership
from groups.network import network, shared_schools
from groups.roll import roll_of
from groups.timeline import group_timeline, sources
from records.days import day_form
from records.models import AuditEntry
from schools.access import may_open

RECENT = 20  # entries of the trail on a group's page


def group_list(request: HttpRequest) -> HttpResponse:
    """Show the groups in force on a day that the person may see, as a table and as a picture."""
    days = day_form(request)
    groups = list(EducationGroup.objects.visible_to(request.user).on(days.day).for_list(days.day))
    context = {
        "day_form": days,
        "groups": groups,
        "network": network(groups, may_open=partial(may_open, request.user)),
        "shared_schools": shared_schools(groups),
    }
    return render(request, "groups/group_list.html", context)


def group_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one group as it stands on a day; whether the person may see it is decided by today's rights."""
    days, user = day_form(request), request.user
    group = get_object_or_404(EducationGroup.objects.visible_to(user).for_dashboard(), slug=slug)
    memberships = Membership.objects.visible_to(user).of_schools_in(group)
    roll = roll_of(group, memberships, days.day)
    group.members_on_day = [member.membership for member in roll.members]
    context = {
        "day_form": days,
        "group": group,
        "is_in_force": group.span.holds(days.day),
        "members": roll.members,
        "events": group_timeline(group, roll.history),
        "sources": sources(group, roll.history),
        "entries": AuditEntry.objects.visible_to(user).about(group, *roll.history).newest(RECENT),
    }
    return render(request, "groups/group_detail.html", context)
