"""Signing in and the sessions of one person, in two real browsers."""

import pytest
from playwright.sync_api import expect

from tests.e2e.steps import press, sign_in, table, words

pytestmark = pytest.mark.e2e

WRONG = "用户名或密码不正确。请检查大小写和输入法后再试；忘记密码请联系系统管理员。"
TOO_MANY = "登录失败次数过多，这个账号暂时不能登录。请稍后再试，或联系系统管理员重设密码。"


def test_the_sixth_wrong_password_shuts_the_account_out_for_a_while(page, portal, username_of):
    username = username_of("踏水幼儿园")

    said = []
    for number in range(6):
        sign_in(page, username, f"wrong password {number}")
        said += words(page.get_by_role("alert"))

    assert said == [WRONG] * 5 + [TOO_MANY]
    assert page.get_by_label("用户名").input_value() == username


def test_an_account_that_is_shut_out_is_refused_with_the_right_password_too(page, portal, username_of):
    username = username_of("镇子幼儿园")
    for number in range(5):
        sign_in(page, username, f"wrong password {number}")

    sign_in(page, username, portal.password)

    assert words(page.get_by_role("alert")) == [TOO_MANY]
    expect(page.get_by_role("heading", level=1)).to_have_text("登录")


def test_ending_the_other_sessions_signs_the_other_browser_out_at_its_next_click(
    new_context, portal, sign_in_as
):
    here, there = new_context().new_page(), new_context().new_page()
    for page in (there, here):
        sign_in_as(page, "金马幼儿园")
    here.goto("/accounts/sessions/")
    sessions = here.get_by_role("region", name="登录会话")
    assert sorted(row[-2:] for row in table(sessions)[1:]) == [["其他设备", "结束"], ["本次登录", ""]]

    press(here.get_by_role("button", name="结束其他会话"))
    press(there.get_by_role("link", name="学校", exact=True))

    assert [row[-2:] for row in table(sessions)[1:]] == [["本次登录", ""]]
    expect(there).to_have_url(f"{portal.url}/accounts/login/?next=/schools/")
    here.goto("/")
    expect(here.get_by_role("heading", level=1)).to_have_text("本校与所在集团")
