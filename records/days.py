"""Which day a page is about."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

NOT_A_DAY = _("“%(value)s”不是有效的日期，请按 2022-12-31 的格式填写；现在显示的是今天的情况。")
OUT_OF_RANGE = _("请选择 1949 年到 2100 年之间的日期；现在显示的是今天的情况。")
LONGEST_REPEATED = 30  # characters of what was typed that a message repeats
FIRST_DAY, LAST_DAY = date(1949, 10, 1), date(2100, 12, 31)


def shorten(text: str) -> str:
    """Return what was typed, cut to a length that fits into a sentence."""
    return text if len(text) <= LONGEST_REPEATED else f"{text[:LONGEST_REPEATED]}…"


class DayField(forms.DateField):
    """A date field that repeats what was typed when it is not a date."""

    def to_python(self, value: Any) -> date | None:
        """Return the typed day; the message of a refusal holds the typed text."""
        try:
            return super().to_python(value)
        except forms.ValidationError as error:
            raise forms.ValidationError(
                NOT_A_DAY, code="invalid", params={"value": shorten(value)}
            ) from error


class DayForm(forms.Form):
    """Ask for the day that a page is about; an empty field means today."""

    on = DayField(
        label=_("查看日期"),
        required=False,
        input_formats=["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def clean_on(self) -> date | None:
        """Return the chosen day within the years that the register can speak of."""
        day = self.cleaned_data["on"]
        if day and not FIRST_DAY <= day <= LAST_DAY:
            raise forms.ValidationError(OUT_OF_RANGE, code="out_of_range")
        return day

    @property
    def day(self) -> date:
        """Return the chosen day, today where none or no valid one was chosen."""
        today = timezone.localdate()
        return (self.cleaned_data.get("on") or today) if self.is_valid() else today

    @property
    def is_today(self) -> bool:
        """Return whether the page shows today."""
        return self.day == timezone.localdate()


def day_form(request: HttpRequest) -> DayForm:
    """Return the bound form of a page's ``?on=``; its ``day`` is always usable."""
    return DayForm({"on": request.GET.get("on") or timezone.localdate().isoformat()})
