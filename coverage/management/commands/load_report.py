"""Load the facts of the report."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from accounts.access import SYSTEM
from coverage.facts import load_coverage
from coverage.rule_facts import load_rules
from groups.facts import load_groups
from schools.facts import load_register


class Command(BaseCommand):
    """Load institutions, groups, declared numbers, targets, quality schools and rule sets, each only once."""

    help = "Load the report's facts; what was loaded before is left as people have made it since."

    @transaction.atomic
    def handle(self, *_args: Any, **_options: Any) -> None:
        """Load from the lowest floor up and say what is new."""
        register = load_register(by=SYSTEM)
        groups = load_groups(by=SYSTEM)
        coverage = load_coverage(by=SYSTEM)
        rules = load_rules(by=SYSTEM)
        self.stdout.write(
            f"register {register}, groups {groups}, coverage {coverage}, rules {rules} new rows"
        )
