"""Questions about many designations and targets, and the four measures as one grouped query."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Self

from django.db import models

from accounts.roles import Permission
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


class DesignationQuerySet(PeriodQuerySet):
    """Designations of schools."""

    def visible_to(self, user: Any) -> Self:
        """Return the designations of the own districts and of the own school."""
        reach = user.reach(Permission.VIEW_REGISTER)
        return self.filter(reach.q(district="school__district", school="school"))

    def of_schools(self, schools: Iterable[int]) -> Self:
        """Return the designations of schools that somebody else has already fetched through the door."""
        return self.filter(school__in=schools).select_related("level__scheme", "school")

    def of_quality(self, day: date) -> Self:
        """Return the designations that make a school a quality school on the day."""
        return self.on(day).filter(level__counts_as_quality=True)


class OfDistrictQuerySet(PeriodQuerySet):
    """Dated rows that belong to one district."""

    def visible_to(self, user: Any) -> Self:
        """Return the rows of the districts whose coverage the user may read."""
        return self.filter(user.reach(Permission.VIEW_COVERAGE).q(district="district"))


