"""Demonstration data of groups: some that are being formed, a join that is planned, and filing numbers."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from accounts.access import Actor
from groups.actions import change_group
from groups.actions_changes import join
from groups.actions_formation import plan_school, propose, take_step
from groups.models import EducationGroup, Formation, FormationStep, GroupChange, PlannedSchool
from records import actions
from records.facts import DEMONSTRATION, read_facts
from records.models import AuditEntry, Basis
from schools.models import District, School
from schools.school_year import first_day, school_year_of

FACTS = "groups"
Schools = dict[str, School]  # by their codes


@transaction.atomic
def load_groups_data(district: District, *, today: date, by: Actor) -> None:
    """Add formations, a join on the next 1 September, and filing numbers where a group has none.

    What groups there are on the day of loading, and their schools, stay as they are.
    """
    facts = read_facts(DEMONSTRATION, FACTS)
    schools = {school.code: school for school in district.schools.select_related("district")}
    for fact in facts["formation"]:
        _form(district, fact, schools, today, by)
    for fact in facts["join"]:
        _plan_join(district, fact, schools, first_day(school_year_of(today) + 1), by)
    for fact in facts["filing"]:
        for group in _groups(district, fact).filter(filing_no="", filed_on=None):
            _file(group, fact["filing_no"], fact.get("filed_on"), by)


def _form(district: District, fact: dict[str, Any], schools: Schools, today: date, by: Actor) -> None:
    """Take a formation as far as the fact says, if its schools are there and nobody took its name."""
    planned = [fact["lead"], *fact["members"]]
    if not schools.keys() >= set(planned) or _is_taken(district, fact):
        return
    texts = {name: fact[name].strip() for name in ("slug", "name", "kind", "plan")}
    formation = Formation(district=district, basis=Basis.DEMONSTRATION, **texts)
    first, *later = [_step(formation, step, today) for step in fact["step"]]
    propose(formation, first, by=by)
    for code in planned:
        role = PlannedSchool.Role.LEAD if code == fact["lead"] else PlannedSchool.Role.MEMBER
        plan_school(PlannedSchool(formation=formation, school=schools[code], role=role), by=by)
    for step in later:
        take_step(step, by=by)


def _is_taken(district: District, fact: dict[str, Any]) -> bool:
    same = Q(slug=fact["slug"]) | Q(district=district, name=fact["name"])
    return any(model.objects.filter(same).exists() for model in (Formation, EducationGroup))


def _step(formation: Formation, fact: dict[str, Any], today: date) -> FormationStep:
    values = dict(fact)
    day = today - timedelta(days=values.pop("days_ago"))
    return FormationStep(formation=formation, day=day, **values)


def _groups(district: District, fact: dict[str, Any]) -> Any:
    return district.groups.filter(slug=fact["group"]).select_related("district")


def _plan_join(district: District, fact: dict[str, Any], schools: Schools, day: date, by: Actor) -> None:
    """Let a school join a group on the day, unless it belongs to it, or that was planned here before."""
    school, group = schools.get(fact["school"]), _groups(district, fact).on(day).first()
    if school is None or group is None or group.memberships.open_or_later(day).filter(school=school).exists():
        return
    if group.changes.demonstration().filter(subject=school.name).exists():
        return
    change = GroupChange(
        kind=GroupChange.Kind.JOIN,
        district=district,
        group=group,
        day=day,
        document=fact["document"],
        note=fact["note"],
        basis=Basis.DEMONSTRATION,
    )
    join(change, school=school, by=by)


def _file(group: EducationGroup, filing_no: str, filed_on: date | None, by: Actor) -> None:
    group.filing_no, group.filed_on = filing_no, filed_on
    change_group(group, by=by)


@transaction.atomic
def remove_groups_data(district: District, *, by: Actor) -> int:
    """Take out what ``by`` put in and nobody touched since, and return how many touched rows stay."""
    changes = GroupChange.objects.filter(district=district)
    # what people did to a demonstration formation is marked too, but recorded by them
    for change in changes.untouched_demonstration().filter(recorded_by=by.username):
        _take_back(change, by)
    formations = Formation.objects.filter(district=district)
    untouched = [row for row in formations.untouched_demonstration() if _is_untouched(row, by)]
    actions.remove_many(formations.filter(pk__in=[row.pk for row in untouched]), by=by)
    for fact in read_facts(DEMONSTRATION, FACTS)["filing"]:
        same = {"filing_no": fact["filing_no"], "filed_on": fact.get("filed_on")}
        for group in _groups(district, fact).filter(**same):
            _file(group, "", None, by)
    return changes.demonstration().count() + formations.demonstration().count()


def _take_back(change: GroupChange, by: Actor) -> None:
    if not change.started.exclude(version=1).exists():
        actions.remove_many(change.started.all(), by=by)
        actions.remove(change, by=by)


def _is_untouched(formation: Formation, by: Actor) -> bool:
    """Return whether nobody else took a step, or put a school in or out; rows that are gone left a trace."""
    rows = [model._meta.label_lower for model in (FormationStep, PlannedSchool)]
    about = Q(before__formation_id=formation.pk) | Q(after__formation_id=formation.pk)
    entries = AuditEntry.objects.filter(about, object_type__in=rows)
    return not entries.exclude(username=by.username).exists()
