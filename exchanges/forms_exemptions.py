"""What is asked of whoever exempts somebody from exchanges."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from exchanges.choices import ExemptionReason
from exchanges.columns import EXEMPTION_ACTION, EXEMPTION_COLUMNS
from exchanges.models import Exemption, Rotation
from records.forms import ActionForm, RecordForm
from records.lists import FilterField, FilterForm, SearchField

STATES = {"in_force": _("有效"), "past": _("已结束"), "coming": _("尚未开始")}


class ExemptionFilterForm(FilterForm):
    """The filters of the list of exemptions."""

    columns = [*EXEMPTION_COLUMNS, EXEMPTION_ACTION]
    default_order = "person"

    q = SearchField(label=_("姓名或工号"))
    why = FilterField(label=_("情形"), choices=ExemptionReason.choices)
    state = FilterField(label=_("状态"), choices=list(STATES.items()))

    def __init__(self, *args: Any, may_edit: bool, **kwargs: Any) -> None:
        if not may_edit:
            self.columns = EXEMPTION_COLUMNS  # type: ignore[misc] # of this form alone
        super().__init__(*args, **kwargs)

    @property
    def conditions(self) -> dict[str, str]:
        """Return what the exemptions must meet, by the names of the queryset."""
        chosen = self.chosen
        return {"text": chosen["q"], "why": chosen["why"], "state": chosen["state"]}


class ExemptionForm(RecordForm):
    """Asks who of a school need not take part, why, and from when to when."""

    class Meta:
        model = Exemption
        fields = ["person", "why", "start", "end", "document"]

    def choices_for(self, name: str, model: Any, user: Any) -> Any:
        """Offer the people of the school's roster."""
        return Rotation.objects.people_of(self.instance.school)


class EndExemptionForm(ActionForm):
    """Asks from which day an exemption no longer holds."""

    day = forms.DateField(label=_("不再免于交流的第一天"))
