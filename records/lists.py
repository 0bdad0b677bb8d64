"""What every list page has: filters, order, columns to choose, pages and exports, all kept in the address."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import filterfalse
from operator import attrgetter
from typing import Any, ClassVar

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from records.text import is_forbidden, refuse_forbidden_characters

LONGEST_SEARCH = 60  # characters; the longest names have about thirty
TOO_LONG = _("查找内容最多 %(limit)s 个字，您输入了 %(length)s 个字，这次没有按它查找。")
ARRANGING = ("sort", "show")  # the fields that narrow nothing
NOT_A_CHOICE = _("没有“%(value)s”这个选项，已忽略这个条件。")


def _without_forbidden(value: Any) -> str:
    return "".join(filterfalse(is_forbidden, str(value or "")))


@dataclass(frozen=True)
class Column:
    """One column of a list: its heading, the value that a file holds, and how the page shows it.

    ``template`` shows the cell where the value alone will not do; ``is_chosen`` says whether the column is
    shown until somebody chooses otherwise, ``is_read`` whether an import reads it, so that files have it;
    ``is_long`` that it holds sentences, which need room on a phone too;
    ``is_action`` marks a column of buttons, which no file has.
    """

    name: str
    label: Any
    value: Callable[[Any], Any]
    template: str = ""
    is_sortable: bool = False
    is_chosen: bool = True
    is_numeric: bool = False
    is_long: bool = False
    is_read: bool = False
    is_action: bool = False


class SearchField(forms.CharField):
    """A text to search for; what cannot be seen or is too long is refused and not repeated in full."""

    widget = forms.TextInput(attrs={"type": "search", "maxlength": LONGEST_SEARCH, "autocomplete": "off"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.validators = [refuse_forbidden_characters, self._refuse_long_text]

    def prepare_value(self, value: Any) -> str:
        """Return what stands in the field: the typed text as far as it could be searched for."""
        return _without_forbidden(value)[:LONGEST_SEARCH]

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
        return _without_forbidden(value)


class ColumnsField(forms.MultipleChoiceField):
    """The columns that somebody wants to see; a name that is no column is left out."""

    widget = forms.CheckboxSelectMultiple

    def to_python(self, value: Any) -> list[str]:
        """Return the known names among those given."""
        known = {name for name, _label in self.choices}  # type: ignore[misc, union-attr] # a list of pairs
        return [name for name in super().to_python(value) if name in known]


@dataclass(frozen=True)
class Brought:
    """A condition that a link brought along and no field asks for: its hidden field, and what it says."""

    field: forms.BoundField
    text: Any


class FilterForm(forms.Form):
    """The filters of a list: each that cannot be used is said at its field and left out.

    A hidden one is set by links only, and told while it holds. ``columns`` are the list's columns;
    ``default_order`` is the one it has until somebody sorts.
    """

    columns: ClassVar[Sequence[Column]] = ()
    default_order: ClassVar[str] = ""
    sort = FilterField(choices=[], widget=forms.HiddenInput)
    show = ColumnsField(label=_("显示的列"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sort"].choices = list(self._orders())  # type: ignore[attr-defined]
        self.fields["show"].choices = [(c.name, c.label) for c in self.columns[1:]]  # type: ignore[attr-defined]
        self.order_fields([*self._narrowing, *ARRANGING])

    @classmethod
    def _orders(cls) -> Iterator[tuple[str, str]]:
        for column in filter(attrgetter("is_sortable"), cls.columns):
            yield from ((column.name, column.name), (f"-{column.name}", column.name))

    @property
    def _narrowing(self) -> list[str]:
        return [name for name in self.fields if name not in ARRANGING]

    @property
    def chosen(self) -> dict[str, Any]:
        """Return the usable filters; one that is missing or refused is empty."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) or "" for name in self.fields}

    @property
    def filters(self) -> list[forms.BoundField]:
        """Return the fields that narrow the list, without those of order and columns."""
        return [self[name] for name in self._narrowing if not self[name].is_hidden]

    @property
    def hidden_filters(self) -> list[forms.BoundField]:
        """Return the fields that narrow the list and that only links set."""
        return [self[name] for name in self._narrowing if self[name].is_hidden]

    @property
    def brought(self) -> list[Brought]:
        """Return those of the hidden filters that hold, each with what it says."""
        return [
            Brought(field, self.said(field.name)) for field in self.hidden_filters if self.chosen[field.name]
        ]

    def said(self, name: str) -> Any:
        """Return what a hidden filter says, as the list's own form puts it."""
        return self.chosen[name]

    @property
    def is_narrowed(self) -> bool:
        """Return whether any filter is in use."""
        return any(map(self.chosen.get, self._narrowing))

    @property
    def order(self) -> str:
        """Return the chosen order, the list's own where none or no known one was chosen."""
        return self.chosen["sort"] or self.default_order

    @property
    def shown_columns(self) -> list[Column]:
        """Return the columns to show: the first always, then those chosen, or those shown by default."""
        first, *others = self.columns
        names = self.chosen["show"]
        return [first, *(each for each in others if (each.name in names if names else each.is_chosen))]

    @property
    def exported_columns(self) -> list[Column]:
        """Return the columns of a file: those that an import reads where it reads any, else those shown."""
        read = [column for column in self.columns if column.is_read]
        return read or [column for column in self.shown_columns if not column.is_action]

    def parameters(self, on: str = "") -> QueryDict:
        """Return the usable filters, and the day if one is given, as parameters of an address."""
        parameters = QueryDict(mutable=True)
        for name, value in {**self.chosen, "on": on}.items():
            if value:
                parameters.setlist(name, value if isinstance(value, list) else [value])
        return parameters
