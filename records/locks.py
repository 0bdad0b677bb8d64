"""Row locks in one order, so that two writers wait for each other and never for ever."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import connection, models
from django.db.transaction import TransactionManagementError

from records.errors import StaleVersion

RowT = TypeVar("RowT", bound=models.Model)


def lock(*rows: RowT) -> list[RowT]:
    """Lock rows until the transaction ends and return them as they are stored now, in the order given.

    Rows are locked by table name and key, whatever order the caller names them in. SQLite has no row
    locks: there the IMMEDIATE transaction already holds the whole file. Parents are locked with NO KEY,
    so that an insert which only refers to them need not wait.
    Raises: TransactionManagementError outside a transaction; StaleVersion if a row is gone.
    Queries: 1 a row.
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError("lock() needs a transaction around it")
    fresh: dict[tuple[str, Any], Any] = {}
    for row in sorted(rows, key=_table_and_key):
        stored = row._meta.model._base_manager.select_for_update(no_key=True).filter(pk=row.pk).first()
        if stored is None:
            raise StaleVersion(row)
        fresh[_table_and_key(row)] = stored
    return [fresh[_table_and_key(row)] for row in rows]


def _table_and_key(row: models.Model) -> tuple[str, Any]:
    return row._meta.db_table, row.pk
