"""The forms and filters of designations."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from coverage.choices import DesignationState
from coverage.columns import DESIGNATION_COLUMNS
from coverage.models import Designation, DesignationLevel, DesignationScheme
from records.forms import ActionForm, RecordForm
from records.lists import FilterField, FilterForm, SearchField
from schools.models import District
from schools.stages import CoverageStage


class DesignationFilterForm(FilterForm):
    """The filters and the order of the list of designations."""

    columns = DESIGNATION_COLUMNS
    default_order = "school"

    q = SearchField(label=_("名称、曾用名或学校标识码"))
    scheme = FilterField(label=_("认定体系"), choices=[])
    level = FilterField(label=_("认定级别"), choices=[])
    stage = FilterField(label=_("计入学段"), choices=CoverageStage.choices)
    state = FilterField(label=_("当日状态"), choices=DesignationState.choices)

    def __init__(
        self,
        *args: Any,
        schemes: Iterable[DesignationScheme],
        levels: Iterable[DesignationLevel],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._offer("scheme", [(scheme.code, scheme.name) for scheme in schemes])
        self._offer("level", [(str(level.pk), str(level)) for level in levels])

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        field.choices = [*field.choices, *choices]  # type: ignore[attr-defined] # a field of choices

    @property
    def conditions(self) -> dict[str, str]:
        """Return what the designations must meet, by the names of the queryset."""
        chosen = self.chosen
        return {name: chosen[name] for name in ("scheme", "level", "stage", "state")} | {"text": chosen["q"]}


class AwardForm(RecordForm):
    """Asks which school is awarded which level, by whom and for how long."""

    class Meta:
        model = Designation
        fields = ["school", "level", "start", "end", "authority", "document"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["start"].required = True
        self.fields["start"].help_text = _("有效的第一天，一般是文件公布之日。")
        self.fields["end"].help_text = _("不再有效的第一天；文件没有写明有效期时留空。")

    def choices_for(self, name: str, model: type[Model], user: Any) -> Any:
        """Return schools and levels the person may see, levels with their schemes."""
        rows = super().choices_for(name, model, user)
        return rows.select_related("scheme") if name == "level" else rows

    @property
    def district(self) -> District:
        """Return the district whose coverage the form would change."""
        return self.instance.school.district

    @property
    def effect_days(self) -> list[date | None]:
        """Return the days on which the preview shows the effect."""
        return [self.instance.start]


class FollowForm(ActionForm):
    """Asks from when to when a renewed or converted designation is valid."""

    start = forms.DateField(label=_("新的开始日期"), help_text=_("原认定最迟在这一天结束。"))
    end = forms.DateField(
        label=_("新的结束日期"), required=False, help_text=_("不再有效的第一天；没有写明有效期时留空。")
    )
    authority = forms.CharField(
        label=_("认定机关"), max_length=100, required=False, help_text=_("留空表示认定体系所写的机关。")
    )
    document = forms.CharField(
        label=_("依据文件"), max_length=200, required=False, help_text=_("文件名称和文号；没有文件时留空。")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["start"].initial = self.record.end  # type: ignore[attr-defined] # a designation

    def new(self) -> Designation:
        """Return the designation that is to follow, without its level."""
        names = ("start", "end", "authority", "document")
        return Designation(**{name: self.cleaned_data[name] for name in names})

    @property
    def district(self) -> District:
        """Return the district whose coverage the form would change."""
        return self.record.school.district  # type: ignore[attr-defined] # a designation

    @property
    def effect_days(self) -> list[date | None]:
        """Return the days on which the preview shows the effect."""
        return [self.cleaned_data["start"]]


class WithdrawForm(ActionForm):
    """Asks from which day a designation is withdrawn, and why."""

    reason_required = True
    day = forms.DateField(
        label=_("撤销日期"), help_text=_("不再有效的第一天；可以是将来的日期，在此之前仍然有效。")
    )
    document = forms.CharField(
        label=_("撤销的依据文件"),
        max_length=200,
        required=False,
        help_text=_("文件名称和文号；没有文件时留空。"),
    )

    @property
    def district(self) -> District:
        """Return the district whose coverage the form would change."""
        return self.record.school.district  # type: ignore[attr-defined] # a designation

    @property
    def effect_days(self) -> list[date | None]:
        """Return the days on which the preview shows the effect."""
        return [self.cleaned_data["day"]]


class CorrectForm(RecordForm):
    """Asks for the right days and papers of a designation that was entered wrongly."""

    reason_required = True

    class Meta:
        model = Designation
        fields = ["start", "end", "authority", "document", "end_document"]

    def __init__(self, *args: Any, instance: Designation, **kwargs: Any) -> None:
        self._span_before = instance.span
        super().__init__(*args, instance=instance, **kwargs)

    @property
    def district(self) -> District:
        """Return the district whose coverage the form would change."""
        return self.instance.school.district

    @property
    def effect_days(self) -> list[date | None]:
        """Return the first day on which each corrected end of the period makes a difference, else today."""
        before, after = self._span_before, self.instance.span
        changed = [(before.start, after.start), (before.end, after.end)]
        found = [min(filter(None, pair)) for pair in changed if pair[0] != pair[1]]
        return [*found] or [None]
