"""axe finds nothing on any page of the portal, on an office screen and on a phone, in both languages."""

import pytest
from playwright.sync_api import expect

from tests.e2e.pages import both_languages, complaints, every_page, open_page, resize
from tests.e2e.steps import open_user_menu, press, sign_in

pytestmark = pytest.mark.e2e

PHONE = (375, 812)


@both_languages
@every_page
def test_axe_finds_nothing(name, language, visit, watch, portal):
    page = open_page(name, visit, watch, portal, language)

    on_screen = complaints(page)
    resize(page, *PHONE)
    on_phone = complaints(page)

    assert (on_screen, on_phone) == ([], [])


def test_axe_finds_nothing_in_what_opens_on_the_page(visit):
    page = visit("bureau")
    page.goto("/coverage/")
    for summary in page.locator("main details > summary").all():
        summary.click()
    open_user_menu(page)
    on_screen = complaints(page)

    resize(page, *PHONE)
    page.get_by_role("button", name="菜单", exact=True).click()
    expect(page.get_by_role("navigation", name="主导航")).to_be_visible()

    assert (on_screen, complaints(page)) == ([], [])


def test_axe_finds_nothing_on_forms_with_errors(page, visit):
    sign_in(page, "nobody-at-all", "wrong")
    refused = complaints(page)
    own = visit("inspector")
    own.goto("/accounts/password/")
    for field in own.locator("main [type=password]").all():
        field.fill("not the same at all")
    press(own.locator("main").get_by_role("button", name="修改密码"))

    assert (refused, complaints(own)) == ([], [])


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_axe_finds_nothing_on_a_preview(visit, language):
    page = visit("bureau", language=language)
    page.goto("/groups/wenjiang-erzhong/dissolve/")
    page.locator("#id_day").fill("2030-09-01")
    with page.expect_navigation():
        page.locator("#id_reason").press("Enter")
    expect(page.locator("main [name=confirmed]")).to_be_visible()
    on_screen = complaints(page)

    resize(page, *PHONE)

    assert (on_screen, complaints(page)) == ([], [])
