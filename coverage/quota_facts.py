"""The facts that the quota of a school year is counted from, fetched for a set of schools at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from coverage.models import RuleSet
from coverage.quota import Leader, Quota, Teacher, Thresholds, count, part_of
from exchanges.models import Exemption, Rotation
from records.periods import Span
from schools.choices import BackboneLevel, Post
from schools.models import Employment, School
from schools.school_year import days_of, first_day

TEACHING = (Post.TEACHER, Post.MANAGER)
LEADING = (Post.PRINCIPAL, Post.VICE_PRINCIPAL)
POLICIES = ("exchange", "exchange-chengdu")  # each has its own share; the years are those of the first
COUNTING = "exchange-counting"
WHOLE_YEAR, DISTRICT_LEVEL = Fraction(1), 2


@dataclass(frozen=True)
class YearQuota:
    """All that is known about the exchanges of a school year at some schools."""

    year: int
    thresholds: Thresholds
    teachers: list[Teacher]
    people: dict[int, Employment]
    terms: dict[int, list[Span]]
    leaders: list[Leader]

    @property
    def day(self) -> date:
        """Return the day of the snapshot."""
        return first_day(self.year)

    def of_schools(self, schools: Iterable[int]) -> Quota:
        """Return the figures of these schools together."""
        wanted = set(schools)
        return count([row for row in self.teachers if row.school in wanted], self.day, self.thresholds)

    def with_term(self, person: int, span: Span) -> YearQuota:
        """Return the facts as they would be if a person went to another school for a span."""
        terms = {**self.terms, person: [*self.terms.get(person, []), span]}
        part = part_of(days_of(self.year), terms[person])
        moved = [replace(row, part=part) if row.key == person else row for row in self.teachers]
        return replace(self, teachers=moved, terms=terms)


def thresholds_on(day: date) -> Thresholds:
    """Return what the rule sets in force on a day ask for. Queries: 2."""
    sets = RuleSet.objects.on(day).filter(code__in=[*POLICIES, COUNTING]).with_rules()
    rules = {found.code: {rule.code: Fraction(rule.value) for rule in found.rules.all()} for found in sets}
    names = {found.code: str(found.edition) for found in sets}
    shares = [(names[code], rules[code].get("share-of-eligible")) for code in POLICIES if code in rules]
    national, local, counting = (rules.get(code, {}) for code in (*POLICIES, COUNTING))
    return Thresholds(
        years=_whole(national.get("years-at-school")),
        least_part=counting.get("least-part-of-year", WHOLE_YEAR),
        least_backbone=_whole(counting.get("least-backbone-rank")) or DISTRICT_LEVEL,
        shares=tuple((name, share) for name, share in shares if share is not None),
        backbone_share=national.get("backbone-share-of-exchanged"),
        principal_years=_whole(local.get("years-of-principal")),
        lead_staff=counting.get("lead-least-staff"),
        lead_backbone=counting.get("lead-least-backbone"),
    )


def _whole(value: Fraction | None) -> int | None:
    return None if value is None else int(value)


def year_quota(schools: Iterable[School], year: int) -> YearQuota:
    """Return the facts of a school year at these schools.

    Who moves to another school on the very day of the snapshot is counted at the school that is left.
    Queries: 5.
    """
    by_key = {school.pk: school for school in schools}
    day, thresholds = first_day(year), thresholds_on(first_day(year))
    employments = {row.staff_id: row for row in Employment.objects.counted_on(day, by_key)}
    exempt = dict(Exemption.objects.on(day).filter(school__in=by_key).values_list("person", "why"))
    terms = _terms(by_key, year)
    parts = {person: part_of(days_of(year), spans) for person, spans in terms.items()}
    teachers = [
        _teacher(row, exempt, parts, thresholds) for row in employments.values() if row.staff.post in TEACHING
    ]
    leaders = [
        Leader(row.staff, by_key[row.school_id], row.start)
        for row in employments.values()
        if row.staff.post in LEADING
    ]
    return YearQuota(year, thresholds, teachers, employments, terms, leaders)


def _terms(schools: Iterable[int], year: int) -> dict[int, list[Span]]:
    """Return the terms of each person at other schools in the school year. Queries: 1."""
    terms = defaultdict[int, list[Span]](list)
    rows = Rotation.objects.during(days_of(year)).filter(home__in=schools)
    for person, start, end in rows.values_list("person", "start", "end"):
        terms[person].append(Span(start, end))
    return terms


def _teacher(
    row: Employment, exempt: dict[int, str], parts: dict[int, Fraction], thresholds: Thresholds
) -> Teacher:
    return Teacher(
        key=row.staff_id,
        school=row.school_id,
        since=row.start,
        is_backbone=rank_of(row.staff.backbone_level) >= thresholds.least_backbone,
        exemption=exempt.get(row.staff_id, ""),
        part=parts.get(row.staff_id, Fraction(0)),
    )


def rank_of(level: str) -> int:
    """Return the rank of a backbone level: 1 for a school's own; 0 for none."""
    return BackboneLevel.values.index(level) + 1 if level else 0
