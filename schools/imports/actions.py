"""What people do with an uploaded roster: receive, choose how it is read, check, apply, cancel, undo."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain, islice
from typing import Any

import structlog
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from accounts.access import SYSTEM, Actor, can, require
from accounts.roles import Permission
from records import actions
from records.errors import AlreadyDone, Conflict, StaleVersion
from records.exports import FILE_LANGUAGE
from records.locks import lock
from records.models import AuditChain, AuditEntry
from records.reading import Choice, Limits, Line, Source, open_source
from schools.choices import ImportKind, ImportState, RowResult
from schools.imports import undoing
from schools.imports.checking import CHUNK, COMPARING, Progress, Repeats, checked_rows, silent, stage
from schools.imports.headings import SEARCHED, Headings, find_headings, stripped, unknown_headings
from schools.imports.rosters import ROSTERS
from schools.imports.rows import ToWrite, unpacked
from schools.imports.scope import Scope
from schools.imports.signs import shown
from schools.imports.undoing import UndoPlan
from schools.models import District, ImportBatch, ImportFile, RememberedHeading, School

EMPTY = _("第 %(row)s 行是列名，下面没有数据行。")
REJECTED_ROWS = _("有 %(count)s 行被拒绝，没有导入任何一行。请改正后重新上传，或选择只导入正确的行。")
STAYED = _("检查之后登记内容发生了变化，预览已按现在的内容更新，请核对后再确认。")
REASON = _("导入“%(file)s”")
UNDO_REASON = _("撤销导入“%(file)s”")

OFFICERS = Limits()
SCHOOLS_OWN = Limits(rows=5_000)
SAMPLE = 5  # rows shown before anything is checked
KEPT_FOR = timedelta(days=1)  # how long a preview waits to be confirmed
OPEN = (ImportState.UPLOADED, ImportState.CHECKING, ImportState.CHECKED)


class RejectedRows(Conflict):
    """Rows were rejected, and the file is to be imported as a whole or not at all."""


class NotFresh(Conflict):
    """The register changed since the preview, which was made afresh; nothing was written."""


@dataclass(frozen=True)
class Survey:
    """How a file would be read, before anything happens."""

    source: Source
    headings: Headings
    sample: list[Line]

    @property
    def sample_headings(self) -> list[str]:
        """Return the headings above the sample, blank where a column has none."""
        named = {match.position: match.heading for match in self.headings.matches}
        return [named.get(place, "") for place in range(self._width)]

    @property
    def sample_lines(self) -> list[tuple[int, list[str]]]:
        """Return the first rows as texts, each as wide as the widest."""
        return [(line.number, self._padded(list(map(shown, line.cells)))) for line in self.sample]

    @property
    def _width(self) -> int:
        ends = [match.position + 1 for match in self.headings.matches]
        return max([*ends, *(len(line.cells) for line in self.sample)], default=0)

    def _padded(self, cells: list[str]) -> list[str]:
        return [*cells, *[""] * (self._width - len(cells))]


def permission_for(kind: str) -> Permission:
    """Return what a person must hold to import a kind of roster."""
    is_register = kind == ImportKind.SCHOOLS
    return Permission.GOVERN_REGISTER if is_register else Permission.EDIT_REGISTER


def may_import(user: Any, batch: ImportBatch) -> bool:
    """Return whether the user may carry on with a batch; who only reads rosters may look at it."""
    return can(user, permission_for(batch.kind), at=batch.place)


def limits_for(batch: ImportBatch) -> Limits:
    """Return what a file may cost: a school's own roster is small."""
    return SCHOOLS_OWN if batch.school_id else OFFICERS


@transaction.atomic
def receive(
    content: bytes, *, kind: str, file_name: str, district: District, school: School | None = None, by: Actor
) -> ImportBatch:
    """Keep an upload until it is checked; a school's own people may name only their school.

    Raises: PermissionDenied; ValidationError if it is no table at all, or larger than allowed.
    """
    require(by, permission_for(kind), at=school.place if school else district.place)
    batch = ImportBatch(
        district=district,
        school=school,
        kind=kind,
        file_name=file_name[-255:],
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        uploaded_at=timezone.now(),
        uploaded_by=by.username,
    )
    open_source(content, limits=limits_for(batch))
    sweep(district, before=batch.uploaded_at - KEPT_FOR, by=by)
    actions.create(batch, action="upload", by=by)
    ImportFile.objects.create(batch=batch, content=content)
    return batch


def survey(
    batch: ImportBatch, choice: Choice | None = None, chosen: Mapping[int, str] | None = None
) -> Survey:
    """Return how a file would be read; nothing is written. Raises: ValidationError. Queries: 2."""
    content = bytes(batch.file.content)
    source = open_source(content, choice or _choice_of(batch), limits=limits_for(batch))
    first = list(islice(source.lines(), SEARCHED + SAMPLE))
    headings = find_headings(first, ROSTERS[batch.kind].columns, remembered=_remembered(batch), chosen=chosen)
    below = [line for line in first if line.number > headings.row]
    return Survey(source, headings, below[:SAMPLE])


def _choice_of(batch: ImportBatch) -> Choice:
    return Choice(batch.encoding, batch.separator, batch.sheet)


def _remembered(batch: ImportBatch) -> dict[str, str]:
    stored = RememberedHeading.objects.filter(district=batch.district_id, kind=batch.kind)
    return {**ROSTERS[batch.kind].ignored, **dict(stored.values_list("heading", "column"))}


@transaction.atomic
def choose(
    batch: ImportBatch,
    *,
    choice: Choice,
    columns: Mapping[int, str],
    mode: str,
    keeps_good_rows: bool,
    effective_on: date | None,
    by: Actor,
) -> ImportBatch:
    """Settle how a file is read and what its headings mean, and remember that for the next file.

    ``columns`` says what the headings mean that nobody knew, by their place; "" for one to be ignored.
    Raises: PermissionDenied; ValidationError; StaleVersion; AlreadyDone.
    """
    _require(batch, by)
    _in_state(batch, *OPEN)
    found = survey(batch, choice, columns)
    unknown = unknown_headings(found.headings)
    findings = [*found.headings.findings, *filter(None, [unknown])]
    complaints = [ValidationError(str(each.message), code=each.code) for each in findings]
    if not found.sample and not complaints:
        complaints = [ValidationError(EMPTY, code="no_rows", params={"row": found.headings.row})]
    if complaints:
        raise ValidationError(complaints)
    _remember(batch, found.headings, columns)
    batch.encoding, batch.separator = found.source.encoding, found.source.separator
    batch.sheet, batch.mode = found.source.sheet, mode
    batch.keeps_good_rows, batch.effective_on = keeps_good_rows, effective_on
    batch.heading_row = found.headings.row
    batch.headings = [[each.position, each.heading, each.column or ""] for each in found.headings.matches]
    batch.state = ImportState.CHECKING
    return actions.change(batch, action="choose_reading", by=by)


def _remember(batch: ImportBatch, headings: Headings, columns: Mapping[int, str]) -> None:
    for match in headings.matches:
        if match.position in columns:
            RememberedHeading.objects.update_or_create(
                district_id=batch.district_id,
                kind=batch.kind,
                heading=stripped(match.heading),
                defaults={"column": columns[match.position]},
            )


def check(batch: ImportBatch, *, on: date, progress: Progress = silent, by: Actor) -> ImportBatch:
    """Check every row of the file and stage what it would change; the file itself is gone afterwards.

    Done again it begins anew. Raises: PermissionDenied; ValidationError if a row cannot be read, after which
    the batch waits for another way of reading; StaleVersion; AlreadyDone.
    """
    _require(batch, by)
    _in_state(batch, ImportState.CHECKING)
    length = _trail_length(batch)
    content = bytes(batch.file.content)
    source = open_source(content, _choice_of(batch), limits=limits_for(batch))
    lines = (line for line in source.lines() if line.number > batch.heading_row)
    scope = Scope(batch, on=on)
    try:
        counts = stage(batch, scope, lines, progress)
    except ValidationError:
        _go_back(batch, by)
        raise
    with transaction.atomic():
        counts.store_in(batch)
        batch.checked_against, batch.state = length, ImportState.CHECKED
        actions.change(batch, action="check_import", by=by)
        ImportFile.objects.filter(batch=batch).delete()
    return batch


@transaction.atomic
def _go_back(batch: ImportBatch, by: Actor) -> None:
    batch.rows.all().delete()
    batch.state = ImportState.UPLOADED
    actions.change(batch, action="check_import", by=by)


def _trail_length(batch: ImportBatch) -> int:
    """Return how many entries the district's trail has: as long as it does not grow, nothing changed."""
    chain_ = AuditChain.objects.filter(code=batch.district.code).values_list("length", flat=True)
    return chain_.first() or 0


@transaction.atomic
def apply(batch: ImportBatch, *, on: date, progress: Progress = silent, by: Actor) -> ImportBatch:
    """Write what the preview shows, all of it or nothing, each record with an entry under the batch's key.

    Raises: PermissionDenied; RejectedRows; StaleVersion; AlreadyDone; NotFresh if the register changed in
    what the rows are about, after which ``refresh`` makes the preview anew; ValidationError.
    """
    lock(batch.district)
    require_applicable(batch, by=by)
    scope = Scope(batch, on=on)
    if not _is_fresh(batch, scope):
        raise NotFresh(str(STAYED))
    with _under_the_key_of(batch), translation.override(FILE_LANGUAGE):
        _write(batch, scope, progress, by)
        batch.applied_at, batch.applied_by = timezone.now(), by.username
        batch.state = ImportState.APPLIED
        return actions.change(batch, action="import", by=by)


def require_applicable(batch: ImportBatch, *, by: Actor) -> None:
    """Hold a batch that can be applied as far as the batch itself says, for the caller's transaction.

    Raises: PermissionDenied; AlreadyDone; StaleVersion; RejectedRows.
    """
    _require(batch, by)
    _lock(batch, ImportState.CHECKED)
    if batch.rejected_count and not batch.keeps_good_rows:
        raise RejectedRows(str(REJECTED_ROWS % {"count": batch.rejected_count}))


def _under_the_key_of(batch: ImportBatch) -> Any:
    """Give every entry of the trail the batch's key instead of the number of the request."""
    return structlog.contextvars.bound_contextvars(request_id=str(batch.key))


def _write(batch: ImportBatch, scope: Scope, progress: Progress, by: Actor) -> None:
    comparing = COMPARING[batch.kind](scope)
    reason = str(REASON % {"file": batch.file_name})[:200]
    rows = map(ToWrite._make, batch.rows.to_write().values_list(*ToWrite._fields).iterator(chunk_size=CHUNK))
    done = 0
    while chunk := list(islice(rows, CHUNK)):
        comparing.write(chunk, reason=reason, by=by)
        done += len(chunk)
        progress(done, batch.rows_to_write)


def _is_fresh(batch: ImportBatch, scope: Scope) -> bool:
    """Return whether the rows would have the same results now; the trail says at once if nothing changed."""
    since = AuditEntry.objects.after(batch.district.code, batch.checked_against or 0)
    if not since.exclude(object_type=batch._meta.label_lower).exists():
        return True
    staged = batch.rows.order_by("number").values_list("result", "before", "after")
    rows = chain.from_iterable(checked_rows(batch, scope, _lines_of(batch), Repeats(batch.kind)))
    return all(
        was == (row.result, row.before, row.after) or was[0] == RowResult.REJECTED
        for was, row in zip(staged.iterator(chunk_size=CHUNK), rows, strict=True)
    )


def _lines_of(batch: ImportBatch) -> Iterator[Line]:
    """Return the rows of a batch as they stood in the file, which is gone."""
    staged = batch.rows.order_by("number").values_list("number", "cells")
    for number, cells in staged.iterator(chunk_size=CHUNK):
        yield Line(number, unpacked(cells))


def refresh(batch: ImportBatch, *, on: date, progress: Progress = silent, by: Actor) -> ImportBatch:
    """Make the preview anew against the register as it is now.

    Raises: PermissionDenied; StaleVersion; AlreadyDone.
    """
    _require(batch, by)
    _in_state(batch, ImportState.CHECKED)
    length = _trail_length(batch)
    counts = stage(batch, Scope(batch, on=on), list(_lines_of(batch)), progress)
    with transaction.atomic():
        counts.store_in(batch)
        batch.checked_against = length
        return actions.change(batch, action="check_import", by=by)


@transaction.atomic
def cancel(batch: ImportBatch, *, by: Actor) -> ImportBatch:
    """Give up a batch that was not applied; its file and rows go.

    Raises: PermissionDenied; StaleVersion; AlreadyDone.
    """
    _require(batch, by)
    _in_state(batch, *OPEN)
    _let_go(batch)
    batch.state = ImportState.CANCELLED
    return actions.change(batch, action="cancel_import", by=by)


def _let_go(batch: ImportBatch) -> None:
    ImportFile.objects.filter(batch=batch).delete()
    batch.rows.all().delete()


def undo_plan(batch: ImportBatch) -> UndoPlan:
    """Return what undoing would restore, and what it would leave alone."""
    return undoing.plan(batch)


@transaction.atomic
def undo(batch: ImportBatch, *, reason: str = "", by: Actor) -> UndoPlan:
    """Put everything back as it was before the batch, but for what was changed or built on since.

    Raises: PermissionDenied; StaleVersion; AlreadyDone.
    """
    lock(batch.district)
    require_undoable(batch, by=by)
    why = reason or str(UNDO_REASON % {"file": batch.file_name})[:200]
    told = undoing.take_back(batch, reason=why, by=by)
    batch.undone_at, batch.undone_by, batch.state = timezone.now(), by.username, ImportState.UNDONE
    actions.change(batch, action="undo_import", reason=reason, by=by)
    return told


def require_undoable(batch: ImportBatch, *, by: Actor) -> None:
    """Hold a batch that was applied, for the caller's transaction.

    Raises: PermissionDenied; AlreadyDone; StaleVersion.
    """
    _require(batch, by)
    _lock(batch, ImportState.APPLIED)


def sweep_all(now: datetime) -> int:
    """Let go of what waited too long in any district; return how many batches."""
    districts = District.objects.all()
    return sum(sweep(district, before=now - KEPT_FOR, by=SYSTEM) for district in districts)


def sweep(district: District, *, before: datetime, by: Actor) -> int:
    """Let go of what was uploaded before a moment and never applied; return how many batches.

    Every upload does it for its district: previews hold rows of people, and nobody waits for them any more.
    """
    waiting = ImportBatch.objects.filter(district=district, state__in=OPEN, uploaded_at__lt=before)
    stale = list(waiting.with_place())
    for batch in stale:
        with transaction.atomic():
            _let_go(batch)
            batch.state = ImportState.EXPIRED
            actions.change(batch, action="expire_import", by=by)
    return len(stale)


def _require(batch: ImportBatch, by: Actor) -> None:
    require(by, permission_for(batch.kind), at=batch.place)


def _lock(batch: ImportBatch, state: str) -> None:
    """Hold a batch that is still in a state and as it was read. Raises: AlreadyDone; StaleVersion."""
    [stored] = lock(batch)
    _in_state(stored, state)
    if stored.version != batch.version:
        raise StaleVersion(stored)


def _in_state(batch: ImportBatch, *states: str) -> None:
    """Refuse what was already done. Raises: AlreadyDone."""
    if batch.state not in states:
        raise AlreadyDone(str(batch.get_state_display()))
