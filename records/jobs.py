"""Work in the background: asking for it, cancelling it, and carrying it out once.

The rows are the truth: a job is there for a worker once the transaction that asked for it is committed, and
a worker that dies leaves a row whose heartbeat stops, which another takes up. So a handler may be begun
anew, and must come to the same end. Handlers come from the floors above and are registered by kind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import timedelta
from threading import Event, Thread
from time import monotonic
from typing import Any

import structlog
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from records.audit import Actor
from records.errors import AlreadyDone
from records.models import UNFINISHED_STATES, Job, JobState

BEAT_SECONDS = 1.0  # between two signs of life, and so between two numbers that a page can show
SILENCE = timedelta(seconds=60)  # after so long without a sign of life the worker counts as dead
MOST_TRIES = 3

NO_RIGHT = _("没有完成：提交的人现在没有做这件事的权限。请有权限的人重新提交。")
DATABASE_BUSY = _("没有完成：数据库多次没有响应。请稍后重新提交。")
WORKER_DIED = _("没有完成：处理程序多次中断，不再自动重试。请重新提交；再次出现时请联系系统管理员。")
UNEXPECTED = _("没有完成：处理时出现了意外的问题。请重新提交；再次出现时，请把编号 %(key)s 告诉系统管理员。")

log = structlog.get_logger(__name__)


class Interrupted(BaseException):  # no fault, and nothing that a handler should catch
    """The handler is to end here; its open transaction is undone."""


class Cancelled(Interrupted):
    """Somebody asked to cancel the job."""


class Stopped(Interrupted):
    """The worker was told to stop; the job waits for the next one."""


class Superseded(Interrupted):
    """The job was taken up by another worker, because this one was silent for too long."""


class Progress:
    """How far a job is: told by its handler as often as it likes, written down at most once a second."""

    def __init__(self, job: Job, is_stopping: Callable[[], bool] | None) -> None:
        self.job = job
        self.done = self.total = 0
        self._is_stopping = is_stopping
        self._interruption: type[Interrupted] | None = None
        self._beaten_at = monotonic()

    def __call__(self, done: int, total: int) -> None:
        """Note how much of how much is done; 0 of 0 where it is not known.

        Raises: Interrupted if the handler is to end here.
        """
        self.done, self.total = done, total
        if self._is_stopping is None and monotonic() - self._beaten_at >= BEAT_SECONDS:
            self.beat()
        if self._interruption:
            raise self._interruption
        if self._is_stopping and self._is_stopping():
            raise Stopped

    def beat(self) -> None:
        """Give a sign of life with the newest numbers, and notice what was asked meanwhile. Queries: 2."""
        self._beaten_at = monotonic()
        held = Job.objects.held(self.job)
        if not held.update(done=self.done, total=self.total, heartbeat_at=timezone.now()):
            self._interruption = Superseded
        elif held.filter(cancel_requested_at__isnull=False).exists():
            self._interruption = Cancelled


Handler = Callable[[Job, Progress, Any], str | Promise | None]  # what is told of the end, if anything
HANDLERS: dict[str, Handler] = {}  # by kind of job; an app registers its own when it is ready


def start(kind: str, subject: str, *, reason: str = "", by: Actor) -> Job:
    """Ask for work about a subject, in the caller's transaction; what is under way is not asked twice.

    A subject may end in a version after a slash: work about another version of it is other work. What is
    said of the end is in the language of who asked. Rights are asked one floor up, and again by the handler:
    they may have ended by the time it runs.
    Raises: LookupError if nobody handles the kind.
    """
    if kind not in HANDLERS:
        raise LookupError(f"no handler for jobs of kind {kind!r}, only for {sorted(HANDLERS)}")
    language = translation.get_language() or settings.LANGUAGE_CODE
    asked = {"username": by.username, "language": language, "reason": reason}
    job, _is_new = Job.objects.get_or_create(
        kind=kind, subject=subject, state__in=UNFINISHED_STATES, defaults=asked
    )
    return job


def newest_for(subject: str) -> Job | None:
    """Return the latest job about a subject, in whichever of its versions. Queries: 1."""
    return Job.objects.about(subject).first()


def cancel(job: Job, *, by: Actor) -> Job:
    """Cancel a job that waits, ask a running one to end, and leave a finished one alone."""
    now, rows = timezone.now(), Job.objects.filter(pk=job.pk)
    asked = {"cancel_requested_at": now, "cancel_requested_by": by.username}
    if not rows.filter(state=JobState.WAITING).update(state=JobState.CANCELLED, finished_at=now, **asked):
        rows.unfinished().filter(cancel_requested_at__isnull=True).update(**asked)
    job.refresh_from_db()
    return job


def run_waiting() -> int:
    """Run whatever can be taken until nothing is left, and return how many jobs were run."""
    count = 0
    while run_next():
        count += 1
    return count


def run_next(is_stopping: Callable[[], bool] | None = None) -> bool:
    """Run the oldest job that can be taken and return whether there was one."""
    to_take = Job.objects.to_take(timezone.now() - SILENCE)
    return any(run(job, is_stopping) for job in to_take)


def run(job: Job, is_stopping: Callable[[], bool] | None = None) -> bool:
    """Run a job to its end, if nobody else has taken it since it was read; return whether it was run.

    A worker says how it knows that it is to stop. Its jobs have their heartbeat from a thread with a
    connection of its own, so that it goes on, and is seen, while the handler is inside a transaction.
    """
    with translation.override(job.language):  # what is stored of it is told to who asked
        if not _take(job):
            return False
        with structlog.contextvars.bound_contextvars(request_id=str(job.key), job=job.kind):
            _run_taken(job, Progress(job, is_stopping), pulse if is_stopping else nullcontext)
    job.refresh_from_db()
    return True


def _run_taken(
    job: Job, progress: Progress, heartbeat: Callable[[Progress], AbstractContextManager[Any]]
) -> None:
    log.info("job_started", subject=job.subject, tries=job.tries)
    with heartbeat(progress):
        outcome = _carry_out(job, progress)
    outcome |= {"done": progress.done, "total": progress.total, "heartbeat_at": timezone.now()}
    is_written = Job.objects.held(job).update(**outcome)
    log.info("job_ended" if is_written else "job_superseded", state=str(outcome["state"]))


def _take(job: Job) -> bool:
    """Take a job as it was read, or end it where it is not to be run any more; return whether it is ours."""
    rows, now = Job.objects.as_read(job), timezone.now()
    if job.cancel_requested_at:
        rows.update(**_ended(JobState.CANCELLED))
    elif job.tries >= MOST_TRIES:
        rows.update(**_ended(JobState.FAILED, WORKER_DIED))
    elif not job.is_finished:
        taken = {"state": JobState.RUNNING, "tries": job.tries + 1, "started_at": now, "heartbeat_at": now}
        if rows.update(**taken, done=0, total=0):
            job.refresh_from_db()
            return True
    return False


def _carry_out(job: Job, progress: Progress) -> dict[str, Any]:
    """Call the handler and return what its end makes of the job's row."""
    try:
        told = HANDLERS[job.kind](job, progress, import_string(settings.JOB_ACTOR)(job.username))
    except Cancelled:
        return _ended(JobState.CANCELLED)
    except Interrupted:
        return {"state": JobState.WAITING, "tries": job.tries - 1}
    except AlreadyDone:  # an earlier try got as far as that and died before it could say so
        return _ended(JobState.DONE)
    except (OperationalError, InterfaceError):
        log.exception("job_lost_database")
        is_last = job.tries >= MOST_TRIES
        return _ended(JobState.FAILED, DATABASE_BUSY) if is_last else {"state": JobState.WAITING}
    except Exception as error:
        return _ended(JobState.FAILED, _sentence(error, job))
    return _ended(JobState.DONE, told or "")


def _ended(state: JobState, message: str | Promise = "") -> dict[str, Any]:
    return {"state": state, "finished_at": timezone.now(), "message": str(message).replace("\0", "")}


def _sentence(error: Exception, job: Job) -> str:
    """Return what people are told about a failure; what nobody foresaw is in the log under the job's key."""
    if isinstance(error, ValidationError):
        log.info("job_refused", code=getattr(error, "code", ""))
        return " ".join(error.messages)
    log.exception("job_failed")
    return str(NO_RIGHT) if isinstance(error, PermissionDenied) else UNEXPECTED % {"key": job.key}


@contextmanager
def pulse(progress: Progress) -> Iterator[None]:
    """Let a thread give the signs of life of a job while its handler works."""
    is_over = Event()

    def beat_until_over() -> None:
        while not is_over.wait(BEAT_SECONDS):
            try:
                progress.beat()
            except DatabaseError:  # busy or away for a moment: what counts is a minute without a sign
                log.warning("job_heartbeat_failed", exc_info=True)
                connection.close()
        connection.close()

    thread = Thread(target=beat_until_over, name="pulse", daemon=True)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()
