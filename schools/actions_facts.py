"""What a school says of its facts, and what the bureau answers to a proposed correction."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import Actor, require
from accounts.roles import Permission
from records import actions
from records.errors import StaleVersion
from records.locks import lock
from records.models import Basis
from schools import fact_values
from schools.models import Confirmation, Proposal, School
from schools.term import term_of

UNCONFIRMED = (Basis.REPORT, Basis.INFERRED, Basis.IMPORTED)  # what the school's word can settle
DECISIONS = {  # the word of the trail for each end of a proposal
    Proposal.State.ACCEPTED: "accept",
    Proposal.State.RETURNED: "return",
    Proposal.State.WITHDRAWN: "withdraw",
}
STILL_OPEN = _("还有 %(count)s 份更正申请等待处理，处理完再确认；也可以先撤回申请。")
NOTHING_NEW = _("建议的内容与现在的内容相同，不用提出更正。")
DECIDED = _("这份申请已经处理：%(state)s。")
OVERTAKEN = _("提出申请之后，这一项已改为“%(now)s”。请核对后勾选确认，再采纳。")


@transaction.atomic
def confirm_facts(school: School, *, on: date, request_key: UUID | None = None, by: Actor) -> Confirmation:
    """Store that the school says its facts are right, once in the term of the day.

    What was reported, inferred or imported is confirmed by it; what the school entered stays entered.
    Raises: PermissionDenied; ValidationError while a proposal is open, or the second time in a term;
    StaleVersion if the school's record changed since it was read; AlreadyDone.
    """
    require(by, Permission.CONFIRM_FACTS, at=school.place)
    lock(school)
    waiting = school.proposals.open().count()
    if waiting:
        raise ValidationError(STILL_OPEN, code="proposal_open", params={"count": waiting})
    for name in ("kind_basis", "ownership_basis"):
        if getattr(school, name) in UNCONFIRMED:
            setattr(school, name, Basis.CONFIRMED)
    actions.change(school, action="confirm", by=by)
    for service in school.stages.filter(basis__in=UNCONFIRMED):
        service.basis = Basis.CONFIRMED
        actions.change(service, action="confirm", by=by)
    term = term_of(on)
    confirmation = Confirmation(
        school=school,
        school_year=term.year,
        term=term.half,
        confirmed_at=timezone.now(),
        confirmed_by=by.username,
    )
    return actions.create(confirmation, action="confirm", request_key=request_key, by=by)


@transaction.atomic
def propose_fact(
    school: School, *, field: str, value: str, explanation: str, request_key: UUID | None = None, by: Actor
) -> Proposal:
    """Store that the school wants one of its facts corrected; the fact itself stays as it is.

    Raises: PermissionDenied; ValidationError if the value is the present one, or another proposal about the
    fact is open; StaleVersion if the school's record changed since it was read; AlreadyDone.
    """
    require(by, Permission.PROPOSE_FACTS, at=school.place)
    [stored] = lock(school)
    if stored.version != school.version:
        raise StaleVersion(stored)
    against = fact_values.present(stored, field)
    if value == against:
        raise ValidationError({"value": ValidationError(NOTHING_NEW, code="nothing_new")})
    proposal = Proposal(
        school=school,
        field=field,
        proposed=value,
        against=against,
        explanation=explanation,
        proposed_at=timezone.now(),
        proposed_by=by.username,
    )
    return actions.create(proposal, action="propose", reason=explanation, request_key=request_key, by=by)


@transaction.atomic
def accept_proposal(proposal: Proposal, *, knowingly: bool = False, answer: str = "", by: Actor) -> Proposal:
    """Give the school's fact the proposed value, as a confirmed one.

    Raises: PermissionDenied; ValidationError if it was decided, the value does not fit, or the fact changed
    since it was proposed and the officer does not act ``knowingly``; StaleVersion.
    """
    require(by, Permission.GOVERN_REGISTER, at=proposal.school.place)
    [school] = lock(proposal.school)
    _refuse_decided(proposal)
    now = fact_values.present(school, proposal.field)
    if now != proposal.against and not knowingly:
        params = {"now": fact_values.in_words(proposal.field, now)}
        raise ValidationError(OVERTAKEN, code="overtaken", params=params)
    _decide(proposal, Proposal.State.ACCEPTED, answer, by)
    setattr(school, proposal.field, fact_values.as_value(proposal.field, proposal.proposed))
    basis = fact_values.BASIS_OF.get(Proposal.Fact(proposal.field))
    if basis:
        setattr(school, basis, Basis.CONFIRMED)
    actions.change(school, action="accept", reason=answer or proposal.explanation, by=by)
    return proposal


@transaction.atomic
def return_proposal(proposal: Proposal, *, answer: str, by: Actor) -> Proposal:
    """Give the proposal back to the school, with the reason; the fact stays as it is.

    Raises: PermissionDenied; ValidationError without a reason, or if it was decided; StaleVersion.
    """
    require(by, Permission.GOVERN_REGISTER, at=proposal.school.place)
    return _decide(proposal, Proposal.State.RETURNED, answer, by)


@transaction.atomic
def withdraw_proposal(proposal: Proposal, *, reason: str = "", by: Actor) -> Proposal:
    """Take back the own school's proposal that nobody decided yet.

    Raises: PermissionDenied; ValidationError if it was decided; StaleVersion.
    """
    require(by, Permission.PROPOSE_FACTS, at=proposal.school.place)
    return _decide(proposal, Proposal.State.WITHDRAWN, reason, by)


def _refuse_decided(proposal: Proposal) -> None:
    if not proposal.is_open:
        params = {"state": proposal.get_state_display()}
        raise ValidationError(DECIDED, code="decided", params=params)


def _decide(proposal: Proposal, state: str, answer: str, by: Actor) -> Proposal:
    _refuse_decided(proposal)
    proposal.state, proposal.answer = state, answer
    proposal.decided_at, proposal.decided_by = timezone.now(), by.username
    return actions.change(proposal, action=DECISIONS[Proposal.State(state)], reason=answer, by=by)
