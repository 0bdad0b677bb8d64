"""The bureau's overview, coverage by day, and reconciliation."""

from __future__ import annotations

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.access import can
from accounts.roles import Permission
from coverage import charts
from coverage.forms import ShownForm
from coverage.rate import rows_of, stage_measures, total
from coverage.situation import history_of, reconciliation_on, shares, situation_from, situation_on, targets_of
from coverage.year_line import year_lines
from records.days import day_form
from records.models import AuditEntry
from schools.models import District, School
from schools.stages import CoverageStage

RECENT = 8  # entries of the trail on the overview
RECENT_FOR_AUDITOR = 20
DAYS_FOR_AUDITOR = 14


def home(request: HttpRequest) -> HttpResponse:
    """Show what the person came for: the district, the own school and groups, or the trail."""
    if can(request.user, Permission.VIEW_COVERAGE):
        return _overview(request)
    form = day_form(request)
    if can(request.user, Permission.VIEW_GROUPS):
        schools = School.objects.visible_to(request.user).for_list(form.day)
        return render(request, "coverage/home_school.html", {"schools": schools, "day": form.day})
    if can(request.user, Permission.VIEW_AUDIT):
        return _auditors_morning(request)
    return render(request, "coverage/home_nobody.html")


def _auditors_morning(request: HttpRequest) -> HttpResponse:
    """Show how much was done day by day, and what was done last."""
    today, entries = timezone.localdate(), AuditEntry.objects.visible_to(request.user)
    context = {
        "days": entries.by_day(today - timedelta(days=DAYS_FOR_AUDITOR - 1)),
        "entries": entries.newest(RECENT_FOR_AUDITOR),
    }
    return render(request, "coverage/home_auditor.html", context)


def _overview(request: HttpRequest) -> HttpResponse:
    form, district = day_form(request), chosen_district(request)
    if district is None:
        return render(request, "coverage/no_district.html")
    situation = situation_on(district, form.day)
    context = {
        "day_form": form,
        "day": form.day,
        "situation": situation,
        "bars": charts.coverage_bars(situation.stages),
        "reconciliation": reconciliation_on(district, form.day),
        "may_read_trail": can(request.user, Permission.VIEW_AUDIT),
        "entries": AuditEntry.objects.visible_to(request.user).newest(RECENT),
    }
    return render(request, "coverage/overview.html", context)


def coverage_overview(request: HttpRequest) -> HttpResponse:
    """Show the four measures of every stage on a day, and the years towards the target."""
    form, district = day_form(request), chosen_district(request)
    if district is None:
        return render(request, "coverage/no_district.html")
    history = history_of(district)
    situation = situation_from(history, district, form.day)
    due_days = {stage: target.due_on for stage, target in situation.targets.items()}
    lines = year_lines(history, situation.stages, due_days, form.day)
    context = {
        "day_form": form,
        "situation": situation,
        "bars": charts.coverage_bars(situation.stages),
        "plots": [charts.line_plot(line, form.day) for line in lines],
    }
    return render(request, "coverage/coverage_overview.html", context)


def stage_detail(request: HttpRequest, stage: str) -> HttpResponse:
    """List the schools behind a stage's numerators and denominators on a day."""
    form, district = day_form(request), chosen_district(request)
    if stage not in CoverageStage.values or district is None:
        raise Http404
    history = history_of(district)
    targets = targets_of(district, form.day)
    rows = rows_of(history.on(form.day), stage)
    shown = ShownForm({"show": request.GET.get("show", ""), "on": form.day.isoformat()})
    listed = shown.apply(rows)
    context = {
        "day_form": form,
        "shown_form": shown,
        "stage": stage_measures(stage, total(rows), shares(targets).get(stage)),
        "target": targets.get(stage),
        "rows": listed,
        "totals": total(listed),
    }
    return render(request, "coverage/stage_detail.html", context)


def reconciliation(request: HttpRequest) -> HttpResponse:
    """Show declared against registered schools on a day, with the schools that explain each line."""
    form, district = day_form(request), chosen_district(request)
    if district is None:
        return render(request, "coverage/no_district.html")
    found = reconciliation_on(district, form.day)
    context = {"day_form": form, "district": district, "reconciliation": found}
    return render(request, "coverage/reconciliation.html", context)


def chosen_district(request: HttpRequest) -> District | None:
    """Return the district that the address names among those the person may read, else the first.

    None when: no district is loaded, or none is within reach. Queries: 1.
    """
    districts = list(District.objects.visible_to(request.user))
    named = [district for district in districts if district.code == request.GET.get("district")]
    return next(iter(named or districts), None)
