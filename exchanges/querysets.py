"""Questions about rotations, each behind the one door."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Self

from django.db.models import DateField, F, Q, Value
from django.utils.translation import gettext_lazy as _

from accounts.roles import Permission
from exchanges.choices import RotationState
from records.initials import looks_like
from records.models import DemonstrationQuerySet
from records.periods import PeriodQuerySet, Span, in_force, overlapping

INITIALS = "person__initials"
SOON = timedelta(days=60)
WHEN = {
    "under_way": _("进行中"),
    "ahead": _("尚未开始"),
    "returning": _("60 日内返回"),
    "over": _("已结束"),
}
OPEN = (RotationState.DRAFT, RotationState.PROPOSED, RotationState.ACCEPTED, RotationState.RETURNED)


class RotationQuerySet(DemonstrationQuerySet):
    """Rotations."""

    def visible_to(self, user: Any) -> Self:
        """Return the rotations of the own districts, and those from and to the own school.

        The host learns of a draft only when the home school proposes it.
        """
        reach = user.reach(Permission.VIEW_ROTATIONS)
        of_home = reach.q(district="group__district", school="home")
        return self.filter(of_home | reach.q(school="host") & ~Q(state=RotationState.DRAFT))

    def for_page(self, day: date | None = None) -> Self:
        """Return the rotations with what an action reads, and a page of a day. Queries: 1."""
        rows = self.select_related(
            "group__district", "person__district", "home__district", "host__district", "extends"
        )
        return rows.annotate(shown_on=Value(day, output_field=DateField())) if day else rows

    def matching(
        self,
        day: date,
        *,
        text: str = "",
        state: str = "",
        when: str = "",
        kind: str = "",
        group: str = "",
    ) -> Self:
        """Return the rotations that meet every condition given; ``when`` is about the day."""
        given = {"state": state, "kind": kind, "group__slug": group}
        found = self.filter(**{column: value for column, value in given.items() if value})
        if text:
            looked_in = ["person__name", "person__staff_no", "home__name", "host__name"]
            found = found.filter(looks_like(text, names=looked_in, initials=INITIALS))
        return found.filter(_when(when, day)) if when else found

    def sorted_by(self, key: str) -> Self:
        """Return the rotations by school or day, a leading minus turning the order round."""
        column = {"home": "home__name", "host": "host__name"}.get(
            key.removeprefix("-"), key.removeprefix("-")
        )
        by = F(column).desc() if key.startswith("-") else F(column).asc()
        return self.order_by(by, "-pk")

    def people_of(self, school: Any) -> Any:
        """Return the people of a school's roster today whom it can send."""
        people = self.model.person.field.related_model.objects
        return people.filter(employments__school=school, employments__end__isnull=True).order_by("staff_no")

    def peers_of(self, school: Any) -> Any:
        """Return the schools that are in a group with a school today, which know of each other."""
        schools = type(school).objects.filter(memberships__group__memberships__school=school)
        return schools.exclude(pk=school.pk).distinct().order_by("code")

    def approved(self) -> Self:
        """Return the rotations that the bureau approved, of any day."""
        return self.filter(state=RotationState.APPROVED)

    def between(self, code: str) -> Self:
        """Return the rotations from and to the school of a code; all of them without one."""
        return self.filter(Q(home__code=code) | Q(host__code=code)) if code else self.all()

    def touching(self, school: int) -> Self:
        """Return the rotations from and to a school."""
        return self.filter(Q(home=school) | Q(host=school))

    def during(self, span: Span) -> Self:
        """Return the approved rotations that share a day with a span, in the order of their days."""
        return self.approved().filter(overlapping(span)).order_by("start", "pk")

    def undecided(self) -> Self:
        """Return the rotations about which somebody still has to decide."""
        return self.filter(state__in=OPEN)

    def on(self, day: date) -> Self:
        """Return the approved rotations that are under way on the day."""
        return self.approved().filter(start__lte=day, end__gt=day)

    def sharing_days_with(self, span: Span, person: Any) -> Self:
        """Return a person's approved rotations that share a day with a span."""
        return self.approved().filter(overlapping(span), person=person)

    def waiting_for(self, user: Any) -> Self:
        """Return the rotations about which the user has to decide next."""
        answering = user.reach(Permission.ANSWER_ROTATIONS)
        theirs = Q(is_proposed_by_home=True) & answering.q(school="host")
        ours = Q(is_proposed_by_home=False) & answering.q(school="home")
        proposing = user.reach(Permission.PROPOSE_ROTATIONS)
        back = (Q(is_proposed_by_home=True) & proposing.q(school="home")) | (
            Q(is_proposed_by_home=False) & proposing.q(school="host")
        )
        deciding = user.reach(Permission.APPROVE_ROTATIONS).q(district="group__district")
        return self.filter(
            (Q(state=RotationState.PROPOSED) & (theirs | ours))
            | (Q(state__in=[RotationState.RETURNED, RotationState.DRAFT]) & back)
            | (Q(state=RotationState.ACCEPTED) & deciding)
        )


def _when(when: str, day: date) -> Q:
    """Return what an approved rotation must meet to be there, still to come, nearly over or over on a day."""
    term = {
        "under_way": Q(start__lte=day, end__gt=day),
        "ahead": Q(start__gt=day),
        "returning": Q(start__lte=day, end__gt=day, end__lte=day + SOON),
        "over": Q(end__lte=day),
    }
    return Q(state=RotationState.APPROVED) & term[when]


class ExemptionQuerySet(DemonstrationQuerySet, PeriodQuerySet):
    """Who need not take part in exchanges."""

    def visible_to(self, user: Any) -> Self:
        """Return the exemptions of people whose school's roster the user may read."""
        reach = user.reach(Permission.VIEW_ROTATIONS)
        return self.filter(reach.q(district="school__district", school="school"))

    def for_list(self) -> Self:
        """Return the exemptions with their people and schools. Queries: 1."""
        return self.select_related("person__district", "school__district")

    def matching(
        self, day: date, *, text: str = "", why: str = "", state: str = "", school: str = ""
    ) -> Self:
        """Return the exemptions that meet every condition given; ``state`` is about the day."""
        given = {"why": why, "school__code": school}
        found = self.filter(**{column: value for column, value in given.items() if value})
        if text:
            found = found.filter(
                looks_like(text, names=["person__name", "person__staff_no"], initials=INITIALS)
            )
        states = {"in_force": in_force(day), "past": Q(end__lte=day), "coming": Q(start__gt=day)}
        return found.filter(states[state]) if state else found

    def sorted_by(self, key: str) -> Self:
        """Return the exemptions by person, school or day, a leading minus turning the order round."""
        column = {"person": "person__staff_no", "school": "school__code"}.get(
            key.lstrip("-"), key.lstrip("-")
        )
        by = F(column).desc(nulls_last=True) if key.startswith("-") else F(column).asc(nulls_first=True)
        return self.order_by(by, "pk")
