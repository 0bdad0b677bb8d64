"""A principal in a real browser: the own school, its groups, and a closed door before every other school."""

import pytest
from playwright.sync_api import expect

from tests.e2e.steps import press, table, words

pytestmark = pytest.mark.e2e

GROUP_OF_公平学校 = "温江中学教育集团"
NOT_FOUND = "找不到页面"
VARYING = {
    "date",
    "content-length",
}  # compression pads every answer at random, so that its length tells nothing


def test_principal_lands_on_the_own_school_and_its_group(page, portal, sign_in_as):
    sign_in_as(page, "公平学校")

    expect(page).to_have_url(f"{portal.url}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("本校与所在集团")
    assert words(page.get_by_role("heading", level=2)) == [
        "待办",
        "公平学校",
        "优质认定",
        "本校所在的教育集团",
    ]
    assert words(page.get_by_role("heading", level=3)) == [GROUP_OF_公平学校]
    assert words(page.get_by_role("navigation", name="主导航").get_by_role("link")) == [
        "首页",
        "学校",
        "导入名册",
        "教育集团",
        "交流轮岗",
        "共享资源",
        "优质认定",
        "审计记录",
    ]


def test_principal_sees_the_group_s_four_schools_and_a_link_only_to_the_own(visit, portal):
    page = visit("公平学校")
    page.goto("/")

    press(page.get_by_role("link", name=GROUP_OF_公平学校))

    members = page.get_by_role("region", name="集团学校，可左右滚动")
    others = sorted(["涌泉学校", "永宁中学", "公平学校"], key=portal.codes.__getitem__)
    assert [row[0] for row in table(members)[1:]] == ["温江中学", *others]
    assert words(members.get_by_role("link")) == ["公平学校"]


def test_own_school_and_roster_are_open_to_the_principal(visit, portal):
    page = visit("公平学校")
    page.goto("/schools/")
    listed = page.get_by_role("region", name="学校列表，可左右滚动")
    assert words(listed.locator("tbody th")) == ["公平学校 公平街道"]

    press(listed.get_by_role("link", name="公平学校"))
    press(page.get_by_role("link", name="查看名册"))

    expect(page).to_have_url(f"{portal.url}/schools/{portal.codes['公平学校']}/staff/")
    expect(page.get_by_role("heading", level=1)).to_have_text("公平学校教职工名册")


@pytest.mark.parametrize("below", ["", "staff/"], ids=["record", "roster"])
@pytest.mark.parametrize("school", ["温江中学", "涌泉学校", "温江二中", "四川核工业学校"])
def test_another_school_s_page_is_the_same_as_one_that_does_not_exist(visit, watch, portal, school, below):
    watch.expect(404)
    page = visit("公平学校")

    answers = []
    for code in (portal.codes[school], "510115-L999"):
        answer = page.goto(f"/schools/{code}/{below}")
        headers = {name: value for name, value in answer.headers.items() if name not in VARYING}
        answers.append((answer.status, headers, answer.text()))
        expect(page.get_by_role("heading", level=1)).to_have_text(NOT_FOUND)

    refused, missing = answers
    assert refused == missing
    assert refused[0] == 404


@pytest.mark.parametrize("address", ["/groups/wenjiang-erzhong/", "/groups/there-is-none/"])
def test_another_group_is_the_same_as_one_that_does_not_exist(visit, watch, address):
    watch.expect(404)
    page = visit("公平学校")

    answer = page.goto(address)

    assert answer.status == 404
    assert words(page.locator("main p")) == [
        "404",
        "这个地址没有内容，或者您的账号看不到它。",
        "请检查地址是否完整，或从首页重新进入。",
    ]


@pytest.mark.parametrize("address", ["/coverage/", "/coverage/reconciliation/", "/admin/"])
def test_the_bureau_s_pages_are_refused_in_a_sentence(visit, watch, address):
    watch.expect(403)
    page = visit("公平学校")

    answer = page.goto(address)

    assert answer.status == 403
    expect(page.get_by_role("heading", level=1)).to_have_text("没有权限")


@pytest.mark.parametrize(
    ("school", "groups"),
    [
        pytest.param("温江二中", ["温江二中教育集团", "七中实验校教育集团"], id="温江二中 belongs to two"),
        pytest.param("永盛学校", ["温江二中教育集团"], id="永盛学校 belongs to one"),
    ],
)
def test_rights_never_pass_on_through_a_school_of_two_groups(visit, school, groups):
    page = visit(school)

    page.goto("/")
    at_home = words(page.get_by_role("heading", level=3))
    page.goto("/groups/")
    listed = table(page.get_by_role("region", name="教育集团一览，可左右滚动"))

    assert at_home == groups
    assert [row[0].split()[0] for row in listed[1:]] == groups
