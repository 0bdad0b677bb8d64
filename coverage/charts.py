"""What the charts draw: plain values with labels in the reader's language."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from coverage.measures import Basis, Weight, name_of
from coverage.rate import Measure, StageMeasures
from coverage.year_line import YearLine
from records.templatetags.records_format import day as written_day
from records.templatetags.records_format import percent

DRAWN = [(basis, Weight.INSTITUTIONS) for basis in Basis]  # by pupils there are too many gaps to draw


def coverage_bars(stages: list[StageMeasures]) -> dict[str, Any]:
    """Return the bars of every stage beside its target."""
    return {
        "target_label": _("目标"),
        "unknown_label": _("未知"),
        "stages": [_bars(stage) for stage in stages],
    }


def _bars(stage: StageMeasures) -> dict[str, Any]:
    return {
        "label": str(stage.label),
        "target": _number(stage.target),
        "values": [_value(measure) for measure in stage.measures],
    }


def _value(measure: Measure) -> dict[str, Any]:
    return {"label": measure.name, "share": _number(measure.share)}


def year_line_chart(line: YearLine) -> dict[str, Any]:
    """Return the lines of one stage towards its target."""
    return {
        "target_label": _("目标 %(share)s") % {"share": percent(line.target)},
        "due_label": _("期限 %(day)s") % {"day": written_day(line.due_on)},
        "target": _number(line.target),
        "due": line.due_on.isoformat() if line.due_on else None,
        "days": [point.day.isoformat() for point in line.points],
        "series": [_series(line, basis, weight) for basis, weight in DRAWN],
    }


def _series(line: YearLine, basis: str, weight: str) -> dict[str, Any]:
    measures = [point.measures.measure(basis, weight) for point in line.points]
    return {"label": name_of(basis, weight), "shares": [_number(measure.share) for measure in measures]}


def _number(share: Fraction | Decimal | None) -> float | None:
    return None if share is None else float(share)
