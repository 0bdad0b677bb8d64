"""The portal on one machine, web server and worker together: ``python -m config.portal``.

It only watches its two processes, so that neither needs to know of the other: a worker that ends is
started again, a web server that ends is the end of the portal.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
WEB = [sys.executable, "-m", "config.serve"]
WORKER = [sys.executable, "manage.py", "run_worker"]
LOOK_SECONDS = 0.1  # between two looks at the processes
RESTART_SECONDS = 2.0  # a worker is not started more often than this
GRACE_SECONDS = 6.0  # for both to end by themselves; a killed job is taken up again

Process = subprocess.Popen[bytes]


class Portal:
    """A web server and a worker that start and end together."""

    def __init__(self) -> None:
        self._is_stopping = False

    def run(self) -> int:
        """Run until SIGTERM, SIGINT or the end of the web server; return the status to exit with."""
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, self._stop)
        web, worker = _start(WEB), _start(WORKER)
        started_at = time.monotonic()
        while not self._is_stopping and web.poll() is None:
            if worker.poll() is not None and time.monotonic() - started_at >= RESTART_SECONDS:
                print(
                    f"The worker ended with status {worker.returncode} and is started again.", file=sys.stderr
                )
                worker, started_at = _start(WORKER), time.monotonic()
            time.sleep(LOOK_SECONDS)
        _end(web, worker)
        return 0 if self._is_stopping else web.returncode

    def _stop(self, *_signal: Any) -> None:
        self._is_stopping = True


def _start(command: list[str]) -> Process:
    return subprocess.Popen(command, cwd=ROOT)  # noqa: S603 # our own two commands


def _end(*processes: Process) -> None:
    for process in processes:
        process.terminate()
    ends_at = time.monotonic() + GRACE_SECONDS
    for process in processes:
        try:
            process.wait(timeout=max(0, ends_at - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


if __name__ == "__main__":
    sys.exit(Portal().run())
