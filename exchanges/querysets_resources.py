"""Questions about shared resources, their opening hours and bookings, each behind the one door."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any, Self

from django.db.models import Exists, F, OuterRef, Q

from accounts.roles import Permission
from exchanges.choices import Audience, BookingState
from records.initials import looks_like
from records.models import DemonstrationQuerySet
from records.periods import PeriodQuerySet, in_force


class ResourceQuerySet(DemonstrationQuerySet):
    """Shared resources."""

    def visible_to(self, user: Any, on: date) -> Self:
        """Return the resources of the own districts and school, and those open to the own school on a day."""
        reach = user.reach(Permission.VIEW_RESOURCES)
        return self.filter(_own(reach) | self._open_to(reach.schools, on)).distinct()

    def of_own(self, user: Any) -> Self:
        """Return the resources of the own districts and school alone, whatever the day."""
        return self.filter(_own(user.reach(Permission.VIEW_RESOURCES)))

    def _open_to(self, schools: Any, on: date) -> Q:
        """Return the condition that a resource is open to one of the schools by its groups or district."""
        model: Any = self.model
        groups = model.group.field.related_model.objects.filter(
            in_force(on, "memberships__"), memberships__school__in=schools
        )
        shared = Q(audience=Audience.OWN_GROUPS, pk__in=self._of_members(groups, on))
        named = Q(audience=Audience.ONE_GROUP, group__in=groups)
        of_district = Q(audience=Audience.DISTRICT, school__district__schools__in=schools)
        return shared | named | of_district

    def _of_members(self, groups: Any, on: date) -> Any:
        model: Any = self.model
        members = in_force(on, "school__memberships__")
        return model.objects.filter(members, school__memberships__group__in=groups).values("pk")

    def owners(self) -> Any:
        """Return the schools that open these resources."""
        model: Any = self.model
        schools = model.school.field.related_model.objects.filter(resources__in=self)
        return schools.distinct().order_by("code")

    def for_list(self) -> Self:
        """Return the resources with school and group. Queries: 1."""
        return self.select_related("school__district", "group")

    def open_on(self, day: date) -> Self:
        """Return the resources that have opening hours in force on the day."""
        return self.filter(Exists(self._hours(day)))

    def free_at(self, day: date, opens: time, closes: time, start: datetime, end: datetime) -> Self:
        """Return the resources open on a day between two times, and not booked between two moments."""
        hours = self._hours(day).filter(weekday=day.weekday(), opens__lte=opens, closes__gte=closes)
        model: Any = self.model
        booked = model.bookings.rel.related_model.objects.filter(resource=OuterRef("pk"))
        return self.filter(Exists(hours), ~Exists(booked.holding().between(start, end)))

    def _hours(self, day: date) -> Any:
        model: Any = self.model
        return model.hours.rel.related_model.objects.on(day).filter(resource=OuterRef("pk"))

    def matching(
        self, *, text: str = "", kind: str = "", school: str = "", people: int | None = None
    ) -> Self:
        """Return the resources that meet every condition given."""
        given = {"kind": kind, "school__code": school}
        found = self.filter(**{column: value for column, value in given.items() if value})
        if text:
            found = found.filter(looks_like(text, names=["name", "school__name"], initials="initials"))
        return found.filter(Q(capacity=None) | Q(capacity__gte=people)) if people else found

    def sorted_by(self, key: str) -> Self:
        """Return the resources by name, school or size, a leading minus turning the order round."""
        column = {"school": "school__code"}.get(key.lstrip("-"), key.lstrip("-"))
        by = F(column).desc(nulls_last=True) if key.startswith("-") else F(column).asc(nulls_last=True)
        return self.order_by(by, "pk")


def _own(reach: Any) -> Q:
    return reach.q(district="school__district", school="school")


class OpeningHoursQuerySet(PeriodQuerySet):
    """Opening hours of shared resources."""

    def visible_to(self, user: Any) -> Self:
        """Return the hours of the resources of the own districts and school."""
        reach = user.reach(Permission.VIEW_RESOURCES)
        return self.filter(reach.q(district="resource__school__district", school="resource__school"))

    def since(self, day: date) -> Self:
        """Return the rows that are in force on the day or later."""
        return self.filter(Q(end=None) | Q(end__gt=day))


class BookingQuerySet(DemonstrationQuerySet):
    """Bookings of shared resources."""

    def visible_to(self, user: Any) -> Self:
        """Return the bookings of the own districts, by the own school, and of the own school's resources."""
        reach = user.reach(Permission.VIEW_RESOURCES)
        of_booker = reach.q(district="resource__school__district", school="school")
        return self.filter(of_booker | reach.q(school="resource__school"))

    def for_page(self) -> Self:
        """Return the bookings with what an action and a page read. Queries: 1."""
        return self.select_related("resource__school__district", "school__district")

    def holding(self) -> Self:
        """Return the bookings that keep others out."""
        return self.filter(state__in=[BookingState.REQUESTED, BookingState.CONFIRMED])

    def between(self, start: datetime, end: datetime) -> Self:
        """Return the bookings that share a moment with the time from ``start`` up to ``end``."""
        return self.filter(start__lt=end, end__gt=start)

    def from_day(self, moment: datetime) -> Self:
        """Return the bookings that end after a moment."""
        return self.filter(end__gt=moment).order_by("start", "pk")

    def waiting_for(self, user: Any) -> Self:
        """Return the bookings that the user's school has to confirm."""
        reach = user.reach(Permission.OFFER_RESOURCES)
        return self.filter(reach.q(school="resource__school"), state=BookingState.REQUESTED)

    def matching(self, moment: datetime, *, text: str = "", state: str = "", when: str = "") -> Self:
        """Return the bookings that meet every condition given; ``when`` is about the moment."""
        found = self.filter(state=state) if state else self
        if text:
            names = ["resource__name", "resource__school__name", "school__name", "purpose"]
            found = found.filter(looks_like(text, names=names, initials="resource__initials"))
        times = {"coming": Q(end__gt=moment), "past": Q(end__lte=moment)}
        return found.filter(times[when]) if when else found

    def sorted_by(self, key: str) -> Self:
        """Return the bookings by time or school, a leading minus turning the order round."""
        column = {"school": "school__code"}.get(key.lstrip("-"), key.lstrip("-"))
        by = F(column).desc() if key.startswith("-") else F(column).asc()
        return self.order_by(by, "pk")
