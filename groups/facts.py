"""The report's groups: loading them once, and writing what is stored in the same form."""

from __future__ import annotations

from datetime import date
from operator import attrgetter
from typing import Any

from django.db import transaction

from accounts.access import Actor
from groups.actions import form_group
from groups.models import EducationGroup
from records.facts import REPORT, is_new, read_facts
from records.models import Basis
from schools.models import District, School

FACTS = "groups"


@transaction.atomic
def load_groups(*, by: Actor) -> int:
    """Load groups that were never loaded before, with their schools, and return how many are new."""
    new = [fact for fact in read_facts(REPORT, FACTS)["group"] if is_new(REPORT, f"group {fact['slug']}")]
    for fact in new:
        _form(dict(fact), by)
    return len(new)


def _form(values: dict[str, Any], by: Actor) -> None:
    district = District.objects.get(code=read_facts(REPORT, "register")["district"]["code"])
    lead, members = values.pop("lead", None), values.pop("members")
    by_name = {school.name: school for school in School.objects.filter(district=district)}
    form_group(
        EducationGroup(district=district, **values),
        lead=by_name[lead] if lead else None,
        members=tuple(by_name[name] for name in members),
        basis=Basis.REPORT,
        by=by,
    )


def dump_groups(district: District, day: date) -> dict[str, Any]:
    """Return the groups and memberships in force on the day in the form of the facts."""
    return {"group": [_dump(group) for group in district.groups.on(day).for_list(day)]}


def _dump(group: Any) -> dict[str, Any]:
    fact = {"position": group.position, "slug": group.slug, "name": group.name, "kind": group.kind}
    in_order = sorted(group.members_on_day, key=attrgetter("pk"))
    for lead in filter(attrgetter("is_lead"), in_order):
        fact["lead"] = lead.school.name
    return fact | {"members": [row.school.name for row in in_order if not row.is_lead]}
