"""The way of a rotation: which event leads from which state to which, whose turn it is, and what it asks."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.roles import Permission
from exchanges.choices import Party, RotationEvent, RotationState

State, Event = RotationState, RotationEvent


@dataclass(frozen=True)
class Step:
    """One event: where it may come from, where it leads, who may do it."""

    before: frozenset[RotationState]
    after: RotationState
    party: Party
    permission: Permission
    needs_reason: bool = False


STEPS: dict[RotationEvent, Step] = {
    Event.PROPOSE: Step(
        frozenset({State.DRAFT}), State.PROPOSED, Party.PROPOSER, Permission.PROPOSE_ROTATIONS
    ),
    Event.ACCEPT: Step(frozenset({State.PROPOSED}), State.ACCEPTED, Party.OTHER, Permission.ANSWER_ROTATIONS),
    Event.REFUSE: Step(
        frozenset({State.PROPOSED}),
        State.REFUSED,
        Party.OTHER,
        Permission.ANSWER_ROTATIONS,
        needs_reason=True,
    ),
    Event.WITHDRAW: Step(
        frozenset({State.DRAFT, State.PROPOSED, State.ACCEPTED, State.RETURNED}),
        State.WITHDRAWN,
        Party.PROPOSER,
        Permission.PROPOSE_ROTATIONS,
        needs_reason=True,
    ),
    Event.REVISE: Step(
        frozenset({State.RETURNED}), State.PROPOSED, Party.PROPOSER, Permission.PROPOSE_ROTATIONS
    ),
    Event.APPROVE: Step(
        frozenset({State.ACCEPTED}), State.APPROVED, Party.BUREAU, Permission.APPROVE_ROTATIONS
    ),
    Event.RETURN: Step(
        frozenset({State.ACCEPTED}),
        State.RETURNED,
        Party.BUREAU,
        Permission.APPROVE_ROTATIONS,
        needs_reason=True,
    ),
    Event.END_EARLY: Step(
        frozenset({State.APPROVED}),
        State.APPROVED,
        Party.BUREAU,
        Permission.APPROVE_ROTATIONS,
        needs_reason=True,
    ),
}
