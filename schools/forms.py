"""The filters of the register's lists, as they stand in the address."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from records.text import is_forbidden, refuse_forbidden_characters
from schools.choices import Ownership, Post, SchoolKind, SchoolState
from schools.querysets import UNKNOWN
from schools.stages import Stage

LONGEST_SEARCH = 60  # characters; the longest names have about thirty
TOO_LONG = _("查找内容最多 %(limit)s 个字，您输入了 %(length)s 个字，这次没有按它查找。")
NOT_A_CHOICE = _("没有“%(value)s”这个选项，已忽略这个条件。")
SORT_KEYS = ["code", "name", "kind"]


class SearchField(forms.CharField):
    """A text to search for; what cannot be seen or is too long is refused and not repeated in full."""

    widget = forms.TextInput(attrs={"type": "search", "maxlength": LONGEST_SEARCH, "autocomplete": "off"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.validators = [refuse_forbidden_characters, self._refuse_long_text]

    def prepare_value(self, value: Any) -> str:
        """Return what stands in the field: the typed text as far as it could be searched for."""
        return "".join(sign for sign in str(value or "") if not is_forbidden(sign))[:LONGEST_SEARCH]

    @staticmethod
    def _refuse_long_text(value: str) -> None:
        if len(value) > LONGEST_SEARCH:
            params = {"limit": LONGEST_SEARCH, "length": len(value)}
            raise forms.ValidationError(TOO_LONG, code="too_long", params=params)


class FilterField(forms.ChoiceField):
    """One choice of a list, or all; an unknown choice is named, shortened, and ignored."""

    def __init__(self, *, choices: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(required=False, choices=[("", _("全部")), *choices], **kwargs)

    def validate(self, value: str) -> None:
        """Refuse what is no choice."""
        if value and not self.valid_value(value):
            shown = self.prepare_value(value)[:20]
            raise forms.ValidationError(NOT_A_CHOICE, code="invalid_choice", params={"value": shown})

    def prepare_value(self, value: Any) -> str:
        """Return the choice without characters that cannot be seen."""
        return "".join(sign for sign in str(value or "") if not is_forbidden(sign))


class FilterForm(forms.Form):
    """The filters of a list: each that cannot be used is said at its field and left out."""

    @property
    def chosen(self) -> dict[str, str]:
        """Return the usable filters; one that is missing or refused is empty."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) or "" for name in self.fields}

    @property
    def is_narrowed(self) -> bool:
        """Return whether any filter is in use."""
        return any(value for name, value in self.chosen.items() if name != "sort")

    def parameters(self, on: str = "") -> QueryDict:
        """Return the usable filters, and the day if one is given, as parameters of an address."""
        parameters = QueryDict(mutable=True)
        parameters.update({name: value for name, value in {**self.chosen, "on": on}.items() if value})
        return parameters


class SchoolFilterForm(FilterForm):
    """The filters and the order of the list of schools."""

    q = SearchField(label=_("名称、曾用名或学校标识码"))
    kind = FilterField(label=_("办学类型"), choices=SchoolKind.choices)
    ownership = FilterField(label=_("办学性质"), choices=Ownership.choices)
    stage = FilterField(label=_("学段"), choices=Stage.choices)
    town = FilterField(label=_("镇街"), choices=[])
    status = FilterField(label=_("状态"), choices=[*SchoolState.choices, (UNKNOWN, _("未知"))])
    sort = FilterField(
        choices=[(f"{sign}{key}", key) for key in SORT_KEYS for sign in ("", "-")],
        widget=forms.HiddenInput,
    )

    def __init__(self, *args: Any, towns: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        town = self.fields["town"]
        town.choices = [*town.choices, *((name, name) for name in towns)]  # type: ignore[attr-defined]

    @property
    def conditions(self) -> dict[str, str]:
        """Return what the schools must meet, by the names of the queryset."""
        chosen = self.chosen
        return {name: chosen[name] for name in ("kind", "ownership", "stage", "town", "status")} | {
            "text": chosen["q"]
        }

    @property
    def order(self) -> str:
        """Return the chosen order, by code where none or no known one was chosen."""
        return self.chosen["sort"] or "code"


class StaffFilterForm(FilterForm):
    """The filters of a school's roster."""

    q = SearchField(label=_("姓名或教职工号"))
    post = FilterField(label=_("岗位"), choices=Post.choices)

    @property
    def conditions(self) -> dict[str, str]:
        """Return what the people must meet, by the names of the queryset."""
        chosen = self.chosen
        return {"text": chosen["q"], "post": chosen["post"]}
