"""Where people are over a school year: bars along the months, as pure geometry.

Unit: places along the year are percentages of the drawing's width, as SVG attributes take them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from records.periods import Span
from schools.school_year import days_of

MONTHS = 12


@dataclass(frozen=True)
class Term:
    """One rotation along the year: where its bar begins and how long it is."""

    rotation: Any
    x: str
    width: str


@dataclass(frozen=True)
class PersonRow:
    """One person's terms in the year, the earliest first."""

    person: Any
    terms: tuple[Term, ...]


def rows_of_year(rotations: Iterable[Any], year: int) -> list[PersonRow]:
    """Return each person's terms along a school year; rotations without a day in it are left out."""
    in_year = [term for term in map(_along(days_of(year)), rotations) if term is not None]
    ordered = sorted(in_year, key=lambda term: (term.rotation.person.staff_no, term.rotation.start))
    return [
        PersonRow(terms[0].rotation.person, tuple(terms))
        for _number, group in groupby(ordered, key=lambda term: term.rotation.person_id)
        if (terms := list(group))
    ]


def months(year: int) -> list[tuple[int, str]]:
    """Return the months of a school year, September first, each with where it begins."""
    days = days_of(year)
    starts = [_month(year, place) for place in range(MONTHS)]
    return [(start.month, _place(start, days)) for start in starts]


def day_mark(day: date, year: int) -> str | None:
    """Return where a day stands along the year.

    None when: the day is not in it.
    """
    days = days_of(year)
    return _place(day, days) if days.holds(day) else None


def _month(year: int, place: int) -> date:
    number = 9 + place
    return date(year, number, 1) if number <= MONTHS else date(year + 1, number - MONTHS, 1)


def _along(days: Span) -> Any:
    def term(rotation: Any) -> Term | None:
        shown = rotation.span.intersect(days)
        if shown is None:
            return None
        width = (shown.end - shown.start).days / _length(days)
        return Term(rotation, _place(shown.start, days), f"{100 * width:.2f}%")

    return term


def _place(day: date, days: Span) -> str:
    return f"{100 * (day - days.start).days / _length(days):.2f}%"  # type: ignore[operator] # a year has both ends


def _length(days: Span) -> int:
    return (days.end - days.start).days  # type: ignore[operator] # a year has both ends
