"""The picture of the groups: which school belongs to which, and which schools belong to more than one.

Pure functions over groups fetched through the door with ``members_on_day``: what the viewer may not see
was never fetched, so it cannot be in the picture.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from groups.models import EducationGroup, Membership
from schools.models import School


@dataclass(frozen=True)
class SharedSchool:
    """One school that belongs to several groups on the day, with its membership in each."""

    school: School
    memberships: list[Membership]


def network(groups: Iterable[EducationGroup], *, may_open: Callable[[School], bool]) -> dict[str, Any]:
    """Return nodes and links for the picture; a school's address only where the viewer may open it."""
    groups = list(groups)
    by_school = _by_school(groups)
    schools = [_school_node(memberships, may_open) for memberships in by_school.values()]
    return {
        "legend": {
            "group": _("教育集团"),
            "lead": _("龙头学校"),
            "member": _("成员学校"),
            "both": _("同时属于两个集团"),
        },
        "nodes": [*map(_group_node, groups), *schools],
        "links": [_link(group, membership) for group in groups for membership in group.members_on_day],
    }


def shared_schools(groups: Iterable[EducationGroup]) -> list[SharedSchool]:
    """Return the schools that belong to more than one of the groups, in the order of the groups."""
    by_school = _by_school(groups)
    return [SharedSchool(rows[0].school, rows) for rows in by_school.values() if len(rows) > 1]


def count_schools(groups: Iterable[EducationGroup]) -> int:
    """Return how many different schools belong to the groups."""
    return len(_by_school(groups))


def _by_school(groups: Iterable[EducationGroup]) -> dict[int, list[Membership]]:
    found: dict[int, list[Membership]] = {}
    for group in groups:
        for membership in group.members_on_day:
            found.setdefault(membership.school_id, []).append(membership)
    return found


def _group_node(group: EducationGroup) -> dict[str, Any]:
    return {
        "id": f"g:{group.slug}",
        "label": group.name,
        "type": "group",
        "is_lead": False,
        "memberships": len(group.members_on_day),
        "url": group.get_absolute_url(),
    }


def _school_node(memberships: list[Membership], may_open: Callable[[School], bool]) -> dict[str, Any]:
    school = memberships[0].school
    return {
        "id": f"s:{school.code}",
        "label": school.shown_name,
        "type": "school",
        "is_lead": any(membership.is_lead for membership in memberships),
        "memberships": len(memberships),
        "url": school.get_absolute_url() if may_open(school) else None,
    }


def _link(group: EducationGroup, membership: Membership) -> dict[str, str]:
    return {"source": f"s:{membership.school.code}", "target": f"g:{group.slug}", "role": membership.role}
