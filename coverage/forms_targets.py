"""The forms of targets and of the measure put first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import filterfalse
from operator import attrgetter
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coverage.choices import DatedState
from coverage.columns import HEADLINE_COLUMNS, TARGET_COLUMNS
from coverage.models import Headline, Target
from records.forms import ActionForm, RecordForm
from records.lists import FilterField, FilterForm, SearchField
from records.periods import Span
from schools.models import District
from schools.stages import CoverageStage


class DatedFilterForm(FilterForm):
    """The filters of a list of dated rows of one district; only who reads several chooses among them.

    ``may_edit`` says whether the person has any use for the column of actions.
    """

    default_order = "-start"

    q = SearchField(label=_("内容或依据文件"))
    state = FilterField(label=_("当日状态"), choices=DatedState.choices)
    district = FilterField(label=_("区县"), choices=[])

    def __init__(self, *args: Any, districts: Sequence[District], may_edit: bool, **kwargs: Any) -> None:
        if not may_edit:
            self.columns = list(filterfalse(attrgetter("is_action"), self.columns))  # type: ignore[misc]
        super().__init__(*args, **kwargs)
        if len(districts) > 1:
            self.fields["district"].choices = [(each.code, each.name) for each in districts]  # type: ignore[attr-defined]
        else:
            del self.fields["district"]

    @property
    def conditions(self) -> dict[str, str]:
        """Return what the rows must meet, by the names of the queryset."""
        chosen = self.chosen
        named = {name: chosen[name] for name in ("stage", "state") if name in self.fields}
        return named | {"text": chosen["q"]}


class TargetFilterForm(DatedFilterForm):
    """The filters and the order of the list of targets."""

    columns = TARGET_COLUMNS
    stage = FilterField(label=_("学段"), choices=CoverageStage.choices)


class HeadlineFilterForm(DatedFilterForm):
    """The filters and the order of the list of the measures put first."""

    columns = HEADLINE_COLUMNS


class OfDistrictForm(RecordForm):
    """Base of forms of a dated row of one district, which the form does not ask for."""

    def __init__(self, *args: Any, instance: Any, **kwargs: Any) -> None:
        self._span_before: Span | None = instance.span if instance.pk else None
        super().__init__(*args, instance=instance, **kwargs)
        if self._span_before is None:
            self.fields["start"].required = True
            self.fields["start"].help_text = _("生效的第一天；原来的规定到这一天为止。")

    @property
    def district(self) -> District:
        """Return the district whose verdicts the form would change."""
        return self.instance.district

    @property
    def effect_days(self) -> list[date | None]:
        """Return the days on which the preview shows the effect: where what is in force becomes other."""
        after = self.instance.span
        if self._span_before is None or self._span_before == after:
            return [after.start]
        changed = [(self._span_before.start, after.start), (self._span_before.end, after.end)]
        return [min(filter(None, pair)) for pair in changed if pair[0] != pair[1]]


class TargetForm(OfDistrictForm):
    """Asks for a stage's target: its share or its content, and from when to when it is in force."""

    class Meta:
        model = Target
        fields = ["stage", "share", "statement", "due_on", "start", "end", "document"]


class TargetChangeForm(OfDistrictForm):
    """Asks for what may be different about a target that is stored."""

    class Meta:
        model = Target
        fields = ["share", "statement", "due_on", "start", "end", "document"]


class HeadlineForm(OfDistrictForm):
    """Asks which measure the district puts first, and from when to when."""

    class Meta:
        model = Headline
        fields = ["basis", "weight", "start", "end", "document"]


class EndForm(ActionForm):
    """Asks on which day a target or a choice of measure ends."""

    day = forms.DateField(label=_("结束日期"), help_text=_("不再有效的第一天。"))

    @property
    def district(self) -> District:
        """Return the district whose verdicts the form would change."""
        return self.record.district  # type: ignore[attr-defined] # a row of a district

    @property
    def effect_days(self) -> list[date | None]:
        """Return the days on which the preview shows the effect."""
        return [self.cleaned_data["day"]]
