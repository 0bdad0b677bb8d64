"""What is asked of whoever opens a resource, sets its hours, or looks for a free one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from exchanges.actions_resources import Week, hurt
from exchanges.choices import ResourceKind, Weekday
from exchanges.columns_resources import RESOURCE_COLUMNS
from exchanges.models import Booking, SharedResource
from groups.models import EducationGroup
from records.forms import ActionForm, RecordForm
from records.lists import FilterField, FilterForm, SearchField
from schools.models import School

NOT_A_TIME = _("请填写有效的时间，例如 08:30。")
BOTH_TIMES = _("%(day)s：开放和结束的时间要么都填，要么都不填。")
WRONG_ORDER = _("%(day)s：结束时间必须晚于开放时间。")
FREE_NEEDS = _("查找空闲时段，请同时填写日期、开始和结束时间，结束晚于开始。")


OPENS, CLOSES = _("%(day)s开放"), _("%(day)s结束")


class TimeField(forms.TimeField):
    """Asks for a time of the day by the browser's means."""

    widget = forms.TimeInput({"type": "time"}, format="%H:%M")
    default_error_messages = {"invalid": NOT_A_TIME}


class ResourceFilterForm(FilterForm):
    """The filters of the catalogue; with a day and two times it shows what is free then."""

    columns = RESOURCE_COLUMNS
    default_order = "school"

    q = SearchField(label=_("名称、学校或拼音首字母"))
    kind = FilterField(label=_("类别"), choices=ResourceKind.choices)
    school = FilterField(label=_("学校"), choices=[])
    day = forms.DateField(
        label=_("哪一天空闲"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    begins = TimeField(label=_("从"), required=False)
    ends = TimeField(label=_("到"), required=False)
    people = forms.IntegerField(label=_("人数"), required=False, min_value=1, max_value=100_000)

    def __init__(self, *args: Any, schools: Iterable[School], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        school: Any = self.fields["school"]
        school.choices = [*school.choices, *((row.code, row.name) for row in schools)]

    def clean(self) -> dict[str, Any] | None:
        """Say what is missing of a time that is looked for."""
        cleaned = super().clean() or {}
        given = [cleaned.get(name) for name in ("day", "begins", "ends")]
        if any(given) and not (all(given) and given[1] < given[2]):  # type: ignore[operator] # all are given
            self.add_error("day", FREE_NEEDS)
        return cleaned

    @property
    def conditions(self) -> dict[str, Any]:
        """Return what the resources must meet, by the names of the queryset."""
        chosen = self.chosen
        return {
            "text": chosen["q"],
            "kind": chosen["kind"],
            "school": chosen["school"],
            "people": chosen["people"] or None,
        }


class ResourceForm(RecordForm):
    """Asks what the own school opens, and to whom."""

    class Meta:
        model = SharedResource
        fields = [
            "name", "kind", "description", "audience", "group", "capacity", "lead_days",
            "is_confirmed_by_owner", "contact", "link",
        ]  # fmt: skip

    def choices_for(self, name: str, model: Any, user: Any) -> Any:
        """Offer the groups of the own school."""
        groups = EducationGroup.objects.visible_to(user)
        return groups.filter(memberships__school=self.instance.school).distinct()


class HoursForm(ActionForm):
    """Asks from which day on a resource is open at which times of the week; all empty closes it."""

    start = forms.DateField(label=_("从哪一天起"))

    def __init__(self, *args: Any, record: SharedResource, week: Week, now: datetime, **kwargs: Any) -> None:
        self._now = now
        super().__init__(*args, record=record, **kwargs)
        for weekday in Weekday:
            opens, closes = week.get(weekday.value, (None, None))
            day = {"day": weekday.label}
            for name, label, at in (("opens", OPENS, opens), ("closes", CLOSES, closes)):
                field = TimeField(label=label % day, required=False, initial=at)
                field.widget.attrs["aria-label"] = field.label
                self.fields[f"{name}_{weekday.value}"] = field
        self.order_fields([name for name in self.fields if name != "reason"])

    def clean(self) -> dict[str, Any] | None:
        """Refuse a day with one time only, or with both in the wrong order."""
        cleaned = super().clean() or {}
        for weekday in Weekday:
            opens, closes = (cleaned.get(f"{name}_{weekday.value}") for name in ("opens", "closes"))
            if (opens is None) != (closes is None):
                self.add_error(f"closes_{weekday.value}", BOTH_TIMES % {"day": weekday.label})
            elif opens is not None and closes is not None and closes <= opens:
                self.add_error(f"closes_{weekday.value}", WRONG_ORDER % {"day": weekday.label})
        return cleaned

    @property
    def week(self) -> dict[int, tuple[time, time]]:
        """Return the hours as submitted."""
        times = {
            day.value: (
                self.cleaned_data.get(f"opens_{day.value}"),
                self.cleaned_data.get(f"closes_{day.value}"),
            )
            for day in Weekday
        }
        return {day: (opens, closes) for day, (opens, closes) in times.items() if opens and closes}

    @property
    def days(self) -> list[tuple[Any, tuple[time, time] | None]]:
        """Return every weekday with its hours, as a preview shows them."""
        return [(day.label, self.week.get(day.value)) for day in Weekday]

    @property
    def rows(self) -> list[tuple[Any, forms.BoundField, forms.BoundField]]:
        """Return every weekday with its two fields."""
        return [(day.label, self[f"opens_{day.value}"], self[f"closes_{day.value}"]) for day in Weekday]

    @property
    def hurt(self) -> list[Booking]:
        """Return the bookings that would be taken back. Queries: 1."""
        resource: Any = self.record
        return hurt(resource, self.week, start=self.cleaned_data["start"], now=self._now)
