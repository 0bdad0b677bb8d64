"""The one path by which a record is created, changed or removed: lock, check, write, audit.

Rights are asked one floor up (accounts.access); the actions of each app call these functions.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from records import audit
from records.audit import BATCH, Actor, Change
from records.errors import AlreadyDone, StaleVersion
from records.locks import lock
from records.models import Record, RequestKey

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
    record.full_clean()
    if request_key is not None:
        _claim(request_key, result=str(record), by=by)
    record.save(force_insert=True)
    audit.write([Change(record, action, None, record.snapshot(), reason)], by=by)
    return record


def _claim(key: UUID, *, result: str, by: Actor) -> None:
    """Take a request key for good; the second taker of two at once waits for the first and is refused."""
    try:
        with transaction.atomic():
            RequestKey.objects.create(key=key, username=by.username, result=result[:300])
    except IntegrityError as error:
        raise AlreadyDone(RequestKey.objects.get(key=key).result) from error


@transaction.atomic
def create_many(
    records: Sequence[RecordT], *, action: str = "create", reason: str = "", by: Actor
) -> list[RecordT]:
    """Store many new records of one type set by set and write each of them down.

    Fields are checked one by one; what concerns several rows is left to the database's constraints.
    Raises: ValidationError; IntegrityError.
    """
    if not records:
        return []
    for record in records:
        record.clean_fields()
    stored = type(records[0])._base_manager.bulk_create(records, batch_size=BATCH)
    audit.write([Change(record, action, None, record.snapshot(), reason) for record in stored], by=by)
    return stored


@transaction.atomic
def change(record: RecordT, *, action: str = "change", reason: str = "", by: Actor) -> RecordT:
    """Store the changed values of a record that still has the version it was read with.

    A record without a difference is left alone and leaves no entry.
    Raises: ValidationError; StaleVersion if somebody changed the record since it was read.
    """
    [stored] = lock(record)
    if stored.version != record.version:
        raise StaleVersion(stored)
    before = stored.snapshot()
    if record.snapshot() == before:
        return record
    record.full_clean()
    record.version += 1
    record.save(force_update=True)
    audit.write([Change(record, action, before, record.snapshot(), reason)], by=by)
    return record


@transaction.atomic
def remove(record: Record, *, action: str = "remove", reason: str = "", by: Actor) -> None:
    """Delete a record that nothing depends on, and keep its last state in the trail.

    Raises: ProtectedError if another record depends on it.
    """
    [stored] = lock(record)
    before = stored.snapshot()
    audit.write([Change(stored, action, before, None, reason)], by=by)
    stored.delete()


@transaction.atomic
def remove_many(records: QuerySet[RecordT], *, action: str = "remove", reason: str = "", by: Actor) -> int:
    """Delete many records set by set, keep their last states in the trail and return how many they were.

    Raises: ProtectedError if another record depends on one of them.
    """
    gone = list(records)
    audit.write([Change(record, action, record.snapshot(), None, reason) for record in gone], by=by)
    records.model._base_manager.filter(pk__in=[record.pk for record in gone]).delete()
    return len(gone)
