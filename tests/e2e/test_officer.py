"""A bureau officer's day, in a real browser: every figure is what the command says."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.expected import cards, measures_table, reconciliation_table
from tests.e2e.steps import choose_day, open_user_menu, press, sign_in, table, words

pytestmark = pytest.mark.e2e

MEASURES = "各学段四种口径的覆盖率"  # the name of the table
SHARED = "同时属于两个集团的学校"
# The groups at the other ends of the lines that meet at a school's mark, read from the drawing alone.
NEIGHBOURS = """(picture, title) => {
  const at = (group) => group.getAttribute("transform").match(/-?[\\d.]+/g).map(Number);
  const named = (name) => [...picture.querySelectorAll("g[transform]")]
    .filter((group) => group.querySelector("title")?.textContent === name);
  const near = (a, b) => Math.hypot(a[0] - b[0], a[1] - b[1]) < 1;
  const end = (line, number) => ["x", "y"].map((axis) => Number(line.getAttribute(axis + number)));
  const [school] = named(title);
  const hubs = [...picture.querySelectorAll("g[transform]")].filter((group) => group.querySelector("rect"));
  return [...picture.querySelectorAll("line")]
    .filter((line) => near(end(line, 2), at(school)))
    .map((line) => hubs.find((hub) => near(at(hub), end(line, 1))).querySelector("title").textContent)
    .sort();
}"""


def roster_numbers(portal, school):
    """Return the numbers of a school's staff in the order of its roster."""
    rows = portal.rows(
        "SELECT staff_no FROM schools_staff JOIN schools_employment e ON e.staff_id = schools_staff.id"
        " JOIN schools_school s ON s.id = e.school_id WHERE s.name = ? ORDER BY staff_no",
        school,
    )
    return [number for (number,) in rows]


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
    expect(page.locator(".page-lead")).to_have_text(
        f"截至 {year}年{month}月{number}日；可选过去或将来的任何一天"
    )
    assert table(page.get_by_role("region", name=MEASURES)) == measures_table(
        portal.figures("coverage", "--on", day)
    )


def test_overview_and_coverage_show_the_same_table_for_today(visit, portal):
    page = visit("bureau")

    shown = []
    for address in ("/", "/coverage/"):
        page.goto(address)
        shown.append(table(page.get_by_role("region", name=MEASURES)))

    assert shown == [measures_table(portal.figures("coverage"))] * 2


def test_every_numerator_and_denominator_leads_to_exactly_that_many_schools(visit, portal):
    page = visit("bureau")
    page.goto("/coverage/?on=2022-12-31")
    figures = portal.figures("coverage", "--on", "2022-12-31")
    by_institutions = page.get_by_role("row", name=re.compile("按学校")).locator("td.num a")
    links = [(link.inner_text(), link.get_attribute("href")) for link in by_institutions.all()]

    listed = []
    for number, address in links:
        page.goto(address)
        listed.append((number, str(page.locator(".data-table tbody tr:not(.total)").count())))

    counted = [m for stage in figures["stages"] for m in stage["measures"] if m["weight"] == "institutions"]
    numbers = [str(m[part]) for m in counted for part in ("numerator", "denominator")]
    assert listed == list(zip(numbers, numbers, strict=True))


def test_numerator_link_lists_the_designated_schools_by_name(visit, portal):
    page = visit("bureau")
    page.goto("/coverage/?on=2022-12-31")

    press(page.get_by_role("link", name="分子 普通高中 已认定 · 按学校"))

    expect(page).to_have_url(f"{portal.url}/coverage/stages/senior/?on=2022-12-31&show=designated")
    rows = table(page.get_by_role("region", name="学校", exact=True))
    assert [row[0] for row in rows[1:-1]] == ["温江中学", "温江二中", "七中实验校"]


def test_reconciliation_is_40_declared_41_registered_one_more(visit, portal):
    page = visit("bureau")
    page.goto("/")
    press(page.get_by_role("navigation", name="主导航").get_by_role("link", name="账实核对"))

    assert words(page.locator(".kpi-grid .stat")) == ["上报 40", "在册 41", "差额（在册减上报） +1"]
    assert table(page.get_by_role("region", name="逐项核对")) == reconciliation_table(
        portal.figures("reconcile")
    )


def test_network_picture_shows_温江二中_between_its_two_groups(visit):
    page = visit("bureau")
    page.goto("/groups/")

    picture = page.get_by_role("group", name="集团网络图").locator("svg.network-grid")

    expect(picture.locator("rect.shape")).to_have_count(12)
    assert picture.evaluate(NEIGHBOURS, "温江二中 · 同时属于两个集团") == [
        "七中实验校教育集团",
        "温江二中教育集团",
    ]
    assert words(
        page.locator("section").filter(has=page.get_by_role("heading", name=SHARED)).locator(".cluster")
    ) == ["温江二中 温江二中教育集团的龙头学校 七中实验校教育集团的成员学校"]


def test_officer_walks_from_the_picture_to_a_group_a_school_and_its_roster(visit, portal):
    page = visit("bureau")
    page.goto("/groups/")

    press(page.get_by_role("group", name="集团网络图").get_by_role("link", name="温江中学教育集团"))
    expect(page.get_by_role("heading", level=1)).to_have_text("温江中学教育集团")
    members = table(page.get_by_role("region", name="集团学校，可左右滚动"))
    others = sorted(["涌泉学校", "永宁中学", "公平学校"], key=portal.codes.__getitem__)
    assert [row[:2] for row in members[1:]] == [
        ["温江中学", "龙头学校"],
        *([name, "成员学校"] for name in others),
    ]

    press(page.get_by_role("link", name="公平学校", exact=True))
    expect(page.get_by_role("heading", level=1)).to_have_text("公平学校")
    expect(page.locator(".page-lead .code")).to_have_text(portal.codes["公平学校"])

    press(page.get_by_role("link", name="查看名册"))
    expect(page.get_by_role("heading", level=1)).to_have_text("公平学校教职工名册")
    roster = table(page.get_by_role("region", name="教职工名册，可左右滚动"))
    assert roster[0][:2] == ["姓名", "教职工号"]
    assert [row[1] for row in roster[1:]] == roster_numbers(portal, "公平学校")[:50]


def test_signing_out_leaves_no_private_page_behind_the_back_button(page, portal):
    sign_in(page, "bureau", portal.password)
    page.goto("/schools/")
    open_user_menu(page)
    press(page.get_by_role("button", name="退出登录"))
    expect(page).to_have_url(f"{portal.url}/accounts/login/")

    page.evaluate("history.back()")

    expect(page).to_have_url(f"{portal.url}/accounts/login/?next=/schools/")
    expect(page.get_by_role("heading", level=1)).to_have_text("登录")
    expect(page.get_by_text("温江中学")).to_have_count(0)
