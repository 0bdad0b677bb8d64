"""Settings: headers, static files under hashed names, and what is refused at the start."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as portal
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.test import Client, override_settings

SECURITY_HEADERS = {
    "Content-Security-Policy": {
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    },
    "Cross-Origin-Opener-Policy": {"same-origin"},
    "Permissions-Policy": {"camera=(), geolocation=(), microphone=(), payment=(), usb=()"},
    "Referrer-Policy": {"same-origin"},
    "X-Content-Type-Options": {"nosniff"},
    "X-Frame-Options": {"DENY"},
}


def headers_of(response):
    """Return the security headers, each as the set of its parts."""
    return {name: set(response.headers.get(name, "").split("; ")) for name in SECURITY_HEADERS}


def start(**environment):
    """Return what a fresh process says that reads the settings with these variables."""
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=portal.BASE_DIR,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    """Collect the static files as for production, with compression, into a folder of their own."""
    storage = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    changed = {
        "STATIC_ROOT": tmp_path_factory.mktemp("static"),
        "STORAGES": portal.STORAGES | {"staticfiles": storage},
        "WHITENOISE_AUTOREFRESH": False,
    }
    with override_settings(**changed):
        call_command("collectstatic", interactive=False, verbosity=0)
        yield Path(changed["STATIC_ROOT"])


@pytest.mark.usefixtures("collected")
def test_stylesheet_is_served_under_a_hashed_name_for_ever():
    url = staticfiles_storage.url("css/portal.css")

    response = Client().get(url)
    content = response.getvalue()

    assert (response.status_code, url == "/static/css/portal.css") == (200, False)
    assert b":root" in content
    assert response["Cache-Control"] == "max-age=315360000, public, immutable"
    assert headers_of(response) == SECURITY_HEADERS


@pytest.mark.usefixtures("collected")
def test_stylesheet_is_served_compressed():
    url = staticfiles_storage.url("vendor/tabler/tabler.css")

    response = Client().get(url, headers={"accept-encoding": "br, gzip"})
    content = response.getvalue()

    assert (response.status_code, response["Content-Encoding"]) == (200, "br")
    assert 0 < len(content) < 100_000


def test_no_file_is_kept_under_its_plain_name(collected):
    plain = [path.name for path in collected.rglob("*.css") if path.stem.count(".") == 0]

    assert plain == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        pytest.param("GET", "/accounts/login/", 200, id="page"),
        pytest.param("GET", "/healthz", 200, id="health"),
        pytest.param("GET", "/", 302, id="redirect to sign-in"),
        pytest.param("GET", "/no-such-address/", 404, id="not found"),
        pytest.param("OPTIONS", "/healthz", 405, id="wrong method"),
    ],
)
def test_security_headers_stand_on_every_answer(client, method, path, status):
    response = client.generic(method, path)

    assert response.status_code == status
    assert headers_of(response) == SECURITY_HEADERS


def test_security_headers_stand_on_a_request_that_is_too_large():
    response = Client().get("/", CONTENT_LENGTH=str(portal.MAX_REQUEST_BYTES + 1))

    assert response.status_code == 413
    assert headers_of(response) == SECURITY_HEADERS


@pytest.mark.django_db
def test_cookies_are_closed_to_scripts_and_other_sites(client):
    response = client.get("/accounts/login/")

    cookie = response.cookies[portal.CSRF_COOKIE_NAME]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert (portal.SESSION_COOKIE_HTTPONLY, portal.SESSION_COOKIE_SAMESITE) == (True, "Lax")


def test_deployment_check_behind_tls_is_clean():
    answer = start(HTTPS="True", SECRET_KEY="".join(map(chr, range(48, 110))))

    assert (answer.returncode, answer.stdout) == (
        0,
        "System check identified no issues (2 silenced).\n",
    ), answer.stderr


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        pytest.param({"SECRET_KEY": ""}, "SECRET_KEY is not set. Run 'make .env' once", id="no secret"),
        pytest.param({"DATABASE_URL": "sqlite:///x"}, "DATABASE_URL is for postgres://", id="other engine"),
    ],
)
def test_start_is_refused_with_a_sentence_that_says_what_to_do(variables, sentence):
    answer = start(**variables)

    assert answer.returncode == 1
    assert sentence in answer.stderr


def test_start_in_a_folder_that_does_not_exist_makes_it(tmp_path):
    answer = start(VAR_DIR=str(tmp_path / "new" / "var"), DATABASE_URL="")

    assert answer.returncode == 1, "the check warns of plain http"
    assert (tmp_path / "new" / "var").is_dir()
