"""Verifying the audit trail: what is wrong with a chain as data, and in words for commands and for people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from records.audit import entry_hash
from records.models import AuditChain, AuditEntry


class FaultKind(Enum):
    """What can be wrong: in English for the command, and for people what it means and what to do."""

    MISSING = (
        "entry %(number)s is missing",
        _("第 %(number)s 条缺失（下一条是第 %(sequence)s 条）。"),
        _("请用备份找回缺失的记录，并查明谁能直接改动数据库。"),
    )
    UNLINKED = (
        "does not follow the entry before it",
        _("第 %(sequence)s 条与它前面的一条接不上。"),
        _("前面的一条可能被替换或改写；请与备份逐条核对这两条。"),
    )
    CHANGED = (
        "content does not match its hash",
        _("第 %(sequence)s 条的内容与摘要不符，写入之后被改动过。"),
        _("请用备份核对这一条原来的内容，并查明谁能直接改动数据库。"),
    )
    CUT = (
        "ends at %(sequence)s, its head says %(number)s",
        _("链到第 %(sequence)s 条为止，链头却记着 %(number)s 条：末尾被截去或链头被改动。"),
        _("请与另行保存的校验结果和备份核对末尾的记录。"),
    )
    BEHIND = (
        "entry %(number)s stands behind its end %(sequence)s",
        _("链头记着 %(sequence)s 条，却还有第 %(number)s 条：有记录不是由本系统写入的。"),
        _("请查明多出的记录从何而来，不要采信其内容。"),
    )


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong with a chain: at which entry (none: the chain as a whole), and which other."""

    kind: FaultKind
    chain: str
    sequence: int
    number: int = 0

    @property
    def _values(self) -> dict[str, Any]:
        return {"sequence": self.sequence, "number": self.number}

    @property
    def line(self) -> str:
        """Return the fault as the command prints it."""
        of_chain = self.kind in (FaultKind.CUT, FaultKind.BEHIND)
        where = f"chain {self.chain or '-'}" + ("" if of_chain else f" entry {self.sequence}")
        return f"{where}: {self.kind.value[0] % self._values}"

    @property
    def sentence(self) -> str:
        """Return the fault in a sentence for people."""
        return str(self.kind.value[1]) % self._values

    @property
    def advice(self) -> str:
        """Return what to do about it."""
        return str(self.kind.value[2])


@dataclass(frozen=True)
class ChainReport:
    """What verification found of one chain."""

    code: str
    length: int
    head: str
    faults: list[Fault]

    @property
    def is_sound(self) -> bool:
        """Return whether nothing is wrong with the chain."""
        return not self.faults


def all_chains() -> list[str]:
    """Return the codes of all chains, those that lost their head too. Queries: 2."""
    heads = AuditChain.objects.values_list("code", flat=True)
    used = AuditEntry.objects.order_by("chain").values_list("chain", flat=True).distinct()
    return sorted({*heads, *used})


def verify() -> list[str]:
    """Return what is wrong with the trail, a sentence a fault; an empty list is a sound trail.

    People may go on working meanwhile. Queries: 2, and 3 for each chain; entries are streamed.
    """
    return [fault.line for report in reports(all_chains()) for fault in report.faults]


def reports(codes: Iterable[str]) -> list[ChainReport]:
    """Return what verification finds of some chains. Queries: 3 a chain; entries are streamed."""
    return [_report(code) for code in codes]


def _report(code: str) -> ChainReport:
    entries = AuditEntry.objects.filter(chain=code).order_by("sequence")
    # The last entry is read before the head: both are stored together, so an honest head is never behind.
    last = entries.aggregate(last=Max("sequence", default=0))["last"]
    chain = AuditChain.objects.filter(code=code).first() or AuditChain(code=code)
    faults: list[Fault] = []
    sequence, previous = 0, ""
    for entry in entries.filter(sequence__lte=chain.length).iterator():
        faults += _faults_of_entry(entry, sequence + 1, previous)
        sequence, previous = entry.sequence, entry.hash
    contradicts_head = (chain.length, chain.head) != (sequence, previous)
    found = {
        Fault(FaultKind.CUT, code, sequence, chain.length): contradicts_head,
        Fault(FaultKind.BEHIND, code, chain.length, last): last > chain.length,
    }
    return ChainReport(code, chain.length, chain.head, faults + _those_found(found))


def _faults_of_entry(entry: AuditEntry, sequence: int, previous: str) -> list[Fault]:
    """Return what is wrong with one entry, given the number and the hash that it has to follow."""
    chain, number = entry.chain, entry.sequence
    found = {
        Fault(FaultKind.MISSING, chain, number, sequence): number != sequence,
        Fault(FaultKind.UNLINKED, chain, number): entry.previous_hash != previous,
        Fault(FaultKind.CHANGED, chain, number): entry.hash != entry_hash(entry),
    }
    return _those_found(found)


def _those_found(faults: dict[Fault, bool]) -> list[Fault]:
    return [fault for fault, is_found in faults.items() if is_found]
