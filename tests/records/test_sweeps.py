"""What workers tidy up now and then."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine

from records import sweeps
from records.models import Job, RequestKey
from records.sweeps import Sweep, Sweeper
from tests import factories

NOON = datetime(2022, 10, 10, 4, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def only(monkeypatch):
    """Return a function that replaces what is swept."""
    return lambda *wanted: monkeypatch.setattr(sweeps, "SWEEPS", list(wanted))


def test_sweep_is_called_at_once_and_then_in_its_period(only):
    called, sweeper = [], Sweeper()
    only(
        Sweep("hourly", HOUR, lambda now: called.append(("hourly", now - NOON)) or 0),
        Sweep("daily", 24 * HOUR, lambda now: called.append(("daily", now - NOON)) or 0),
    )

    for minutes in (0, 59, 60, 61, 120):
        sweeper.call_due(NOON + timedelta(minutes=minutes))

    assert called == [("hourly", 0 * HOUR), ("daily", 0 * HOUR), ("hourly", HOUR), ("hourly", 2 * HOUR)]


def test_failing_sweep_holds_up_no_other_and_waits_for_its_next_turn(only):
    called, sweeper = [], Sweeper()
    only(
        Sweep("broken", HOUR, lambda now: called.append("broken") or 1 // 0),
        Sweep("sound", HOUR, lambda now: called.append("sound") or 0),
    )

    sweeper.call_due(NOON)
    sweeper.call_due(NOON + HOUR / 2)

    assert called == ["broken", "sound"]


def test_every_worker_removes_old_keys_and_jobs(db):
    for days in (6, 8):
        with time_machine.travel(NOON - timedelta(days=days), tick=False):
            RequestKey.objects.create(key=uuid4(), username="officer", result=str(days))
    for days in (29, 31):
        ended = NOON - timedelta(days=days)
        factories.make_job(str(days), state="done", asked_at=ended, finished_at=ended)
    factories.make_job("waits", asked_at=NOON - timedelta(days=90))

    Sweeper().call_due(NOON)

    assert list(RequestKey.objects.values_list("result", flat=True)) == ["6"]
    assert sorted(Job.objects.values_list("subject", flat=True)) == ["29", "waits"]
