"""A school's messy file comes in: how it is read, what it would change, what is wrong, and back out again."""

import pytest
from playwright.sync_api import expect

from tests.e2e.pages import complaints
from tests.e2e.steps import press, table

pytestmark = pytest.mark.e2e

SCHOOL = "和盛小学"
PREVIEW = "逐行预览，可左右滚动"
STATES = ["imports, settling", "imports, previewed", "imports, applied", "imports, to be undone"]


def messy(code):
    """Return a roster as a school exports it: GBK, a title on top, words of its own, two faults."""
    rows = [
        "教职工花名册（2026年秋）,,,,,",
        "工号,姓名,学校代码,岗位,到校日期,籍贯",
        f"E901,赵一,{code},专任教师,2026年9月1日,四川",
        f"E902,钱二,{code},教师,2026.9.1,",
        f"E903,孙三,{code},校工,2026/9/1,",
        f"E904,李四,{code},教师,2026/9/31,",
    ]
    return "\r\n".join(rows).encode("gbk")


def upload(page, content, name="名册.csv"):
    """Upload a roster of staff."""
    page.goto("/imports/new/")
    page.get_by_label("教职工", exact=True).check()
    page.get_by_label("文件").set_input_files({"name": name, "mimeType": "text/csv", "buffer": content})
    press(page.get_by_role("button", name="下一步：核对读取方式"))


def results(page):
    """Return row, result and record of each line of the preview."""
    return [row[:3] for row in table(page.get_by_role("region", name=PREVIEW))[1:]]


def numbers(portal, begin="E90"):
    """Return the staff numbers that came in."""
    query = f"SELECT staff_no FROM schools_staff WHERE staff_no LIKE '{begin}%' ORDER BY staff_no"
    return [number for (number,) in portal.rows(query)]


def test_a_messy_file_is_mended_confirmed_and_taken_back(visit, watch, portal):
    page, code = visit("bureau"), portal.codes[SCHOOL]
    found = {}

    upload(page, messy(code))
    expect(page.get_by_label("编码")).to_have_value("gb18030")
    expect(page.get_by_text("列名的对应（第 2 行是列名）")).to_be_visible()
    found[STATES[0]] = complaints(page)
    page.get_by_label("籍贯").select_option(label="忽略这一列")
    press(page.get_by_role("button", name="下一步：检查并预览"))

    assert results(page) == [
        ["3", "新增", "E901 赵一"],
        ["4", "新增", "E902 钱二"],
        ["5", "拒绝", "E903 孙三"],
        ["6", "拒绝", "E904 李四"],
    ]
    expect(page.get_by_role("button", name="确认导入")).to_have_count(0)
    found[STATES[1]] = complaints(page)

    with page.expect_download() as download:
        page.get_by_role("link", name="CSV", exact=True).click()
    faults = download.value.path().read_text(encoding="utf-8-sig")
    assert "没有“校工”这个选项" in faults
    assert "没有“2026/9/31”这一天" in faults

    mended = messy(code).decode("gbk").replace("校工", "工勤").replace("9/31", "9/30")
    upload(page, mended.encode("gbk"), "名册（改）.csv")
    press(
        page.get_by_role("button", name="下一步：检查并预览")
    )  # what the unknown heading means is remembered
    assert numbers(portal) == []
    press(page.get_by_role("button", name="确认导入 4 行"))

    assert numbers(portal) == ["E901", "E902", "E903", "E904"]
    found[STATES[2]] = complaints(page)
    press(page.get_by_role("link", name="撤销导入"))
    found[STATES[3]] = complaints(page)
    page.get_by_label("修改原因").fill("学校来电：名册有误")
    press(page.get_by_role("button", name="确认撤销"))

    assert numbers(portal) == []
    assert found == {state: [] for state in STATES}


def test_a_principal_brings_in_the_own_roster_by_keyboard(visit, watch, portal):
    page, code = visit(SCHOOL), portal.codes[SCHOOL]

    upload(page, f"教职工号,姓名,学校标识码,岗位\nE905,周五,{code},教师\n".encode())
    page.get_by_role("button", name="下一步：检查并预览").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.get_by_role("button", name="确认导入 1 行").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")

    expect(page.get_by_text("已导入：新增 1 条，更新 0 条。")).to_be_visible()
    assert numbers(portal) == ["E905"]


def test_a_large_roster_is_watched_while_a_worker_writes_it(visit, watch, portal):
    page, code = visit("bureau"), portal.codes[SCHOOL]
    rows = "".join(f"E96{number:04},吴六,{code},教师,语文\r\n" for number in range(4_000))

    upload(page, f"教职工号,姓名,学校标识码,岗位,任教学科\r\n{rows}".encode("gbk"))
    press(page.get_by_role("button", name="下一步：检查并预览"))
    expect(page.get_by_role("heading", name="正在检查文件")).to_be_visible()
    found = complaints(page)
    expect(page.get_by_role("button", name="确认导入 4000 行")).to_be_visible(timeout=60_000)
    press(page.get_by_role("button", name="确认导入 4000 行"))

    expect(page.get_by_role("heading", name="正在写入")).to_be_visible()
    page.goto("/imports/")
    press(page.get_by_role("link", name="名册.csv").first)
    expect(page.get_by_text("已写入：新增 4000 条，更新 0 条。")).to_be_visible(timeout=60_000)
    assert (len(numbers(portal, "E96")), found) == (4_000, [])

    press(page.get_by_role("link", name="撤销导入"))
    page.get_by_label("修改原因").fill("试一试")
    press(page.get_by_role("button", name="确认撤销"))
    expect(page.get_by_text("已撤销：恢复 0 条，删除 8000 条，保留 0 条。")).to_be_visible(timeout=60_000)
    assert numbers(portal, "E96") == []
