"""Demonstration data of the confirmation of facts: half of the schools confirmed, proposals in each state."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.access import Actor
from records import actions
from records.facts import DEMONSTRATION, read_facts
from records.models import Basis
from schools.models import Confirmation, District, Proposal, School
from schools.term import term_of

FACTS = "proposals"
OFFICER = "bureau"  # the demonstration account that decides


@transaction.atomic
def load_facts_data(district: District, *, on: date, by: Actor) -> None:
    """Add confirmations of the term of the day and proposals, as if people had just made them.

    The facts of the register stay as they are: neither is carried out.
    """
    schools = list(School.objects.due_to_confirm(on).filter(district=district).order_by("code"))
    actions.create_many(list(_confirmations(schools, on)), by=by)
    actions.create_many(list(_proposals(district)), by=by)


def _confirmations(schools: list[School], on: date) -> Iterator[Confirmation]:
    """Yield a confirmation of every second school; the others have something to do."""
    term, now = term_of(on), timezone.now()
    known = set(Confirmation.objects.of_term(term).values_list("school", flat=True))
    for school in schools[::2]:
        if school.pk not in known:
            yield Confirmation(
                school=school,
                school_year=term.year,
                term=term.half,
                confirmed_at=now,
                confirmed_by=school.code.lower(),
                basis=Basis.DEMONSTRATION,
            )


def _proposals(district: District) -> Iterator[Proposal]:
    """Yield the proposals of schools that keep their provisional code and made none about the fact."""
    schools = {school.code: school for school in district.schools.all()}
    known = set(Proposal.objects.of_schools([s.pk for s in schools.values()]).values_list("school", "field"))
    for fact in read_facts(DEMONSTRATION, FACTS)["proposal"]:
        school = schools.get(fact["code"])
        if school and (school.pk, fact["field"]) not in known:
            yield _proposal(school, fact)


def _proposal(school: School, fact: dict[str, Any]) -> Proposal:
    values, now = dict(fact), timezone.now()
    principal = values.pop("code").lower()
    if values["state"] != Proposal.State.OPEN:
        is_own = values["state"] == Proposal.State.WITHDRAWN
        values |= {"decided_at": now, "decided_by": principal if is_own else OFFICER}
    return Proposal(
        school=school, proposed_at=now, proposed_by=principal, basis=Basis.DEMONSTRATION, **values
    )


@transaction.atomic
def remove_facts_data(district: District, *, by: Actor) -> int:
    """Take out confirmations and proposals that nobody changed since; return how many changed ones stay."""
    schools = [school.pk for school in district.schools.all()]
    rows = [Confirmation.objects.of_schools(schools), Proposal.objects.of_schools(schools)]
    for found in rows:
        actions.remove_many(found.untouched_demonstration(), by=by)
    return sum(found.demonstration().count() for found in rows)
