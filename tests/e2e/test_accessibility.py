"""Every page fits its window and breaks no rule of axe, on office screen and phone, in both languages."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import DESK
from tests.e2e.pages import both_languages, complaints, every_page, open_page, resize
from tests.e2e.steps import open_user_menu, press, sign_in

pytestmark = pytest.mark.e2e

TABLET, PHONE, SMALL_PHONE = (768, 1024), (375, 812), (360, 740)
TOO_WIDE = """() => {
  const most = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= most) return [];
  return [...document.querySelectorAll("body *")]
    .filter((one) => one.getBoundingClientRect().right > most + 1)
    .map((one) => one.tagName + "." + one.className).slice(0, 5);
}"""


@both_languages
@every_page
def test_page_fits_every_window_and_axe_finds_nothing(name, language, visit, watch, portal):
    page = open_page(name, visit, watch, portal, language)

    too_wide, found = {}, {}
    for width, height in [DESK, TABLET, PHONE, SMALL_PHONE]:
        resize(page, width, height)
        too_wide[width] = page.evaluate(TOO_WIDE)
        found[width] = complaints(page) if (width, height) in [DESK, PHONE] else []

    assert too_wide == {width: [] for width in too_wide}
    assert found == {width: [] for width in found}


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
