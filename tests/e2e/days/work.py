"""What people do all day long: follow links, fill in forms, save, take files home."""

from __future__ import annotations

import csv
import re
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from openpyxl import load_workbook
from playwright.sync_api import Locator, Page

from tests.e2e.steps import press, words

SHANGHAI = ZoneInfo("Asia/Shanghai")


def today() -> date:
    """Return the day that the portal goes by."""
    return datetime.now(SHANGHAI).date()


def days_ago(number: int) -> str:
    """Return an earlier day as addresses and date fields have it."""
    return (today() - timedelta(days=number)).isoformat()


def next_september() -> str:
    """Return the first day of the coming school year."""
    this_year = date(today().year, 9, 1)
    return (this_year if this_year > today() else date(today().year + 1, 9, 1)).isoformat()


def follow(page: Page, name: str | re.Pattern[str]) -> None:
    """Follow the first link of a name on the page itself."""
    exact = {"exact": True} if isinstance(name, str) else {}
    press(page.get_by_role("main").get_by_role("link", name=name, **exact).first)


def choose_from_menu(page: Page, name: str) -> None:
    """Open the menu of what can be done with a record by keyboard, and choose."""
    page.locator("main details.menu > summary, .page-head details.menu > summary").first.press("Enter")
    press(page.get_by_role("link", name=name, exact=True).first)


def panel(page: Page, title: str) -> Locator:
    """Return the panel of a title."""
    return page.locator("section.panel").filter(has=page.get_by_role("heading", name=title, exact=True))


def fill_in(page: Page, answers: dict[str, str]) -> None:
    """Fill in fields by their labels; a choice takes the words that it offers."""
    form = page.locator("main form")
    for label, value in answers.items():
        field = form.get_by_label(label, exact=True)
        if field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(label=value)
        else:
            field.fill(value)


def press_enter(page: Page) -> None:
    """Send the form by the key, from the field with the reason."""
    with page.expect_navigation():
        page.locator("#id_reason").press("Enter")


def save(page: Page, button: str = "保存") -> None:
    """Press the button of the form, and wait for what comes of it."""
    press(page.get_by_role("main").get_by_role("button", name=button, exact=True))


def inbox_counts(page: Page) -> dict[str, int]:
    """Return how many of what wait for the person of the home page."""
    links = panel(page, "待办").get_by_role("link").filter(has=page.locator(".count"))
    names, counts = words(links.locator("span:not(.count)")), words(links.locator(".count"))
    return {name: int(count) for name, count in zip(names, counts, strict=True)}


def export(page: Page, kind: str) -> list[list[str]]:
    """Return the rows of the file that the list on the page is exported to, headings first."""
    with page.expect_download() as download:
        page.get_by_role("link", name=kind, exact=True).click()
    return {"CSV": read_csv, "XLSX": read_xlsx}[kind](download.value.path())


def read_csv(path: Path) -> list[list[str]]:
    """Return the cells of a file in the encoding that Chinese spreadsheets expect."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def read_xlsx(path: Path) -> list[list[str]]:
    """Return the cells of the one sheet of a workbook."""
    with path.open("rb") as file:
        rows = load_workbook(file).active.iter_rows(values_only=True)  # type: ignore[union-attr] # it has one
        return [["" if cell is None else str(cell) for cell in row] for row in rows]
