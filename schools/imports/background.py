"""What of an import a worker does: checking a large file, writing a large batch, taking one back.

Small ones are done while the browser waits. A job is about the version of a batch that was looked at.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import Actor, require
from records import jobs, sweeps
from records.errors import StaleVersion
from records.models import Job
from schools.choices import ImportState
from schools.imports import actions
from schools.imports.actions import NotFresh
from schools.imports.undoing import UndoPlan
from schools.models import ImportBatch

CHECK, APPLY, UNDO = "check_import", "apply_import", "undo_import"
LARGE_FILE = 100_000  # bytes, some 2,000 rows
LARGE_BATCH = 1_000  # rows to write

UNDONE = _("已撤销：恢复 %(restored)s 条，删除 %(removed)s 条，保留 %(kept)s 条。")
OVERTAKEN = _("这批数据已由他人处理，没有写入。请看现在的状态。")
CANCELLED = _("已按要求停止，没有写入任何内容。")

# in which states of a batch the end of a job is still news
NEWS: dict[str, tuple[str, ...]] = {
    CHECK: (ImportState.UPLOADED, ImportState.CHECKING),
    APPLY: (ImportState.CHECKED,),
    UNDO: (ImportState.APPLIED, ImportState.UNDONE),
}


def check(batch: ImportBatch, *, on: date, by: Actor) -> None:
    """Check a file, or have it checked if it is large. Raises: as ``actions.check`` for a small one."""
    if batch.size < LARGE_FILE:
        actions.check(batch, on=on, by=by)
    else:
        _ask(CHECK, batch, by=by)


def apply(batch: ImportBatch, *, on: date, by: Actor) -> bool:
    """Write a batch, or have it written if it is large; return whether it is written.

    Raises: as ``actions.apply``; of a large batch what can be known before.
    """
    if batch.rows_to_write < LARGE_BATCH:
        actions.apply(batch, on=on, by=by)
        return True
    with transaction.atomic():
        actions.require_applicable(batch, by=by)
        _ask(APPLY, batch, by=by)
    return False


def undo(batch: ImportBatch, *, reason: str, by: Actor) -> UndoPlan | None:
    """Take a batch back, or have it taken back if it is large.

    None when: it is large. Raises: as ``actions.undo``; of a large batch what can be known before.
    """
    if batch.rows_to_write < LARGE_BATCH:
        return actions.undo(batch, reason=reason, by=by)
    with transaction.atomic():
        actions.require_undoable(batch, by=by)
        _ask(UNDO, batch, reason=reason, by=by)
    return None


def told_of(plan: UndoPlan) -> Any:
    """Return what became of the records of a batch that was taken back."""
    return UNDONE % {"restored": plan.restored, "removed": plan.removed, "kept": len(plan.conflicts)}


def last_job(batch: ImportBatch) -> Job | None:
    """Return the last job about a batch, which may be under way.

    None when: all that was done about it was done at once. Queries: 1.
    """
    return jobs.newest_for(_subject(batch))


def news(batch: ImportBatch, job: Job | None) -> tuple[str, str]:
    """Return how the last job about a batch ended, and what is to be said of it, "" for nothing."""
    if job is None or not job.is_finished or batch.state not in NEWS[job.kind]:
        return "", ""
    return job.state, str(CANCELLED) if job.state == Job.State.CANCELLED else job.message


def stop(batch: ImportBatch, *, by: Actor) -> None:
    """Stop what is under way about a batch; what it did until then is undone.

    Raises: PermissionDenied.
    """
    require(by, actions.permission_for(batch.kind), at=batch.place)
    job = last_job(batch)
    if job:
        jobs.cancel(job, by=by)


def _ask(kind: str, batch: ImportBatch, *, reason: str = "", by: Actor) -> None:
    jobs.start(kind, f"{_subject(batch)}/{batch.version}", reason=reason, by=by)


def _subject(batch: ImportBatch) -> str:
    return f"import/{batch.key}"


def _batch_of(job: Job) -> ImportBatch:
    """Return the batch that a job is about, of the version that was looked at."""
    _import, key, version = job.subject.split("/")
    batch = ImportBatch.objects.with_place().get(key=key)
    batch.version = int(version)
    return batch


def _handler(work: Callable[..., Any]) -> jobs.Handler:
    """Let work be about a batch, and say it in words if somebody else was quicker."""

    def handle(job: Job, progress: jobs.Progress, by: Any) -> Any:
        try:
            return work(_batch_of(job), job=job, progress=progress, by=by)
        except StaleVersion as stale:
            raise ValidationError(OVERTAKEN, code="overtaken") from stale

    return handle


def _day_of(job: Job) -> date:
    """Return the day on which the job was asked for, whenever a worker gets round to it."""
    return timezone.localtime(job.asked_at).date()


def _check(batch: ImportBatch, *, job: Job, progress: jobs.Progress, by: Any) -> None:
    actions.check(batch, on=_day_of(job), progress=progress, by=by)


def _apply(batch: ImportBatch, *, job: Job, progress: jobs.Progress, by: Any) -> None:
    try:
        actions.apply(batch, on=_day_of(job), progress=progress, by=by)
    except NotFresh as stale:
        actions.refresh(_batch_of(job), on=_day_of(job), progress=progress, by=by)
        raise ValidationError(str(stale), code="not_fresh") from stale


def _undo(batch: ImportBatch, *, job: Job, progress: jobs.Progress, by: Any) -> Any:
    return told_of(actions.undo(batch, reason=job.reason, by=by))


def register() -> None:
    """Let workers do what is asked for here, and let go of previews that nobody confirmed."""
    jobs.HANDLERS.update({CHECK: _handler(_check), APPLY: _handler(_apply), UNDO: _handler(_undo)})
    sweeps.SWEEPS.append(sweeps.Sweep("import_previews", timedelta(hours=1), actions.sweep_all))
