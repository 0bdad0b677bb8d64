"""Add demonstration data for trying out."""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction
from django.utils import timezone

from accounts import demonstration as accounts
from accounts.access import SYSTEM
from coverage.demonstration import load_designations
from exchanges.demonstration import load_resources_data, load_rotations_data
from groups.demonstration import load_groups_data
from records.facts import DEMONSTRATION, is_new
from schools.demonstration import accounts_of, load_register_data
from schools.demonstration_facts import load_facts_data
from schools.demonstration_imports import load_imports_data
from schools.management.arguments import add_district, chosen_district
from schools.models import District
from schools.school_year import school_year_of

UNKNOWN_PASSWORD = "(as set before; set DEMO_PASSWORD to give a new one)"  # noqa: S105 # a sentence


class Command(BaseCommand):
    """Add accounts, enrolment, staff, groups to come and designations, marked; print how to sign in."""

    help = "Add demonstration data from a fixed seed, once; remove_demo makes room for another time."

    def add_arguments(self, parser: CommandParser) -> None:
        """Accept a district."""
        add_district(parser)

    @transaction.atomic
    def handle(self, *_args: Any, **options: Any) -> None:
        """Load once and print the accounts; what people did to the data since is left as it is."""
        district = chosen_district(options["district"])
        password = settings.DEMO_PASSWORD
        if is_new(DEMONSTRATION, district.code):
            password = password or secrets.token_urlsafe(9)
            self._load(district, password)
        elif password:
            accounts.set_password(password)
        self.stdout.write("Demonstration accounts (all: manage.py demo_accounts):")
        for username in ("bureau", "inspector", "auditor", "admin"):
            self.stdout.write(f"  {username}")
        self.stdout.write("  and one principal a school, named by its code in lower case, e.g. 510115-l002")
        self.stdout.write(f"Password of them all: {password or UNKNOWN_PASSWORD}")

    @staticmethod
    def _load(district: District, password: str) -> None:
        accounts.create_accounts(accounts_of(district), password=password, by=SYSTEM)
        load_register_data(district, this_year=school_year_of(timezone.localdate()), by=SYSTEM)
        load_facts_data(district, on=timezone.localdate(), by=SYSTEM)
        load_imports_data(district, on=timezone.localdate(), by=SYSTEM)
        load_groups_data(district, today=timezone.localdate(), by=SYSTEM)
        load_rotations_data(district, today=timezone.localdate(), by=SYSTEM)
        load_resources_data(district, today=timezone.localdate(), by=SYSTEM)
        load_designations(district, today=timezone.localdate(), by=SYSTEM)
