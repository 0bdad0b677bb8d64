"""Days, times and moments of shared resources: what is open, what is taken, what is free.

Unit: times are minutes' precision by the clock of the district; slots are half-open.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

DAYS = 7


@dataclass(frozen=True)
class Slot:
    """A part of an opening time: free, or taken by a booking."""

    start: datetime
    end: datetime
    booking: Any = None


@dataclass(frozen=True)
class Day:
    """One day of a week: what is open on it, in order; empty where nothing is."""

    day: date
    slots: tuple[Slot, ...]


def moment(day: date, at: time) -> datetime:
    """Return the moment of a time of a day by the clock of the district."""
    return timezone.make_aware(datetime.combine(day, at))


def first_of_week(day: date) -> date:
    """Return the Monday of the day's week."""
    return day - timedelta(days=day.weekday())


def opening_on(day: date, hours: Iterable[Any]) -> tuple[datetime, datetime] | None:
    """Return from when to when a resource is open on a day.

    None when: it is not open.
    """
    for row in hours:
        if row.weekday == day.weekday() and row.span.holds(day):
            return moment(day, row.opens), moment(day, row.closes)
    return None


def is_open(start: datetime, end: datetime, hours: Iterable[Any]) -> bool:
    """Return whether a resource is open for the whole of a slot, on one day."""
    opening = opening_on(timezone.localtime(start).date(), hours)
    return opening is not None and opening[0] <= start and end <= opening[1]


def week_of(monday: date, hours: Iterable[Any], bookings: Iterable[Any]) -> list[Day]:
    """Return seven days with their free and taken slots; bookings outside the hours are shown as well."""
    rows, taken = list(hours), sorted(bookings, key=lambda booking: booking.start)
    days = [monday + timedelta(days=number) for number in range(DAYS)]
    return [Day(day, tuple(_slots(opening_on(day, rows), _of_day(day, taken)))) for day in days]


def _of_day(day: date, bookings: list[Any]) -> list[Any]:
    return [booking for booking in bookings if timezone.localtime(booking.start).date() == day]


def _slots(opening: tuple[datetime, datetime] | None, bookings: list[Any]) -> Iterator[Slot]:
    reached, closes = opening or (None, None)
    for booking in bookings:
        if reached is not None and reached < booking.start:
            yield Slot(reached, booking.start)
        yield Slot(booking.start, booking.end, booking)
        reached = None if reached is None else max(reached, booking.end)
    if reached is not None and closes is not None and reached < closes:
        yield Slot(reached, closes)
