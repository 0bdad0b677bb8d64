"""The filters of the register's lists, as they stand in the address."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from records.lists import FilterField, FilterForm, SearchField
from schools.choices import Ownership, Post, SchoolKind, SchoolState
from schools.columns import SCHOOL_COLUMNS, STAFF_COLUMNS
from schools.forms_written import WrittenFilterForm
from schools.querysets import ANY_STATE, UNKNOWN, UPCOMING
from schools.stages import Stage

STATES = [*SchoolState.choices, (UPCOMING, _("尚未开办")), (UNKNOWN, _("未知"))]


class SchoolFilterForm(WrittenFilterForm):
    """The filters and the order of the list of schools."""

    columns = SCHOOL_COLUMNS
    default_order = "code"

    q = SearchField(label=_("名称、曾用名或学校标识码"))
    kind = FilterField(label=_("办学类型"), choices=SchoolKind.choices)
    ownership = FilterField(label=_("办学性质"), choices=Ownership.choices)
    stage = FilterField(label=_("学段"), choices=Stage.choices)
    town = FilterField(label=_("镇街"), choices=[])
    status = FilterField(label=_("状态"), choices=STATES)

    def __init__(self, *args: Any, towns: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        town = self.fields["town"]
        town.choices = [*town.choices, *((name, name) for name in towns)]  # type: ignore[attr-defined]

    @property
    def conditions(self) -> dict[str, str]:
        """Return what the schools must meet, by the names of the queryset.

        What an import wrote is shown as a whole, also schools that are not there yet.
        """
        chosen = self.chosen
        unasked = ANY_STATE if self.written_by else ""
        return {name: chosen[name] for name in ("kind", "ownership", "stage", "town")} | {
            "text": chosen["q"],
            "status": chosen["status"] or unasked,
        }


class StaffFilterForm(FilterForm):
    """The filters of a school's roster."""

    columns = STAFF_COLUMNS
    default_order = "staff_no"

    q = SearchField(label=_("姓名或教职工号"))
    post = FilterField(label=_("岗位"), choices=Post.choices)

    @property
    def conditions(self) -> dict[str, str]:
        """Return what the people must meet, by the names of the queryset."""
        chosen = self.chosen
        return {"text": chosen["q"], "post": chosen["post"]}
