"""An apply that is killed at any moment leaves all or nothing, and the batch can be confirmed again."""

from __future__ import annotations

import multiprocessing
import time
from random import Random

import pytest
from django.db import connection, transaction

from records.locks import lock
from records.models import AuditEntry
from records.verification import verify
from schools.imports import actions
from schools.models import Employment, ImportBatch, Staff
from tests.schools.imports.conftest import TODAY
from tests.schools.imports.files import STAFF

pytestmark = pytest.mark.django_db(transaction=True)

ROWS, MOMENTS = 5_000, 20
NOTHING, EVERYTHING = ("checked", 0, 0, 0), ("applied", ROWS, ROWS, 2 * ROWS)
TEXT = "\n".join([STAFF, *(f"K{number},王五,3151000001,教师" for number in range(ROWS))])


def read(batch):
    """Return a batch as a process of its own reads it."""
    return ImportBatch.objects.with_place().get(pk=batch.pk)


def apply(batch, by):
    """Apply a batch as the portal does."""
    actions.apply(read(batch), on=TODAY, by=by)


def apply_without_transaction(batch, by):
    """Apply a batch with the transaction around the whole taken out: every chunk is stored by itself."""
    actions.lock = lambda *rows: rows
    actions.require_applicable = lambda _batch, by: None
    actions.apply.__wrapped__(read(batch), on=TODAY, by=by)


def in_a_process(call, batch, by):
    """Return a process that does it with a connection of its own, and what it sets when it begins."""
    forking = multiprocessing.get_context("fork")
    has_begun = forking.Event()

    def run():
        connection.close()
        has_begun.set()
        call(batch, by)

    connection.close()
    return forking.Process(target=run), has_begun


def killed(call, batch, by, *, once):
    """Kill a process that applies a batch once the given call returns. It gets the process."""
    process, has_begun = in_a_process(call, batch, by)
    process.start()
    has_begun.wait(30)
    once(process)
    process.kill()
    process.join()
    with transaction.atomic():  # whatever the database still does of it is over once the batch can be locked
        lock(read(batch))


def after(seconds):
    """Return a moment: so many seconds after the process began."""
    return lambda _process: time.sleep(seconds)


def some_are_stored(process):
    """Wait until others see rows of the process, or it ended."""
    while process.is_alive() and not Staff.objects.filter(staff_no__startswith="K").exists():
        time.sleep(0.001)


def outcome(batch):
    """Return the state of a batch, and how many people, employments and entries there are of it."""
    entries = AuditEntry.objects.filter(request_id=str(batch.key)).exclude(object_type="schools.importbatch")
    people = Staff.objects.filter(staff_no__startswith="K")
    employments = Employment.objects.filter(staff__in=people)
    return read(batch).state, people.count(), employments.count(), entries.count()


@pytest.fixture
def duration(register, checked, keeper) -> float:
    """Return how long an undisturbed apply takes here, and leave nothing of it. Unit: seconds."""
    batch, start = checked("staff", TEXT), time.perf_counter()
    with transaction.atomic():
        actions.apply(batch, on=TODAY, by=keeper)
        transaction.set_rollback(True)
    took = time.perf_counter() - start
    actions.cancel(read(batch), by=keeper)
    return took


def test_kill_at_any_moment_leaves_all_or_nothing(duration, checked, keeper):
    random, batch, seen = Random(20260928), checked("staff", TEXT), []

    for moment in range(MOMENTS):
        killed(apply, batch, keeper, once=after(duration * (moment + random.random()) / MOMENTS))
        seen.append(outcome(batch))
        if seen[-1] == EVERYTHING:
            actions.undo(read(batch), by=keeper)
            batch = checked("staff", TEXT)

    assert set(seen) <= {NOTHING, EVERYTHING}
    assert (len(seen), NOTHING in seen) == (MOMENTS, True)
    apply(batch, keeper)
    assert (outcome(batch), verify()) == (EVERYTHING, [])


def test_without_the_transaction_a_kill_leaves_a_part(register, checked, keeper):
    batch = checked("staff", TEXT)

    killed(apply_without_transaction, batch, keeper, once=some_are_stored)

    assert 0 < outcome(batch)[1] < ROWS
