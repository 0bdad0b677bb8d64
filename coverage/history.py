"""Everything dated that coverage depends on, fetched once and asked for any day.

The year line asks for many days; with the history in hand each costs arithmetic and no query.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from coverage.models import Designation
from coverage.rate import Counted
from groups.models import Membership
from records.periods import Span
from schools.models import Enrolment, School, SchoolStatus, StageService
from schools.school_year import school_year_of
from schools.stages import COUNTED_UNDER


@dataclass(frozen=True)
class Held:
    """One quality designation: where it counts and when; an empty stage counts in every stage served."""

    stage: str
    label: str
    span: Span


@dataclass(frozen=True)
class Led:
    """One school's days in one group under one lead."""

    group: str
    lead_id: int
    span: Span


@dataclass
class History:
    """The dated facts of some schools, by the school's primary key."""

    schools: dict[int, School] = field(default_factory=dict)
    operating: dict[int, list[Span]] = field(default_factory=lambda: defaultdict(list))
    served: dict[int, list[tuple[str, Span]]] = field(default_factory=lambda: defaultdict(list))
    held: dict[int, list[Held]] = field(default_factory=lambda: defaultdict(list))
    led: dict[int, list[Led]] = field(default_factory=lambda: defaultdict(list))
    pupils: dict[tuple[int, int, str], int] = field(default_factory=dict)

    def on(self, day: date) -> list[Counted]:
        """Return every school that counts on the day, once for each stage of coverage that it serves."""
        return [row for school in self.schools.values() for row in self._of_school(school, day)]

    def _of_school(self, school: School, day: date) -> list[Counted]:
        if not any(span.holds(day) for span in self.operating[school.pk]):
            return []
        served: dict[str, list[str]] = defaultdict(list)
        for stage, span in self.served[school.pk]:
            if span.holds(day):
                served[COUNTED_UNDER[stage]].append(stage)  # type: ignore[index] # a stage is stored by its code
        through = self._reached_through(school.pk, day)
        return [
            Counted(
                school_id=school.pk,
                code=school.code,
                name=school.name,
                stage=stage,
                designated_by=self._designated_by(school.pk, stage, day),
                reached_through=through,
                pupils=self._pupils(school.pk, parts, day),
            )
            for stage, parts in served.items()
        ]

    def _designated_by(self, school_id: int, stage: str, day: date) -> tuple[str, ...]:
        held = [h for h in self.held[school_id] if h.span.holds(day) and h.stage in ("", stage)]
        return tuple(h.label for h in held)

    def _reached_through(self, school_id: int, day: date) -> tuple[str, ...]:
        """Return the groups whose lead holds any valid quality designation on the day."""
        groups = {
            led.group
            for led in self.led[school_id]
            if led.span.holds(day) and any(held.span.holds(day) for held in self.held[led.lead_id])
        }
        return tuple(sorted(groups))

    def _pupils(self, school_id: int, stages: list[str], day: date) -> int | None:
        year = school_year_of(day)
        figures = [self.pupils.get((school_id, year, stage)) for stage in stages]
        return None if None in figures else sum(figure or 0 for figure in figures)


def fetch_history(schools: Iterable[School]) -> History:
    """Return the history of schools that were fetched through the door.

    Queries: 6, however many schools and days.
    """
    history = History(schools={school.pk: school for school in schools})
    ids = list(history.schools)
    for status in SchoolStatus.objects.of_schools(ids).teaching():
        history.operating[status.school_id].append(status.span)
    for service in StageService.objects.of_schools(ids):
        history.served[service.school_id].append((service.stage, service.span))
    for enrolment in Enrolment.objects.of_schools(ids):
        history.pupils[enrolment.school_id, enrolment.year, enrolment.stage] = enrolment.pupils
    _fetch_groups(history, ids)
    return history


def _fetch_groups(history: History, ids: list[int]) -> None:
    memberships = list(Membership.objects.of_schools(ids))
    leads = list(Membership.objects.leads_of({membership.group_id for membership in memberships}))
    for membership in memberships:
        for lead in leads:
            if lead.group_id == membership.group_id:
                _add_days_under_lead(history, membership, lead)
    for designation in Designation.objects.of_quality_at([*ids, *(lead.school_id for lead in leads)]):
        scheme = designation.level.scheme
        held = Held(scheme.stage, designation.level.name, designation.span)
        history.held[designation.school_id].append(held)


def _add_days_under_lead(history: History, membership: Membership, lead: Membership) -> None:
    shared = membership.span.intersect(lead.span)
    in_force = shared and shared.intersect(membership.group.span)
    if in_force:
        led = Led(membership.group.name, lead.school_id, in_force)
        history.led[membership.school_id].append(led)
