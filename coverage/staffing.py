"""Whether a lead keeps enough of its staff when it sends people out: the principle of quality not diluted.

Unit: people in whole working times, as fractions; the shares that stay are fractions 0-1.
Source: five principles of the group, «not weakened» at the lead; the floors are rules.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from records.periods import Span, most_on_a_day

WHOLE = 100  # percent of working time


@dataclass(frozen=True)
class Away:
    """A term at another school, or of somebody else's person at this one."""

    span: Span
    share: int  # of working time, in percent
    is_backbone: bool
    is_out: bool


@dataclass(frozen=True)
class Kept:
    """What stays of one kind of staff on the day on which most is away, beside the floor."""

    staff: int
    away: Fraction
    floor: Fraction | None

    @property
    def share(self) -> Fraction | None:
        """Return which part stays.

        None when: the school has nobody of the kind.
        """
        return 1 - self.away / self.staff if self.staff else None

    @property
    def is_below(self) -> bool:
        """Return whether less stays than the floor asks for."""
        return self.floor is not None and self.share is not None and self.share < self.floor


def kept(staff: int, terms: Iterable[Away], during: Span, floor: Fraction | None) -> Kept:
    """Return what stays of a staff during a span; who comes from elsewhere makes up for who is away."""
    terms = list(terms)
    amounts = [(term.span, term.share if term.is_out else -term.share) for term in terms]
    # most can be away on a day on which somebody goes, or on one on which help from elsewhere ends
    ends = [(Span(term.span.end), 0) for term in terms if not term.is_out]
    _day, away = most_on_a_day(during, amounts + ends)
    return Kept(staff, Fraction(max(away, 0), WHOLE), floor)
