"""School terms: the halves of a school year, in each of which a school confirms its facts once.

Autumn runs from 1 September to 31 January, spring from 1 February to 31 August. Real terms begin when the
bureau's yearly calendar says; a fixed rule is enough here, because only «once in each half» rests on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from schools import school_year

WRITTEN = _("%(year)s学年%(half)s")
SPRING_MONTH = 2  # February, after the winter holiday


class Half(models.TextChoices):
    """The two terms of a school year."""

    AUTUMN = "autumn", _("秋季学期")
    SPRING = "spring", _("春季学期")


@dataclass(frozen=True)
class Term:
    """One half of one school year."""

    year: int
    half: Half

    @property
    def label(self) -> str:
        """Return the term as it is written: 2022–2023 学年秋季学期."""
        return str(WRITTEN % {"year": school_year.label(self.year), "half": self.half.label})

    @property
    def first_day(self) -> date:
        """Return the first day of the term."""
        if self.half == Half.AUTUMN:
            return school_year.first_day(self.year)
        return date(self.year + 1, SPRING_MONTH, 1)


def term_of(day: date) -> Term:
    """Return the term in which the day lies."""
    is_spring = SPRING_MONTH <= day.month < school_year.FIRST_MONTH
    return Term(school_year.school_year_of(day), Half.SPRING if is_spring else Half.AUTUMN)
