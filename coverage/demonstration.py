"""Demonstration designations: schemes of the city and yearly batches, from a fixed seed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
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

FACTS = "designations"
AWARD_MONTH, AWARD_DAY = 11, 20  # batches are announced late in the year


@transaction.atomic
def load_designations(district: District, *, by: Actor) -> None:
    """Add the schemes, and one batch of designations a year where none is held."""
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


def _serves(school: School, stage: str) -> bool:
    return any(COUNTED_UNDER[Stage(service.stage)] == stage for service in school.stages.all())


def _create_schemes(facts: dict[str, Any], by: Actor) -> None:
    for fact in facts["scheme"]:
        if not DesignationScheme.objects.filter(code=fact["code"]).exists():
            actions.create(DesignationScheme(**fact), by=by)


def _levels(facts: dict[str, Any], by: Actor) -> dict[tuple[str, str], DesignationLevel]:
    """Return the levels by scheme and code, created where they are missing."""
    levels: dict[tuple[str, str], DesignationLevel] = {}
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
    actions.remove_many(designations.untouched_demonstration(), by=by)
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
