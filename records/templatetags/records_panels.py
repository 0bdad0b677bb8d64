"""Panels that every app's pages may show: who changed what, what happened, and periods in words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import template
from django.utils import formats
from django.utils.translation import gettext as _

from records.differences import describe
from records.models import AuditEntry
from records.periods import Period, Span
from records.timeline import Event, by_day

register = template.Library()


@register.inclusion_tag("records/_recent_changes.html")
def recent_changes(entries: Iterable[AuditEntry]) -> dict[str, Any]:
    """Show audit entries, that the caller fetched by ``visible_to``, as a list for people."""
    return {"changes": [describe(entry) for entry in entries]}


@register.inclusion_tag("records/_timeline.html")
def timeline(events: Iterable[Event], day: date) -> dict[str, Any]:
    """Show what happened, newest day first, with the days after ``day`` marked."""
    return {"event_days": by_day(events, shown=day)}


@register.filter
def in_force(row: Period, day: date) -> bool:
    """Return whether a row with a period is in force on the day."""
    return row.span.holds(day)


@register.filter
def period(span: Span) -> str:
    """Return a period in words, from its first to its last day in force."""
    first = formats.date_format(span.start, "DATE_FORMAT") if span.start else _("有记录之前")
    if span.end is None:
        return _("%(first)s起") % {"first": first}
    last = formats.date_format(span.end - timedelta(days=1), "DATE_FORMAT")
    return _("%(first)s至%(last)s") % {"first": first, "last": last}
