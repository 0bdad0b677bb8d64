"""What a school keeps of its rooms, grounds and equipment, a school year at a time."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import Actor, require
from accounts.roles import Permission
from records import actions
from records.actions import refuse_used_key
from records.locks import lock
from records.models import Basis
from schools import school_year
from schools.models import Facility, School

STORED = _("%(school)s %(year)s 学年的“%(item)s”已经登记，请修改已登记的那一项，或另填一个项目。")
ASKED = ("year", "item", "quantity", "area", "value")  # what people say of an item


@transaction.atomic
def add_facility(
    facility: Facility, *, reason: str = "", request_key: UUID | None = None, by: Actor
) -> Facility:
    """Store what a school has of one item in one school year.

    Raises: PermissionDenied; ValidationError if the item is stored for that year; AlreadyDone.
    """
    require(by, Permission.EDIT_REGISTER, at=facility.place)
    lock(facility.school)
    refuse_used_key(request_key)  # else a second submit would hear that its own item is stored
    check_once(facility.school, year=facility.year, item=facility.item)
    return actions.create(facility, reason=reason, request_key=request_key, by=by)


@transaction.atomic
def change_facility(facility: Facility, *, reason: str = "", by: Actor) -> Facility:
    """Store other figures of an item; from then on they are as somebody entered them.

    Raises: PermissionDenied; ValidationError if the year has the item already; StaleVersion.
    """
    require(by, Permission.EDIT_REGISTER, at=facility.place)
    _school, stored = lock(facility.school, facility)
    check_once(facility.school, year=facility.year, item=facility.item, beside=facility.pk)
    if any(getattr(stored, name) != getattr(facility, name) for name in ASKED):
        facility.basis = Basis.ENTERED
    return actions.change(facility, reason=reason, by=by)


@transaction.atomic
def remove_facility(facility: Facility, *, reason: str = "", by: Actor) -> None:
    """Take an item out; the trail keeps it.

    Raises: PermissionDenied; StaleVersion if it was changed meanwhile, or is gone.
    """
    require(by, Permission.EDIT_REGISTER, at=facility.place)
    actions.remove(facility, reason=reason, by=by)


def check_once(school: School, *, year: int, item: str, beside: int | None = None) -> None:
    """Refuse an item that a school has in that year already, in another row than ``beside``.

    The constraint says so too; here it is said at the field.
    Raises: ValidationError at the field «item». Queries: 1.
    """
    stored = school.facilities.filter(year=year, item=item).first()
    if stored and stored.pk != beside:
        params = {"school": school.name, "year": school_year.label(year), "item": item}
        raise ValidationError({"item": ValidationError(STORED, code="stored", params=params)})
