"""Coverage year by year towards the target's due day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from coverage.history import History
from coverage.rate import StageMeasures, Totals, by_stage, stage_measures

YEARS_BEFORE = 6  # how many years the line reaches back before the due day or the chosen day


@dataclass(frozen=True)
class Point:
    """One stage's measures on one day of the line."""

    day: date
    measures: StageMeasures


@dataclass(frozen=True)
class YearLine:
    """One stage's measures at each year's end and on the chosen day."""

    stage: str
    target: Decimal | None
    due_on: date | None
    points: tuple[Point, ...]

    @property
    def label(self) -> str:
        """Return the stage's name for people."""
        return self.points[0].measures.label


def days_of_line(chosen: date, due_on: date | None) -> list[date]:
    """Return each year's last day from some years before until the later of both, and the chosen day."""
    due_year = due_on.year if due_on else chosen.year
    years = range(min(chosen.year, due_year) - YEARS_BEFORE, max(chosen.year, due_year) + 1)
    return sorted({chosen, *(date(year, 12, 31) for year in years)})


def year_lines(
    history: History, stages: list[StageMeasures], due_days: dict[str, date | None], chosen: date
) -> list[YearLine]:
    """Return a line for every stage whose target is a share. Queries: none."""
    totals_on = cache(lambda day: by_stage(history.on(day)))  # the stages share most of their days
    return [
        _line(stage, due_days.get(stage.stage), chosen, totals_on)
        for stage in stages
        if stage.target is not None
    ]


def _line(
    stage: StageMeasures, due_on: date | None, chosen: date, totals_on: Callable[[date], dict[str, Totals]]
) -> YearLine:
    points = tuple(
        Point(day, stage_measures(stage.stage, totals_on(day).get(stage.stage, Totals()), stage.target))
        for day in days_of_line(chosen, due_on)
    )
    return YearLine(stage.stage, stage.target, due_on, points)
