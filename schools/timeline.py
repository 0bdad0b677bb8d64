"""What happened to a school, from the dated facts of its record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from records.timeline import Event
from schools.models import FormerName, School, SchoolStatus, StageService


def school_timeline(school: School) -> list[Event]:
    """Return the events of a school fetched with its statuses, stages and former names."""
    events = [
        *_states(list(school.statuses.all())),
        *_stages(school.stages.all()),
        *_names(school.former_names.all()),
    ]
    return [Event(school.founded_on, _("建校")), *events] if school.founded_on else events


def _states(statuses: list[SchoolStatus]) -> Iterator[Event]:
    starts = {status.start for status in statuses}
    for status in statuses:
        params = {"status": status.get_status_display()}
        yield Event(status.start, _("状态：%(status)s") % params, status.document)
        if status.end and status.end not in starts:
            yield Event(status.end, _("状态“%(status)s”结束，此后状态未登记") % params, status.document)


def _stages(services: Iterable[StageService]) -> Iterator[Event]:
    for service in services:
        params = {"stage": service.get_stage_display()}
        yield Event(service.start, _("开办%(stage)s学段") % params, service.document)
        if service.end:
            yield Event(service.end, _("不再办%(stage)s学段") % params, service.document)


def _names(former_names: Iterable[FormerName]) -> Iterator[Event]:
    for former in former_names:
        if former.used_until:
            yield Event(former.used_until, _("停用名称“%(name)s”") % {"name": former.name})
