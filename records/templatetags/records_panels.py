"""Panels that every app's pages may show: who changed what, what happened, and periods in words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django import template
from django.http import QueryDict
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from records.differences import describe
from records.exports import cell_text
from records.lists import Brought, Column
from records.models import AuditEntry
from records.periods import Period, Span
from records.timeline import Event, Happened, by_day
from records.timeline import until as happened_until

register = template.Library()


@register.inclusion_tag("records/_recent_changes.html")
def recent_changes(entries: Iterable[AuditEntry]) -> dict[str, Any]:
    """Show audit entries, that the caller fetched by ``visible_to``, as a list for people."""
    return {"changes": [describe(entry) for entry in entries]}


@register.inclusion_tag("records/_timeline.html")
def timeline(events: Iterable[Event], day: date) -> dict[str, Any]:
    """Show what happened, newest day first, with the days after ``day`` marked."""
    return {"event_days": by_day(events, shown=day)}


@register.inclusion_tag("records/_sort_header.html")
def sort_header(label: str, key: str, current: str, parameters: QueryDict) -> dict[str, Any]:
    """Show a column's head that sorts by the column, and turns the order round the second time."""
    following = f"-{key}" if current == key else key
    direction = {key: "ascending", f"-{key}": "descending"}.get(current, "")
    return {"label": label, "following": following, "direction": direction, "parameters": parameters}


@register.inclusion_tag("records/_brought_condition.html")
def brought_condition(condition: Brought, parameters: QueryDict) -> dict[str, Any]:
    """Show a condition that a link brought along, with the way back to the list without it."""
    others = parameters.copy()
    others.pop(condition.field.name, None)
    return {"text": condition.text, "others": others.urlencode()}


@register.filter
def cell(column: Column, row: Any) -> str:
    """Return what a cell of a list shows; a dash for nothing."""
    value = column.value(row)
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return formats.date_format(value, "DATE_FORMAT")
    return cell_text(value) or "—"


@register.filter
def in_force(row: Period, day: date) -> bool:
    """Return whether a row with a period is in force on the day."""
    return row.span.holds(day)


@register.filter
def is_later(row: Period, day: date) -> bool:
    """Return whether a row with a period is in force only from a later day on."""
    return row.span.begins_after(day)


@register.filter
def until(rows: Iterable[Happened], day: date) -> list[Happened]:
    """Return the rows of what had happened by the day."""
    return happened_until(day, rows)


@register.inclusion_tag("records/_period.html")
def period_on(span: Span, day: date) -> dict[str, Any]:
    """Show a period as it stood on a day; an end still to come then is marked, as it may be later news."""
    if span.end is None or span.is_over(day):
        return {"period": period(span)}
    return {"period": period(Span(span.start)), "last": span.end - timedelta(days=1)}


@register.filter
def period(span: Span) -> str:
    """Return a period in words, from its first to its last day in force."""
    first = formats.date_format(span.start, "DATE_FORMAT") if span.start else _("有记录之前")
    if span.end is None:
        return _("%(first)s起") % {"first": first}
    last = formats.date_format(span.end - timedelta(days=1), "DATE_FORMAT")
    return _("%(first)s至%(last)s") % {"first": first, "last": last}
