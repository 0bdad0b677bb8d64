"""The officer's days in the register: overtaken forms, another name, a new school, and files to take home."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.days.work import choose_from_menu, days_ago, export, fill_in, follow, panel, press_enter, save
from tests.e2e.pages import complaints
from tests.e2e.steps import table, words

pytestmark = pytest.mark.e2e

CONTESTED = "通平中学"
RENAMED, OLD_INITIALS = "永盛幼儿园", "ysyey"
NEW_NAME, NEW_INITIALS = "永盛星光幼儿园", "ysxgyey"
FOUND = ("永盛幼儿园", NEW_NAME, NEW_INITIALS, OLD_INITIALS)
NEW_SCHOOL = "柳林小学"
SCHOOLS = "学校列表，可左右滚动"
COMPARED = "现在的内容与您填写的内容"


def edit(page, code, town):
    """Open the form of a school's facts and type another town, without saving it."""
    page.goto(f"/schools/{code}/")
    choose_from_menu(page, "修改档案")
    page.get_by_label("镇街").fill(town)


def facts(page):
    """Return the basic facts on a school's page, by their labels."""
    rows = panel(page, "基本情况").locator("dl > div")
    return {row.locator("dt").inner_text(): " ".join(words(row.locator("dd"))) for row in rows.all()}


def found_by(page, text, day=""):
    """Return the names that the list finds, looked for by keyboard."""
    page.goto(f"/schools/?on={day}" if day else "/schools/")
    field = page.get_by_label("名称、曾用名或学校标识码")
    field.fill(text)
    with page.expect_navigation():
        field.press("Enter")
    return [row[0] for row in table(page.get_by_role("region", name=SCHOOLS))[1:]]


def register(page, code, name):
    """Fill in the form of a new school."""
    page.goto("/schools/new/")
    page.get_by_label("学校标识码").fill(code)
    page.get_by_label("学校名称").fill(name)
    page.get_by_label("办学类型").select_option(label="小学")
    page.get_by_label("办学性质").select_option(label="公办")
    page.get_by_label("小学", exact=True).check()
    page.get_by_label("开办日期").fill("2026-09-01")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_second_of_two_officers_sees_both_values_and_saves_knowingly(visit, watch, portal, language):
    watch.expect(409)
    code = portal.codes[CONTESTED]
    first, second = visit("bureau"), visit("bureau")
    edit(first, code, f"柳城街道{language}")
    edit(second, code, f"涌泉街道{language}")
    second.get_by_label("修改原因").fill("按实地核对")
    save(first)

    second.context.add_cookies([{"name": "django_language", "value": language, "url": portal.url}])
    press_enter(second)

    compared = table(second.locator("section").filter(has=second.locator("table.compare")))
    assert [row[1:] for row in compared if row[1:] == [f"柳城街道{language}", f"涌泉街道{language}"]] != []
    expect(second.locator("#id_town")).to_have_value(f"涌泉街道{language}")
    expect(second.locator("#id_reason")).to_have_value("按实地核对")
    assert complaints(second) == []
    press_enter(second)
    second.context.add_cookies([{"name": "django_language", "value": "zh-hans", "url": portal.url}])
    second.goto(f"/schools/{code}/")
    assert portal.rows("SELECT town FROM schools_school WHERE code = ?", code) == [(f"涌泉街道{language}",)]


def test_a_renamed_school_keeps_its_old_name_in_the_past_and_in_the_search(visit, portal):
    page, code = visit("bureau"), portal.codes[RENAMED]
    page.goto(f"/schools/{code}/")
    choose_from_menu(page, "更名")
    fill_in(page, {"新名称": NEW_NAME, "更名日期": days_ago(10), "依据文件": "温教〔2026〕12号"})
    press_enter(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(NEW_NAME)

    shown = {}
    for days in (11, 10):
        page.goto(f"/schools/{code}/?on={days_ago(days)}")
        shown[days] = page.get_by_role("heading", level=1).inner_text()
    found = {text: found_by(page, text) for text in FOUND}

    assert shown == {11: RENAMED, 10: NEW_NAME}
    assert found == dict.fromkeys(FOUND, [NEW_NAME])


def test_a_double_click_on_save_makes_one_school(visit, portal):
    page = visit("bureau")
    register(page, "510115-L901", "双击小学")
    before = portal.rows("SELECT COUNT(*) FROM schools_school")[0][0]

    page.get_by_role("main").get_by_role("button", name="保存").dblclick()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("登记学校")

    names = portal.rows("SELECT name, code FROM schools_school WHERE name = '双击小学'")
    assert (names, portal.rows("SELECT COUNT(*) FROM schools_school")) == (
        [("双击小学", "510115-L901")],
        [(before + 1,)],
    )


def test_officer_adds_a_school_its_pupils_and_a_person(visit, portal):
    page = visit("bureau")
    register(page, "2151011501", NEW_SCHOOL)
    press_enter(page)
    expect(page.get_by_text("学校已登记。")).to_be_visible()

    page.goto("/schools/2151011501/enrolment/2026/")
    fill_in(page, {"小学在校生数": "412", "小学班级数": "10"})
    press_enter(page)
    page.goto("/schools/2151011501/staff/")
    follow(page, re.compile("登记教职工"))
    fill_in(page, {"教职工号": "E2E-901", "姓名": "欧阳晓", "岗位": "教师", "到校日期": "2026-09-01"})
    press_enter(page)

    expect(page.get_by_text("已登记到本校名册。")).to_be_visible()
    page.goto("/schools/2151011501/")
    expect(panel(page, "在校生数").get_by_text("412")).to_be_visible()
    assert facts(page)["在册教职工"] == "1 人 查看名册"


@pytest.mark.parametrize("kind", ["XLSX", "CSV"])
@pytest.mark.parametrize(
    ("address", "region"),
    [
        pytest.param("/schools/?kind=junior", "学校列表，可左右滚动", id="schools"),
        pytest.param("/schools/staff/?post=principal&school=510115-L003", "教职工", id="staff"),
        pytest.param("/schools/enrolment/?year=2024&stage=senior", "在校生数", id="enrolment"),
        pytest.param("/schools/proposals/?school=510115-L002", "更正申请", id="proposals"),
    ],
)
def test_exported_files_hold_exactly_the_filtered_rows(visit, kind, address, region):
    page = visit("bureau")
    page.goto(address)
    shown = table(page.get_by_role("region").filter(has=page.locator("table.data-table")).last)

    exported = export(page, kind)

    headings, column = (
        exported[0],
        {"/schools/enrolment": "学校标识码"}.get(address.split("?")[0].rstrip("/")),
    )
    name = column or shown[0][0].split()[0]
    at = headings.index(name)
    here = [words_of(cell) for cell in shown[0]].index(name)
    assert [row[at] for row in exported[1:]] == [row[here].split()[0] for row in shown[1:]] != []


def words_of(heading):
    """Return a heading without the mark of the order."""
    return heading.split()[0]
