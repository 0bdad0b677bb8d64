"""Reading a table that somebody uploads: CSV as spreadsheets write it, or the first sheet of an XLSX file."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from openpyxl import load_workbook
from tablib import Dataset

from records.cells import restore

NOT_TEXT = _("这个文件不是 UTF-8 或 GB18030 编码的文本，请另存为“CSV UTF-8”后再上传。")
NOT_A_TABLE = _("这个文件不是一张表：第一行应为列名，各行的列数应与第一行相同。")
NOT_A_WORKBOOK = _("这个文件不是可以读取的 XLSX 工作簿，请用电子表格软件另存为 XLSX 或 CSV 后再上传。")
TOO_MANY_ROWS = _("这个文件超过 %(limit)s 行，一次最多 %(limit)s 行，请分成几个文件。")
TOO_LARGE = _("这个文件太大（解开后超过 %(limit)s MB），请只保留需要的工作表和行。")
LARGEST = 20 * 1024 * 1024  # bytes of a workbook when unpacked: a small file can hold gigabytes
MOST_COLUMNS = 50
ZIP_START = b"PK\x03\x04"


@dataclass(frozen=True)
class Line:
    """One line of a table, with the number under which a spreadsheet shows it."""

    number: int
    cells: list[str]


@dataclass(frozen=True)
class Table:
    """A table as texts: its headings and the lines that hold anything."""

    headings: list[str]
    lines: list[Line]


def decoded(content: bytes) -> str:
    """Return the text of a file in UTF-8, with or without a mark, or in GB18030.

    Raises: ValidationError if it is neither.
    """
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise ValidationError(NOT_TEXT, code="not_text")


def csv_table(content: bytes) -> Dataset:
    """Return the table in a CSV file; every line has as many cells as the first.

    Raises: ValidationError that says what is wrong with the file as a whole.
    """
    text = decoded(content)
    try:
        table = Dataset().load(text, format="csv")
    except Exception as error:  # tablib raises whatever its reader raises
        raise ValidationError(NOT_A_TABLE, code="not_a_table") from error
    if not table.headers:
        raise ValidationError(NOT_A_TABLE, code="not_a_table")
    return table


def read_table(content: bytes, *, most_rows: int) -> Table:
    """Return the table in a CSV or XLSX file, told apart by how the file begins; cells are texts.

    Raises: ValidationError that says what is wrong with the file as a whole.
    """
    if content.startswith(ZIP_START):
        rows = _sheet_rows(content, most_rows)
    else:
        table = csv_table(content)
        rows = [list(table.headers), *(list(row) for row in islice(table, most_rows + 1))]
    lines = [Line(number, cells) for number, cells in enumerate(map(_texts, rows), start=1)]
    filled = [line for line in lines[1:] if any(line.cells)]
    if len(filled) > most_rows:
        raise ValidationError(TOO_MANY_ROWS, code="too_many_rows", params={"limit": most_rows})
    if not lines or not any(lines[0].cells):
        raise ValidationError(NOT_A_TABLE, code="not_a_table")
    return Table(lines[0].cells, filled)


def _sheet_rows(content: bytes, most_rows: int) -> list[list[Any]]:
    """Return the rows of the first sheet; what would unpack to more than LARGEST is never unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            size = sum(part.file_size for part in packed.infolist())
        if size > LARGEST:
            params = {"limit": LARGEST // 1024 // 1024}
            raise ValidationError(TOO_LARGE, code="too_large", params=params)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        rows = sheet.iter_rows(max_row=most_rows + 2, max_col=MOST_COLUMNS, values_only=True)
        return [_trimmed(row) for row in rows]
    except ValidationError:
        raise
    except Exception as error:  # openpyxl raises whatever its readers of XML and ZIP raise
        raise ValidationError(NOT_A_WORKBOOK, code="not_a_workbook") from error


def _trimmed(row: Iterable[Any]) -> list[Any]:
    cells = list(row)
    while cells and cells[-1] is None:
        cells.pop()
    return cells


def _texts(row: Iterable[Any]) -> list[str]:
    return list(_each_text(row))


def _each_text(row: Iterable[Any]) -> Iterator[str]:
    """Return the cells as texts: days as in 2022-09-01, whole numbers without a point."""
    for value in row:
        if isinstance(value, datetime | date):
            yield f"{value:%Y-%m-%d}"
        elif isinstance(value, float) and value.is_integer():
            yield str(int(value))
        else:
            yield restore("" if value is None else str(value)).strip()
