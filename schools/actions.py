"""Changes to the register: each one function, in one transaction, with its entry in the trail."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import Actor, require
from accounts.roles import Permission
from records import actions
from records.actions import refuse_used_key
from records.locks import lock
from records.models import Basis, Place
from records.periods import overlapping
from records.templatetags.records_format import day as day_text
from schools import codes, school_year
from schools.models import District, Employment, Enrolment, School, SchoolStatus, Staff, StageService
from schools.stages import Stage

STAGE_NOT_SERVED = _("%(school)s在 %(year)s 学年不办%(stage)s学段，不能登记这个学段的在校生数。")
SAME_STATE = _("学校在这一天已是这个状态，请选择另一个状态。")
LATER_STATE = _("从 %(day)s 起已登记状态“%(status)s”，新状态的日期必须晚于这一天。")
OTHER_DISTRICT = _("%(person)s和所去的学校不都在%(district)s，不能一起登记。")
Hired = tuple[Staff, School, date | None]  # a person, the school, and since when


@transaction.atomic
def register_school(
    school: School,
    *,
    stages: Iterable[Stage],
    operating_from: date | None = None,
    reason: str = "",
    request_key: UUID | None = None,
    by: Actor,
) -> School:
    """Enter a school into the register with the stages it serves; it operates from the day on.

    An empty day means «since before the records begin».
    Raises: PermissionDenied; ValidationError; AlreadyDone.
    """
    require(by, Permission.GOVERN_REGISTER, at=Place(school.district_id, school.district.code))
    lock(school.district)
    codes.check_fits(school.code, school.kind)
    refuse_used_key(request_key)  # else a second submit would hear that its own code is taken
    codes.check_free(school.code)
    actions.create(school, reason=reason, request_key=request_key, by=by)
    status = SchoolStatus(school=school, status=SchoolStatus.Status.OPERATING, start=operating_from)
    actions.create(status, by=by)
    for stage in stages:
        service = StageService(school=school, stage=stage, start=operating_from, basis=school.kind_basis)
        actions.create(service, by=by)
    return school


@transaction.atomic
def change_status(
    school: School,
    *,
    status: str,
    day: date,
    document: str = "",
    reason: str = "",
    request_key: UUID | None = None,
    by: Actor,
) -> SchoolStatus:
    """Let a school be in another state from the day on; the state before ends on that day.

    Raises: PermissionDenied; ValidationError if the state holds already or a later one is recorded;
    AlreadyDone.
    """
    require(by, Permission.GOVERN_REGISTER, at=Place(school.district_id, school.district.code))
    lock(school)
    _check_status(school, status, day)
    for current in school.statuses.on(day):
        current.end = day
        actions.change(current, reason=reason, by=by)
    new = SchoolStatus(school=school, status=status, start=day, document=document)
    return actions.create(new, reason=reason, request_key=request_key, by=by)


def _check_status(school: School, status: str, day: date) -> None:
    """Refuse a state that holds on the day anyhow, and a day on or before which a state begins."""
    if school.statuses.on(day).filter(status=status).exists():
        error = ValidationError(SAME_STATE, code="same_state")
        raise ValidationError({"status": error})
    later = school.statuses.filter(start__gte=day).order_by("start").first()
    if later is not None:
        params = {"day": day_text(later.start), "status": later.get_status_display()}
        error = ValidationError(LATER_STATE, code="later_state", params=params)
        raise ValidationError({"day": error})


@transaction.atomic
def record_enrolment(
    school: School,
    *,
    year: int,
    stage: str,
    pupils: int,
    classes: int | None = None,
    basis: str = Basis.ENTERED,
    reason: str = "",
    by: Actor,
) -> Enrolment:
    """Store how many pupils a school has in one stage and school year, the new figure over the old.

    Raises: PermissionDenied; ValidationError if the school does not serve the stage in that year.
    """
    require(by, Permission.EDIT_REGISTER, at=school.place)
    check_stage_served(Enrolment(school=school, year=year, stage=stage))
    stored = school.enrolments.filter(year=year, stage=stage).first()
    enrolment = stored or Enrolment(school=school, year=year, stage=stage)
    enrolment.pupils, enrolment.classes, enrolment.basis = pupils, classes, basis
    store = actions.change if stored else actions.create
    return store(enrolment, reason=reason, by=by)


def check_stage_served(enrolment: Enrolment) -> None:
    """Lock the school, and refuse pupils of a stage that it serves on no day of the school year.

    Any day is enough: some schools open in October.
    Raises: ValidationError; TransactionManagementError outside a transaction.
    """
    school, year, stage = enrolment.school, enrolment.year, enrolment.stage
    lock(school)
    if not school.stages.filter(overlapping(school_year.days_of(year)), stage=stage).exists():
        params = {"school": school, "year": school_year.label(year), "stage": Stage(stage).label}
        raise ValidationError(STAGE_NOT_SERVED, code="stage_not_served", params=params)


def check_same_district(person: Staff, school: School) -> None:
    """Refuse a school that is not in the district on whose roster the person is.

    Raises: ValidationError.
    """
    if person.district_id != school.district_id:
        params = {"person": person, "district": person.district}
        raise ValidationError(OTHER_DISTRICT, code="other_district", params=params)


@transaction.atomic
def hire_many(people: Sequence[Hired], *, district: District, by: Actor) -> list[Employment]:
    """Put many new people on the rosters of their schools, each from a day on.

    Raises: PermissionDenied; ValidationError; IntegrityError if a staff number is taken.
    Queries: constant, and one INSERT for every 500 people and employments.
    """
    _check_one_district(people, district)
    for school in {school for _person, school, _day in people}:
        require(by, Permission.EDIT_REGISTER, at=school.place)
    lock(district)
    actions.create_many([person for person, _school, _day in people], by=by)
    employments = [Employment(staff=person, school=school, start=day) for person, school, day in people]
    return actions.create_many(employments, by=by)


def _check_one_district(people: Sequence[Hired], district: District) -> None:
    for person, school, _day in people:
        if {person.district_id, school.district_id} != {district.pk}:
            params = {"person": person, "district": district}
            raise ValidationError(OTHER_DISTRICT, code="other_district", params=params)
