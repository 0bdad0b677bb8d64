"""Every address × every kind of person × GET and POST, against statuses written down by hand."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver

from accounts.rights import RIGHTS, right_for
from schools.models import School
from tests import factories
from tests.accounts.rights_of_admin import ADMIN
from tests.accounts.rights_tables import MATRIX, PEOPLE
from tests.accounts.world import browser_of, path_of


def cells(table: str) -> list[list[str]]:
    """Return the words of a table's lines."""
    return [line.split() for line in table.strip().splitlines()]


def expected_statuses() -> dict[tuple[str, str], dict[str, int]]:
    """Return the status for every person, by address and method."""
    statuses = {
        (name, method): dict(zip(PEOPLE, map(int, given), strict=True))
        for name, method, *given in cells(MATRIX)
    }
    for name, *given in cells(ADMIN):
        for method, officer, administrator in zip(("GET", "POST"), given[:2], given[2:], strict=True):
            row = dict.fromkeys(PEOPLE, 403) | {"anonymous": 302}
            row |= {"officer": int(officer), "administrator": int(administrator)}
            statuses[f"admin:{name}", method] = row
    return statuses


def addresses(resolver: URLResolver, namespaces: tuple[str, ...] = (), route: str = "") -> dict[str, str]:
    """Return every address of the portal, by name or, without one, by its route below the namespace."""
    found = {}
    for pattern in resolver.url_patterns:
        here = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = (*namespaces, *([pattern.namespace] if pattern.namespace else []))
            found |= addresses(pattern, inner, here)
        else:
            name = pattern.name or here.removeprefix("admin/")
            found[":".join([*namespaces, name])] = here
    return found


STATUSES = expected_statuses()
ADDRESSES = addresses(get_resolver())


def test_every_address_has_its_line():
    assert sorted({name for name, _method in STATUSES}) == sorted(ADDRESSES)


def test_every_line_has_both_methods():
    assert set(STATUSES) == {(name, method) for name in ADDRESSES for method in ("GET", "POST")}


def test_every_right_has_its_address_and_every_address_its_right():
    listed = {name for name in RIGHTS if not name.endswith(":*")}
    below = {name for name in ADDRESSES if name.startswith("admin:")}

    assert listed == set(ADDRESSES) - below
    assert all(right_for(name) is RIGHTS["admin:*"] for name in below)


@pytest.mark.parametrize(("name", "method"), STATUSES, ids=[f"{n}-{m}" for n, m in STATUSES])
def test_each_person_gets_this_status(db, world, name, method):
    path = path_of(name, world)

    found = {person: browser_of(world, person).generic(method, path).status_code for person in PEOPLE}

    assert found == STATUSES[name, method]


@pytest.mark.parametrize("name", [n for n, m in STATUSES if m == "POST"])
def test_nothing_is_taken_without_the_forms_token(db, world, name):
    browser = browser_of(world, "officer", enforce_csrf_checks=True)

    assert browser.post(path_of(name, world)).status_code == 403


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
@pytest.mark.parametrize("name", ["home", "schools:school_detail", "account_login", "admin:index", "healthz"])
def test_no_other_method_is_answered(db, world, name, method):
    answer = browser_of(world, "officer").generic(method, path_of(name, world))

    assert answer.status_code == 405


def test_address_that_is_not_in_the_table_is_closed(db, world, monkeypatch):
    monkeypatch.delitem(RIGHTS, "schools:school_list")

    statuses = {person: browser_of(world, person).get("/schools/").status_code for person in PEOPLE}

    assert statuses == dict.fromkeys(PEOPLE, 404)


def page_of(answer):
    """Return an answer without what is drawn anew for each request."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
    return answer.status_code, sorted(set(answer.headers) - {"Content-Length"}), text


@pytest.mark.parametrize("person", ["principal", "clerk"])
def test_private_pages_of_other_schools_look_like_no_page(db, world, person):
    browser = browser_of(world, person)
    others = School.objects.exclude(pk=world.small.member.pk).values_list("code", flat=True)
    nothing = page_of(browser.get("/schools/510115-L999/"))
    private = [f"/schools/{code}/{page}" for code in others for page in ("", "staff/")]
    groups = [f"/groups/{group.slug}/" for group in (world.small.second, world.small.third)]
    missing = ["/schools/510115-L999/staff/", "/groups/no-such-group/", "/nowhere/"]

    found = {path: page_of(browser.get(path)) for path in [*private, *groups, *missing]}

    assert len(private) == 2 * len(others) > 10
    assert nothing[0] == 404
    assert found == dict.fromkeys(found, nothing)


def test_the_own_page_does_not_look_like_no_page(db, world):
    """The control: what is compared above can differ."""
    browser = browser_of(world, "principal")
    own = page_of(browser.get(f"/schools/{world.small.member.code}/"))

    assert own[0] == 200
    assert own[2] != page_of(browser.get("/schools/510115-L999/"))[2]


@pytest.mark.parametrize("person", ["officer", "inspector"])
def test_bureau_of_another_district_finds_nothing_either(db, world, person):
    elsewhere = factories.make_district("510116", "双流区")
    browser = Client()
    browser.force_login(factories.make_user("foreign", role=person, district=elsewhere))
    paths = [
        f"/schools/{world.small.member.code}/",
        f"/schools/{world.small.member.code}/staff/",
        "/groups/jia/",
    ]

    assert [browser.get(path).status_code for path in paths] == [404, 404, 404]
