"""Print declared against registered schools."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from coverage.reconcile import Line, Reconciliation
from coverage.situation import reconciliation_on
from schools.management.arguments import add_day_and_format, chosen_day, chosen_district


class Command(BaseCommand):
    """Show where the register and the declared numbers differ, and which schools explain it."""

    help = "Declared, registered and difference by ownership and kind."

    def add_arguments(self, parser: CommandParser) -> None:
        """Accept a day, a district and a format."""
        add_day_and_format(parser)

    def handle(self, *_args: Any, **options: Any) -> None:
        """Compute and print."""
        day = chosen_day(options["on"])
        found = reconciliation_on(chosen_district(options["district"]), day)
        if options["format"] == "json":
            self.stdout.write(json.dumps(as_json(found, day.isoformat()), ensure_ascii=False, indent=2))
        else:
            for line in as_table(found):
                self.stdout.write(line)


def as_json(found: Reconciliation, on: str) -> dict[str, Any]:
    """Return the reconciliation as plain values; a kind's totals are in ``by_kind``."""
    single = sorted({line.kinds[0] for line in found.lines if len(line.kinds) == 1})
    return {
        "on": on,
        "declared": found.declared,
        "registered": found.registered,
        "difference": found.difference,
        "lines": [_line_json(line) for line in found.lines],
        "by_kind": {kind: _figures(*found.of_kind(kind)) for kind in single},
    }


def _figures(declared: int, registered: int) -> dict[str, int]:
    return {"declared": declared, "registered": registered, "difference": registered - declared}


def _line_json(line: Line) -> dict[str, Any]:
    return {
        "ownership": list(line.ownerships),
        "kind": list(line.kinds),
        "section": line.section,
        "label": line.label,
        "declared": line.declared,
        "registered": line.registered,
        "difference": line.difference,
        "schools": [{"code": school.code, "name": school.name} for school in line.schools],
    }


def as_table(found: Reconciliation) -> list[str]:
    """Return the reconciliation as lines of text."""
    lines = [f"{'declared':>9}{'registered':>11}{'difference':>11}  ownership, kind"]
    for line in found.lines:
        figures = f"{line.declared:>9}{line.registered:>11}{line.difference:>+11}"
        lines.append(f"{figures}  {line.section} · {line.label}")
    lines.append(f"{found.declared:>9}{found.registered:>11}{found.difference:>+11}  total")
    return lines
