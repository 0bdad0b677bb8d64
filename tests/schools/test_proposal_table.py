"""Proposals and confirmations as a table: each event, in each state, by each kind of person."""

from datetime import date
from itertools import product
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.roles import ROLES
from records.models import AuditEntry
from schools.actions_facts import DECISIONS, confirm_facts
from schools.models import Confirmation, Proposal, School
from schools.school_year import first_day
from schools.term import Half, Term, term_of
from tests import factories
from tests.bad_input import filled

TODAY = timezone.localdate()
TERM = term_of(TODAY)
OFFICER, OWN, PRINCIPAL = {"officer": 302}, {"principal": 302, "clerk": 302}, {"principal": 302}
STRANGERS = ["other_principal", "lead_principal", "other_clerk"]
PEOPLE = [*ROLES, *STRANGERS, "neighbour", "anonymous"]
ANSWERS = {  # event: the answer to each person while it is possible; whoever is not named gets 403
    "accept": {**OFFICER, "neighbour": 404, "anonymous": 302},
    "return": {**OFFICER, "neighbour": 404, "anonymous": 302},
    "withdraw": {**OWN, **dict.fromkeys(STRANGERS, 404), "anonymous": 302},
    "propose": {**OWN, **dict.fromkeys(STRANGERS, 404), "anonymous": 302},
    "confirm": {**PRINCIPAL, "other_principal": 404, "lead_principal": 404, "anonymous": 302},
}
MAY = {"accept": OFFICER, "return": OFFICER, "withdraw": OWN, "propose": OWN, "confirm": PRINCIPAL}
DEEDS = ["accept", "return", "withdraw"]
ENDS = {"accept": "accepted", "return": "returned", "withdraw": "withdrawn"}
TYPED = {
    "accept": {"reason": "核实"},
    "return": {"reason": "请附证明"},
    "withdraw": {"reason": "写错了"},
    "propose": {"value": "万春镇", "reason": "漏填"},
    "confirm": {},
}
WORDS = {"accepted": "已采纳", "returned": "已退回", "withdrawn": "已撤回"}
PROPOSED_ALREADY = "这一项已有一份申请在等待处理，请先撤回那一份。"
WAITING = "还有 1 份更正申请等待处理，处理完再确认；也可以先撤回申请。"
CONFIRMED_ALREADY = "本学期已经确认过，不用再确认。"
EVERY_CELL = list(product(Proposal.State.values, ANSWERS, PEOPLE))


@pytest.fixture
def people(district, officer, inspector, auditor, administrator, member_principal, lead_principal):
    """Return everybody by the names of the table; the principal and the clerk are those of the school."""
    elsewhere = factories.make_district("510116", "双流区")
    return {
        "officer": officer,
        "inspector": inspector,
        "auditor": auditor,
        "administrator": administrator,
        "principal": member_principal,
        "clerk": factories.make_user("clerk", role="clerk", school=district.member),
        "lead_principal": lead_principal,
        "other_principal": factories.make_user("other", role="principal", school=district.stranger),
        "other_clerk": factories.make_user("second", role="clerk", school=district.lone),
        "neighbour": factories.make_user("neighbour", role="officer", district=elsewhere),
    }


@pytest.fixture
def browse(people, client, signed_in):
    """Return a function that gives the browser of a person of the table."""
    return lambda who: client if who == "anonymous" else signed_in(people[who])


def address(event, proposal):
    """Return the address of an event about a proposal or its school."""
    if event in DEEDS:
        return reverse(f"schools:proposal_{event}", args=[proposal.key])
    names = {"propose": ("proposal_new", ["town"]), "confirm": ("facts_confirm", [])}
    name, more = names[event]
    return reverse(f"schools:{name}", args=[proposal.school.code, *more])


def answers(event, proposal, browse):
    """Return what somebody who may would send from the form as it was opened."""
    [allowed, *_others] = MAY[event]
    return {**filled(browse(allowed).get(address(event, proposal)).context["form"]), **TYPED[event]}


def everything():
    """Return all that an event could have written."""
    return [
        list(model.objects.order_by("pk").values()) for model in (School, Proposal, Confirmation, AuditEntry)
    ]


def complaints(answer):
    """Return every sentence that a refused form says."""
    return [sentence for sentences in answer.context["form"].errors.values() for sentence in sentences]


def refusal(event, state):
    """Return why an event is not possible in a state, in words; nothing where it is."""
    if event in DEEDS:
        return "" if state == "open" else f"这份申请已经处理：{WORDS[state]}。"
    return {"propose": PROPOSED_ALREADY, "confirm": WAITING}[event] if state == "open" else ""


def test_table_names_every_state_end_and_role():
    assert {"open", *WORDS} == set(Proposal.State.values)
    assert {ENDS[deed]: deed for deed in DEEDS} == DECISIONS
    assert set(ROLES) < set(PEOPLE)
    assert len(EVERY_CELL) == len(Proposal.State) * len(ANSWERS) * len(PEOPLE)


@pytest.mark.parametrize(("state", "event", "who"), EVERY_CELL)
def test_cell_has_its_answer_and_its_effect(state, event, who, district, browse):
    proposal = factories.make_proposal(district.member, state=state)
    sent, before = answers(event, proposal, browse), everything()

    answer = browse(who).post(address(event, proposal), sent)

    is_allowed, told = who in MAY[event], refusal(event, state)
    assert answer.status_code == (200 if is_allowed and told else ANSWERS[event].get(who, 403))
    assert (everything() != before) == (is_allowed and not told)
    assert not (is_allowed and told) or complaints(answer) == [told]


@pytest.mark.parametrize(
    ("event", "town", "trail"),
    [
        pytest.param("accept", "万春镇", ["accept", "accept"], id="accept"),
        pytest.param("return", "", ["return"], id="return"),
        pytest.param("withdraw", "", ["withdraw"], id="withdraw"),
    ],
)
def test_decision_stores_who_why_and_what_follows(event, town, trail, district, browse, people):
    proposal = factories.make_proposal(district.member)
    [allowed, *_others] = MAY[event]

    browse(allowed).post(address(event, proposal), answers(event, proposal, browse))

    now = Proposal.objects.get()
    assert (now.state, now.answer, now.decided_by) == (
        ENDS[event], TYPED[event]["reason"], people[allowed].username,
    )  # fmt: skip
    assert School.objects.get(pk=district.member.pk).town == town
    assert list(AuditEntry.objects.order_by("id").values_list("action", flat=True)) == trail


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("state", Proposal.State.values)
def test_page_offers_exactly_what_the_person_may_do(state, who, district, browse):
    proposal = factories.make_proposal(district.member, state=state)

    text = browse(who).get(proposal.get_absolute_url()).content.decode()

    offered = {event for event in DEEDS if f'href="{address(event, proposal)}"' in text}
    assert offered == {event for event in DEEDS if state == "open" and who in MAY[event]}


# --- stale pages ---


@pytest.mark.parametrize("first", DEEDS)
@pytest.mark.parametrize("second", DEEDS)
def test_second_decision_is_told_the_first(first, second, district, browse):
    proposal = factories.make_proposal(district.member)
    sent = answers(second, proposal, browse)
    by_first, by_second = next(iter(MAY[first])), next(iter(MAY[second]))
    browse(by_first).post(address(first, proposal), answers(first, proposal, browse))
    before = everything()

    answer = browse(by_second).post(address(second, proposal), sent)

    assert (answer.status_code, complaints(answer)) == (200, [f"这份申请已经处理：{WORDS[ENDS[first]]}。"])
    assert everything() == before


@pytest.mark.parametrize("event", ANSWERS)
def test_event_on_an_outdated_page_is_a_conflict(event, district, browse):
    state = "withdrawn" if event in ("propose", "confirm") else "open"
    proposal = factories.make_proposal(district.member, state=state)
    sent = answers(event, proposal, browse)
    Proposal.objects.update(version=2, explanation="别人改了说明")
    School.objects.update(version=2)
    before = everything()

    answer = browse(next(iter(MAY[event]))).post(address(event, proposal), sent)

    assert (answer.status_code, answer.templates[0].name) == (409, "records/conflict.html")
    assert everything() == before


@pytest.mark.parametrize("event", ANSWERS)
def test_event_is_taken_when_it_is_sent_again_from_the_conflict_page(event, district, browse):
    state = "withdrawn" if event in ("propose", "confirm") else "open"
    proposal = factories.make_proposal(district.member, state=state)
    sent, browser = answers(event, proposal, browse), browse(next(iter(MAY[event])))
    Proposal.objects.update(version=2)
    School.objects.update(version=2)

    conflict = browser.post(address(event, proposal), sent)
    before = everything()
    answer = browser.post(address(event, proposal), filled(conflict.context["form"]))

    assert (answer.status_code, everything() != before) == (302, True)


# --- once a term ---

SAID_BEFORE = {  # what was confirmed before: the school, and the term beside the present one
    "nothing": None,
    "this-term": ("member", TERM),
    "other-half-of-the-year": ("member", Term(TERM.year, next(half for half in Half if half != TERM.half))),
    "same-half-a-year-ago": ("member", Term(TERM.year - 1, TERM.half)),
    "another-school-this-term": ("lone", TERM),
}


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("said", SAID_BEFORE)
def test_facts_are_confirmed_once_in_a_term(said, who, district, browse):
    if SAID_BEFORE[said]:
        school, term = SAID_BEFORE[said]
        factories.make_confirmation(getattr(district, school), year=term.year, term=term.half)
    place = SimpleNamespace(school=district.member)
    sent, before = answers("confirm", place, browse), Confirmation.objects.count()

    answer = browse(who).post(address("confirm", place), sent)

    is_taken = who == "principal" and said != "this-term"
    assert Confirmation.objects.count() == before + is_taken
    if who == "principal":
        assert (answer.status_code == 302) == is_taken
        assert is_taken or complaints(answer) == [CONFIRMED_ALREADY]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param(first_day(2022), ("autumn", 2022), id="first-day-of-autumn"),
        pytest.param(date(2023, 1, 31), ("autumn", 2022), id="last-day-of-autumn"),
        pytest.param(date(2023, 2, 1), ("spring", 2022), id="first-day-of-spring"),
        pytest.param(date(2023, 8, 31), ("spring", 2022), id="last-day-of-spring"),
    ],
)
def test_confirmation_belongs_to_the_term_of_its_day(day, expected, district, member_principal):
    confirmation = confirm_facts(district.member, on=day, by=member_principal)

    assert (confirmation.term, confirmation.school_year) == expected
