"""What is wrong with the answer to bad input; whatever a test sends here is undone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.db.models import DateTimeField, Field, Model, UUIDField
from django.forms import BaseForm

from records.models import AuditEntry
from tests.bad_input import good_values
from tests.records.rows import OWN_APPS

CHINESE = re.compile(r"[\u4e00-\u9fff]")
WRITES = re.compile(rf'(INSERT (OR \w+ )?INTO|UPDATE|DELETE FROM) "({"|".join(sorted(OWN_APPS))})_')
TRIES = 9
Send = Callable[[dict[str, Any]], Any]


@contextmanager
def undone() -> Iterator[list[str]]:
    """Undo what is written meanwhile; give the statements that wrote to tables of the project."""
    seen: list[str] = []

    def note(execute: Any, sql: str, *more: Any) -> Any:
        if WRITES.match(sql):
            seen.append(sql)
        return execute(sql, *more)

    with transaction.atomic(), connection.execute_wrapper(note):
        yield seen
        transaction.set_rollback(True)


def contents() -> dict[str, list[dict[str, Any]]]:
    """Return every row of the project's own models. Queries: 1 a model."""
    models = [model for model in apps.get_models() if model._meta.app_label in OWN_APPS]
    return {model._meta.label: list(model._base_manager.order_by("pk").values()) for model in models}


def errors_of(answer: Any) -> dict[str, list[str]]:
    """Return the sentences of the form that is shown again, by field; nothing where none is."""
    form = answer.context.get("form") if answer.status_code in (200, 409) and answer.context else None
    return dict(form.errors) if form is not None else {}


def fault(send: Send, data: dict[str, Any], field: str, before: dict[str, Any]) -> str:
    """Return what is wrong with the answer to input that one field must refuse; nothing if all is well."""
    with undone() as writes:
        answer = send(data)
        if answer.status_code != 200:
            return f"answered {answer.status_code}"
        if writes and contents() != before:
            return "something was written"
    errors = errors_of(answer)
    return _fault_of_words(errors) or ("" if field in errors else f"no word at {field}: {errors}")


def _fault_of_words(errors: dict[str, list[str]]) -> str:
    sentences = [str(sentence) for found in errors.values() for sentence in found]
    foreign = [sentence for sentence in sentences if not CHINESE.search(sentence)]
    return f"says {foreign}" if foreign else ""


def faults(send: Send, base: dict[str, Any], spoilt: dict[str, tuple[str, Any]]) -> list[str]:
    """Return what is wrong with the answers to a bad value in each field.

    They are sent together; a field that then has no error of its own is tried alone, for what the others
    hide: an action refuses its input only where the form does not.
    """
    before = contents()
    with undone() as writes:
        answer = send(base | {name: value for name, (_what, value) in spoilt.items()})
        wrote = bool(answer.status_code < 500 and writes and contents() != before)
    errors = errors_of(answer)
    words = _fault_of_words(errors)
    general = [words] if words else ["something was written"] if wrote else []
    alone = {
        f"{name}, {what}": fault(send, base | {name: value}, name, before)
        for name, (what, value) in spoilt.items()
        if name not in errors
    }
    return general + [f"{what}: {wrong}" for what, wrong in alone.items() if wrong]


def status_of(send: Send, data: dict[str, Any]) -> int:
    """Return the status of an answer, with the writing undone."""
    with undone():
        return send(data).status_code


def effect(send: Send, data: dict[str, Any]) -> tuple[int, dict[str, int], list[Any]]:
    """Return the status, how many rows there are then, and what the trail says, with the writing undone."""
    with undone():
        known = AuditEntry.objects.count()
        status = send(data).status_code
        if status >= 500:
            return status, {}, []
        entries = list(AuditEntry.objects.order_by("pk")[known:])
        born = {(entry.object_type, entry.object_id) for entry in entries if entry.before is None}
        numbers = {label: len(rows) for label, rows in contents().items()}
    return status, numbers, [(e.action, e.object_type, e.reason, _named(e, born)) for e in entries]


def _named(entry: AuditEntry, born: set[tuple[str, int]]) -> dict[str, Any]:
    """Return a state without what is drawn anew each time: moments, keys, numbers of new rows."""
    model = apps.get_model(entry.object_type)
    state = {model._meta.get_field(name): value for name, value in (entry.after or {}).items()}
    return {
        field.attname: "new" if _number(model, field, value) in born else value
        for field, value in state.items()
        if not isinstance(field, DateTimeField | UUIDField)
    }


def _number(model: type[Model], field: Field, value: Any) -> tuple[str, Any]:
    """Return the row that a field names; none where it is a plain value."""
    owner = model if field.primary_key else field.related_model
    return (owner._meta.label_lower, value) if owner else ("", None)


def settled(
    send: Send, form: BaseForm, opened: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """Return input that the form takes, found by trying, and what it still refuses where none was found."""
    required = {name: good_values(field) for name, field in form.fields.items() if field.required}
    data = {name: values[0] for name, values in required.items() if values} | opened
    errors: dict[str, list[str]] = {}
    for attempt in range(TRIES):
        with undone():
            answer = send(data)
        errors = errors_of(answer)
        if not errors:
            break
        blamed = set(errors) & set(form.fields) or {name for name in required if name != "reason"}
        values = {name: good_values(form.fields[name]) for name in blamed}
        data |= {name: each[attempt % len(each)] for name, each in values.items() if each}
    return data, errors
