"""Seeing as somebody else: what is seen, what is refused, every way out, and what the trail says."""

from datetime import UTC, date, datetime, timedelta

import pytest
import structlog
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client

from accounts import viewing
from accounts.models import Appointment, User
from records.models import AuditEntry
from schools.models import School
from tests import factories
from tests.factories import PASSWORD

NOON = datetime(2022, 10, 10, 4, 0, tzinfo=UTC)
END = "/accounts/view/end/"
REASON = {"reason": "核对校长看到的页面"}


def view_of(username):
    """Return the address that begins to see as somebody."""
    return f"/accounts/users/{username}/view/"


def seen_as(browser):
    """Return as whom a browser sees the portal."""
    return browser.get("/accounts/me/").context["user"].username


def lines():
    """Return the trail's lines about seeing as somebody: who did what to whom, and why."""
    entries = AuditEntry.objects.filter(action__startswith="view_as").order_by("pk")
    return list(entries.values_list("username", "action", "object_label", "reason"))


@pytest.fixture
def clock():
    """Return a clock that stands still until it is moved."""
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def viewer(clock, as_administrator, lead_principal):
    """Return the administrator's browser while it sees as the lead's principal."""
    answer = as_administrator.post(view_of("lead"), REASON)
    assert (answer.status_code, answer.url) == (302, "/")
    return as_administrator


BEGUN = ("administrator", "view_as", "lead", REASON["reason"])
ENDED = ("administrator", "view_as_end", "lead", "")


def test_everything_is_seen_as_that_person_would(viewer, lead_principal, signed_in, district):
    own = signed_in(lead_principal)
    pages = ["/", "/schools/", "/groups/", f"/schools/{district.lead.code}/", f"/schools/{district.member.code}/",  # noqa: E501
             "/coverage/", "/accounts/users/", "/accounts/sessions/"]  # fmt: skip

    found = {page: viewer.get(page).status_code for page in pages}

    assert found == {page: own.get(page).status_code for page in pages}
    assert found["/accounts/users/"] == 403
    assert seen_as(viewer) == "lead"


def test_beginning_is_in_the_trail_under_the_administrators_name(viewer):
    assert lines() == [BEGUN]


def test_banner_stands_on_every_page_and_names_both(viewer):
    for path, status in {"/": 200, "/schools/": 200, "/coverage/": 403, "/nowhere/": 404}.items():
        page = viewer.get(path)
        text = page.content.decode()
        assert (page.status_code, text.count('class="view-banner"')) == (status, 1)
        assert "管理员administrator正在以“lead”的身份查看，只能看，不能改；12:30 自动结束。" in text


def test_no_banner_without_viewing(as_administrator):
    assert "view-banner" not in as_administrator.get("/").content.decode()


def test_beginning_needs_a_reason(as_administrator, lead_principal):
    page = as_administrator.post(view_of("lead"), {"reason": " "})

    assert (page.status_code, list(page.context["form"].errors), lines()) == (200, ["reason"], [])
    assert seen_as(as_administrator) == "administrator"


def test_asking_begins_nothing(as_administrator, lead_principal):
    as_administrator.get(view_of("lead"))

    assert (seen_as(as_administrator), lines()) == ("administrator", [])


# --- what is refused ---


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
@pytest.mark.parametrize("path", ["/", "/schools/", "/accounts/password/", "/accounts/sessions/", "/accounts/sessions/end/",  # noqa: E501
                                  "/accounts/confirm/", "/accounts/users/lead/dismiss/", "/audit/verification/"])  # fmt: skip  # noqa: E501
def test_nothing_is_taken_while_viewing(viewer, path, method):
    before = list(User.objects.values()), Session.objects.count()

    page = viewer.generic(method, path)

    assert (page.status_code, "查看时不能操作" in page.content.decode()) == (403, True)
    assert (list(User.objects.values()), Session.objects.count()) == before


def test_seeing_as_a_third_is_refused_while_viewing(viewer, officer):
    assert viewer.post(view_of("officer"), REASON).status_code == 403
    assert (seen_as(viewer), lines()) == ("lead", [BEGUN])


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("path", ["/admin/", "/admin/schools/school/", "/admin/login/"])
def test_admin_is_closed_while_viewing_an_officer(as_administrator, officer, path, method):
    as_administrator.post(view_of("officer"), REASON)

    assert (seen_as(as_administrator), as_administrator.generic(method, path).status_code) == ("officer", 403)


def test_rights_of_the_administrator_are_left_behind(viewer):
    assert viewer.get("/accounts/users/").status_code == 403
    assert viewer.get(view_of("member")).status_code == 403


@pytest.mark.parametrize(
    ("username", "why"),
    [("administrator", "oneself"), ("second", "another administrator"), ("off", "off"), ("gone", "has left")],
)
def test_some_are_never_seen_as(as_administrator, username, why):
    if username != "administrator":
        role = "administrator" if username == "second" else ""
        off = {"off": {"is_active": False}, "gone": {"leaves_on": date(2020, 1, 1)}}.get(username, {})
        factories.make_user(username, role=role, **off)

    page = as_administrator.post(view_of(username), REASON)

    assert page.context["form"].non_field_errors() == [
        "不能以这个身份查看：自己、其他系统管理员，以及不能登录的账号都不可以。"
    ]
    assert (seen_as(as_administrator), lines()) == ("administrator", [])


@pytest.mark.parametrize("person", ["officer", "inspector", "auditor", "member_principal", "nobody"])
def test_only_an_administrator_sees_as_others(request, lead_principal, signed_in, person):
    browser = signed_in(request.getfixturevalue(person))

    assert browser.post(view_of("lead"), REASON).status_code == 403
    assert (seen_as(browser), lines()) == (request.getfixturevalue(person).username, [])


def test_visitor_signs_in_first(lead_principal, client):
    assert client.post(view_of("lead"), REASON).url.startswith("/accounts/login/")
    assert client.post(END).url.startswith("/accounts/login/")


def test_nothing_sent_by_the_browser_makes_it_see_as_others(as_officer, lead_principal):
    as_officer.cookies[viewing.KEY] = str(lead_principal.pk)

    answer = as_officer.get(
        f"/accounts/me/?{viewing.KEY}={lead_principal.pk}", headers={"X-Viewing-As": "lead"}
    )

    assert answer.context["user"].username == "officer"


def test_note_of_another_person_is_worth_nothing(as_officer, officer, administrator, lead_principal, clock):
    session = as_officer.session
    session[viewing.KEY] = {"by": administrator.pk, "user": lead_principal.pk, "since": NOON.timestamp()}
    session.save()

    assert (seen_as(as_officer), viewing.KEY in as_officer.session) == ("officer", False)


# --- ways out ---


def test_button_ends_it(viewer):
    answer = viewer.post(END)

    assert (answer.status_code, answer.url) == (302, "/accounts/users/lead/")
    assert (seen_as(viewer), lines()) == ("administrator", [BEGUN, ENDED])


def test_button_without_viewing_does_nothing(as_officer):
    assert (as_officer.post(END).url, lines()) == ("/", [])


def test_it_ends_after_half_an_hour(viewer, clock):
    clock.shift(timedelta(minutes=15))
    viewer.get("/")
    clock.shift(timedelta(minutes=14, seconds=59))
    late = seen_as(viewer)
    clock.shift(timedelta(seconds=1))

    page = viewer.get("/accounts/me/")

    assert (late, page.context["user"].username) == ("lead", "administrator")
    assert "以他人身份查看已结束。" in page.content.decode()
    assert lines() == [BEGUN, ENDED]


def test_write_after_its_end_is_the_administrators_own(viewer, clock, officer):
    clock.shift(timedelta(minutes=29, seconds=50))
    viewer.get("/")
    clock.shift(timedelta(seconds=20))

    assert viewer.post(view_of("officer"), REASON).status_code == 302
    assert seen_as(viewer) == "officer"


def test_it_ends_with_the_administrators_right(viewer, administrator):
    Appointment.objects.filter(user=administrator).update(end="2021-01-01")

    assert (seen_as(viewer), lines()) == ("administrator", [BEGUN, ENDED])


def test_it_ends_with_the_administrators_account(viewer, administrator):
    User.objects.filter(pk=administrator.pk).update(is_active=False)

    assert viewer.get("/").url == "/accounts/login/?next=/"


@pytest.mark.parametrize("how", [{"is_active": False}, {"leaves_on": date(2022, 10, 10)}])
def test_it_ends_when_the_person_cannot_sign_in(viewer, lead_principal, how):
    User.objects.filter(pk=lead_principal.pk).update(**how)

    assert (seen_as(viewer), lines()) == ("administrator", [BEGUN, ENDED])


def test_it_ends_when_the_person_becomes_administrator(viewer, lead_principal):
    Appointment.objects.create(user=lead_principal, role="administrator")

    assert seen_as(viewer) == "administrator"


def test_it_ends_when_the_account_is_gone(viewer, lead_principal):
    lead_principal.delete()

    assert (seen_as(viewer), lines()) == ("administrator", [BEGUN])


def test_signing_out_ends_it_and_the_session(viewer):
    viewer.post("/accounts/logout/")

    assert (lines(), viewer.get("/").url) == ([BEGUN, ENDED], "/accounts/login/?next=/")


def test_idle_session_ends_it(viewer, clock):
    clock.shift(timedelta(hours=11))

    assert viewer.get("/").url == "/accounts/login/?next=/"


def test_it_lives_in_one_session_only(viewer, administrator, signed_in):
    assert seen_as(signed_in(administrator)) == "administrator"


def test_language_can_be_switched(viewer):
    assert viewer.post("/language/", {"language": "en", "next": "/"}).status_code == 302
    assert seen_as(viewer) == "lead"


def test_seen_person_is_not_signed_out(viewer, lead_principal):
    own = Client()
    own.post("/accounts/login/", {"login": "lead", "password": PASSWORD})
    viewer.post("/accounts/logout/")

    assert seen_as(own) == "lead"


def test_key_of_the_session_changes_at_both_ends(as_administrator, lead_principal):
    keys = [as_administrator.session.session_key]
    for address, data in ((view_of("lead"), REASON), (END, {})):
        as_administrator.post(address, data)
        keys.append(as_administrator.session.session_key)

    assert len(set(keys)) == 3


def test_log_names_the_administrator(viewer, administrator, lead_principal, monkeypatch):
    found = []

    def note(school, *_args):
        found.append(dict(structlog.contextvars.get_contextvars()))
        return visible(school, *_args)

    visible = School.objects.visible_to
    monkeypatch.setattr(type(School.objects), "visible_to", lambda self, user: note(user))
    viewer.get("/schools/")

    assert {context["real_user_id"] for context in found} == {administrator.pk}
