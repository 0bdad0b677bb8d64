"""Questions about many rows of the register, each behind the one door."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q

from accounts.roles import Permission
from records.periods import PeriodQuerySet, in_force


class DistrictQuerySet(models.QuerySet):
    """Districts."""

    def visible_to(self, user: Any) -> Self:
        """Return the districts that the user may read as a whole."""
        return self.filter(user.reach(Permission.VIEW_REGISTER).q(district="pk"))


class SchoolQuerySet(models.QuerySet):
    """Schools."""

    def visible_to(self, user: Any) -> Self:
        """Return the schools whose record the user may read: of the own districts, and the own school.

        What members of a group see of each other is shown by the group, never by the register.
        """
        return self.filter(user.reach(Permission.VIEW_REGISTER).q(district="district", school="pk"))

    def with_staff_visible_to(self, user: Any) -> Self:
        """Return the schools whose staff roster the user may read."""
        return self.filter(user.reach(Permission.VIEW_STAFF).q(district="district", school="pk"))

    def operating(self, day: date) -> Self:
        """Return the schools that teach on the day, by their dated status."""
        return self.filter(in_force(day, "statuses__"), statuses__status="operating")

    def in_register(self) -> Self:
        """Return the schools that count as the district's own."""
        return self.filter(in_district_register=True)

    def with_status(self, day: date) -> Self:
        """Annotate ``status_on_day``; None where no status is known for the day."""
        statuses = self.model.statuses.rel.related_model.objects.on(day).filter(school=OuterRef("pk"))
        return self.annotate(status_on_day=statuses.values("status")[:1])

    def for_list(self, day: date) -> Self:
        """Return the schools with all that the list page shows. Queries: 2."""
        served = self.model.stages.rel.related_model.objects.on(day).order_by("pk")
        return (
            self.with_status(day)
            .prefetch_related(Prefetch("stages", queryset=served, to_attr="stages_on_day"))
            .order_by("code")
        )

    def serving(self, stage: str, day: date) -> Self:
        """Return the schools that serve a stage on the day."""
        served = self.model.stages.rel.related_model.objects.on(day)
        return self.filter(Exists(served.filter(school=OuterRef("pk"), stage=stage)))

    def named_like(self, text: str) -> Self:
        """Return the schools whose name, a former name or the code contains the text."""
        former = self.model.former_names.rel.related_model.objects.filter(
            school=OuterRef("pk"), name__icontains=text
        )
        return self.filter(Q(name__icontains=text) | Q(code__icontains=text) | Exists(former))


class OfSchoolQuerySet(models.QuerySet):
    """Rows that belong to one school and are read with its record."""

    def visible_to(self, user: Any) -> Self:
        """Return the rows of the schools whose record the user may read."""
        reach = user.reach(Permission.VIEW_REGISTER)
        return self.filter(reach.q(district="school__district", school="school"))


class DatedOfSchoolQuerySet(OfSchoolQuerySet, PeriodQuerySet):
    """Rows of one school that are in force for a period."""


class EmploymentQuerySet(PeriodQuerySet):
    """Who belongs to which school's staff, and when."""

    def visible_to(self, user: Any) -> Self:
        """Return the employments at the schools whose roster the user may read."""
        reach = user.reach(Permission.VIEW_STAFF)
        return self.filter(reach.q(district="school__district", school="school"))

    def for_roster(self) -> Self:
        """Return the employments with the people, in the order of a roster. Queries: 1."""
        return self.select_related("staff").order_by("staff__staff_no")


class StaffQuerySet(models.QuerySet):
    """People on the rosters."""

    def visible_to(self, user: Any, on: date) -> Self:
        """Return the people on a roster that the user may read on the day."""
        employments = self.model.employments.rel.related_model.objects.on(on).visible_to(user)
        return self.filter(Exists(employments.filter(staff=OuterRef("pk"))))
