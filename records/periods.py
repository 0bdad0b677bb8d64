"""Half-open periods: ``start`` is the first day, ``end`` the first day no longer in force.

An empty start means «since before the records begin», an empty end «still in force».
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol, Self, TypeVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

END_BEFORE_START = _("结束日期必须晚于开始日期；结束日期是不再有效的第一天。")
END_CODE = "end_before_start"


@dataclass(frozen=True)
class Span:
    """A half-open period as a plain value, for calculation without the database."""

    start: date | None = None
    end: date | None = None

    def holds(self, day: date) -> bool:
        """Return whether the period is in force on the day."""
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)

    def begins_after(self, day: date) -> bool:
        """Return whether the period begins only after the day."""
        return self.start is not None and self.start > day

    def is_over(self, day: date) -> bool:
        """Return whether the period is no longer in force on the day."""
        return self.end is not None and self.end <= day

    def intersect(self, other: Span) -> Span | None:
        """Return the days that both periods share.

        None when: they share no day.
        """
        shared = self._clipped_to(other)
        return None if shared.start and shared.end and shared.start >= shared.end else shared

    def is_within(self, other: Span) -> bool:
        """Return whether the period neither starts before nor ends after the other."""
        return self._clipped_to(other) == self

    def _clipped_to(self, other: Span) -> Span:
        start = max(filter(None, (self.start, other.start)), default=None)
        end = min(filter(None, (self.end, other.end)), default=None)
        return Span(start, end)


class Dated(Protocol):
    """Anything that is in force for a period."""

    @property
    def span(self) -> Span:
        """Return the period as a plain value."""


DatedT = TypeVar("DatedT", bound=Dated)


def those_on(day: date, rows: Iterable[DatedT]) -> list[DatedT]:
    """Return the fetched rows that are in force on the day, as ``PeriodQuerySet.on`` would."""
    return [row for row in rows if row.span.holds(day)]


def in_force(day: date, prefix: str = "") -> Q:
    """Return the condition «in force on the day» for the period behind a lookup prefix."""
    started = Q(**{f"{prefix}start__isnull": True}) | Q(**{f"{prefix}start__lte": day})
    not_ended = Q(**{f"{prefix}end__isnull": True}) | Q(**{f"{prefix}end__gt": day})
    return started & not_ended


def overlapping(span: Span) -> Q:
    """Return the condition «shares at least one day with the span»."""
    condition = Q()
    if span.end is not None:
        condition &= Q(start__isnull=True) | Q(start__lt=span.end)
    if span.start is not None:
        condition &= Q(end__isnull=True) | Q(end__gt=span.start)
    return condition


def most_on_a_day(span: Span, amounts: Iterable[tuple[Span, int]]) -> tuple[date | None, int]:
    """Return the first day of a span on which amounts with periods add up to the most, and to how much."""
    amounts = list(amounts)
    begun = {other.start for other, _amount in amounts if other.start and span.holds(other.start)}
    days = [span.start, *sorted(begun - {span.start})]
    sums = {day: sum(amount for other, amount in amounts if _begun_by(other, day)) for day in days}
    busiest = max(days, key=lambda day: sums[day])
    return busiest, sums[busiest]


def _begun_by(span: Span, day: date | None) -> bool:
    return span.holds(day) if day else span.start is None


class PeriodQuerySet(models.QuerySet):
    """Rows with a period."""

    def on(self, day: date) -> Self:
        """Return the rows in force on the day; empty starts and ends are open."""
        return self.filter(in_force(day))


class Spanned(models.Model):
    """A row with a start and an end, of whatever type; that its end comes too early is said at the end."""

    class Meta:
        abstract = True

    @property
    def span(self) -> Span:
        """Return the period as a plain value."""
        return Span(self.start, self.end)  # type: ignore[attr-defined] # each model has its own columns

    def validate_constraints(self, exclude: Any = None) -> None:
        """Check the constraints; that the end comes before the start is said at the end."""
        try:
            super().validate_constraints(exclude=exclude)
        except ValidationError as error:
            raise ValidationError(_ends_at_end(error.error_dict)) from error


class Period(Spanned):
    """A row that is in force for a half-open period and names the document that says so."""

    start = models.DateField(
        _("开始日期"),
        null=True,
        blank=True,
        help_text=_("生效的第一天。留空表示在有记录之前就已生效。"),
    )
    end = models.DateField(
        _("结束日期"),
        null=True,
        blank=True,
        help_text=_("不再有效的第一天。留空表示目前仍有效。"),
    )
    document = models.CharField(
        _("依据文件"),
        max_length=200,
        blank=True,
        help_text=_("文件名称和文号；没有文件时留空。"),
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_ends_after_start",
                condition=Q(start__isnull=True) | Q(end__isnull=True) | Q(start__lt=F("end")),
                violation_error_message=END_BEFORE_START,
                violation_error_code=END_CODE,
            )
        ]


def _ends_at_end(errors: dict[str, list[ValidationError]]) -> dict[str, list[ValidationError]]:
    general = errors.get(NON_FIELD_ERRORS, [])
    placed = {
        "end": [*errors.get("end", []), *(each for each in general if each.code == END_CODE)],
        NON_FIELD_ERRORS: [each for each in general if each.code != END_CODE],
    }
    return {name: found for name, found in (errors | placed).items() if found}
