"""Changes to a school's staff: hire, correct, move to another school, leave."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import Actor, require
from accounts.roles import Permission
from records import actions
from records.locks import lock
from records.models import Basis
from records.templatetags.records_format import day as day_text
from schools.actions import check_same_district
from schools.models import Employment, School, Staff

GONE = frozenset({Staff.Status.RETIRED, Staff.Status.LEFT})
SAME_SCHOOL = _("%(person)s现在就在%(school)s，请选择另一所学校。")
ENDS_LATER = _("%(person)s的编制已登记从 %(day)s 起结束，不能再登记另一次变动。")
TOO_EARLY = _("这一天必须晚于到本校的日期 %(day)s。")
IN_FUTURE = _("离校日期不能晚于今天；请到那一天再登记。")
BEFORE_LEFT = _("这一天不能早于离开原学校的日期 %(day)s。")


@transaction.atomic
def hire(
    person: Staff,
    *,
    school: School,
    start: date | None = None,
    reason: str = "",
    request_key: UUID | None = None,
    by: Actor,
) -> Employment:
    """Put a new person on a school's roster from a day on.

    An empty day means «since before the records begin».
    Raises: PermissionDenied; ValidationError; AlreadyDone.
    """
    require(by, Permission.EDIT_REGISTER, at=school.place)
    check_same_district(person, school)
    lock(school)  # before the trail, for which everybody waits
    person.filed_at = school
    actions.create(person, reason=reason, request_key=request_key, by=by)
    return actions.create(Employment(staff=person, school=school, start=start), by=by)


@transaction.atomic
def correct_person(person: Staff, *, school: School, reason: str = "", by: Actor) -> Staff:
    """Store changed facts of a person of the school; they are from now on as somebody entered them.

    Raises: PermissionDenied; ValidationError; StaleVersion.
    """
    require(by, Permission.EDIT_REGISTER, at=school.place)
    person.filed_at = school
    [stored] = lock(person)
    if stored.snapshot() | {"version": person.version} != person.snapshot():
        person.basis = Basis.ENTERED
    return actions.change(person, reason=reason, by=by)


@transaction.atomic
def move_person(
    employment: Employment, *, school: School, day: date, document: str = "", reason: str = "", by: Actor
) -> Employment:
    """Give a person another home school from the day on; the employment before ends on it.

    Who had left comes back by it. Only who answers for both schools, the bureau, may do it.
    Raises: PermissionDenied; ValidationError; StaleVersion.
    """
    person = employment.staff
    require(by, Permission.EDIT_REGISTER, at=person.district.place)
    check_same_district(person, school)
    lock(employment.school, school)
    [person] = lock(person)
    if employment.end is None:
        _refuse_same_school(employment, school)
        _end(employment, day, document=document, action="move", reason=reason, by=by)
    elif employment.end > day:
        _refuse_day(BEFORE_LEFT if person.status in GONE else ENDS_LATER, employment, employment.end)
    if person.status in GONE:
        person.status, person.filed_at = Staff.Status.ACTIVE, school
        actions.change(person, action="move", reason=reason, by=by)
    new = Employment(staff=person, school=school, start=day, document=document)
    return actions.create(new, action="move", reason=reason, by=by)


@transaction.atomic
def leave(
    employment: Employment,
    *,
    status: str,
    day: date,
    on: date,
    document: str = "",
    reason: str = "",
    by: Actor,
) -> Employment:
    """Let a person leave the school, retired or for a place outside the district; ``day`` is the first away.

    ``on`` is today: a status has no days, so that nobody can retire in advance.
    Raises: PermissionDenied; ValidationError; StaleVersion.
    """
    require(by, Permission.EDIT_REGISTER, at=employment.school.place)
    lock(employment.school)  # in the order of move_person, or the two wait for each other for ever
    [person] = lock(employment.staff)
    if day > on:
        raise ValidationError({"day": ValidationError(IN_FUTURE, code="in_future")})
    if employment.end is not None:
        _refuse_day(ENDS_LATER, employment, employment.end)
    _end(employment, day, document=document, action="leave_school", reason=reason, by=by)
    person.status, person.filed_at = status, employment.school
    actions.change(person, action="leave_school", reason=reason, by=by)
    return employment


def _end(employment: Employment, day: date, *, document: str, action: str, reason: str, by: Actor) -> None:
    if employment.start and day <= employment.start:
        _refuse_day(TOO_EARLY, employment, employment.start)
    employment.end, employment.document = day, document or employment.document
    actions.change(employment, action=action, reason=reason, by=by)


def _refuse_same_school(employment: Employment, school: School) -> None:
    if school == employment.school:
        params = {"person": employment.staff.name, "school": school}
        raise ValidationError({"school": ValidationError(SAME_SCHOOL, code="same_school", params=params)})


def _refuse_day(message: Any, employment: Employment, day: date) -> None:
    params = {"person": employment.staff.name, "day": day_text(day)}
    raise ValidationError({"day": ValidationError(message, code="wrong_day", params=params)})
