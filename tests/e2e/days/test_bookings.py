"""A laboratory is opened, found free, booked, fought for and closed again: owner, booker and a rival."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.e2e.days.work import fill_in, follow, today
from tests.e2e.pages import complaints
from tests.e2e.steps import press, table, words

pytestmark = pytest.mark.e2e

OWNER, BOOKER, RIVAL = "温江中学", "公平学校", "涌泉学校"
NAME = "化学实验室"
WEEK = "一周的时段，可左右滚动"


def monday():
    """Return a Monday some weeks ahead."""
    return today() + timedelta(days=21 - today().weekday())


def open_resource(page):
    """Open the resource from the catalogue and return its address."""
    page.goto("/exchanges/resources/")
    page.get_by_label("名称、学校或拼音首字母").fill("化学")
    press(page.get_by_role("button", name="筛选"))
    follow(page, NAME)
    return page.url


def book(page, url, begins, ends):
    """Fill in the form of a booking and send it."""
    page.goto(f"{url}book/")
    answers = {
        "日期": monday().isoformat(),
        "开始时间": begins,
        "结束时间": ends,
        "人数": "36",
        "用途": "实验课",
    }
    fill_in(page, answers)
    press(page.get_by_role("button", name="预约", exact=True))


def test_laboratory_from_opening_to_closing(visit):
    owner, booker, rival = visit(OWNER), visit(BOOKER), visit(RIVAL)

    owner.goto("/exchanges/resources/")
    follow(owner, "开放一项资源")
    fill_in(owner, {"名称": NAME, "类别": "实验室", "容纳人数": "40", "联系岗位": "实验室管理员"})
    press(owner.get_by_role("button", name="保存"))
    expect(owner.get_by_text("已登记，请设定开放时间。")).to_be_visible()
    follow(owner, "开放时间")
    for day in ("星期一", "星期二"):
        owner.get_by_label(f"{day}开放").fill("08:00")
        owner.get_by_label(f"{day}结束").fill("12:00")
    assert complaints(owner) == []
    press(owner.get_by_role("button", name=re.compile("下一步")))
    expect(owner.get_by_text("没有预约受影响。")).to_be_visible()
    press(owner.get_by_role("main").get_by_role("button", name="保存", exact=True))

    url = open_resource(booker)
    booker.goto(f"{url}?week={monday().isoformat()}")
    assert [row[1] for row in table(booker.get_by_role("region", name=WEEK))[1:3]] == [
        "08:00–12:00 空闲，可预约"
    ] * 2
    book(booker, url, "08:00", "10:00")
    expect(booker.get_by_text("已预约。")).to_be_visible()
    booking = booker.url

    book(rival, url, "09:00", "11:00")
    expect(rival.get_by_text("08:00 至 10:00 已有预约，请换一段时间。")).to_be_visible()
    fill_in(rival, {"开始时间": "10:00", "结束时间": "12:00"})
    press(rival.get_by_role("button", name="预约", exact=True))
    expect(rival.get_by_text("已预约。")).to_be_visible()

    owner.goto(booking)
    press(owner.get_by_role("link", name="确认", exact=True))
    press(owner.get_by_role("main").get_by_role("button", name="确认", exact=True))
    booker.goto(booking)
    assert words(booker.locator("main .badge"))[0] == "已确认"

    owner.goto(f"{url}hours/")
    for day in ("星期一", "星期二"):
        owner.get_by_label(f"{day}开放").fill("")
        owner.get_by_label(f"{day}结束").fill("")
    press(owner.get_by_role("button", name=re.compile("下一步")))
    expect(owner.get_by_text("有 2 项预约不在新的开放时间内").first).to_be_visible()
    owner.get_by_label("修改原因").fill("全面检修")
    press(owner.get_by_role("button", name=re.compile("下一步")))
    expect(owner.get_by_text("确认后收回下面 2 项预约")).to_be_visible()
    assert complaints(owner) == []
    press(owner.get_by_role("main").get_by_role("button", name="保存", exact=True))

    booker.goto(booking)
    assert words(booker.locator("main .badge"))[0] == "已取消"
    expect(booker.get_by_text("最近一次说明：全面检修")).to_be_visible()


def test_free_room_is_found_by_its_time(visit):
    page = visit(BOOKER)
    page.goto("/exchanges/resources/")
    fill_in_search(page, monday().isoformat(), "08:00", "10:00")

    found = [row[0] for row in table(page.get_by_role("region", name="列表，可左右滚动"))[1:]]

    assert "物理实验室" in found
    fill_in_search(page, monday().isoformat(), "06:00", "07:00")
    expect(page.get_by_text("没有符合条件的共享资源")).to_be_visible()
    assert complaints(page) == []


def fill_in_search(page, day, begins, ends):
    """Look for what is free on a day between two times."""
    page.get_by_label("哪一天空闲").fill(day)
    page.get_by_label("从", exact=True).fill(begins)
    page.get_by_label("到", exact=True).fill(ends)
    press(page.get_by_role("button", name="筛选"))
