"""The state of a district on a day, put together once for the pages and the commands.

The caller has fetched the district through the door; who may see its coverage may see all of this.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from coverage.counts import grouped_totals
from coverage.effect import State
from coverage.history import History, fetch_history
from coverage.measures import Basis, Weight
from coverage.models import DeclaredCount, Headline, Target
from coverage.rate import StageMeasures, all_stages, by_stage
from coverage.reconcile import Reconciliation, reconcile
from schools.models import District, School

# Without a choice of the bureau: the measure that promises least.
DEFAULT_HEADLINE = (Basis.DESIGNATED, Weight.INSTITUTIONS)


@dataclass(frozen=True)
class Situation:
    """One district's coverage on one day, with the targets in force and the measure put first."""

    district: District
    day: date
    headline: tuple[str, str]
    targets: dict[str, Target]
    stages: list[StageMeasures]


def shares(targets: dict[str, Target]) -> dict[str, Decimal | None]:
    """Return the targets' shares by stage; None for a target that is not a share."""
    return {stage: target.share for stage, target in targets.items()}


def targets_of(district: District, day: date) -> dict[str, Target]:
    """Return the targets in force on the day by stage; a district's targets are public. Queries: 1."""
    return {target.stage: target for target in Target.objects.of_district(district).on(day)}


def headline_of(district: District, day: date) -> tuple[str, str]:
    """Return basis and weight of the measure that the district puts first. Queries: 1."""
    chosen = Headline.objects.of_district(district).on(day).first()
    return (chosen.basis, chosen.weight) if chosen else DEFAULT_HEADLINE


def situation_on(district: District, day: date) -> Situation:
    """Return the district's coverage on the day, counted by the database. Queries: 3."""
    targets = targets_of(district, day)
    totals = grouped_totals(School.objects.counted_in(district), day)
    return Situation(district, day, headline_of(district, day), targets, all_stages(totals, shares(targets)))


def history_of(district: District) -> History:
    """Return the dated facts of every school that counts in the district. Queries: 5."""
    return fetch_history(School.objects.counted_in(district))


def situation_from(history: History, district: District, day: date) -> Situation:
    """Return the same from a history that is at hand. Queries: 2."""
    targets = targets_of(district, day)
    stages = all_stages(by_stage(history.on(day)), shares(targets))
    return Situation(district, day, headline_of(district, day), targets, stages)


def state_on(district: District, day: date) -> State:
    """Return all that the district's coverage depends on, on the day, school by school. Queries: 7."""
    counted = history_of(district).on(day)
    return State(counted, shares(targets_of(district, day)), headline_of(district, day))


def reconciliation_on(district: District, day: date) -> Reconciliation:
    """Return declared against registered on the day. Queries: 2."""
    declared = DeclaredCount.objects.of_district(district).on(day)
    schools = School.objects.counted_in(district).operating(day).named_on(day)
    return reconcile(list(declared.order_by("position")), schools)
