"""Finding the headings of a table, and which column each of them means."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, Protocol

from django.utils.translation import gettext_lazy as _

from records.reading import Line
from schools.imports import words
from schools.imports.outcome import Finding
from schools.imports.signs import folded, listed, shown

NO_HEADINGS = _("前 %(rows)s 行里没有找到列名。第一行应为列名，至少要有：%(names)s。")
MISSING = _("第 %(row)s 行的列名里缺少必需的列：%(names)s。")
REPEATED = _("列名重复：%(names)s。请只保留一列，或在下面改选。")
UNKNOWN = _("不认识的列名：%(names)s。请选择对应的列，或选择忽略。")

SEARCHED = 10  # rows among which the headings are looked for: titles and notes may stand above them
DECORATION = re.compile(rf"[*＊:：]|[(（\[【](?:{words.NOTES_OF_HEADINGS})[)）\]】]")
LONGEST = 100


class Column(Protocol):
    """What a heading can mean."""

    @property
    def name(self) -> str:
        """Return the field's name."""

    @property
    def label(self) -> str:
        """Return the Chinese heading."""

    @property
    def aliases(self) -> tuple[str, ...]:
        """Return other headings that mean it."""

    @property
    def is_required(self) -> bool:
        """Return whether a file must have it."""


@dataclass(frozen=True)
class HeadingMatch:
    """One heading of a file: the column it means, "" where it is ignored, None where nobody knows."""

    position: int
    heading: str
    column: str | None
    suggestion: str = ""
    is_remembered: bool = False


@dataclass(frozen=True)
class Headings:
    """The row of the headings, what each means, and what is wrong with them."""

    row: int = 0
    matches: list[HeadingMatch] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def positions(self) -> dict[str, int]:
        """Return where each column stands."""
        return {match.column: match.position for match in self.matches if match.column}

    @property
    def unknown(self) -> list[str]:
        """Return the headings of which nobody knows what they mean."""
        return [match.heading for match in self.matches if match.column is None]

    @property
    def is_usable(self) -> bool:
        """Return whether rows can be read by them; unknown headings wait for somebody to agree."""
        return not self.findings


def stripped(heading: str) -> str:
    """Return what two spellings of a heading share."""
    return folded(DECORATION.sub("", heading))


def find_headings(
    lines: Sequence[Line],
    columns: Sequence[Column],
    *,
    remembered: Mapping[str, str] | None = None,
    chosen: Mapping[int, str] | None = None,
) -> Headings:
    """Return the headings among the first lines, and the columns that they mean.

    ``remembered`` says what people meant by a heading before, ``chosen`` what somebody wants now, by place.
    """
    known = _spellings(columns)
    best = max(lines[:SEARCHED], key=lambda line: _score(line, known), default=None)
    if best is None or not _score(best, known):
        names = listed([column.label for column in columns if column.is_required])
        return Headings(findings=[_finding("no_headings", NO_HEADINGS, rows=SEARCHED, names=names)])
    matches = [
        _match(position, shown(cell).strip()[:LONGEST], known, columns, remembered or {}, chosen or {})
        for position, cell in enumerate(best.cells)
    ]
    matches = [match for match in matches if match.heading]
    return Headings(best.number, matches, list(_complaints(best.number, matches, columns)))


def _spellings(columns: Sequence[Column]) -> dict[str, str]:
    found = {}
    for column in columns:
        for spelling in (*column.aliases, column.name, column.label):
            found[stripped(spelling)] = column.name
    return found


def _score(line: Line, known: Mapping[str, str]) -> int:
    """Return how many different columns a line names; values of a row are rarely headings."""
    return len({known.get(stripped(shown(cell))) for cell in line.cells} - {None})


def _match(
    position: int,
    heading: str,
    known: Mapping[str, str],
    columns: Sequence[Column],
    remembered: Mapping[str, str],
    chosen: Mapping[int, str],
) -> HeadingMatch:
    if position in chosen:
        return HeadingMatch(position, heading, chosen[position])
    spelt = stripped(heading)
    if heading in words.SILENT:
        return HeadingMatch(position, heading, "")
    if spelt in known:
        return HeadingMatch(position, heading, known[spelt])
    if spelt in remembered:
        return HeadingMatch(position, heading, remembered[spelt], is_remembered=True)
    near = get_close_matches(spelt, list(known), n=1, cutoff=0.6)
    labels = {column.name: column.label for column in columns}
    return HeadingMatch(position, heading, None, labels[known[near[0]]] if near else "")


def _complaints(row: int, matches: list[HeadingMatch], columns: Sequence[Column]) -> Iterable[Finding]:
    missing = _missing(matches, columns)
    if missing:
        yield _finding("missing_headings", MISSING, row=row, names=listed(missing))
    repeated = _repeated(matches)
    if repeated:
        yield _finding("repeated_headings", REPEATED, names=listed(repeated))


def _missing(matches: list[HeadingMatch], columns: Sequence[Column]) -> list[str]:
    given = {match.column for match in matches}
    return [column.label for column in columns if column.is_required and column.name not in given]


def _repeated(matches: list[HeadingMatch]) -> list[str]:
    """Return the headings of which several mean one column."""
    times = Counter(match.column for match in matches if match.column)
    return [match.heading for match in matches if match.column and times[match.column] > 1]


def unknown_headings(headings: Headings) -> Finding | None:
    """Return the question what unknown headings mean. None when: there are none."""
    if not headings.unknown:
        return None
    named = [
        f"{match.heading}（{match.suggestion}？）" if match.suggestion else match.heading
        for match in headings.matches
        if match.column is None
    ]
    return _finding("unknown_headings", UNKNOWN, names=listed(named))


def _finding(code: str, message: Any, **params: Any) -> Finding:
    return Finding(code, message % params)
