"""Filters that pick a measure or an explanation out of what a view has computed."""

from __future__ import annotations

from datetime import date

from django import template

from coverage.choices import DesignationState
from coverage.columns import dated_state
from coverage.measures import EXPLANATIONS
from coverage.models import Designation
from coverage.rate import Measure, StageMeasures

register = template.Library()


@register.filter
def measure(stage: StageMeasures, headline: tuple[str, str]) -> Measure:
    """Return the stage's measure of the basis and weight that the district puts first."""
    return stage.measure(*headline)


@register.filter
def explained(code: str) -> object:
    """Return what a basis or a weight means, in a sentence."""
    return EXPLANATIONS[code]  # type: ignore[index] # keyed by the choices, which are texts


@register.filter
def state(designation: Designation, day: date) -> dict[str, object]:
    """Return what a designation is on the day: the code, and the label for people."""
    code = DesignationState(designation.state_on(day))
    return {"code": code.value, "label": code.label}


register.filter("dated_state", dated_state)
