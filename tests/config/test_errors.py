"""Error pages: a sentence of our own for each, and nothing of what went wrong inside."""

import re

import pytest
from django.db import OperationalError, connection
from django.test import Client

from tests.config import failing_urls

HEADINGS = {
    "400": (400, "请求无法处理"),
    "403": (403, "没有权限"),
    "404": (404, "找不到页面"),
    "409": (409, "内容已被他人修改"),
    "500": (500, "系统出错了"),
    "503-busy": (503, "系统暂停服务"),
    "503-away": (503, "系统暂停服务"),
}


@pytest.fixture
def tolerant():
    """Return a browser that shows error pages instead of raising."""
    return Client(raise_request_exception=False)


@pytest.fixture
def failing(settings):
    """Put the failing addresses in place of the portal's."""
    settings.ROOT_URLCONF = failing_urls.__name__


def heading(response):
    """Return the text of the page's main heading."""
    return re.search(r"<h1[^>]*>(.*?)</h1>", response.content.decode()).group(1)


@pytest.mark.django_db
@pytest.mark.usefixtures("failing")
@pytest.mark.parametrize("name", failing_urls.FAILURES)
def test_error_page_names_the_failure_without_its_detail(tolerant, name):
    response = tolerant.get(f"/{name}")

    assert (response.status_code, heading(response)) == HEADINGS[name]
    assert "secret detail" not in response.content.decode()


@pytest.mark.usefixtures("failing")
@pytest.mark.parametrize("name", ["500", "503-busy"])
def test_failure_page_asks_nothing_of_the_database(tolerant, name):
    response = tolerant.get(f"/{name}")

    assert (response.status_code, heading(response)) == HEADINGS[name]


@pytest.mark.usefixtures("failing")
def test_busy_page_says_when_to_try_again(tolerant):
    response = tolerant.get("/503-busy")

    assert response["Retry-After"] == "10"


@pytest.mark.django_db
def test_failure_page_in_english_after_switching(tolerant, settings):
    tolerant.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"

    response = tolerant.get("/no-such-address/")

    assert (response.status_code, response["Content-Language"]) == (404, "en")


@pytest.mark.django_db
def test_database_away_while_the_session_is_read_answers_503(signed_in, officer):
    tolerant = signed_in(officer)
    tolerant.raise_request_exception = False

    def fail(*_args):
        raise OperationalError("connection refused")

    with connection.execute_wrapper(fail):
        response = tolerant.get("/schools/")

    assert (response.status_code, heading(response)) == (503, "系统暂停服务")


@pytest.mark.django_db
def test_wrong_method_answers_405_with_a_page_and_the_allowed_ones(tolerant):
    response = tolerant.options("/healthz")

    assert (response.status_code, response["Allow"], heading(response)) == (
        405,
        "GET, HEAD",
        "不支持这种操作",
    )


@pytest.mark.django_db
def test_expired_form_answers_403_with_a_page_of_its_own():
    tolerant = Client(enforce_csrf_checks=True)

    response = tolerant.post("/accounts/login/", {"login": "somebody", "password": "something"})

    assert (response.status_code, heading(response)) == (403, "页面已过期")


@pytest.mark.django_db
def test_too_many_attempts_answer_429_with_a_page(signed_in, officer):
    tolerant = signed_in(officer)

    answers = [tolerant.post("/accounts/password/", {"oldpassword": "wrong"}) for _attempt in range(6)]

    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert heading(answers[-1]) == "操作太频繁"


@pytest.mark.django_db
def test_unknown_host_answers_400_without_naming_it(tolerant):
    response = tolerant.get("/healthz", headers={"host": "evil.example"})

    assert (response.status_code, heading(response)) == (400, "请求无法处理")
    assert "evil.example" not in response.content.decode()
