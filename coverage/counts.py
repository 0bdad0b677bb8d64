"""The totals of every stage on one day as one grouped query, for districts of any size."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)

from coverage.models import Designation
from coverage.rate import Totals
from groups.models import Membership
from schools.models import Enrolment, StageService
from schools.querysets import SchoolQuerySet
from schools.school_year import school_year_of
from schools.stages import COUNTED_UNDER


def grouped_totals(schools: SchoolQuerySet, day: date) -> dict[str, Totals]:
    """Return the totals by stage of the operating schools among ``schools``.

    Their measures equal those of the pure functions; pupils of a stage that is not reported whole may differ.
    Queries: 1.
    """
    rows = (
        StageService.objects.on(day)
        .filter(school__in=schools.operating(day))
        .annotate(
            counted_under=_counted_under(),
            is_designated=Exists(_designations(day)),
            pupils=Subquery(_pupils(day)),
        )
        .annotate(is_reached=Q(is_designated=True) | Exists(_led_by_quality(day)))
        .values("counted_under")
        .annotate(
            n_schools=Count("school", distinct=True),
            n_designated=Count("school", distinct=True, filter=Q(is_designated=True)),
            n_reached=Count("school", distinct=True, filter=Q(is_reached=True)),
            n_unreported=Count("school", distinct=True, filter=Q(pupils__isnull=True)),
            n_pupils=Sum("pupils"),
            n_pupils_designated=Sum("pupils", filter=Q(is_designated=True)),
            n_pupils_reached=Sum("pupils", filter=Q(is_reached=True)),
        )
    )
    return {row["counted_under"]: _totals(row) for row in rows}


def _totals(row: Mapping[str, Any]) -> Totals:
    return Totals(
        schools=row["n_schools"],
        designated=row["n_designated"],
        reached=row["n_reached"],
        reported=row["n_schools"] - row["n_unreported"],
        pupils=row["n_pupils"] or 0,
        pupils_designated=row["n_pupils_designated"] or 0,
        pupils_reached=row["n_pupils_reached"] or 0,
    )


def _counted_under() -> Case:
    cases = [When(stage=stage, then=Value(counted)) for stage, counted in COUNTED_UNDER.items()]
    return Case(*cases, output_field=CharField())


def _designations(day: date) -> QuerySet[Designation]:
    """Return the designations of the row's school that count in the row's stage."""
    valid = Designation.objects.of_quality(day).filter(school=OuterRef("school"))
    return valid.filter(Q(level__scheme__stage="") | Q(level__scheme__stage=OuterRef("counted_under")))


def _led_by_quality(day: date) -> QuerySet[Membership]:
    """Return the memberships of the row's school in active groups whose lead holds a designation."""
    leads = Membership.objects.leading().on(day).filter(group=OuterRef("group"))
    quality = Designation.objects.of_quality(day).filter(school=OuterRef("school"))
    active = Membership.objects.in_active_groups(day).filter(school=OuterRef("school"))
    return active.filter(Exists(leads.filter(Exists(quality))))


def _pupils(day: date) -> QuerySet:
    """Return the pupils of the row's school and stage in the day's school year."""
    of_row = Enrolment.objects.filter(school=OuterRef("school"), stage=OuterRef("stage"))
    return of_row.filter(year=school_year_of(day)).values("pupils")
