"""Questions about rotations, each behind the one door."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q

from accounts.roles import Permission
from exchanges.choices import RotationState
from records.periods import Span, overlapping

OPEN = (RotationState.PROPOSED, RotationState.ACCEPTED, RotationState.RETURNED)


class RotationQuerySet(models.QuerySet):
    """Rotations."""

    def visible_to(self, user: Any) -> Self:
        """Return the rotations of the own districts, and those from and to the own school."""
        reach = user.reach(Permission.VIEW_ROTATIONS)
        of_home = reach.q(district="group__district", school="home")
        return self.filter(of_home | reach.q(school="host"))

    def for_page(self) -> Self:
        """Return the rotations with what a page or an action reads. Queries: 1."""
        return self.select_related(
            "group__district", "person__district", "home__district", "host__district", "extends"
        )

    def approved(self) -> Self:
        """Return the rotations that the bureau approved, of any day."""
        return self.filter(state=RotationState.APPROVED)

    def undecided(self) -> Self:
        """Return the rotations about which somebody still has to decide."""
        return self.filter(state__in=OPEN)

    def on(self, day: date) -> Self:
        """Return the approved rotations that are under way on the day."""
        return self.approved().filter(start__lte=day, end__gt=day)

    def returning(self, since: date, until: date) -> Self:
        """Return the approved rotations whose people come back from one day up to another, by that day."""
        return self.approved().filter(end__gte=since, end__lte=until).order_by("end", "pk")

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
            | (Q(state=RotationState.RETURNED) & back)
            | (Q(state=RotationState.ACCEPTED) & deciding)
        )
