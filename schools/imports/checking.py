"""Checking a file: every rule of every row in one pass, compared with the register, in short commits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Protocol

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import Actor
from records import bulk
from records.reading import Line
from schools.choices import ImportKind, ImportMode, RowResult
from schools.imports.figures import EnrolmentRoster, FacilityRoster
from schools.imports.institutions import SchoolRoster
from schools.imports.rosters import ROSTERS
from schools.imports.rows import Converter, Row, ToWrite, packed
from schools.imports.scope import Scope
from schools.imports.staff import StaffRoster
from schools.models import ImportBatch, ImportRow

REPEATED = _("与第 %(row)s 行内容相同，只按那一行导入。")
CONTRADICTS = _("与第 %(row)s 行是同一条记录，但内容不同，请只保留正确的一行。")
ONLY_ADDING = _("已经登记；这次只新增，这一行不写入。")
ONLY_UPDATING = _("尚未登记；这次只更新，这一行不写入。")

STAGED = ["batch", "number", "result", "cells", "before", "after", "findings", "object_id"]
CHUNK = 2000  # rows checked and stored at a time
Progress = Callable[[int, int], object]  # is told how many rows of how many are done; 0 where nobody knows


def silent(_done: int, _total: int) -> None:
    """Tell nobody how far it is."""


class Comparing(Protocol):
    """What knows how rows of one kind of roster stand to the register."""

    def key_of(self, row: Row) -> Any:
        """Return what tells rows apart; nothing where the row does not say it."""

    def fetch(self, rows: list[Row]) -> None:
        """Fetch what is stored about the rows, set by set."""

    def check(self, row: Row) -> None:
        """Compare one row with the register."""

    def write(self, rows: list[ToWrite], *, reason: str, by: Actor) -> None:
        """Store what checked rows say."""


COMPARING: dict[str, Callable[[Scope], Comparing]] = {
    ImportKind.SCHOOLS: SchoolRoster,
    ImportKind.STAFF: StaffRoster,
    ImportKind.ENROLMENT: EnrolmentRoster,
    ImportKind.FACILITIES: FacilityRoster,
}
EXCLUDED = {  # what a mode leaves alone: the result, and why
    ImportMode.ADD: (RowResult.CHANGED, "only_adding", ONLY_ADDING),
    ImportMode.UPDATE: (RowResult.NEW, "only_updating", ONLY_UPDATING),
}


@dataclass
class Counts:
    """How many rows a file has of each result."""

    results: Counter[str] = field(default_factory=Counter)
    warned: int = 0

    def add(self, row: Row) -> None:
        """Count one more row."""
        self.results[row.result] += 1
        self.warned += any(finding[4] for finding in row.findings)

    def store_in(self, batch: ImportBatch) -> None:
        """Write the counts into the batch's columns."""
        batch.row_count = self.results.total()
        batch.created_count = self.results[RowResult.NEW]
        batch.updated_count = self.results[RowResult.CHANGED]
        batch.unchanged_count = self.results[RowResult.SAME]
        batch.rejected_count = self.results[RowResult.REJECTED]
        batch.warning_count = self.warned


def positions_of(batch: ImportBatch) -> dict[str, int]:
    """Return where each column of the file stands."""
    return {column: position for position, _heading, column in batch.headings if column}


def width_of(batch: ImportBatch) -> int:
    """Return how many cells a row may have."""
    return max((position + 1 for position, _heading, _column in batch.headings), default=0)


class Repeats:
    """Finds rows of a file that are about the same thing."""

    def __init__(self, kind: str) -> None:
        self.key = ROSTERS[kind].key
        self.first: dict[Any, tuple[int, int]] = {}
        self.contradicted: dict[int, int] = {}

    def look_at(self, row: Row) -> None:
        """Note down on a row that an earlier one is about the same, and whether they agree."""
        key = tuple(row.values.get(name) for name in self.key)
        if not all(part is not None and part != "" for part in key):
            return
        number, meaning = self.first.setdefault(key, (row.number, row.meaning))
        if number == row.number:
            return
        if meaning == row.meaning:
            row.warn("", "repeated_row", REPEATED % {"row": number})
            if not row.is_refused:
                row.result, row.before, row.after = RowResult.SAME, {}, {}
        else:
            row.refuse("", "contradicting_rows", CONTRADICTS % {"row": number})
            row.result, row.before, row.after = RowResult.REJECTED, {}, {}
            self.contradicted.setdefault(number, row.number)


def checked_rows(
    batch: ImportBatch, scope: Scope, lines: Iterable[Line], repeats: Repeats
) -> Iterator[list[Row]]:
    """Return the rows below the headings, chunk by chunk, each with its result and all that is wrong with it.

    Queries: constant for a chunk of 2,000 rows, and those of the scope once.
    """
    comparing = COMPARING[batch.kind](scope)
    converter = Converter(ROSTERS[batch.kind], positions_of(batch), width_of(batch))
    rows = converter.rows(lines)
    while chunk := list(islice(rows, CHUNK)):
        comparing.fetch(chunk)
        for row in chunk:
            comparing.check(row)
            _settle(row, batch.mode)
            repeats.look_at(row)
        yield chunk


def _settle(row: Row, mode: str) -> None:
    if row.is_refused:
        row.result, row.before, row.after = RowResult.REJECTED, {}, {}
    elif mode in EXCLUDED and row.result == EXCLUDED[ImportMode(mode)][0]:
        _result, code, sentence = EXCLUDED[ImportMode(mode)]
        row.warn("", code, sentence)
        row.result, row.before, row.after = RowResult.SAME, {}, {}


def stage(batch: ImportBatch, scope: Scope, lines: Iterable[Line], progress: Progress = silent) -> Counts:
    """Store every row with what it would change or what is wrong, in a short commit for every 2,000 rows.

    What was staged before is replaced.
    """
    while _drop_chunk(batch):
        pass
    counts, repeats = Counts(), Repeats(batch.kind)
    for chunk in checked_rows(batch, scope, lines, repeats):
        for row in chunk:
            counts.add(row)
        with transaction.atomic():
            bulk.insert_values(ImportRow, STAGED, [_staged(batch, row) for row in chunk])
        progress(counts.results.total(), 0)
    _refuse_contradicted(batch, repeats.contradicted, counts)
    return counts


def _drop_chunk(batch: ImportBatch) -> int:
    """Take out some of the staged rows, and return how many went."""
    with transaction.atomic():
        keys = list(batch.rows.values_list("pk", flat=True)[: CHUNK * 5])
        return ImportRow.objects.filter(pk__in=keys).delete()[0]


def _staged(batch: ImportBatch, row: Row) -> tuple[Any, ...]:
    """Return the values of a row's staged columns."""
    cells = packed(row.cells)
    return batch.pk, row.number, row.result, cells, row.before, row.after, row.findings, row.object_id


@transaction.atomic
def _refuse_contradicted(batch: ImportBatch, contradicted: dict[int, int], counts: Counts) -> None:
    """Refuse the first of contradicting rows too; which of them is right nobody here can know."""
    numbers = sorted(contradicted)
    for start in range(0, len(numbers), 500):
        rows = list(batch.rows.filter(number__in=numbers[start : start + 500]))
        for row in rows:
            sentence = str(CONTRADICTS % {"row": contradicted[row.number]})
            row.findings = [*row.findings, ["", "", "contradicting_rows", sentence, False]]
            counts.results[row.result] -= 1
            counts.results[RowResult.REJECTED] += 1
            row.result, row.before, row.after = RowResult.REJECTED, {}, {}
        ImportRow.objects.bulk_update(rows, ["findings", "result", "before", "after"], batch_size=500)
