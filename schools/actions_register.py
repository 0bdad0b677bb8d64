"""What an officer does to a school's place in the register: names, codes, stages, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from accounts.access import Actor, require
from accounts.roles import Permission
from records import actions
from records.locks import lock
from records.models import Basis
from records.templatetags.records_format import day as day_text
from schools import codes
from schools.actions import register_school
from schools.dependents import dependents
from schools.models import FormerName, Lineage, RetiredCode, School, StageService
from schools.school_year import first_day, label, school_year_of
from schools.stages import Stage

SAME_NAME = _("学校现在就叫“%(name)s”，请填写新的名称。")
BEFORE_LAST_NAME = _("学校在 %(day)s 已更名一次，新的更名日期必须晚于这一天。")
OFFICIAL_STAYS = _("学校已有正式的学校标识码；更名不换码，变更办学类型时原码作废，由新登记的学校取代。")
NOT_OFFICIAL = _("“%(code)s”不是正式的学校标识码，请填写十位数字。")
STAGE_NOT_HELD = _("学校在这一天之前没有在办的%(stage)s学段，请核对学段和日期。")
STAGE_COUNTED = _("已登记 %(year)s 学年%(stage)s学段的在校生数，不能从这一天起停办；请先更正在校生数或日期。")
STILL_USED = _("没有删除：仍有其他记录引用这所学校。不再办学的学校请登记撤销，记录会保留。")


@transaction.atomic
def correct_school(school: School, *, reason: str = "", by: Actor) -> School:
    """Store what an officer corrected in a school's basic facts; name and code have actions of their own.

    Raises: PermissionDenied; ValidationError if an official code says another kind; StaleVersion.
    """
    require(by, Permission.GOVERN_REGISTER, at=school.place)
    codes.check_fits(school.code, school.kind, field="kind")
    [stored] = lock(school)
    if (stored.town, stored.urban_rural) != (school.town, school.urban_rural):
        school.location_basis = Basis.ENTERED  # no longer what was drawn for trying out
    return actions.change(school, reason=reason, by=by)


@transaction.atomic
def rename_school(
    school: School,
    *,
    name: str,
    day: date,
    document: str = "",
    reason: str = "",
    request_key: UUID | None = None,
    by: Actor,
) -> School:
    """Give a school another name from a day on; the old one becomes a former name, the code stays.

    Raises: PermissionDenied; ValidationError; StaleVersion; AlreadyDone.
    """
    require(by, Permission.GOVERN_REGISTER, at=school.place)
    lock(school)
    _check_rename(school, name, day)
    former = FormerName(school=school, name=school.name, used_until=day, document=document)
    school.name = name
    actions.change(school, reason=reason, by=by)
    actions.create(former, reason=reason, request_key=request_key, by=by)
    return school


def _check_rename(school: School, name: str, day: date) -> None:
    if name == school.name:
        error = ValidationError(SAME_NAME, code="same_name", params={"name": name})
        raise ValidationError({"name": error})
    last = school.former_names.aggregate(last=Max("used_until"))["last"]
    if last and day <= last:
        error = ValidationError(BEFORE_LAST_NAME, code="before_last_name", params={"day": day_text(last)})
        raise ValidationError({"day": error})


@transaction.atomic
def add_name(name: FormerName, *, reason: str = "", request_key: UUID | None = None, by: Actor) -> FormerName:
    """Store a name by which a school is also known, or was known.

    Raises: PermissionDenied; ValidationError; AlreadyDone.
    """
    require(by, Permission.GOVERN_REGISTER, at=name.place)
    return actions.create(name, reason=reason, request_key=request_key, by=by)


@transaction.atomic
def remove_name(name: FormerName, *, reason: str = "", by: Actor) -> None:
    """Take out a former name or an alias; the trail keeps it.

    Raises: PermissionDenied; StaleVersion if it was changed meanwhile, or is gone.
    """
    require(by, Permission.GOVERN_REGISTER, at=name.place)
    actions.remove(name, reason=reason, by=by)


@transaction.atomic
def replace_code(
    school: School,
    *,
    code: str,
    day: date,
    reason: str = "",
    request_key: UUID | None = None,
    by: Actor,
) -> School:
    """Give a school its official code in the place of the provisional one, which nobody bears again.

    Raises: PermissionDenied; ValidationError; StaleVersion; AlreadyDone.
    """
    require(by, Permission.GOVERN_REGISTER, at=school.place)
    lock(school.district, school)
    _check_code(school, code)
    retired = RetiredCode(school=school, code=school.code, retired_on=day)
    school.code = code
    actions.change(school, reason=reason, by=by)
    actions.create(retired, reason=reason, request_key=request_key, by=by)
    return school


def _check_code(school: School, code: str) -> None:
    if not school.has_provisional_code:
        raise ValidationError(OFFICIAL_STAYS, code="official_stays")
    if not codes.is_official(code):
        error = ValidationError(NOT_OFFICIAL, code="not_official", params={"code": code})
        raise ValidationError({"code": error})
    codes.check_fits(code, school.kind)
    codes.check_free(code)


@transaction.atomic
def begin_stage(
    service: StageService, *, reason: str = "", request_key: UUID | None = None, by: Actor
) -> School:
    """Let a school serve one more stage from a day on, and return the school.

    Raises: PermissionDenied; ValidationError if it serves the stage already; AlreadyDone.
    """
    require(by, Permission.GOVERN_REGISTER, at=service.place)
    lock(service.school)
    actions.create(service, reason=reason, request_key=request_key, by=by)
    return service.school


@transaction.atomic
def end_stage(
    school: School, *, stage: str, day: date, document: str = "", reason: str = "", by: Actor
) -> School:
    """Let a school no longer serve a stage from a day on.

    Raises: PermissionDenied; ValidationError if it does not serve the stage before that day, or pupils
    of a later school year are stored.
    """
    require(by, Permission.GOVERN_REGISTER, at=school.place)
    lock(school)
    service = school.stages.open_before(day).filter(stage=stage).first()
    if service is None:
        params = {"stage": Stage(stage).label}
        raise ValidationError({"stage": ValidationError(STAGE_NOT_HELD, code="not_held", params=params)})
    _check_no_pupils_after(school, stage, day)
    service.end, service.document = day, document or service.document
    actions.change(service, reason=reason, by=by)
    return school


def _check_no_pupils_after(school: School, stage: str, day: date) -> None:
    """Refuse the end of a stage of which pupils are stored for a year that begins on that day or later."""
    year = school_year_of(day)
    first = year if first_day(year) == day else year + 1
    later = school.enrolments.filter(stage=stage, year__gte=first).order_by("year").first()
    if later is not None:
        params = {"year": label(later.year), "stage": Stage(stage).label}
        error = ValidationError(STAGE_COUNTED, code="stage_counted", params=params)
        raise ValidationError({"day": error})


@transaction.atomic
def record_lineage(
    predecessor: School,
    successor: School,
    *,
    kind: str,
    day: date,
    document: str = "",
    reason: str = "",
    by: Actor,
) -> Lineage:
    """Write down that one school became, or came out of, another on a day.

    Raises: PermissionDenied; ValidationError if both are one school, or it is written down already.
    """
    for school in (predecessor, successor):
        require(by, Permission.GOVERN_REGISTER, at=school.place)
    lock(predecessor, successor)
    lineage = Lineage(predecessor=predecessor, successor=successor, kind=kind, day=day, document=document)
    return actions.create(lineage, reason=reason, by=by)


@transaction.atomic
def split_school(
    predecessor: School,
    successor: School,
    *,
    stages: Iterable[Stage],
    day: date,
    document: str = "",
    reason: str = "",
    request_key: UUID | None = None,
    by: Actor,
) -> School:
    """Set up a new school out of one that goes on, from a day on.

    Raises: PermissionDenied; ValidationError; AlreadyDone.
    """
    register_school(
        successor, stages=stages, operating_from=day, reason=reason, request_key=request_key, by=by
    )
    kind = Lineage.Kind.SPLIT_FROM
    record_lineage(predecessor, successor, kind=kind, day=day, document=document, reason=reason, by=by)
    return successor


@transaction.atomic
def delete_school(school: School, *, reason: str, by: Actor) -> None:
    """Take a school out of the register that was entered by mistake and on which nothing depends.

    Raises: PermissionDenied; ValidationError if anything depends on it; StaleVersion if it was changed
    meanwhile, or is gone.
    """
    require(by, Permission.GOVERN_REGISTER, at=school.place)
    lock(school)
    if dependents(school):
        raise ValidationError(STILL_USED, code="still_used")
    actions.remove(school, reason=reason, by=by)
