"""Questions about many groups and memberships."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Self

from django.db.models import Count, Exists, F, Max, Model, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from accounts.roles import Permission
from records.initials import looks_like
from records.models import DemonstrationQuerySet
from records.periods import PeriodQuerySet, in_force

NOTHING = Q(pk__in=[])
STATES = ("", "planned", "dissolved", "all")  # of groups on a day; the empty one asks for those in force


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
        """Return the groups with their memberships and schools on the day. Queries: 3."""
        return self.prefetch_related(self._members_on(day)).order_by("position", "pk")

    def for_dashboard(self) -> Self:
        """Return the groups with the district that a dashboard's figures and rights refer to. Queries: 1."""
        return self.select_related("district")

    def in_state(self, state: str, day: date) -> Self:
        """Return the groups in force on the day, or those that are planned, dissolved, or all of them."""
        if state == "planned":
            return self.filter(start__gt=day)
        if state == "dissolved":
            return self.filter(end__lte=day)
        return self if state == "all" else self.on(day)

    def matching(self, day: date, *, text: str = "", school: str = "", kind: str = "") -> Self:
        """Return the groups that meet every condition given; an empty one asks nothing."""
        found = self.filter(kind=kind) if kind else self
        if text:
            found = found.filter(looks_like(text, names=["name"], initials="initials"))
        if school:
            memberships = self.model.memberships.rel.related_model.objects.findable_on(day)
            found = found.filter(Exists(memberships.of_schools_like(school).filter(group=OuterRef("pk"))))
        return found

    def sorted_by(self, key: str, day: date) -> Self:
        """Return the groups by position, name, start or size, a leading minus turning the order round."""
        column = key.removeprefix("-")
        memberships = self.model.memberships.rel.related_model.objects.on(day)
        on_day = Count("memberships", filter=Q(memberships__in=memberships))
        rows = self.annotate(size=on_day) if column == "size" else self
        by = F(column)
        descending = key.startswith("-")
        return rows.order_by(by.desc(nulls_last=True) if descending else by.asc(nulls_first=True), "pk")

    def of_district(self, district: Model) -> Self:
        """Return the groups of one district in their order."""
        return self.filter(district=district).order_by("position", "pk")

    def next_position(self, district: Model) -> int:
        """Return the place after the district's last group. Queries: 1."""
        return (self.filter(district=district).aggregate(last=Max("position"))["last"] or 0) + 1

    def with_any_of(self, schools: Iterable[int], day: date) -> Self:
        """Return the groups that one of these schools belongs to on the day."""
        belonging = self.model.memberships.rel.related_model.objects.on(day).filter(school__in=schools)
        return self.filter(Exists(belonging.filter(group=OuterRef("pk"))))

    def _members_on(self, day: date) -> Prefetch:
        memberships = self.model.memberships.rel.related_model.objects.on(day).with_schools(day)
        return Prefetch(
            "memberships", queryset=memberships.order_by("role", "school__code"), to_attr="members_on_day"
        )


class MembershipQuerySet(PeriodQuerySet):
    """Memberships."""

    def findable_on(self, day: date) -> Self:
        """Return the memberships on the day, and those of any day in groups that are not in force on it."""
        return self.filter(in_force(day) | ~in_force(day, "group__"))

    def of_schools_like(self, text: str) -> Self:
        """Return the memberships of schools whose name, initials or code are like the text."""
        schools = self.model.school.field.related_model.objects.named_like(text)
        return self.filter(school__in=schools)

    def with_schools(self, day: date) -> Self:
        """Return the memberships with their schools, by the names that these bore on the day. Queries: 2."""
        schools = self.model.school.field.related_model.objects.named_on(day)
        return self.prefetch_related(Prefetch("school", queryset=schools))

    def for_change(self) -> Self:
        """Return the memberships with what an action on them reads. Queries: 1."""
        return self.select_related("group__district", "school__district").order_by("role", "school__code")

    def open_or_later(self, day: date) -> Self:
        """Return the memberships that are in force on the day or later."""
        return self.filter(Q(end__isnull=True) | Q(end__gt=day))

    def of_places(self, schools: Iterable[int]) -> Self:
        """Return the memberships of some schools with what a panel shows, the groups in their order."""
        rows = self.filter(school__in=schools).select_related("group", "school")
        return rows.order_by("school__code", "group__position", "group", "pk")

    def visible_to(self, user: Any) -> Self:
        """Return the memberships of the groups that the user may read."""
        groups = self.model.group.field.related_model.objects.visible_to(user)
        return self.filter(group__in=groups)

    def in_active_groups(self, day: date) -> Self:
        """Return the memberships in force on the day, in groups in force on the day."""
        return self.on(day).filter(in_force(day, "group__"))

    def of_schools_in(self, group: Model, day: date) -> Self:
        """Return the memberships, of any day and in any group, of schools that ever belonged to the group.

        Queries: 2, with groups and what ended each, and with schools by their names on the day.
        """
        schools = self.model.objects.filter(group=group).values("school")
        with_rows = self.filter(school__in=schools).select_related("group", "ended_by").with_schools(day)
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


class GroupChangeQuerySet(DemonstrationQuerySet):
    """Changes to groups."""

    def visible_to(self, user: Any) -> Self:
        """Return the changes in the districts whose groups the user reads as a whole."""
        return self.filter(user.reach(Permission.VIEW_GROUPS).q(district="district"))

    def planned(self, today: date) -> Self:
        """Return the changes that stand and whose day is still to come."""
        return self.filter(state="recorded", day__gt=today)

    def of_group(self, group: Model) -> Self:
        """Return the changes that name the group, or start or end memberships in it, newest first."""
        rows = self.model.started.rel.related_model.objects.filter(group=group)
        touched = Exists(rows.filter(started_by=OuterRef("pk"))) | Exists(
            rows.filter(ended_by=OuterRef("pk"))
        )
        return self.filter(Q(group=group) | Q(other_group=group) | touched).for_list()

    def naming(self, group: Model) -> Self:
        """Return the changes that name the group, taken back ones too. Queries: 1."""
        return self.filter(Q(group=group) | Q(other_group=group)).for_list()

    def for_list(self) -> Self:
        """Return the changes with the groups that they name. Queries: 1."""
        return self.select_related("group", "other_group", "school", "district").order_by("-day", "-pk")

    def matching(self, *, group: str = "", school: str = "", kind: str = "") -> Self:
        """Return the changes that meet every condition given; an empty one asks nothing."""
        found = self.filter(kind=kind) if kind else self
        if group:
            named = Q(group__slug=group) | Q(other_group__slug=group)
            found = found.filter(named | self._about(Q(group__slug=group)))
        if school:
            memberships = self.model.started.rel.related_model.objects.of_schools_like(school)
            schools = self.model.school.field.related_model.objects.named_like(school)
            found = found.filter(self._about(Q(pk__in=memberships)) | Q(school__in=schools))
        return found

    def sorted_by(self, key: str) -> Self:
        """Return the changes by day, kind or time of recording, a leading minus turning the order round."""
        return self.order_by(key, "-pk" if key.startswith("-") else "pk")

    def building_on(self, change: Any) -> Self:
        """Return the later changes that stand and touch what this one started, ended or founded.

        A correction is none of them: it cannot be taken back, and says nothing without what it corrects.
        """
        rows = self.model.started.rel.related_model.objects
        pairs = NOTHING
        for row in rows.filter(Q(started_by=change) | Q(ended_by=change)):
            pairs |= Q(group=row.group_id, school=row.school_id)
        if change.founded:
            pairs |= Q(group=change.founded)
        touched = self._about(Q(pk__in=rows.filter(pairs)))
        named = Q(group=change.founded) | Q(other_group=change.founded) if change.founded else NOTHING
        later = self.filter(touched | named | pairs, state="recorded", pk__gt=change.pk)
        return later.exclude(kind="correct")

    def _about(self, condition: Q) -> Q:
        """Return the condition «starts or ends a membership that meets the condition»."""
        rows = self.model.started.rel.related_model.objects.filter(condition)
        return Q(Exists(rows.filter(started_by=OuterRef("pk")))) | Q(
            Exists(rows.filter(ended_by=OuterRef("pk")))
        )


class FormationQuerySet(DemonstrationQuerySet):
    """Groups that are being formed."""

    def visible_to(self, user: Any) -> Self:
        """Return the formations in the districts whose groups the user reads as a whole.

        A principal sees nothing of a group before it is launched.
        """
        return self.filter(user.reach(Permission.VIEW_GROUPS).q(district="district"))

    def for_page(self) -> Self:
        """Return the formations with their schools and steps. Queries: 3."""
        planned = self.model.planned.rel.related_model.objects.in_order()
        return self.select_related("district", "group").prefetch_related(
            "steps", Prefetch("planned", queryset=planned)
        )

    def of_group(self, group: Model) -> Any:
        """Return the formation by which a group came to be.

        None when: it was in force before formations were recorded, or the user may not see it.
        """
        return self.filter(group=group).first()

    def in_state(self, state: str) -> Self:
        """Return the formations that are open, launched or abandoned; the empty state asks nothing."""
        conditions = {
            "open": Q(abandoned_at__isnull=True, group__isnull=True),
            "launched": Q(group__isnull=False),
            "abandoned": Q(abandoned_at__isnull=False),
        }
        return self.filter(conditions[state]) if state else self

    def matching(self, *, text: str = "", state: str = "", kind: str = "") -> Self:
        """Return the formations that meet every condition given."""
        found = self.in_state(state)
        if kind:
            found = found.filter(kind=kind)
        return found.filter(looks_like(text, names=["name"], initials="initials")) if text else found

    def sorted_by(self, key: str) -> Self:
        """Return the formations by name or in the order of entry, a leading minus turning it round."""
        return self.order_by(key, "pk")


class OfFormationQuerySet(QuerySet):
    """Rows of one formation."""

    def visible_to(self, user: Any) -> Self:
        """Return the rows of the formations that the user may read."""
        reach = user.reach(Permission.VIEW_GROUPS)
        return self.filter(reach.q(district="formation__district"))

    def in_order(self) -> Self:
        """Return the planned schools, the lead first. Queries: 1."""
        return self.select_related("school__district").order_by("role", "school__code")
