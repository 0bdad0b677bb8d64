"""Sessions: listed and ended by their owner, ended by time, and never stronger than today's appointments."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Appointment
from tests import factories
from tests.factories import PASSWORD

NOON = datetime(2022, 10, 10, 4, 0, tzinfo=UTC)
SESSIONS = "/accounts/sessions/"


def sign_in(username, **more):
    """Return a browser that signed in by the form, as sessions are listed by it."""
    browser = Client(**more)
    browser.post("/accounts/login/", {"login": username, "password": PASSWORD})
    return browser


def is_in(browser):
    """Return whether a browser is still signed in."""
    return browser.get(SESSIONS).status_code == 200


@pytest.fixture
def clock():
    """Return a clock that stands still until it is moved."""
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def test_list_shows_the_own_sessions_only(officer, inspector):
    sign_in("inspector", REMOTE_ADDR="10.9.9.9")
    here = sign_in("officer", REMOTE_ADDR="10.0.0.1")
    sign_in("officer", REMOTE_ADDR="10.0.0.2")

    page = here.get(SESSIONS)

    assert sorted(session.ip for session in page.context["sessions"]) == ["10.0.0.1", "10.0.0.2"]
    assert "10.9.9.9" not in page.content.decode()


def test_owner_ends_the_own_other_sessions_and_nobody_elses(officer, inspector):
    stranger, here, there = sign_in("inspector"), sign_in("officer"), sign_in("officer")

    here.post(SESSIONS)

    assert (is_in(here), is_in(there), is_in(stranger)) == (True, False, True)


def test_idle_session_ends(officer, clock):
    browser = sign_in("officer")
    is_in(browser)
    clock.shift(timedelta(minutes=30, seconds=1))

    answer = browser.get("/accounts/sessions/", follow=True)

    assert answer.redirect_chain[0][0] == "/accounts/login/?next=/accounts/sessions/"
    assert "登录已超时，请重新登录。" in answer.content.decode()


def test_used_session_goes_on_until_its_last_hour(officer, clock):
    browser, alive = sign_in("officer"), []
    for _quarter in range(42):
        clock.shift(timedelta(minutes=15))
        alive.append(is_in(browser))

    assert alive == [True] * 40 + [False] * 2  # ten hours in quarters


def test_session_never_used_ends_too(officer, clock):
    browser = sign_in("officer")
    clock.shift(timedelta(hours=10, seconds=1))

    assert not is_in(browser)


def test_reading_writes_the_session_at_most_once_a_minute(officer, clock):
    browser = sign_in("officer")
    is_in(browser)
    clock.shift(timedelta(seconds=30))

    with CaptureQueriesContext(connection) as captured:
        is_in(browser)

    assert [query["sql"] for query in captured if query["sql"].startswith(("UPDATE", "INSERT"))] == []


def test_ended_appointment_is_felt_at_once(officer):
    browser = sign_in("officer")
    before = browser.get("/admin/").status_code
    Appointment.objects.filter(user=officer).update(end="2021-01-01")

    assert (before, browser.get("/admin/").status_code, browser.get("/schools/").status_code) == (
        200,
        403,
        403,
    )


def test_appointment_that_begins_is_felt_at_once(district, nobody):
    browser = sign_in("nobody")
    before = browser.get("/admin/").status_code
    Appointment.objects.create(user=nobody, role="officer", district=district.district)

    assert (before, browser.get("/admin/").status_code) == (403, 200)


def test_switched_off_account_is_out_at_once(officer):
    browser = sign_in("officer")
    officer.is_active = False
    officer.save()

    assert not is_in(browser)


def test_cookies_are_kept_from_scripts_and_other_sites(officer):
    browser = sign_in("officer")
    browser.get("/accounts/password/")

    flags = {name: (cookie["httponly"], cookie["samesite"]) for name, cookie in browser.cookies.items()}
    assert flags["sessionid"] == flags["csrftoken"] == (True, "Lax")


def test_session_cookie_goes_with_the_browser(officer):
    browser = sign_in("officer")

    assert (browser.cookies["sessionid"]["max-age"], browser.cookies["sessionid"]["expires"]) == ("", "")


@pytest.mark.parametrize("role", ["officer", "administrator"])
def test_two_people_in_one_browser_do_not_mix(officer, administrator, role):
    browser = sign_in("officer" if role == "administrator" else "administrator")
    browser.post("/accounts/logout/")
    browser.post("/accounts/login/", {"login": role, "password": PASSWORD})

    assert browser.get("/accounts/sessions/").context["user"].username == role
    assert factories.PASSWORD not in str(dict(browser.session))
