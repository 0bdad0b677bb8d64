"""Jobs: asking for them, running them once, their progress, their end."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone, translation

from accounts.access import SYSTEM
from records import jobs
from records.errors import AlreadyDone
from records.models import Job
from tests import factories

SILENT = timedelta(seconds=61)


@pytest.fixture
def handle(monkeypatch):
    """Return a function that registers a handler for jobs of the kind «count»."""
    return lambda handler: monkeypatch.setitem(jobs.HANDLERS, "count", handler)


@pytest.fixture
def calls(handle):
    """Return the subjects that a well-behaved handler was called with."""
    called = []
    handle(lambda job, progress, by: called.append(job.subject))
    return called


@pytest.fixture(autouse=True)
def known_writer(db):
    """Keep the account of whom the jobs are done for."""
    return factories.make_user("writer")


def failing(error):
    """Return a handler that raises."""

    def handler(_job, _progress, _by):
        raise error

    return handler


def outcome(job):
    """Return what became of a job."""
    job.refresh_from_db()
    return job.state, job.message


def running(**fields):
    """Return a job that a worker runs since a minute and a second, and was not heard of since."""
    silent_since = timezone.now() - SILENT
    return factories.make_job(**{"state": "running", "tries": 1, "heartbeat_at": silent_since} | fields)


# --- asking ---


def test_job_waits_until_it_is_run(calls, writer):
    job = jobs.start("count", "a batch", by=writer)

    assert (job.state, job.username, calls) == ("waiting", "writer", [])
    assert jobs.run_waiting() == 1
    assert (outcome(job), calls) == (("done", ""), ["a batch"])


def test_job_of_a_rolled_back_transaction_never_starts(calls, writer):
    with transaction.atomic():
        jobs.start("count", "a batch", by=writer)
        transaction.set_rollback(True)

    assert (jobs.run_waiting(), calls, Job.objects.count()) == (0, [], 0)


def test_what_is_under_way_is_not_asked_twice(calls, writer):
    first = jobs.start("count", "a batch", by=writer)
    again = jobs.start("count", "a batch", by=SYSTEM)
    other = jobs.start("count", "another", by=writer)

    assert (again, jobs.run_waiting(), calls) == (first, 2, ["a batch", "another"])
    assert jobs.start("count", "a batch", by=writer) not in {first, other}


def test_kind_without_handler_is_refused_where_it_is_asked_for(calls, writer):
    with pytest.raises(LookupError, match=r"no handler for jobs of kind 'cuont', only for .*'count'"):
        jobs.start("cuont", "a batch", by=writer)


def test_newest_job_of_a_subject_is_found(calls, writer):
    jobs.start("count", "a batch", by=writer)
    jobs.run_waiting()
    newest = jobs.start("count", "a batch/2", by=writer)
    jobs.start("count", "a batch of others", by=writer)

    assert jobs.newest_for("a batch") == newest
    assert jobs.newest_for("nothing") is None


# --- running ---


def test_handler_reads_the_reason_and_says_what_came_of_it(handle, writer):
    handle(lambda job, progress, by: f"{job.subject}: {job.reason}")

    job = jobs.start("count", "a batch", reason="it was wrong", by=writer)
    jobs.run_waiting()

    assert outcome(job) == ("done", "a batch: it was wrong")


@pytest.mark.parametrize("username", ["writer", "system"])
def test_handler_is_told_for_whom_it_works(handle, username):
    told = []
    handle(lambda subject, progress, by: told.append(by.username))

    jobs.run(factories.make_job(username=username))

    assert told == [username]


def test_job_of_a_vanished_account_fails(calls):
    job = factories.make_job(username="gone")

    jobs.run(job)

    assert (job.state, calls) == ("failed", [])


@pytest.mark.parametrize(
    ("error", "state", "message"),
    [
        pytest.param(
            ValidationError(["第 3 行没有学校。", "第 5 行没有学校。"]),
            "failed",
            "第 3 行没有学校。 第 5 行没有学校。",
            id="refused",
        ),
        pytest.param(ValidationError("坏\x00字"), "failed", "坏字", id="refused with a NUL"),
        pytest.param(PermissionDenied("no"), "failed", str(jobs.NO_RIGHT), id="without a right"),
        pytest.param(ZeroDivisionError("division"), "failed", None, id="unforeseen"),
        pytest.param(AlreadyDone("it"), "done", "", id="done by an earlier try"),
        pytest.param(jobs.Cancelled(), "cancelled", "", id="cancelled"),
    ],
)
def test_end_of_the_handler_is_the_end_of_the_job(handle, error, state, message):
    handle(failing(error))
    job = factories.make_job()

    with translation.override("en"):  # told in the language of who asked, whatever the worker's is
        jobs.run(job)

    unforeseen = (
        f"没有完成：处理时出现了意外的问题。请重新提交；再次出现时，请把编号 {job.key} 告诉系统管理员。"
    )
    assert outcome(job) == (state, unforeseen if message is None else message)
    assert (job.is_finished, job.finished_at is None) == (True, False)


def test_end_is_told_in_the_language_of_who_asked(handle, writer):
    handle(failing(PermissionDenied("no")))
    with translation.override("en"):
        job = jobs.start("count", "a batch", by=writer)

    jobs.run_waiting()

    assert outcome(job) == (
        "failed",
        "Not finished: the person who asked for it no longer has the right to do this."
        " Let somebody with the right ask again.",
    )


@pytest.mark.parametrize("error", [OperationalError("database is locked"), InterfaceError("closed")])
def test_job_is_tried_three_times_while_the_database_does_not_answer(handle, error):
    handle(failing(error))
    job = factories.make_job()

    assert jobs.run_waiting() == 3
    assert outcome(job) == ("failed", "没有完成：数据库多次没有响应。请稍后重新提交。")


def test_what_the_handler_wrote_in_its_transaction_is_undone_when_it_ends_early(handle):
    @transaction.atomic
    def handler(_job, _progress, _by):
        factories.make_district("510199", "某区")
        raise jobs.Cancelled

    handle(handler)
    jobs.run(factories.make_job())

    assert not factories.District.objects.filter(code="510199").exists()


def test_job_of_a_dead_worker_is_taken_up_again(calls):
    alive = running(heartbeat_at=timezone.now() - timedelta(seconds=50))
    dead = running(done=3, total=9)

    assert (jobs.run_waiting(), calls) == (1, [dead.subject])
    dead.refresh_from_db()
    assert (dead.state, dead.tries, dead.done, dead.total) == ("done", 2, 0, 0)
    assert outcome(alive) == ("running", "")


def test_job_that_killed_three_workers_is_given_up(calls):
    job = running(tries=3)

    assert (jobs.run_waiting(), calls) == (0, [])
    sentence = "没有完成：处理程序多次中断，不再自动重试。请重新提交；再次出现时请联系系统管理员。"
    assert outcome(job) == ("failed", sentence)


def test_job_is_not_taken_from_who_took_it_first(calls):
    job = factories.make_job()
    late = Job.objects.get(pk=job.pk)

    assert (jobs.run(job), jobs.run(late), calls) == (True, False, [job.subject])


def test_sign_of_life_of_a_worker_believed_dead_keeps_its_job(calls):
    job = running()
    Job.objects.update(heartbeat_at=timezone.now())

    assert (jobs.run(job), calls) == (False, [])


def test_worker_that_was_thought_dead_writes_nothing_any_more(handle, monkeypatch):
    monkeypatch.setattr(jobs, "BEAT_SECONDS", 0)
    reached = []

    def slow(_job, progress, _by):
        Job.objects.update(tries=2, heartbeat_at=timezone.now())  # another took it up
        progress(5, 10)
        reached.append("after the word of progress")

    handle(slow)
    job = factories.make_job()
    jobs.run(job)

    assert (job.state, job.tries, job.done, reached) == ("running", 2, 0, [])


# --- progress ---


def test_progress_is_written_at_most_once_a_second(handle, django_assert_num_queries):
    def handler(_job, progress, _by):
        with django_assert_num_queries(0):
            for number in range(100):
                progress(number, 100)
        progress(75, 100)

    handle(handler)
    job = factories.make_job()
    jobs.run(job)

    assert (job.state, job.done, job.total, job.percent) == ("done", 75, 100, 75)


def test_progress_and_heartbeat_are_seen_while_the_job_runs(handle, monkeypatch):
    monkeypatch.setattr(jobs, "BEAT_SECONDS", 0)
    seen = []

    def handler(_job, progress, _by):
        before = Job.objects.get().heartbeat_at
        progress(1, 3)
        now = Job.objects.get()
        seen.append((now.done, now.total, now.percent, now.heartbeat_at > before))

    handle(handler)
    jobs.run(factories.make_job())

    assert seen == [(1, 3, 33, True)]


@pytest.mark.parametrize(("done", "total", "percent"), [(0, 0, None), (0, 7, 0), (7, 7, 100), (9, 7, 100)])
def test_percent_is_known_with_the_total(done, total, percent):
    assert Job(done=done, total=total).percent == percent


# --- cancelling and stopping ---


def test_waiting_job_is_cancelled_at_once(calls, writer):
    job = jobs.cancel(factories.make_job(), by=writer)

    assert (job.state, job.cancel_requested_by, jobs.run_waiting(), calls) == ("cancelled", "writer", 0, [])


def test_running_job_ends_at_its_next_word_of_progress(handle, monkeypatch, writer):
    monkeypatch.setattr(jobs, "BEAT_SECONDS", 0)
    reached = []

    def handler(_job, progress, _by):
        for number in range(9):
            if number == 4:
                asked = jobs.cancel(Job.objects.get(), by=writer)
                reached.append(asked.state)
            progress(number, 9)
            reached.append(number)

    handle(handler)
    job = factories.make_job()
    jobs.run(job)

    assert reached == [0, 1, 2, 3, "running"]
    assert (job.state, job.done, job.cancel_requested_by) == ("cancelled", 4, "writer")


def test_finished_job_is_not_cancelled(calls, writer):
    job = factories.make_job()
    jobs.run(job)

    jobs.cancel(job, by=writer)

    assert (job.state, job.cancel_requested_at, job.cancel_requested_by) == ("done", None, "")


def test_first_who_cancels_is_written_down(writer):
    job = running()

    jobs.cancel(job, by=writer)
    jobs.cancel(job, by=SYSTEM)

    assert (job.state, job.cancel_requested_by) == ("running", "writer")


def test_cancelled_job_of_a_dead_worker_is_not_taken_up(calls, writer):
    job = jobs.cancel(running(), by=writer)

    assert (jobs.run_waiting(), calls, outcome(job)) == (0, [], ("cancelled", ""))


def test_job_of_a_stopped_worker_waits_for_the_next_and_loses_no_try(handle):
    def handler(_job, progress, _by):
        progress(1, 3)

    handle(handler)
    job = factories.make_job()

    jobs.run(job, lambda: True)

    assert (job.state, job.tries) == ("waiting", 0)
