"""Drafts: what the bureau suggests to a home school, and what becomes of it."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from exchanges import actions
from exchanges.choices import RotationEvent
from exchanges.models import Rotation
from records.models import AuditEntry
from records.verification import verify
from tests import factories
from tests.exchanges.conftest import START, terms
from tests.exchanges.test_rotation_pages import LIST, address, links, sent, told

HOME, HOST = ["home_principal", "home_clerk"], ["host_principal", "host_clerk"]


@pytest.fixture
def drafted(small):
    """Return what the bureau suggested to the home school."""
    [rotation] = actions.draft_many([terms(small, proposed_by="")], by=small.people.officer)
    return Rotation.objects.for_page().get(pk=rotation.pk)


def test_draft_is_the_bureau_s_and_nobody_proposed_it_yet(drafted):
    assert (drafted.state, drafted.is_proposed_by_home, drafted.proposed_by) == ("draft", True, "")
    entry = AuditEntry.objects.get(object_type="exchanges.rotation")
    assert (entry.action, entry.username) == ("rotation_draft", "officer")
    assert verify() == []


@pytest.mark.parametrize("who", [*HOME, *HOST, "inspector", "auditor", "administrator"])
def test_only_the_bureau_drafts(small, who):
    with pytest.raises(PermissionDenied):
        actions.draft_many([terms(small)], by=getattr(small.people, who))
    assert Rotation.objects.count() == 0


def test_one_impossible_draft_stores_none(small):
    somebody = factories.make_staff(small.partner, "赵六")

    with pytest.raises(ValidationError) as raised:
        actions.draft_many([terms(small), terms(small, person=somebody)], by=small.people.officer)

    assert "person" in raised.value.error_dict
    assert Rotation.objects.count() == 0


@pytest.mark.parametrize(
    ("who", "sees", "may"),
    [
        ("officer", True, []),
        ("inspector", True, []),
        ("home_principal", True, ["提出", "撤回"]),
        ("home_clerk", True, ["提出", "撤回"]),
        ("host_principal", False, []),
        ("host_clerk", False, []),
        ("peer_principal", False, []),
    ],
)
def test_host_learns_nothing_before_the_home_school_proposes(small, drafted, signed_in, who, sees, may):
    browser = signed_in(getattr(small.people, who))

    page = browser.get(address(drafted))

    assert (page.status_code == 200, len(browser.get(LIST).context["page_obj"])) == (sees, int(sees))
    if sees:
        assert links(page) == may
        assert "草稿，待本校提出" in page.text


def test_home_school_proposes_with_terms_of_its_own(small, drafted, signed_in):
    answer = sent(signed_in(small.people.home_clerk), address(drafted, "propose"), share="50")

    drafted.refresh_from_db()
    assert told(answer) == ["已提出，等待对方学校答复。"]
    assert (drafted.state, drafted.share, drafted.proposed_by) == ("proposed", 50, "home_clerk")
    assert links(signed_in(small.people.host_principal).get(address(drafted))) == ["同意", "不同意"]


def test_officer_who_drafted_may_approve(small, drafted):
    actions.put_forward(drafted, RotationEvent.PROPOSE, by=small.people.home_clerk)
    actions.answer(drafted, RotationEvent.ACCEPT, by=small.people.host_principal)
    actions.approve(drafted, by=small.people.officer)

    assert (drafted.state, drafted.decided_by) == ("approved", "officer")


def test_home_school_may_leave_it(small, drafted, signed_in):
    answer = sent(signed_in(small.people.home_principal), address(drafted, "withdraw"), reason="本校缺编")

    drafted.refresh_from_db()
    assert (told(answer), drafted.state) == (["已撤回。"], "withdrawn")


@pytest.mark.parametrize(
    ("given", "field"),
    [({"end": START.isoformat()}, "end"), ({"share": "10"}, "share"), ({"start": ""}, "start")],
)
def test_impossible_terms_leave_the_draft_as_it_is(small, drafted, signed_in, given, field):
    answer = sent(signed_in(small.people.home_principal), address(drafted, "propose"), **given)

    assert set(answer.context["form"].errors) == {field}
    drafted.refresh_from_db()
    assert (drafted.state, drafted.version, drafted.start) == ("draft", 1, date(2022, 9, 1))


def test_draft_waits_for_the_home_school(small, drafted):
    people = vars(small.people)
    assert [who for who in people if Rotation.objects.waiting_for(people[who]).exists()] == HOME


def test_proposing_twice_shows_the_state_of_now(small, drafted, signed_in):
    late, url = (
        signed_in(small.people.home_principal),
        reverse("exchanges:rotation_propose", args=[drafted.pk]),
    )
    form = late.get(url).context["form"]
    given = {field.html_name: field.value() for field in form if field.value() not in (None, "", False)}
    sent(signed_in(small.people.home_clerk), url)

    assert late.post(url, given).status_code == 409
