"""Filters that write shares, days and labels in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from django import template
from django.utils import formats
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def percent(share: Fraction | Decimal | float | None) -> str:
    """Return a fraction 0-1 as a percentage with one decimal, a half rounded up; «unknown» for None."""
    if share is None:
        return _("未知")
    # The same sum as in the charts, which round a half up, so that both write the same figure.
    return f"{Decimal(float(share) * 100).quantize(Decimal('0.1'), ROUND_HALF_UP)} %"


@register.filter
def day(value: date | None) -> str:
    """Return a date in the reader's language; a dash for None."""
    return formats.date_format(value, "DATE_FORMAT") if value else "—"


@register.filter
def joined(values: Iterable[object]) -> str:
    """Return values as one list in the reader's punctuation."""
    return _("、").join(str(value) for value in values)


@register.filter
def or_unknown(value: object) -> object:
    """Return the value, and «unknown» for None and the empty text; zero is a value."""
    return _("未知") if value is None or value == "" else value
