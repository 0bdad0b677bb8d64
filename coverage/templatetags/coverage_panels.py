"""Panels of designations and coverage for the pages of lower floors."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import template

from accounts.access import can
from accounts.models import User
from accounts.roles import Permission
from coverage.access import FEWEST_SCHOOLS, may_designate
from coverage.history import fetch_history
from coverage.models import Designation
from coverage.rate import Counted, StageMeasures, all_stages, by_stage, is_shown, rows_of
from coverage.situation import shares, targets_of
from groups.models import EducationGroup
from records.periods import those_on
from schools.models import School

register = template.Library()


@register.inclusion_tag("coverage/_school_designations.html", takes_context=True)
def school_designations(context: dict[str, Any], school: School, day: date) -> dict[str, Any]:
    """Show a school's designations: those valid on the day, those before, and those after. Queries: 1."""
    held = list(Designation.objects.of_schools([school.pk]))
    return {
        "valid": those_on(day, held),
        "ended": [row for row in held if row.span.is_over(day)],
        "later": [row for row in held if row.span.begins_after(day)],
        "day": day,
        "school": school,
        "may_edit": may_designate(context["request"].user, school),
    }


@register.inclusion_tag("coverage/_group_designations.html")
def group_designations(group: EducationGroup, day: date) -> dict[str, Any]:
    """Show which schools of a group hold which designation on the day; public facts. Queries: 1."""
    schools = [membership.school_id for membership in group.members_on_day]
    return {"designations": Designation.objects.of_schools(schools).for_panel(day), "day": day}


@register.inclusion_tag("coverage/_group_coverage.html", takes_context=True)
def group_coverage(context: dict[str, Any], group: EducationGroup, day: date) -> dict[str, Any]:
    """Show the coverage of a group's schools by stage on the day. Queries: 6.

    Below bureau level pupils are not counted: a numerator, a difference, or a change from one day to the
    next would give a single school's enrolment away. A stage with fewer than three schools is left out,
    unless all are the viewer's own.
    """
    counted_schools = [m.school for m in group.members_on_day if m.school.in_district_register]
    counted = fetch_history(counted_schools).on(day)
    targets = shares(targets_of(group.district, day))
    stages = all_stages(by_stage(counted), targets, only_served=True)
    allowed = _shown_to(context["request"].user, group, stages, counted)
    return {"stages": allowed, "hidden": len(stages) - len(allowed), "fewest": FEWEST_SCHOOLS, "day": day}


def _shown_to(
    user: User, group: EducationGroup, stages: list[StageMeasures], counted: list[Counted]
) -> list[StageMeasures]:
    if can(user, Permission.VIEW_COVERAGE, at=group.place):
        return stages
    own = user.reach(Permission.VIEW_REGISTER).schools
    shown = [s for s in stages if is_shown(rows_of(counted, s.stage), own, fewest=FEWEST_SCHOOLS)]
    return [stage.by_institutions() for stage in shown]
