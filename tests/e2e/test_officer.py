"""A bureau officer's day, in a real browser: every figure is what the command says."""

from datetime import date

import pytest
from playwright.sync_api import expect

from tests.e2e.expected import cards, measures_table, reconciliation_table
from tests.e2e.steps import choose_day, sign_in, table, words

pytestmark = pytest.mark.e2e


def test_officer_signs_in_and_sees_the_headline_figures(page, portal):
    page.goto("/")
    expect(page).to_have_url(f"{portal.url}/accounts/login/?next=/")

    sign_in(page, "bureau", portal.password)

    expect(page).to_have_url(f"{portal.url}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("温江区教育集团概况")
    assert words(page.locator(".kpi-grid .stat")) == cards(portal.figures("coverage"))


@pytest.mark.parametrize("day", ["2016-06-30", "2030-01-01"], ids=["past", "future"])
def test_coverage_of_a_day_is_what_the_command_says(visit, portal, day):
    page = visit("bureau")
    page.goto("/coverage/")

    choose_day(page, day)

    year, month, number = map(int, day.split("-"))
    expect(page.locator(".page-lead")).to_have_text(f"截至 {year}年{month}月{number}日；可选过去或将来的任何一天")
    assert table(page.get_by_role("region", name="各学段四种口径的覆盖率")) == measures_table(
        portal.figures("coverage", "--on", day)
    )


def test_overview_of_today_and_coverage_of_today_agree(visit, portal):
    page = visit("bureau")
    shown = []
    for address in ("/", "/coverage/", f"/coverage/?on={date.today()}"):
        page.goto(address)
        shown.append(table(page.get_by_role("region", name="各学段四种口径的覆盖率")))

    assert shown == [measures_table(portal.figures("coverage"))] * 3
