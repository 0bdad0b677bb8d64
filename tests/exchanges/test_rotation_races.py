"""Two people decide about one person's time at once: one wins, the other sees why not."""

from __future__ import annotations

from time import sleep

import pytest
from django.db import connection

from exchanges import actions
from exchanges.choices import RotationEvent
from exchanges.models import Rotation
from tests.records.test_races import kinds, together

pytestmark = pytest.mark.django_db(transaction=True)


def approving(rotation, by):
    """Return a call that approves a rotation as somebody else's browser has it."""
    return lambda: actions.approve(Rotation.objects.for_page().get(pk=rotation.pk), by=by)


def test_two_officers_approve_two_terms_of_one_person(small, stored):
    people = small.people
    first = stored("accepted", share=60)
    second = stored("accepted", share=60, host=small.bridge, answered_by="peer")

    outcomes = together(approving(first, people.officer), approving(second, people.second_officer))

    assert kinds(outcomes) == ["Rotation", "ValidationError"]
    assert Rotation.objects.approved().count() == 1


def test_two_officers_approve_one_rotation(small, stored):
    rotation = stored("accepted")

    outcomes = together(
        approving(rotation, small.people.officer), approving(rotation, small.people.second_officer)
    )

    assert kinds(outcomes) == ["Rotation", "StaleVersion"]


def test_without_the_lock_on_the_person_both_would_win_on_postgresql(small, stored, monkeypatch):
    """The control: what holds on SQLite is that only one writes at a time."""
    change = actions.actions.change
    monkeypatch.setattr(actions, "_hold_person", lambda rotation: None)
    monkeypatch.setattr(actions.actions, "change", lambda *a, **kw: (change(*a, **kw), sleep(0.5))[0])
    people = small.people
    first = stored("accepted", share=60)
    second = stored("accepted", share=60, host=small.bridge, answered_by="peer")

    outcomes = together(approving(first, people.officer), approving(second, people.second_officer))

    assert (
        kinds(outcomes)
        == {
            "postgresql": ["Rotation", "Rotation"],
            "sqlite": ["Rotation", "ValidationError"],
        }[connection.vendor]
    )


def test_one_withdraws_what_the_other_accepts(small, stored):
    rotation = stored()

    def fetched():
        return Rotation.objects.for_page().get(pk=rotation.pk)

    outcomes = together(
        lambda: actions.answer(fetched(), RotationEvent.ACCEPT, by=small.people.host_principal),
        lambda: actions.withdraw(fetched(), reason="计划有变", by=small.people.home_principal),
    )

    # Withdrawing is possible before and after the answer, answering only before.
    assert kinds(outcomes) in (["Rotation", "Rotation"], ["Rotation", "StaleVersion"])
    assert Rotation.objects.get().state in ("withdrawn", "accepted")
