"""Rows on their way from the file to the register."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from records.reading import Cell, Fault, Line, Number
from schools.choices import RowResult
from schools.imports.outcome import Converted, Finding
from schools.imports.rosters import Roster, RosterColumn
from schools.imports.signs import SHOWN, shown

REQUIRED = gettext_lazy("“%(label)s”必须填写。")
NOT_CLEARED = gettext_lazy("“%(label)s”不能清空；要保留原来的内容，请留空。")
BEYOND = gettext_lazy("这一行有 %(count)s 格在列名以外，请检查是否多了分隔符。")
REMEMBERED = 50_000  # distinct cells of a column whose meaning is kept at hand


@dataclass
class Row:
    """One row: what it held, what it means, what is to say about it, and what it would change."""

    number: int
    cells: list[Cell]
    positions: Mapping[str, int]
    values: dict[str, Any] = field(default_factory=dict)
    findings: list[list[Any]] = field(default_factory=list)
    result: str = RowResult.SAME
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    object_id: int = 0
    is_refused: bool = False

    def refuse(self, column: str, code: str, sentence: Any) -> None:
        """Note down why the row cannot be taken, at a column or, without one, at the row as a whole."""
        self.findings.append([column, self.shown(column), code, str(sentence), False])
        self.is_refused = True

    def warn(self, column: str, code: str, sentence: Any) -> None:
        """Note down what a person should look at before confirming."""
        self.findings.append([column, self.shown(column), code, str(sentence), True])

    def shown(self, column: str) -> str:
        """Return what a column's cell held, shortened."""
        place = self.positions.get(column, len(self.cells))
        return shown(self.cells[place])[:SHOWN] if place < len(self.cells) else ""

    def has(self, *columns: str) -> bool:
        """Return whether all these columns have a usable value."""
        return all(self.values.get(column) is not None for column in columns)

    def differ(self, column: str, stored: Any) -> bool:
        """Note down a value that is not the stored one; a column that the row leaves blank never differs."""
        if column not in self.values or self.values[column] == stored:
            return False
        self.before[column], self.after[column] = stored, self.values[column]
        return True

    @property
    def meaning(self) -> int:
        """Return a number that rows with the same values share."""
        return hash(frozenset(self.values.items()))


class ToWrite(NamedTuple):
    """What is left of a checked row once it is to be written: the record, and what it gets."""

    result: str
    object_id: int
    after: dict[str, Any]


class Converter:
    """Turns lines into rows; what a cell of a column means is found out once for each distinct cell."""

    def __init__(self, roster: Roster, positions: Mapping[str, int], width: int) -> None:
        columns = roster.by_name
        self.places: list[tuple[int, RosterColumn, dict[Cell, Converted]]] = [
            (position, columns[name], {}) for name, position in positions.items()
        ]
        self.positions, self.width = positions, width

    def rows(self, lines: Iterable[Line]) -> Iterator[Row]:
        """Return the rows of the lines."""
        return map(self._row, lines)

    def _row(self, line: Line) -> Row:
        row = Row(line.number, line.cells, self.positions)
        cells, count = line.cells, len(line.cells)
        for position, column, known in self.places:
            cell = cells[position] if position < count else ""
            converted = known.get(cell)
            if converted is None:
                converted = _converted(column, cell)
                if len(known) < REMEMBERED:
                    known[cell] = converted
            if converted.value is not None:
                row.values[column.name] = converted.value
            if converted.findings or converted.value is None:
                _take(row, column, converted)
        if count > self.width:
            row.refuse("", "cells_beyond", BEYOND % {"count": count - self.width})
        return row


def _converted(column: RosterColumn, cell: Cell) -> Converted:
    converted = column.convert(cell)
    if isinstance(converted.value, date):
        return Converted(converted.value.isoformat(), converted.findings)
    if converted.is_cleared and not column.may_be_cleared:
        finding = Finding("not_cleared", NOT_CLEARED % {"label": column.label})
        return Converted(findings=(finding,))
    if converted.is_blank and not column.may_be_blank:
        return Converted(findings=(Finding("required", REQUIRED % {"label": column.label}),))
    return converted


def _take(row: Row, column: RosterColumn, converted: Converted) -> None:
    """Take over what is beside a plain value: findings, or that the cell is to be emptied."""
    if converted.is_cleared:
        row.values[column.name] = column.empty
    for finding in converted.findings:
        note = row.warn if finding.is_warning else row.refuse
        note(column.name, finding.code, finding.message)


def packed(cells: Iterable[Cell]) -> list[Any]:
    """Return cells as JSON that keeps what sort each one was."""
    return [cell if isinstance(cell, str) else _packed(cell) for cell in cells]


def _packed(cell: Number | date | Fault) -> list[str]:
    if isinstance(cell, Number):
        return ["number", cell.text]
    if isinstance(cell, Fault):
        return ["fault", cell.code, cell.text]
    return ["day", cell.isoformat()]


def unpacked(cells: Iterable[Any]) -> list[Cell]:
    """Return the cells that ``packed`` made JSON of."""
    return [cell if isinstance(cell, str) else _unpacked(*cell) for cell in cells]


def _unpacked(sort: str, *parts: str) -> Cell:
    if sort == "number":
        return Number(parts[0])
    if sort == "fault":
        return Fault(*parts)
    return date.fromisoformat(parts[0][:10])


def label_of(roster: Roster, column: str) -> str:
    """Return what a column is called in the reader's language; the row as a whole is no column."""
    found = roster.by_name.get(column)
    return str(found.title) if found else _("整行")
