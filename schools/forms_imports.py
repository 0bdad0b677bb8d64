"""What is asked of whoever uploads a roster."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from records.forms import ActionForm
from records.lists import FilterField, FilterForm, SearchField
from records.reading import Choice
from records.reading.delimited import ENCODINGS
from schools.choices import ImportKind, ImportMode, ImportState
from schools.columns_imports import IMPORT_COLUMNS
from schools.forms_register import ChosenDay
from schools.imports.actions import Survey
from schools.imports.rosters import Roster

IGNORE, ASK = "-", ""
SEPARATORS = [("comma", _("逗号")), ("semicolon", _("分号")), ("tab", _("制表符"))]


class ImportFilterForm(FilterForm):
    """The filters and the order of the list of imported rosters."""

    columns = IMPORT_COLUMNS
    default_order = "-uploaded_at"

    q = SearchField(label=_("文件名或上传人"))
    kind = FilterField(label=_("名册种类"), choices=ImportKind.choices)
    state = FilterField(label=_("状态"), choices=ImportState.choices)

    @property
    def conditions(self) -> dict[str, str]:
        """Return what the batches must meet, by the names of the queryset."""
        chosen = self.chosen
        return {"text": chosen["q"], "kind": chosen["kind"], "state": chosen["state"]}


class UploadForm(forms.Form):
    """Asks for a file, and what it is."""

    kind = forms.ChoiceField(
        label=_("名册种类"),
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择名册种类。")},
    )
    file = forms.FileField(
        label=_("文件"),
        max_length=255,
        widget=forms.ClearableFileInput({"accept": ".csv,.xlsx,.txt"}),
        help_text=_("CSV（UTF-8、UTF-16 或 GB18030）或 XLSX 工作簿。上传后先检查和预览，确认后才写入。"),
        error_messages={
            "required": _("请选择一个 CSV 或 XLSX 文件。"),
            "empty": _("这个文件是空的，请检查后再上传。"),
        },
    )

    def __init__(self, *args: Any, kinds: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined] # a field of choices


class FormatForm(forms.Form):
    """Asks how the file is to be read, where that could be otherwise; the answer stays in the address."""

    encoding = forms.ChoiceField(label=_("编码"), choices=list(ENCODINGS.items()), required=False)
    separator = forms.ChoiceField(label=_("分隔符"), choices=SEPARATORS, required=False)
    sheet = forms.ChoiceField(label=_("工作表"), required=False)

    def __init__(self, *args: Any, survey: Survey | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sheets = survey.source.sheets if survey else []
        self.fields["sheet"].choices = [(name, name) for name in sheets]  # type: ignore[attr-defined]
        for name in ["encoding", "separator"] if sheets else ["sheet"]:
            del self.fields[name]
        for name in self.fields:
            self.initial[name] = getattr(survey.source, name) if survey else ""

    @property
    def choice(self) -> Choice:
        """Return how the file is to be read; what was not chosen, or cannot be, is found out."""
        self.is_valid()
        given = self.cleaned_data if self.is_bound else {}
        return Choice(**{name: given.get(name) or "" for name in self.fields})


class ReadingForm(ActionForm):
    """Asks what each heading means, and how the rows are to be written."""

    mode = forms.ChoiceField(
        label=_("导入方式"),
        choices=ImportMode.choices,
        widget=forms.RadioSelect,
        initial=ImportMode.BOTH,
    )
    keeps_good_rows = forms.BooleanField(
        label=_("有错误时，导入正确的行，退回有错误的行"),
        required=False,
        help_text=_("不勾选时，只要有一行错误，整个文件都不导入。"),
    )
    effective_on = ChosenDay(
        label=_("生效日期"),
        required=False,
        help_text=_("校名、办学状态、调动和离校从这一天起生效；没有这些变化时留空。"),
    )

    def __init__(self, *args: Any, survey: Survey, roster: Roster, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["reason"]
        self.survey = survey
        offered = [(column.name, column.label) for column in roster.columns]
        for match in survey.headings.matches:
            self.fields[_place(match.position)] = forms.ChoiceField(
                label=match.heading,
                choices=[(ASK, _("请选择")), (IGNORE, _("忽略这一列")), *offered],
                initial=ASK if match.column is None else match.column or IGNORE,
                error_messages={"required": _("请选择对应的列，或选择忽略。")},
            )

    @property
    def mapping(self) -> list[tuple[Any, forms.BoundField]]:
        """Return each heading with the field that asks what it means."""
        return [(match, self[_place(match.position)]) for match in self.survey.headings.matches]

    @property
    def columns(self) -> dict[int, str]:
        """Return what headings mean by the person's word: those that would be taken otherwise."""
        chosen = {}
        for match in self.survey.headings.matches:
            answer = self.cleaned_data[_place(match.position)]
            column = "" if answer == IGNORE else answer
            if column != match.column:
                chosen[match.position] = column
        return chosen


def _place(position: int) -> str:
    return f"column_{position}"


class ConfirmForm(ActionForm):
    """Asks for nothing but the word: the version says which preview it is about."""


class UndoForm(ActionForm):
    """Asks why a batch is taken back."""

    reason_required = True
