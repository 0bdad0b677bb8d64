"""The register's facts of the report: loading them once, and writing what is stored in the same form."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from accounts.access import Actor
from records import actions
from records.facts import REPORT, is_new, read_facts
from records.models import Basis
from schools.actions import register_school
from schools.models import District, School

FACTS = "register"


@transaction.atomic
def load_register(*, by: Actor) -> int:
    """Load district and schools that were never loaded before and return how many rows are new."""
    facts = read_facts(REPORT, FACTS)
    loaded = 0
    if is_new(REPORT, f"district {facts['district']['code']}"):
        actions.create(District(**facts["district"]), by=by)
        loaded += 1
    for fact in facts["school"]:
        if is_new(REPORT, f"school {fact['name']}"):
            _register(fact, facts["district"]["code"], by)
            loaded += 1
    return loaded


def _register(fact: dict[str, Any], district_code: str, by: Actor) -> None:
    values = dict(fact)
    stages = values.pop("stages")
    district = District.objects.get(code=district_code)
    school = School(district=district, kind_basis=Basis.INFERRED, ownership_basis=Basis.INFERRED, **values)
    register_school(school, stages=stages, by=by)


def dump_register(district: District) -> dict[str, Any]:
    """Return what is stored of a district in the form of the facts."""
    schools = district.schools.prefetch_related("stages").order_by("code")
    return {
        "district": {"code": district.code, "name": district.name},
        "school": [_dump(school) for school in schools],
    }


def _dump(school: School) -> dict[str, Any]:
    fact: dict[str, Any] = {
        "code": school.code,
        "name": school.name,
        "kind": school.kind,
        "ownership": school.ownership,
        "stages": [service.stage for service in school.stages.all()],
    }
    if not school.in_district_register:
        fact["in_district_register"] = False
    if school.is_collective:
        fact["is_collective"] = True
    return fact
