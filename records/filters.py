"""The filters of the list over the audit trail, as they stand in the address."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.apps import apps
from django.utils.translation import gettext_lazy as _

from records.columns import AUDIT_COLUMNS
from records.days import FIRST_DAY, LAST_DAY
from records.differences import ACTIONS
from records.forms import WRITTEN_DAYS
from records.lists import FilterField, FilterForm, SearchField
from records.models import Record
from records.text import refuse_forbidden_characters

NOT_A_NUMBER = _("对象编号只能是数字，已忽略这个条件。")
NOT_A_DAY = _("“%(value)s”不是有效的日期，请按 2022-12-31 的格式填写；已忽略这个条件。")
ENDS_FIRST = _("截止日期早于起始日期，没有这样的记录；请检查这两个日期。")
LONGEST_NUMBER = 18  # digits that fit into a key on either engine


class NumberField(SearchField):
    """The key of one row; anything else is refused and ignored."""

    def clean(self, value: Any) -> str:
        """Return the digits typed."""
        text = super().clean(value)
        if text and not (text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER):
            raise forms.ValidationError(NOT_A_NUMBER, code="not_a_number")
        return text


class FilterDayField(forms.DateField):
    """One end of the days that a list covers; what is no day is named, shortened, and ignored."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, input_formats=WRITTEN_DAYS, **kwargs)

    def to_python(self, value: Any) -> date | None:
        """Return the day between the first and the last that the portal can speak of."""
        try:
            refuse_forbidden_characters(str(value or ""))
            day = super().to_python(value)
            if day and not FIRST_DAY <= day <= LAST_DAY:
                raise forms.ValidationError(NOT_A_DAY)
        except forms.ValidationError as error:
            shown = "".join(sign for sign in str(value) if sign.isprintable())[:20]
            raise forms.ValidationError(NOT_A_DAY, code="invalid", params={"value": shown}) from error
        return day


class AuditFilterForm(FilterForm):
    """What part of the trail somebody wants to read."""

    columns = AUDIT_COLUMNS
    default_order = "-at"

    since = FilterDayField(label=_("起始日期"))
    until = FilterDayField(label=_("截止日期"))
    q = SearchField(label=_("对象名称"))
    type = FilterField(label=_("对象类型"), choices=[])
    id = NumberField(label=_("对象编号"))
    user = SearchField(label=_("用户"))
    action = FilterField(label=_("操作"), choices=ACTIONS.items())
    school = SearchField(label=_("学校代码"))
    request = SearchField(label=_("请求编号"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [model._meta for model in apps.get_models() if issubclass(model, Record)]
        choices = sorted((meta.label_lower, str(meta.verbose_name)) for meta in kinds)
        self.fields["type"].choices = [("", _("全部")), *choices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any] | None:
        """Say why the list is empty where the last day lies before the first."""
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", forms.ValidationError(ENDS_FIRST, code="ends_first"))
        return cleaned

    @property
    def conditions(self) -> dict[str, Any]:
        """Return what the entries must meet, by the names of the queryset."""
        chosen = self.chosen
        return {
            "since": chosen["since"] or None,
            "until": chosen["until"] or None,
            "object_label__icontains": chosen["q"],
            "object_type": chosen["type"],
            "object_id": chosen["id"],
            "username": chosen["user"].lower(),
            "action": chosen["action"],
            "school_code": chosen["school"].upper(),
            "request_id": chosen["request"],
        }
