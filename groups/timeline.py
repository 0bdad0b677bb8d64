"""What happened in a group, from its dated facts, and the papers that say so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain

from django.utils.translation import gettext as _

from groups.choices import ChangeKind
from groups.models import EducationGroup, Membership
from records.timeline import Event


@dataclass(frozen=True)
class Source:
    """One paper and what it is the ground for."""

    document: str
    grounds: list[str]


def group_timeline(group: EducationGroup, memberships: Iterable[Membership]) -> list[Event]:
    """Return the events of a group and of its memberships of any day, each with the paper that says so."""
    memberships = list(memberships)
    events = list(chain.from_iterable(map(_of_membership, memberships)))
    if group.end:
        events.append(Event(group.end, _("集团解散"), _dissolved_by(memberships) or group.document))
    return [Event(group.start, _("集团成立"), group.document), *events] if group.start else events


def _dissolved_by(memberships: Iterable[Membership]) -> str:
    """Return the paper by which the group was dissolved, empty where no change says so."""
    changes = [row.ended_by for row in memberships if row.ended_by]
    return next((change.document for change in changes if change.kind == ChangeKind.DISSOLVE), "")


def _paper_of_end(membership: Membership) -> str:
    return membership.ended_by.document if membership.ended_by else ""


def _of_membership(membership: Membership) -> Iterator[Event]:
    params = {"school": membership.school.shown_name, "reason": membership.get_end_reason_display()}
    if membership.is_lead:
        joined, left = _("%(school)s成为龙头学校"), _("%(school)s不再是龙头学校（%(reason)s）")
    else:
        joined, left = _("%(school)s加入，为成员学校"), _("%(school)s退出（%(reason)s）")
    yield Event(membership.start, joined % params, membership.document)
    if membership.end:
        yield Event(membership.end, left % params, _paper_of_end(membership))


def sources(group: EducationGroup, memberships: Iterable[Membership], day: date) -> list[Source]:
    """Return the papers for what had happened in a group by the day, each once with all that it grounds."""
    found: dict[str, dict[str, None]] = {}
    for document, ground in _grounds(group, list(memberships), day):
        if document:
            found.setdefault(document, {})[ground] = None
    return [Source(document, list(grounds)) for document, grounds in found.items()]


def _grounds(group: EducationGroup, memberships: list[Membership], day: date) -> Iterator[tuple[str, str]]:
    yield group.document, _("集团成立")
    if group.span.is_over(day):
        yield _dissolved_by(memberships), _("集团解散")
    for membership in memberships:
        if not membership.span.begins_after(day):
            yield membership.document, membership.school.shown_name
        if membership.span.is_over(day):
            yield _paper_of_end(membership), membership.school.shown_name
