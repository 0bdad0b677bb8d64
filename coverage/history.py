"""Everything dated that coverage depends on, fetched once and asked for any day.

The year line asks for many days; with the history in hand each costs arithmetic and no query.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter

from django.db.models import QuerySet

from coverage.models import Designation
from coverage.rate import Counted
from groups.models import Membership
from records.periods import Span, those_on
from records.timeline import after
from schools.models import Enrolment, FormerName, School, StageService
from schools.school_year import school_year_of
from schools.stages import COUNTED_UNDER, Stage


@dataclass(frozen=True)
class Served:
    """One stage that a school teaches, and when it does."""

    stage: Stage
    span: Span


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
    """The dated facts of some schools, by the school's primary key, in the order of their codes."""

    schools: dict[int, School] = field(default_factory=dict)
    names: dict[int, list[FormerName]] = field(default_factory=lambda: defaultdict(list))
    served: dict[int, list[Served]] = field(default_factory=lambda: defaultdict(list))
    held: dict[int, list[Held]] = field(default_factory=lambda: defaultdict(list))
    led: dict[int, list[Led]] = field(default_factory=lambda: defaultdict(list))
    pupils: dict[tuple[int, int, str], int] = field(default_factory=dict)

    def on(self, day: date) -> list[Counted]:
        """Return every school that counts on the day, once for each stage of coverage that it serves."""
        return [row for school in self.schools.values() for row in self._of_school(school, day)]

    def _of_school(self, school: School, day: date) -> list[Counted]:
        through = self._reached_through(school.pk, day)
        return [
            Counted(
                school_id=school.pk,
                code=school.code,
                name=self._name_of(school, day),
                stage=stage,
                designated_by=self._designated_by(school.pk, stage, day),
                reached_through=through,
                pupils=self._pupils(school.pk, parts, day),
            )
            for stage, parts in self._served(school.pk, day).items()
        ]

    def _name_of(self, school: School, day: date) -> str:
        """Return the name of the day, the same answer as ``named_on``."""
        return next((former.name for former in after(day, self.names[school.pk])), school.name)

    def _served(self, school_id: int, day: date) -> dict[str, list[str]]:
        """Return the stages that the school teaches on the day, by the stage that they count under."""
        served: dict[str, list[str]] = defaultdict(list)
        for taught in those_on(day, self.served[school_id]):
            served[COUNTED_UNDER[taught.stage]].append(taught.stage)
        return served

    def _designated_by(self, school_id: int, stage: str, day: date) -> tuple[str, ...]:
        valid = those_on(day, self.held[school_id])
        return tuple(held.label for held in valid if held.stage in ("", stage))

    def _reached_through(self, school_id: int, day: date) -> tuple[str, ...]:
        """Return the groups whose lead holds any valid quality designation on the day."""
        active = those_on(day, self.led[school_id])
        return tuple(sorted({led.group for led in active if those_on(day, self.held[led.lead_id])}))

    def _pupils(self, school_id: int, stages: list[str], day: date) -> int | None:
        year = school_year_of(day)
        figures = [self.pupils.get((school_id, year, stage)) for stage in stages]
        return None if None in figures else sum(filter(None, figures))


def fetch_history(schools: QuerySet[School] | Iterable[School]) -> History:
    """Return the history of schools that were reached through the door.

    Queries: 5, however many schools and days.
    """
    history = History()
    _fetch_schools(history, schools)
    for former in FormerName.objects.dropped_by(history.schools):
        history.names[former.school_id].append(former)
    for enrolment in Enrolment.objects.of_schools(history.schools):
        history.pupils[enrolment.school_id, enrolment.year, enrolment.stage] = enrolment.pupils
    _fetch_groups(history)
    return history


def _fetch_schools(history: History, schools: QuerySet[School] | Iterable[School]) -> None:
    for service in StageService.objects.while_operating(schools):
        history.schools[service.school_id] = service.school
        taught = service.span.intersect(service.operating_span)
        if taught:
            history.served[service.school_id].append(Served(Stage(service.stage), taught))


def _fetch_groups(history: History) -> None:
    by_group: dict[int, list[Membership]] = defaultdict(list)
    for membership in Membership.objects.beside_schools(history.schools):
        by_group[membership.group_id].append(membership)
    concerned = set(history.schools)
    for memberships in by_group.values():
        for lead in filter(attrgetter("is_lead"), memberships):
            concerned.add(lead.school_id)
            _add_group(history, memberships, lead)
    _fetch_designations(history, concerned)


def _fetch_designations(history: History, schools: set[int]) -> None:
    for designation in Designation.objects.of_quality_at(schools):
        scheme = designation.level.scheme
        held = Held(scheme.stage, designation.level.name, designation.span)
        history.held[designation.school_id].append(held)


def _add_group(history: History, memberships: list[Membership], lead: Membership) -> None:
    for membership in memberships:
        _add_days_under_lead(history, membership, lead)


def _add_days_under_lead(history: History, membership: Membership, lead: Membership) -> None:
    shared = membership.span.intersect(lead.span)
    in_force = shared and shared.intersect(membership.group.span)
    if in_force:
        led = Led(membership.group.name, lead.school_id, in_force)
        history.led[membership.school_id].append(led)
