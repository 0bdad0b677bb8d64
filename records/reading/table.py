"""What a read table is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

TOO_MANY_ROWS = _("这个文件的数据超过 %(limit)s 行，一次最多导入 %(limit)s 行，请分成几个文件。")
TOO_MANY_COLUMNS = _("第 %(row)s 行超过 %(limit)s 列，请删除右边多余的列后再上传。")
TOO_MANY_CELLS = _("这个文件的数据超过 %(limit)s 格，请分成几个文件。")


@dataclass(frozen=True)
class Number:
    """A number as the workbook stores it, never passed through a float, which would lose digits."""

    text: str

    def __str__(self) -> str:
        return self.text


class Text(str):
    """A text that a workbook itself calls a text, so that a sign of equality in front begins no formula."""

    __slots__ = ()


@dataclass(frozen=True)
class Fault:
    """A cell that holds no value: an error of the spreadsheet, or a formula that was never computed."""

    code: str
    text: str

    def __str__(self) -> str:
        return self.text


Cell = str | Number | date | Fault


@dataclass(frozen=True)
class Line:
    """One row that holds anything, with the number under which a spreadsheet or an editor shows it."""

    number: int
    cells: list[Cell]


@dataclass(frozen=True)
class Limits:
    """What a file may cost at most; rows and cells count where they hold anything."""

    size: int = 20 * 1024 * 1024  # bytes as uploaded
    unpacked: int = 300 * 1024 * 1024  # bytes of a workbook's parts: a small file can hold gigabytes
    rows: int = 200_000
    columns: int = 60
    cells: int = 4_000_000


@dataclass(frozen=True)
class Choice:
    """How somebody wants a file to be read; what is empty is found out."""

    encoding: str = ""
    separator: str = ""
    sheet: str = ""


@dataclass(frozen=True)
class Source:
    """An opened table: how it is read, how else it could be read, and its rows."""

    format: str
    limits: Limits
    rows: Callable[[], Iterator[Line]]
    encoding: str = ""
    encodings: list[str] = field(default_factory=list)
    separator: str = ""
    sheet: str = ""
    sheets: list[str] = field(default_factory=list)
    is_ambiguous: bool = False

    def lines(self) -> Iterator[Line]:
        """Return the rows that hold anything, one after the other.

        Raises: ValidationError if a row cannot be read, or if there is more than the limits allow.
        """
        cells = 0
        for count, line in enumerate(self.rows()):
            cells += len(line.cells)
            if count > self.limits.rows:  # one row holds the headings
                raise refused(TOO_MANY_ROWS, "too_many_rows", limit=self.limits.rows)
            if len(line.cells) > self.limits.columns:
                raise refused(
                    TOO_MANY_COLUMNS, "too_many_columns", row=line.number, limit=self.limits.columns
                )
            if cells > self.limits.cells:
                raise refused(TOO_MANY_CELLS, "too_many_cells", limit=self.limits.cells)
            yield line


def refused(message: Any, code: str, **params: Any) -> ValidationError:
    """Return the refusal of a file as a whole."""
    return ValidationError(message, code=code, params=params)
