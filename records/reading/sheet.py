"""The rows of one sheet of a workbook, streamed: what is blank costs nothing, wherever it stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import isfinite
from typing import Any

from records.reading.table import NEVER_COMPUTED, Cell, Fault, Line, Number

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384  # of a sheet
LAST_SERIAL = 2_958_465  # 9999-12-31
LEAP_DAY_THAT_NEVER_WAS = 60  # 29 February 1900, which spreadsheets count
ERROR, NO_DAY = "error_cell", "no_day"
SECONDS_OF_A_DAY = 86_400
ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")  # how XLSX writes signs that XML cannot hold
NO_TEXT = re.compile("[\0\ud800-\udfff]")  # what escapes can write and no database can store
LETTERS = {chr(ord("A") + place): place + 1 for place in range(26)}


@dataclass(frozen=True)
class Styles:
    """What the looks of a cell say about its number: a day, or a code of so many digits."""

    days: frozenset[str]
    widths: dict[str, int]
    from_1904: bool


def read_rows(chunks: Iterable[bytes], texts: list[str], styles: Styles, parser: Any) -> Iterator[Line]:
    """Return the rows that hold anything.

    Raises: ExpatError, ValueError, IndexError or KeyError where the part is none of a sheet.
    """
    reading = _Reading(texts, styles)
    parser.StartElementHandler = reading.start
    parser.EndElementHandler = reading.end
    parser.CharacterDataHandler = reading.text.append
    for chunk in chunks:
        parser.Parse(chunk)
        yield from reading.finished
        reading.finished.clear()
    parser.Parse(b"", True)
    yield from reading.finished


class _Reading:
    """What is read so far of a sheet; the parser calls it for every element."""

    def __init__(self, texts: list[str], styles: Styles) -> None:
        self.texts, self.styles = texts, styles
        self.finished: list[Line] = []
        self.text: list[str] = []
        self.row, self.column = 0, 0
        self.cells: list[Cell] = []
        self.kind, self.style, self.value, self.is_computed = "n", "", "", False
        self.spoken = 0

    def start(self, element: str, values: dict[str, str]) -> None:
        """Take up an element."""
        name = element if ":" not in element else element.rpartition(":")[2]
        if name == "c":
            at = values.get("r")
            self.column = following(self.column, column_of(at) if at else None, LAST_COLUMN)
            self.kind, self.style = values.get("t", "n"), values.get("s", "")
            self.value, self.is_computed = "", False
        elif name in ("v", "t"):
            self.text.clear()
        elif name == "row":
            at = values.get("r")
            self.row = following(self.row, int(at) if at else None, LAST_ROW)
            self.column, self.cells = 0, []
        elif name == "f":
            self.is_computed = True
        elif name == "rPh":
            self.spoken += 1

    def end(self, element: str) -> None:
        """Finish an element."""
        name = element if ":" not in element else element.rpartition(":")[2]
        if name == "v":
            self.value = "".join(self.text)
        elif name == "t" and not self.spoken:
            self.value += "".join(self.text)
        elif name == "c":
            self._end_cell()
        elif name == "row" and self.cells:
            self.finished.append(Line(self.row, self.cells))
        elif name == "rPh":
            self.spoken -= 1

    def _end_cell(self) -> None:
        cell = self._cell()
        if isinstance(cell, str) and NO_TEXT.search(cell):
            cell = Fault(ERROR, NO_TEXT.sub("", cell))
        if cell != "":
            self.cells.extend([""] * (self.column - 1 - len(self.cells)))
            self.cells.append(cell)

    def _cell(self) -> Cell:
        if self.value:
            return CONVERT.get(self.kind, _Reading._as_it_stands)(self)
        return Fault(NEVER_COMPUTED, "") if self.is_computed and self.kind != "str" else ""

    def _as_it_stands(self) -> Cell:
        return unescape(self.value)

    def _shared(self) -> Cell:
        return self.texts[int(self.value)]

    def _truth(self) -> Cell:
        return "TRUE" if self.value in ("1", "true") else "FALSE"

    def _error(self) -> Cell:
        return Fault(ERROR, self.value)

    def _written_day(self) -> Cell:
        moment = datetime.fromisoformat(self.value.removesuffix("Z"))
        return moment if moment.time() != time() else moment.date()

    def _number(self) -> Cell:
        value, style = self.value, self.style
        if style in self.styles.days:
            return day_of(value, from_1904=self.styles.from_1904)
        return Number(value.zfill(self.styles.widths.get(style, 0)) if value.isdecimal() else value)


CONVERT: dict[str, Callable[[_Reading], Cell]] = {  # by the type that a cell names
    "s": _Reading._shared,
    "n": _Reading._number,
    "b": _Reading._truth,
    "e": _Reading._error,
    "d": _Reading._written_day,
}


def unescape(text: str) -> str:
    """Return a text with the signs that XML cannot hold as they were."""
    if "_x" not in text:
        return text
    units = ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return units.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")  # pairs become one


def following(last: int, given: int | None, most: int) -> int:
    """Return the number of the next row or column, the one given or else the one after the last.

    Raises: ValueError if it does not come after the last: the file says two things about one place.
    """
    number = last + 1 if given is None else given
    if not last < number <= most:
        raise ValueError(f"{number} cannot follow {last}")
    return number


def column_of(reference: str) -> int:
    """Return the number of the column in a reference such as AB12, from 1. Raises: KeyError."""
    column = 0
    for sign in reference.rstrip("0123456789"):
        column = column * 26 + LETTERS[sign]
    return column


def day_of(serial: str, *, from_1904: bool) -> date | Fault:
    """Return the day, with its time where it has one, that a spreadsheet counts with a number.

    Spreadsheets count from 1900 a 29 February that there never was, or from 1904 and without it.
    """
    number = float(serial)
    is_never = int(number) == LEAP_DAY_THAT_NEVER_WAS and not from_1904 if isfinite(number) else True
    if is_never or not 1 <= number <= LAST_SERIAL:
        return Fault(NO_DAY, serial)
    whole = int(number)
    seconds = round((number - whole) * SECONDS_OF_A_DAY)
    if from_1904:
        begin = datetime(1904, 1, 1)  # noqa: DTZ001 # a spreadsheet knows no zones
    else:
        begin = datetime(1899, 12, 31) if whole < LEAP_DAY_THAT_NEVER_WAS else datetime(1899, 12, 30)  # noqa: DTZ001 # as above
    try:
        moment = begin + timedelta(days=whole, seconds=seconds)
    except OverflowError:
        return Fault(NO_DAY, serial)
    return moment if seconds else moment.date()
