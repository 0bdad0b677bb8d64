"""Arguments that several commands share."""

from __future__ import annotations

from datetime import date

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from schools.models import District


def add_district(parser: CommandParser) -> None:
    """Add --district."""
    parser.add_argument("--district", metavar="CODE", help="six-digit code; the only district without it")


def add_day_and_format(parser: CommandParser) -> None:
    """Add --on, --district and --format."""
    parser.add_argument("--on", metavar="DATE", help="day as 2022-12-31; today without it")
    add_district(parser)
    parser.add_argument("--format", choices=["table", "json"], default="table")


def chosen_day(text: str | None) -> date:
    """Return the named day, today without one.

    Raises: CommandError.
    """
    if not text:
        return timezone.localdate()
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"'{text}' is not a day; write it as 2022-12-31.") from error


def chosen_district(code: str | None) -> District:
    """Return the named district, the only one without a name.

    Raises: CommandError. Queries: 1.
    """
    found = District.objects.with_code(code)[:2]
    if len(found) != 1:
        known = "no district is loaded, run load_report first" if not found else "there are several"
        raise CommandError(f"District {code} is not known." if code else f"Name a --district: {known}.")
    return found[0]
