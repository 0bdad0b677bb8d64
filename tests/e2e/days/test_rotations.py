"""A rotation between independent schools: three people in three browsers, and what goes wrong on the way."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.days.work import days_ago, fill_in, follow, next_september, today
from tests.e2e.pages import complaints
from tests.e2e.steps import press, words

pytestmark = pytest.mark.e2e

GROUP, HOME, HOST = "温江中学教育集团", "公平学校", "温江中学"
YEARS = 2


def end_of(start):
    """Return the day some years after a day, as date fields have it."""
    return f"{int(start[:4]) + YEARS}{start[4:]}"


def propose(page, start, *, host=HOST, share="40"):
    """Propose that somebody of the own school goes to the host, and return the address of the rotation."""
    page.goto("/exchanges/rotations/")
    follow(page, "派出教职工")
    page.get_by_label("教职工").select_option(index=1)
    fill_in(
        page,
        {
            "教育集团": GROUP,
            "接收学校": host,
            "形式": "教师选派",
            "开始日期": start,
            "结束日期": end_of(start),
            "工作量占比": share,
            "目的": "带动教研",
        },
    )
    press(page.get_by_role("button", name="提出", exact=True))
    expect(page.get_by_text("已提出，等待对方学校答复。")).to_be_visible()
    page.goto("/exchanges/rotations/?state=proposed&sort=-start")
    press(page.get_by_role("region", name="列表，可左右滚动").locator("tbody a").first)
    return page.url


def act(page, url, name, **answers):
    """Open a rotation, do what a link of it says, and return what the page says then."""
    page.goto(url)
    press(page.get_by_role("link", name=name, exact=True))
    fill_in(page, {"原因" if label == "reason" else label: value for label, value in answers.items()})
    press(page.locator("main form").get_by_role("button", name=name, exact=True))
    return words(page.locator(".messages, .notice"))


def state_of(page, url):
    """Return the state that a rotation's page shows."""
    page.goto(url)
    return words(page.locator("main .badge"))[0]


def test_three_people_bring_a_rotation_about_and_it_ends_early(visit, portal):
    home, host, officer = visit(HOME), visit(HOST), visit("bureau")
    url = propose(home, days_ago(30))

    host.goto(url)
    expect(host.get_by_text("这一项等您处理。")).to_be_visible()
    act(host, url, "同意")
    assert state_of(home, url) == "待教育局批准"
    act(officer, url, "批准")

    assert [state_of(page, url) for page in (home, host, officer)] == ["进行中"] * 3
    agreed = officer.locator("dl.facts").nth(1)
    assert words(agreed.locator("dd")) == [
        f"{HOME} · {portal.codes[HOME].lower()}",
        f"{HOST} · {portal.codes[HOST].lower()}",
        "bureau",
    ]
    with officer.expect_download() as letter:
        officer.get_by_role("link", name="下载派遣函").click()
    assert re.fullmatch(rf"派遣函-.+ · {HOME} → {HOST}\.docx", letter.value.suggested_filename)

    act(officer, url, "提前结束", 回到原学校的日期=today().isoformat(), reason="工作需要")
    assert state_of(host, url) == "提前结束"
    expect(host.get_by_text("最近一次说明：工作需要")).to_be_visible()


def test_refusal_is_read_by_who_proposed(visit):
    home, host = visit(HOME), visit(HOST)
    url = propose(home, next_september())

    host.goto(url)
    press(host.get_by_role("link", name="不同意", exact=True))
    host.get_by_role("button", name="不同意", exact=True).click()
    assert host.get_by_label("原因").evaluate("field => field.validity.valueMissing")
    act(host, url, "不同意", reason="本校人手已足")

    assert state_of(home, url) == "对方学校不同意"
    expect(home.get_by_text("最近一次说明：本校人手已足")).to_be_visible()


def test_returned_rotation_is_revised_and_goes_round_again(visit):
    home, host, officer = visit(HOME), visit(HOST), visit("bureau")
    url = propose(home, next_september())
    act(host, url, "同意")
    act(officer, url, "退回", reason="请写明任教学科")

    assert state_of(home, url) == "教育局退回"
    act(home, url, "修改后重新提出", 任教学科="物理")
    act(host, url, "同意")
    act(officer, url, "批准")

    assert state_of(home, url) == "尚未开始"


def test_late_decision_meets_the_state_of_now(visit, watch):
    home, host = visit(HOME), visit(HOST)
    url = propose(home, next_september())
    host.goto(url)
    press(host.get_by_role("link", name="同意", exact=True))
    act(home, url, "撤回", reason="计划有变")

    watch.expect(409)
    press(host.get_by_role("button", name="同意", exact=True))

    assert "已撤回" in host.get_by_role("main").inner_text()
    assert complaints(host) == []


def test_whole_time_is_given_away_once(visit):
    home, host, officer = visit("涌泉学校"), visit(HOST), visit("bureau")
    first = propose(home, next_september(), share="60")
    second = propose(home, next_september(), share="60")
    for url in (first, second):
        act(host, url, "同意")
    act(officer, first, "批准")

    officer.goto(second)
    press(officer.get_by_role("link", name="批准", exact=True))
    press(officer.get_by_role("button", name="批准", exact=True))

    expect(officer.get_by_text("的交流合计占工作时间的120%，超过 100%。")).to_be_visible()
    assert state_of(officer, second) == "待教育局批准"


def test_year_of_a_school_shows_who_is_away(visit):
    home = visit(HOME)
    home.goto("/exchanges/rotations/")

    press(home.get_by_role("navigation", name="交流轮岗的各个页面").get_by_role("link", name="人员去向"))

    assert home.locator("svg.term-plot rect").count() >= 1
    assert complaints(home) == []
