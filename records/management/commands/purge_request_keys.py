"""Remove the marks of forms that were carried out long ago."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from records.models import RequestKey

KEPT = timedelta(days=7)  # no session, and so no open form, lives nearly as long


class Command(BaseCommand):
    """Delete what is older than a week and say how much it was."""

    help = "Remove request keys older than 7 days; run it once a week."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Delete and report."""
        count, _by_model = RequestKey.objects.older_than(timezone.now() - KEPT).delete()
        self.stdout.write(f"{count} request keys removed")
