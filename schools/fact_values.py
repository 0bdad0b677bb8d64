"""The facts of a school that may be corrected on proposal, and their values as texts.

A proposal keeps its values as texts, one form for every type: a code, a day as 2022-09-01, true or false, and
the empty text for «unknown».
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django.db import models
from django.utils import formats
from django.utils.translation import gettext as _

from records.models import Basis
from schools.choices import ProposedFact
from schools.models.register import School

TRUTH = {"true": True, "false": False}
BASIS_OF = {ProposedFact.KIND: "kind_basis", ProposedFact.OWNERSHIP: "ownership_basis"}


def column(fact: str) -> models.Field:
    """Return the school's column of a fact."""
    return cast("models.Field", School._meta.get_field(fact))


def as_text(value: Any) -> str:
    """Return a value as a proposal keeps it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    return str(value or "")


def present(school: School, fact: str) -> str:
    """Return the value that is stored now, as a proposal keeps it."""
    return as_text(getattr(school, fact))


def as_value(fact: str, text: str) -> Any:
    """Return what a kept text means to the school's column.

    Raises: ValidationError if it means nothing there.
    """
    if fact == ProposedFact.IS_BOARDING:
        return TRUTH.get(text)
    return column(fact).to_python(text or None) if fact == ProposedFact.FOUNDED_ON else text


def in_words(fact: str, text: str) -> str:
    """Return a kept text as people read it; «unknown» for the empty text."""
    if not text:
        return _("未知")
    if fact == ProposedFact.IS_BOARDING:
        return _("是") if text == "true" else _("否")
    if fact == ProposedFact.FOUNDED_ON:
        return formats.date_format(date.fromisoformat(text), "DATE_FORMAT")
    return str(dict(column(fact).flatchoices).get(text, text))


@dataclass(frozen=True)
class Fact:
    """One fact of a school as people read it; ``basis`` is empty where none is kept."""

    field: str
    label: str
    value: str
    basis: str
    basis_label: str


def facts_of(school: School) -> list[Fact]:
    """Return the facts of a school whose correction may be proposed."""
    return [_fact(school, fact) for fact in ProposedFact]


def _fact(school: School, fact: ProposedFact) -> Fact:
    basis = getattr(school, BASIS_OF.get(fact, ""), "")
    value = in_words(fact, present(school, fact))
    return Fact(fact.value, str(fact.label), value, basis, str(Basis(basis).label) if basis else "")
