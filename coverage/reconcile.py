"""Declared against registered: the numbers of a document beside the rows of the register.

The two are never forced to agree; the difference and the rows that explain it are the result.
Source: report, first paragraph (26 public schools, 14 private schools and township kindergartens).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import filterfalse, groupby
from operator import attrgetter

from coverage.models import DeclaredCount
from schools.choices import Ownership, SchoolKind
from schools.models import School


@dataclass(frozen=True)
class Line:
    """One kind of school of one ownership: what is declared, and which schools are registered.

    Unit: schools. ``is_declared`` is false for schools that no declared line covers.
    """

    section: str
    label: str
    ownerships: tuple[str, ...]
    kinds: tuple[str, ...]
    declared: int
    schools: tuple[School, ...]
    is_declared: bool = True

    @property
    def registered(self) -> int:
        """Return how many schools of the line are in the register."""
        return len(self.schools)

    @property
    def difference(self) -> int:
        """Return registered less declared: positive where the register has more."""
        return self.registered - self.declared


@dataclass(frozen=True)
class Reconciliation:
    """All lines, declared ones first in the document's order."""

    lines: tuple[Line, ...]

    @property
    def declared(self) -> int:
        """Return the declared total in schools."""
        return sum(line.declared for line in self.lines)

    @property
    def registered(self) -> int:
        """Return the registered total in schools."""
        return sum(line.registered for line in self.lines)

    @property
    def difference(self) -> int:
        """Return registered less declared."""
        return self.registered - self.declared

    @property
    def differing(self) -> list[Line]:
        """Return the lines that do not agree."""
        return [line for line in self.lines if line.difference]

    def of_kind(self, kind: str) -> tuple[int, int]:
        """Return declared and registered of the lines that hold one kind of school and no other."""
        of_kind = Reconciliation(tuple(line for line in self.lines if line.kinds == (kind,)))
        return of_kind.declared, of_kind.registered


def reconcile(declared: Sequence[DeclaredCount], schools: Iterable[School]) -> Reconciliation:
    """Return every school under the first declared line that covers it, the rest by ownership and kind.

    Queries: none.
    """
    waiting = sorted(schools, key=attrgetter("code"))
    lines = []
    for row in declared:
        lines.append(_declared_line(row, list(filter(row.covers, waiting))))
        waiting = list(filterfalse(row.covers, waiting))
    return Reconciliation((*lines, *_undeclared(waiting)))


def _declared_line(row: DeclaredCount, covered: list[School]) -> Line:
    ownerships, kinds = tuple(row.ownerships), tuple(row.kinds)
    return Line(row.section, row.label, ownerships, kinds, row.count, tuple(covered))


def _undeclared(schools: list[School]) -> list[Line]:
    sort_of = attrgetter("ownership", "kind")
    return [
        Line(
            section=str(Ownership(ownership).label),
            label=str(SchoolKind(kind).label),
            ownerships=(ownership,),
            kinds=(kind,),
            declared=0,
            schools=tuple(rows),
            is_declared=False,
        )
        for (ownership, kind), rows in groupby(sorted(schools, key=sort_of), key=sort_of)
    ]
