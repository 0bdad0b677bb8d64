"""One portal and one Chromium for all browser tests, signed-in people, and the watch over every page."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, StorageState

from tests.e2e.portal import Portal
from tests.e2e.steps import sign_in
from tests.e2e.watch import Watch

CHROMIUM_NAMES = ["chromium", "chromium-browser", "google-chrome"]
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=en-US",  # date fields take the same keys on every machine; pages go by their own switch
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
DESK = (1440, 900)  # width and height of an office screen
PATIENCE = 10_000  # milliseconds that a page may take for anything
BUREAU = ["bureau", "inspector", "auditor", "admin"]


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """Return the portal that all browser tests share, but for those of whole days of work."""
    with Portal(tmp_path_factory.mktemp("portal")).running() as portal:
        yield portal


@pytest.fixture(scope="session")
def base_url() -> str:
    """Return no address: there is more than one portal, and every context says which it is at."""
    return ""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Return how to start the machine's own Chromium; without one the tests fail, they are not skipped."""
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if path is None:
        pytest.fail("No Chromium was found: install it (Debian: apt-get install chromium) or set CHROMIUM.")
    return {
        **browser_type_launch_args,
        "executable_path": path,
        "args": CHROMIUM_ARGUMENTS,
        "ignore_default_args": ["--disable-back-forward-cache"],  # people's browsers keep pages to go back to
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """Return what every context has: an office screen in China."""
    width, height = DESK
    viewport = {"width": width, "height": height}
    return {**browser_context_args, "viewport": viewport, "locale": "zh-CN", "timezone_id": "Asia/Shanghai"}


@pytest.fixture(autouse=True)
def watch(portal: Portal) -> Iterator[Watch]:
    """Watch every page of the test; whatever it noted, and what the server's log tells of, fails the test."""
    watch = Watch(portal.url)
    yield watch
    assert watch.faults + portal.new_errors() == []


@pytest.fixture
def new_context(
    new_context: Callable[..., BrowserContext], watch: Watch, portal: Portal
) -> Callable[..., BrowserContext]:
    """Return a function that opens a context at the portal of the test, under watch."""

    def open_context(**settings: Any) -> BrowserContext:
        context = new_context(**{"base_url": portal.url, **settings})
        context.set_default_timeout(PATIENCE)
        watch.follow(context)
        return context

    return open_context


@pytest.fixture(scope="module")
def username_of(portal: Portal) -> Callable[[str], str]:
    """Return a function that gives the account of somebody: of the bureau, or the principal of a school."""
    return lambda person: person if person in BUREAU else portal.codes[person].lower()


@pytest.fixture(scope="module")
def sign_in_as(portal: Portal, username_of: Callable[[str], str]) -> Callable[[Page, str], None]:
    """Return a function that signs somebody in through the form."""
    return lambda page, person: sign_in(page, username_of(person), portal.password)


@pytest.fixture(scope="module")
def session_of(
    portal: Portal, browser: Browser, sign_in_as: Callable[[Page, str], None]
) -> Callable[[str], StorageState]:
    """Return a function that gives somebody's cookies; everybody signs in only once for all tests."""

    def cookies(person: str) -> StorageState:
        if person not in portal.sessions:
            with browser.new_context(base_url=portal.url) as context:
                sign_in_as(context.new_page(), person)
                portal.sessions[person] = context.storage_state()
        return portal.sessions[person]

    return cookies


@pytest.fixture
def visit(
    new_context: Callable[..., BrowserContext], session_of: Callable[[str], StorageState], portal: Portal
) -> Callable[..., Page]:
    """Return a function that gives a page of a signed-in person; of nobody if the name is empty."""

    def page_of(person: str, *, language: str = "zh-hans", **settings: Any) -> Page:
        context = new_context(**({"storage_state": session_of(person)} if person else {}), **settings)
        context.add_cookies([{"name": "django_language", "value": language, "url": portal.url}])
        return context.new_page()

    return page_of
