"""Enrolment as a table of years and stages: arithmetic over fetched rows; what is missing stays unknown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from zlib import crc32

from schools.models import Enrolment, StageService
from schools.school_year import days_of, label, school_year_of
from schools.stages import Stage

LARGE_CHANGE = Fraction(3, 10)  # a school rarely grows or shrinks by more in a year; a slip of the pen does


@dataclass(frozen=True)
class Cell:
    """One stage in one school year; without an enrolment it is unknown, or not served at all."""

    is_served: bool
    enrolment: Enrolment | None

    @property
    def is_expected(self) -> bool:
        """Return whether a figure belongs here."""
        return self.is_served or self.enrolment is not None


@dataclass(frozen=True)
class YearRow:
    """One school year: a cell for every stage of the table."""

    year: int
    cells: list[Cell]

    @property
    def label(self) -> str:
        """Return the school year as it is written: 2022–2023."""
        return label(self.year)

    @property
    def expected(self) -> int:
        """Return how many figures the year should have."""
        return sum(cell.is_expected for cell in self.cells)

    @property
    def enrolments(self) -> list[Enrolment]:
        """Return the year's figures, without the cells that have none."""
        return [cell.enrolment for cell in self.cells if cell.enrolment]

    @property
    def reported(self) -> int:
        """Return how many figures the year has."""
        return len(self.enrolments)

    @property
    def bases(self) -> list[tuple[str, str]]:
        """Return how the year's figures came to be known, each way once, with its words."""
        return list(dict.fromkeys((row.basis, row.get_basis_display()) for row in self.enrolments))

    @property
    def total(self) -> int | None:
        """Return the pupils of all stages.

        None when: a figure is missing, or none belongs here.
        """
        if not self.expected or self.reported < self.expected:
            return None
        return sum(row.pupils for row in self.enrolments)


@dataclass(frozen=True)
class EnrolmentTable:
    """A school's enrolment, the newest year first."""

    stages: list[Stage]
    rows: list[YearRow]


def enrolment_on(
    enrolments: Iterable[Enrolment], services: Iterable[StageService], day: date
) -> tuple[EnrolmentTable, EnrolmentTable | None]:
    """Return the years up to the one of the day with the stages begun by then, and the years after it.

    None when: no later year has a figure.
    """
    enrolments, services, year = list(enrolments), list(services), school_year_of(day)
    later = [row for row in enrolments if row.year > year]
    begun = [service for service in services if not service.span.begins_after(day)]
    table = enrolment_table([row for row in enrolments if row.year <= year], begun, year=year)
    first = min((row.year for row in later), default=None)
    return table, None if first is None else enrolment_table(later, services, year=first)


def enrolment_table(
    enrolments: Iterable[Enrolment], services: Iterable[StageService], *, year: int
) -> EnrolmentTable:
    """Return every year from the first to the last with a figure, and ``year`` in any case."""
    enrolments, services = list(enrolments), list(services)
    found = {(row.year, row.stage): row for row in enrolments}
    years = [year, *(row.year for row in enrolments)]
    concerned = {row.stage for row in enrolments} | {service.stage for service in services}
    stages = [stage for stage in Stage if stage in concerned]
    rows = [
        YearRow(each, [Cell(_is_served(services, stage, each), found.get((each, stage))) for stage in stages])
        for each in range(max(years), min(years) - 1, -1)
    ]
    return EnrolmentTable(stages, rows)


def stages_served(services: Iterable[StageService], year: int) -> list[Stage]:
    """Return the stages that are served on some day of the school year, from the youngest pupils on."""
    services = list(services)
    return [stage for stage in Stage if _is_served(services, stage, year)]


def state_of(enrolments: Iterable[Enrolment]) -> int:
    """Return one number for the state of some rows: another one once any row is new, changed or gone.

    A form of several rows carries it as its version. It is never zero, which a form without a version has.
    """
    states = sorted(f"{row.stage} {row.pk} {row.version}" for row in enrolments)
    return 1 + crc32("\n".join(states).encode()) % 999_999_999


def relative_change(before: int | None, now: int | None) -> Fraction | None:
    """Return by which share of the year before the pupils changed.

    None when: one of the figures is unknown, or the year before was zero.
    """
    return Fraction(now - before, before) if before and now is not None else None


def is_large(change: Fraction | None) -> bool:
    """Return whether a change is so large that somebody should look again."""
    return change is not None and abs(change) > LARGE_CHANGE


def _is_served(services: Iterable[StageService], stage: Stage, year: int) -> bool:
    return any(service.stage == stage and service.span.intersect(days_of(year)) for service in services)
