"""Questions about many designations and targets, and the four measures as one grouped query."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Count, DateField, Exists, F, Model, OuterRef, Prefetch, Q, Value

from accounts.roles import Permission
from coverage.choices import DatedState, DesignationState, EndReason
from records.models import DemonstrationQuerySet
from records.periods import PeriodQuerySet, in_force
from schools.models import School, StageService
from schools.stages import COUNTED_UNDER

# Batches are awarded once a year (新优质学校, kindergarten grades): what ends within a year has to be
# applied for in the batch before, or there is a gap.
NOTICE_YEARS = 1


def notice_until(day: date) -> date:
    """Return the last end that is told in advance on the day; from 29 February it is 1 March."""
    try:
        return day.replace(year=day.year + NOTICE_YEARS)
    except ValueError:
        return date(day.year + NOTICE_YEARS, 3, 1)


class CodeTableQuerySet(PeriodQuerySet):
    """Rows of a reference table, the same for every district."""

    def visible_to(self, user: Any) -> Self:
        """Return all rows to whoever may read coverage anywhere."""
        return self if user.reach(Permission.VIEW_COVERAGE) else self.none()

    def visible_to_readers(self, user: Any) -> Self:
        """Return all rows to whoever may read designations anywhere, for the filters of their list."""
        return self if user.reach(Permission.VIEW_REGISTER) else self.none()

    def with_rules(self) -> Self:
        """Return rule sets with their rules. Queries: 2."""
        return self.prefetch_related("rules")


class RuleQuerySet(models.QuerySet):
    """Single thresholds."""

    def visible_to(self, user: Any) -> Self:
        """Return all rows to whoever may read coverage anywhere."""
        return self if user.reach(Permission.VIEW_COVERAGE) else self.none()


class SchemeQuerySet(models.QuerySet):
    """Designation schemes."""

    def visible_to_readers(self, user: Any) -> Self:
        """Return all rows to whoever may read designations anywhere, for the filters of their list."""
        return self if user.reach(Permission.VIEW_REGISTER) else self.none()

    def for_page(self, holders: models.QuerySet) -> Self:
        """Return the schemes with their levels, and how many of ``holders`` each level has. Queries: 2."""
        levels = self.model.levels.rel.related_model.objects.select_related("successor__scheme")
        counted = levels.annotate(holders=Count("designations", filter=Q(designations__in=holders)))
        ordered = counted.order_by("rank", F("start").asc(nulls_first=True), "code")
        return self.prefetch_related(Prefetch("levels", queryset=ordered, to_attr="levels_on_page"))

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
        """Return the designations valid on the day with their levels, schemes and schools. Queries: 2."""
        return self.on(day).with_schools(day).select_related("level__scheme").order_by("level__rank", "pk")

    def with_schools(self, day: date) -> Self:
        """Return the designations with their schools, by the names that these bore on the day. Queries: 2."""
        return self.prefetch_related(Prefetch("school", queryset=School.objects.named_on(day)))

    def of_schools(self, schools: Iterable[int]) -> Self:
        """Return the designations, of any day, of schools that were already fetched through the door."""
        return self.filter(school__in=schools).select_related("level__scheme").order_by("pk")

    def of_quality_at(self, schools: Iterable[int]) -> Self:
        """Return the designations, of any day, that make these schools quality schools."""
        return self.of_schools(schools).filter(level__counts_as_quality=True)

    def of_quality(self, day: date) -> Self:
        """Return the designations that make a school a quality school on the day."""
        return self.on(day).filter(level__counts_as_quality=True)

    def in_state(self, state: str, day: date) -> Self:
        """Return the designations in a state on the day; those expiring are valid too."""
        ended = self.filter(Q(start__isnull=True) | Q(start__lte=day), end__lte=day)
        expiring = Q(end__lte=notice_until(day), end_reason="")
        replaced = [EndReason.RENEWED, EndReason.CONVERTED]
        found = {
            DesignationState.UPCOMING: self.filter(start__gt=day),
            DesignationState.EXPIRED: ended.filter(end_reason=""),
            DesignationState.WITHDRAWN: ended.filter(end_reason=EndReason.WITHDRAWN),
            DesignationState.REPLACED: ended.filter(end_reason__in=replaced),
            DesignationState.EXPIRING: self.on(day).filter(expiring),
            DesignationState.VALID: self.on(day),
        }
        return found[DesignationState(state)]

    def expiring(self, day: date) -> Self:
        """Return the designations that run out within a year and are not renewed."""
        return self.in_state(DesignationState.EXPIRING, day)

    def for_list(self, day: date) -> Self:
        """Return the designations with all that the list shows; ``shown_on`` is the day. Queries: 2."""
        shown_on = Value(day, output_field=DateField())
        return self.with_schools(day).select_related("level__scheme").annotate(shown_on=shown_on)

    def matching(
        self,
        day: date,
        *,
        text: str = "",
        scheme: str = "",
        level: str = "",
        stage: str = "",
        state: str = "",
    ) -> Self:
        """Return the designations that meet every condition given; an empty one asks nothing."""
        found = self.in_state(state, day) if state else self
        if text:
            found = found.filter(school__in=School.objects.named_like(text))
        if scheme:
            found = found.filter(level__scheme__code=scheme)
        if level:
            found = found.filter(level=level)
        return found.counting_in(stage, day) if stage else found

    def counting_in(self, stage: str, day: date) -> Self:
        """Return the designations that count in a stage: by their scheme, else by what the school serves."""
        parts = [part for part, counted in COUNTED_UNDER.items() if counted == stage]
        served = StageService.objects.on(day).filter(school=OuterRef("school"), stage__in=parts)
        return self.filter(Q(level__scheme__stage=stage) | Q(level__scheme__stage="") & Exists(served))

    def sorted_by(self, key: str) -> Self:
        """Return the designations by school, level or day, a leading minus turning the order round."""
        columns = {"school": "school__code", "level": "level__rank", "start": "start", "end": "end"}
        name, descends = key.removeprefix("-"), key.startswith("-")
        by = F(columns[name])
        # an open start lies before every day, an open end behind, whatever the engine thinks of NULL
        opens_first = (name == "start") != descends
        order = by.desc if descends else by.asc
        ordered = order(nulls_first=True) if opens_first else order(nulls_last=True)
        return self.order_by(ordered, "school__code", "pk")

    def for_record(self) -> Self:
        """Return the designations with all that the page of one shows. Queries: 1."""
        return self.select_related(
            "school__district", "level__scheme", "level__successor__scheme", "previous__level__scheme"
        )

    def of_school_in(self, scheme: Model, school: Model) -> Self:
        """Return what a school holds or held under one scheme, in the order of days."""
        held = self.filter(school=school, level__scheme=scheme).select_related("level__scheme")
        return held.order_by(F("start").asc(nulls_first=True), "pk")

    def last_of_chain(self) -> Self:
        """Return the designations that nothing renewed or converted."""
        return self.filter(following__isnull=True)


DATED_STATES: dict[DatedState, Callable[[date], Q]] = {
    DatedState.IN_FORCE: in_force,
    DatedState.PAST: lambda day: Q(end__lte=day),
    DatedState.COMING: lambda day: Q(start__gt=day),
}


class OfDistrictQuerySet(PeriodQuerySet):
    """Dated rows that belong to one district."""

    def visible_to(self, user: Any) -> Self:
        """Return the rows of the districts whose coverage the user may read."""
        return self.filter(user.reach(Permission.VIEW_COVERAGE).q(district="district"))

    def of_district(self, district: Model) -> Self:
        """Return the rows of one district."""
        return self.filter(district=district)

    def for_list(self, day: date) -> Self:
        """Return the rows with all that the list shows; ``shown_on`` is the day. Queries: 1."""
        return self.select_related("district").annotate(shown_on=Value(day, output_field=DateField()))

    def matching(self, day: date, *, text: str = "", stage: str = "", state: str = "") -> Self:
        """Return the rows that meet every condition given; an empty one asks nothing."""
        found = self.filter(DATED_STATES[DatedState(state)](day)) if state else self
        if text:
            found = found.filter(self.model.speaking_of(text))
        return found.filter(stage=stage) if stage else found

    def sorted_by(self, key: str) -> Self:
        """Return the rows by a column, a leading minus turning the order round; rows alike newest first.

        An open start lies before every day, an open end or term behind, whatever the engine thinks of NULL.
        """
        name, descends = key.removeprefix("-"), key.startswith("-")
        opens_first = (name == "start") != descends
        order = F(name).desc if descends else F(name).asc
        ordered = order(nulls_first=True) if opens_first else order(nulls_last=True)
        return self.order_by(ordered, F("start").desc(nulls_last=True), "-pk")
