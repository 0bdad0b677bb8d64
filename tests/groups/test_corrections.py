"""Corrections of memberships: for a reason, among the recorded changes, on the page and in the admin."""

from datetime import date
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from groups.actions_changes import correct_membership
from groups.models import GroupChange, Membership
from records.errors import AlreadyDone, StaleVersion
from records.models import AuditEntry
from tests import factories
from tests.accounts.forms import errors_of, submit

DAY, FIRST = date(2023, 3, 1), date(2020, 9, 1)


@pytest.fixture
def membership(district):
    """Return a membership as a member."""
    return district.first.memberships.get(school=district.member)


@pytest.fixture
def bureau(officer, signed_in):
    """Return the signed-in browser of an officer."""
    return signed_in(officer)


def correct(membership, by, **more):
    return correct_membership(membership, by=by, **{"day": DAY, "reason": "登记有误"} | more)


def trail():
    """Return what was done to which kind of record and why, oldest first."""
    fields = ["action", "object_type", "reason"]
    return list(AuditEntry.objects.order_by("id").values_list(*fields))


def recorded():
    """Return the changes that are recorded."""
    return list(GroupChange.objects.values_list("kind", "day", "subject", "note", "recorded_by"))


def test_correction_is_stored_and_recorded(membership, officer):
    membership.start, membership.document = FIRST, "〔2020〕5号"

    correct(membership, officer)

    stored = Membership.objects.get(pk=membership.pk)
    assert (stored.start, stored.document, stored.version) == (FIRST, "〔2020〕5号", 2)
    assert recorded() == [("correct", DAY, "丙校", "登记有误", "officer")]
    assert trail() == [
        ("correct", "groups.membership", "登记有误"),
        ("create", "groups.groupchange", "登记有误"),
    ]


def test_correction_without_a_difference_records_nothing(membership, officer):
    correct(membership, officer)

    assert (trail(), recorded()) == ([], [])


def test_correction_needs_a_reason(membership, officer):
    membership.start = FIRST

    with pytest.raises(ValidationError) as refused:
        correct(membership, officer, reason="")

    assert refused.value.error_dict["reason"][0].code == "reason_needed"
    assert recorded() == []


def test_correction_into_a_second_lead_is_refused(membership, officer):
    membership.role = "lead"

    with pytest.raises(ValidationError) as refused:
        correct(membership, officer)

    assert [e.code for errors in refused.value.error_dict.values() for e in errors] == ["second_lead"]
    assert recorded() == []


def test_collective_is_not_corrected_into_a_lead(district, officer):
    college = factories.make_school("驻区学院", is_collective=True, in_district_register=False)
    membership = factories.make_membership(factories.make_group(), college)
    membership.role = "lead"

    with pytest.raises(ValidationError) as refused:
        correct(membership, officer)

    assert refused.value.error_dict["school"][0].code == "collective"


def test_correction_of_an_outdated_version_is_refused(membership, officer):
    second = Membership.objects.get(pk=membership.pk)
    membership.document, second.document = "〔2020〕5号", "〔2020〕6号"
    correct(membership, officer)

    with pytest.raises(StaleVersion):
        correct(second, officer)

    assert Membership.objects.get(pk=membership.pk).document == "〔2020〕5号"
    assert len(recorded()) == 1


def test_correction_sent_twice_is_made_once(membership, officer):
    key, second = uuid4(), Membership.objects.get(pk=membership.pk)
    membership.start = second.start = FIRST
    correct(membership, officer, request_key=key)

    with pytest.raises(AlreadyDone):
        correct(second, officer, request_key=key)

    assert len(recorded()) == 1


def test_admin_records_a_correction(membership, bureau):
    url = reverse("admin:groups_membership_change", args=[membership.pk])

    answer = submit(bureau, url, start="2020-09-01", reason="登记有误")

    assert (answer.status_code, Membership.objects.get(pk=membership.pk).start) == (302, FIRST)
    assert recorded() == [("correct", timezone.localdate(), "丙校", "登记有误", "officer")]


def test_admin_asks_for_the_reason_of_a_correction(membership, bureau):
    url = reverse("admin:groups_membership_change", args=[membership.pk])

    answer = submit(bureau, url, start="2020-09-01")

    assert errors_of(answer) == {"reason": ["这个字段是必填项。"]}
    assert (Membership.objects.get(pk=membership.pk).start, recorded()) == (None, [])


def test_admin_asks_for_no_reason_to_join(district, bureau):
    url = reverse("admin:groups_membership_add")

    answer = submit(bureau, url, group=district.third.pk, school=district.lone.pk)

    assert (answer.status_code, district.lone.memberships.count()) == (302, 1)
