"""Which share of the teachers takes part in exchanges, by school, group and district, and who they are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from accounts.access import can
from accounts.roles import Permission
from coverage.forms_quota import EXCHANGED, QuotaForm, TeacherFilterForm
from coverage.quota import Quota, Teacher, is_exchanged
from coverage.quota_facts import YearQuota, year_quota
from groups.models import EducationGroup
from schools.models import School
from schools.school_year import first_day, label

FEWEST_SCHOOLS = 3  # design: an aggregate over fewer is not shown below bureau level


@dataclass(frozen=True)
class Line:
    """One line of the table: a school or a group with its figures."""

    of: Any
    quota: Quota


def quota_overview(request: HttpRequest) -> HttpResponse:
    """Show the shares of a school year: of the own schools and groups, or of the whole district."""
    user, form = request.user, QuotaForm(request.GET, today=timezone.localdate())
    year, day = form.year_shown, first_day(form.year_shown)
    groups = list(EducationGroup.objects.visible_to(user).on(day).for_list(day))
    own = list(School.objects.visible_to(user).filter(in_district_register=True).order_by("code"))
    members = {m.school_id: m.school for group in groups for m in group.members_on_day}
    facts = year_quota([*own, *(s for s in members.values() if s not in own)], year)
    reads_district = can(user, Permission.VIEW_COVERAGE)
    context = {
        "form": form,
        "year": label(year),
        "day": day,
        "facts": facts,
        "total": facts.of_schools(school.pk for school in own) if reads_district else None,
        "schools": [Line(school, facts.of_schools([school.pk])) for school in own],
        "groups": [line for line in _group_lines(groups, facts) if reads_district or _is_large(line)],
        "leaders": _own_leaders(facts, own),
    }
    return render(request, "coverage/quota_overview.html", context)


def _group_lines(groups: Iterable[EducationGroup], facts: YearQuota) -> list[Line]:
    return [Line(group, facts.of_schools(m.school_id for m in group.members_on_day)) for group in groups]


def _is_large(line: Line) -> bool:
    return len(line.of.members_on_day) >= FEWEST_SCHOOLS


def _own_leaders(facts: YearQuota, own: list[School]) -> list[tuple[Any, bool | None]]:
    """Return the principals and vice-principals of the schools whose roster the viewer reads, longest first."""
    years, schools = facts.thresholds.principal_years, {school.pk for school in own}
    found = [leader for leader in facts.leaders if leader.school.pk in schools]
    ordered = sorted(found, key=lambda leader: (leader.since is None, leader.since))
    return [(leader, leader.exceeds(facts.day, years)) for leader in ordered]


def quota_school(request: HttpRequest, code: str) -> HttpResponse:
    """Show a school's shares, and every teacher behind them."""
    schools = School.objects.with_staff_visible_to(request.user).with_district()
    school = get_object_or_404(schools, code=code)
    form = TeacherFilterForm(request.GET, today=timezone.localdate())
    facts = year_quota([school], form.year_shown)
    context = {
        "form": form,
        "school": school,
        "year": label(form.year_shown),
        "facts": facts,
        "quota": facts.of_schools([school.pk]),
        "teachers": [_shown(row, facts) for row in facts.teachers if _is_wanted(row, facts, form.chosen["who"])],
        "may_exempt": can(request.user, Permission.APPROVE_ROTATIONS, at=school.place),
    }
    return render(request, "coverage/quota_school.html", context)


def _is_wanted(teacher: Teacher, facts: YearQuota, who: str) -> bool:
    if who == EXCHANGED[0]:
        return is_exchanged(teacher, facts.thresholds)
    return not who or teacher.standing(facts.day, facts.thresholds.years) == who


def _shown(teacher: Teacher, facts: YearQuota) -> dict[str, Any]:
    return {
        "person": facts.people[teacher.key].staff,
        "teacher": teacher,
        "standing": teacher.standing(facts.day, facts.thresholds.years),
        "is_exchanged": is_exchanged(teacher, facts.thresholds),
    }
