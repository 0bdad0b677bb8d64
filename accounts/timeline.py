"""What became of an account's appointments, day by day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from accounts.models import Appointment
from accounts.roles import ROLES
from records.timeline import Event


def appointment_events(appointments: Iterable[Appointment]) -> Iterator[Event]:
    """Return the beginnings and ends of appointments."""
    for each in appointments:
        what = {"role": ROLES[each.role].name, "where": each.where}
        yield Event(each.start, _("任%(role)s（%(where)s）") % what, each.document)
        if each.end:
            yield Event(each.end, _("不再任%(role)s（%(where)s）") % what)
