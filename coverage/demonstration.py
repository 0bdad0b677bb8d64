"""Demonstration designations: schemes of the city and yearly batches, from a fixed seed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from django.db import transaction

from accounts.access import Actor
from coverage.models import Designation, DesignationLevel, DesignationScheme
from records import actions
from records.facts import DEMONSTRATION, read_facts
from records.models import Basis
from schools.demonstration import SEED
from schools.models import District, School
from schools.stages import COUNTED_UNDER, Stage

Levels = dict[tuple[str, str], DesignationLevel]  # by the codes of scheme and level
FACTS = "designations"
AWARD_MONTH, AWARD_DAY = 11, 20  # batches are announced late in the year


@transaction.atomic
def load_designations(district: District, *, today: date, by: Actor) -> None:
    """Add the schemes, one batch of designations a year where none is held, and a few that need attention."""
    facts = read_facts(DEMONSTRATION, FACTS)
    _create_schemes(facts, by)
    levels = _levels(facts, by)
    held = set(Designation.objects.filter(school__district=district).values_list("school", "level"))
    schools = list(School.objects.counted_in(district).prefetch_related("stages").order_by("code"))
    for batch in facts["batch"]:
        level = levels[batch["scheme"], batch["level"]]
        serving = [school for school in schools if _serves(school, batch["stage"])]
        awards = [row for row in _awards(batch, level, serving) if (row.school_id, level.pk) not in held]
        actions.create_many(awards, by=by)
    _add_stories(district, facts["story"], levels, today, by)


def _add_stories(
    district: District, facts: list[dict[str, Any]], levels: Levels, today: date, by: Actor
) -> None:
    """Add what lies around the day of loading: running out, renewed, withdrawn; one a story, days by it."""
    told = Designation.objects.filter(school__district=district).demonstration()
    for fact in facts:
        level = levels[fact["scheme"], fact["level"]]
        if told.filter(level=level, document__endswith=f"〕{fact['number']}号").exists():
            continue  # it stayed, because somebody changed it
        free = School.objects.counted_in(district).exclude(designations__level=level).order_by("code")
        serving = [school for school in free.prefetch_related("stages") if _serves(school, fact["stage"])]
        if serving:
            _tell(fact, Designation(school=serving[0], level=level, basis=Basis.DEMONSTRATION), today, by)


def _tell(fact: dict[str, Any], row: Designation, today: date, by: Actor) -> None:
    row.start, row.end = _day(today, fact["start"]), _day(today, fact["end"])
    row.document = f"演示文件〔{row.start.year}〕{fact['number']}号"
    row.end_reason = fact.get("end_reason", "")
    row.end_document = "演示文件（撤销）" if row.end_reason == Designation.EndReason.WITHDRAWN else ""
    stored = actions.create(row, by=by)
    if row.end_reason == Designation.EndReason.RENEWED:
        new = Designation(school=row.school, level=row.level, previous=stored, start=row.end)
        new.end, new.basis, new.document = _day(today, fact["renewed_until"]), row.basis, row.document
        actions.create(new, by=by)


def _day(today: date, days: int) -> date:
    return today + timedelta(days=days)


def _serves(school: School, stage: str) -> bool:
    return any(COUNTED_UNDER[Stage(service.stage)] == stage for service in school.stages.all())


def _create_schemes(facts: dict[str, Any], by: Actor) -> None:
    for fact in facts["scheme"]:
        if not DesignationScheme.objects.filter(code=fact["code"]).exists():
            actions.create(DesignationScheme(**fact), by=by)


def _levels(facts: dict[str, Any], by: Actor) -> Levels:
    """Return the levels by scheme and code, created where they are missing."""
    levels: Levels = {}
    for fact in facts["level"]:
        values = dict(fact)
        scheme = DesignationScheme.objects.get(code=values.pop("scheme"))
        successor = levels.get((scheme.code, values.pop("successor", "")))
        stored = scheme.levels.filter(code=fact["code"]).first()
        new = DesignationLevel(scheme=scheme, successor=successor, **values)
        levels[scheme.code, fact["code"]] = stored or actions.create(new, by=by)
    return levels


def _awards(batch: dict[str, Any], level: DesignationLevel, schools: list[School]) -> Iterator[Designation]:
    """Yield the designations of a batch, a few schools a year in a drawn order."""
    order = Random(f"{SEED} {level.scheme.code} {level.code}").sample(schools, len(schools))
    for year in range(batch["first_year"], batch["last_year"] + 1):
        awarded, order = order[: batch["schools"]], order[batch["schools"] :]
        for school in awarded:
            yield Designation(
                school=school,
                level=level,
                start=date(year, AWARD_MONTH, AWARD_DAY),
                end=date(year + batch["years"], AWARD_MONTH, AWARD_DAY) if batch["years"] else None,
                document=f"演示文件〔{year}〕{batch['schools']}号",
                basis=Basis.DEMONSTRATION,
            )


@transaction.atomic
def remove_designations(district: District, *, by: Actor) -> int:
    """Take out demonstration designations that nobody changed, and the schemes that nothing uses any more.

    Return how many changed ones stay.
    """
    designations = Designation.objects.filter(school__district=district)
    while actions.remove_many(designations.untouched_demonstration().last_of_chain(), by=by):
        pass  # what was renewed goes after what renewed it
    codes = [fact["code"] for fact in read_facts(DEMONSTRATION, FACTS)["scheme"]]
    for scheme in DesignationScheme.objects.filter(code__in=codes):
        if not Designation.objects.filter(level__scheme=scheme).exists():
            _remove_scheme(scheme, by)
    return designations.demonstration().count()


def _remove_scheme(scheme: DesignationScheme, by: Actor) -> None:
    # a level goes before the one it is mapped to
    actions.remove_many(scheme.levels.filter(successor__isnull=False), by=by)
    actions.remove_many(scheme.levels.all(), by=by)
    actions.remove(scheme, by=by)
