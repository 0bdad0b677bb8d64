"""Who is to take part in exchanges and who does: two shares with two denominators, as plain arithmetic.

Eligible is who on 1 September taught long enough at one school and is not exempt. Exchanged is everybody
whose rotations cover enough of the school year, each person once. The first share is of the eligible, the
second (of backbone teachers) of the exchanged. Where it is unknown since when somebody has been at the
school, the denominator lies between two numbers, and a verdict is given only where both agree.
Source: national requirements on the exchange of teachers (10 % and 20 %); Chengdu (15 %, nine years).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from math import ceil
from typing import Any

from django.utils.translation import gettext_lazy as _

from records.periods import Span


class Standing(StrEnum):
    """What somebody is to the quota of a school year, on the day of the snapshot."""

    ELIGIBLE = "eligible"
    EXEMPT = "exempt"
    TOO_SHORT = "too_short"
    UNKNOWN = "unknown"


STANDINGS = {
    Standing.ELIGIBLE: _("应交流"),
    Standing.EXEMPT: _("免于交流"),
    Standing.TOO_SHORT: _("任教年限未满"),
    Standing.UNKNOWN: _("到校日期不详"),
}


@dataclass(frozen=True)
class Thresholds:
    """What a policy asks for and how it is counted; None where no rule set says so.

    Unit: shares and parts are fractions 0-1, years are whole.
    """

    years: int | None
    least_part: Fraction
    least_backbone: int  # 1 school, 2 district, 3 municipal, 4 provincial
    shares: tuple[tuple[str, Fraction], ...]  # (name of the rule set, share of the eligible)
    backbone_share: Fraction | None
    principal_years: int | None
    lead_staff: Fraction | None = None  # which part of its teachers a lead keeps
    lead_backbone: Fraction | None = None


@dataclass(frozen=True)
class Teacher:
    """One teacher of a school on the day of the snapshot, and what part of the school year is spent away."""

    key: int
    school: int
    since: date | None
    is_backbone: bool
    exemption: str = ""
    part: Fraction = Fraction(0)

    def standing(self, day: date, years: int | None) -> Standing:
        """Return what the teacher is to the quota on the day."""
        if self.exemption:
            return Standing.EXEMPT
        if self.since is None or years is None:
            return Standing.UNKNOWN
        return Standing.ELIGIBLE if anniversary(self.since, years) <= day else Standing.TOO_SHORT


def anniversary(since: date, years: int) -> date:
    """Return the day on which so many years have passed; from 29 February it may be 1 March."""
    try:
        return since.replace(year=since.year + years)
    except ValueError:
        return date(since.year + years, 3, 1)


@dataclass(frozen=True)
class Verdict:
    """What one required share says of some figures: ``missing`` more certainly eligible people reach it.

    ``met`` is None where it depends on people of whom it is unknown since when they are there, or where the
    denominator is empty. Unit: ``target`` is a fraction 0-1, ``missing`` people.
    """

    name: str
    target: Fraction
    met: bool | None
    missing: int


@dataclass
class Quota:
    """The figures of one school, group or district in a school year."""

    teachers: int = 0
    standings: Counter[Standing] = field(default_factory=Counter)
    exchanged: int = 0
    exchanged_backbone: int = 0

    @property
    def eligible(self) -> int:
        """Return how many are to take part for certain: the first denominator."""
        return self.standings[Standing.ELIGIBLE]

    @property
    def exempt(self) -> int:
        """Return how many need not take part."""
        return self.standings[Standing.EXEMPT]

    @property
    def too_short(self) -> int:
        """Return how many have not been at the school long enough."""
        return self.standings[Standing.TOO_SHORT]

    @property
    def unknown(self) -> int:
        """Return of how many it is not known whether they are to take part."""
        return self.standings[Standing.UNKNOWN]

    @property
    def share(self) -> Fraction | None:
        """Return the exchanged among the eligible.

        None when: nobody is eligible, or it is unknown of somebody.
        """
        return Fraction(self.exchanged, self.eligible) if self.eligible and not self.unknown else None

    @property
    def backbone_share(self) -> Fraction | None:
        """Return the backbone teachers among the exchanged.

        None when: nobody is exchanged.
        """
        return Fraction(self.exchanged_backbone, self.exchanged) if self.exchanged else None

    def verdicts(self, thresholds: Thresholds) -> list[Verdict]:
        """Return what each policy's share of the eligible says of these figures."""
        return [self._verdict(name, share) for name, share in thresholds.shares]

    def backbone_verdict(self, thresholds: Thresholds) -> Verdict | None:
        """Return what the share of backbone teachers among the exchanged says.

        None when: no rule is in force.
        """
        share = thresholds.backbone_share
        if share is None:
            return None
        met = self.exchanged_backbone >= share * self.exchanged if self.exchanged else None
        return Verdict("", share, met, max(0, ceil(share * self.exchanged) - self.exchanged_backbone))

    def _verdict(self, name: str, share: Fraction) -> Verdict:
        missing = max(0, ceil(share * self.eligible) - self.exchanged)
        return Verdict(name, share, self._meets(share), missing)

    def _meets(self, share: Fraction) -> bool | None:
        """Return whether enough are exchanged whatever is unknown; None where it depends on the unknown."""
        if not self.eligible + self.unknown:
            return None
        if self.exchanged >= share * (self.eligible + self.unknown):
            return True
        return False if self.exchanged < share * self.eligible else None


def count(teachers: Iterable[Teacher], day: date, thresholds: Thresholds) -> Quota:
    """Return the figures of these teachers, each counted once."""
    quota = Quota()
    for teacher in {teacher.key: teacher for teacher in teachers}.values():
        quota.teachers += 1
        quota.standings[teacher.standing(day, thresholds.years)] += 1
        if is_exchanged(teacher, thresholds):
            quota.exchanged += 1
            quota.exchanged_backbone += teacher.is_backbone
    return quota


def is_exchanged(teacher: Teacher, thresholds: Thresholds) -> bool:
    """Return whether the teacher's rotations cover enough of the school year."""
    return teacher.part > 0 and teacher.part >= thresholds.least_part


def part_of(year: Span, terms: Iterable[Span]) -> Fraction:
    """Return which part of a school year at least one of the terms covers.

    Unit: fraction 0-1; ``year`` has both ends.
    """
    clipped = (term.intersect(year) for term in terms)
    shared = sorted(
        (term.start, term.end) for term in clipped if term is not None and term.start and term.end
    )
    covered, reached = 0, year.start
    for start, end in shared:
        begin = max(start, reached) if reached else start
        covered += max(0, (end - begin).days)
        reached = max(end, begin)
    return Fraction(covered, (year.end - year.start).days)  # type: ignore[operator] # a year has both ends


@dataclass(frozen=True)
class Leader:
    """A principal or vice-principal, and since when at the school."""

    person: Any
    school: Any
    since: date | None

    def exceeds(self, day: date, years: int | None) -> bool | None:
        """Return whether the leader has been at the school longer than a policy allows on the day.

        None when: it is unknown since when, or no rule is in force.
        """
        if self.since is None or years is None:
            return None
        return anniversary(self.since, years) < day
