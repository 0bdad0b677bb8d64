"""How much of what a school opens is used, and by whom; as plain arithmetic.

Unit: hours of the clock, as floats of whole minutes; shares are fractions 0-1.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, cast

from exchanges.choices import BookingState
from exchanges.week import opening_on
from records.periods import Span

MINUTES = 60


@dataclass
class Usage:
    """The use of one resource in a span: minutes opened and used, by school, and what came to nothing."""

    opened: int = 0
    used: Counter[Any] = field(default_factory=Counter)
    bookings: int = 0
    no_shows: int = 0

    @property
    def opened_hours(self) -> float:
        """Return for how many hours the resource was open."""
        return self.opened / MINUTES

    @property
    def used_hours(self) -> float:
        """Return for how many hours it was used."""
        return sum(self.used.values()) / MINUTES

    @property
    def share(self) -> float | None:
        """Return which part of the open time was used.

        None when: it was not open.
        """
        return sum(self.used.values()) / self.opened if self.opened else None

    @property
    def by_school(self) -> list[tuple[Any, float]]:
        """Return the schools that used it and for how many hours, the most first."""
        return [(school, minutes / MINUTES) for school, minutes in self.used.most_common()]


def usage_in(span: Span, hours: Iterable[Any], bookings: Iterable[Any]) -> Usage:
    """Return the use in a span of days with both ends, of confirmed bookings that begin in it."""
    rows, usage = list(hours), Usage()
    for day in _days(span):
        opening = opening_on(day, rows)
        usage.opened += _minutes(*opening) if opening else 0
    for booking in bookings:
        usage.no_shows += booking.state == BookingState.NO_SHOW
        if booking.state == BookingState.CONFIRMED and span.holds(booking.local_start.date()):
            usage.bookings += 1
            usage.used[booking.school] += _minutes(booking.start, booking.end)
    return usage


def _days(span: Span) -> list[date]:
    start, end = cast("date", span.start), cast("date", span.end)
    return [start + timedelta(days=number) for number in range((end - start).days)]


def _minutes(start: Any, end: Any) -> int:
    return int((end - start).total_seconds() // MINUTES)
