"""Request size, language and the request log."""

import io
import json
import logging

import pytest
import structlog
from django.conf import settings as portal
from django.test import Client

from records.models import AuditEntry
from schools.actions import record_enrolment
from tests import factories

LIMIT = portal.MAX_REQUEST_BYTES
PASSWORD = "nobody must ever read this"


class NeverRead(io.RawIOBase):
    """A request body that must not be touched."""

    def read(self, *_args):
        """Fail."""
        raise AssertionError("the body was read")

    readline = read


def send(length, path="/accounts/login/"):
    """Return the answer to a request that declares a length and whose body must stay unread."""
    browser = Client(enforce_csrf_checks=True)
    extra = {"wsgi.input": NeverRead(), "CONTENT_LENGTH": length}
    return browser.generic("POST", path, content_type="text/csv", **extra)


@pytest.fixture
def log_lines():
    """Return a function that gives the log's lines so far, written by the portal's own formatter."""
    root = logging.getLogger()
    formatters = [handler.formatter for handler in root.handlers]
    handler = logging.StreamHandler(io.StringIO())
    handler.setFormatter(next(f for f in formatters if isinstance(f, structlog.stdlib.ProcessorFormatter)))
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in handler.stream.getvalue().splitlines()]
    root.removeHandler(handler)
    root.setLevel(level)


@pytest.mark.parametrize(
    ("length", "status"),
    [
        pytest.param(str(LIMIT + 1), 413, id="one byte too many"),
        pytest.param("9" * 5000, 413, id="a number of 5000 digits"),
        pytest.param("-5", 400, id="negative"),
        pytest.param("12 apples", 400, id="garbage"),
        pytest.param("²", 400, id="a digit that is no number"),
        pytest.param("+5", 400, id="with a sign"),
    ],
)
def test_bad_length_refused_before_anything_is_read(length, status):
    response = send(length)

    assert response.status_code == status


@pytest.mark.django_db
def test_largest_length_passes(client):
    response = client.get("/healthz", CONTENT_LENGTH=str(LIMIT))

    assert response.status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("length", ["", "0"])
def test_body_without_length_is_never_read(length):
    response = send(length)

    assert response.status_code == 403


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("cookie", "language"),
    [
        pytest.param("", "zh-hans", id="never switched"),
        pytest.param("en", "en", id="switched to English"),
        pytest.param("fr", "zh-hans", id="a language that does not exist"),
        pytest.param("../../etc", "zh-hans", id="no language at all"),
    ],
)
def test_language_follows_the_switch_and_not_the_browser(client, cookie, language):
    client.cookies[portal.LANGUAGE_COOKIE_NAME] = cookie

    response = client.get("/accounts/login/", headers={"accept-language": "en-US,en"})

    assert response["Content-Language"] == language
    assert f'<html lang="{language}">' in response.content.decode()


@pytest.mark.django_db
def test_log_line_says_who_did_what_with_which_outcome(signed_in, officer, log_lines):
    browser = signed_in(officer)

    browser.get(
        "/no-such-address/?q=李老师", headers={"x-request-id": "forged", "x-forwarded-for": "6.6.6.6"}
    )

    [line] = log_lines()
    assert {name: line[name] for name in ("event", "request", "code", "user_id", "ip", "level")} == {
        "event": "request_finished",
        "request": "GET /no-such-address/",
        "code": 404,
        "user_id": officer.pk,
        "ip": "127.0.0.1",
        "level": "info",
    }
    assert len(line["request_id"]) == len("cc4f3c9e-87a2-4f1c-9f0a-0f3a5e3f5b1f")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("proxies", "told", "address"),
    [
        pytest.param(0, "6.6.6.6", "127.0.0.1", id="no proxy: the header is the client's own invention"),
        pytest.param(1, "6.6.6.6, 10.0.0.9", "10.0.0.9", id="one proxy: the last address"),
        pytest.param(2, "6.6.6.6, 10.0.0.9, 10.0.0.1", "10.0.0.9", id="two proxies: the last but one"),
        pytest.param(2, "10.0.0.1", "127.0.0.1", id="fewer addresses than proxies"),
        pytest.param(1, "", "127.0.0.1", id="a proxy that says nothing"),
    ],
)
def test_logged_address_is_what_the_trusted_proxy_saw(client, settings, log_lines, proxies, told, address):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies

    client.get("/healthz", headers={"x-forwarded-for": told} if told else {})

    assert [line["ip"] for line in log_lines()] == [address]


@pytest.mark.django_db
def test_log_holds_nothing_that_was_typed(client, log_lines):
    factories.make_user("officer")
    client.cookies["sessionid"] = "a-stolen-session-key"

    client.post("/accounts/login/?next=/schools/", {"login": "officer", "password": PASSWORD})
    client.get("/schools/?q=李老师")

    lines = json.dumps(log_lines(), ensure_ascii=False)
    assert [word for word in (PASSWORD, "a-stolen-session-key", "李老师", "next=") if word in lines] == []
    assert len(log_lines()) == 2


@pytest.mark.django_db
def test_log_of_a_failure_has_traceback_and_request_id(settings, log_lines):
    settings.ROOT_URLCONF = "tests.config.failing_urls"

    Client(raise_request_exception=False).get("/500?q=李老师")

    [line] = log_lines()
    assert (line["event"], line["level"], line["request"]) == ("request_failed", "error", "GET /500")
    assert line["exception"].endswith("RuntimeError: secret detail")
    assert line["request_id"]


@pytest.mark.django_db
def test_audit_entry_outside_a_request_has_no_request_id(district, officer):
    record_enrolment(district.lead, year=2022, stage="junior", pupils=300, by=officer)

    assert set(AuditEntry.objects.values_list("request_id", flat=True)) == {""}
