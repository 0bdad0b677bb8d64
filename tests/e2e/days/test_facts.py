"""The days on which principals and the bureau put facts right between them."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.days.work import fill_in, follow, inbox_counts, panel, press_enter, save
from tests.e2e.steps import press, words

pytestmark = pytest.mark.e2e

PROPOSER = "镇子学校"
CONFIRMING = "金马学校"


def propose(page, portal, school, *, to, why):
    """Propose another ownership of the own school, from the school's page on."""
    page.goto(f"/schools/{portal.codes[school]}/")
    follow(page, "有内容不对？提出更正")
    follow(page, re.compile("办学性质"))
    page.get_by_label("建议改为").select_option(to)
    page.get_by_label("说明").fill(why)
    press_enter(page)
    expect(page.get_by_text("更正申请已提交，等待教育局核定。")).to_be_visible()


def open_waiting(page, school):
    """Open the one proposal of a school that waits for the officer, from the inbox on."""
    page.goto("/")
    follow(page, re.compile("更正申请等待处理"))
    press(page.get_by_role("row", name=school).get_by_role("link").first)


def test_a_correction_is_returned_proposed_again_and_accepted(visit, portal):
    principal, officer = visit(PROPOSER), visit("bureau")
    propose(principal, portal, PROPOSER, to="民办", why="学校已改制。")

    open_waiting(officer, PROPOSER)
    follow(officer, "退回")
    save(officer, "退回更正")
    expect(officer.get_by_label("退回理由")).to_be_focused()
    fill_in(officer, {"退回理由": "请写明改制批文的文号。"})
    save(officer, "退回更正")
    expect(officer.get_by_text("已退回，学校会看到理由。")).to_be_visible()

    principal.goto("/")
    follow(principal, re.compile("更正申请被退回"))
    press(principal.get_by_role("row", name=re.compile("办学性质")).get_by_role("link").first)
    expect(principal.get_by_text("请写明改制批文的文号。").first).to_be_visible()
    follow(principal, "再次提出")
    principal.get_by_label("建议改为").select_option("民办")
    principal.get_by_label("说明").fill("依据温教〔2021〕8号。")
    press_enter(principal)

    open_waiting(officer, PROPOSER)
    follow(officer, "采纳")
    save(officer, "采纳更正")
    expect(officer.get_by_text("已采纳，学校档案已更正。")).to_be_visible()

    officer.goto(f"/schools/{portal.codes[PROPOSER]}/")
    ownership = panel(officer, "基本情况").locator("dl > div").filter(has=officer.get_by_text("办学性质"))
    assert words(ownership) == ["办学性质 民办 已确认"]
    trail = " ".join(words(panel(officer, "谁改了什么")))
    assert "bureau" in trail
    principal.goto("/schools/proposals/?state=accepted")
    press(principal.get_by_role("row", name=re.compile("办学性质")).get_by_role("link").first)
    officer.goto(principal.url)
    people = set(re.findall(r"· (\S+)", " ".join(words(panel(officer, "谁改了什么")))))
    assert people >= {"bureau", portal.codes[PROPOSER].lower()}


def test_one_click_confirms_and_the_officer_s_inbox_falls_by_one(visit, portal):
    principal, officer = visit(CONFIRMING), visit("bureau")
    officer.goto("/")
    before = inbox_counts(officer)["学校本学期尚未确认基本事实"]

    principal.goto("/")
    press(principal.get_by_role("button", name="内容无误，确认"))
    expect(principal.get_by_text("已确认。谢谢您的核对。")).to_be_visible()
    expect(panel(principal, "本学期确认").get_by_text("已确认")).to_be_visible()

    officer.goto("/")
    assert inbox_counts(officer)["学校本学期尚未确认基本事实"] == before - 1


@pytest.mark.parametrize("person", ["bureau", "温江二中"])
def test_counts_in_the_inbox_equal_the_lists_they_lead_to(visit, portal, person):
    page = visit(person)
    page.goto("/")
    counts = inbox_counts(page)
    links = {words(link.locator("span:not(.count)"))[0]: link.get_attribute("href") for link in counted(page)}

    listed = {}
    for name, address in links.items():
        with page.expect_download() as download:
            page.evaluate("address => location.assign(address)", f"{address}&export=csv")
        lines = download.value.path().read_text(encoding="utf-8-sig").splitlines()
        listed[name] = len(lines) - 1

    assert listed == counts != {}


def counted(page):
    """Return the links of the inbox that bear a count."""
    return panel(page, "待办").get_by_role("link").filter(has=page.locator(".count")).all()
