"""What is asked about rooms, grounds and equipment."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import filterfalse
from operator import attrgetter
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from records.facts import STANDARDS, read_facts
from records.forms import RecordForm
from records.lists import FilterField, SearchField
from schools import school_year
from schools.actions_facilities import check_once
from schools.columns_facts import FACILITY_COLUMNS
from schools.forms_enrolment import YEARS_LISTED
from schools.forms_written import WrittenFilterForm
from schools.models import Facility, School
from schools.models.enrolment import FIRST_YEAR

OUT_OF_RANGE = _("学年请填写开始的年份，从 %(first)s 到 %(last)s；您填写的是 %(value)s。")
USUAL_ITEMS = "facilities"  # the list in fixtures/standards


class FacilityFilterForm(WrittenFilterForm):
    """The filters and the order of the list of facilities; ``may_edit`` offers the column of actions."""

    columns = FACILITY_COLUMNS
    default_order = "school"

    year = FilterField(label=_("学年"), choices=[])
    q = SearchField(label=_("学校名称或学校标识码"))
    school = FilterField(label=_("学校"), choices=[])
    item = SearchField(label=_("项目"))

    def __init__(
        self, *args: Any, this_year: int, schools: Iterable[School], may_edit: bool, **kwargs: Any
    ) -> None:
        if not may_edit:
            self.columns = list(filterfalse(attrgetter("is_action"), self.columns))  # type: ignore[misc]
        super().__init__(*args, **kwargs)
        years = range(this_year + 1, this_year - YEARS_LISTED, -1)
        self._offer("year", ((str(year), school_year.label(year)) for year in years))
        self._offer("school", ((each.code, each.name) for each in schools))

    def _offer(self, name: str, choices: Iterable[tuple[str, str]]) -> None:
        field = self.fields[name]
        field.choices = [*field.choices, *choices]  # type: ignore[attr-defined] # a choice

    @property
    def conditions(self) -> dict[str, str]:
        """Return what the rows must meet, by the names of the queryset."""
        chosen = self.chosen
        return {name: chosen[name] for name in ("year", "school", "item")} | {"text": chosen["q"]}


class ItemInput(forms.TextInput):
    """A field for an item that offers the usual ones and takes any other."""

    template_name = "schools/_item_input.html"

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Return what the template shows, with the usual items."""
        context = super().get_context(name, value, attrs)
        context["items"] = read_facts(STANDARDS, USUAL_ITEMS)["items"]
        context["widget"]["attrs"]["list"] = f"{name}_items"
        return context


class FacilityForm(RecordForm):
    """Asks what a school has of one item in one school year, the one that begins in ``latest`` at most."""

    class Meta:
        model = Facility
        fields: ClassVar[list[str]] = ["year", "item", "quantity", "area", "value"]
        widgets: ClassVar[dict[str, Any]] = {"item": ItemInput}

    def __init__(self, *args: Any, latest: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.latest = latest

    def clean_year(self) -> int:
        """Return a year that can be known."""
        year: int = self.cleaned_data["year"]
        if not FIRST_YEAR <= year <= self.latest:
            params = {"first": FIRST_YEAR, "last": self.latest, "value": year}
            raise ValidationError(OUT_OF_RANGE, code="year_out_of_range", params=params)
        return year

    def clean(self) -> dict[str, Any] | None:
        """Refuse an item that the year has already; the action asks again, when nobody can store another."""
        cleaned = super().clean() or {}
        if {"year", "item"} <= cleaned.keys():
            try:
                check_once(
                    self.instance.school, year=cleaned["year"], item=cleaned["item"], beside=self.instance.pk
                )
            except ValidationError as error:
                self.add_error(None, error)
        return cleaned
