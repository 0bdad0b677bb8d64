"""What is asked of whoever books a shared resource, or answers a booking."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from exchanges.choices import BookingState
from exchanges.columns_resources import BOOKING_COLUMNS
from exchanges.forms import ReasonForm, SayingForm
from exchanges.forms_resources import TimeField
from exchanges.models import Booking
from exchanges.week import moment
from records.forms import RecordForm
from records.lists import FilterField, FilterForm, SearchField

ENDS_LATER = _("结束时间必须晚于开始时间。")
HINT, MUST = _("对方学校会看到，并写入审计记录；可以不填。"), _("对方学校会看到，并写入审计记录。")


class BookingFilterForm(FilterForm):
    """The filters of the list of bookings."""

    columns = BOOKING_COLUMNS
    default_order = "-start"

    q = SearchField(label=_("资源、学校或用途"))
    waiting = FilterField(label=_("待办"), choices=[("me", _("等我处理"))])
    state = FilterField(label=_("状态"), choices=BookingState.choices)
    when = FilterField(label=_("时间"), choices=[("coming", _("今后")), ("past", _("已过去"))])

    @property
    def conditions(self) -> dict[str, str]:
        """Return what the bookings must meet, by the names of the queryset."""
        chosen = self.chosen
        return {"text": chosen["q"], "state": chosen["state"], "when": chosen["when"]}


class BookingForm(RecordForm):
    """Asks for which day and times, and for what, the own school books a resource."""

    day = forms.DateField(label=_("日期"))
    begins = TimeField(label=_("开始时间"))
    ends = TimeField(label=_("结束时间"))

    class Meta:
        model = Booking
        fields = ["day", "begins", "ends", "people", "purpose"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label, self.fields["reason"].help_text = SayingForm.says, HINT

    def clean(self) -> dict[str, Any] | None:
        """Make one slot of the day and the two times."""
        cleaned = super().clean() or {}
        day, begins, ends = (cleaned.get(name) for name in ("day", "begins", "ends"))
        if day and begins and ends:
            if ends <= begins:
                self.add_error("ends", ENDS_LATER)
            self.instance.start, self.instance.end = moment(day, begins), moment(day, ends)
        return cleaned


class BookingSayingForm(SayingForm):
    """Asks what to say to the other school."""

    hint = HINT


class BookingReasonForm(ReasonForm):
    """Asks for the reason."""

    hint = MUST
