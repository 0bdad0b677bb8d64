"""School years: they start on 1 September and are named by the two calendar years they touch."""

from __future__ import annotations

from datetime import date

from records.periods import Span

FIRST_MONTH = 9  # September, nationwide


def school_year_of(day: date) -> int:
    """Return the calendar year in which the day's school year began: 2022 for 2022–2023."""
    return day.year if day.month >= FIRST_MONTH else day.year - 1


def first_day(year: int) -> date:
    """Return the first day of the school year that begins in ``year``."""
    return date(year, FIRST_MONTH, 1)


def days_of(year: int) -> Span:
    """Return the days of the school year that begins in ``year``."""
    return Span(first_day(year), first_day(year + 1))


YEARS_BACK, YEARS_AHEAD = 5, 1  # school years that a page offers


def choices_around(day: date) -> list[tuple[str, str]]:
    """Return the school years that a page offers on the day, the latest first, with their written forms."""
    this = school_year_of(day)
    return [(str(year), label(year)) for year in range(this + YEARS_AHEAD, this - YEARS_BACK - 1, -1)]


def label(year: int) -> str:
    """Return the written form of a school year: 2022–2023."""
    return f"{year}–{year + 1}"
