"""The officer's days with groups: one is formed, a school goes over to it, schools merge and change."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.days.work import days_ago, fill_in, follow, next_september, panel, press_enter, save
from tests.e2e.pages import complaints
from tests.e2e.steps import press, table, words

pytestmark = pytest.mark.e2e

GROUP, SLUG = "通平片区教育集团", "tongping-pianqu"
# members of groups of designated leads, themselves without a designation on a day, with their group's address
UNDESIGNATED = """
SELECT s.name, g.slug FROM schools_school s
JOIN groups_membership m ON m.school_id = s.id AND m.role = 'member' AND m.end IS NULL
JOIN groups_educationgroup g ON g.id = m.group_id AND g.kind = 'ordinary'
WHERE s.kind IN ('junior', 'nine_year') AND NOT EXISTS (
  SELECT 1 FROM coverage_designation d WHERE d.school_id = s.id AND (d.end IS NULL OR d.end > ?))
ORDER BY s.code DESC LIMIT 3"""
STEPS = {"方案拟定": 40, "论证": 35, "批准": 30}  # how many days ago
ROWS_OF_ITEMS = "items => new Set(items.map(item => item.getBoundingClientRect().top)).size"
MEASURES = "各学段四种口径的覆盖率"
ENDING, GOING_ON = "踏水幼儿园", "镇子幼儿园"
REPLACED, NEW_KIND, NEW_CODE = "和盛小学", "和盛实验学校", "3151011507"


def form_group(page, lead, member):
    """Take a group from its proposal to its launch, step by step."""
    page.goto("/groups/formations/new/")
    fill_in(
        page, {"集团名称": GROUP, "网址名": SLUG, "提出日期": days_ago(45), "依据文件": "温教〔2026〕30号"}
    )
    press_enter(page)
    for school, role in ((lead, "龙头学校"), (member, "成员学校")):
        follow(page, "添加学校")
        choose_school(page, "学校", school)
        fill_in(page, {"角色": role})
        press_enter(page)
    for step, days in STEPS.items():
        follow_action(page, f"登记“{step}”")
        fill_in(page, {"日期": days_ago(days)})
        press_enter(page)
    follow_action(page, "登记“启动”")
    fill_in(page, {"日期": days_ago(20)})
    press_enter(page)
    assert complaints(page) == []
    save(page, "确认登记")


def choose_school(page, label, name):
    """Choose the school of a name, whatever else the choice says of it."""
    field = page.locator("main form").get_by_label(re.compile(f"^{label}"))
    option = field.locator("option").filter(has_text=name).first
    field.select_option(option.get_attribute("value"))


def follow_action(page, name):
    """Press one of the links beside the heading of the page."""
    press(page.get_by_role("link", name=name, exact=True).first)


def coverage(page, day):
    """Return the table of measures of a day."""
    page.goto(f"/coverage/?on={day}")
    return table(page.get_by_role("region", name=MEASURES))


def reached(measures):
    """Return the numerator of compulsory schooling, reached, by institutions."""
    stage = next(number for number, row in enumerate(measures) if row[0] == "义务教育")
    rows = [measures[stage][1:], *measures[stage + 1 : stage + 4]]
    return next(int(row[2].split(" / ")[0]) for row in rows if row[0] == "已覆盖 · 按学校")


def members_of(page, slug, day):
    """Return the schools of a group on a day."""
    page.goto(f"/groups/{slug}/?on={day}")
    return [row[0] for row in table(page.get_by_role("region", name="集团学校，可左右滚动"))[1:]]


def test_a_group_is_formed_and_a_move_is_planned_seen_and_withdrawn(visit, portal):
    page, today, later = visit("bureau"), days_ago(0), next_september()
    (lead, _), (member, _), (moved, home) = portal.rows(UNDESIGNATED, today)
    form_group(page, lead, member)
    assert members_of(page, SLUG, today) == [lead, member]
    expect(page.locator(".process li.is-done")).to_have_count(5)
    assert page.locator(".process li").evaluate_all(ROWS_OF_ITEMS) == 1  # side by side on a desk's screen
    before = {day: coverage(page, day) for day in (today, later)}

    page.goto(f"/groups/{home}/move/")
    choose_school(page, "转出的学校", moved)
    choose_school(page, "转入的集团", GROUP)
    fill_in(page, {"生效日期": later, "依据文件": "温教〔2027〕3号"})
    press_enter(page)
    preview = table(page.locator("section").filter(has=page.locator("table.compare")))
    changed = table(page.get_by_role("region", name="状态变化的学校"))
    assert [row[0] for row in preview[1:] if row[1] != row[2]] == [moved]
    assert {row[0] for row in changed[1:]} == {moved}
    assert complaints(page) == []
    assert coverage(visit("bureau"), later) == before[later]  # to look is not to do
    save(page, "确认登记")

    after = {day: coverage(page, day) for day in (today, later)}
    assert after[today] == before[today]
    assert reached(after[later]) == reached(before[later]) - 1
    assert moved in members_of(page, SLUG, later)
    assert moved not in members_of(page, home, later)
    assert moved in members_of(page, home, today)

    page.goto("/groups/plans/")
    press(page.get_by_role("row", name=re.compile(moved)).get_by_role("link", name="撤回"))
    page.get_by_label("修改原因").fill("方案暂缓")
    press_enter(page)
    assert {day: coverage(page, day) for day in (today, later)} == before
    assert moved in members_of(page, home, later)


def test_two_schools_merge(visit, portal):
    page, code = visit("bureau"), portal.codes[ENDING]
    page.goto(f"/schools/{code}/merge/")
    choose_school(page, "并入的学校", GOING_ON)
    fill_in(page, {"生效日期": days_ago(5), "修改原因": "布局调整"})
    press_enter(page)
    save(page, "确认登记")

    states = {}
    for days in (6, 5):
        page.goto(f"/schools/{code}/?on={days_ago(days)}")
        states[days] = words(panel(page, "基本情况").locator("dl > div").filter(has_text="状态"))
    page.goto(f"/schools/{portal.codes[GOING_ON]}/")

    assert states == {6: ["状态 在办"], 5: ["状态 撤销"]}
    expect(page.get_by_role("main").get_by_role("link", name=re.compile(ENDING)).first).to_be_visible()


def test_a_school_of_another_kind_takes_a_new_code_and_the_old_one_is_refused(visit, portal):
    page, code = visit("bureau"), portal.codes[REPLACED]
    page.goto(f"/schools/{code}/replace/")
    new_school(page, NEW_CODE, NEW_KIND, "九年一贯制学校")
    page.get_by_label("取代日期").fill(days_ago(3))
    page.get_by_label("修改原因").fill("增设初中部")
    press_enter(page)
    save(page, "确认登记")
    expect(page.get_by_role("heading", level=1)).to_have_text(NEW_KIND)

    page.goto("/schools/new/")
    new_school(page, code, "另一所小学", "小学")
    press_enter(page)

    field = page.get_by_label("学校标识码")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#id_code_error")).to_contain_text(REPLACED)
    assert portal.rows("SELECT COUNT(*) FROM schools_school WHERE name = '另一所小学'") == [(0,)]


def new_school(page, code, name, kind):
    """Fill in what is asked of a new school."""
    page.get_by_label("学校标识码").fill(code)
    page.get_by_label("学校名称").fill(name)
    page.get_by_label("办学类型").select_option(label=kind)
    page.get_by_label("办学性质").select_option(label="公办")
    page.get_by_label("小学", exact=True).check()
