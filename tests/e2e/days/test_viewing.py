"""The day on which the administrator looks at the portal as a principal does, and the auditor finds it."""

import pytest
from playwright.sync_api import expect

from tests.e2e.pages import complaints
from tests.e2e.steps import press, table, words

pytestmark = pytest.mark.e2e

SEEN = "东大街一小"
REASON = "核对校长看到的内容"


def test_administrator_sees_as_a_principal_and_the_auditor_finds_both_lines(
    page, new_context, portal, watch, sign_in_as, username_of
):
    watch.expect(403)
    sign_in_as(page, "admin")
    page.goto(f"/accounts/users/{username_of(SEEN)}/")
    press(page.get_by_role("link", name="以此身份查看"))
    page.locator("#id_reason").fill(REASON)
    with page.expect_navigation():
        page.locator("#id_reason").press("Enter")

    banner = page.locator(".view-banner")
    expect(banner).to_contain_text("只能看，不能改")
    expect(page.get_by_role("heading", level=1)).to_have_text("本校与所在集团")
    assert complaints(page) == []
    page.goto(f"/schools/{portal.codes[SEEN]}/contacts/new/")
    page.locator("#id_name").fill("不应写入")
    with page.expect_navigation():
        page.locator("#id_reason").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("查看时不能操作")
    assert portal.rows("SELECT COUNT(*) FROM schools_contact WHERE name = '不应写入'") == [(0,)]

    press(banner.get_by_role("button", name="结束查看"))
    expect(page.locator(".view-banner")).to_have_count(0)

    auditor = new_context().new_page()
    sign_in_as(auditor, "auditor")
    auditor.goto("/audit/?person=admin")
    lines = [" ".join(row) for row in table(auditor.get_by_role("region", name="审计记录列表，可左右滚动"))]
    told = [line for line in lines if "身份查看" in line or "开始查看" in line or "结束查看" in line]
    assert len(told) == 2, lines[:6]
    auditor.goto("/audit/verification/")
    press(auditor.get_by_role("button", name="现在检查"))
    assert words(auditor.get_by_role("status"))[0].startswith("检查完毕，没有发现问题。")
    assert complaints(auditor) == []
