"""Rotations: their terms, consents, and what they do to the person's employment."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from exchanges import actions
from exchanges.choices import RotationEvent
from exchanges.models import Rotation
from records.errors import StaleVersion
from records.models import AuditEntry
from records.verification import verify
from schools.models import Employment
from tests import factories
from tests.exchanges.conftest import END, START, terms


def codes(raised):
    """Return the codes of a refusal, by field."""
    error = raised.value
    if hasattr(error, "error_dict"):
        return {field: [each.code for each in errors] for field, errors in error.error_dict.items()}
    return {"": [each.code for each in error.error_list]}


def test_three_people_agree_and_each_step_is_in_the_trail(small):
    people = small.people

    rotation = actions.propose(terms(small), by=people.home_clerk)
    actions.answer(rotation, RotationEvent.ACCEPT, by=people.host_principal)
    actions.approve(rotation, by=people.officer)

    assert (rotation.proposed_by, rotation.answered_by, rotation.decided_by) == (
        "home_clerk",
        "host",
        "officer",
    )
    entries = AuditEntry.objects.filter(object_type="exchanges.rotation").order_by("sequence")
    assert list(entries.values_list("action", "username", "school_code")) == [
        ("rotation_propose", "home_clerk", small.member.code),
        ("rotation_accept", "host", small.member.code),
        ("rotation_approve", "officer", small.member.code),
    ]
    assert verify() == []


def test_host_school_asks_for_a_person(small):
    asked = terms(small, is_proposed_by_home=False, person=None)
    rotation = actions.propose(asked, by=small.people.host_principal)

    with pytest.raises(PermissionDenied):
        actions.answer(rotation, RotationEvent.ACCEPT, by=small.people.host_principal)
    with pytest.raises(ValidationError) as raised:
        actions.answer(rotation, RotationEvent.ACCEPT, by=small.people.home_principal)
    assert codes(raised) == {"person": ["nobody"]}
    rotation.person = small.person
    actions.answer(rotation, RotationEvent.ACCEPT, by=small.people.home_principal)

    assert (rotation.state, str(rotation)) == ("accepted", "王五 · 丙校 → 甲校")


def test_lead_does_not_propose_in_the_name_of_a_member(small):
    with pytest.raises(PermissionDenied):
        actions.propose(terms(small), by=small.people.host_principal)


def test_who_holds_two_offices_cannot_consent_twice(small, stored):
    factories.make_user("both", role="principal", school=small.member)
    both = factories.make_user("both2", role="principal", school=small.lead)
    rotation = stored(proposed_by="both2")

    with pytest.raises(ValidationError) as raised:
        actions.answer(rotation, RotationEvent.ACCEPT, by=both)

    assert codes(raised) == {"": ["three_people"]}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        pytest.param({"end": START}, {"end": ["end_before_start"]}, id="no-day"),
        pytest.param({"share": 20}, {"share": ["min_value"]}, id="too-little"),
        pytest.param({"share": 101}, {"share": ["too_much"]}, id="more-than-all"),
        pytest.param({"start": date(2015, 8, 31)}, {"person": ["not_of_home"]}, id="before-employed"),
    ],
)
def test_terms_that_cannot_be_are_refused(small, fields, expected):
    with pytest.raises(ValidationError) as raised:
        actions.propose(terms(small, **fields), by=small.people.home_principal)

    assert codes(raised) == expected
    assert Rotation.objects.count() == 0


def test_person_of_another_school_is_not_sent(small):
    other = factories.make_staff(small.partner, "赵六")

    with pytest.raises(ValidationError) as raised:
        actions.propose(terms(small, person=other), by=small.people.home_principal)

    assert codes(raised) == {"person": ["not_of_home"]}


def test_database_itself_refuses_one_school_two_people_and_nobody(small, stored):
    for fields in (
        {"host": small.member},
        {"state": "approved", "decided_by": "home"},
        {"state": "accepted", "person": None},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Rotation.objects.bulk_create([terms(small, **{"answered_by": "host"} | fields)])


# --- working time ---


def test_terms_of_one_person_may_add_up_to_the_whole_time(small, stored):
    stored("approved", share=60)

    rotation = stored("accepted", share=40, host=small.bridge, answered_by="peer")
    actions.approve(rotation, by=small.people.officer)

    assert rotation.state == "approved"


def test_terms_of_one_person_never_add_up_to_more(small, stored):
    stored("approved", share=60)
    rotation = stored("accepted", share=50, host=small.bridge, answered_by="peer")

    with pytest.raises(ValidationError) as raised:
        actions.approve(rotation, by=small.people.officer)

    assert codes(raised) == {"share": ["too_much"]}
    assert "2022年9月1日起，王五 M1的交流合计占工作时间的110%，超过 100%。" in str(raised.value)


def test_adjacent_terms_share_no_day(small, stored):
    stored("approved")
    rotation = stored("accepted", start=END, end=date(2024, 9, 1))

    actions.approve(rotation, by=small.people.officer)

    assert rotation.state == "approved"


# --- the bureau ---


def test_schools_outside_the_group_need_an_exception(small, stored):
    rotation = stored("accepted", host=small.partner, answered_by="partner")

    with pytest.raises(ValidationError) as raised:
        actions.approve(rotation, by=small.people.officer)
    assert codes(raised) == {"exception": ["not_in_group"]}

    actions.approve(rotation, exception="支援新校", by=small.people.officer)
    assert (rotation.state, rotation.exception) == ("approved", "支援新校")


def test_transferred_relation_moves_the_home_school_on_the_first_day(small, stored):
    rotation = stored("accepted", relation="transferred", document="温教发〔2022〕9号")

    actions.approve(rotation, by=small.people.officer)

    rows = Employment.objects.filter(staff=small.person).order_by("start")
    assert list(rows.values_list("school__name", "start", "end", "document")) == [
        ("丙校", date(2015, 9, 1), START, "温教发〔2022〕9号"),
        ("甲校", START, None, "温教发〔2022〕9号"),
    ]


def test_retained_relation_leaves_the_home_school_alone(small, stored):
    actions.approve(stored("accepted"), by=small.people.officer)

    [row] = Employment.objects.filter(staff=small.person)
    assert (row.school, row.end) == (small.member, None)


@pytest.mark.parametrize(
    ("day", "phase"),
    [
        (date(2022, 8, 31), "ahead"),
        (START, "under_way"),
        (date(2023, 8, 31), "under_way"),
        (END, "completed"),
    ],
)
def test_phase_follows_from_the_day(stored, day, phase):
    assert (stored("approved").phase_on(day), stored("accepted").phase_on(day)) == (phase, None)


def test_early_end_keeps_the_agreed_day(small, stored):
    rotation = stored("approved")

    actions.end_early(rotation, day=date(2023, 2, 1), reason="产假", by=small.people.officer)

    assert (rotation.end, rotation.agreed_end, rotation.said) == (date(2023, 2, 1), END, "产假")
    assert rotation.phase_on(date(2023, 2, 1)) == "ended_early"


@pytest.mark.parametrize("day", [START, END, date(2024, 1, 1)])
def test_early_end_lies_within_the_term(small, stored, day):
    with pytest.raises(ValidationError) as raised:
        actions.end_early(stored("approved"), day=day, reason="产假", by=small.people.officer)

    assert codes(raised) == {"day": ["wrong_end"]}


def test_reason_is_asked_for_where_somebody_is_disappointed(small, stored):
    with pytest.raises(ValidationError) as raised:
        actions.give_back(stored("accepted"), reason="", by=small.people.officer)

    assert codes(raised) == {"reason": ["reason_needed"]}


def test_revised_proposal_needs_both_consents_again(small, stored):
    rotation = stored("returned")
    rotation.share = 50

    actions.put_forward(rotation, RotationEvent.REVISE, by=small.people.home_clerk)

    assert (rotation.state, rotation.share) == ("proposed", 50)
    assert (rotation.proposed_by, rotation.answered_by, rotation.decided_by) == ("home_clerk", "", "")


def test_extension_has_a_consent_of_its_own(small, stored):
    first = stored("approved")

    longer = terms(small, start=END, end=date(2024, 9, 1), extends=first)
    actions.propose(longer, by=small.people.home_principal)

    assert (longer.state, longer.extends) == ("proposed", first)
    assert first.phase_on(END) == "completed"


@pytest.mark.parametrize("fields", [{"start": date(2023, 10, 1)}, {"host": "bridge"}])
def test_extension_goes_on_where_the_first_ended(small, stored, fields):
    fields = {name: getattr(small, value) if name == "host" else value for name, value in fields.items()}
    longer = terms(small, **{"start": END, "end": date(2024, 9, 1), "extends": stored("approved")} | fields)

    with pytest.raises(ValidationError) as raised:
        actions.propose(longer, by=small.people.home_principal)

    assert codes(raised) == {"start": ["no_extension"]}


def test_stale_page_finds_the_state_of_now(small, stored):
    mine, theirs = stored(), None
    theirs = Rotation.objects.for_page().get(pk=mine.pk)
    actions.withdraw(mine, reason="计划有变", by=small.people.home_principal)

    with pytest.raises(StaleVersion) as raised:
        actions.answer(theirs, RotationEvent.ACCEPT, by=small.people.host_principal)

    assert raised.value.stored.state == "withdrawn"


# --- who sees what ---


@pytest.mark.parametrize(
    ("who", "count"),
    [
        ("officer", 1),
        ("inspector", 1),
        ("home_principal", 1),
        ("home_clerk", 1),
        ("host_principal", 1),
        ("peer_principal", 0),
        ("stranger_principal", 0),
        ("auditor", 0),
        ("administrator", 0),
    ],
)
def test_rotation_is_seen_by_both_schools_and_the_bureau(small, stored, who, count):
    stored()

    assert Rotation.objects.visible_to(getattr(small.people, who)).count() == count


@pytest.mark.parametrize(
    ("state", "waiting"),
    [
        ("proposed", ["host_principal"]),
        ("accepted", ["officer", "second_officer"]),
        ("returned", ["home_principal", "home_clerk"]),
        ("approved", []),
        ("withdrawn", []),
    ],
)
def test_it_waits_for_whose_turn_it_is(small, stored, state, waiting):
    stored(state)

    people = vars(small.people)
    assert [who for who in people if Rotation.objects.waiting_for(people[who]).exists()] == waiting
