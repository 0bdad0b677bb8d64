"""Changes to groups and memberships."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import Actor, require
from accounts.roles import Permission
from groups.models import EducationGroup, Membership
from records import actions
from records.locks import lock
from records.models import Basis
from records.periods import overlapping
from records.templatetags.records_format import joined
from schools.choices import SchoolState
from schools.models import School

OTHER_DISTRICT = _("%(school)s不在%(district)s的学校档案中，不能加入本区的教育集团。")
COLLECTIVE_LEAD = _("%(school)s是多个法人的合称，不能作为龙头学校。")
NO_LEAD = _("龙头带动的集团必须有龙头学校。")
MEMBERS_OUTSIDE = _("这些学校的成员关系会落在集团存续期之外，请先结束它们的成员关系：%(schools)s。")
OUTSIDE_GROUP = _("成员关系的起止日期必须在集团存续期之内。")
SCHOOL_CLOSED = _("%(school)s在这段时间里已经撤销，不能属于%(group)s；请核对日期，或先撤回学校的撤销。")


@transaction.atomic
def form_group(
    group: EducationGroup,
    *,
    lead: School | None = None,
    members: tuple[School, ...] = (),
    basis: str = Basis.ENTERED,
    reason: str = "",
    request_key: UUID | None = None,
    by: Actor,
) -> EducationGroup:
    """Enter a group with its schools, all from the group's first day.

    Raises: PermissionDenied; ValidationError if an ordinary group has no lead, or a school cannot join;
    AlreadyDone.
    """
    require(by, Permission.EDIT_GROUPS, at=group.place)
    if group.needs_lead and lead is None:
        raise ValidationError(NO_LEAD, code="no_lead")
    joining = _joining(lead, members)
    lock(*[school for school, _role in joining])  # before the trail, for which everybody waits
    actions.create(group, reason=reason, request_key=request_key, by=by)
    for school, role in joining:
        join_group(Membership(group=group, school=school, role=role, start=group.start, basis=basis), by=by)
    return group


def _joining(lead: School | None, members: tuple[School, ...]) -> list[tuple[School, str]]:
    leading = [(lead, Membership.Role.LEAD)] if lead else []
    return [*leading, *((member, Membership.Role.MEMBER) for member in members)]


@transaction.atomic
def change_group(group: EducationGroup, *, reason: str = "", by: Actor) -> EducationGroup:
    """Store changed facts of a group that still fit its memberships.

    Raises: PermissionDenied; StaleVersion; ValidationError if a membership would lie outside the group's
    days, or an ordinary group would be without a lead.
    """
    require(by, Permission.EDIT_GROUPS, at=group.place)
    lock(group)
    memberships = group.memberships.select_related("school")
    outside = [row.school.name for row in memberships if not row.span.is_within(group.span)]
    if outside:
        params = {"schools": joined(outside)}
        raise ValidationError(MEMBERS_OUTSIDE, code="members_outside", params=params)
    if group.needs_lead and not memberships.leading().exists():
        raise ValidationError(NO_LEAD, code="no_lead")
    return actions.change(group, reason=reason, by=by)


@transaction.atomic
def join_group(
    membership: Membership, *, reason: str = "", request_key: UUID | None = None, by: Actor
) -> Membership:
    """Let a school belong to a group for a period.

    Group and school are locked, so of two contradicting changes at once the second is refused.
    Raises: PermissionDenied; ValidationError; AlreadyDone.
    """
    require(by, Permission.EDIT_GROUPS, at=membership.group.place)
    lock_and_check(membership)
    return actions.create(membership, action="join", reason=reason, request_key=request_key, by=by)


def lock_and_check(membership: Membership) -> None:
    """Refuse what concerns several tables and so cannot be a constraint, by what is stored at this moment.

    Raises: ValidationError; TransactionManagementError outside a transaction.
    """
    stored: list[Any] = lock(membership.group, membership.school)
    group, school = stored
    if school.district_id != group.district_id:
        params = {"school": school, "district": group.district}
        raise ValidationError({"school": ValidationError(OTHER_DISTRICT, "other_district", params)})
    if school.is_collective and membership.is_lead:
        raise ValidationError({"school": ValidationError(COLLECTIVE_LEAD, "collective", {"school": school})})
    if not membership.span.is_within(group.span):
        raise ValidationError(OUTSIDE_GROUP, code="outside_group")
    if school.statuses.filter(overlapping(membership.span), status=SchoolState.CLOSED).exists():
        params = {"school": school, "group": group}
        raise ValidationError({"school": ValidationError(SCHOOL_CLOSED, "school_closed", params)})
