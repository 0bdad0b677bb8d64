"""Questions about many designations and targets, and the four measures as one grouped query."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Model

from accounts.roles import Permission
from records.models import DemonstrationQuerySet
from records.periods import PeriodQuerySet


class CodeTableQuerySet(PeriodQuerySet):
    """Rows of a reference table, the same for every district."""

    def visible_to(self, user: Any) -> Self:
        """Return all rows to whoever may read coverage anywhere."""
        return self if user.reach(Permission.VIEW_COVERAGE) else self.none()


class SchemeQuerySet(models.QuerySet):
    """Designation schemes."""

    def visible_to(self, user: Any) -> Self:
        """Return all rows to whoever may read coverage anywhere."""
        return self if user.reach(Permission.VIEW_COVERAGE) else self.none()


class DesignationQuerySet(DemonstrationQuerySet, PeriodQuerySet):
    """Designations of schools."""

    def visible_to(self, user: Any) -> Self:
        """Return the designations of the own districts and of the own school."""
        reach = user.reach(Permission.VIEW_REGISTER)
        return self.filter(reach.q(district="school__district", school="school"))

    def for_panel(self, day: date) -> Self:
        """Return the designations valid on the day with their levels, schemes and schools. Queries: 1."""
        return self.on(day).select_related("level__scheme", "school").order_by("level__rank", "pk")

    def of_schools(self, schools: Iterable[int]) -> Self:
        """Return the designations, of any day, of schools that were already fetched through the door."""
        return self.filter(school__in=schools).select_related("level__scheme").order_by("pk")

    def of_quality_at(self, schools: Iterable[int]) -> Self:
        """Return the designations, of any day, that make these schools quality schools."""
        return self.of_schools(schools).filter(level__counts_as_quality=True)

    def of_quality(self, day: date) -> Self:
        """Return the designations that make a school a quality school on the day."""
        return self.on(day).filter(level__counts_as_quality=True)


class OfDistrictQuerySet(PeriodQuerySet):
    """Dated rows that belong to one district."""

    def visible_to(self, user: Any) -> Self:
        """Return the rows of the districts whose coverage the user may read."""
        return self.filter(user.reach(Permission.VIEW_COVERAGE).q(district="district"))

    def of_district(self, district: Model) -> Self:
        """Return the rows of one district."""
        return self.filter(district=district)
