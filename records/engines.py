"""Everything that differs between SQLite and PostgreSQL, in this one place.

Both engines hold two rules in the database itself: periods that must not overlap and a trail that
only grows. PostgreSQL has exclusion constraints and trigger functions, SQLite has triggers. Many rows go in
by COPY, or by one prepared INSERT. The rest of the portal knows neither.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.ddl_references import Statement, Table
from django.db.models import DateTimeField, Model

POSTGRESQL, SQLITE = "postgresql", "sqlite"

SQLITE_RULE_EVENTS = {"insert": "INSERT", "update": "UPDATE"}
SQLITE_OVERLAP_TRIGGER = """CREATE TRIGGER %(trigger)s AFTER {event} ON %(table)s WHEN %(new_rows)s
BEGIN
    SELECT RAISE(ABORT, 'constraint failed: {name}') WHERE EXISTS (
        SELECT 1 FROM %(table)s AS other
        WHERE other."id" <> NEW."id" AND %(same)s AND %(other_rows)s
        AND (other."start" IS NULL OR NEW."end" IS NULL OR other."start" < NEW."end")
        AND (other."end" IS NULL OR NEW."start" IS NULL OR NEW."start" < other."end")
    );
END"""
POSTGRESQL_EXCLUSION = """ALTER TABLE %(table)s ADD CONSTRAINT %(name)s EXCLUDE USING gist (
    %(keys)s, %(range)s("start", "end", '[)') WITH &&
) WHERE (%(rows)s)"""

# On which day something adds up to the most: the row's first, or the first of one that begins during it.
TOO_MUCH_AT_ONCE = """EXISTS (
        SELECT 1 FROM %(table)s AS other
        WHERE %(same)s AND %(other_rows)s AND other."start" < NEW."end" AND NEW."start" < other."end"
        AND %(most)s < (
            SELECT SUM(each.%(amount)s) FROM %(table)s AS each
            WHERE %(same_each)s AND %(each_rows)s
            AND each."start" <= {latest}(other."start", NEW."start")
            AND each."end" > {latest}(other."start", NEW."start")
        )
    )"""
SQLITE_MOST_TRIGGER = f"""CREATE TRIGGER %(trigger)s AFTER {{event}} ON %(table)s WHEN %(new_rows)s
BEGIN
    SELECT RAISE(ABORT, 'constraint failed: {{name}}') WHERE {TOO_MUCH_AT_ONCE.format(latest="MAX")};
END"""
POSTGRESQL_MOST_TRIGGER = f"""CREATE FUNCTION %(name)s() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF {TOO_MUCH_AT_ONCE.format(latest="GREATEST")} THEN
        RAISE EXCEPTION 'constraint failed: {{name}}' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER %(name)s AFTER INSERT OR UPDATE ON %(table)s
FOR EACH ROW WHEN (%(new_rows)s) EXECUTE FUNCTION %(name)s()"""

POSTGRESQL_NEW_KEYS = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"
SQLITE_LAST_KEY = "SELECT seq FROM sqlite_sequence WHERE name = %s"

APPEND_ONLY_MESSAGE = "the audit trail only grows"
POSTGRESQL_APPEND_ONLY = [
    """CREATE OR REPLACE FUNCTION records_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END $$""",
    """CREATE TRIGGER {table}_keep_rows BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION records_append_only()""",
    """CREATE TRIGGER {table}_keep_table BEFORE TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION records_append_only()""",
]
POSTGRESQL_APPEND_ONLY_GONE = [
    "DROP TRIGGER {table}_keep_rows ON {table}",
    "DROP TRIGGER {table}_keep_table ON {table}",
    "DROP FUNCTION records_append_only()",
]
SQLITE_APPEND_ONLY = [
    "CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, '{message}'); END",
    "CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} BEGIN SELECT RAISE(ABORT, '{message}'); END",
    # INSERT OR REPLACE deletes without asking the trigger above
    """CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN EXISTS (
    SELECT 1 FROM {table} WHERE id = NEW.id OR (chain = NEW.chain AND sequence = NEW.sequence)
) BEGIN SELECT RAISE(ABORT, '{message}'); END""",
]
SQLITE_APPEND_ONLY_GONE = [
    "DROP TRIGGER {table}_no_update",
    "DROP TRIGGER {table}_no_delete",
    "DROP TRIGGER IF EXISTS {table}_no_replace",
]
APPEND_ONLY = {POSTGRESQL: POSTGRESQL_APPEND_ONLY, SQLITE: SQLITE_APPEND_ONLY}
APPEND_ONLY_GONE = {POSTGRESQL: POSTGRESQL_APPEND_ONLY_GONE, SQLITE: SQLITE_APPEND_ONLY_GONE}


def is_postgresql(schema_editor: BaseDatabaseSchemaEditor) -> bool:
    """Return whether the editor speaks to PostgreSQL."""
    return schema_editor.connection.vendor == POSTGRESQL


def no_overlap_sql(
    model: type[Model],
    editor: BaseDatabaseSchemaEditor,
    *,
    name: str,
    fields: Sequence[str],
    when: Mapping[str, Any],
) -> list[Statement]:
    """Return the statements that make overlapping periods impossible for rows alike in ``fields``.

    They are Statement objects, so that Django can rename the table in them when SQLite remakes it.
    """
    columns = [_column(model, editor, field) for field in fields]
    if is_postgresql(editor):
        return [_exclusion(model, editor, name, columns, when)]
    return _triggers(model, editor, name, columns, when)


def _exclusion(
    model: type[Model],
    editor: BaseDatabaseSchemaEditor,
    name: str,
    columns: Sequence[str],
    when: Mapping[str, Any],
) -> Statement:
    return Statement(
        POSTGRESQL_EXCLUSION,
        table=Table(model._meta.db_table, editor.quote_name),
        name=editor.quote_name(name),
        keys=", ".join(f"{column} WITH =" for column in columns),
        range=_range_of(model),
        rows=_matching(model, editor, when, ""),
    )


def _triggers(
    model: type[Model],
    editor: BaseDatabaseSchemaEditor,
    name: str,
    columns: Sequence[str],
    when: Mapping[str, Any],
) -> list[Statement]:
    parts = {
        "same": _alike("other", columns),
        "new_rows": _matching(model, editor, when, "NEW."),
        "other_rows": _matching(model, editor, when, "other."),
    }
    return _two_triggers(model, editor, name, SQLITE_OVERLAP_TRIGGER, parts)


def _two_triggers(
    model: type[Model], editor: BaseDatabaseSchemaEditor, name: str, template: str, parts: Mapping[str, Any]
) -> list[Statement]:
    return [
        Statement(
            template.format(event=event, name=name),
            table=Table(model._meta.db_table, editor.quote_name),
            trigger=editor.quote_name(f"{name}_{suffix}"),
            **parts,
        )
        for suffix, event in SQLITE_RULE_EVENTS.items()
    ]


def _alike(alias: str, columns: Sequence[str]) -> str:
    return " AND ".join(f"{alias}.{column} = NEW.{column}" for column in columns)


def _range_of(model: type[Model]) -> str:
    has_moments = isinstance(model._meta.get_field("start"), DateTimeField)
    return "tstzrange" if has_moments else "daterange"


def drop_no_overlap_sql(model: type[Model], editor: BaseDatabaseSchemaEditor, *, name: str) -> str:
    """Return the PostgreSQL statement that takes a no-overlap rule out again."""
    table = editor.quote_name(model._meta.db_table)
    return f"ALTER TABLE {table} DROP CONSTRAINT {editor.quote_name(name)}"


def most_at_once_sql(
    model: type[Model],
    editor: BaseDatabaseSchemaEditor,
    *,
    name: str,
    fields: Sequence[str],
    when: Mapping[str, Any],
    amount: str,
    most: int,
) -> list[Statement]:
    """Return what keeps the amounts of rows alike in ``fields`` from exceeding ``most`` on any day."""
    columns = [_column(model, editor, field) for field in fields]
    parts = {
        "amount": _column(model, editor, amount),
        "most": most,
        "same": _alike("other", columns),
        "same_each": _alike("each", columns),
        "new_rows": _matching(model, editor, when, "NEW."),
        "other_rows": _matching(model, editor, when, "other."),
        "each_rows": _matching(model, editor, when, "each."),
    }
    if not is_postgresql(editor):
        return _two_triggers(model, editor, name, SQLITE_MOST_TRIGGER, parts)
    table, quoted = Table(model._meta.db_table, editor.quote_name), editor.quote_name(name)
    return [Statement(POSTGRESQL_MOST_TRIGGER.format(name=name), table=table, name=quoted, **parts)]


def drop_most_at_once_sql(model: type[Model], editor: BaseDatabaseSchemaEditor, *, name: str) -> str:
    """Return the PostgreSQL statements that take such a rule out again."""
    table, quoted = editor.quote_name(model._meta.db_table), editor.quote_name(name)
    return f"DROP TRIGGER {quoted} ON {table}; DROP FUNCTION {quoted}()"


def _column(model: type[Model], editor: BaseDatabaseSchemaEditor, field: str) -> str:
    return editor.quote_name(cast("Any", model._meta.get_field(field)).column)


def _matching(
    model: type[Model], editor: BaseDatabaseSchemaEditor, when: Mapping[str, Any], prefix: str
) -> str:
    """Return the SQL condition that picks the rows a rule is about; always true where ``when`` is empty."""
    conditions = [
        f"{prefix}{_column(model, editor, field)} {_one_of(editor, value)}" for field, value in when.items()
    ]
    return " AND ".join(conditions) or "1 = 1"


def _one_of(editor: BaseDatabaseSchemaEditor, value: Any) -> str:
    if isinstance(value, tuple):
        return f"IN ({', '.join(editor.quote_value(each) for each in value)})"
    return f"= {editor.quote_value(value)}"


def protect_trail(editor: BaseDatabaseSchemaEditor, table: str) -> None:
    """Make a table append-only: UPDATE, DELETE and TRUNCATE raise IntegrityError."""
    for statement in APPEND_ONLY[editor.connection.vendor]:
        editor.execute(statement.format(table=table, message=APPEND_ONLY_MESSAGE))


def release_trail(editor: BaseDatabaseSchemaEditor, table: str) -> None:
    """Undo ``protect_trail``: the reverse of the migration, and what a test's flush needs."""
    for statement in APPEND_ONLY_GONE[editor.connection.vendor]:
        editor.execute(statement.format(table=table))


def new_keys(connection: BaseDatabaseWrapper, model: type[Model], count: int) -> list[int]:
    """Return keys for new rows that nobody else will get, inside a transaction. Queries: 1."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == POSTGRESQL:
            key = cast("Any", model._meta.pk).column
            cursor.execute(POSTGRESQL_NEW_KEYS, [table, key, count])
            return [row[0] for row in cursor.fetchall()]
        cursor.execute(SQLITE_LAST_KEY, [table])  # the transaction holds the file: nobody else takes one
        last = sum(row[0] for row in cursor.fetchall())
        return list(range(last + 1, last + 1 + count))


def insert_rows(
    connection: BaseDatabaseWrapper, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]
) -> None:
    """Store rows of values in the quickest way that the engine has. Raises: IntegrityError. Queries: 1."""
    quote = connection.ops.quote_name
    names = ", ".join(map(quote, columns))
    with connection.cursor() as cursor:
        if connection.vendor == POSTGRESQL:
            with (
                connection.wrap_database_errors,
                cursor.copy(f"COPY {quote(table)} ({names}) FROM STDIN") as copy,
            ):
                for row in rows:
                    copy.write_row(row)
        else:
            places = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {quote(table)} ({names}) VALUES ({places})", rows)  # noqa: S608
