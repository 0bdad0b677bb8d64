"""Workers as they are: processes that die, several at once, heartbeats beside a handler at work."""

import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path
from threading import Thread

import pytest
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from records import jobs, worker
from records.models import Job
from tests import factories
from tests.records.patient_worker import patient
from tests.records.test_races import together
from tests.source_tree import ROOT

pytestmark = pytest.mark.django_db(transaction=True)

PATIENCE = 30


@pytest.fixture(autouse=True)
def known_writer(db):
    """Keep the account of whom the jobs are done for."""
    return factories.make_user("writer")


@pytest.fixture
def start_worker(monkeypatch):
    """Return a function that starts a worker process on the test's database; none is left behind."""
    monkeypatch.setitem(jobs.HANDLERS, "patient", patient)
    command = [sys.executable, "-m", "tests.records.patient_worker", str(connection.settings_dict["NAME"])]
    processes = []

    def start():
        processes.append(subprocess.Popen(command, cwd=ROOT))
        return processes[-1]

    yield start
    for process in processes:
        process.kill()
        process.wait()


def until(condition):
    """Wait until something holds."""
    last = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < last, "it never came to be"
        time.sleep(0.05)


def state_of(job):
    """Return state and number of tries of a job as they are stored."""
    job.refresh_from_db()
    return job.state, job.tries


def steps(file):
    """Return the steps that a file tells of, and the processes that took them."""
    told = [line.split() for line in file.read_text().splitlines()]
    return [word for word, _pid in told], [int(pid) for _word, pid in told]


def test_jobs_of_a_killed_and_of_a_stopped_worker_are_done_once(start_worker, tmp_path):
    quick = [patient_job(tmp_path / "quick" / str(number)) for number in range(6)]
    (tmp_path / "quick" / "go").touch()
    slow = [patient_job(tmp_path / "slow" / str(number)) for number in range(2)]
    workers = [start_worker(), start_worker()]
    until(lambda: all(Path(job.subject).exists() for job in slow))
    until(lambda: {state_of(job) for job in quick} == {("done", 1)})
    until(lambda: {job.done for job in slow if state_of(job)} == {1})  # the heartbeat tells how far they are
    killed, stopped = sorted(slow, key=lambda job: steps(Path(job.subject))[1] != [workers[0].pid])

    workers[0].kill()
    workers[1].terminate()

    assert [process.wait(timeout=PATIENCE) for process in workers] == [-signal.SIGKILL, 0]
    assert (state_of(killed), state_of(stopped)) == (("running", 1), ("waiting", 0))
    (tmp_path / "slow" / "go").touch()
    assert (jobs.run_waiting(), state_of(stopped)) == (1, ("done", 1))
    assert state_of(killed) == ("running", 1)  # the worker may only be slow
    Job.objects.filter(pk=killed.pk).update(heartbeat_at=timezone.now() - timedelta(seconds=61))
    assert (jobs.run_waiting(), state_of(killed), jobs.run_waiting()) == (1, ("done", 2), 0)
    assert {tuple(steps(Path(job.subject))[0]) for job in quick} == {("begun", "ended")}
    assert {tuple(steps(Path(job.subject))[0]) for job in slow} == {("begun", "begun", "ended")}


def patient_job(file):
    """Return a job that writes its steps into the file."""
    file.parent.mkdir(exist_ok=True)
    return factories.make_job(str(file), kind="patient")


def test_workers_at_once_run_every_job_once(monkeypatch):
    called = []
    monkeypatch.setitem(jobs.HANDLERS, "count", lambda job, progress, by: called.append(job.subject))
    wanted = [factories.make_job().subject for _number in range(8)]
    rows = list(Job.objects.order_by("pk"))  # as if all had looked before anyone took

    outcomes = together(
        *(lambda: [jobs.run(Job.from_db("default", *stored(row))) for row in rows] for _n in range(4))
    )

    assert Counter(called) == Counter(wanted)
    assert [sum(ran) for ran in zip(*outcomes, strict=True)] == [1] * 8


def stored(row):
    """Return the names and values of a row's columns, to make another object of them."""
    fields = row._meta.concrete_fields
    return [field.attname for field in fields], [getattr(row, field.attname) for field in fields]


def test_two_who_ask_at_once_get_one_job(monkeypatch, writer):
    monkeypatch.setitem(jobs.HANDLERS, "count", patient)

    first, second = together(*(lambda: jobs.start("count", "a batch", by=writer) for _click in range(2)))

    assert (first, Job.objects.get()) == (second, first)


def test_job_is_nobodys_before_its_transaction_is_committed(monkeypatch, writer):
    called = []
    monkeypatch.setitem(jobs.HANDLERS, "count", lambda job, progress, by: called.append(job.subject))

    with transaction.atomic():
        jobs.start("count", "a batch", by=writer)
        before = together(jobs.run_waiting)

    assert (before, together(jobs.run_waiting), called) == ([0], [1], ["a batch"])


def test_heartbeat_goes_on_and_notices_a_cancelling_beside_the_handler(monkeypatch, writer):
    monkeypatch.setattr(jobs, "BEAT_SECONDS", 0.02)

    def endless(_job, progress, _by):
        for number in range(10**6):
            progress(number, 10**6)
            time.sleep(0.001)

    monkeypatch.setitem(jobs.HANDLERS, "count", endless)
    job = factories.make_job()
    at_work = Thread(target=lambda: (jobs.run_next(lambda: False), connection.close()))
    at_work.start()
    until(lambda: Job.objects.get().done)

    jobs.cancel(job, by=writer)
    at_work.join(timeout=PATIENCE)

    assert state_of(job) == ("cancelled", 1)


def test_heartbeat_is_seen_while_the_handler_is_inside_a_transaction(monkeypatch):
    monkeypatch.setattr(jobs, "BEAT_SECONDS", 0.02)
    seen = []

    @transaction.atomic
    def handler(_job, progress, _by):
        progress(3, 9)
        time.sleep(0.3)
        seen.append(Job.objects.get().done)

    monkeypatch.setitem(jobs.HANDLERS, "count", handler)
    job = factories.make_job()
    jobs.run_next(lambda: False)

    # SQLite has one writer at a time: there the heartbeat waits for the transaction, as another worker would
    assert seen == [3 if connection.vendor == "postgresql" else 0]
    assert (state_of(job), job.done) == (("done", 1), 3)


def test_heartbeat_that_the_database_refuses_once_goes_on(monkeypatch):
    monkeypatch.setattr(jobs, "BEAT_SECONDS", 0.02)
    beats, beat = [], jobs.Progress.beat

    def beat_but_once(progress):
        beats.append(progress.done)
        if len(beats) == 1:
            raise OperationalError("database is locked")
        beat(progress)

    monkeypatch.setattr(jobs.Progress, "beat", beat_but_once)
    monkeypatch.setitem(jobs.HANDLERS, "count", lambda subject, progress, by: until(lambda: len(beats) > 2))
    job = factories.make_job()

    jobs.run_next(lambda: False)

    assert state_of(job) == ("done", 1)


def test_worker_outlives_a_database_that_does_not_answer(monkeypatch):
    def no_answer(_is_stopping):
        raise OperationalError("gone")

    monkeypatch.setattr(jobs, "run_next", no_answer)

    assert worker.Worker()._step() == worker.DATABASE_SECONDS
