"""A real worker for tests: ``python -m tests.records.patient_worker DATABASE``.

Its one handler writes each of its steps, and which process took it, into the file that the job is about, and
waits between the first and the second until a file ``go`` lies beside it.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import Any


def patient(job: Any, progress: Any, _by: Any) -> None:
    """Begin, wait for the word, end."""
    file = Path(job.subject)
    note(file, "begun")
    while not (file.parent / "go").exists():
        progress(1, 2)
        time.sleep(0.02)
    progress(2, 2)
    note(file, "ended")


def note(file: Path, word: str) -> None:
    """Add a line to the file, whole, however many write at once."""
    with file.open("a", encoding="ascii") as lines:
        lines.write(f"{word} {os.getpid()}\n")


def main(database: str) -> None:
    """Work on a database of this name until stopped."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import django
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = database
    django.setup()

    from django.core.management import call_command

    from records import jobs

    jobs.HANDLERS["patient"] = patient
    call_command("run_worker")


if __name__ == "__main__":
    main(sys.argv[1])
