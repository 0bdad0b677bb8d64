"""Where a person worked, from the employments."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from records.timeline import Event
from schools.models import Employment


def staff_timeline(employments: Iterable[Employment]) -> list[Event]:
    """Return the events of a person's employments, fetched with their schools."""
    employments = list(employments)
    starts = {employment.start for employment in employments}
    events = [
        Event(row.start, _("到%(school)s") % {"school": row.school}, row.document) for row in employments
    ]
    events += [
        Event(row.end, _("离开%(school)s") % {"school": row.school}, row.document)
        for row in employments
        if row.end and row.end not in starts
    ]
    return events
