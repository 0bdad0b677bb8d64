"""People who import at the same moment, on both engines."""

from __future__ import annotations

import pytest

from records.verification import verify
from schools.imports import actions
from schools.imports.actions import NotFresh
from schools.models import Employment, ImportBatch, Staff
from tests.records.test_races import kinds, together
from tests.schools.imports.conftest import TODAY
from tests.schools.imports.files import STAFF

pytestmark = pytest.mark.django_db(transaction=True)

ROWS = 300


def roster(code, mark):
    """Return a roster of new people of one school."""
    return "\n".join([STAFF, *(f"{mark}{number},王五,{code},教师" for number in range(ROWS))])


def applying(batch, by):
    """Return a call that applies a batch as somebody else's browser has it."""
    return lambda: actions.apply(ImportBatch.objects.with_place().get(pk=batch.pk), on=TODAY, by=by)


def people(mark):
    """Return how many people and employments of a roster are stored."""
    return (
        Staff.objects.filter(staff_no__startswith=mark).count(),
        Employment.objects.filter(staff__staff_no__startswith=mark).count(),
    )


def test_two_confirmations_at_once_have_one_effect(register, checked, keeper):
    batch = checked("staff", roster(register.first.code, "A"))

    outcomes = together(applying(batch, keeper), applying(batch, keeper))

    assert kinds(outcomes) == ["AlreadyDone", "ImportBatch"]
    assert (people("A"), verify()) == ((ROWS, ROWS), [])


def test_rosters_of_two_schools_come_in_at_once(register, checked, keeper):
    first = checked("staff", roster(register.first.code, "A"))
    second = checked("staff", roster(register.second.code, "B"))

    outcomes = together(applying(first, keeper), applying(second, keeper))

    assert kinds(outcomes) == ["ImportBatch", "ImportBatch"]
    assert (people("A"), people("B"), verify()) == ((ROWS, ROWS), (ROWS, ROWS), [])


def test_of_two_rosters_of_the_same_people_the_second_is_looked_at_again(register, checked, keeper):
    first = checked("staff", roster(register.first.code, "A"))
    second = checked("staff", roster(register.first.code, "A"))

    outcomes = together(applying(first, keeper), applying(second, keeper))

    assert kinds(outcomes) == ["ImportBatch", NotFresh.__name__]
    assert (people("A"), verify()) == ((ROWS, ROWS), [])


def test_a_batch_is_taken_back_once(register, checked, keeper):
    batch = checked("staff", roster(register.first.code, "A"))
    actions.apply(batch, on=TODAY, by=keeper)

    def undoing():
        return actions.undo(ImportBatch.objects.with_place().get(pk=batch.pk), by=keeper)

    outcomes = together(undoing, undoing)

    assert kinds(outcomes) == ["AlreadyDone", "UndoPlan"]
    assert (people("A"), verify()) == ((0, 0), [])
