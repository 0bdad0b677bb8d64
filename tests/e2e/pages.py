"""Every kind of page of the portal, with somebody who looks at it, for what has to hold on all of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.e2e.portal import Portal
from tests.e2e.watch import Watch

SCHOOL = "温江二中"
LANGUAGES = ["zh-hans", "en"]
# what it is: who looks at it (nobody if empty), its address (@ stands for the school's code), its status
PAGES = {
    "sign-in": ("", "/accounts/login/", 200),
    "not found, signed out": ("", "/there-is-none/", 404),
    "overview": ("bureau", "/", 200),
    "overview with a bad day": ("bureau", "/?on=2022-02-30", 200),
    "schools": ("bureau", "/schools/", 200),
    "no school found": ("bureau", "/schools/?q=%3F%3F%3F", 200),
    "school": ("bureau", "/schools/@/", 200),
    "school in the past": ("bureau", "/schools/@/?on=2016-06-30", 200),
    "roster": ("bureau", "/schools/@/staff/", 200),
    # keeping the register
    "register a school": ("bureau", "/schools/new/", 200),
    "correct a school": ("bureau", "/schools/@/edit/", 200),
    "rename a school": ("bureau", "/schools/@/rename/", 200),
    "add a name": ("bureau", "/schools/@/names/new/", 200),
    "official code": ("bureau", "/schools/@/code/", 200),
    "state of a school": ("bureau", "/schools/@/status/", 200),
    "stages of a school": ("bureau", "/schools/@/stages/", 200),
    "split a school": ("bureau", "/schools/@/split/", 200),
    "school in use is not deleted": ("bureau", "/schools/@/delete/", 200),
    "location of a school": (SCHOOL, "/schools/@/location/", 200),
    "add a contact": (SCHOOL, "/schools/@/contacts/new/", 200),
    # enrolment, staff, the confirmation of facts
    "enrolment of the district": ("bureau", "/schools/enrolment/", 200),
    "unreported enrolment": ("bureau", "/schools/enrolment/?reported=no", 200),
    "enrolment form": ("bureau", "/schools/@/enrolment/2022/", 200),
    "all staff": ("bureau", "/schools/staff/", 200),
    "new person": ("bureau", "/schools/@/staff/new/", 200),
    "person": ("bureau", "/schools/@/staff/@-001/", 200),
    "person's form": ("bureau", "/schools/@/staff/@-001/edit/", 200),
    "move": ("bureau", "/schools/@/staff/@-001/move/", 200),
    "leave": ("bureau", "/schools/@/staff/@-001/leave/", 200),
    "confirmations": ("bureau", "/schools/confirmations/", 200),
    "proposals": ("bureau", "/schools/proposals/", 200),
    "no proposal found": ("bureau", "/schools/proposals/?field=name", 200),
    "confirm the facts": (SCHOOL, "/schools/@/confirmation/", 200),
    "facts to correct": (SCHOOL, "/schools/@/proposals/", 200),
    "proposal form": (SCHOOL, "/schools/@/proposals/kind/", 200),
    "groups": ("bureau", "/groups/", 200),
    "group": ("bureau", "/groups/wenjiang-erzhong/", 200),
    "regional group": ("bureau", "/groups/zhijiao-yuanqu/", 200),
    # changes and formations of groups, ends of schools
    "formations": ("bureau", "/groups/formations/", 200),
    "no formation found": ("bureau", "/groups/formations/?q=%3F%3F%3F", 200),
    "propose a group": ("bureau", "/groups/formations/new/", 200),
    "planned changes": ("bureau", "/groups/plans/", 200),
    "group's form": ("bureau", "/groups/wenjiang-erzhong/edit/", 200),
    "join a group": ("bureau", "/groups/wenjiang-erzhong/join/", 200),
    "move to another group": ("bureau", "/groups/wenjiang-erzhong/move/", 200),
    "split a group": ("bureau", "/groups/wenjiang-erzhong/split/", 200),
    "merge a school": ("bureau", "/schools/@/merge/", 200),
    "replace a school": ("bureau", "/schools/@/replace/", 200),
    "coverage": ("bureau", "/coverage/", 200),
    "coverage in the past": ("bureau", "/coverage/?on=2016-06-30", 200),
    "schools of a stage": ("bureau", "/coverage/stages/compulsory/", 200),
    "no school of a stage": ("bureau", "/coverage/stages/senior/?show=not_reached", 200),
    "reconciliation": ("bureau", "/coverage/reconciliation/", 200),
    # designations and what coverage is judged by
    "designations": ("bureau", "/coverage/designations/", 200),
    "no designation found": ("bureau", "/coverage/designations/?q=%3F%3F%3F", 200),
    "award": ("bureau", "/coverage/designations/new/@/", 200),
    "schemes": ("bureau", "/coverage/schemes/", 200),
    "targets": ("bureau", "/coverage/targets/", 200),
    "new target": ("bureau", "/coverage/targets/new/", 200),
    "headlines": ("bureau", "/coverage/headline/", 200),
    "rule sets": ("bureau", "/coverage/rules/", 200),
    "principal's designations": (SCHOOL, "/coverage/designations/", 200),
    "sessions": ("bureau", "/accounts/sessions/", 200),
    "password": ("bureau", "/accounts/password/", 200),
    "confirm": ("bureau", "/accounts/confirm/", 200),
    # accounts and the trail
    "own account": ("bureau", "/accounts/me/", 200),
    "accounts": ("admin", "/accounts/users/", 200),
    "account": ("admin", "/accounts/users/bureau/", 200),
    "new account": ("admin", "/accounts/users/new/", 200),
    "appoint": ("admin", "/accounts/users/bureau/appoint/", 200),
    "import accounts": ("admin", "/accounts/import/", 200),
    "trail": ("auditor", "/audit/", 200),
    "entry of the trail": ("auditor", "/audit/1/", 200),
    "check the trail": ("auditor", "/audit/verification/", 200),
    "sign-out": ("bureau", "/accounts/logout/", 200),
    "not found": ("bureau", "/there-is-none/", 404),
    "principal's home": (SCHOOL, "/", 200),
    "principal's school": (SCHOOL, "/schools/@/", 200),
    "principal's groups": (SCHOOL, "/groups/", 200),
    "principal's other group": (SCHOOL, "/groups/qizhong-shiyanxiao/", 200),
    "auditor's home": ("auditor", "/", 200),
    "refused": ("auditor", "/schools/", 403),
    "administrator's home": ("admin", "/", 200),
}
every_page = pytest.mark.parametrize("name", PAGES)
both_languages = pytest.mark.parametrize("language", LANGUAGES)


def open_page(name: str, visit: Callable[..., Page], watch: Watch, portal: Portal, language: str) -> Page:
    """Return a page of the list, opened in a language by the person who looks at it."""
    person, address, status = PAGES[name]
    watch.expect(*{status} - {200})
    page = visit(person, language=language)
    answer = page.goto(address.replace("@", portal.codes[SCHOOL]))
    assert answer is not None
    assert (answer.status, page.locator("html").get_attribute("lang")) == (status, language)
    return page


def resize(page: Page, width: int, height: int) -> None:
    """Show the page in a window of another size, and wait until it and its charts are drawn anew."""
    page.set_viewport_size({"width": width, "height": height})
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def complaints(page: Page) -> list[tuple[Any, ...]]:
    """Return what axe has to say of a page: rule, element and what to mend."""
    found = Axe().run(page).response["violations"]
    return [(rule["id"], node["target"], node["failureSummary"]) for rule in found for node in rule["nodes"]]
