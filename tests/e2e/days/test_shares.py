"""An officer looks at the shares of exchange, exempts somebody, and sees who is behind each figure."""

import pytest
from playwright.sync_api import expect

from tests.e2e.days.work import fill_in, follow
from tests.e2e.pages import complaints
from tests.e2e.steps import press, table, words

pytestmark = pytest.mark.e2e

SCHOOL = "温江二中"
TEACHERS = "教师，可左右滚动"


def figures(page):
    """Return the big figures on top of the page: teachers, eligible, exchanged."""
    return [int(text) for text in words(page.locator(".stat-value"))]


def open_school(page):
    """Open the school from the table of all schools."""
    schools = page.get_by_role("region", name="各校的交流比例，可左右滚动")
    press(schools.get_by_role("link", name=SCHOOL, exact=True))


def test_officer_exempts_somebody_and_the_denominator_shrinks(visit):
    page = visit("bureau")
    page.goto("/exchanges/rotations/")
    press(page.get_by_role("navigation", name="交流轮岗的各个页面").get_by_role("link", name="交流比例"))
    press(
        page.get_by_role("region", name="各校的交流比例，可左右滚动").get_by_role(
            "link", name=SCHOOL, exact=True
        )
    )
    teachers, eligible, exchanged = figures(page)
    page.get_by_label("哪些教师").select_option(label="应交流")
    press(page.get_by_role("button", name="筛选"))
    listed = table(page.get_by_role("region", name=TEACHERS))[1:]
    assert len(listed) == eligible

    follow(page, "登记免于交流")
    number = listed[-1][1]
    page.get_by_label("教职工").select_option(label=f"{listed[-1][0]} {number}")
    fill_in(page, {"免于交流的情形": "学科唯一教师", "开始日期": "2020-09-01"})
    press(page.get_by_role("button", name="登记免于交流"))
    expect(page.get_by_text("已登记。")).to_be_visible()
    assert complaints(page) == []

    page.goto("/exchanges/rotations/quota/")
    press(
        page.get_by_role("region", name="各校的交流比例，可左右滚动").get_by_role(
            "link", name=SCHOOL, exact=True
        )
    )
    assert figures(page) == [teachers, eligible - 1, exchanged]
    page.get_by_label("哪些教师").select_option(label="免于交流")
    press(page.get_by_role("button", name="筛选"))
    assert number in [row[1] for row in table(page.get_by_role("region", name=TEACHERS))]


def test_principal_reads_the_own_school_and_the_group_as_a_whole(visit):
    page = visit(SCHOOL)
    page.goto("/exchanges/rotations/quota/")

    schools = table(page.get_by_role("region", name="各校的交流比例，可左右滚动"))
    groups = table(page.get_by_role("region", name="各集团的交流比例，可左右滚动"))

    assert [row[0] for row in schools[1:]] == [SCHOOL]
    assert [row[0] for row in groups[1:]] == ["温江二中教育集团", "七中实验校教育集团"]
    assert page.get_by_role("link", name="登记免于交流").count() == 0


def test_officer_sees_the_effect_before_approving(visit):
    page = visit("bureau")
    page.goto("/exchanges/rotations/?state=accepted")
    press(page.get_by_role("region", name="列表，可左右滚动").locator("tbody a").first)

    press(page.get_by_role("link", name="批准", exact=True))

    effect = table(page.get_by_role("region", name="批准之后的交流比例，可左右滚动"))
    assert effect[0] == ["学年", "占应交流教师", "骨干教师占已交流教师", "结论"]
    assert all("→" in row[1] for row in effect[1:])
    assert complaints(page) == []
