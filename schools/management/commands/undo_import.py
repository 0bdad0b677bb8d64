"""Take an applied import back."""

from __future__ import annotations

import sys
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.access import SYSTEM
from records.errors import AlreadyDone
from records.exports import FILE_LANGUAGE
from schools.imports import actions
from schools.models import ImportBatch

CONFLICTS = 1


class Command(BaseCommand):
    """Restore what an import changed, and remove what it made."""

    help = "Undo an import. Exit status: 0 the exact prior state; 1 some records stay, and are listed."

    def add_arguments(self, parser: CommandParser) -> None:
        """Accept the batch's key."""
        parser.add_argument("batch", type=UUID)

    def handle(self, *_args: Any, **options: Any) -> None:
        """Undo, and tell what stays."""
        batch = ImportBatch.objects.with_place().with_key(options["batch"])
        if batch is None:
            raise CommandError(f"There is no import {options['batch']}.", returncode=2)
        try:
            with translation.override(FILE_LANGUAGE):
                told = actions.undo(batch, by=SYSTEM)
        except AlreadyDone as error:
            state = f"Only an applied import can be undone; this one is: {error.result}."
            raise CommandError(state, returncode=2) from error
        with translation.override(FILE_LANGUAGE):
            self.stdout.write(_("已恢复 %(restored)s 条，删除 %(removed)s 条。") % vars(told))
            for conflict in told.conflicts:
                self.stdout.write(_("%(label)s：%(sentence)s") % vars(conflict))
        if told.conflicts:
            sys.exit(CONFLICTS)
