"""The one path by which a record is created, changed or removed: lock, check, write, audit.

Rights are asked one floor up (accounts.access); the actions of each app call these functions.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any, TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, IntegrityError, transaction
from django.db.models import QuerySet
from django.db.models.deletion import Collector

from records import audit, bulk
from records.audit import Actor, Change
from records.errors import AlreadyDone, StaleVersion
from records.initials import initialled
from records.locks import lock
from records.models import Record, RequestKey

BATCH = 500  # rows an UPDATE statement carries
RecordT = TypeVar("RecordT", bound=Record)


@transaction.atomic
def create(
    record: RecordT,
    *,
    action: str = "create",
    reason: str = "",
    request_key: UUID | None = None,
    by: Actor,
) -> RecordT:
    """Store a new record and write it down.

    Raises: ValidationError; AlreadyDone if the request key was used before.
    """
    try:
        record.full_clean()
    except ValidationError:
        refuse_used_key(request_key)  # else a second submit would hear that its own row stands in its way
        raise
    if request_key is not None:
        claim(request_key, result=str(record), by=by)
    _save(record, force_insert=True)
    audit.write([Change(record, action, None, record.snapshot(), reason)], by=by)
    return record


def refuse_used_key(key: UUID | None) -> None:
    """Refuse a create form whose request key was used before.

    Raises: AlreadyDone. Queries: 1, none without a key.
    """
    used = RequestKey.objects.filter(key=key).first() if key else None
    if used:
        raise AlreadyDone(used.result)


def claim(key: UUID, *, result: str, by: Actor) -> None:
    """Take a request key for good; the second taker of two at once waits for the first and is refused.

    Raises: AlreadyDone.
    """
    try:
        with transaction.atomic():
            RequestKey.objects.create(key=key, username=by.username, result=result[:300])
    except IntegrityError:
        refuse_used_key(key)
        raise


def _save(record: Record, **how: Any) -> None:
    """Save; what only the database saw, because the other row was stored a moment ago, is told in words."""
    try:
        with transaction.atomic():
            record.save(**how)
    except IntegrityError:
        record.full_clean()
        raise


@transaction.atomic
def create_many(
    records: Sequence[RecordT], *, action: str = "create", reason: str = "", by: Actor
) -> list[RecordT]:
    """Store many new records of one type set by set and write each of them down.

    Fields are checked value by value; what concerns other rows is left to the database's constraints.
    Raises: ValidationError; IntegrityError.
    Queries: constant.
    """
    if not records:
        return []
    bulk.clean(records)
    bulk.insert(records)
    audit.write([Change(record, action, None, record.snapshot(), reason) for record in records], by=by)
    return list(records)


@transaction.atomic
def change(record: RecordT, *, action: str = "change", reason: str = "", by: Actor) -> RecordT:
    """Store the changed values of a record that still has the version it was read with.

    A record without a difference is left alone and leaves no entry. Only the changed columns are written:
    what is no part of the snapshot, such as a password, is never put back to an older value.
    Raises: ValidationError; StaleVersion if somebody changed or removed the record since it was read.
    """
    [stored] = lock(record)
    if stored.version != record.version:
        raise StaleVersion(stored)
    before = stored.snapshot()
    if not _changed(record, before):
        return record
    record.full_clean()
    changed = _changed(record, before)
    if not changed:  # a text that only now became the same number or day
        return record
    record.version += 1
    _save(record, update_fields=[*changed, *initialled(type(record), changed), "version"])
    audit.write([Change(record, action, before, record.snapshot(), reason)], by=by)
    return record


@transaction.atomic
def change_many(
    records: Sequence[RecordT], *, action: str = "change", reason: str = "", by: Actor
) -> list[RecordT]:
    """Store the changed values of many records of one type as ``change`` does, set by set.

    Fields are checked one by one; what concerns other rows is left to the database's constraints. Records
    without a difference are left alone; those that were stored are returned.
    Raises: ValidationError; StaleVersion; IntegrityError.
    Queries: 1 to lock, one UPDATE for every 500 rows, and those of the trail.
    """
    if not records:
        return []
    model = type(records[0])
    rows = model._base_manager.select_for_update(no_key=True).filter(pk__in=[row.pk for row in records])
    stored = {row.pk: row for row in rows.order_by("pk")}
    bulk.clean(records)
    written, changes, names = [], [], set[str]()
    for record in records:
        before = _snapshot_before(record, stored)
        changed = _changed(record, before)
        if changed:
            record.version += 1
            names |= {*changed, *initialled(model, changed)}
            written.append(record)
            changes.append(Change(record, action, before, record.snapshot(), reason))
    _save_many(model, written, names)
    audit.write(changes, by=by)
    return written


def _snapshot_before(record: Record, stored: dict[int, Any]) -> dict[str, Any]:
    row = stored.get(record.pk)
    if row is None or row.version != record.version:
        raise StaleVersion(row or record)
    return row.snapshot()


def _save_many(model: type[RecordT], records: list[RecordT], names: set[str]) -> None:
    fields = [field for field in model._meta.concrete_fields if {field.name, field.attname} & names]
    for record in records:  # bulk_update stores what the rows hold, and asks no field
        for field in fields:
            field.pre_save(record, add=False)
    if records:
        columns = [*(field.name for field in fields), "version"]
        model._base_manager.bulk_update(records, columns, batch_size=BATCH)


def _changed(record: Record, before: dict[str, Any]) -> list[str]:
    return [name for name, value in record.snapshot().items() if value != before[name]]


@transaction.atomic
def remove(record: Record, *, action: str = "remove", reason: str = "", by: Actor) -> None:
    """Delete a record and what has no meaning without it, and keep the last state of each in the trail.

    Raises: ProtectedError if another record depends on it; StaleVersion if it was changed since it was read,
    or is already gone.
    """
    [stored] = lock(record)
    if stored.version != record.version:
        raise StaleVersion(stored)
    _remove([stored], action, reason, by)


@transaction.atomic
def remove_many(records: QuerySet[RecordT], *, action: str = "remove", reason: str = "", by: Actor) -> int:
    """Delete many records as ``remove`` does, set by set, and return how many were named.

    Raises: ProtectedError if another record depends on one of them.
    """
    gone = list(records)
    _remove(gone, action, reason, by)
    return len(gone)


def _remove(records: Sequence[Record], action: str, reason: str, by: Actor) -> None:
    collector = Collector(using=DEFAULT_DB_ALIAS)
    collector.collect(records)
    audit.write([Change(row, action, row.snapshot(), None, reason) for row in _doomed(collector)], by=by)
    collector.delete()


def _doomed(collector: Collector) -> list[Record]:
    """Return the records that go, those first that have no meaning without the others."""
    rows = chain.from_iterable([*collector.fast_deletes, *collector.data.values()])
    return [row for row in rows if isinstance(row, Record)]
