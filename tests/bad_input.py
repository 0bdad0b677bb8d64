"""Bad input for any form: what people, broken browsers and ill will send, made from the form's own fields."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.db.models import Model

LONG = 300  # characters of a name that nobody has
BAD_DAYS = {"no day": "昨天", "day that is none": "2022-02-30", "year that is none": "0000-01-01"}
BAD_TEXTS = {"NUL": "甲\x00乙", "direction override": "甲\u202e乙", "zero width": "甲\u200b乙"}
BAD_NUMBERS = {"no number": "三百", "endless": "9" * 30, "formula": "=1+1", "not finite": "NaN"}
BAD_CHOICES = {"unknown": "no-such-choice", "huge": "9" * 30, "negative": "-1", "NUL": "a\x00"}
GUARDS = {"version", "request_key"}


def filled(form: forms.BaseForm) -> dict[str, Any]:
    """Return what a browser would send from the form as it was opened."""
    return {
        bound.html_name: _sent(bound.value()) for bound in form if _sent(bound.value()) not in (None, "", [])
    }


def _sent(value: Any) -> Any:
    if value is True:
        return "on"
    if value is False:
        return None
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple | set):
        return [_sent(each) for each in value]
    return value.pk if isinstance(value, Model) else value


def bad_values(field: forms.Field) -> dict[str, Any]:
    """Return values that the field must refuse, each with a name; none for a box to tick."""
    if isinstance(field, forms.MultipleChoiceField | forms.ModelMultipleChoiceField):
        return {name: [value] for name, value in BAD_CHOICES.items()}
    if isinstance(field, forms.ChoiceField | forms.ModelChoiceField):
        return BAD_CHOICES
    if isinstance(field, forms.DateField):
        return BAD_DAYS
    if isinstance(field, forms.IntegerField | forms.DecimalField | forms.FloatField):
        return BAD_NUMBERS
    if isinstance(field, forms.CharField):
        return BAD_TEXTS | (
            {"too long": "甲" * (max(LONG, field.max_length) + 1)} if field.max_length else {}
        )
    return {}


def cases(form: forms.BaseForm) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Return a field's name, what is wrong, and the whole input, for every way to spoil every field."""
    base = filled(form)
    for name, field in form.fields.items():
        if name not in GUARDS and not field.disabled:
            for what, value in bad_values(field).items():
                yield name, what, {**base, form.add_prefix(name): value}
    yield from _inverted(form, base)


def _inverted(form: forms.BaseForm, base: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Return an end before the start, and an end on the start's own day."""
    if {"start", "end"} <= set(form.fields):
        yield "end", "end before start", {**base, "start": "2022-09-01", "end": "2021-09-01"}
        yield "end", "no day", {**base, "start": "2022-09-01", "end": "2022-09-01"}
