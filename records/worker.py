"""The process beside the web server that runs what was asked for in the background."""

from __future__ import annotations

import signal
import time
from typing import Any

import structlog
from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone

from records import jobs
from records.sweeps import Sweeper

POLL_SECONDS = 1.0  # how long a job waits at most for a worker with nothing to do
DATABASE_SECONDS = 5.0  # pause after the database did not answer

log = structlog.get_logger(__name__)


class Worker:
    """Runs one job after the other until it is told to stop."""

    def __init__(self) -> None:
        self._is_stopping = False
        self._sweeper = Sweeper()

    def run(self) -> None:
        """Work until SIGTERM or SIGINT; a running job then goes back at its next word of progress."""
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, self._stop)
        log.info("worker_started")
        while not self._is_stopping:
            pause = self._step()
            if not self._is_stopping:
                time.sleep(pause)
        log.info("worker_stopped")

    def _stop(self, *_signal: Any) -> None:
        self._is_stopping = True

    def _step(self) -> float:
        """Do what is to be done now, and return for how long there is nothing more."""
        close_old_connections()
        try:
            self._sweeper.call_due(timezone.now())
            return 0 if jobs.run_next(lambda: self._is_stopping) else POLL_SECONDS
        except DatabaseError:
            log.exception("worker_lost_database")
            connection.close()
            return DATABASE_SECONDS
