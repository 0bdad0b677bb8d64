"""The forms over accounts and appointments, one for each action."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.columns import ACCOUNT_COLUMNS
from accounts.models import AccountState, Appointment, User
from accounts.roles import ROLES
from records.days import FIRST_DAY, LAST_DAY
from records.forms import ActionForm, RecordForm
from records.lists import FilterField, FilterForm, SearchField

LARGEST_FILE = 2 * 1024 * 1024
FILE_TOO_LARGE = _("这个文件超过 %(limit)s MB，请只保留需要的行后再上传。")
OUT_OF_RANGE = _("请填写 1949 年到 2100 年之间的日期。")


class AccountFilterForm(FilterForm):
    """The filters of the list of accounts."""

    columns = ACCOUNT_COLUMNS
    default_order = "username"

    q = SearchField(label=_("用户名、姓名或拼音首字母"))
    role = FilterField(label=_("角色"), choices=[(role.code, role.name) for role in ROLES.values()])
    state = FilterField(label=_("状态"), choices=AccountState.choices)
    school = SearchField(label=_("学校标识码"))
    district = SearchField(label=_("区县代码"))

    @property
    def conditions(self) -> dict[str, str]:
        """Return what the accounts must meet, by the names of the queryset."""
        chosen = self.chosen
        given = {name: chosen[name] for name in ("role", "state", "district")}
        return given | {"text": chosen["q"], "school": chosen["school"].upper()}


class NewAccountForm(RecordForm):
    """A new account; its password and its appointment are given afterwards."""

    class Meta:
        model = User
        fields: ClassVar = ["username", "name", "email"]

    def clean_username(self) -> str:
        """Return the name in lower case, however it is typed."""
        return self.cleaned_data["username"].lower()


class AccountForm(RecordForm):
    """What may be changed of an account; its name for signing in stays, as the trail bears it."""

    class Meta:
        model = User
        fields: ClassVar = ["name", "email"]


class AppointmentForm(RecordForm):
    """A role for a period, at one place."""

    class Meta:
        model = Appointment
        fields: ClassVar = ["role", "district", "school", "start", "end", "document"]


class DayForm(ActionForm):
    """From which day on, and why."""

    reason_required = True
    on = forms.DateField(label=_("日期"))

    def clean_on(self) -> Any:
        """Return a day that the portal can speak of."""
        day = self.cleaned_data["on"]
        if not FIRST_DAY <= day <= LAST_DAY:
            raise forms.ValidationError(OUT_OF_RANGE, code="out_of_range")
        return day


class EndAppointmentForm(DayForm):
    """From which day on somebody no longer holds an appointment."""

    on = forms.DateField(label=_("自哪天起不再任职"), help_text=_("不再有效的第一天。"))


class DismissForm(DayForm):
    """From which day on somebody is gone."""

    on = forms.DateField(
        label=_("自哪天起离岗"),
        help_text=_("从这一天起不能登录；所有任职到这一天为止，之后才开始的任职一并取消。可以是将来的日期。"),
    )


class UploadForm(forms.Form):
    """A table of accounts."""

    file = forms.FileField(
        label=_("文件"),
        widget=forms.ClearableFileInput({"accept": ".csv,.xlsx"}),
        error_messages={"required": _("请选择一个 CSV 或 XLSX 文件。"), "empty": _("这个文件是空的。")},
    )

    def clean_file(self) -> Any:
        """Return the file if it is no larger than a table of accounts can be."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(
                FILE_TOO_LARGE, code="too_large", params={"limit": LARGEST_FILE // 1024 // 1024}
            )
        return file


class ReasonForm(ActionForm):
    """Nothing but why."""

    reason_required = True


class DrawPasswordForm(ActionForm):
    """Ask for nothing but a click; the request key makes two of them one."""

    reason = None  # type: ignore[assignment] # Django's way to leave a field out
    needs_key = True
