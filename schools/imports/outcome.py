"""What comes of looking at one cell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from records.reading import Cell


@dataclass(frozen=True)
class Finding:
    """One thing to say about a cell; a warning lets the row pass."""

    code: str
    message: Any
    is_warning: bool = False


@dataclass(frozen=True)
class Converted:
    """What a cell means: a value, or nothing said (the stored value stays), or the wish to empty it."""

    value: Any = None
    findings: tuple[Finding, ...] = ()
    is_blank: bool = False
    is_cleared: bool = False

    @property
    def is_refused(self) -> bool:
        """Return whether the cell cannot be taken."""
        return any(not finding.is_warning for finding in self.findings)


Convert = Callable[[Cell], Converted]
BLANK = Converted(is_blank=True)
CLEARED = Converted(is_cleared=True)


def fault(code: str, message: Any, **params: Any) -> Converted:
    """Return that a cell is refused, and why."""
    return Converted(findings=(Finding(code, message % params),))


def warning(code: str, message: Any, **params: Any) -> Finding:
    """Return something that a person should look at before confirming."""
    return Finding(code, message % params, is_warning=True)
