"""Where the bars and lines of coverage stand in their drawing: pure geometry, no markup and no colours.

Unit: everything along an axis that stretches with the page is a percentage of the drawing, written as SVG
attributes take it («85.00%»), so that text beside it never shrinks. Down is positive, as in SVG.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from coverage.measures import Basis, Weight, name_of
from coverage.rate import Measure, StageMeasures
from coverage.year_line import YearLine

DRAWN = [(basis, Weight.INSTITUTIONS) for basis in Basis]  # by pupils there are too many gaps to draw
MOST_LABELS = 12  # years written below the axis on a wide screen
NEAREST = 0.09  # of the drawing's height: how close two figures beside their lines may stand
EDGE = 0.25  # of the drawing's width: nearer to an end a label runs away from that end
HIGH = 0.92  # a line above this share leaves no room for its label but below
GRID = (Decimal("0"), Decimal("0.25"), Decimal("0.5"), Decimal("0.75"), Decimal("1"))

Share = Fraction | Decimal | float


@dataclass(frozen=True)
class Bar:
    """One measure of a stage; the length is None where the share is unknown."""

    measure: Measure
    length: str | None


@dataclass(frozen=True)
class StageBars:
    """The bars of one stage, and where its target stands; None where no share is to be reached."""

    stage: StageMeasures
    target_at: str | None
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Label:
    """A word beside the drawing: where it stands, and which of its ends stands there."""

    x: str
    anchor: str


@dataclass(frozen=True)
class Mark:
    """One day of a line; the height is None where the share is unknown."""

    day: date
    x: str
    y: str | None
    measure: Measure


@dataclass(frozen=True)
class Segment:
    """A stroke from one day of a line to the next."""

    x1: str
    y1: str
    x2: str
    y2: str


@dataclass(frozen=True)
class Series:
    """One measure over the years; the figure at the end stands at its own height, clear of the others."""

    name: str
    basis: str
    marks: tuple[Mark, ...]
    segments: tuple[Segment, ...]
    end_at: str | None

    @property
    def latest(self) -> Measure:
        """Return the measure on the last day, whose figure stands at the end."""
        return self.marks[-1].measure


@dataclass(frozen=True)
class Year:
    """A tick below the axis; unlabelled where years stand too close, minor where a phone leaves it out."""

    number: int
    x: str
    is_labelled: bool
    is_minor: bool


@dataclass(frozen=True)
class LinePlot:
    """One stage's lines towards its target, with the due day and the day that the page is about."""

    line: YearLine
    series: tuple[Series, ...]
    years: tuple[Year, ...]
    unknown_at: tuple[str, ...]
    due: Label | None
    chosen: Label
    chosen_on: date

    @property
    def target_at(self) -> str | None:
        """Return where the target's line stands. None when: no share is to be reached."""
        return _down(self.line.target)

    @property
    def is_target_high(self) -> bool:
        """Return whether the label of the target has room only below its line."""
        return (self.line.target or 0) > HIGH

    @property
    def grid(self) -> list[tuple[str, str]]:
        """Return the heights of the lines behind, and what stands beside them."""
        return [(_percent(1 - share), f"{share:.0%}".replace("%", " %")) for share in GRID]


def coverage_bars(stages: Iterable[StageMeasures]) -> list[StageBars]:
    """Return the bars of every stage beside its target."""
    return [_bars(stage) for stage in stages]


def _bars(stage: StageMeasures) -> StageBars:
    bars = tuple(Bar(measure, _along(measure.share)) for measure in stage.measures)
    return StageBars(stage, _along(stage.target), bars)


def line_plot(line: YearLine, chosen: date) -> LinePlot:
    """Return the lines of one stage towards its target, as seen from the chosen day."""
    days = [point.day for point in line.points]
    where = _Calendar(days[0], max(days[-1], line.due_on or days[-1]))
    marks = [_marks(line, basis, weight, where) for basis, weight in DRAWN]
    return LinePlot(
        line=line,
        series=_side_by_side(marks),
        years=_years(days, where),
        unknown_at=_unknown(marks),
        due=where.label(line.due_on) if line.due_on else None,
        chosen=where.label(chosen),
        chosen_on=chosen,
    )


@dataclass(frozen=True)
class _Calendar:
    """The axis of days, from the first to the last."""

    first: date
    last: date

    def share(self, day: date) -> float:
        """Return how far along the axis a day stands. Unit: fraction 0-1."""
        return (day - self.first).days / ((self.last - self.first).days or 1)

    def at(self, day: date) -> str:
        """Return where a day stands."""
        return _percent(self.share(day))

    def mark(self, day: date, measure: Measure) -> Mark:
        """Return where a measure of a day stands."""
        return Mark(day, self.at(day), _down(measure.share), measure)

    def label(self, day: date) -> Label:
        """Return where a day's label stands; it keeps inside the drawing."""
        share = self.share(day)
        return Label(self.at(day), "start" if share < EDGE else "end" if share > 1 - EDGE else "middle")


def _marks(line: YearLine, basis: str, weight: str, where: _Calendar) -> tuple[Mark, ...]:
    return tuple(where.mark(point.day, point.measures.measure(basis, weight)) for point in line.points)


def _side_by_side(lines: Sequence[tuple[Mark, ...]]) -> tuple[Series, ...]:
    """Return the lines with the figures at their ends clear of each other."""
    ends = spread([_height(marks[-1]) for marks in lines], NEAREST)
    return tuple(map(_series, lines, ends))


def _series(marks: tuple[Mark, ...], end: float | None) -> Series:
    first = marks[0].measure
    segments = tuple(
        Segment(one.x, one.y, other.x, other.y)
        for one, other in pairwise(marks)
        if one.y is not None and other.y is not None
    )
    return Series(name_of(first.basis, first.weight), first.basis, marks, segments, _along(end))


def _unknown(lines: Sequence[tuple[Mark, ...]]) -> tuple[str, ...]:
    """Return where the days stand on which nothing is known."""
    return tuple(day[0].x for day in zip(*lines, strict=True) if all(mark.y is None for mark in day))


def _years(days: Sequence[date], where: _Calendar) -> tuple[Year, ...]:
    """Return the years' last days; labels are counted from the latest, every other one minor."""
    ends = [day for day in reversed(days) if (day.month, day.day) == (12, 31)]
    step = -(-len(ends) // MOST_LABELS)
    return tuple(
        Year(day.year, where.at(day), is_labelled=index % step == 0, is_minor=index // step % 2 == 1)
        for index, day in enumerate(ends)
    )


def _height(mark: Mark) -> float | None:
    """Return how far down a mark stands. Unit: fraction 0-1. None when: the share is unknown."""
    return None if mark.measure.share is None else 1 - float(mark.measure.share)


def spread(heights: Sequence[float | None], nearest: float) -> list[float | None]:
    """Return the heights moved apart as little as keeps them ``nearest`` from each other and inside 0-1."""
    order = sorted((height, index) for index, height in enumerate(heights) if height is not None)
    placed: list[float | None] = [None] * len(heights)
    lowest = 0.0
    for rank, (height, index) in enumerate(order):
        room = 1 - nearest * (len(order) - 1 - rank)  # what the labels below this one leave free
        placed[index] = min(max(height, lowest), room)
        lowest = min(max(height, lowest), room) + nearest
    return placed


def _along(share: Share | None) -> str | None:
    return None if share is None else _percent(share)


def _down(share: Share | None) -> str | None:
    return None if share is None else _percent(1 - float(share))


def _percent(share: Share) -> str:
    return f"{float(share) * 100:.2f}%"
