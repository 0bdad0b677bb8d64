"""What holds on every page about rotations: questions asked, stale pages, English, and files."""

from __future__ import annotations

import io
import re
from datetime import date

import pytest
from openpyxl import load_workbook

from exchanges.models import Rotation
from records.models import AuditEntry
from tests import factories
from tests.exchanges.test_rotation_pages import LIST, NEW, address, sent

HOME, HOST, OFFICER = "home_principal", "host_principal", "officer"
STEPS = {  # page: the state that it is about, who opens it, and what the form asks for
    "propose": ("draft", HOME, {}),
    "accept": ("proposed", HOST, {}),
    "refuse": ("proposed", HOST, {"reason": "人手不足"}),
    "withdraw": ("proposed", HOME, {"reason": "计划有变"}),
    "revise": ("returned", HOME, {}),
    "approve": ("accepted", OFFICER, {}),
    "return": ("accepted", OFFICER, {"reason": "请补充目的"}),
}
QUERIES = {
    "propose": 5,
    "accept": 5,
    "refuse": 5,
    "withdraw": 5,
    "revise": 5,
    "approve": 12,
    "return": 5,
}
CHINESE = re.compile("[\u4e00-\u9fff]+")


@pytest.fixture
def open_as(small, signed_in):
    """Return a function that returns the signed-in browser of somebody of the small district."""
    return lambda who: signed_in(getattr(small.people, who))


def given_by(form, answers):
    """Return what a browser sends of a form as it was opened, with answers."""
    kept = {field.html_name: field.value() for field in form if field.value() not in (None, "", False)}
    return {**kept, **answers}


@pytest.mark.parametrize("step", STEPS)
def test_step_is_taken_once_however_often_it_is_sent(stored, open_as, step):
    state, who, answers = STEPS[step]
    rotation, browser = stored(state), open_as(who)
    data = given_by(browser.get(address(rotation, step)).context["form"], answers)

    first, second = browser.post(address(rotation, step), data), browser.post(address(rotation, step), data)

    assert (first.status_code, second.status_code) == (302, 409)
    assert AuditEntry.objects.filter(object_type="exchanges.rotation").count() == 1
    assert "王五 · 丙校 → 甲校" in second.text


@pytest.mark.parametrize("step", STEPS)
def test_opening_a_page_changes_nothing(stored, open_as, step):
    state, who, _answers = STEPS[step]
    rotation = stored(state)

    open_as(who).get(address(rotation, step))

    assert Rotation.objects.get().version == rotation.version


@pytest.mark.parametrize("step", STEPS)
def test_page_of_a_step_asks_a_constant_number_of_queries(
    small, stored, open_as, step, django_assert_num_queries
):
    state, who, _answers = STEPS[step]
    rotation, browser = stored(state), open_as(who)
    for number in range(20):
        stored(state, person=factories.make_staff(small.member, f"某{number}", start=date(2015, 9, 1)))
    browser.get(address(rotation, step))

    with django_assert_num_queries(QUERIES[step]):
        browser.get(address(rotation, step))


@pytest.mark.parametrize(("who", "queries"), [(OFFICER, 6), (HOME, 6), (HOST, 5)])
def test_page_of_a_rotation_asks_a_constant_number_of_queries(
    stored, open_as, who, queries, django_assert_num_queries
):
    rotation, browser = stored("approved"), open_as(who)
    browser.get(address(rotation))

    with django_assert_num_queries(queries):
        browser.get(address(rotation))


@pytest.mark.parametrize("step", ["detail", *STEPS])
def test_page_is_english_for_who_reads_english(small, stored, open_as, step):
    state, who, _answers = STEPS.get(step, ("approved", OFFICER, {}))
    rotation, browser = stored(state), open_as(who)
    browser.cookies["django_language"] = "en"

    text = browser.get(address(rotation, step)).text

    main = re.sub("<script.*?</script>|<[^>]+>", " ", text[text.index("<main") : text.index("</main")])
    known = {"王五", "丙校", "甲校", "甲教育集团", "中文"}
    assert set(CHINESE.findall(main)) <= known


@pytest.mark.parametrize("url", [LIST, NEW, f"{NEW}?direction=in"])
def test_list_and_proposal_are_english_for_who_reads_english(small, stored, open_as, url):
    stored()
    browser = open_as(HOME)
    browser.cookies["django_language"] = "en"

    text = browser.get(url).text

    main = re.sub("<script.*?</script>|<[^>]+>", " ", text[text.index("<main") : text.index("</main")])
    names = {"王五", "甲校", "乙校", "丙校", "甲教育集团", "乙教育集团", "中文"}
    assert set(CHINESE.findall(main)) <= names


def test_workbook_holds_the_columns_that_are_shown(stored, open_as):
    stored("approved", relation="transferred", subject="物理")

    answer = open_as(OFFICER).get(LIST, {"show": ["home", "subject", "relation", "share"], "export": "xlsx"})

    rows = list(load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert rows == [
        ("教职工", "派出学校", "工作量占比（%）", "人事关系", "任教学科"),
        ("王五", "丙校", "100", "接转人事关系", "物理"),
    ]


@pytest.mark.parametrize("who", [HOME, "home_clerk", HOST, OFFICER])
def test_note_is_read_by_everybody_concerned(small, stored, open_as, who):
    rotation = stored()
    sent(open_as(HOST), address(rotation, "accept"), reason="欢迎下周先来听课")

    assert "最近一次说明：欢迎下周先来听课" in open_as(who).get(address(rotation)).text
