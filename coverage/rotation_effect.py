"""What an approved rotation would do: to the shares of exchange, and to a lead's own staff."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction

from coverage.quota import Quota, Verdict
from coverage.quota_facts import TEACHING, YearQuota, rank_of, thresholds_on, year_quota
from coverage.staffing import Away, Kept, kept
from exchanges.models import Rotation
from groups.models import Membership
from records.periods import Span
from schools.models import Employment
from schools.school_year import label, school_year_of

MOST_YEARS = 3  # school years of a long term that a page shows


@dataclass(frozen=True)
class YearEffect:
    """The home school's figures of a school year without the rotation and with it."""

    year: str
    before: Quota
    after: Quota
    verdicts: list[tuple[Verdict, Verdict]]  # of each policy, without and with


@dataclass(frozen=True)
class StaffEffect:
    """What stays of a lead's teachers and of its backbone teachers, without the rotation and with it."""

    teachers: tuple[Kept, Kept]
    backbone: tuple[Kept, Kept]

    @property
    def is_below(self) -> bool:
        """Return whether the rotation leaves less than a floor asks for."""
        return self.teachers[1].is_below or self.backbone[1].is_below


def years_of(rotation: Rotation) -> list[int]:
    """Return the school years in which the term has a day, the first few of a long one."""
    last = school_year_of(rotation.end - timedelta(days=1))
    years = range(school_year_of(rotation.start), last + 1)
    return list(years)[:MOST_YEARS]


def effect_on_shares(rotation: Rotation) -> list[YearEffect]:
    """Return what the rotation changes at the home school, year by year. Queries: 5 a school year."""
    return [_year_effect(rotation, year_quota([rotation.home], year)) for year in years_of(rotation)]


def _year_effect(rotation: Rotation, facts: YearQuota) -> YearEffect:
    with_it = facts.with_term(rotation.person_id, rotation.span) if rotation.person_id else facts
    before, after = (each.of_schools([rotation.home_id]) for each in (facts, with_it))
    verdicts = zip(before.verdicts(facts.thresholds), after.verdicts(facts.thresholds), strict=True)
    return YearEffect(label(facts.year), before, after, list(verdicts))


def effect_on_lead(rotation: Rotation) -> StaffEffect | None:
    """Return what stays of the home school's teachers during the term.

    None when: the home school leads no group on the first day. Queries: 1; 5 for a lead.
    """
    leading = Membership.objects.on(rotation.start).filter(school=rotation.home, role="lead")
    if not leading.exists():
        return None
    thresholds = thresholds_on(rotation.start)
    least = thresholds.least_backbone
    rows = Employment.objects.counted_on(rotation.start, [rotation.home_id])
    teachers = {row.staff_id: row.staff for row in rows if row.staff.post in TEACHING}
    backbone = [person for person in teachers.values() if rank_of(person.backbone_level) >= least]
    others, own = _terms(rotation, least), [_away(rotation, rotation, least)]
    return StaffEffect(
        teachers=_both(len(teachers), others, own, rotation.span, thresholds.lead_staff),
        backbone=_both(
            len(backbone), _backbone(others), _backbone(own), rotation.span, thresholds.lead_backbone
        ),
    )


def _both(
    staff: int, others: list[Away], own: list[Away], during: Span, floor: Fraction | None
) -> tuple[Kept, Kept]:
    return kept(staff, others, during, floor), kept(staff, [*others, *own], during, floor)


def _backbone(terms: list[Away]) -> list[Away]:
    return [term for term in terms if term.is_backbone]


def _terms(rotation: Rotation, least: int) -> list[Away]:
    """Return the other approved terms from and to the home school meanwhile. Queries: 1."""
    rows = Rotation.objects.touching(rotation.home_id).during(rotation.span).exclude(pk=rotation.pk)
    return [_away(row, rotation, least) for row in rows.select_related("person")]


def _away(row: Rotation, rotation: Rotation, least: int) -> Away:
    level = row.person.backbone_level if row.person else ""
    is_out = row.home_id == rotation.home_id
    return Away(row.span, row.share, rank_of(level) >= least, is_out)
