"""Taking back an appointment that has not begun: what goes, what is refused, and who may."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.actions import cancel_appointment
from accounts.models import Appointment
from tests.accounts.test_accounts_pages import LAST, USERS, entries, errors, submit

TODAY, LATER = date(2022, 10, 10), date(2023, 1, 1)


@pytest.fixture(autouse=True)
def noon():
    """Let the clock stand still on a day of 2022."""
    with time_machine.travel(datetime(2022, 10, 10, 4, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def coming(officer, district):
    """Return an appointment of the officer that begins next year."""
    return Appointment.objects.create(user=officer, role="inspector", district=district.district, start=LATER)


def address(appointment):
    return f"{USERS}{appointment.user.username}/appointments/{appointment.pk}/cancel/"


def test_page_of_the_account_offers_it_for_what_has_not_begun(coming, officer, as_administrator):
    page = as_administrator.get(officer.get_absolute_url()).text

    held = officer.appointments.get(role="officer")
    assert (address(coming) in page, address(held) in page) == (True, False)


def test_own_page_does_not_offer_it(coming, as_officer):
    page = as_officer.get("/accounts/me/").text

    assert ("尚未开始" in page, "/cancel/" in page) == (True, False)


def test_appointment_that_has_not_begun_is_taken_back(coming, officer, as_administrator):
    answer = submit(as_administrator, address(coming), reason="任命有误")

    assert (answer.status_code, answer.url) == (302, officer.get_absolute_url())
    assert [held.role for held in officer.appointments.all()] == ["officer"]
    assert entries() == [("administrator", "remove", "officer · 督导", "任命有误")]


def test_cancelling_asks_for_the_reason(coming, as_administrator):
    answer = submit(as_administrator, address(coming))

    assert errors(answer) == {"reason": ["这个字段是必填项。"]}
    assert (Appointment.objects.filter(pk=coming.pk).exists(), entries()) == (True, [])


@pytest.mark.parametrize("start", [None, date(2020, 1, 1), TODAY], ids=["always", "long", "today"])
def test_appointment_that_has_begun_is_not_taken_back(start, coming, as_administrator):
    Appointment.objects.filter(pk=coming.pk).update(start=start)

    answer = submit(as_administrator, address(coming), reason="任命有误")

    assert errors(answer) == {"__all__": ["这项任职已经生效，不能撤销；请登记结束日期。"]}
    assert (Appointment.objects.filter(pk=coming.pk).exists(), entries()) == (True, [])


def test_late_cancelling_is_a_conflict(coming, as_administrator):
    answer = as_administrator.post(address(coming), {"reason": "任命有误", "version": 7})

    assert (answer.status_code, Appointment.objects.filter(pk=coming.pk).exists()) == (409, True)


@pytest.mark.parametrize("ends", [None, LATER], ids=["others go on", "nobody is left"])
def test_somebody_has_to_administer_the_portal_later_too(ends, officer, administrator, as_administrator):
    Appointment.objects.filter(user=administrator).update(end=ends)
    successor = Appointment.objects.create(user=officer, role="administrator", start=LATER)

    answer = submit(as_administrator, address(successor), reason="任命有误")

    expected = (302, False) if ends is None else (200, True)
    assert (answer.status_code, Appointment.objects.filter(pk=successor.pk).exists()) == expected
    assert ends is None or errors(answer) == {"__all__": [LAST]}


def test_appointment_of_another_account_is_not_there(coming, administrator, as_administrator):
    wrong = address(coming).replace("officer", administrator.username)

    assert as_administrator.get(wrong).status_code == 404


def test_nobody_else_may(coming, officer):
    with pytest.raises(PermissionDenied):
        cancel_appointment(coming, today=TODAY, reason="任命有误", by=officer)

    assert Appointment.objects.filter(pk=coming.pk).exists()


def test_refusal_has_its_code(coming, administrator):
    coming.start = TODAY

    with pytest.raises(ValidationError) as refused:
        cancel_appointment(coming, today=TODAY, reason="任命有误", by=administrator)

    assert refused.value.code == "has_begun"
