"""The code tables of designations as CSV: columns, and how a row is read and written."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from import_export.fields import Field
from import_export.formats.base_formats import CSV
from import_export.resources import ModelResource
from import_export.widgets import Widget
from tablib import Dataset

from coverage.models import DesignationLevel, DesignationScheme
from records import actions
from records.cells import neutralise, restore
from records.tables import dataset_of

MOST_ROWS = 2000  # a code table has dozens; what is longer is another file
TOO_LONG = _("这个文件有 %(rows)s 行，代码表一次最多导入 %(limit)s 行。")
UNKNOWN_HEADINGS = _("不认识的列名：%(names)s。可用的列名有：%(known)s。")
MISSING_HEADINGS = _("缺少必需的列：%(names)s。")
REPEATED_HEADINGS = _("列名重复：%(names)s。")
NO_SCHEME = _("没有代码为“%(value)s”的认定体系。")
NO_LEVEL = _("没有“%(value)s”这个级别；请写成“体系代码:级别代码”。")
REASON = _("从文件“%(name)s”导入")


class CodeTableCSV(CSV):
    """CSV as spreadsheets write it: UTF-8 with or without a mark, or GB18030."""

    def create_dataset(self, in_stream: bytes, **kwargs: Any) -> Dataset:
        """Return the table in the file.

        Raises: ValidationError that says what is wrong with the file as a whole.
        """
        table = dataset_of(in_stream)
        if len(table) > MOST_ROWS:
            params = {"rows": len(table), "limit": MOST_ROWS}
            raise ValidationError(TOO_LONG, code="too_long", params=params)
        return table


class Cell(Widget):
    """A cell as text; the model's own field says whether it is valid."""

    def __init__(self, empty: Any = "") -> None:
        super().__init__()
        self.empty = empty

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        """Return the text of the cell, the empty value for an empty one."""
        return restore(str(value or "")).strip() or self.empty

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        """Return the cell; truth is 1 or 0, a day is written as in 2022-12-31."""
        if value is None:
            return ""
        return neutralise(str(int(value) if isinstance(value, bool) else value))


class SchemeCell(Cell):
    """A scheme by its code."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        """Return the scheme. Raises: ValueError with a sentence if there is none."""
        code = super().clean(value)
        scheme = DesignationScheme.objects.filter(code=code).first()
        if scheme is None:
            raise ValueError(NO_SCHEME % {"value": code})
        return scheme

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        """Return the scheme's code."""
        return super().render(value and value.code)


class LevelCell(Cell):
    """A level by the codes of its scheme and its own, or nothing."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        """Return the level, None for an empty cell. Raises: ValueError with a sentence if there is none."""
        text = super().clean(value)
        if not text:
            return None
        scheme, _colon, code = text.partition(":")
        level = DesignationLevel.objects.filter(scheme__code=scheme, code=code).first()
        if level is None:
            raise ValueError(NO_LEVEL % {"value": text})
        return level

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        """Return the two codes."""
        return super().render(value and f"{value.scheme.code}:{value.code}")


class CodeTableResource(ModelResource):
    """Rows of a code table; each is written by an action, so that the trail has it."""

    def before_import(self, dataset: Dataset, **kwargs: Any) -> None:
        """Refuse a table whose headings are not those of the code table.

        Raises: ValueError with a sentence.
        """
        given, known = list(dataset.headers), [field.column_name for field in self.get_import_fields()]
        complaints = {
            REPEATED_HEADINGS: {name for name in given if given.count(name) > 1},
            MISSING_HEADINGS: set(self.get_import_id_fields()) - set(given),
            UNKNOWN_HEADINGS: set(given) - set(known),
        }
        for message, names in complaints.items():
            if names:
                listed = {"names": _("、").join(sorted(names)), "known": _("、").join(known)}
                raise ValueError(message % listed)

    def skip_row(self, instance: Any, original: Any, row: Any, import_validation_errors: Any = None) -> bool:
        """Return whether a valid row says nothing new; a text is compared as what it stands for."""
        try:
            instance.clean_fields()
        except ValidationError:
            return False  # the next step tells it with all else that is wrong
        unchanged = original.pk is not None and instance.snapshot() == original.snapshot()
        return unchanged and not import_validation_errors

    def save_instance(self, instance: Any, is_create: bool, row: Any, **kwargs: Any) -> None:
        """Write the row by an action in the name of the person who imports."""
        write = actions.create if is_create else actions.change
        name = str(kwargs.get("file_name") or "")[:200]
        write(instance, reason=REASON % {"name": name}, by=kwargs["user"])


class SchemeResource(CodeTableResource):
    """Designation schemes, by their code."""

    code = Field("code", "code", Cell())
    name = Field("name", "name", Cell())
    authority = Field("authority", "authority", Cell())
    stage = Field("stage", "stage", Cell())

    class Meta:
        model = DesignationScheme
        fields = ["code", "name", "authority", "stage"]
        import_id_fields = ["code"]
        skip_html_diff = True


class LevelResource(CodeTableResource):
    """Levels of schemes, by the codes of both."""

    scheme = Field("scheme", "scheme", SchemeCell())
    code = Field("code", "code", Cell())
    name = Field("name", "name", Cell())
    rank = Field("rank", "rank", Cell())
    counts_as_quality = Field("counts_as_quality", "counts_as_quality", Cell())
    successor = Field("successor", "successor", LevelCell())
    start = Field("start", "start", Cell(empty=None))
    end = Field("end", "end", Cell(empty=None))
    document = Field("document", "document", Cell())

    class Meta:
        model = DesignationLevel
        fields = [
            "scheme", "code", "name", "rank", "counts_as_quality", "successor", "start", "end", "document",
        ]  # fmt: skip
        import_id_fields = ["scheme", "code"]
        skip_html_diff = True
