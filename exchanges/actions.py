"""What schools and the bureau do with rotations: propose, answer, revise, decide, end early."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import Actor, require
from accounts.roles import Permission
from exchanges.choices import Party, PersonnelRelation, RotationEvent, RotationState
from exchanges.models import Rotation
from exchanges.models.rotation import SOMEBODY, THREE_PEOPLE, WHOLE
from exchanges.steps import STEPS, Step
from groups.models import Membership
from records import actions
from records.errors import StaleVersion
from records.locks import lock
from records.models import Place
from records.periods import most_on_a_day
from records.templatetags.records_format import day as day_text
from schools.actions_staff import move_person
from schools.models import Employment, School

REASON_NEEDED = _("请写明原因，对方和教育局会看到。")
NOT_OF_HOME = _("%(day)s，%(person)s不在%(school)s的编制内，不能由%(school)s派出。")
TOO_MUCH = _("%(day)s起，%(person)s的交流合计占工作时间的%(share)s%%，超过 100%%。")
NOT_IN_GROUP = _("%(day)s，%(schools)s不在%(group)s内；仍要批准时，请写明例外的理由。")
OTHER_DISTRICT = _("%(school)s与%(group)s不在同一区县。")
WRONG_END = _("提前结束的日期要晚于开始日期 %(start)s，早于商定的结束日期 %(end)s。")
NO_EXTENSION = _("只能延长已批准的交流，人员和两所学校不变，从原结束日期 %(end)s 起。")
Event = RotationEvent


@transaction.atomic
def propose(rotation: Rotation, *, reason: str = "", request_key: UUID | None = None, by: Actor) -> Rotation:
    """Propose a rotation to the other school; an extension is proposed as a rotation that names the first.

    Raises: PermissionDenied; ValidationError; AlreadyDone.
    """
    require(by, Permission.PROPOSE_ROTATIONS, at=rotation.proposer.place)
    _hold_person(rotation)
    rotation.state, rotation.proposed_by = RotationState.PROPOSED, by.username
    _check_terms(rotation)
    return actions.create(rotation, action="rotation_propose", reason=reason, request_key=request_key, by=by)


@transaction.atomic
def draft_many(rotations: Sequence[Rotation], *, by: Actor) -> list[Rotation]:
    """Suggest rotations to their home schools, which may propose them, change them or leave them.

    Raises: PermissionDenied; ValidationError.
    """
    for rotation in rotations:
        require(by, Permission.APPROVE_ROTATIONS, at=rotation.group.district.place)
        rotation.state, rotation.is_proposed_by_home = RotationState.DRAFT, True
        _check_terms(rotation)
    return actions.create_many(rotations, action="rotation_draft", by=by)


@transaction.atomic
def put_forward(rotation: Rotation, event: RotationEvent, *, reason: str = "", by: Actor) -> Rotation:
    """Propose a draft, or anew what the bureau returned; the other's consent is asked for again.

    Raises: PermissionDenied; ValidationError; StaleVersion.
    """
    _begin(rotation, STEPS[event], reason, by)
    rotation.proposed_by, rotation.answered_by, rotation.decided_by = by.username, "", ""
    _check_terms(rotation)
    return _finish(rotation, event, reason, by)


@transaction.atomic
def answer(rotation: Rotation, event: RotationEvent, *, reason: str = "", by: Actor) -> Rotation:
    """Accept or refuse what the other school proposed, in the name of one's own.

    Where the host school asked for somebody, the home school has set whom by now.
    Raises: PermissionDenied; ValidationError; StaleVersion.
    """
    _begin(rotation, STEPS[event], reason, by)
    if event == Event.ACCEPT:
        _check_others(by.username, [rotation.proposed_by])
        if rotation.person is None:
            raise refusal(SOMEBODY, "nobody", "person")
        _check_terms(rotation)
    rotation.answered_by = by.username
    return _finish(rotation, event, reason, by)


@transaction.atomic
def withdraw(rotation: Rotation, *, reason: str, by: Actor) -> Rotation:
    """Take a proposal back before the bureau approved it.

    Raises: PermissionDenied; ValidationError; StaleVersion.
    """
    _begin(rotation, STEPS[Event.WITHDRAW], reason, by)
    return _finish(rotation, Event.WITHDRAW, reason, by)


@transaction.atomic
def approve(rotation: Rotation, *, exception: str = "", reason: str = "", by: Actor) -> Rotation:
    """Approve what both schools agreed on; a transferred personnel relation moves on the first day.

    Raises: PermissionDenied; ValidationError if the person would work more than the whole time, or a school
    is in no group with the other and no exception is given; StaleVersion.
    """
    _begin(rotation, STEPS[Event.APPROVE], reason, by)
    _check_others(by.username, [rotation.proposed_by, rotation.answered_by])
    _check_terms(rotation)
    _check_group(rotation, exception)
    rotation.decided_by, rotation.exception = by.username, exception
    if rotation.relation == PersonnelRelation.TRANSFERRED:
        employment = _employment(rotation)
        move_person(
            employment,
            school=rotation.host,
            day=rotation.start,
            document=rotation.document,
            reason=reason,
            by=by,
        )
    return _finish(rotation, Event.APPROVE, reason, by)


@transaction.atomic
def give_back(rotation: Rotation, *, reason: str, by: Actor) -> Rotation:
    """Return to the proposing school what both schools agreed on, with the reason.

    Raises: PermissionDenied; ValidationError; StaleVersion.
    """
    _begin(rotation, STEPS[Event.RETURN], reason, by)
    rotation.decided_by = by.username
    return _finish(rotation, Event.RETURN, reason, by)


@transaction.atomic
def end_early(rotation: Rotation, *, day: date, reason: str, by: Actor) -> Rotation:
    """Let an approved rotation end before the agreed day; ``day`` is the first back at the home school.

    Raises: PermissionDenied; ValidationError; StaleVersion.
    """
    _begin(rotation, STEPS[Event.END_EARLY], reason, by)
    if not rotation.start < day < rotation.end:
        params = {"start": day_text(rotation.start), "end": day_text(rotation.end)}
        raise refusal(WRONG_END, "wrong_end", "day", **params)
    rotation.agreed_end, rotation.end = rotation.agreed_end or rotation.end, day
    return _finish(rotation, Event.END_EARLY, reason, by)


def _begin(rotation: Rotation, step: Step, reason: str, by: Actor) -> None:
    """Hold person and rotation, and refuse whoever may not, what is stale, and what comes too late."""
    require(by, step.permission, at=place_of(step.party, rotation))
    _hold_person(rotation)
    [stored] = lock(rotation)
    if stored.version != rotation.version or stored.state not in step.before:
        raise StaleVersion(stored)
    if step.needs_reason and not reason:
        raise refusal(REASON_NEEDED, "reason_needed", "reason")


def _hold_person(rotation: Rotation) -> None:
    """Let nobody else decide about the person's time meanwhile."""
    if rotation.person is not None:
        lock(rotation.person)


def _finish(rotation: Rotation, event: RotationEvent, reason: str, by: Actor) -> Rotation:
    rotation.state, rotation.said = STEPS[event].after, reason
    return actions.change(rotation, action=f"rotation_{event}", reason=reason, by=by)


def place_of(party: Party, rotation: Rotation) -> Place:
    """Return for what the person has to answer whose turn it is."""
    if party == Party.BUREAU:
        return rotation.group.district.place
    return (rotation.proposer if party == Party.PROPOSER else rotation.other).place


def _check_others(username: str, earlier: Iterable[str]) -> None:
    if username in earlier:
        raise refusal(THREE_PEOPLE, "three_people")


def _check_terms(rotation: Rotation) -> None:
    """Refuse terms that cannot be: schools of another district, somebody else's person, too much time."""
    for school, field in ((rotation.home, "home"), (rotation.host, "host")):
        if school.district_id != rotation.group.district_id:
            raise refusal(OTHER_DISTRICT, "other_district", field, school=school, group=rotation.group)
    _check_extension(rotation)
    if rotation.person is not None:
        _employment(rotation)
        _check_share(rotation)


def _check_extension(rotation: Rotation) -> None:
    first = rotation.extends
    if first is None:
        return
    is_same = (first.person_id, first.home_id, first.host_id) == (
        rotation.person_id,
        rotation.home_id,
        rotation.host_id,
    )
    if first.state != RotationState.APPROVED or not is_same or rotation.start != first.end:
        raise refusal(NO_EXTENSION, "no_extension", "start", end=day_text(first.end))


def _employment(rotation: Rotation) -> Employment:
    """Return by which employment the person belongs to the home school on the first day.

    Raises: ValidationError if the person does not.
    """
    employments = Employment.objects.on(rotation.start).filter(staff=rotation.person, school=rotation.home)
    found = employments.select_related("school__district", "staff__district").first()
    if found is None:
        params = {"day": day_text(rotation.start), "person": rotation.person, "school": rotation.home}
        raise refusal(NOT_OF_HOME, "not_of_home", "person", **params)
    return found


def _check_share(rotation: Rotation) -> None:
    others = Rotation.objects.sharing_days_with(rotation.span, rotation.person).exclude(pk=rotation.pk)
    day, share = most_on_a_day(rotation.span, [(other.span, other.share) for other in others])
    if share + rotation.share > WHOLE:
        params = {"day": day_text(day), "person": rotation.person, "share": share + rotation.share}
        raise refusal(TOO_MUCH, "too_much", "share", **params)


def _check_group(rotation: Rotation, exception: str) -> None:
    outside = outsiders(rotation)
    if outside and not exception:
        names = _("、").join(school.name for school in outside)
        params = {"day": day_text(rotation.start), "schools": names, "group": rotation.group}
        raise refusal(NOT_IN_GROUP, "not_in_group", "exception", **params)


def outsiders(rotation: Rotation) -> list[School]:
    """Return those of the two schools that do not belong to the group on the first day. Queries: 1."""
    members = Membership.objects.on(rotation.start).filter(group=rotation.group)
    inside = set(members.values_list("school", flat=True))
    return [school for school in (rotation.home, rotation.host) if school.pk not in inside]


def refusal(message: Any, code: str, field: str = "", **params: Any) -> ValidationError:
    """Return the refusal of an action, at a field or, without one, as a whole."""
    error = ValidationError(message, code=code, params=params)
    return ValidationError({field: error}) if field else error
