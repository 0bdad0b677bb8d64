"""Remove the marks of forms that were carried out long ago."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from records.sweeps import remove_request_keys


class Command(BaseCommand):
    """Delete what is older than a week and say how much it was."""

    help = "Remove request keys older than 7 days; a worker does it by itself."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Delete and report."""
        self.stdout.write(f"{remove_request_keys(timezone.now())} request keys removed")
