"""What a person may do with designations and targets; predicates over rows at hand, without a query each."""

from __future__ import annotations

from typing import Any

from accounts.access import can
from accounts.roles import Permission
from records.models import Place
from schools.models import District, School

FEWEST_SCHOOLS = 3  # design: an aggregate over fewer is not shown below bureau level


def may_designate(user: Any, school: School) -> bool:
    """Return whether the user may award, renew, withdraw and correct designations of the school."""
    spot = Place(district_id=school.district_id, school_id=school.pk)
    return can(user, Permission.EDIT_DESIGNATIONS, at=spot)


def may_set_targets(user: Any, district: District) -> bool:
    """Return whether the user may set the district's targets and the measure put first."""
    return can(user, Permission.EDIT_DESIGNATIONS, at=district.place)
