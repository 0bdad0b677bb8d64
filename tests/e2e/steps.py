"""What people do on a page, and how a page is read back, in the words of the tests."""

from __future__ import annotations

from playwright.sync_api import Locator, Page

CELLS = (
    "table => [...table.rows].map(row => [...row.cells].map(c => c.innerText.trim().replace(/\\s+/g, ' ')))"
)


def sign_in(page: Page, username: str, password: str) -> None:
    """Fill in and send the sign-in form."""
    page.goto("/accounts/login/")
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码").fill(password)
    press(page.get_by_role("main").get_by_role("button", name="登录"))


def press(target: Locator) -> None:
    """Click what leads to another page, and wait for that page."""
    with target.page.expect_navigation():
        target.click()


def open_user_menu(page: Page) -> None:
    """Open the menu of the own account."""
    page.locator("details.menu > summary").click()


def choose_day(page: Page, day: str) -> None:
    """Show the page for another day."""
    page.get_by_label("截至").fill(day)
    press(page.get_by_role("button", name="查看", exact=True))


def table(region: Locator) -> list[list[str]]:
    """Return the text of every cell of the one table in a region, heading and total included."""
    return region.locator("table").evaluate(CELLS)


def words(found: Locator) -> list[str]:
    """Return the visible text of everything found, with single spaces."""
    return [" ".join(text.split()) for text in found.all_inner_texts()]
