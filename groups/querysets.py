"""Questions about many groups and memberships."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Self

from django.db.models import Exists, Model, OuterRef, Prefetch, Q
from django.utils import timezone

from accounts.roles import Permission
from records.periods import PeriodQuerySet, in_force


class GroupQuerySet(PeriodQuerySet):
    """Education groups."""

    def visible_to(self, user: Any) -> Self:
        """Return the groups of the user's districts, and those that the own school belongs to today.

        Whatever day a page is about, it is today's membership that opens a group, and only the group in
        which the own school itself stands: nothing passes on through a school of two groups.
        """
        reach = user.reach(Permission.VIEW_GROUPS)
        own = self.model.memberships.rel.related_model.objects.on(timezone.localdate())
        belongs = Exists(own.filter(group=OuterRef("pk"), school__in=reach.schools))
        return self.filter(reach.q(district="district") | Q(belongs))

    def for_list(self, day: date) -> Self:
        """Return the groups with their memberships and schools on the day. Queries: 2."""
        return self.prefetch_related(self._members_on(day)).order_by("position", "pk")

    def for_dashboard(self) -> Self:
        """Return the groups with the district that a dashboard's figures and rights refer to. Queries: 1."""
        return self.select_related("district")

    def with_any_of(self, schools: Iterable[int], day: date) -> Self:
        """Return the groups that one of these schools belongs to on the day."""
        belonging = self.model.memberships.rel.related_model.objects.on(day).filter(school__in=schools)
        return self.filter(Exists(belonging.filter(group=OuterRef("pk"))))

    def _members_on(self, day: date) -> Prefetch:
        memberships = self.model.memberships.rel.related_model.objects.on(day)
        with_schools = memberships.select_related("school").order_by("role", "school__code")
        return Prefetch("memberships", queryset=with_schools, to_attr="members_on_day")


class MembershipQuerySet(PeriodQuerySet):
    """Memberships."""

    def visible_to(self, user: Any) -> Self:
        """Return the memberships of the groups that the user may read."""
        groups = self.model.group.field.related_model.objects.visible_to(user)
        return self.filter(group__in=groups)

    def in_active_groups(self, day: date) -> Self:
        """Return the memberships in force on the day, in groups in force on the day."""
        return self.on(day).filter(in_force(day, "group__"))

    def of_schools_in(self, group: Model) -> Self:
        """Return the memberships, of any day and in any group, of schools that ever belonged to the group.

        Queries: 1, with schools and groups.
        """
        schools = self.model.objects.filter(group=group).values("school")
        with_rows = self.filter(school__in=schools).select_related("school", "group")
        return with_rows.order_by("group__position", "group", "role", "school__code", "pk")

    def beside_schools(self, schools: Iterable[int]) -> Self:
        """Return all memberships, of any day, in the groups that some of these schools ever belonged to.

        The caller has reached the schools through the door. Queries: 1.
        """
        groups = self.model.objects.filter(school__in=schools).values("group")
        return self.filter(group__in=groups).select_related("group").order_by("pk")

    def of_school(self, school: Model) -> Self:
        """Return one school's memberships, of any day, with the groups in their order. Queries: 1."""
        return self.filter(school=school).select_related("group").order_by("group__position", "pk")

    def leading(self) -> Self:
        """Return the memberships as lead."""
        return self.filter(role="lead")
