"""What pages and files say of staged rows, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from records.exports import FILE_LANGUAGE
from records.templatetags.records_format import day as day_text
from schools import choices, school_year
from schools.imports.rosters import ROSTERS
from schools.imports.rows import label_of, unpacked
from schools.imports.signs import shown
from schools.imports.words import REASON, ROW, SILENT
from schools.models import ImportBatch, ImportRow
from schools.stages import Stage

CHOICES: dict[str, Any] = {
    "kind": choices.SchoolKind,
    "ownership": choices.Ownership,
    "urban_rural": choices.UrbanRural,
    "post": choices.Post,
    "section": Stage,
    "stage": Stage,
    "title": choices.Title,
    "qualification": choices.Qualification,
    "backbone_level": choices.BackboneLevel,
}
STATES: dict[str, Any] = {
    choices.ImportKind.SCHOOLS: choices.SchoolState,
    choices.ImportKind.STAFF: choices.StaffStatus,
}
DAYS = frozenset({"founded_on", "joined_on", "since", "left_on"})
OTHER_LABELS: dict[str, Any] = {"since": gettext_lazy("调动日期"), "left_on": gettext_lazy("离校日期")}


@dataclass(frozen=True)
class Told:
    """One value of a row: what it was and what it becomes."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Complaint:
    """One finding about a row, at its column."""

    label: str
    value: str
    message: str
    is_warning: bool


@dataclass(frozen=True)
class PreviewRow:
    """One row of a preview."""

    number: int
    result: str
    label: str
    subject: str
    changes: list[Told]
    complaints: list[Complaint]


def preview_rows(batch: ImportBatch, rows: Iterable[ImportRow]) -> list[PreviewRow]:
    """Return staged rows as a page tells them."""
    return [_preview_row(batch, row) for row in rows]


def _preview_row(batch: ImportBatch, row: ImportRow) -> PreviewRow:
    roster = ROSTERS[batch.kind]
    before, after = row.before, row.after
    changes = [
        Told(
            _label(batch, name),
            in_words(batch.kind, name, before.get(name)),
            in_words(batch.kind, name, after[name]),
        )
        for name in [*roster.by_name, *OTHER_LABELS]  # PostgreSQL keeps JSON in an order of its own
        if name in after
    ]
    complaints = [
        Complaint(label_of(roster, column), value, message, is_warning)
        for column, value, _code, message, is_warning in row.findings
    ]
    return PreviewRow(
        row.number, row.result, str(row.get_result_display()), _subject(batch, row), changes, complaints
    )


def _label(batch: ImportBatch, name: str) -> str:
    return str(OTHER_LABELS.get(name, "")) or label_of(ROSTERS[batch.kind], name)


def _subject(batch: ImportBatch, row: ImportRow) -> str:
    """Return the first cells of a row that say what it is about."""
    places = {column: position for position, _heading, column in batch.headings if column}
    cells = unpacked(row.cells)
    names = [*ROSTERS[batch.kind].key, *(["name"] if "name" in places else [])]
    found = [shown(cells[places[name]]) for name in names if name in places and places[name] < len(cells)]
    return " ".join(filter(None, found))


def in_words(kind: str, name: str, value: Any) -> str:
    """Return a stored value as people write it; a dash for nothing."""
    if value in (None, ""):
        return "—"
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if name == "year":
        return school_year.label(value)
    if name in DAYS:
        return day_text(date.fromisoformat(value))
    table = STATES.get(kind) if name == "status" else CHOICES.get(name)
    return str(table(value).label) if table else str(value)


def error_table(batch: ImportBatch) -> tuple[list[str], Iterator[list[str]]]:
    """Return the headings and rows of the list of errors, which can be corrected and uploaded as it is."""
    own = {position: heading for position, heading, _column in batch.headings if heading not in SILENT}
    places = range(max(own, default=-1) + 1)
    return [*(own.get(place, "") for place in places), ROW, REASON], _error_rows(batch, len(places))


def _error_rows(batch: ImportBatch, width: int) -> Iterator[list[str]]:
    roster = ROSTERS[batch.kind]
    for row in batch.rows.rejected().iterator(chunk_size=2000):
        cells = list(map(shown, unpacked(row.cells)))[:width]
        reasons = [
            f"{label_of(roster, column)}：{message}"
            for column, _value, _code, message, is_warning in row.findings
            if not is_warning
        ]
        yield [*cells, *[""] * (width - len(cells)), str(row.number), " ".join(reasons)]


def template_sheets(kind: str) -> tuple[list[str], list[list[str]], list[list[str]]]:
    """Return the headings of a template, its instructions, and the allowed values column by column."""
    roster = ROSTERS[kind]
    with translation.override(FILE_LANGUAGE):
        headings = [column.label for column in roster.columns]
        notes = [[column.label, _note(column)] for column in roster.columns]
        values = [[column.label, *_allowed(kind, column.name)] for column in roster.columns]
        return headings, notes, [line for line in values if len(line) > 1]


def _note(column: Any) -> str:
    if column.is_required:
        return _("必须填写。")
    if column.may_be_cleared:
        return _("可以不填；留空时保留原来的内容，填“-”时清空。")
    return _("可以不填；留空时保留原来的内容。")


def _allowed(kind: str, name: str) -> list[str]:
    table = STATES.get(kind) if name == "status" else CHOICES.get(name)
    if name == "is_boarding":
        return [_("是"), _("否")]
    return [str(label) for label in table.labels] if table else []
