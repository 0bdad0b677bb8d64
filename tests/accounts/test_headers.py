"""What every answer tells the browser, whatever kind of answer it is."""

import re

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from records.models import AuditEntry
from tests.accounts.forms import submit
from tests.records.rows import EXAMPLES, make_row

POLICY = (
    "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
    "object-src 'none'"
)
HEADERS = {
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
INLINE = re.compile(
    r"<script(?![^>]*\b(src|type=\"application/json\"))|<style|\sstyle=|\son[a-z]+=|javascript:"
)


@pytest.fixture
def answers(settings, officer, nobody):
    """Return a function that gets one kind of answer."""
    settings.ROOT_URLCONF = "tests.accounts.broken_urls"
    anonymous, browser, stranger = Client(), Client(raise_request_exception=False), Client()
    browser.force_login(officer)
    stranger.force_login(nobody)
    no_token = Client(enforce_csrf_checks=True)
    no_token.force_login(officer)
    huge = {"content_type": "text/plain", "CONTENT_LENGTH": "999999999"}
    return {
        "page": lambda: anonymous.get("/accounts/login/"),
        "private page": lambda: browser.get("/accounts/sessions/"),
        "redirect": lambda: anonymous.get("/schools/"),
        "admin": lambda: browser.get("/admin/"),
        "health": lambda: anonymous.get("/healthz"),
        "400 for a strange host": lambda: browser.get("/", headers={"host": "evil.example"}),
        "400 for a strange length": lambda: browser.post("/language/", CONTENT_LENGTH="-1"),
        "403": lambda: stranger.get("/schools/"),
        "403 without token": lambda: no_token.post("/accounts/logout/"),
        "404": lambda: browser.get("/nowhere/"),
        "404 for anybody": lambda: anonymous.get("/nowhere/"),
        "405": lambda: browser.put("/schools/"),
        "409": lambda: browser.get("/broken/conflict/"),
        "413": lambda: browser.post("/language/", "x", **huge),
        "500": lambda: browser.get("/broken/fail/"),
        "503": lambda: browser.get("/broken/busy/"),
    }


KINDS = {
    "page": 200,
    "private page": 200,
    "redirect": 302,
    "admin": 200,
    "health": 200,
    "400 for a strange host": 400,
    "400 for a strange length": 400,
    "403": 403,
    "403 without token": 403,
    "404": 404,
    "404 for anybody": 404,
    "405": 405,
    "409": 409,
    "413": 413,
    "500": 500,
    "503": 503,
}


@pytest.mark.parametrize(("kind", "status"), KINDS.items(), ids=KINDS)
def test_every_kind_of_answer_carries_the_headers(answers, kind, status):
    answer = answers[kind]()

    directives = sorted(answer["Content-Security-Policy"].split("; "))
    assert (answer.status_code, directives) == (status, sorted(POLICY.split("; ")))
    assert {name: answer[name] for name in HEADERS} == HEADERS


@pytest.mark.parametrize("kind", [kind for kind, status in KINDS.items() if status >= 400])
def test_every_refusal_has_a_page_of_our_own(answers, kind):
    page = answers[kind]().content.decode()

    assert "教育集团管理平台" in page
    assert (INLINE.search(page), "Traceback" in page, "旧名" in page) == (None, False, False)


PRIVATE = ["private page", "admin", "403", "404", "405", "409", "500", "503"]


@pytest.mark.parametrize("kind", PRIVATE)
def test_nobody_keeps_what_a_signed_in_person_saw(answers, kind):
    kept = set(answers[kind]()["Cache-Control"].split(", "))

    assert {"private", "no-store"} <= kept


def test_answers_over_tls_bind_the_browser_to_it(settings, db):
    settings.SECURE_HSTS_SECONDS = 31_536_000

    answer = Client().get("/accounts/login/", secure=True)

    assert answer["Strict-Transport-Security"] == "max-age=31536000"


def admin_pages(model_admin):
    """Return the names of the pages about one model."""
    pages = ["changelist", "add", "change", "history", "delete"]
    return [*pages, "import"] if hasattr(model_admin, "import_action") else pages


@pytest.mark.parametrize("model", admin.site._registry, ids=lambda model: model._meta.label)
def test_admin_pages_hold_nothing_that_the_policy_stops(district, as_officer, as_administrator, model):
    submit(as_officer, reverse("admin:schools_formername_add"), school=district.lone.pk, name="又名")
    row = make_row(model, district) if model in EXAMPLES else AuditEntry.objects.first()
    row.pk or row.save()
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"

    found = {}
    for page in admin_pages(admin.site._registry[model]):
        url = reverse(f"{name}_{page}", args=[row.pk] if page in {"change", "history", "delete"} else [])
        for browser in (as_officer, as_administrator):
            found |= {(page, match.group()) for match in INLINE.finditer(browser.get(url).content.decode())}

    assert not found


def test_other_admin_pages_hold_nothing_that_the_policy_stops(district, as_administrator, nobody):
    urls = ["/admin/", "/admin/schools/", f"/admin/accounts/user/{nobody.pk}/password/"]

    pages = [as_administrator.get(url) for url in urls]

    assert [page.status_code for page in pages] == [200, 200, 200]
    assert [INLINE.search(page.content.decode()) for page in pages] == [None, None, None]


def test_the_search_finds_what_it_looks_for():
    """The control: each of these would be stopped by the policy."""
    bad = [
        "<script>",
        "<style>",
        '<p style="x">',
        '<p onclick="x">',
        '<a href="javascript:x">',
        "<script async>",
    ]

    assert [bool(INLINE.search(text)) for text in bad] == [True] * 6
    assert INLINE.search('<script src="x.js"></script><script id="d" type="application/json">') is None
