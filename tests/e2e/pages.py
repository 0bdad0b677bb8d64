"""Every kind of page of the portal, with somebody who looks at it, for what has to hold on all of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.e2e.portal import Portal
from tests.e2e.watch import Watch

SCHOOL = "温江二中"
LANGUAGES = ["zh-hans", "en"]
OF_SCHOOL = "WHERE school_id = (SELECT id FROM schools_school WHERE code = '@')"
ROTATION_OF_SCHOOL = (
    "SELECT min(id) FROM exchanges_rotation WHERE {}_id = (SELECT id FROM schools_school WHERE code = '@')"
)
BOOKING_OF_SCHOOL = (
    "SELECT min(id) FROM exchanges_booking WHERE resource_id IN"
    f" (SELECT id FROM exchanges_sharedresource {OF_SCHOOL})"
)
ROWS = {  # words that stand in an address for the key of a row: where the row is found
    "rotation": "SELECT min(id) FROM exchanges_rotation WHERE state = 'approved'",
    "accepted rotation": "SELECT min(id) FROM exchanges_rotation WHERE state = 'accepted'",
    "sent": f"{ROTATION_OF_SCHOOL.format('home')} AND state = 'approved'",
    "proposed": f"{ROTATION_OF_SCHOOL.format('home')} AND state = 'proposed'",
    "returned": f"{ROTATION_OF_SCHOOL.format('home')} AND state = 'returned'",
    "asked": f"{ROTATION_OF_SCHOOL.format('host')} AND state = 'proposed'",
    "resource": "SELECT min(id) FROM exchanges_sharedresource",
    "own resource": f"SELECT min(id) FROM exchanges_sharedresource {OF_SCHOOL}",
    "requested booking": f"{BOOKING_OF_SCHOOL} AND state = 'requested'",
    "confirmed booking": f"{BOOKING_OF_SCHOOL} AND state = 'confirmed'",
    "made booking": f"SELECT max(id) FROM exchanges_booking {OF_SCHOOL}",
    "exemption": "SELECT min(id) FROM exchanges_exemption",
    "draft": f"{ROTATION_OF_SCHOOL.format('home')} AND state = 'draft'",
    "facility": f"SELECT min(id) FROM schools_facility {OF_SCHOOL}",
    "contact": f"SELECT min(id) FROM schools_contact {OF_SCHOOL}",
    "former name": f"SELECT min(id) FROM schools_formername {OF_SCHOOL}",
    "proposal": "SELECT key FROM schools_proposal WHERE state = 'open' AND proposed_by = lower('@')",
    "decided": "SELECT key FROM schools_proposal WHERE state = 'returned' AND proposed_by = lower('@')",
    "formation": "SELECT slug FROM groups_formation ORDER BY id DESC",
    "planned school": "SELECT id FROM groups_plannedschool"
    " WHERE formation_id = (SELECT max(id) FROM groups_formation)",
    "plan": "SELECT id FROM groups_groupchange WHERE state = 'recorded' AND day > date()",
    "membership": f"SELECT id FROM groups_membership {OF_SCHOOL}",
    "designation": 'SELECT id FROM coverage_designation WHERE "end" > date()',
    "target": "SELECT min(id) FROM coverage_target",
    "headline": "SELECT min(id) FROM coverage_headline",
    "appointment": "SELECT id FROM accounts_appointment"
    " WHERE user_id = (SELECT id FROM accounts_user WHERE username = 'bureau')",
}
# what it is: who looks at it (nobody if empty), its address, its status; in the address @ stands for the
# school's code and <a word of ROWS> for the key of such a row
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
    "facilities": ("bureau", "/schools/facilities/", 200),
    "no facility found": ("bureau", "/schools/facilities/?q=%3F%3F%3F", 200),
    "add a facility": (SCHOOL, "/schools/@/facilities/new/", 200),
    "change a facility": (SCHOOL, "/schools/@/facilities/<facility>/edit/", 200),
    "remove a facility": (SCHOOL, "/schools/@/facilities/<facility>/remove/", 200),
    "imports": ("bureau", "/imports/", 200),
    "no import found": ("bureau", "/imports/?q=%3F%3F%3F", 200),
    "upload a roster": ("bureau", "/imports/new/", 200),
    "upload the own roster": (SCHOOL, "/imports/new/", 200),
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
    "change a contact": (SCHOOL, "/schools/@/contacts/<contact>/edit/", 200),
    "remove a contact": (SCHOOL, "/schools/@/contacts/<contact>/remove/", 200),
    "remove a name": ("bureau", "/schools/@/names/<former name>/remove/", 200),
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
    "proposal": ("bureau", "/schools/proposals/<proposal>/", 200),
    "decided proposal": (SCHOOL, "/schools/proposals/<decided>/", 200),
    "accept a proposal": ("bureau", "/schools/proposals/<proposal>/accept/", 200),
    "return a proposal": ("bureau", "/schools/proposals/<proposal>/return/", 200),
    "withdraw a proposal": (SCHOOL, "/schools/proposals/<proposal>/withdraw/", 200),
    "groups": ("bureau", "/groups/", 200),
    "group": ("bureau", "/groups/wenjiang-erzhong/", 200),
    "regional group": ("bureau", "/groups/zhijiao-yuanqu/", 200),
    # changes and formations of groups, ends of schools
    "formations": ("bureau", "/groups/formations/", 200),
    "no formation found": ("bureau", "/groups/formations/?q=%3F%3F%3F", 200),
    "propose a group": ("bureau", "/groups/formations/new/", 200),
    "formation": ("bureau", "/groups/formations/<formation>/", 200),
    "formation's form": ("bureau", "/groups/formations/<formation>/edit/", 200),
    "plan a school": ("bureau", "/groups/formations/<formation>/schools/new/", 200),
    "plan without a school": (
        "bureau",
        "/groups/formations/<formation>/schools/<planned school>/remove/",
        200,
    ),
    "next step of a formation": ("bureau", "/groups/formations/<formation>/step/", 200),
    "abandon a formation": ("bureau", "/groups/formations/<formation>/abandon/", 200),
    "planned changes": ("bureau", "/groups/plans/", 200),
    "withdraw a plan": ("bureau", "/groups/plans/<plan>/withdraw/", 200),
    "group's form": ("bureau", "/groups/wenjiang-erzhong/edit/", 200),
    "join a group": ("bureau", "/groups/wenjiang-erzhong/join/", 200),
    "move to another group": ("bureau", "/groups/wenjiang-erzhong/move/", 200),
    "split a group": ("bureau", "/groups/wenjiang-erzhong/split/", 200),
    "leave a group": ("bureau", "/groups/wenjiang-erzhong/leave/", 200),
    "change the lead": ("bureau", "/groups/wenjiang-erzhong/lead/", 200),
    "dissolve a group": ("bureau", "/groups/wenjiang-erzhong/dissolve/", 200),
    "correct a membership": ("bureau", "/groups/memberships/<membership>/correct/", 200),
    "close a school": ("bureau", "/schools/@/close/", 200),
    "merge a school": ("bureau", "/schools/@/merge/", 200),
    "replace a school": ("bureau", "/schools/@/replace/", 200),
    # rotations
    "rotations": ("bureau", "/exchanges/rotations/", 200),
    "no rotation found": ("bureau", "/exchanges/rotations/?q=%3F%3F%3F", 200),
    "principal's rotations": (SCHOOL, "/exchanges/rotations/", 200),
    "send somebody": (SCHOOL, "/exchanges/rotations/new/", 200),
    "ask for somebody": (SCHOOL, "/exchanges/rotations/new/?direction=in", 200),
    "rotation": ("bureau", "/exchanges/rotations/<rotation>/", 200),
    "approve a rotation": ("bureau", "/exchanges/rotations/<accepted rotation>/approve/", 200),
    "return a rotation": ("bureau", "/exchanges/rotations/<accepted rotation>/return/", 200),
    "end a rotation early": ("bureau", "/exchanges/rotations/<rotation>/end/", 200),
    "extend a rotation": (SCHOOL, "/exchanges/rotations/<sent>/extend/", 200),
    "withdraw a rotation": (SCHOOL, "/exchanges/rotations/<proposed>/withdraw/", 200),
    "revise a rotation": (SCHOOL, "/exchanges/rotations/<returned>/revise/", 200),
    "rotation that waits": (SCHOOL, "/exchanges/rotations/<asked>/", 200),
    "accept a rotation": (SCHOOL, "/exchanges/rotations/<asked>/accept/", 200),
    "refuse a rotation": (SCHOOL, "/exchanges/rotations/<asked>/refuse/", 200),
    "propose a draft": (SCHOOL, "/exchanges/rotations/<draft>/propose/", 200),
    "whereabouts": ("bureau", "/exchanges/rotations/whereabouts/", 200),
    "principal's whereabouts": (SCHOOL, "/exchanges/rotations/whereabouts/", 200),
    "shared resources": ("bureau", "/exchanges/resources/", 200),
    "principal's shared resources": (SCHOOL, "/exchanges/resources/", 200),
    "free resources": (SCHOOL, "/exchanges/resources/?day=2030-09-02&begins=08:00&ends=10:00", 200),
    "no resource found": ("bureau", "/exchanges/resources/?q=%3F%3F%3F", 200),
    "shared resource": ("bureau", "/exchanges/resources/<resource>/", 200),
    "own shared resource": (SCHOOL, "/exchanges/resources/<own resource>/", 200),
    "open a resource": (SCHOOL, "/exchanges/resources/new/", 200),
    "change a resource": (SCHOOL, "/exchanges/resources/<own resource>/edit/", 200),
    "opening hours": (SCHOOL, "/exchanges/resources/<own resource>/hours/", 200),
    "book a resource": (SCHOOL, "/exchanges/resources/<own resource>/book/", 200),
    "bookings": ("bureau", "/exchanges/resources/bookings/", 200),
    "no booking found": ("bureau", "/exchanges/resources/bookings/?q=%3F%3F%3F", 200),
    "booking": (SCHOOL, "/exchanges/resources/bookings/<requested booking>/", 200),
    "confirm a booking": (SCHOOL, "/exchanges/resources/bookings/<requested booking>/confirm/", 200),
    "decline a booking": (SCHOOL, "/exchanges/resources/bookings/<requested booking>/decline/", 200),
    "take a booking back": (SCHOOL, "/exchanges/resources/bookings/<confirmed booking>/revoke/", 200),
    "no-show of a booking": (SCHOOL, "/exchanges/resources/bookings/<confirmed booking>/no-show/", 200),
    "cancel a booking": (SCHOOL, "/exchanges/resources/bookings/<made booking>/cancel/", 200),
    "exemptions": ("bureau", "/exchanges/rotations/exemptions/", 200),
    "no exemption found": ("bureau", "/exchanges/rotations/exemptions/?q=%3F%3F%3F", 200),
    "exempt somebody": ("bureau", "/exchanges/rotations/exemptions/new/@/", 200),
    "end an exemption": ("bureau", "/exchanges/rotations/exemptions/<exemption>/end/", 200),
    "shares of exchange": ("bureau", "/exchanges/rotations/quota/", 200),
    "shares of the own groups": (SCHOOL, "/exchanges/rotations/quota/", 200),
    "shares of a school": ("bureau", "/exchanges/rotations/quota/@/", 200),
    "shares of a year without a roster": ("bureau", "/exchanges/rotations/quota/@/?who=exempt", 200),
    "nobody away": ("bureau", "/exchanges/rotations/whereabouts/?year=2021", 200),
    "coverage": ("bureau", "/coverage/", 200),
    "coverage in the past": ("bureau", "/coverage/?on=2016-06-30", 200),
    "schools of a stage": ("bureau", "/coverage/stages/compulsory/", 200),
    "no school of a stage": ("bureau", "/coverage/stages/senior/?show=not_reached", 200),
    "reconciliation": ("bureau", "/coverage/reconciliation/", 200),
    # designations and what coverage is judged by
    "designations": ("bureau", "/coverage/designations/", 200),
    "no designation found": ("bureau", "/coverage/designations/?q=%3F%3F%3F", 200),
    "award": ("bureau", "/coverage/designations/new/@/", 200),
    "award to a school to be chosen": ("bureau", "/coverage/designations/new/", 200),
    "designation": ("bureau", "/coverage/designations/<designation>/", 200),
    "renew": ("bureau", "/coverage/designations/<designation>/renew/", 200),
    "withdraw a designation": ("bureau", "/coverage/designations/<designation>/withdraw/", 200),
    "correct a designation": ("bureau", "/coverage/designations/<designation>/correct/", 200),
    "schemes": ("bureau", "/coverage/schemes/", 200),
    "targets": ("bureau", "/coverage/targets/", 200),
    "new target": ("bureau", "/coverage/targets/new/", 200),
    "change a target": ("bureau", "/coverage/targets/<target>/edit/", 200),
    "end a target": ("bureau", "/coverage/targets/<target>/end/", 200),
    "headlines": ("bureau", "/coverage/headline/", 200),
    "new headline": ("bureau", "/coverage/headline/new/", 200),
    "change a headline": ("bureau", "/coverage/headline/<headline>/edit/", 200),
    "end a headline": ("bureau", "/coverage/headline/<headline>/end/", 200),
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
    "end an appointment": ("admin", "/accounts/users/bureau/appointments/<appointment>/end/", 200),
    "see as somebody": ("admin", "/accounts/users/bureau/view/", 200),
    "take an appointment back": (
        "admin",
        "/accounts/users/bureau/appointments/<appointment>/cancel/",
        200,
    ),
    "change an account": ("admin", "/accounts/users/bureau/edit/", 200),
    "draw a password": ("admin", "/accounts/users/bureau/password/", 200),
    "somebody leaves": ("admin", "/accounts/users/bureau/dismiss/", 200),
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


def address_of(name: str, portal: Portal) -> str:
    """Return the address of a page of the list, with the school's code and the keys of rows in it."""
    _person, address, _status = PAGES[name]
    for word in re.findall("<(.+?)>", address):
        [(key,), *_others] = portal.rows(ROWS[word].replace("@", portal.codes[SCHOOL]))
        address = address.replace(f"<{word}>", key_in_address(key))
    return address.replace("@", portal.codes[SCHOOL])


def key_in_address(key: str | int) -> str:
    """Return a key as addresses write it; SQLite stores a UUID without its lines."""
    return str(UUID(key)) if re.fullmatch("[0-9a-f]{32}", str(key)) else str(key)


def open_page(name: str, visit: Callable[..., Page], watch: Watch, portal: Portal, language: str) -> Page:
    """Return a page of the list, opened in a language by the person who looks at it."""
    person, _address, status = PAGES[name]
    watch.expect(*{status} - {200})
    page = visit(person, language=language)
    answer = page.goto(address_of(name, portal))
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
