"""Print coverage on a day, by stage and measure."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from coverage.rate import Measure, StageMeasures
from coverage.situation import Situation, situation_on
from records.templatetags.records_format import percent
from schools.management.arguments import add_day_and_format, chosen_day, chosen_district


class Command(BaseCommand):
    """Show how far the district is from its targets on a day."""

    help = "Coverage by stage and measure: numerator, denominator, share, target, met, complete."

    def add_arguments(self, parser: CommandParser) -> None:
        """Accept a day, a district and a format."""
        add_day_and_format(parser)

    def handle(self, *_args: Any, **options: Any) -> None:
        """Compute and print."""
        district = chosen_district(options["district"])
        situation = situation_on(district, chosen_day(options["on"]))
        if options["format"] == "json":
            self.stdout.write(json.dumps(as_json(situation), ensure_ascii=False, indent=2))
        else:
            for line in as_table(situation):
                self.stdout.write(line)


def as_json(situation: Situation) -> dict[str, Any]:
    """Return the situation in the contract's form; shares are unrounded fractions 0-1."""
    basis, weight = situation.headline
    return {
        "on": situation.day.isoformat(),
        "headline": {"basis": basis, "weight": weight},
        "stages": [_stage_json(stage) for stage in situation.stages],
    }


def _stage_json(stage: StageMeasures) -> dict[str, Any]:
    return {
        "stage": stage.stage,
        "target": None if stage.target is None else float(stage.target),
        "measures": [_measure_json(measure) for measure in stage.measures],
    }


def _measure_json(measure: Measure) -> dict[str, Any]:
    return {
        "basis": measure.basis,
        "weight": measure.weight,
        "numerator": measure.numerator,
        "denominator": measure.denominator,
        "share": None if measure.share is None else float(measure.share),
        "met": measure.met,
        "reported": measure.reported,
        "expected": measure.expected,
    }


def as_table(situation: Situation) -> list[str]:
    """Return the situation as lines of text; «-» where nothing is known."""
    lines = [f"on {situation.day}, headline {'/'.join(situation.headline)}"]
    lines.append(
        f"{'stage':<12}{'basis':<12}{'weight':<14}{'share':>22}{'target':>8}{'met':>5}{'reported':>10}"
    )
    lines += [_row(measure) for stage in situation.stages for measure in stage.measures]
    return lines


def _row(measure: Measure) -> str:
    share = "-"
    if measure.share is not None:
        share = f"{measure.numerator}/{measure.denominator} = {percent(measure.share).replace(' ', '')}"
    target = "-" if measure.target is None else f"{measure.target:.0%}"
    met = {True: "yes", False: "no", None: "-"}[measure.met]
    reported = f"{measure.reported}/{measure.expected}"
    figures = f"{share:>22}{target:>8}{met:>5}{reported:>10}"
    return f"{measure.stage:<12}{measure.basis:<12}{measure.weight:<14}{figures}"
