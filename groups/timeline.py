"""What happened in a group, from its dated facts, and the papers that say so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from operator import attrgetter

from django.utils.translation import gettext as _

from groups.models import EducationGroup, Membership
from records.timeline import Event


@dataclass(frozen=True)
class Source:
    """One paper and what it is the ground for."""

    document: str
    grounds: list[str]


def group_timeline(group: EducationGroup, memberships: Iterable[Membership]) -> list[Event]:
    """Return the events of a group and of its memberships of any day."""
    events = list(chain.from_iterable(map(_of_membership, memberships)))
    if group.end:
        events.append(Event(group.end, _("集团解散"), group.document))
    return [Event(group.start, _("集团成立"), group.document), *events] if group.start else events


def _of_membership(membership: Membership) -> Iterator[Event]:
    params = {"school": membership.school.name, "reason": membership.get_end_reason_display()}
    if membership.is_lead:
        joined, left = _("%(school)s成为龙头学校"), _("%(school)s不再是龙头学校（%(reason)s）")
    else:
        joined, left = _("%(school)s加入，为成员学校"), _("%(school)s退出（%(reason)s）")
    yield Event(membership.start, joined % params, membership.document)
    if membership.end:
        yield Event(membership.end, left % params)


def sources(group: EducationGroup, memberships: Iterable[Membership]) -> list[Source]:
    """Return the papers that the group and its memberships name, each once."""
    found: dict[str, list[str]] = {}
    if group.document:
        found[group.document] = [_("集团成立")]
    for membership in filter(attrgetter("document"), memberships):
        found.setdefault(membership.document, []).append(membership.school.name)
    return [Source(document, grounds) for document, grounds in found.items()]
