"""Whatever people try with a rotation, in whatever order: three consents, or nothing happens."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import given
from hypothesis import strategies as st

from exchanges.choices import RotationEvent
from exchanges.models import Rotation
from records.differences import ACTIONS, describe
from records.errors import StaleVersion
from records.models import AuditEntry
from records.verification import verify
from schools.models import Employment
from tests import factories
from tests.exchanges.test_rotation_table import LINES, PEOPLE, TURNS, do
from tests.fuzzing import examples

OUTCOME = {
    (state, event): outcome
    for state, *outcomes in LINES[1:]
    for event, outcome in zip(LINES[0][1:], outcomes, strict=True)
}
HOME, HOST, BUREAU = ["home_principal", "home_clerk"], ["host_principal"], ["officer", "second_officer"]
tries = st.lists(st.tuples(st.sampled_from(list(TURNS)), st.sampled_from(PEOPLE)), max_size=12)
# Mostly whose turn it is, so that ways reach their ends as well.
likely = st.lists(
    st.sampled_from([(event, who) for event, people in TURNS.items() for who in people]),
    min_size=6,
    max_size=14,
)


def expected(state, event, who):
    """Return what comes of one try by the table: another state, or why nothing happens."""
    if who not in TURNS[event]:
        return PermissionDenied
    outcome = OUTCOME[state, event]
    return StaleVersion if outcome == "-" else outcome


def tried(rotation, event, who, small):
    """Try an event as somebody and return the state that it led to, or the kind of refusal."""
    try:
        return do(rotation, event, getattr(small.people, who)).state
    except (PermissionDenied, StaleVersion, ValidationError) as error:
        return type(error)


def begun(small, relation="retained"):
    """Return a draft of somebody who was never anywhere else."""
    person = factories.make_staff(small.member, start=factories.date(2015, 9, 1))
    return factories.make_rotation(
        small.first, small.member, small.lead, "draft", person=person, proposed_by="", relation=relation
    )


def walk(small, rotation, way):
    """Take every step of a way and return how many led somewhere."""
    taken = 0
    for event, who in way:
        stored = Rotation.objects.for_page().get(pk=rotation.pk)
        wanted = expected(stored.state, event, who)
        ended = stored.agreed_end is not None and event == "end_early"
        outcome = tried(stored, event, who, small)
        assert outcome == (ValidationError if ended else wanted)
        taken += isinstance(outcome, str)
    return taken


def settled(rotation, taken):
    """Assert what holds wherever a way ended."""
    rotation.refresh_from_db()
    consents = [rotation.proposed_by, rotation.answered_by, rotation.decided_by]
    if rotation.state == "approved":
        assert len({*consents} - {""}) == 3
        assert [consents[0] in ("home", "home_clerk"), consents[1] == "host"] == [True, True]
    entries = AuditEntry.objects.filter(object_type="exchanges.rotation", object_id=str(rotation.pk))
    assert (entries.count(), rotation.version) == (taken, 1 + taken)
    rotation.full_clean()
    assert verify() == []


@examples(30)
@given(way=tries | likely)
def test_ways_lead_where_the_table_says_and_nowhere_else(small, way):
    rotation = begun(small)

    settled(rotation, walk(small, rotation, way))

    assert Employment.objects.get(staff=rotation.person).school == small.member


@examples(15)
@given(way=likely)
def test_person_moves_by_an_approval_alone(small, way):
    rotation = begun(small, "transferred")

    settled(rotation, walk(small, rotation, way))

    schools = (
        Employment.objects.filter(staff=rotation.person).order_by("start").values_list("school", flat=True)
    )
    moved = [small.lead.pk] if rotation.state == "approved" else []
    assert list(schools) == [small.member.pk, *moved]


@pytest.mark.parametrize("officer", BUREAU)
@pytest.mark.parametrize("answer", HOST)
@pytest.mark.parametrize("proposer", HOME)
def test_straight_way_is_open_to_everybody_whose_turn_it_is(small, proposer, answer, officer):
    rotation = begun(small)
    way = [("propose", proposer), ("accept", answer), ("approve", officer)]

    assert walk(small, rotation, way) == 3

    settled(rotation, 3)
    assert rotation.state == "approved"


@pytest.mark.parametrize("times", [1, 3])
def test_returned_ways_go_round_and_end(small, times):
    rotation = begun(small)
    round_trip = [("accept", "host_principal"), ("return", "officer"), ("revise", "home_clerk")]
    way = [("propose", "home_principal"), *round_trip * times, ("refuse", "host_principal")]

    taken = walk(small, rotation, way)

    settled(rotation, taken)
    assert (taken, rotation.state, rotation.said) == (2 + 3 * times, "refused", "人手不足")


def test_trail_calls_every_step_by_its_name(small):
    rotation = begun(small)
    walk(small, rotation, [("propose", "home_clerk"), ("accept", "host_principal"), ("return", "officer")])
    walk(small, rotation, [("revise", "home_clerk"), ("accept", "host_principal"), ("approve", "officer")])
    walk(small, rotation, [("end_early", "second_officer")])

    entries = AuditEntry.objects.filter(object_type="exchanges.rotation").order_by("sequence")
    assert [str(describe(entry).action) for entry in entries] == [
        "提出交流",
        "同意交流",
        "退回交流",
        "修改后重新提出交流",
        "同意交流",
        "批准交流",
        "提前结束交流",
    ]
    unnamed = {f"rotation_{event}" for event in RotationEvent} - ACTIONS.keys()
    assert unnamed == set()
