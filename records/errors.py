"""What can stand in the way of a change, beside invalid input."""

from __future__ import annotations

from typing import Any


class Conflict(Exception):  # noqa: N818 # it names a state of things, not a fault
    """Somebody else's change or an earlier submit stands in the way; answered with status 409."""


class StaleVersion(Conflict):
    """The record was changed since the form was opened; nothing was written."""

    def __init__(self, stored: Any) -> None:
        super().__init__(f"{stored._meta.label} {stored.pk} is at version {stored.version} by now")
        self.stored = stored


class AlreadyDone(Conflict):
    """The same form was already submitted; the first submit stands."""

    def __init__(self, result: str) -> None:
        super().__init__(f"this request was already carried out: {result}")
        self.result = result
