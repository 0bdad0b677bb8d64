"""What happened to a school, from the dated facts of its record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from records.timeline import Event
from schools.models import Lineage, School, SchoolStatus, StageService

AS_PREDECESSOR = {
    Lineage.Kind.MERGED_INTO: gettext_lazy("并入%(school)s"),
    Lineage.Kind.SPLIT_FROM: gettext_lazy("分设出%(school)s"),
    Lineage.Kind.REPLACED_BY: gettext_lazy("变更办学类型，由%(school)s取代"),
}
AS_SUCCESSOR = {
    Lineage.Kind.MERGED_INTO: gettext_lazy("%(school)s并入本校"),
    Lineage.Kind.SPLIT_FROM: gettext_lazy("由%(school)s分设"),
    Lineage.Kind.REPLACED_BY: gettext_lazy("变更办学类型，取代%(school)s"),
}


def school_timeline(school: School) -> list[Event]:
    """Return the events of a school fetched by ``for_record``."""
    events = [
        *_states(list(school.statuses.all())),
        *_stages(school.stages.all()),
        *_names(school),
        *_codes(school),
        *_lineage(school),
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


def _names(school: School) -> Iterator[Event]:
    """Yield each change of name; names without a day are aliases and tell nothing."""
    former = [name for name in school.former_names.all() if name.used_until]
    borne = [*(name.name for name in former), school.name]
    for old, new in zip(former, borne[1:], strict=True):
        params = {"old": old.name, "new": new}
        yield Event(old.used_until, _("由“%(old)s”更名为“%(new)s”") % params, old.document)


def _codes(school: School) -> Iterator[Event]:
    retired = list(school.retired_codes.all())
    borne = [*(row.code for row in retired), school.code]
    for old, new in zip(retired, borne[1:], strict=True):
        params = {"old": old.code, "new": new}
        yield Event(old.retired_on, _("学校标识码由 %(old)s 更换为 %(new)s") % params)


def _lineage(school: School) -> Iterator[Event]:
    for row in school.successions.all():
        text = AS_PREDECESSOR[Lineage.Kind(row.kind)] % {"school": row.successor.shown_name}
        yield Event(row.day, text, row.document)
    for row in school.origins.all():
        text = AS_SUCCESSOR[Lineage.Kind(row.kind)] % {"school": row.predecessor.shown_name}
        yield Event(row.day, text, row.document)
