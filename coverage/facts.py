"""The report's declared numbers, targets and quality schools: loading them once, and writing them back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from typing import Any

from django.db import transaction

from accounts.access import Actor
from coverage.models import (
    DeclaredCount,
    Designation,
    DesignationLevel,
    DesignationScheme,
    Headline,
    Target,
)
from records import actions
from records.facts import REPORT, is_new, read_facts
from records.models import Basis, Record
from schools.models import District, School

FACTS = "coverage"


Row = tuple[str, Callable[[], Record]]  # key of a fact, and how to build its row once it is to be stored


@transaction.atomic
def load_coverage(*, by: Actor) -> int:
    """Load what was never loaded before and return how many rows are new."""
    facts = read_facts(REPORT, FACTS)
    district_code = read_facts(REPORT, "register")["district"]["code"]
    district = District.objects.get(code=district_code)
    rows = [*_district_rows(facts, district), *_scheme_rows(facts), *_designation_rows(facts, district)]
    new = [build for key, build in rows if is_new(REPORT, key)]
    for build in new:
        actions.create(build(), by=by)
    return len(new)


def _district_rows(facts: dict[str, Any], district: District) -> Iterator[Row]:
    for position, fact in enumerate(facts["declared"], start=1):
        key = f"declared {fact['code']}"
        yield key, partial(DeclaredCount, district=district, position=position, **fact)
    for fact in facts["target"]:
        yield f"target {fact['stage']}", partial(Target, district=district, **fact)
    yield "headline", partial(Headline, district=district, **facts["headline"])


def _scheme_rows(facts: dict[str, Any]) -> Iterator[Row]:
    def level() -> Record:
        scheme = DesignationScheme.objects.get(code=facts["scheme"]["code"])
        return DesignationLevel(scheme=scheme, **facts["level"])

    yield "scheme", partial(DesignationScheme, **facts["scheme"])
    yield "level", level


def _designation_rows(facts: dict[str, Any], district: District) -> Iterator[Row]:
    def designation(name: str) -> Record:
        level = DesignationLevel.objects.get(scheme__code=REPORT)
        school = School.objects.get(district=district, name=name)
        return Designation(school=school, level=level, basis=Basis.REPORT)

    for fact in facts["designation"]:
        yield f"designation {fact['school']}", partial(designation, fact["school"])


def dump_coverage(district: District, day: date) -> dict[str, Any]:
    """Return what is in force on the day in the form of the facts."""
    scheme = DesignationScheme.objects.get(code=REPORT)
    [level] = scheme.levels.all()
    headline = district.headlines.on(day).get()
    designations = Designation.objects.on(day).filter(level=level).order_by("pk")
    return {
        "declared": [_values(row, DECLARED) for row in district.declared_counts.on(day)],
        "target": [_target(row) for row in district.targets.on(day)],
        "headline": _values(headline, ["basis", "weight"]),
        "scheme": _values(scheme, ["code", "name", "authority"]),
        "level": _values(level, ["code", "name"]),
        "designation": [{"school": row.school.name} for row in designations],
    }


DECLARED = ["code", "section", "label", "ownerships", "kinds", "count"]


def _values(row: Record, names: list[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _target(row: Target) -> dict[str, Any]:
    share = {} if row.share is None else {"share": f"{row.share.normalize():f}"}
    return _values(row, ["stage", "statement", "due_on"]) | share
