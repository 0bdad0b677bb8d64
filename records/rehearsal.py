"""Carrying out a change only to see what it would do; then all of it is undone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction


@contextmanager
def rehearsal() -> Iterator[None]:
    """Undo at the end whatever is written inside, the audit trail too; a preview cannot differ from the deed.

    The rows stay locked until the end, as for the deed itself, so that what is done inside should be short.
    """
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)
