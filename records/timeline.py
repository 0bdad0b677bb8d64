"""What happened, told from dated facts: pure functions over rows with a period."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Protocol, TypeVar


@dataclass(frozen=True)
class Event:
    """One thing that happened on a day; no day means before the records begin."""

    day: date | None
    text: str
    document: str = ""


class Happened(Protocol):
    """Anything that happened on a day; no day means that it is not known when."""

    @property
    def happened_on(self) -> date | None:
        """Return the day."""


HappenedT = TypeVar("HappenedT", bound=Happened)


def until(day: date, rows: Iterable[HappenedT]) -> list[HappenedT]:
    """Return the fetched rows of what had happened by the day, in their order."""
    return [row for row in rows if row.happened_on is None or row.happened_on <= day]


def after(day: date, rows: Iterable[HappenedT]) -> list[HappenedT]:
    """Return the fetched rows of what happened only after the day, in their order."""
    return [row for row in rows if row.happened_on is not None and row.happened_on > day]


@dataclass(frozen=True)
class EventDay:
    """All that happened on one day; ``is_later`` marks days after the one that the page is about."""

    day: date | None
    events: list[Event]
    is_later: bool


def by_day(events: Iterable[Event], *, shown: date) -> list[EventDay]:
    """Return the events day by day, the newest first and what lies before the records last."""
    ordered = sorted(events, key=lambda event: event.day or date.min, reverse=True)
    return [
        EventDay(day, list(of_day), is_later=day is not None and day > shown)
        for day, of_day in groupby(ordered, key=lambda event: event.day)
    ]
