"""Taking an applied batch back: its entries in the trail say what every record was before.

Records that were changed since, or that others were built on, are left alone and told.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.utils.translation import gettext_lazy as _

from accounts.access import Actor
from records import actions
from records.models import AuditEntry, Record
from schools.models import ImportBatch
from schools.querysets_written import OF_SCHOOL

CHANGED_SINCE = _("导入之后又有修改，保留现在的内容。")
GONE_SINCE = _("导入之后已被删除，无法恢复。")
BUILT_ON = _("导入之后已有其他记录引用它，保留不动。")
CHUNK = 2000
Subject = tuple[str, int]  # table and key of a record, or of the one that a group of records hangs on


@dataclass
class Touched:
    """One record that a batch made or changed: its state before the batch and after."""

    model: str
    key: int
    label: str
    before: dict[str, Any] | None
    after: dict[str, Any]

    @property
    def subject(self) -> Subject:
        """Return the record that it hangs on: what belongs to one person or school is undone as one."""
        if self.model == "schools.employment":
            return "schools.staff", self.after["staff_id"]
        if self.model in OF_SCHOOL:
            return "schools.school", self.after["school_id"]
        return self.model, self.key


@dataclass(frozen=True)
class UndoConflict:
    """One record that stays as it is, and why."""

    label: str
    sentence: str


@dataclass
class UndoPlan:
    """What undoing restores and removes, and what it leaves alone."""

    restored: int = 0
    removed: int = 0
    conflicts: list[UndoConflict] = field(default_factory=list)


def touched_by(batch: ImportBatch) -> list[Touched]:
    """Return the records that a batch made or changed, each once, the last entry first. Queries: 1."""
    entries = AuditEntry.objects.filter(request_id=str(batch.key)).exclude(
        object_type=batch._meta.label_lower
    )
    columns = ("object_type", "object_id", "object_label", "before", "after")
    found: dict[Subject, Touched] = {}
    for model, key, label, before, after in entries.order_by("-sequence").values_list(*columns):
        if (model, key) in found:
            found[model, key].before = before
        else:
            found[model, key] = Touched(model, key, label, before, after)
    return list(found.values())


def plan(batch: ImportBatch) -> UndoPlan:
    """Return what undoing would do now; nothing is written."""
    records = touched_by(batch)
    kept = _conflicts(records)
    going = [record for record in records if record.subject not in kept]
    return UndoPlan(
        restored=sum(record.before is not None for record in going),
        removed=sum(record.before is None for record in going),
        conflicts=_told(records, kept),
    )


def take_back(batch: ImportBatch, *, reason: str, by: Actor) -> UndoPlan:
    """Restore what the batch changed and remove what it made, but for conflicts.

    The caller holds the transaction. Versions go on counting: a page that is open since before stays stale.
    """
    records = touched_by(batch)
    kept = _conflicts(records)
    going = [record for record in records if record.subject not in kept]
    made = [record for record in going if record.before is None]
    changed = [record for record in going if record.before is not None]
    return UndoPlan(
        removed=_remove(made, reason=reason, by=by),
        restored=_restore(changed, reason=reason, by=by),
        conflicts=_told(records, kept),
    )


def _remove(made: list[Touched], *, reason: str, by: Actor) -> int:
    """Take new records out, the last made first, and return how many went."""
    gone = 0
    for model, group in _by_model(made):
        rows = model._base_manager.filter(pk__in=[record.key for record in group])
        gone += actions.remove_many(rows, action="undo_import", reason=reason, by=by)
    return gone


def _restore(changed: list[Touched], *, reason: str, by: Actor) -> int:
    """Put changed records back, and return how many were."""
    back = 0
    for model, group in _by_model(changed):
        stored = model._base_manager.in_bulk([record.key for record in group])
        for record in group:
            _put_back(stored[record.key], record.before or {})
        back += len(actions.change_many(list(stored.values()), action="undo_import", reason=reason, by=by))
    return back


def _put_back(row: Record, values: dict[str, Any]) -> None:
    for field_ in row._meta.concrete_fields:
        if field_.attname in values and field_.name != "version":
            setattr(row, field_.attname, field_.to_python(values[field_.attname]))


def _by_model(records: Iterable[Touched]) -> list[tuple[Any, list[Touched]]]:
    """Return the records table by table, in the order in which their last entries were undone."""
    groups: dict[str, list[Touched]] = {}
    for record in records:
        groups.setdefault(record.model, []).append(record)
    return [(apps.get_model(model), group) for model, group in groups.items()]


def _conflicts(records: list[Touched]) -> dict[Subject, Any]:
    """Return the subjects that have to stay, each with why. Queries: a few for each table."""
    kept: dict[Subject, Any] = {}
    for model, group in _by_model(records):
        versions = _versions(model, [record.key for record in group])
        for record in group:
            version = versions.get(record.key)
            if version is None:
                kept.setdefault(record.subject, GONE_SINCE)
            elif version != record.after["version"]:
                kept.setdefault(record.subject, CHANGED_SINCE)
    made = [record for record in records if record.before is None and record.subject not in kept]
    for subject in _built_on(made):
        kept.setdefault(subject, BUILT_ON)
    return kept


def _versions(model: Any, keys: list[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for start in range(0, len(keys), CHUNK):
        rows = model._base_manager.filter(pk__in=keys[start : start + CHUNK])
        found.update(rows.values_list("pk", "version"))
    return found


def _built_on(made: list[Touched]) -> set[Subject]:
    """Return the subjects of new records to which anything refers that the batch did not make itself."""
    subjects = {(record.model, record.key): record.subject for record in made}
    found: set[Subject] = set()
    for model, group in _by_model(made):
        for start in range(0, len(group), CHUNK):
            keys = [record.key for record in group[start : start + CHUNK]]
            for row, subject in _referring(model, keys, subjects):
                if (row._meta.label_lower, row.pk) not in subjects:
                    found.add(subject)
    return found


def _referring(
    model: Any, keys: list[int], subjects: dict[Subject, Subject]
) -> Iterable[tuple[Any, Subject]]:
    """Return the rows that refer to these records, each with the subject of the one it refers to."""
    for relation in model._meta.related_objects:
        name = relation.field.attname
        for row in relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": keys}):
            yield row, subjects[model._meta.label_lower, getattr(row, name)]


def _told(records: list[Touched], kept: dict[Subject, Any]) -> list[UndoConflict]:
    """Return each subject that stays once, by the name of its own record where the batch touched that."""
    labels: dict[Subject, str] = {}
    for record in records:
        if record.subject in kept and (
            record.subject == (record.model, record.key) or record.subject not in labels
        ):
            labels[record.subject] = record.label
    return [UndoConflict(labels[subject], str(sentence)) for subject, sentence in kept.items()]
