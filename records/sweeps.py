"""What is tidied up now and then: a worker calls each sweep when it starts and after each of its periods."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from records.models import Job, RequestKey

KEYS_KEPT = timedelta(days=7)  # no session, and so no open form, lives nearly as long
JOBS_KEPT = timedelta(days=30)

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Sweep:
    """Something that is tidied up once in a period; it is given the moment and returns how much it was.

    Several workers may call it at once, and it may be called more often than it asks for.
    """

    name: str
    every: timedelta
    call: Callable[[datetime], int]


SWEEPS: list[Sweep] = []  # an app adds its own when it is ready


def remove_request_keys(now: datetime) -> int:
    """Delete the marks of forms that were carried out long ago."""
    return RequestKey.objects.older_than(now - KEYS_KEPT).delete()[0]


def remove_finished_jobs(now: datetime) -> int:
    """Delete the jobs that came to an end long ago."""
    return Job.objects.finished_before(now - JOBS_KEPT).delete()[0]


class Sweeper:
    """Calls the sweeps in their periods; what one of them raises is logged and holds up no other."""

    def __init__(self) -> None:
        self._called_at: dict[str, datetime] = {}

    def call_due(self, now: datetime) -> None:
        """Call every sweep that was never called by this process, or not for a whole period."""
        for sweep in SWEEPS:
            called_at = self._called_at.get(sweep.name)
            if called_at is None or now - called_at >= sweep.every:
                self._called_at[sweep.name] = now
                _call(sweep, now)


def _call(sweep: Sweep, now: datetime) -> None:
    try:
        log.info("swept", sweep=sweep.name, count=sweep.call(now))
    except Exception:
        log.exception("sweep_failed", sweep=sweep.name)
