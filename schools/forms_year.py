"""What pages about a school year ask."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from records.lists import FilterField, FilterForm
from schools.school_year import choices_around, school_year_of


class YearForm(FilterForm):
    """Asks for the school year; without one, or with an unknown one, it is that of today."""

    year = FilterField(label=_("学年"), choices=[])

    def __init__(self, data: QueryDict, *, today: date, **kwargs: Any) -> None:
        self._this = school_year_of(today)
        given = data.copy()
        given["year"] = given.get("year") or str(self._this)
        super().__init__(given, **kwargs)
        self.fields["year"].choices = choices_around(today)  # type: ignore[attr-defined] # a choice field

    @property
    def year_shown(self) -> int:
        """Return the school year that the page shows, by the year in which it begins."""
        return int(self.chosen["year"] or self._this)
