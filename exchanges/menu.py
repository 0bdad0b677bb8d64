"""What a person may do with a rotation, as links."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import can
from accounts.roles import Permission
from exchanges.actions import place_of
from exchanges.choices import RotationEvent, RotationPhase
from exchanges.models import Rotation
from exchanges.steps import STEPS
from schools.menu import MenuLink

EXTEND, LETTER = _("延长"), _("下载派遣函")


def rotation_menu(user: Any, rotation: Rotation, day: date) -> list[MenuLink]:
    """Return what the person may do with the rotation on a day. Queries: 0."""
    phase = rotation.phase_on(day)
    links = [
        MenuLink(reverse(f"exchanges:rotation_{event}", args=[rotation.pk]), event.label)
        for event in RotationEvent
        if _may(user, rotation, event) and (event != RotationEvent.END_EARLY or phase in STILL_TO_END)
    ]
    if phase is not None and _proposes(user, rotation) and not rotation.agreed_end:
        links.append(MenuLink(reverse("exchanges:rotation_extend", args=[rotation.pk]), EXTEND))
    if phase is not None:
        links.append(MenuLink(reverse("exchanges:rotation_letter", args=[rotation.pk]), LETTER))
    return links


def waits_for(user: Any, rotation: Rotation) -> bool:
    """Return whether it is the person's turn to decide. Queries: 0."""
    return any(_may(user, rotation, event) for event in TURNS)


TURNS = (RotationEvent.PROPOSE, RotationEvent.ACCEPT, RotationEvent.REVISE, RotationEvent.APPROVE)
STILL_TO_END = (RotationPhase.AHEAD, RotationPhase.UNDER_WAY)


def _may(user: Any, rotation: Rotation, event: RotationEvent) -> bool:
    step = STEPS[event]
    return rotation.state in step.before and can(user, step.permission, at=place_of(step.party, rotation))


def _proposes(user: Any, rotation: Rotation) -> bool:
    places = (rotation.home.place, rotation.host.place)
    return any(can(user, Permission.PROPOSE_ROTATIONS, at=place) for place in places)
