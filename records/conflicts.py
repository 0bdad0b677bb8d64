"""What a person sees whose form was overtaken: what is stored now, what was typed, and who changed what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from records.differences import Description, describe
from records.forms import SafeForm
from records.models import AuditEntry, Record
from records.templatetags.records_format import day as day_text


@dataclass(frozen=True)
class Compared:
    """One field of an overtaken form; ``differs`` says whether saving would put the stored value back."""

    label: str
    stored: str
    typed: str

    @property
    def differs(self) -> bool:
        """Return whether the two values are not the same."""
        return self.stored != self.typed


@dataclass(frozen=True)
class Overtaken:
    """A form whose record somebody changed meanwhile; ``form`` can be submitted again, now knowingly."""

    form: SafeForm
    changes: list[Description]
    compared: list[Compared]


def overtaken(form: SafeForm, stored: Record, opened_at: int) -> Overtaken:
    """Return what a conflict page shows: ``form`` holds what was typed, ``stored`` is the record by now.

    Queries: 1, and what the fields' choices need.
    """
    entries = AuditEntry.objects.since_version(stored, opened_at)
    return Overtaken(form, [describe(entry) for entry in entries], list(_compare(form, stored)))


def _compare(form: SafeForm, stored: Record) -> Iterable[Compared]:
    values = form.values_of(stored)
    for name in [name for name in form.fields if name in values]:
        field = form.fields[name]
        yield Compared(
            str(field.label), _shown(field, values[name]), _shown(field, form.cleaned_data.get(name))
        )


def _shown(field: forms.Field, value: Any) -> str:
    if value in (None, ""):
        return ""
    if isinstance(field, forms.ModelChoiceField):
        return _chosen_row(field, value)
    if isinstance(value, date):
        return day_text(value)
    if isinstance(value, list | tuple):
        return _("、").join(_shown(field, each) for each in value)
    choices = dict(getattr(field, "choices", None) or {})
    return str(choices.get(value, value))


def _chosen_row(field: forms.ModelChoiceField, value: Any) -> str:
    row = field.queryset.filter(  # type: ignore[union-attr] # every one here has rows
        pk=getattr(value, "pk", value)
    ).first()
    return str(row) if row else ""
