"""What is asked about rooms, grounds and equipment."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from records.forms import RecordForm
from records.lists import FilterField, FilterForm, SearchField
from schools import school_year
from schools.columns_facts import FACILITY_COLUMNS
from schools.forms_enrolment import YEARS_LISTED
from schools.models import Facility


class FacilityFilterForm(FilterForm):
    """The filters and the order of the district's facilities."""

    columns = FACILITY_COLUMNS
    default_order = "school"

    year = FilterField(label=_("学年"), choices=[])
    q = SearchField(label=_("学校名称或学校标识码"))
    item = SearchField(label=_("项目"))

    def __init__(self, *args: Any, this_year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = range(this_year + 1, this_year - YEARS_LISTED, -1)
        listed = [(str(year), school_year.label(year)) for year in years]
        self.fields["year"].choices = [("", _("全部")), *listed]  # type: ignore[attr-defined]

    @property
    def conditions(self) -> dict[str, str]:
        """Return what the rows must meet, by the names of the queryset."""
        chosen = self.chosen
        return {"text": chosen["q"], "year": chosen["year"], "item": chosen["item"]}


class FacilityForm(RecordForm):
    """Asks what a school has of one item in one school year."""

    class Meta:
        model = Facility
        fields: ClassVar[list[str]] = ["year", "item", "quantity", "area", "value"]
