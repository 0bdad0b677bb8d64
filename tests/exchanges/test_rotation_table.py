"""Every state, every event, every kind of person: who may do what, and what comes of it."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from exchanges import actions
from exchanges.choices import RotationEvent, RotationState
from exchanges.models import Rotation
from exchanges.steps import STEPS
from records.errors import StaleVersion

# What comes of an event for those whose turn it is, by hand; an empty cell is the conflict page.
TABLE = """
state      propose   accept    refuse   withdraw   revise    approve   return    end_early
draft      proposed  -         -        withdrawn  -         -         -         -
proposed   -         accepted  refused  withdrawn  -         -         -         -
refused    -         -         -        -          -         -         -         -
accepted   -         -         -        withdrawn  -         approved  returned  -
returned   -         -         -        withdrawn  proposed  -         -         -
withdrawn  -         -         -        -          -         -         -         -
approved   -         -         -        -          -         -         -         approved
"""
TURNS = {  # whose turn an event is where the home school proposed the rotation
    "propose": ["home_principal", "home_clerk"],
    "accept": ["host_principal"],
    "refuse": ["host_principal"],
    "withdraw": ["home_principal", "home_clerk"],
    "revise": ["home_principal", "home_clerk"],
    "approve": ["officer", "second_officer"],
    "return": ["officer", "second_officer"],
    "end_early": ["officer", "second_officer"],
}
PEOPLE = [
    "officer", "second_officer", "inspector", "auditor", "administrator", "home_principal", "home_clerk",
    "host_principal", "host_clerk", "peer_principal", "stranger_principal",
]  # fmt: skip
LINES = [line.split() for line in TABLE.split("\n") if line]
CELLS = [
    pytest.param(state, event, outcome, id=f"{state}-{event}")
    for state, *outcomes in LINES[1:]
    for event, outcome in zip(LINES[0][1:], outcomes, strict=True)
]


def do(rotation, event, by):
    """Let somebody do what an event is, with the reason that it may ask for."""
    ways = {
        "accept": lambda: actions.answer(rotation, RotationEvent.ACCEPT, by=by),
        "refuse": lambda: actions.answer(rotation, RotationEvent.REFUSE, reason="人手不足", by=by),
        "withdraw": lambda: actions.withdraw(rotation, reason="计划有变", by=by),
        "propose": lambda: actions.put_forward(rotation, RotationEvent.PROPOSE, by=by),
        "revise": lambda: actions.put_forward(rotation, RotationEvent.REVISE, by=by),
        "approve": lambda: actions.approve(rotation, by=by),
        "return": lambda: actions.give_back(rotation, reason="请补充目的", by=by),
        "end_early": lambda: actions.end_early(rotation, day=date(2023, 3, 1), reason="产假", by=by),
    }
    return ways[event]()


def test_table_by_hand_is_the_table_in_code():
    written = {
        (state, event): outcome
        for state, *outcomes in LINES[1:]
        for event, outcome in zip(LINES[0][1:], outcomes, strict=True)
    }
    in_code = {
        (state.value, event.value): STEPS[event].after.value if state in STEPS[event].before else "-"
        for state in RotationState
        for event in RotationEvent
    }
    assert in_code == written


@pytest.mark.parametrize(("state", "event", "outcome"), CELLS)
def test_event_leads_where_the_table_says(small, stored, state, event, outcome):
    for who in TURNS[event]:
        rotation = stored(state, start=date(2022, 9, 1), end=date(2023, 9, 1))
        if outcome == "-":
            with pytest.raises(StaleVersion) as raised:
                do(rotation, event, getattr(small.people, who))
            assert raised.value.stored.state == state
        else:
            do(rotation, event, getattr(small.people, who))
            assert Rotation.objects.get(pk=rotation.pk).state == outcome
        rotation.delete()


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("event", TURNS)
def test_nobody_does_what_is_another_s_turn(small, stored, event, who):
    state = next(state for state in RotationState if state in STEPS[RotationEvent(event)].before)
    rotation = stored(state)

    if who in TURNS[event]:
        do(rotation, event, getattr(small.people, who))
    else:
        with pytest.raises(PermissionDenied):
            do(rotation, event, getattr(small.people, who))
        assert Rotation.objects.get(pk=rotation.pk).version == rotation.version
