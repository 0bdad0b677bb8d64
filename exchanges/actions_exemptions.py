"""Who need not take part in exchanges: the bureau says so, and until when."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import Actor, require
from accounts.roles import Permission
from exchanges.models import Exemption
from records import actions
from schools.models import Employment

NOT_ON_ROSTER = _("开始那天，%(person)s不在%(school)s的编制内。")
ENDED = _("这项登记已经结束。")


@transaction.atomic
def exempt(
    exemption: Exemption, *, reason: str = "", request_key: UUID | None = None, by: Actor
) -> Exemption:
    """Write down that somebody need not take part in exchanges.

    Raises: PermissionDenied; ValidationError; AlreadyDone.
    """
    require(by, Permission.APPROVE_ROTATIONS, at=exemption.school.place)
    own = Employment.objects.filter(staff=exemption.person, school=exemption.school)
    if not (own.on(exemption.start) if exemption.start else own).exists():
        params: dict[str, Any] = {"person": exemption.person.name, "school": exemption.school}
        raise ValidationError({"person": ValidationError(NOT_ON_ROSTER, code="not_on_roster", params=params)})
    return actions.create(exemption, action="exempt", reason=reason, request_key=request_key, by=by)


@transaction.atomic
def end_exemption(exemption: Exemption, *, day: date, reason: str = "", by: Actor) -> Exemption:
    """Let an exemption end; ``day`` is the first on which it no longer holds.

    Raises: PermissionDenied; ValidationError; StaleVersion.
    """
    require(by, Permission.APPROVE_ROTATIONS, at=exemption.school.place)
    if exemption.end is not None and exemption.end <= day:
        raise ValidationError({"day": ValidationError(ENDED, code="ended")})
    exemption.end = day
    return actions.change(exemption, action="end_exemption", reason=reason, by=by)
