"""Writing and verifying the audit trail.

Each district has a chain of its own; the hash of an entry covers its content and the hash before it.
Changing, removing or slipping in an entry breaks every hash after it, and cutting off the tail
contradicts the chain's head.
"""

from __future__ import annotations

import hashlib
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

from records import bulk
from records.models import REASON_LENGTH, AuditChain, AuditEntry, Place, Record
from records.text import refuse_forbidden_characters

HASHED = [
    "chain", "sequence", "at", "username", "role", "action", "object_type", "object_id", "object_label",
    "district_id", "school_id", "school_code", "before", "after", "reason", "request_id", "previous_hash",
]  # fmt: skip
CANONICAL = DjangoJSONEncoder(sort_keys=True, ensure_ascii=False)
BATCH = 500  # rows whose places are fetched at once
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
    Queries: 4 for each district, and what ``filed_under`` names where it is not at hand.
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError("audit.write() needs the transaction of the change around it")
    changes = list(changes)
    _fetch_places([change.record for change in changes])
    placed = sorted(((change.record.place, change) for change in changes), key=_chain_of)
    for code, chained in groupby(placed, key=_chain_of):
        _append(code, list(chained), by)


def _chain_of(placed: tuple[Place, Change]) -> str:
    return placed[0].district_code


def _fetch_places(records: list[Record]) -> None:
    """Fetch what the records' places and names are read from, a table at a time and not a row at a time."""
    for _table, group in groupby(sorted(records, key=_table_of), key=_table_of):
        rows = list(group)
        for start in range(0, len(rows), BATCH):
            prefetch_related_objects(rows[start : start + BATCH], *rows[0].filed_under)


def _table_of(record: Record) -> str:
    return record._meta.db_table


def _append(code: str, placed: list[tuple[Place, Change]], by: Actor) -> None:
    AuditChain.objects.get_or_create(code=code)
    chain = AuditChain.objects.select_for_update().get(code=code)
    shared = {
        "chain": code,
        "at": timezone.now(),
        "username": by.username,
        "role": by.audit_role,
        "request_id": _request_id(),
    }
    rows = []
    for place, change in placed:
        content = shared | _content(change, place)
        content |= {"sequence": chain.length + 1, "previous_hash": chain.head}
        chain.length, chain.head = chain.length + 1, _hash(content)
        rows.append([*(content[name] for name in HASHED), chain.head])
    bulk.insert_values(AuditEntry, [*HASHED, "hash"], rows)
    chain.save()


def _content(change: Change, place: Place) -> dict[str, Any]:
    """Return what an entry says of one change."""
    _check_reason(change.reason)
    return {
        "action": change.action,
        "object_type": change.record._meta.label_lower,
        "object_id": change.record.pk,
        "object_label": str(change.record)[:300],
        "district_id": place.district_id,
        "school_id": place.school_id,
        "school_code": place.school_code,
        "before": change.before,
        "after": change.after,
        "reason": change.reason,
    }


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
    return _hash({name: getattr(entry, name) for name in HASHED})


def _hash(content: dict[str, Any]) -> str:
    # Django's encoder cuts moments to milliseconds; the stored value has microseconds.
    at = content["at"].astimezone(UTC).isoformat(timespec="microseconds")
    return hashlib.sha256(CANONICAL.encode(content | {"at": at}).encode()).hexdigest()
