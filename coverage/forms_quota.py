"""What the pages about shares of exchange ask."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from coverage.quota import STANDINGS
from records.lists import FilterField, FilterForm
from schools.school_year import choices_around, school_year_of

EXCHANGED = ("exchanged", _("已交流"))


class QuotaForm(FilterForm):
    """Asks for the school year."""

    year = FilterField(label=_("学年"), choices=[])

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today
        self.fields["year"].choices = choices_around(today)  # type: ignore[attr-defined] # a choice field

    @property
    def year_shown(self) -> int:
        """Return the chosen school year, that of today without one."""
        return int(self.chosen["year"] or school_year_of(self._today))


class TeacherFilterForm(QuotaForm):
    """Asks for the school year, and which of a school's teachers are to be shown."""

    show = None
    who = FilterField(
        label=_("哪些教师"), choices=[(code.value, label) for code, label in STANDINGS.items()] + [EXCHANGED]
    )
