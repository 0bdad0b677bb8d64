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
    active = [membership for membership in memberships if _is_active(membership, day)]
    present = sorted(_of_group(group, active), key=_lead_first)
    members = [Member(membership, _elsewhere(membership, active)) for membership in present]
    return Roll(members, _of_group(group, memberships))


def _of_group(group: EducationGroup, memberships: list[Membership]) -> list[Membership]:
    return [membership for membership in memberships if membership.group_id == group.pk]


def _is_active(membership: Membership, day: date) -> bool:
    return membership.span.holds(day) and membership.group.span.holds(day)


def _elsewhere(membership: Membership, active: list[Membership]) -> list[Membership]:
    others = [other for other in active if other.school_id == membership.school_id]
    return [other for other in others if other.group_id != membership.group_id]


def _lead_first(membership: Membership) -> tuple[bool, str]:
    return not membership.is_lead, membership.school.code
