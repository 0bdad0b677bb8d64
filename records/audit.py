"""Writing and verifying the audit trail.

Each district has a chain of its own; the hash of an entry covers its content and the hash before it.
Changing, removing or slipping in an entry breaks every hash after it, and cutting off the tail
contradicts the chain's head.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC
from itertools import groupby
from typing import Any, Protocol

import structlog
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.db.models import prefetch_related_objects
from django.db.transaction import TransactionManagementError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from records.models import REASON_LENGTH, AuditChain, AuditEntry, Record
from records.text import refuse_forbidden_characters

HASHED = [
    "chain", "sequence", "at", "username", "role", "action", "object_type", "object_id", "object_label",
    "district_id", "school_id", "school_code", "before", "after", "reason", "request_id", "previous_hash",
]  # fmt: skip
BATCH = 500  # rows an INSERT statement carries
REASON_TOO_LONG = _("原因共 %(length)s 字，最多 %(limit)s 字，请缩短后再提交。")
REQUEST_ID_FORM = re.compile(r"[A-Za-z0-9._:-]{1,64}")


class Actor(Protocol):
    """Who does something: a signed-in user or the system itself."""

    @property
    def username(self) -> str:
        """Return the name in the trail."""

    @property
    def audit_role(self) -> str:
        """Return the roles held at this moment."""


@dataclass(frozen=True)
class Change:
    """One change that is to be written down."""

    record: Record
    action: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    reason: str = ""


def write(changes: Iterable[Change], *, by: Actor) -> None:
    """Append changes to the chains of their districts, inside the caller's transaction.

    Raises: TransactionManagementError outside a transaction.
    Queries: 3 for each district, one INSERT for every 500 changes, and what ``filed_under`` names where it
    is not at hand.
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError("audit.write() needs the transaction of the change around it")
    changes = list(changes)
    _fetch_places([change.record for change in changes])
    for code, chained in groupby(sorted(changes, key=_chain_of), key=_chain_of):
        _append(code, list(chained), by)


def _chain_of(change: Change) -> str:
    return change.record.place.district_code


def _fetch_places(records: list[Record]) -> None:
    """Fetch what the records' places and names are read from, a table at a time and not a row at a time."""
    for _table, group in groupby(sorted(records, key=_table_of), key=_table_of):
        rows = list(group)
        for start in range(0, len(rows), BATCH):
            prefetch_related_objects(rows[start : start + BATCH], *rows[0].filed_under)


def _table_of(record: Record) -> str:
    return record._meta.db_table


def _append(code: str, changes: list[Change], by: Actor) -> None:
    AuditChain.objects.get_or_create(code=code)
    chain = AuditChain.objects.select_for_update().get(code=code)
    entries = []
    for change in changes:
        entry = _entry(change, by)
        entry.chain, entry.sequence, entry.previous_hash = code, chain.length + 1, chain.head
        entry.hash = entry_hash(entry)
        chain.length, chain.head = entry.sequence, entry.hash
        entries.append(entry)
    AuditEntry.objects.bulk_create(entries, batch_size=BATCH)
    chain.save()


def _entry(change: Change, by: Actor) -> AuditEntry:
    _check_reason(change.reason)
    record, place = change.record, change.record.place
    return AuditEntry(
        at=timezone.now(),
        username=by.username,
        role=by.audit_role,
        action=change.action,
        object_type=record._meta.label_lower,
        object_id=record.pk,
        object_label=str(record)[:300],
        district_id=place.district_id,
        school_id=place.school_id,
        school_code=place.school_code,
        before=change.before,
        after=change.after,
        reason=change.reason,
        request_id=_request_id(),
    )


def _check_reason(reason: str) -> None:
    """Refuse a reason that PostgreSQL could not store; entries are written without a check of their own."""
    refuse_forbidden_characters(reason)
    if len(reason) > REASON_LENGTH:
        params = {"length": len(reason), "limit": REASON_LENGTH}
        raise ValidationError(REASON_TOO_LONG, code="reason_too_long", params=params)


def _request_id() -> str:
    """Return the request's number; one that a client chose and that is no number is left out."""
    request_id = str(structlog.contextvars.get_contextvars().get("request_id", ""))
    return request_id if REQUEST_ID_FORM.fullmatch(request_id) else ""


def entry_hash(entry: AuditEntry) -> str:
    """Return the SHA-256 of an entry's canonical JSON, in hexadecimal."""
    content = {name: getattr(entry, name) for name in HASHED}
    # Django's encoder cuts moments to milliseconds; the stored value has microseconds.
    content["at"] = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    text = json.dumps(content, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
