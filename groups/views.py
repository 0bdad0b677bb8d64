"""The list of education groups with the picture of them, and one group's dashboard."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from accounts.access import can
from accounts.roles import Permission
from groups.access import reads_district
from groups.forms import GroupFilterForm
from groups.menu import group_menu
from groups.models import EducationGroup, Formation, GroupChange, Membership
from groups.network import network, shared_schools
from groups.roll import roll_of
from groups.steps import shown_steps
from groups.timeline import group_timeline, sources
from records.days import day_form
from records.list_pages import list_page
from records.models import AuditEntry
from records.timeline import after, until
from schools.access import may_open

GROUPS = pgettext_lazy("复数", "教育集团")
RECENT = 20  # entries of the trail on a group's page


def group_list(request: HttpRequest) -> HttpResponse:
    """Show the groups on a day that the person may see, as a list and as a picture."""
    days, form, user = day_form(request), GroupFilterForm(request.GET), request.user
    found = EducationGroup.objects.visible_to(user).in_state(form.chosen["state"], days.day)
    rows = found.matching(days.day, **form.conditions).for_list(days.day).sorted_by(form.order, days.day)
    groups = list(rows)  # all at once: the picture has them all, and the list's pages are cut out of them
    context = {
        "groups": groups,
        "network": network(groups, may_open=partial(may_open, user)),
        "shared_schools": shared_schools(groups),
        "reads_district": reads_district(user),
    }
    return list_page(
        request, "groups/group_list.html", form=form, rows=rows, name=GROUPS, days=days, context=context
    )


def group_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one group as it stands on a day; whether the person may see it is decided by today's rights."""
    days, user = day_form(request), request.user
    group = get_object_or_404(EducationGroup.objects.visible_to(user).for_dashboard(), slug=slug)
    memberships = Membership.objects.visible_to(user).of_schools_in(group, days.day)
    roll = roll_of(group, memberships, days.day)
    group.members_on_day = [member.membership for member in roll.members]
    changes = GroupChange.objects.visible_to(user).of_group(group)
    formation = Formation.objects.visible_to(user).for_page().of_group(group)
    context = {
        "day_form": days,
        "group": group,
        "is_in_force": group.span.holds(days.day),
        "members": roll.members,
        "events": group_timeline(group, roll.history),
        "sources": sources(group, roll.history, days.day),
        "changes": until(days.day, changes),
        "later_changes": after(days.day, changes),
        "today": timezone.localdate(),
        "menu": group_menu(user, group),
        "formation": formation,
        "steps": shown_steps(formation) if formation else [],
        "may_correct": can(user, Permission.EDIT_GROUPS, at=group.place),
        "entries": AuditEntry.objects.visible_to(user).about(group, *roll.history).newest(RECENT),
    }
    return render(request, "groups/group_detail.html", context)
