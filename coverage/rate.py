"""The four measures of coverage on one day: arithmetic over plain values, no database and no today.

Source: report, 基本任务 (85 % of preschool and of compulsory education, 100 % of ordinary senior high).
The report does not define the rate; docs/decisions says how each measure counts and why all are shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from operator import attrgetter

from coverage.measures import MEASURES, Basis, Weight, name_of
from schools.stages import CoverageStage

Figures = tuple[int | None, int | None, int]  # numerator, denominator, and how many schools reported


@dataclass(frozen=True)
class Counted:
    """One school in one stage on one day, with all that the four measures ask of it."""

    school_id: int
    code: str
    name: str
    stage: str
    designated_by: tuple[str, ...] = ()
    reached_through: tuple[str, ...] = ()
    pupils: int | None = None

    @property
    def is_designated(self) -> bool:
        """Return whether the school itself holds a valid designation that counts in the stage."""
        return bool(self.designated_by)

    @property
    def is_reached(self) -> bool:
        """Return whether the school is designated, or in an active group whose lead is."""
        return bool(self.designated_by or self.reached_through)

    def counts_for(self, basis: str) -> bool:
        """Return whether the school is in the numerator of a basis."""
        return self.is_designated if basis == Basis.DESIGNATED else self.is_reached


@dataclass(frozen=True)
class Totals:
    """What one stage adds up to on one day: schools, and pupils where every school reported them."""

    schools: int = 0
    designated: int = 0
    reached: int = 0
    reported: int = 0
    pupils: int = 0
    pupils_designated: int = 0
    pupils_reached: int = 0


@dataclass(frozen=True)
class Measure:
    """One of the four measures of one stage on one day.

    Unit: schools or pupils; ``share`` and ``target`` are fractions 0-1, unrounded.
    None when: pupils of a school are missing, or there is no school to count (numerator, denominator,
    share); there is no target that is a share (target); it cannot be known (met).
    """

    stage: str
    basis: str
    weight: str
    numerator: int | None
    denominator: int | None
    target: Decimal | None
    reported: int
    expected: int

    @property
    def share(self) -> Fraction | None:
        """Return the numerator over the denominator."""
        if self.numerator is None or not self.denominator:
            return None
        return Fraction(self.numerator, self.denominator)

    @property
    def met(self) -> bool | None:
        """Return whether the unrounded share reaches the target."""
        if self.share is None or self.target is None:
            return None
        return self.share >= Fraction(self.target)

    @property
    def is_complete(self) -> bool:
        """Return whether every school counted has reported."""
        return self.reported == self.expected

    @property
    def name(self) -> str:
        """Return the measure's full name."""
        return name_of(self.basis, self.weight)


@dataclass(frozen=True)
class StageMeasures:
    """The measures of one stage on one day, side by side."""

    stage: str
    target: Decimal | None
    measures: tuple[Measure, ...]

    @property
    def label(self) -> str:
        """Return the stage's name for people."""
        return str(CoverageStage(self.stage).label)

    @property
    def depends_on_measure(self) -> bool:
        """Return whether one measure says «met» and another «not met»."""
        return {True, False} <= {measure.met for measure in self.measures}

    def by_institutions(self) -> StageMeasures:
        """Return the stage with the measures that count schools, and none that counts pupils."""
        counting = tuple(m for m in self.measures if m.weight == Weight.INSTITUTIONS)
        return replace(self, measures=counting)

    def measure(self, basis: str, weight: str) -> Measure:
        """Return the measure of this basis and weight."""
        return next(m for m in self.measures if (m.basis, m.weight) == (basis, weight))


def total(counted: Iterable[Counted]) -> Totals:
    """Return what the schools of one stage add up to; a missing figure leaves pupils below ``schools``."""
    rows = list(counted)
    designated = list(filter(attrgetter("is_designated"), rows))
    reached = list(filter(attrgetter("is_reached"), rows))
    return Totals(
        schools=len(rows),
        designated=len(designated),
        reached=len(reached),
        reported=len(_figures(rows)),
        pupils=sum(_figures(rows)),
        pupils_designated=sum(_figures(designated)),
        pupils_reached=sum(_figures(reached)),
    )


def _figures(rows: Iterable[Counted]) -> list[int]:
    """Return the numbers of pupils that were reported."""
    return [row.pupils for row in rows if row.pupils is not None]


def measure(stage: str, totals: Totals, basis: str, weight: str, target: Decimal | None) -> Measure:
    """Return one measure of a stage; by pupils it has no figures until every school has reported."""
    figures = _of_schools(totals, basis) if weight == Weight.INSTITUTIONS else _of_pupils(totals, basis)
    numerator, denominator, reported = figures
    return Measure(stage, basis, weight, numerator, denominator, target, reported, totals.schools)


def _of_schools(totals: Totals, basis: str) -> Figures:
    numerators = {Basis.DESIGNATED: totals.designated, Basis.REACHED: totals.reached}
    return numerators[Basis(basis)], totals.schools, totals.schools


def _of_pupils(totals: Totals, basis: str) -> Figures:
    if totals.reported != totals.schools:
        return None, None, totals.reported
    numerators = {Basis.DESIGNATED: totals.pupils_designated, Basis.REACHED: totals.pupils_reached}
    return numerators[Basis(basis)], totals.pupils, totals.reported


def stage_measures(stage: str, totals: Totals, target: Decimal | None) -> StageMeasures:
    """Return the four measures of a stage."""
    all_four = tuple(measure(stage, totals, basis, weight, target) for basis, weight in MEASURES)
    return StageMeasures(stage, target, all_four)


def all_stages(
    totals: dict[str, Totals], targets: dict[str, Decimal | None], *, only_served: bool = False
) -> list[StageMeasures]:
    """Return the measures of every stage in order; of a group only the stages that it serves."""
    stages = [stage for stage in CoverageStage if not only_served or totals.get(stage, Totals()).schools]
    return [stage_measures(stage, totals.get(stage, Totals()), targets.get(stage)) for stage in stages]


def by_stage(counted: Sequence[Counted]) -> dict[str, Totals]:
    """Return the totals of every stage that some school serves."""
    of_stage = attrgetter("stage")
    return {stage: total(rows) for stage, rows in groupby(sorted(counted, key=of_stage), key=of_stage)}


def rows_of(counted: Sequence[Counted], stage: str) -> list[Counted]:
    """Return the rows of one stage."""
    return [row for row in counted if row.stage == stage]


def is_shown(counted: Sequence[Counted], own_schools: frozenset[int], *, fewest: int) -> bool:
    """Return whether an aggregate may be shown below bureau level.

    An aggregate over fewer than ``fewest`` schools gives a single school's figures away, unless all of
    them are the viewer's own.
    """
    schools = {row.school_id for row in counted}
    return len(schools) >= fewest or schools <= own_schools
