"""List the demonstration accounts."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from accounts.models import Appointment


class Command(BaseCommand):
    """Print the demonstration accounts with role and school; passwords are printed by load_demo."""

    help = "List the demonstration accounts."

    def add_arguments(self, parser: CommandParser) -> None:
        """Accept a format."""
        parser.add_argument("--format", choices=["table", "json"], default="table")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print one account a line, or JSON."""
        rows = [_row(appointment) for appointment in Appointment.objects.demonstration()]
        if options["format"] == "json":
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1))
            return
        for row in rows:
            self.stdout.write(f"{row['username']:<16}{row['role']:<16}{row['school'] or ''}")


def _row(appointment: Appointment) -> dict[str, str | None]:
    school = appointment.school
    return {
        "username": appointment.user.username,
        "role": appointment.role,
        "school": school.name if school else None,
        "school_code": school.code if school else None,
    }
