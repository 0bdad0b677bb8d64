"""Take the demonstration data out again."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from accounts import demonstration as accounts
from accounts.access import SYSTEM
from coverage.demonstration import remove_designations
from exchanges.demonstration import remove_resources_data, remove_rotations_data
from groups.demonstration import remove_groups_data
from records.facts import DEMONSTRATION, forget
from schools.demonstration import mark, remove_register_data
from schools.demonstration_facts import remove_facts_data
from schools.demonstration_imports import remove_imports_data
from schools.management.arguments import add_district, chosen_district


class Command(BaseCommand):
    """Remove demonstration rows; what people changed since stays, and so do the report's facts."""

    help = "Remove the demonstration data; rows that people changed are kept."

    def add_arguments(self, parser: CommandParser) -> None:
        """Accept a district."""
        add_district(parser)

    @transaction.atomic
    def handle(self, *_args: Any, **options: Any) -> None:
        """Remove from the highest floor down."""
        district = chosen_district(options["district"])
        kept = remove_designations(district, by=SYSTEM) + remove_groups_data(district, by=SYSTEM)
        kept += remove_rotations_data(district, by=SYSTEM) + remove_resources_data(district, by=SYSTEM)
        kept += remove_imports_data(district, by=SYSTEM)
        kept += remove_facts_data(district, by=SYSTEM) + remove_register_data(district, by=SYSTEM)
        mark(district, holds=bool(kept), by=SYSTEM)
        forget(DEMONSTRATION, district.code)
        removed = accounts.remove_accounts(by=SYSTEM)
        self.stdout.write(f"Demonstration data removed, with {removed} accounts.")
        if kept:
            self.stdout.write(f"{kept} rows that people changed are kept, and so is the mark on every page.")
