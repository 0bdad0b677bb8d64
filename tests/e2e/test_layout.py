"""Every page fits its window, on a phone, a tablet and an office screen, and prints without the frame."""

import pytest
from playwright.sync_api import expect

from tests.e2e.pages import both_languages, every_page, open_page, resize

pytestmark = pytest.mark.e2e

WINDOWS = [(1440, 900), (768, 1024), (360, 740)]
TOO_WIDE = """() => {
  const most = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= most) return [];
  return [...document.querySelectorAll("body *")]
    .filter((one) => one.getBoundingClientRect().right > most + 1)
    .map((one) => one.tagName + "." + one.className).slice(0, 5);
}"""
FRAME = (
    ".sidebar, .nav-toggle, .topbar form, .topbar details, .skip-link, .day-form button, .filter-bar, .pager"
)


@both_languages
@every_page
def test_page_never_scrolls_sideways(name, language, visit, watch, portal):
    page = open_page(name, visit, watch, portal, language)

    too_wide = {}
    for width, height in WINDOWS:
        resize(page, width, height)
        too_wide[width] = page.evaluate(TOO_WIDE)

    assert too_wide == {width: [] for width, _height in WINDOWS}


@every_page
def test_paper_shows_the_page_without_its_frame(name, visit, watch, portal):
    page = open_page(name, visit, watch, portal, "zh-hans")

    page.emulate_media(media="print")

    assert page.locator(FRAME).filter(visible=True).count() == 0
    expect(page.get_by_role("heading", level=1)).to_be_visible()
