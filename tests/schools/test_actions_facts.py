"""A school confirms its facts or proposes a correction; the bureau accepts or returns it."""

from datetime import date
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from records.errors import AlreadyDone, StaleVersion
from records.models import AuditEntry
from schools.actions_facts import (
    accept_proposal,
    confirm_facts,
    propose_fact,
    return_proposal,
    withdraw_proposal,
)
from schools.models import Confirmation, Proposal, School
from tests import factories

AUTUMN, SPRING = date(2022, 10, 1), date(2023, 3, 1)


@pytest.fixture
def school(district):
    """Return the member school, whose facts were inferred."""
    School.objects.filter(pk=district.member.pk).update(kind_basis="inferred", ownership_basis="report")
    district.member.stages.update(basis="inferred")
    return School.objects.get(pk=district.member.pk)


@pytest.fixture
def clerk(district):
    """Return the clerk of the member school."""
    return factories.make_user("clerk", role="clerk", school=district.member)


def trail():
    """Return who did what to which kind of record, oldest first."""
    return list(AuditEntry.objects.order_by("id").values_list("username", "action", "object_type", "reason"))


def bases(school):
    """Return how the school's facts are known."""
    stored = School.objects.get(pk=school.pk)
    stages = sorted(stored.stages.values_list("basis", flat=True))
    return stored.kind_basis, stored.ownership_basis, stages


# --- confirm ---


def test_confirm_settles_what_was_inferred_or_reported(school, member_principal):
    confirmation = confirm_facts(school, on=AUTUMN, by=member_principal)

    assert (confirmation.term_label, confirmation.confirmed_by) == ("2022–2023学年秋季学期", "member")
    assert bases(school) == ("confirmed", "confirmed", ["confirmed", "confirmed"])
    assert trail() == [
        ("member", "confirm", "schools.school", ""),
        ("member", "confirm", "schools.stageservice", ""),
        ("member", "confirm", "schools.stageservice", ""),
        ("member", "confirm", "schools.confirmation", ""),
    ]


@pytest.mark.parametrize("basis", ["entered", "confirmed", "demonstration"])
def test_confirm_leaves_other_bases_as_they_are(basis, school, member_principal):
    School.objects.update(kind_basis=basis, ownership_basis=basis)
    school.stages.update(basis=basis)
    school.refresh_from_db()

    confirm_facts(school, on=AUTUMN, by=member_principal)

    assert bases(school) == (basis, basis, [basis, basis])
    assert [kind for _who, _what, kind, _why in trail()] == ["schools.confirmation"]


def test_confirm_again_in_the_same_term_is_refused(school, member_principal):
    confirm_facts(school, on=AUTUMN, by=member_principal)

    with pytest.raises(ValidationError, match="本学期已经确认过"):
        confirm_facts(school, on=date(2023, 1, 31), by=member_principal)

    assert Confirmation.objects.count() == 1


def test_confirm_again_in_the_next_term_is_taken(school, member_principal):
    confirm_facts(school, on=AUTUMN, by=member_principal)
    confirm_facts(school, on=SPRING, by=member_principal)

    assert list(Confirmation.objects.values_list("term", flat=True)) == ["spring", "autumn"]


def test_confirm_while_a_proposal_is_open_is_refused(school, member_principal):
    factories.make_proposal(school)

    with pytest.raises(ValidationError, match="还有 1 份更正申请等待处理") as refused:
        confirm_facts(school, on=AUTUMN, by=member_principal)

    assert refused.value.code == "proposal_open"
    assert (Confirmation.objects.count(), bases(school)[0], trail()) == (0, "inferred", [])


@pytest.mark.parametrize("state", ["accepted", "returned", "withdrawn"])
def test_confirm_does_not_wait_for_decided_proposals(state, school, member_principal):
    factories.make_proposal(school, state=state)

    assert confirm_facts(school, on=AUTUMN, by=member_principal).pk


def test_confirm_of_a_record_that_changed_meanwhile_is_stale(school, member_principal):
    School.objects.filter(pk=school.pk).update(version=2, town="永宁镇")

    with pytest.raises(StaleVersion):
        confirm_facts(school, on=AUTUMN, by=member_principal)

    assert Confirmation.objects.count() == 0


def test_confirm_twice_with_one_key_has_one_effect(school, member_principal):
    key = uuid4()
    confirm_facts(school, on=AUTUMN, request_key=key, by=member_principal)

    with pytest.raises(AlreadyDone):
        confirm_facts(school, on=AUTUMN, request_key=key, by=member_principal)

    assert Confirmation.objects.count() == 1


@pytest.mark.parametrize(
    "who",
    [
        pytest.param("officer", id="officer"),
        pytest.param("inspector", id="inspector"),
        pytest.param("lead_principal", id="lead-of-its-group"),
        pytest.param("other_principal", id="other-principal"),
        pytest.param("clerk", id="own-clerk"),
        pytest.param("administrator", id="administrator"),
    ],
)
def test_only_the_own_principal_confirms(who, school, request):
    with pytest.raises(PermissionDenied):
        confirm_facts(school, on=AUTUMN, by=request.getfixturevalue(who))

    assert (Confirmation.objects.count(), trail()) == (0, [])


# --- propose ---


def test_propose_keeps_the_fact_and_stores_both_values(school, clerk):
    proposal = propose_fact(school, field="kind", value="primary", explanation="只办小学", by=clerk)

    stored = Proposal.objects.get()
    assert (stored, stored.state, stored.against, stored.proposed) == (
        proposal,
        "open",
        "nine_year",
        "primary",
    )
    assert (stored.explanation, stored.proposed_by, stored.decided_at) == ("只办小学", "clerk", None)
    assert School.objects.get(pk=school.pk).kind == "nine_year"
    assert trail() == [("clerk", "propose", "schools.proposal", "只办小学")]


def test_propose_the_present_value_is_refused(school, clerk):
    with pytest.raises(ValidationError, match="与现在的内容相同"):
        propose_fact(school, field="kind", value="nine_year", explanation="一样", by=clerk)

    assert Proposal.objects.count() == 0


def test_propose_a_second_time_while_the_first_is_open_is_refused(school, clerk):
    propose_fact(school, field="town", value="万春镇", explanation="漏填", by=clerk)

    with pytest.raises(ValidationError, match="已有一份申请在等待处理"):
        propose_fact(school, field="town", value="永宁镇", explanation="漏填", by=clerk)

    assert Proposal.objects.count() == 1


def test_propose_again_once_the_first_was_decided(school, clerk):
    factories.make_proposal(school, state="returned")

    propose_fact(school, field="town", value="永宁镇", explanation="补充了证明", by=clerk)

    assert sorted(Proposal.objects.values_list("state", flat=True)) == ["open", "returned"]


def test_propose_about_another_fact_while_one_is_open(school, clerk):
    propose_fact(school, field="town", value="万春镇", explanation="漏填", by=clerk)
    propose_fact(school, field="is_boarding", value="true", explanation="寄宿", by=clerk)

    assert Proposal.objects.open().count() == 2


def test_propose_on_a_record_that_changed_meanwhile_is_stale(school, clerk):
    School.objects.filter(pk=school.pk).update(version=2)

    with pytest.raises(StaleVersion):
        propose_fact(school, field="town", value="万春镇", explanation="漏填", by=clerk)


def test_propose_twice_with_one_key_has_one_effect(school, clerk):
    key = uuid4()
    given = {"field": "town", "value": "万春镇", "explanation": "漏填", "request_key": key, "by": clerk}
    propose_fact(school, **given)

    with pytest.raises(AlreadyDone):
        propose_fact(school, **given)

    assert Proposal.objects.count() == 1


@pytest.mark.parametrize(
    "who", ["officer", "inspector", "lead_principal", "other_principal", "administrator", "auditor"]
)
def test_only_the_own_school_proposes(who, school, request):
    with pytest.raises(PermissionDenied):
        propose_fact(
            school, field="town", value="万春镇", explanation="漏填", by=request.getfixturevalue(who)
        )

    assert Proposal.objects.count() == 0


# --- accept ---


@pytest.mark.parametrize(
    ("field", "against", "proposed", "value"),
    [
        pytest.param("name", "丙校", "丙学校", "丙学校", id="name"),
        pytest.param("kind", "nine_year", "primary", "primary", id="kind"),
        pytest.param("ownership", "unknown", "private", "private", id="ownership"),
        pytest.param("town", "", "万春镇", "万春镇", id="town"),
        pytest.param("urban_rural", "", "village", "village", id="urban-or-rural"),
        pytest.param("is_boarding", "", "true", True, id="boarding"),
        pytest.param("founded_on", "", "1956-09-01", date(1956, 9, 1), id="day"),
    ],
)
def test_accept_gives_the_fact_the_proposed_value(field, against, proposed, value, school, officer):
    proposal = factories.make_proposal(school, field, proposed, against=against)

    accept_proposal(proposal, answer="核对无误", by=officer)

    assert getattr(School.objects.get(pk=school.pk), field) == value
    stored = Proposal.objects.get()
    assert (stored.state, stored.answer, stored.decided_by) == ("accepted", "核对无误", "officer")
    assert trail() == [
        ("officer", "accept", "schools.proposal", "核对无误"),
        ("officer", "accept", "schools.school", "核对无误"),
    ]


@pytest.mark.parametrize(
    ("field", "against", "proposed", "expected"),
    [
        pytest.param("kind", "nine_year", "primary", ("confirmed", "report"), id="kind"),
        pytest.param("ownership", "unknown", "private", ("inferred", "confirmed"), id="ownership"),
        pytest.param("town", "", "万春镇", ("inferred", "report"), id="what-has-no-basis"),
    ],
)
def test_accept_confirms_the_fact_and_no_other(field, against, proposed, expected, school, officer):
    accept_proposal(factories.make_proposal(school, field, proposed, against=against), by=officer)

    assert bases(school)[:2] == expected


def test_accept_asks_again_where_the_fact_changed_meanwhile(school, officer):
    proposal = factories.make_proposal(school, "town", "万春镇")
    School.objects.filter(pk=school.pk).update(town="永宁镇")

    with pytest.raises(ValidationError, match="这一项已改为“永宁镇”") as refused:
        accept_proposal(proposal, by=officer)

    assert refused.value.code == "overtaken"
    assert (Proposal.objects.get().state, School.objects.get(pk=school.pk).town) == ("open", "永宁镇")


def test_accept_knowingly_changes_what_was_changed_meanwhile(school, officer):
    proposal = factories.make_proposal(school, "town", "万春镇")
    School.objects.filter(pk=school.pk).update(town="永宁镇")

    accept_proposal(proposal, knowingly=True, by=officer)

    assert School.objects.get(pk=school.pk).town == "万春镇"


def test_accept_of_a_value_that_does_not_fit_leaves_everything(school, officer):
    proposal = factories.make_proposal(school, "kind", "castle", against="nine_year")

    with pytest.raises(ValidationError):
        accept_proposal(proposal, by=officer)

    assert (Proposal.objects.get().state, School.objects.get(pk=school.pk).kind) == ("open", "nine_year")
    assert trail() == []


# --- return and withdraw ---


def test_return_keeps_the_fact_and_tells_the_reason(school, officer):
    return_proposal(factories.make_proposal(school), answer="请附证明", by=officer)

    stored = Proposal.objects.get()
    assert (stored.state, stored.answer, School.objects.get(pk=school.pk).town) == (
        "returned",
        "请附证明",
        "",
    )
    assert trail() == [("officer", "return", "schools.proposal", "请附证明")]


def test_return_without_a_reason_is_refused(school, officer):
    with pytest.raises(ValidationError, match="退回时请写明理由"):
        return_proposal(factories.make_proposal(school), answer="", by=officer)

    assert Proposal.objects.get().state == "open"


def test_withdraw_ends_the_own_proposal(school, clerk):
    withdraw_proposal(factories.make_proposal(school), reason="写错了", by=clerk)

    stored = Proposal.objects.get()
    assert (stored.state, stored.decided_by, stored.answer) == ("withdrawn", "clerk", "写错了")


DECIDING = {
    "accept": lambda proposal, by: accept_proposal(proposal, by=by),
    "return": lambda proposal, by: return_proposal(proposal, answer="不行", by=by),
    "withdraw": lambda proposal, by: withdraw_proposal(proposal, by=by),
}
MAY = {"accept": "officer", "return": "officer", "withdraw": "clerk"}


@pytest.mark.parametrize("state", ["accepted", "returned", "withdrawn"])
@pytest.mark.parametrize("deed", DECIDING)
def test_decided_proposal_is_decided_for_good(deed, state, school, request):
    proposal = factories.make_proposal(school, state=state)

    with pytest.raises(ValidationError, match="这份申请已经处理"):
        DECIDING[deed](proposal, request.getfixturevalue(MAY[deed]))

    assert (Proposal.objects.get().state, trail()) == (state, [])


@pytest.mark.parametrize("deed", DECIDING)
def test_proposal_that_somebody_decided_meanwhile_is_stale(deed, school, officer, request):
    proposal = factories.make_proposal(school)
    return_proposal(Proposal.objects.get(), answer="先退回", by=officer)

    with pytest.raises(StaleVersion):
        DECIDING[deed](proposal, request.getfixturevalue(MAY[deed]))

    assert Proposal.objects.get().answer == "先退回"


@pytest.mark.parametrize("who", ["inspector", "member_principal", "lead_principal", "clerk", "administrator"])
@pytest.mark.parametrize("deed", ["accept", "return"])
def test_only_the_bureau_decides(deed, who, school, request):
    with pytest.raises(PermissionDenied):
        DECIDING[deed](factories.make_proposal(school), request.getfixturevalue(who))

    assert Proposal.objects.get().state == "open"


@pytest.mark.parametrize("who", ["officer", "inspector", "lead_principal", "other_principal"])
def test_only_the_own_school_withdraws(who, school, request):
    with pytest.raises(PermissionDenied):
        withdraw_proposal(factories.make_proposal(school), by=request.getfixturevalue(who))

    assert Proposal.objects.get().state == "open"


def test_officer_of_another_district_does_not_decide(school):
    elsewhere = factories.make_district("510116", "双流区")
    foreign = factories.make_user("foreign", role="officer", district=elsewhere)

    with pytest.raises(PermissionDenied):
        accept_proposal(factories.make_proposal(school), by=foreign)
