"""A group's schools on a day, read out of memberships that were fetched at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from groups.models import EducationGroup, Membership


@dataclass(frozen=True)
class Member:
    """One school of a group on a day, and its memberships in other groups that the viewer may see."""

    membership: Membership
    elsewhere: list[Membership]


@dataclass(frozen=True)
class Roll:
    """The schools of one group on a day, the lead first, and its memberships of any day."""

    members: list[Member] = field(default_factory=list)
    history: list[Membership] = field(default_factory=list)


def roll_of(group: EducationGroup, memberships: Iterable[Membership], day: date) -> Roll:
    """Return the group's roll from the memberships of its schools in every group the viewer may see.

    A group that is not in force on the day has no schools on it.
    """
    memberships = list(memberships)
    history = [membership for membership in memberships if membership.group_id == group.pk]
    present = [m for m in history if m.span.holds(day) and group.span.holds(day)]
    others = [m for m in memberships if m.group_id != group.pk and _is_active(m, day)]
    members = [Member(m, [other for other in others if other.school_id == m.school_id]) for m in present]
    return Roll(sorted(members, key=_lead_first), history)


def _is_active(membership: Membership, day: date) -> bool:
    return membership.span.holds(day) and membership.group.span.holds(day)


def _lead_first(member: Member) -> tuple[bool, str]:
    return not member.membership.is_lead, member.membership.school.code
