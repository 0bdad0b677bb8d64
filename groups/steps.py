"""The steps of a formation as a page shows them: taken, next, and still to come."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise

from groups.choices import FormationStage
from groups.models import Formation, FormationStep
from records.timeline import Event


@dataclass(frozen=True)
class ShownStep:
    """One step of the way: its name, and the row that says that it was taken."""

    label: str | Promise
    taken: FormationStep | None
    is_next: bool


def shown_steps(formation: Formation) -> list[ShownStep]:
    """Return the steps in their order; the dissolution only where it was taken. Queries: as ``taken``."""
    taken = {step.step: step for step in formation.taken}
    following = formation.next_step if formation.is_open else None
    return [
        ShownStep(step.label, taken.get(step), step == following)
        for step in FormationStage
        if step != FormationStage.DISSOLVED or step in taken
    ]


def formation_timeline(taken: Iterable[FormationStep]) -> list[Event]:
    """Return the steps as events."""
    return [Event(step.day, str(step.get_step_display()), step.document) for step in taken]
