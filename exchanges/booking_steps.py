"""The way of a booking: which event leads from which state to which, whose turn it is, and what it asks."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.roles import Permission
from exchanges.choices import BookingEvent, BookingState, Side

State, Event = BookingState, BookingEvent


@dataclass(frozen=True)
class Step:
    """One event: where it may come from, where it leads, who may do it, and when."""

    before: frozenset[BookingState]
    after: BookingState
    side: Side
    needs_reason: bool = False
    is_after_start: bool = False

    @property
    def permission(self) -> Permission:
        """Return the right that the event needs at its side's school."""
        return Permission.OFFER_RESOURCES if self.side == Side.OWNER else Permission.BOOK_RESOURCES


STEPS: dict[BookingEvent, Step] = {
    Event.CONFIRM: Step(frozenset({State.REQUESTED}), State.CONFIRMED, Side.OWNER),
    Event.DECLINE: Step(frozenset({State.REQUESTED}), State.DECLINED, Side.OWNER, needs_reason=True),
    Event.CANCEL: Step(frozenset({State.REQUESTED, State.CONFIRMED}), State.CANCELLED, Side.BOOKER),
    Event.REVOKE: Step(frozenset({State.CONFIRMED}), State.CANCELLED, Side.OWNER, needs_reason=True),
    Event.NO_SHOW: Step(frozenset({State.CONFIRMED}), State.NO_SHOW, Side.OWNER, is_after_start=True),
}
