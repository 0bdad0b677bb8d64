"""Run what was asked for in the background, until told to stop."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from records.worker import Worker


class Command(BaseCommand):
    """One worker, one job at a time; on PostgreSQL several may run side by side."""

    help = "Run background jobs and periodic tidying up until SIGTERM or SIGINT."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Work until stopped."""
        Worker().run()
