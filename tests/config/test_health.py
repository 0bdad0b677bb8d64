"""The health address, for whoever watches the process."""

import pytest
from django.db import InterfaceError, OperationalError, connection

from tests import factories


@pytest.mark.django_db
def test_health_with_database_answers_200(client, django_assert_num_queries):
    with django_assert_num_queries(1):
        response = client.get("/healthz")

    assert (response.status_code, response.json()) == (200, {"status": "ok"})
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_health_without_database_answers_503(client, error):
    def fail(*_args):
        raise error("secret detail")

    with connection.execute_wrapper(fail):
        response = client.get("/healthz")

    assert (response.status_code, response.json()) == (503, {"status": "database does not answer"})


@pytest.mark.django_db
def test_health_behind_tls_answers_plain_http(client, settings):
    settings.SECURE_SSL_REDIRECT = True

    answers = [client.get("/healthz").status_code, client.get("/accounts/login/").status_code]

    assert answers == [200, 301]


@pytest.mark.django_db
def test_health_of_the_web_server_is_not_that_of_the_worker(client):
    long_ago = {"asked_at": factories.MOMENT, "heartbeat_at": factories.MOMENT}
    factories.make_job(state="running", tries=1, **long_ago)
    factories.make_job(**long_ago)

    assert (client.get("/healthz").status_code, client.get("/healthz").json()) == (200, {"status": "ok"})
