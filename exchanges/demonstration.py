"""Demonstration data of rotations and shared resources: some under way, and some on every desk."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time, timedelta
from random import Random
from typing import Any

from django.db import transaction

from accounts.access import Actor
from exchanges.choices import BookingState, RotationState
from exchanges.models import Booking, Exemption, OpeningHours, Rotation, SharedResource
from exchanges.week import first_of_week, moment
from groups.models import EducationGroup, Membership
from records import actions
from records.facts import DEMONSTRATION, read_facts
from records.models import Basis
from schools.demonstration import SEED
from schools.models import District, Employment, School
from schools.school_year import first_day, school_year_of

FACTS, RESOURCES = "rotations", "resources"
WORKDAYS = 5
ASKED = (BookingState.REQUESTED, BookingState.DECLINED)  # states that only an owner who confirms knows


@transaction.atomic
def load_rotations_data(district: District, *, today: date, by: Actor) -> None:
    """Add the rotations of a few groups between the lead and its members, in every state."""
    facts, start = read_facts(DEMONSTRATION, FACTS), first_day(school_year_of(today))
    terms = {"start": start, "end": start.replace(year=start.year + 1)}
    groups = EducationGroup.objects.on(today).filter(district=district).order_by("position", "pk")
    for group in groups[: facts["groups"]]:
        actions.create_many(list(_rotations(group, facts["rotation"], terms, today)), by=by)
        actions.create_many(list(_exemptions(group, facts["exemption"], start)), by=by)


def _rotations(
    group: EducationGroup, facts: list[dict[str, Any]], terms: dict[str, date], today: date
) -> Iterator[Rotation]:
    """Yield the rotations of a group: the lead and its members in turn, each person once."""
    random = Random(f"{SEED} rotations {group.slug}")
    members = Membership.objects.on(today).filter(group=group).select_related("school").order_by("role", "pk")
    schools = [row.school for row in members if not row.school.is_collective]
    people = {school.pk: _people(school, terms["start"], random) for school in schools}
    for number, fact in enumerate(facts):
        other = schools[1 + number % (len(schools) - 1)] if len(schools) > 1 else None
        if other is None:
            return
        home, host = (schools[0], other) if fact["from"] == "lead" else (other, schools[0])
        if people[home.pk]:
            yield _rotation(group, fact, home, host, people[home.pk].pop(), terms)


def _exemptions(group: EducationGroup, facts: list[dict[str, Any]], start: date) -> Iterator[Exemption]:
    """Yield exemptions of the lead's people who are sent nowhere."""
    lead = Membership.objects.on(start).filter(group=group, role="lead").values("school")[:1]
    at_home = Employment.objects.on(start).filter(school__in=lead, staff__post="teacher")
    people = at_home.filter(staff__rotations=None).select_related("staff", "school").order_by("pk")
    for fact, row in zip(facts, people, strict=False):
        yield Exemption(school=row.school, person=row.staff, start=start, basis=Basis.DEMONSTRATION, **fact)


def _people(school: School, day: date, random: Random) -> list[Any]:
    """Return the teachers of a school on the day in a drawn order."""
    rows = Employment.objects.on(day).filter(school=school, staff__post="teacher").order_by("pk")
    people = [row.staff for row in rows.select_related("staff")]
    return random.sample(people, len(people))


def _rotation(
    group: EducationGroup,
    fact: dict[str, Any],
    home: School,
    host: School,
    person: Any,
    terms: dict[str, date],
) -> Rotation:
    values = {name: value for name, value in fact.items() if name != "from"}
    row = Rotation(
        group=group,
        person=person,
        home=home,
        host=host,
        proposed_by="" if fact["state"] == RotationState.DRAFT else home.code.lower(),
        is_proposed_by_home=True,
        stage=person.section,
        subject=person.subject,
        basis=Basis.DEMONSTRATION,
        **terms,
        **values,
    )
    if row.state in ("accepted", "approved", "returned"):
        row.answered_by = host.code.lower()
    if row.state in ("approved", "returned"):
        row.decided_by = "bureau"
    return row


@transaction.atomic
def remove_rotations_data(district: District, *, by: Actor) -> int:
    """Take out what nobody changed and return how many changed rows stay."""
    made: list[Any] = [
        Rotation.objects.filter(group__district=district),
        Exemption.objects.filter(school__district=district),
    ]
    for rows in made:
        actions.remove_many(rows.untouched_demonstration(), by=by)
    return sum(rows.demonstration().count() for rows in made)


@transaction.atomic
def load_resources_data(district: District, *, today: date, by: Actor) -> None:
    """Add what the leads of a few groups open, with hours for the weekdays and bookings around today."""
    facts = read_facts(DEMONSTRATION, RESOURCES)
    groups = EducationGroup.objects.on(today).filter(district=district).order_by("position", "pk")
    for group in groups[: facts["groups"]]:
        members = (
            Membership.objects.on(today).filter(group=group).select_related("school").order_by("role", "pk")
        )
        schools = [row.school for row in members if not row.school.is_collective]
        for number, fact in enumerate(facts["resource"]):
            _load_resource(schools[number % min(2, len(schools))], schools, fact, facts, today, by)


def _load_resource(
    owner: School, schools: list[School], fact: dict[str, Any], facts: dict[str, Any], today: date, by: Actor
) -> None:
    resource = SharedResource(school=owner, basis=Basis.DEMONSTRATION, **fact)
    actions.create(resource, by=by)
    opens, closes = (time.fromisoformat(facts[name]) for name in ("opens", "closes"))
    start = first_day(school_year_of(today))
    hours = [
        OpeningHours(resource=resource, weekday=weekday, opens=opens, closes=closes, start=start)
        for weekday in range(WORKDAYS)
    ]
    actions.create_many(hours, by=by)
    others = [school for school in schools if school != owner]
    actions.create_many(list(_bookings(resource, others, facts["booking"], first_of_week(today))), by=by)


def _bookings(
    resource: SharedResource, others: list[School], facts: list[dict[str, Any]], monday: date
) -> Iterator[Booking]:
    """Yield the bookings of a resource by the other schools in turn, by the week of today."""
    for number, fact in enumerate(facts):
        if not others:
            return
        if fact["state"] in ASKED and not resource.is_confirmed_by_owner:
            continue
        school, day = others[number % len(others)], monday + timedelta(days=fact["days"])
        answered = (
            {} if fact["state"] == BookingState.REQUESTED else {"answered_by": resource.school.code.lower()}
        )
        yield Booking(
            resource=resource,
            school=school,
            start=moment(day, time.fromisoformat(fact["begins"])),
            end=moment(day, time.fromisoformat(fact["ends"])),
            people=fact["people"],
            purpose=fact["purpose"],
            state=fact["state"],
            said=fact.get("said", ""),
            booked_by=school.code.lower(),
            basis=Basis.DEMONSTRATION,
            **answered,
        )


@transaction.atomic
def remove_resources_data(district: District, *, by: Actor) -> int:
    """Take out resources and bookings that nobody changed and return how many changed rows stay."""
    bookings = Booking.objects.filter(resource__school__district=district)
    actions.remove_many(bookings.untouched_demonstration(), by=by)
    resources = SharedResource.objects.filter(school__district=district)
    actions.remove_many(resources.untouched_demonstration().free(), by=by)
    return bookings.demonstration().count() + resources.demonstration().count()
