"""Writing and verifying the audit trail.

Each district has a chain of its own; the hash of an entry covers its content and the hash before it.
Changing, removing or slipping in an entry breaks every hash after it, and cutting off the tail
contradicts the chain's head.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

import structlog
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone

from records.models import AuditChain, AuditEntry, Record

HASHED = [
    "chain", "sequence", "at", "username", "role", "action", "object_type", "object_id", "object_label",
    "district_id", "school_id", "school_code", "before", "after", "reason", "request_id", "previous_hash",
]  # fmt: skip
BATCH = 500  # rows an INSERT statement carries


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
    Queries: 3 for each district and one INSERT for every 500 changes.
    """
    by_chain: dict[str, list[Change]] = {}
    for change in changes:
        by_chain.setdefault(change.record.place.district_code, []).append(change)
    for code, chained in sorted(by_chain.items()):
        _append(code, chained, by)


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
    record, place = change.record, change.record.place
    return AuditEntry(
        at=timezone.now(),
        username=by.username,
        role=by.audit_role,
        action=change.action,
        object_type=record._meta.label_lower,
        object_id=record.pk or (change.before or {}).get("id"),
        object_label=str(record)[:300],
        district_id=place.district_id,
        school_id=place.school_id,
        school_code=place.school_code,
        before=change.before,
        after=change.after,
        reason=change.reason,
        request_id=structlog.contextvars.get_contextvars().get("request_id", ""),
    )


def entry_hash(entry: AuditEntry) -> str:
    """Return the SHA-256 of an entry's canonical JSON, in hexadecimal."""
    content = {name: getattr(entry, name) for name in HASHED}
    # Django's encoder cuts moments to milliseconds; the stored value has microseconds.
    content["at"] = entry.at.astimezone(timezone.get_default_timezone()).isoformat(timespec="microseconds")
    text = json.dumps(content, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def verify() -> list[str]:
    """Return what is wrong with the trail, a sentence a fault; an empty list is a sound trail.

    Queries: 1, and one for each chain; entries are streamed.
    """
    faults: list[str] = []
    for chain in AuditChain.objects.order_by("code"):
        faults += _faults_of(chain)
    return faults


def _faults_of(chain: AuditChain) -> list[str]:
    faults, sequence, previous = [], 0, ""
    for entry in AuditEntry.objects.filter(chain=chain.code).order_by("sequence").iterator():
        where = f"chain {chain.code or '-'} entry {entry.sequence}"
        sequence += 1
        if entry.sequence != sequence:
            faults.append(f"{where}: entry {sequence} is missing")
            sequence = entry.sequence
        if entry.previous_hash != previous:
            faults.append(f"{where}: does not follow the entry before it")
        if entry.hash != entry_hash(entry):
            faults.append(f"{where}: content does not match its hash")
        previous = entry.hash
    if (chain.length, chain.head) != (sequence, previous):
        faults.append(f"chain {chain.code or '-'}: ends at {sequence}, its head says {chain.length}")
    return faults
