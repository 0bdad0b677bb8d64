"""A small table that somebody uploads, as texts: for what is read at once and needs no sorts of cells."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from tablib import Dataset

from records.cells import restore
from records.reading import Cell, Limits, Number, open_source

NOT_A_TABLE = _("这个文件不是一张表：第一行应为列名，各行的列数不应多于第一行。")
LARGEST = 20 * 1024 * 1024  # bytes of a workbook when unpacked
MOST_ROWS, MOST_COLUMNS = 10_000, 50


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


def read_table(content: bytes, *, most_rows: int) -> Table:
    """Return the table in a CSV or XLSX file, told apart by how the file begins; cells are texts.

    Raises: ValidationError that says what is wrong with the file as a whole.
    """
    limits = Limits(unpacked=LARGEST, rows=most_rows, columns=MOST_COLUMNS)
    read = open_source(content, limits=limits).lines()
    lines = [Line(line.number, list(map(_text, line.cells))) for line in read]
    if not lines:
        raise ValidationError(NOT_A_TABLE, code="not_a_table")
    headings, *rows = lines
    return Table(headings.cells, rows)


def dataset_of(content: bytes) -> Dataset:
    """Return the table in a file as django-import-export takes it; every line is as long as the headings.

    Raises: ValidationError that says what is wrong with the file as a whole.
    """
    table = read_table(content, most_rows=MOST_ROWS)
    width = len(table.headings)
    if any(len(line.cells) > width for line in table.lines):
        raise ValidationError(NOT_A_TABLE, code="not_a_table")
    rows = [[*line.cells, *[""] * (width - len(line.cells))] for line in table.lines]
    return Dataset(*rows, headers=table.headings)


def _text(cell: Cell) -> str:
    """Return a cell as a text: days as in 2022-09-01, whole numbers without a point."""
    if isinstance(cell, date):
        return f"{cell:%Y-%m-%d}"
    if isinstance(cell, Number):
        return cell.text.removesuffix(".0")
    return restore(str(cell).strip()).strip()
