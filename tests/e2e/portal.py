"""One real portal for the browser tests: its own folder, SQLite file and server, as ``make run`` serves."""

from __future__ import annotations

import json
import os
import secrets
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from tests.source_tree import ROOT

START_SECONDS = 60


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass
class Portal:
    """A portal with the report and the demonstration data, answering on a free port of this machine."""

    folder: Path
    password: str = field(default_factory=lambda: secrets.token_urlsafe(12))
    port: int = field(default_factory=free_port)
    secret_key: str = field(default_factory=lambda: secrets.token_urlsafe(50))
    read_to: int = 0  # how far the log was looked through
    sessions: dict[str, Any] = field(default_factory=dict)  # the cookies of who signed in, by person

    @property
    def url(self) -> str:
        """Return the address without a slash at its end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def log_file(self) -> Path:
        """Return the file that the server writes its log to."""
        return self.folder / "server.log"

    @property
    def environment(self) -> dict[str, str]:
        """Return the variables of its processes: what .env or the caller's shell say does not matter."""
        return {
            **{
                name: value
                for name, value in os.environ.items()
                if name in {"PATH", "HOME", "LANG", "TMPDIR"}
            },
            "DJANGO_SETTINGS_MODULE": "tests.e2e.served_settings",
            "STATIC_ROOT": str(self.folder / "static"),
            "VAR_DIR": str(self.folder),
            "DATABASE_URL": "",
            "SECRET_KEY": self.secret_key,
            "DEBUG": "False",
            "HTTPS": "False",
            "TRUSTED_PROXIES": "0",
            "ALLOWED_HOSTS": "127.0.0.1",
            "CSRF_TRUSTED_ORIGINS": "",
            "IDLE_MINUTES": "30",
            "SESSION_HOURS": "10",
            "MAX_REQUEST_MB": "20",
            "LOG_FORMAT": "json",
            "LOG_LEVEL": "INFO",
            "DEMO_PASSWORD": self.password,
            "PORT": str(self.port),
        }

    def manage(self, *arguments: str) -> str:
        """Run a management command beside the server and return what it printed."""
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False, timeout=120
        )
        assert done.returncode == 0, f"manage.py {' '.join(arguments)}:\n{done.stdout}{done.stderr}"
        return done.stdout

    def prepare(self) -> None:
        """Fill the folder as ``make run`` does."""
        self.manage("collectstatic", "--no-input", "--verbosity", "0")
        self.manage("migrate", "--verbosity", "0")
        self.manage("createcachetable", "--verbosity", "0")
        self.manage("load_report")
        self.manage("load_demo")

    @contextmanager
    def running(self) -> Iterator[Portal]:
        """Fill the folder, and serve until the tests are over."""
        self.prepare()
        process = self.serve()
        yield self
        process.terminate()
        process.wait(timeout=10)

    def serve(self) -> subprocess.Popen[bytes]:
        """Start the server of ``make run`` and wait until it answers."""
        with self.log_file.open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "config.portal"],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
            )
        try:
            self._wait_for(process)
        except BaseException:
            process.terminate()
            raise
        return process

    def _wait_for(self, process: subprocess.Popen[bytes]) -> None:
        last = time.monotonic() + START_SECONDS
        while time.monotonic() < last and process.poll() is None:
            try:
                with urlopen(f"{self.url}/healthz", timeout=2) as answer:
                    assert json.load(answer) == {"status": "ok"}
                    return
            except (URLError, ConnectionError, TimeoutError):
                time.sleep(0.1)
        raise AssertionError(f"The portal did not start:\n{self.log_file.read_text(encoding='utf-8')}")

    def new_errors(self) -> list[str]:
        """Return the log's lines since the last look that tell of an error."""
        with self.log_file.open(encoding="utf-8") as log:
            log.seek(self.read_to)
            lines = list(iter(log.readline, ""))
            self.read_to = log.tell()
        return [line for line in lines if '"level": "error"' in line or "Traceback" in line]

    def figures(self, command: str, *arguments: str) -> Any:
        """Return what a command of the contract says in JSON."""
        return json.loads(self.manage(command, *arguments, "--format", "json"))

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """Return rows of the database, read beside the server."""
        connection = sqlite3.connect(f"file:{self.folder / 'portal.sqlite3'}?mode=ro", uri=True)
        try:
            return connection.execute(sql, values).fetchall()
        finally:
            connection.close()

    @cached_property
    def codes(self) -> dict[str, str]:
        """Return the code of every school by its name."""
        return dict(self.rows("SELECT name, code FROM schools_school"))
