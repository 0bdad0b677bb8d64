"""What a change does to the groups of schools: a comparison of memberships fetched before and after."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from groups.models import Membership
from schools.models import School


@dataclass(frozen=True)
class Effect:
    """One school with its memberships before and after a change."""

    school: School
    before: list[Membership]
    after: list[Membership]

    @property
    def differs(self) -> bool:
        """Return whether the school's groups or roles are others afterwards."""
        return _roles(self.before) != _roles(self.after)


def effects(
    schools: Iterable[School], before: Iterable[Membership], after: Iterable[Membership]
) -> list[Effect]:
    """Return the effect on each school, in the order given."""
    before, after = list(before), list(after)
    return [Effect(school, _of(school, before), _of(school, after)) for school in schools]


def _of(school: School, memberships: list[Membership]) -> list[Membership]:
    return [membership for membership in memberships if membership.school_id == school.pk]


def _roles(memberships: list[Membership]) -> set[tuple[str, str]]:
    return {(membership.group.slug, membership.role) for membership in memberships}
