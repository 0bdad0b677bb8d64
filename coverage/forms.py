"""What the coverage pages ask for in their address."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coverage.rate import Counted

SHOWN = [
    ("all", _("全部学校（分母）")),
    ("designated", _("已认定（分子）")),
    ("reached", _("已覆盖（分子）")),
    ("not_designated", _("尚未认定")),
    ("not_reached", _("尚未覆盖")),
    ("unreported", _("缺在校生数")),
]
CHECKS = {
    "designated": lambda row: row.is_designated,
    "reached": lambda row: row.is_reached,
    "not_designated": lambda row: not row.is_designated,
    "not_reached": lambda row: not row.is_reached,
    "unreported": lambda row: row.pupils is None,
}


class ShownForm(forms.Form):
    """Choose which schools of a stage are listed."""

    show = forms.ChoiceField(
        label=_("显示"),
        choices=SHOWN,
        required=False,
        error_messages={"invalid_choice": _("没有“%(value)s”这种筛选，现在列出全部学校。")},
    )
    on = forms.CharField(widget=forms.HiddenInput, required=False)

    @property
    def shown(self) -> str:
        """Return the chosen filter, «all» where none or no known one was chosen."""
        return (self.cleaned_data.get("show") if self.is_valid() else "") or "all"

    def apply(self, rows: list[Counted]) -> list[Counted]:
        """Return the schools that the filter lets through."""
        check: Any = CHECKS.get(self.shown, lambda row: True)
        return [row for row in rows if check(row)]
