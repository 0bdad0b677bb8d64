"""What the page about a school's share of exchange asks."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coverage.quota import STANDINGS
from records.lists import FilterField
from schools.forms_year import YearForm

EXCHANGED = ("exchanged", _("已交流"))


class TeacherFilterForm(YearForm):
    """Asks for the school year, and which of a school's teachers are to be shown."""

    who = FilterField(
        label=_("哪些教师"), choices=[(code.value, label) for code, label in STANDINGS.items()] + [EXCHANGED]
    )
