"""The portal by keyboard alone; wherever the focus goes, it can be seen."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.expected import measures_table
from tests.e2e.steps import press, table

pytestmark = pytest.mark.e2e

MOST_STEPS = 150  # presses of Tab that reach anything on a page
MEASURES = "各学段四种口径的覆盖率"
# What the focus is on, once the browser has scrolled to it (a busy machine takes its time): its name for
# people, and whether it can be seen.
FOCUS = """async () => {
  const one = document.activeElement;
  const bar = document.querySelector(".topbar");
  const top = one.matches(".skip-link, .topbar *") ? 0 : bar.getBoundingClientRect().bottom;
  const isOnScreen = () => {
    const box = one.getBoundingClientRect();
    return box.bottom > top && box.top < innerHeight && box.width > 0;
  };
  for (let frame = 0; frame < 600 && !isOnScreen(); frame += 1) await new Promise(requestAnimationFrame);
  const isDrawn = (look) =>
    (look.outlineStyle !== "none" && parseFloat(look.outlineWidth) > 0) || look.boxShadow !== "none";
  const mark = one.querySelector(":scope > g > .shape");
  const isMarked = mark !== null && parseFloat(getComputedStyle(mark).strokeWidth) >= 3;
  const isPicker = one.type === "date" && !one.matches(":focus");  // its button: the browser frames it
  const label = one.labels && one.labels[0] ? one.labels[0].innerText : "";
  const isPage = one === document.body || one.id === "content";
  const name = isPage ? "" : one.getAttribute("aria-label") || label || one.innerText || one.tagName;
  return {
    name: name.trim().replace(/\\s+/g, " "),
    seen: isOnScreen() && (isDrawn(getComputedStyle(one)) || isMarked || isPicker),
    isPage,
  };
}"""


class Keyboard:
    """A person with a keyboard and no mouse, who notes where the focus could not be seen."""

    def __init__(self, page):
        self.page = page
        self.unseen = []

    def press(self, *keys):
        """Press keys one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def go(self, *keys):
        """Press keys that lead to another page, and wait for it."""
        with self.page.expect_navigation():
            self.press(*keys)

    def focus(self):
        """Return the name of what the focus is on."""
        found = self.page.evaluate(FOCUS)
        if not found["seen"] and not found["isPage"]:
            self.unseen.append((self.page.url, found["name"]))
        return found["name"]

    def reach(self, name, key="Tab"):
        """Press Tab until the focus is on what bears the name."""
        passed = []
        while len(passed) < MOST_STEPS:
            self.press(key)
            passed.append(self.focus())
            if re.fullmatch(name, passed[-1]):
                return
        raise AssertionError(f"{name} was not reached; the focus passed {passed}")


@pytest.fixture
def keyboard(page):
    """Return the keyboard; in the end the focus must have been visible everywhere."""
    keyboard = Keyboard(page)
    yield keyboard
    assert keyboard.unseen == []


def test_a_day_s_work_by_keyboard_alone(page, portal, keyboard):
    page.goto("/")
    keyboard.reach("用户名.*")
    page.keyboard.type("bureau")
    keyboard.reach("密码.*")
    page.keyboard.type(portal.password)
    keyboard.go("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("温江区教育集团概况")

    keyboard.press("Tab")
    assert keyboard.focus() == "跳到正文"
    keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    keyboard.reach("覆盖率", key="Shift+Tab")
    keyboard.go("Enter")
    expect(page).to_have_url(f"{portal.url}/coverage/")

    keyboard.reach("截至")
    page.keyboard.type("06302016")  # as this browser asks for it: month, day, year
    assert page.get_by_label("截至").input_value() == "2016-06-30"
    keyboard.reach("查看")
    keyboard.go("Space")
    figures = portal.figures("coverage", "--on", "2016-06-30")
    assert table(page.get_by_role("region", name=MEASURES)) == measures_table(figures)

    keyboard.reach("分子 普通高中 已覆盖 · 按学校")
    keyboard.go("Enter")
    expect(page).to_have_url(f"{portal.url}/coverage/stages/senior/?on=2016-06-30&show=reached")

    keyboard.reach("English")
    keyboard.go("Enter")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    keyboard.reach(".*中文")
    keyboard.go("Space")
    expect(page.locator("html")).to_have_attribute("lang", "zh-hans")
    expect(page).to_have_url(f"{portal.url}/coverage/stages/senior/?on=2016-06-30&show=reached")

    keyboard.reach(".*我的账号.*")
    keyboard.press("Enter")
    expect(page.get_by_role("button", name="退出登录")).to_be_visible()
    keyboard.press("Escape")
    expect(page.get_by_role("button", name="退出登录")).to_be_hidden()
    keyboard.press("Space")
    keyboard.reach("退出登录")
    keyboard.go("Enter")
    expect(page).to_have_url(f"{portal.url}/accounts/login/")


def test_wide_table_and_picture_are_reached_by_keyboard(visit, portal):
    page = visit("bureau")
    keyboard = Keyboard(page)
    page.goto("/groups/")

    keyboard.reach("教育集团一览，可左右滚动")
    keyboard.reach("温江二中 · 同时属于两个集团")
    keyboard.go("Enter")

    expect(page).to_have_url(f"{portal.url}/schools/{portal.codes['温江二中']}/")
    assert keyboard.unseen == []


def test_focus_going_backwards_is_never_hidden_below_the_bar(visit):
    page = visit("bureau")
    keyboard = Keyboard(page)
    page.goto("/schools/")

    keyboard.reach("跳到正文", key="Shift+Tab")

    assert keyboard.unseen == []


def test_menu_of_a_phone_by_keyboard(visit):
    page = visit("bureau")
    page.set_viewport_size({"width": 375, "height": 812})
    keyboard = Keyboard(page)
    page.goto("/")
    navigation = page.get_by_role("navigation", name="主导航")

    keyboard.reach("菜单")
    keyboard.press("Enter")
    expect(navigation).to_be_visible()
    keyboard.reach("学校")
    keyboard.press("Escape")

    expect(navigation).to_be_hidden()
    assert (keyboard.focus(), keyboard.unseen) == ("菜单", [])


def test_after_a_refusal_the_first_field_at_fault_is_at_hand(visit, portal):
    page = visit("bureau")
    page.goto(f"/schools/{portal.codes['温江二中']}/status/")

    press(page.get_by_role("button", name="保存"))

    expect(page.get_by_label("生效日期")).to_be_focused()
