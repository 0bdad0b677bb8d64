"""Facts with their basis: the school confirms them or proposes a correction, the bureau decides."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access import can, require
from accounts.door import acting
from accounts.roles import Permission
from records.days import day_form
from records.forms import ActionForm
from records.list_pages import list_page
from records.models import AuditEntry
from records.pages import FormPage, form_page
from schools import fact_values
from schools.actions_facts import (
    accept_proposal,
    confirm_facts,
    propose_fact,
    return_proposal,
    withdraw_proposal,
)
from schools.choices import ProposedFact
from schools.forms_facts import (
    AcceptForm,
    AnswerForm,
    ConfirmationFilterForm,
    ConfirmForm,
    ProposalFilterForm,
    propose_form,
)
from schools.models import Proposal, School
from schools.term import term_of

SCHOOLS = pgettext_lazy("复数", "学校")
PROPOSALS = pgettext_lazy("复数", "更正申请")
CONFIRMATIONS = pgettext_lazy("复数", "学期确认")
RECENT = 20  # entries of the trail on a proposal's page


def confirmation_list(request: HttpRequest) -> HttpResponse:
    """List which schools confirmed their facts in the term of a day, and which did not."""
    days, form = day_form(request), ConfirmationFilterForm(request.GET)
    term = term_of(days.day)
    due = School.objects.visible_to(request.user).due_to_confirm(days.day).named_on(days.day)
    rows = (
        due.with_confirmation(term)
        .matching(days.day, text=form.chosen["q"])
        .confirmed(form.chosen["done"])
        .sorted_by(form.order)
    )
    return list_page(
        request,
        "schools/confirmation_list.html",
        form=form,
        rows=rows,
        name=CONFIRMATIONS,
        days=days,
        context={"term": term},
    )


def facts_confirm(request: HttpRequest, code: str) -> HttpResponse:
    """Confirm the own school's facts of this term, by one click from here or from another page."""
    school = _school(request, code, Permission.CONFIRM_FACTS)
    today = timezone.localdate()
    return form_page(
        request,
        build=lambda data: ConfirmForm(data, record=school, user=request.user),
        act=lambda form: confirm_facts(form.record, on=today, request_key=form.key, by=acting(request)),
        page=FormPage(
            _("确认本校的基本事实"),
            back=school.get_absolute_url(),
            done=_("已确认。谢谢您的核对。"),
            submit=_("内容无误，确认"),
            lead=term_of(today).label,
            crumbs=_crumbs(school),
            after=school.get_absolute_url(),
            template="schools/confirm_facts.html",
            context={"school": school, "facts": fact_values.facts_of(school)},
        ),
    )


def proposal_choose(request: HttpRequest, code: str) -> HttpResponse:
    """Show the facts of a school, to choose the one that is to be corrected."""
    school = _school(request, code, Permission.PROPOSE_FACTS)
    waiting = list(Proposal.objects.visible_to(request.user).of_schools([school.pk]).open())
    context = {"school": school, "facts": fact_values.facts_of(school), "waiting": waiting}
    return render(request, "schools/proposal_choose.html", context)


def proposal_new(request: HttpRequest, code: str, field: str) -> HttpResponse:
    """Propose the correction of one fact."""
    school = _school(request, code, Permission.PROPOSE_FACTS)
    form_class, label = propose_form(field), ProposedFact(field).label
    return form_page(
        request,
        build=lambda data: form_class(data, record=school, user=request.user),
        act=lambda form: propose_fact(
            form.record,
            field=field,
            value=form.cleaned_data["value"],
            explanation=form.given_reason,
            request_key=form.key,
            by=acting(request),
        ),
        page=FormPage(
            _("提出更正：%(fact)s") % {"fact": label},
            back=reverse("schools:proposal_choose", args=[school.code]),
            done=_("更正申请已提交，等待教育局核定。"),
            submit=_("提交申请"),
            lead=_("现在的内容：%(now)s")
            % {"now": fact_values.in_words(field, fact_values.present(school, field))},
            crumbs=_crumbs(school),
        ),
    )


def proposal_list(request: HttpRequest) -> HttpResponse:
    """List the proposals of the schools that the person may read."""
    schools = School.objects.visible_to(request.user).order_by("code")
    form, term = ProposalFilterForm(request.GET, schools=schools), term_of(timezone.localdate())
    found = Proposal.objects.visible_to(request.user).matching(since=term.first_day, **form.conditions)
    rows = found.for_list().sorted_by(form.order)
    return list_page(request, "schools/proposal_list.html", form=form, rows=rows, name=PROPOSALS)


def proposal_detail(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show what is proposed beside what is stored, and what came of it."""
    proposal = _proposal(request, key)
    school = proposal.school
    trail = AuditEntry.objects.visible_to(request.user).about(proposal)
    context = {
        **_compared(proposal),
        "facts": fact_values.facts_of(school),
        "entries": trail.newest(RECENT),
        "may_read_trail": can(request.user, Permission.VIEW_AUDIT, at=school.place),
        "may_decide": proposal.is_open and can(request.user, Permission.GOVERN_REGISTER, at=school.place),
        "may_propose": can(request.user, Permission.PROPOSE_FACTS, at=school.place),
    }
    return render(request, "schools/proposal_detail.html", context)


def proposal_accept(request: HttpRequest, key: UUID) -> HttpResponse:
    """Accept a proposal: the fact takes the proposed value."""
    proposal = _proposal(request, key, Permission.GOVERN_REGISTER)
    return form_page(
        request,
        build=lambda data: AcceptForm(data, record=proposal, user=request.user),
        act=lambda form: accept_proposal(
            form.record,
            knowingly=form.cleaned_data.get("knowingly", False),
            answer=form.given_reason,
            by=acting(request),
        ),
        page=_deciding(proposal, _("采纳更正"), _("已采纳，学校档案已更正。")),
    )


def proposal_return(request: HttpRequest, key: UUID) -> HttpResponse:
    """Return a proposal to the school with the reason."""
    proposal = _proposal(request, key, Permission.GOVERN_REGISTER)
    return form_page(
        request,
        build=lambda data: AnswerForm(data, record=proposal, user=request.user),
        act=lambda form: return_proposal(form.record, answer=form.given_reason, by=acting(request)),
        page=_deciding(proposal, _("退回更正"), _("已退回，学校会看到理由。")),
    )


def proposal_withdraw(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take back the own school's proposal."""
    proposal = _proposal(request, key, Permission.PROPOSE_FACTS)
    return form_page(
        request,
        build=lambda data: ActionForm(data, record=proposal, user=request.user),
        act=lambda form: withdraw_proposal(form.record, reason=form.given_reason, by=acting(request)),
        page=_deciding(proposal, _("撤回更正"), _("申请已撤回。")),
    )


def _school(request: HttpRequest, code: str, permission: Permission) -> School:
    schools = School.objects.visible_to(request.user).for_record(timezone.localdate())
    school = get_object_or_404(schools, code=code)
    require(request.user, permission, at=school.place)
    return school


def _proposal(request: HttpRequest, key: UUID, permission: Permission = Permission.VIEW_REGISTER) -> Proposal:
    proposals = Proposal.objects.visible_to(request.user).for_list().prefetch_related("school__stages")
    proposal = get_object_or_404(proposals, key=key)
    require(request.user, permission, at=proposal.school.place)
    return proposal


def _crumbs(school: School) -> tuple[tuple[Any, str], ...]:
    return (
        (SCHOOLS, reverse("schools:school_list")),
        (school.name, school.get_absolute_url()),
    )


def _compared(proposal: Proposal) -> dict[str, Any]:
    present = fact_values.present(proposal.school, proposal.field)
    return {
        "proposal": proposal,
        "school": proposal.school,
        "present": fact_values.in_words(proposal.field, present),
        "proposed": fact_values.in_words(proposal.field, proposal.proposed),
        "against": fact_values.in_words(proposal.field, proposal.against),
        "is_overtaken": proposal.is_open and present != proposal.against,
    }


def _deciding(proposal: Proposal, title: Any, done: Any) -> FormPage:
    return FormPage(
        title,
        back=proposal.get_absolute_url(),
        done=done,
        submit=title,
        lead=str(proposal),
        crumbs=((PROPOSALS, reverse("schools:proposal_list")), (str(proposal), proposal.get_absolute_url())),
        template="schools/proposal_decide.html",
        context=_compared(proposal),
    )
