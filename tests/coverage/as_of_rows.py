"""What a district is as of a day, asked for by the day, and found without asking for one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from coverage.history import fetch_history
from coverage.models import Designation
from coverage.situation import reconciliation_on
from groups.models import EducationGroup, Membership
from schools.choices import SchoolState
from schools.models import School, SchoolStatus
from schools.stages import COUNTED_UNDER
from tests import factories

Rows = dict[str, list[tuple[Any, ...]]]


def rows_on(day: date) -> Rows:
    """Return what the portal says of a day."""
    schools = School.objects.with_status(day).named_on(day).exclude(status_on_day=None)
    memberships = Membership.objects.in_active_groups(day).with_schools(day).select_related("group")
    held = Designation.objects.of_quality(day).with_schools(day)
    counted = fetch_history(School.objects.counted_in(factories.make_district())).on(day)
    lines = reconciliation_on(factories.make_district(), day).lines
    return _rows(
        schools=((row.code, row.name_on_day, row.status_on_day) for row in schools),
        groups=EducationGroup.objects.on(day).values_list("name"),
        memberships=((row.group.name, row.school.shown_name, row.role) for row in memberships),
        held=((row.school.shown_name, row.start) for row in held),
        counted=((row.name, row.is_designated, row.is_reached) for row in counted),
        reconciled=((school.shown_name,) for line in lines for school in line.schools),
    )


def rows_left(day: date) -> Rows:
    """Return the same from what nothing has ended yet, in a database that was only fed up to the day."""
    states = SchoolStatus.objects.filter(end=None).select_related("school")
    memberships = list(Membership.objects.filter(end=None).select_related("group", "school"))
    quality = Designation.objects.filter(level__counts_as_quality=True).select_related("school")
    held = [row for row in quality if row.end is None or (row.end > day and not row.end_reason)]
    designated = {row.school_id for row in held}
    led = {row.group_id for row in memberships if row.is_lead and row.school_id in designated}
    reached = designated | {row.school_id for row in memberships if row.group_id in led}
    operating = [state.school for state in states if state.status == SchoolState.OPERATING]
    return _rows(
        schools=((row.school.code, row.school.name, row.status) for row in states),
        groups=EducationGroup.objects.filter(end=None).values_list("name"),
        memberships=((row.group.name, row.school.name, row.role) for row in memberships),
        held=((row.school.name, row.start) for row in held),
        counted=(
            (school.name, school.pk in designated, school.pk in reached)
            for school in operating
            for _stage in counted_stages(school)
        ),
        reconciled=((school.name,) for school in operating),
    )


def counted_stages(school: School) -> set[str]:
    """Return the stages of coverage in which a school counts."""
    return {COUNTED_UNDER[service.stage] for service in school.stages.filter(end=None)}


def _rows(**found: Iterable[tuple[Any, ...]]) -> Rows:
    return {name: sorted(rows, key=repr) for name, rows in found.items()}
