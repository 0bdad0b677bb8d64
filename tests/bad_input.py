"""Bad input for any form: what people, broken browsers and ill will send, made from the form's own fields."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import zip_longest
from typing import Any

from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model
from django.utils import timezone

LONG = 300  # characters of a name that nobody has
BAD_DAYS = {"no day": "昨天", "day that is none": "2022-02-30", "year that is none": "0000-01-01"}
BAD_TEXTS = {"NUL": "甲\x00乙", "direction override": "甲\u202e乙", "zero width": "甲\u200b乙"}
BAD_NUMBERS = {"no number": "三百", "endless": "9" * 30, "formula": "=1+1", "not finite": "NaN"}
BAD_CHOICES = {"unknown": "no-such-choice", "huge": "9" * 30, "negative": "-1", "NUL": "a\x00"}
BAD_ANYWHERE = [BAD_TEXTS["NUL"], "9" * 30, "-1", "", "甲" * LONG]
FIRST_AND_LAST = ["0001-01-01", "9999-12-31"]  # days that a computation steps over
INVERTED = {"end before start": "2021-09-01", "no day at all": "2022-09-01"}
GUARDS = {"version", "request_key"}  # what the machine asks, out of sight

MANY = (forms.MultipleChoiceField, forms.ModelMultipleChoiceField)
CHOICE = (forms.ChoiceField, forms.ModelChoiceField)
NUMBER = (forms.IntegerField, forms.DecimalField, forms.FloatField)
GOOD_TEXTS = ["甲乙", "jia-yi", "1234567890", "510115-L77777", "028-82720000", "jia@example.org", "M77"]
GOOD_DAYS = ["2022-10-01", "2050-09-01", timezone.localdate().isoformat()]


def filled(form: forms.BaseForm) -> dict[str, Any]:
    """Return what a browser would send from the form as it was opened."""
    values = {bound.html_name: _sent(bound.value()) for bound in form}
    return {name: value for name, value in values.items() if value not in (None, "", [])}


def _sent(value: Any) -> Any:
    """Return a value as a browser writes it; a box that is not ticked is not sent."""
    if isinstance(value, bool):
        return "on" if value else None
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple | set):
        return [_sent(each) for each in value]
    return value.pk if isinstance(value, Model) else value


def good_values(field: forms.Field) -> list[Any]:
    """Return values of which one is hopefully right; none for a file."""
    if isinstance(field, CHOICE):
        keys = [getattr(key, "value", key) for key, _label in field.choices if key not in ("", None)]
        return [[key] if isinstance(field, MANY) else key for key in keys]
    if isinstance(field, forms.DateField):
        return GOOD_DAYS
    if isinstance(field, NUMBER):
        return ["1", "0", "103.8"]
    if isinstance(field, forms.FileField):
        return []
    return ["on"] if isinstance(field, forms.BooleanField) else GOOD_TEXTS


def bad_values(field: forms.Field) -> dict[str, Any]:
    """Return values that the field must refuse, each with a name; none for a box to tick."""
    if isinstance(field, CHOICE):
        return {what: [value] if isinstance(field, MANY) else value for what, value in BAD_CHOICES.items()}
    if isinstance(field, forms.DateField):
        return BAD_DAYS
    if isinstance(field, NUMBER):
        return BAD_NUMBERS
    if isinstance(field, forms.FileField):
        return bad_files()
    return bad_texts(field) if isinstance(field, forms.CharField) else {}


def bad_texts(field: forms.CharField) -> dict[str, str]:
    """Return texts that cannot be seen, and one longer than the field takes, if it says how long."""
    too_long = {"too long": "甲" * (max(LONG, field.max_length) + 1)} if field.max_length else {}
    no_address = {"no address": "不是邮箱"} if isinstance(field, forms.EmailField) else {}
    return BAD_TEXTS | too_long | no_address


def bad_files() -> dict[str, SimpleUploadedFile]:
    """Return files that are no table."""
    contents = {
        "empty": b"",
        "NUL": b"\x00" * 40,
        "no text": b"\xff\xfe\xfd\xfc,\x80\n",
        "half": b"PK\x03\x04half",
    }
    return {
        what: SimpleUploadedFile(f"a.{'xlsx' if what == 'half' else 'csv'}", content)
        for what, content in contents.items()
    }


def asked_of_people(form: forms.BaseForm) -> dict[str, forms.Field]:
    """Return the fields that a person fills in."""
    return {name: field for name, field in form.fields.items() if name not in GUARDS and not field.disabled}


def rounds(form: forms.BaseForm) -> Iterator[dict[str, tuple[str, Any]]]:
    """Yield a bad value for every field that has one left, with what is wrong with it."""
    fields = asked_of_people(form)
    for each in zip_longest(*(bad_values(field).items() for field in fields.values())):
        yield {name: bad for name, bad in zip(fields, each, strict=True) if bad is not None}


def cases(form: forms.BaseForm) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield a field's name, what is wrong, and the whole input, for every way to spoil every field alone."""
    base = filled(form)
    for name, field in asked_of_people(form).items():
        for what, value in bad_values(field).items():
            yield name, what, {**base, form.add_prefix(name): value}
    for what, days in inverted(form).items():
        yield "end", what, {**base, **days}


def inverted(form: forms.BaseForm) -> dict[str, dict[str, Any]]:
    """Return an end before the start, and an end on the start's own day; nothing for a form without both."""
    if not {"start", "end"} <= set(asked_of_people(form)):
        return {}
    return {what: {"start": "2022-09-01", "end": end} for what, end in INVERTED.items()}


def days_of(form: forms.BaseForm) -> list[str]:
    """Return the fields that ask for a day."""
    return [name for name, field in form.fields.items() if isinstance(field, forms.DateField)]
