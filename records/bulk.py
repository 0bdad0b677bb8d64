"""Many new rows of one table at once, at the price of their values.

``bulk_create`` prepares each value of each row by itself. Here a column is checked once for every distinct
value, is taken as it is where the database takes it as it is, and goes in by the engine's own bulk way.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.transaction import TransactionManagementError

from records import engines
from records.text import refuse_forbidden_characters, refuse_forbidden_in_lines

# What hands a checked value to the database as it is, on both engines.
AS_IT_IS = (models.CharField, models.TextField, models.IntegerField, models.BooleanField, models.ForeignKey)


def clean(rows: Sequence[models.Model]) -> None:
    """Check every field as ``Record.clean_fields`` does, each distinct value once; references are left out.

    Raises: ValidationError for the first value that does not hold.
    """
    for field in rows[0]._meta.concrete_fields:
        if not field.is_relation:
            _clean_column(field, rows)


def _clean_column(field: Any, rows: Sequence[models.Model]) -> None:
    known: dict[Any, Any] = {}
    is_hashable = not isinstance(field, models.JSONField)
    for row in rows:
        value = getattr(row, field.attname)
        key = (type(value), value) if is_hashable else id(row)
        if key not in known:
            known[key] = _cleaned(field, value, row)
        if known[key] is not value:
            setattr(row, field.attname, known[key])


def _cleaned(field: Any, value: Any, row: models.Model) -> Any:
    try:
        if not (field.blank and value in field.empty_values):
            value = field.clean(value, row)
        if isinstance(value, str):
            has_lines = isinstance(field, models.TextField)
            (refuse_forbidden_in_lines if has_lines else refuse_forbidden_characters)(value)
    except ValidationError as error:
        raise ValidationError({field.name: error}) from error
    return value


def insert(rows: Sequence[models.Model]) -> None:
    """Store new rows of one type and give each its key, inside the caller's transaction.

    Raises: IntegrityError; TransactionManagementError outside a transaction. Queries: 2.
    """
    model, fields = type(rows[0]), rows[0]._meta.concrete_fields
    for row, key in zip(rows, _new_keys(model, len(rows)), strict=True):
        row.pk = key
    columns = ([field.pre_save(row, add=True) for row in rows] for field in fields)
    _insert_columns(model, fields, columns)
    for row in rows:
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def insert_values(model: type[models.Model], names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Store rows that are no objects, one value for each named field. Raises: IntegrityError. Queries: 1."""
    fields = [model._meta.get_field(name) for name in names]
    _insert_columns(model, fields, zip(*rows, strict=True))


def _new_keys(model: type[models.Model], count: int) -> list[int]:
    if not connection.in_atomic_block:
        raise TransactionManagementError("rows are stored in bulk inside a transaction")
    return engines.new_keys(connection, model, count)


def _insert_columns(
    model: type[models.Model], fields: Sequence[Any], columns: Iterable[Sequence[Any]]
) -> None:
    prepared = [_prepared(field, values) for field, values in zip(fields, columns, strict=True)]
    names = [field.column for field in fields]
    engines.insert_rows(connection, model._meta.db_table, names, list(zip(*prepared, strict=True)))


def _prepared(field: Any, values: Sequence[Any]) -> Sequence[Any]:
    """Return the values of a column as the database takes them."""
    if isinstance(field, AS_IT_IS):
        return values
    prepare, engine = field.get_db_prep_save, connections[DEFAULT_DB_ALIAS]  # a proxy is looked up every time
    if isinstance(field, models.JSONField):
        return [prepare(value, connection=engine) for value in values]
    known = {value: prepare(value, connection=engine) for value in set(values)}
    return [known[value] for value in values]
