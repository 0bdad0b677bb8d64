"""Create an administrator: the first account of an installation, which then gives out all others."""

from __future__ import annotations

import sys
from getpass import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from accounts.access import SYSTEM
from accounts.models import Appointment, User
from accounts.roles import ADMINISTRATOR
from records import actions


class Command(BaseCommand):
    """Ask for a password, twice at a terminal, once of a pipe, and store the account with its appointment."""

    help = "Create an administrator's account; the password is asked for, never given as an argument."

    def add_arguments(self, parser: CommandParser) -> None:
        """Accept the names for signing in and for people."""
        parser.add_argument("username")
        parser.add_argument("--name", default="", help="the person's name")

    @transaction.atomic
    def handle(self, *_args: Any, **options: Any) -> None:
        """Check and store; a refusal says what is wrong."""
        user = User(username=options["username"].lower(), name=options["name"])
        appointment = Appointment(user=user, role=ADMINISTRATOR.code, start=timezone.localdate())
        password = _asked_for()
        try:
            validate_password(password, user)
            user.set_password(password)
            actions.create(user, by=SYSTEM)
            appointment.user = user
            actions.create(appointment, by=SYSTEM)
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error
        self.stdout.write(f"{user.username} is an administrator from today on")


def _asked_for() -> str:
    """Return the password.

    Raises: CommandError if the second time differs from the first.
    """
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    password = getpass("Password: ")
    if getpass("Again: ") != password:
        raise CommandError("The two passwords differ; nothing was stored.")
    return password
