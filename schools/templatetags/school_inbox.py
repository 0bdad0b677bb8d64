"""What waits for the person in the register: on the home page, and on a school's own page."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access import can
from accounts.roles import Permission
from schools.access import may_edit
from schools.models import Proposal, School, StageService
from schools.school_year import label, school_year_of
from schools.term import term_of

register = template.Library()

LISTS = [
    ("schools:school_list", Permission.VIEW_REGISTER, pgettext_lazy("复数", "学校")),
    ("schools:staff_index", Permission.VIEW_STAFF, pgettext_lazy("复数", "教职工")),
    ("schools:enrolment_list", Permission.VIEW_REGISTER, _("在校生数")),
    ("schools:facility_list", Permission.VIEW_REGISTER, pgettext_lazy("复数", "办学条件")),
    ("schools:confirmation_list", Permission.VIEW_REGISTER, pgettext_lazy("复数", "学期确认")),
    ("schools:proposal_list", Permission.VIEW_REGISTER, pgettext_lazy("复数", "更正申请")),
]


@register.inclusion_tag("schools/_inbox.html", takes_context=True)
def school_inbox(context: dict[str, Any]) -> dict[str, Any]:
    """Show what waits in the register: for the bureau of all schools, for a school of its own.

    Queries: 3, none for who may neither decide nor propose.
    """
    user, today = context["request"].user, timezone.localdate()
    decides, proposes = can(user, Permission.GOVERN_REGISTER), can(user, Permission.PROPOSE_FACTS)
    if not (decides or proposes):
        return {}
    return _waiting(user, today, decides=decides) | {"decides": decides, "user": user}


def _waiting(user: Any, today: Any, *, decides: bool) -> dict[str, Any]:
    term, year = term_of(today), school_year_of(today)
    proposals = Proposal.objects.visible_to(user)
    schools = School.objects.visible_to(user).due_to_confirm(today).with_confirmation(term).confirmed("due")
    waiting = proposals.open() if decides else proposals.pending_at_school(term.first_day)
    missing = StageService.objects.visible_to(user).for_enrolment(year).matching(reported="no")
    return {
        "proposals": waiting.count(),
        "unconfirmed": schools.count() if decides else 0,
        "own_unconfirmed": [] if decides else [_confirmable(user, school) for school in schools],
        "unreported": missing.count(),
        "year": year,
        "year_label": label(year),
        "term": term,
    }


def _confirmable(user: Any, school: School) -> dict[str, Any]:
    """Return what a one-click confirmation needs."""
    place = {"district": school.district_id, "school": school.pk}
    return {
        "school": school,
        "may_confirm": user.reach(Permission.CONFIRM_FACTS).covers(**place),
        "request_key": uuid4(),
    }


@register.inclusion_tag("schools/_confirmation.html", takes_context=True)
def school_confirmation(context: dict[str, Any], school: School) -> dict[str, Any]:
    """Show whether a school of ``with_status`` today confirmed its facts this term, and what waits.

    Queries: 2.
    """
    user, term = context["request"].user, term_of(timezone.localdate())
    given = list(school.confirmations.of_term(term))
    is_due = not school.is_collective and school.status_on_day == "operating"  # type: ignore[attr-defined]
    return {
        **_confirmable(user, school),
        "term": term,
        "given": given[0] if given else None,
        "is_due": is_due,
        "waiting": list(school.proposals.open()),
        "may_propose": can(user, Permission.PROPOSE_FACTS, at=school.place),
    }


@register.inclusion_tag("schools/_register_links.html", takes_context=True)
def register_links(context: dict[str, Any]) -> dict[str, Any]:
    """Show the way between the lists of the register that the viewer may open. Queries: 0."""
    request = context["request"]
    here = request.resolver_match.view_name
    allowed = [(name, label) for name, permission, label in LISTS if can(request.user, permission)]
    return {"entries": [(reverse(name), label, name == here) for name, label in allowed]}


@register.simple_tag(takes_context=True)
def may_edit_record(context: dict[str, Any], school: School) -> bool:
    """Return whether the viewer keeps the school's enrolment and roster. Queries: 0."""
    return may_edit(context["request"].user, school)


@register.simple_tag
def coming_school_year() -> int:
    """Return the last school year for which enrolment can be entered: the one after the present."""
    return school_year_of(timezone.localdate()) + 1
