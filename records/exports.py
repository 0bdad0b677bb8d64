"""Rows as a file: XLSX with typed text cells, CSV that spreadsheets open as it is; no cell is a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.http import HttpResponse
from django.utils import timezone, translation
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from records.cells import neutralise
from records.lists import Column

CSV, XLSX = "csv", "xlsx"
TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
BYTE_ORDER_MARK = "\ufeff"  # else a Chinese spreadsheet takes the text for GBK
FILE_LANGUAGE = "zh-hans"  # a file reads back by its Chinese headings, whatever language its maker reads
TEXT_FORMAT = "@"
LONGEST_SHEET_NAME = 31  # characters that a spreadsheet allows
NOT_IN_A_SHEET_NAME = re.compile(r"[\\*?:/\[\]]|^'|'$")


def export(columns: Sequence[Column], rows: Iterable[Any], *, name: str, kind: str, on: date) -> HttpResponse:
    """Return rows as a download; ``kind`` is one of TYPES, the file is named after ``name`` and the day."""
    with translation.override(FILE_LANGUAGE):
        headings = [str(column.label) for column in columns]
        return table_file(headings, _lines(columns, rows), name=name, kind=kind, on=on)


def table_file(
    headings: list[str], lines: Iterable[list[str]], *, name: Any, kind: str, on: date
) -> HttpResponse:
    """Return lines of texts below their headings as a download, named after ``name`` and the day."""
    with translation.override(FILE_LANGUAGE):
        content = (_csv if kind == CSV else _xlsx)(headings, lines, str(name))
        file_name = f"{name}-{on:%Y%m%d}.{kind}"
    response = HttpResponse(content, content_type=TYPES[kind])
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=file_name)
    return response


def _lines(columns: Sequence[Column], rows: Iterable[Any]) -> Iterator[list[str]]:
    for row in rows:
        yield [cell_text(column.value(row)) for column in columns]


def cell_text(value: Any) -> str:
    """Return what a cell holds: nothing for None, days as in 2022-09-01, truth as 是 or 否."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M:%S")
    return value.isoformat() if isinstance(value, date) else str(value)


def _csv(headings: list[str], lines: Iterable[list[str]], _name: str) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    for line in [headings, *lines]:
        writer.writerow([neutralise(cell) for cell in line])
    return (BYTE_ORDER_MARK + text.getvalue()).encode()


def _xlsx(headings: list[str], lines: Iterable[list[str]], name: str) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(sheet_name(name))
    sheet.freeze_panes = "A2"
    sheet.append([_text_cell(sheet, heading, bold=True) for heading in headings])
    for line in lines:
        sheet.append([_text_cell(sheet, cell) for cell in line])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def sheet_name(name: str) -> str:
    """Return a name that a spreadsheet takes for a sheet: signs that it refuses become blanks."""
    return NOT_IN_A_SHEET_NAME.sub(" ", name[:LONGEST_SHEET_NAME])


def _text_cell(sheet: Any, text: str, *, bold: bool = False) -> WriteOnlyCell:
    """Return a cell that a spreadsheet shows as it stands, whatever sign it begins with."""
    cell = WriteOnlyCell(sheet, value=text)
    cell.data_type, cell.number_format = "s", TEXT_FORMAT
    if bold:
        cell.font = Font(bold=True)
    return cell
