"""The administrator's work in the admin, in a real browser: accounts, appointments, code tables."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests.e2e.pages import complaints
from tests.e2e.steps import press, sign_in, words

pytestmark = pytest.mark.e2e

PASSWORD = "new-teacher-2026-portal"
COLUMNS = ["scheme", "code", "name", "rank", "counts_as_quality", "successor", "start", "end", "document"]
LEVELS = "/admin/coverage/designationlevel/"


def add_account(page, username, name):
    """Give somebody an account with a password by the admin's forms."""
    page.goto("/admin/accounts/user/add/")
    page.get_by_label("用户名").fill(username)
    page.get_by_label("姓名").fill(name)
    press(page.get_by_role("button", name="保存并继续编辑"))
    press(page.get_by_role("link", name="设置密码"))
    page.locator("#id_new_password1").fill(PASSWORD)
    page.locator("#id_new_password2").fill(PASSWORD)
    press(page.locator("#content-main [type=submit]"))


def appoint(page, name, role, school):
    """Appoint somebody at a school by the admin's form."""
    page.goto("/admin/accounts/appointment/add/")
    page.locator("#id_user").select_option(label=name)
    page.locator("#id_role").select_option(label=role)
    page.locator("#id_school").select_option(label=school)
    press(page.get_by_role("button", name="保存", exact=True))


def export(page):
    """Return the text of the file that the list of levels is exported to."""
    page.goto(LEVELS)
    with page.expect_download() as download:
        page.get_by_role("link", name="导出").click()
    return download.value.path().read_bytes().decode("utf-8-sig")


def upload(page, folder, lines):
    """Import lines as a CSV file into the levels."""
    file = folder / "levels.csv"
    file.write_text("\r\n".join(lines), encoding="utf-8-sig")
    page.goto(LEVELS)
    press(page.get_by_role("link", name="导入"))
    page.locator("#id_import_file").set_input_files(file)
    press(page.locator("#content-main [type=submit], #content [type=submit]"))


@pytest.mark.parametrize(
    ("language", "title"), [("zh-hans", "账号与基础数据"), ("en", "Accounts and basic data")]
)
def test_admin_opens_in_both_languages(visit, language, title):
    page = visit("admin", language=language)

    page.goto("/admin/")

    assert page.locator("html").get_attribute("lang") == language
    expect(page.locator("#content h1")).to_have_text(title)


@pytest.mark.parametrize("person", ["bureau", "admin"])
def test_admin_pages_break_no_policy_in_the_browser(visit, person):
    page = visit(person)
    page.goto("/admin/")
    lists = [link.get_attribute("href") for link in page.locator("#content-main th a").all()]

    for address in lists:
        page.goto(address)
        rows = page.locator("#result_list tbody tr th a")
        links = [rows.first] if rows.count() else []
        for link in [*links, *page.locator(".object-tools a.addlink").all()]:
            page.goto(link.get_attribute("href"))
            page.goto(address)

    assert len(lists) >= 12


def test_account_gets_rights_by_an_appointment_and_loses_them_with_its_end(visit, new_context, portal):
    administrator = visit("admin")
    add_account(administrator, "e2e-clerk", "欧阳经办")
    newcomer = new_context().new_page()
    sign_in(newcomer, "e2e-clerk", PASSWORD)
    expect(newcomer.get_by_text("您的账号今天没有任何任职")).to_be_visible()
    assert complaints(newcomer) == []

    appoint(administrator, "欧阳经办", "学校经办人", "公平学校")
    newcomer.goto("/")
    assert words(newcomer.get_by_role("heading", level=2))[:2] == ["待办", "公平学校"]
    press(newcomer.get_by_role("link", name="教职工名册"))
    expect(newcomer.get_by_role("heading", level=1)).to_have_text("公平学校教职工名册")

    press(administrator.get_by_role("link", name="欧阳经办"))
    administrator.locator("#id_end").fill(datetime.now(ZoneInfo("Asia/Shanghai")).date().isoformat())
    press(administrator.get_by_role("button", name="保存", exact=True))
    newcomer.get_by_role("link", name="首页").click()

    expect(newcomer.get_by_text("您的账号今天没有任何任职")).to_be_visible()
    assert words(newcomer.get_by_role("navigation", name="主导航").get_by_role("link")) == ["首页"]


def test_levels_are_exported_and_come_back_with_one_more(visit, tmp_path):
    page = visit("admin")
    page.goto(LEVELS)
    before = int(page.locator("p.paginator").inner_text().split()[0])
    heading, *rows = export(page).splitlines()
    assert (heading.split(","), len(rows)) == (COLUMNS, before)
    another = f"{rows[0].split(',')[0]},e2e-level,试用级,9,0,,,,"

    upload(page, tmp_path, [heading, *rows, another])

    expect(page.locator(".messagelist .success")).to_have_count(1)
    assert sorted(export(page).splitlines()) == sorted([heading, *rows, another])


def test_import_with_a_wrong_row_says_which_and_writes_nothing(visit, portal, tmp_path):
    written = portal.rows("SELECT * FROM coverage_designationlevel")
    page = visit("admin")

    upload(page, tmp_path, [",".join(COLUMNS), "there-is-none,e2e,某级,1,1,,,,"])

    assert words(page.locator(".errorlist li")) == ["第 2 行：没有代码为“there-is-none”的认定体系。"]
    assert portal.rows("SELECT * FROM coverage_designationlevel") == written
