"""Awarding, renewing, converting, withdrawing and correcting designations."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from coverage import actions
from coverage.models import Designation
from records.errors import AlreadyDone, StaleVersion
from records.models import AuditEntry
from tests import factories

D19, D20, D21, D25 = date(2019, 9, 1), date(2020, 9, 1), date(2021, 9, 1), date(2025, 9, 1)
NOBODYS = ["inspector", "administrator", "auditor", "lead_principal", "other_principal"]


def spans(school):
    """Return what a school holds or held: level, days and why it ended, in the order of days."""
    rows = Designation.objects.filter(school=school).order_by("start", "pk")
    return [(row.level.code, row.start, row.end, row.end_reason) for row in rows]


def trail():
    """Return what was written down, the oldest first."""
    return list(AuditEntry.objects.order_by("sequence").values_list("action", flat=True))


def award(school, by, **fields):
    """Award a school a level."""
    new = Designation(school=school, **{"level": factories.make_level(), "start": D20} | fields)
    return actions.award(new, by=by)


def codes(caught):
    """Return the codes of a refusal by field."""
    return {name: [error.code for error in errors] for name, errors in caught.value.error_dict.items()}


def test_award_is_stored_and_written_down(district, officer):
    award(district.lead, officer, end=D25, document="某发〔2020〕1号")

    assert spans(district.lead) == [("quality", D20, D25, "")]
    assert trail() == ["award"]


@pytest.mark.parametrize("person", NOBODYS)
def test_award_is_for_the_officer(request, district, person):
    with pytest.raises(PermissionDenied):
        award(district.lead, request.getfixturevalue(person))

    assert Designation.objects.count() == 0


def test_award_of_another_district_is_refused(district, officer):
    elsewhere = factories.make_school(district=factories.make_district("510116", "双流区"))

    with pytest.raises(PermissionDenied):
        award(elsewhere, officer)


@pytest.mark.parametrize(
    ("start", "is_taken"),
    [
        pytest.param(D19, False, id="before the level"),
        pytest.param(D20, True, id="first day"),
        pytest.param(date(2021, 8, 31), True, id="last day"),
        pytest.param(D21, False, id="after the level"),
        pytest.param(None, False, id="before the records begin"),
    ],
)
def test_level_must_be_awarded_on_that_day(district, officer, start, is_taken):
    level = factories.make_level(code="old", start=D20, end=D21)

    if is_taken:
        award(district.lead, officer, level=level, start=start)
    else:
        with pytest.raises(ValidationError) as caught:
            award(district.lead, officer, level=level, start=start)
        assert codes(caught) == {"start": ["not_awarded"]}

    assert Designation.objects.count() == is_taken


@pytest.mark.parametrize(
    "start",
    [pytest.param(D19, id="not yet"), pytest.param(D25, id="no more"), pytest.param(None, id="unknown")],
)
def test_school_must_exist_on_that_day(district, officer, start):
    school = factories.make_school(operating_from=D20, closed_on=D25)

    with pytest.raises(ValidationError) as caught:
        award(school, officer, start=start)

    assert codes(caught) == {"start": ["no_school"]}


def test_the_same_level_twice_at_a_time_is_refused(district, officer):
    award(district.lead, officer)

    with pytest.raises(ValidationError, match="已持有这个级别"):
        award(district.lead, officer, start=D21)


def test_award_sent_twice_happens_once(district, officer):
    key, level = uuid4(), factories.make_level()
    rows = [Designation(school=district.lead, level=level, start=D20) for _click in range(2)]
    actions.award(rows[0], request_key=key, by=officer)

    with pytest.raises(AlreadyDone):
        actions.award(rows[1], request_key=key, by=officer)

    assert Designation.objects.count() == 1


# --- renewal ---


@pytest.mark.parametrize(
    ("old_end", "start", "ends"),
    [
        pytest.param(D21, D21, D21, id="without a gap"),
        pytest.param(D21, D25, D21, id="after a gap"),
        pytest.param(D25, D21, D21, id="before it runs out"),
        pytest.param(None, D21, D21, id="open until now"),
    ],
)
def test_renewal_begins_where_the_old_one_ends(district, officer, old_end, start, ends):
    old = award(district.lead, officer, end=old_end)

    new = actions.renew(old, Designation(start=start), by=officer)

    assert spans(district.lead) == [("quality", D20, ends, "renewed"), ("quality", start, None, "")]
    assert (new.previous, new.school, new.level) == (old, district.lead, old.level)
    assert trail() == ["award", "renewed", "award"]


@pytest.mark.parametrize("start", [None, D19, D20])
def test_renewal_begins_after_the_old_one_began(district, officer, start):
    old = award(district.lead, officer, end=D21)

    with pytest.raises(ValidationError) as caught:
        actions.renew(old, Designation(start=start), by=officer)

    assert codes(caught) == {"start": ["too_early"]}
    assert spans(district.lead) == [("quality", D20, D21, "")]


def test_renewed_or_withdrawn_designation_is_not_renewed_again(district, officer):
    old = award(district.lead, officer, end=D21)
    actions.renew(old, Designation(start=D21, end=D25), by=officer)

    with pytest.raises(ValidationError) as caught:
        actions.renew(old, Designation(start=D25), by=officer)

    assert caught.value.code == "ended"


def test_level_no_longer_awarded_cannot_be_renewed(district, officer):
    old = award(district.lead, officer, level=factories.make_level(code="old", end=D21), end=D21)

    with pytest.raises(ValidationError) as caught:
        actions.renew(old, Designation(start=D21), by=officer)

    assert codes(caught) == {"start": ["not_awarded"]}


@pytest.mark.parametrize("person", NOBODYS)
@pytest.mark.parametrize("follow", [actions.renew, actions.convert])
def test_renewal_and_conversion_are_for_the_officer(request, district, person, follow):
    old = factories.make_designation(district.lead, start=D20, end=D21)

    with pytest.raises(PermissionDenied):
        follow(old, Designation(start=D21), by=request.getfixturevalue(person))


def test_renewal_of_what_somebody_changed_meanwhile_is_refused(district, officer):
    old = award(district.lead, officer, end=D21)
    actions.correct(Designation.objects.get(), reason="文号", by=officer)
    changed = Designation.objects.get()
    changed.document = "某发〔2020〕2号"
    actions.correct(changed, reason="文号", by=officer)

    with pytest.raises(StaleVersion):
        actions.renew(old, Designation(start=D21), by=officer)


# --- conversion ---


def test_conversion_gives_the_level_that_the_old_one_is_mapped_to(district, officer):
    new_level = factories.make_level(code="new", start=D21)
    old = award(district.lead, officer, level=factories.make_level(code="old", end=D21, successor=new_level))

    actions.convert(old, Designation(start=D21), by=officer)

    assert spans(district.lead) == [("old", D20, D21, "converted"), ("new", D21, None, "")]
    assert trail() == ["award", "converted", "award"]


def test_level_mapped_to_none_cannot_be_converted(district, officer):
    old = award(district.lead, officer)

    with pytest.raises(ValidationError) as caught:
        actions.convert(old, Designation(start=D21), by=officer)

    assert (caught.value.code, spans(district.lead)) == ("no_successor", [("quality", D20, None, "")])


# --- withdrawal ---


def test_withdrawal_ends_on_its_day_with_reason_and_document(district, officer):
    row = award(district.lead, officer, end=D25)

    actions.withdraw(row, day=D21, document="某发〔2021〕9号", reason="复查不合格", by=officer)

    stored = Designation.objects.get()
    assert spans(district.lead) == [("quality", D20, D21, "withdrawn")]
    assert (stored.end_document, AuditEntry.objects.latest("sequence").reason) == (
        "某发〔2021〕9号",
        "复查不合格",
    )


@pytest.mark.parametrize("day", [D19, D20, D25], ids=["before it", "its first day", "its end"])
def test_withdrawal_lies_within_the_validity(district, officer, day):
    row = award(district.lead, officer, end=D25)

    with pytest.raises(ValidationError) as caught:
        actions.withdraw(row, day=day, by=officer)

    assert codes(caught) == {"day": ["day_outside"]}


def test_withdrawal_in_the_future_leaves_the_days_before(district, officer):
    row = award(district.lead, officer)

    actions.withdraw(row, day=date(2090, 1, 1), by=officer)

    assert Designation.objects.on(date(2089, 12, 31)).count() == 1
    assert Designation.objects.on(date(2090, 1, 1)).count() == 0


@pytest.mark.parametrize("person", NOBODYS)
def test_withdrawal_and_correction_are_for_the_officer(request, district, person):
    row, user = factories.make_designation(district.lead, start=D20), request.getfixturevalue(person)

    with pytest.raises(PermissionDenied):
        actions.withdraw(row, day=D21, by=user)
    with pytest.raises(PermissionDenied):
        actions.correct(row, reason="更正", by=user)


# --- correction ---


def test_correction_without_an_end_takes_a_withdrawal_back(district, officer):
    row = award(district.lead, officer)
    actions.withdraw(row, day=D21, document="某发〔2021〕9号", by=officer)
    row.end = None

    actions.correct(row, reason="撤销有误", by=officer)

    assert spans(district.lead) == [("quality", D20, None, "")]
    assert Designation.objects.get().end_document == ""
    assert trail() == ["award", "revoke", "correct"]


def test_correction_is_checked_like_an_award(district, officer):
    row = award(district.lead, officer, level=factories.make_level(code="old", start=D20))
    row.start = D19

    with pytest.raises(ValidationError) as caught:
        actions.correct(row, reason="更正", by=officer)

    assert codes(caught) == {"start": ["not_awarded"]}
