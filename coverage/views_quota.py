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
from coverage.access import FEWEST_SCHOOLS
from coverage.forms_quota import EXCHANGED, TeacherFilterForm
from coverage.quota import STANDINGS, Quota, Teacher, Thresholds, Verdict, is_exchanged
from coverage.quota_facts import YearQuota, year_quota
from exchanges.choices import ExemptionReason
from groups.models import EducationGroup
from schools.forms_year import YearForm
from schools.models import School
from schools.school_year import first_day, label


@dataclass(frozen=True)
class Line:
    """One line of a table: a school, a group or the district with its figures and what they say."""

    of: Any
    quota: Quota
    verdicts: list[Verdict]
    backbone: Verdict | None


def _line(of: Any, quota: Quota, thresholds: Thresholds) -> Line:
    return Line(of, quota, quota.verdicts(thresholds), quota.backbone_verdict(thresholds))


def quota_overview(request: HttpRequest) -> HttpResponse:
    """Show the shares of a school year: of the own schools and groups, or of the whole district."""
    user, form = request.user, YearForm(request.GET, today=timezone.localdate())
    day = first_day(form.year_shown)
    groups = list(EducationGroup.objects.visible_to(user).on(day).for_list(day))
    own = list(School.objects.visible_to(user).registered().order_by("code"))
    facts = year_quota({*own, *_members(groups)}, form.year_shown)
    reads_district = can(user, Permission.VIEW_COVERAGE)
    lines = [_line(school, facts.of_schools([school.pk]), facts.thresholds) for school in own]
    context = {
        "form": form,
        "year": label(form.year_shown),
        "day": day,
        "thresholds": facts.thresholds,
        "total": _line(None, facts.of_schools(school.pk for school in own), facts.thresholds),
        "schools": sorted((line for line in lines if line.quota.teachers), key=_most_missing),
        "without_roster": sum(not line.quota.teachers for line in lines),
        "groups": [line for line in _group_lines(groups, facts) if reads_district or _is_large(line)],
        "leaders": _own_leaders(facts, own),
    }
    return render(request, "coverage/quota_overview.html", context)


def _members(groups: Iterable[EducationGroup]) -> list[School]:
    return [member.school for group in groups for member in group.members_on_day]


def _most_missing(line: Line) -> int:
    return -sum(verdict.missing for verdict in line.verdicts)


def _group_lines(groups: Iterable[Any], facts: YearQuota) -> list[Line]:
    return [
        _line(group, facts.of_schools(m.school_id for m in group.members_on_day), facts.thresholds)
        for group in groups
    ]


def _is_large(line: Line) -> bool:
    return len(line.of.members_on_day) >= FEWEST_SCHOOLS


def _own_leaders(facts: YearQuota, own: list[School]) -> dict[str, Any]:
    """Return the leaders of these schools whose time is up or unknown, and how many others there are."""
    years, schools = facts.thresholds.principal_years, {school.pk for school in own}
    judged = [(leader, leader.exceeds(facts.day, years)) for leader in facts.leaders]
    judged = [(leader, exceeds) for leader, exceeds in judged if leader.school.pk in schools]
    told = [(leader, exceeds) for leader, exceeds in judged if exceeds is not False]
    told.sort(key=lambda pair: (pair[0].since is None, pair[0].since, pair[0].school.code))
    return {"told": told, "others": len(judged) - len(told)}


def quota_school(request: HttpRequest, code: str) -> HttpResponse:
    """Show a school's shares, and every teacher behind them."""
    schools = School.objects.with_staff_visible_to(request.user).with_district()
    school = get_object_or_404(schools, code=code)
    form = TeacherFilterForm(request.GET, today=timezone.localdate())
    facts = year_quota([school], form.year_shown)
    who = form.chosen["who"]
    context = {
        "form": form,
        "school": school,
        "year": label(form.year_shown),
        "day": facts.day,
        "thresholds": facts.thresholds,
        "line": _line(school, facts.of_schools([school.pk]), facts.thresholds),
        "teachers": [_shown(row, facts) for row in facts.teachers if _is_wanted(row, facts, who)],
        "may_exempt": can(request.user, Permission.APPROVE_ROTATIONS, at=school.place),
    }
    return render(request, "coverage/quota_school.html", context)


def _is_wanted(teacher: Teacher, facts: YearQuota, who: str) -> bool:
    if who == EXCHANGED[0]:
        return is_exchanged(teacher, facts.thresholds)
    return not who or teacher.standing(facts.day, facts.thresholds.years) == who


def _shown(teacher: Teacher, facts: YearQuota) -> dict[str, Any]:
    person = facts.people[teacher.key].staff
    return {
        "person": person,
        "since": teacher.since,
        "standing": STANDINGS[teacher.standing(facts.day, facts.thresholds.years)],
        "exemption": ExemptionReason(teacher.exemption).label if teacher.exemption else "",
        "part": teacher.part,
        "is_exchanged": is_exchanged(teacher, facts.thresholds),
    }
