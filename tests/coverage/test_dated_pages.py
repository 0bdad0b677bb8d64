"""Targets, headlines, schemes and rule sets as tables: every row in its order, as it stands on a day."""

from datetime import date

import pytest
from django.urls import reverse

from coverage.models import DesignationScheme, Rule
from tests import factories
from tests.coverage.forms import WRITING, address_of, rows_of
from tests.coverage.tables import cells

LABEL = "列表，可左右滚动"
D20, D21, D22 = date(2020, 9, 1), date(2021, 9, 1), date(2022, 9, 1)
TARGETS, HEADLINES = reverse("coverage:target_list"), reverse("coverage:headline_list")
SCHEMES, RULES = reverse("coverage:scheme_list"), reverse("coverage:rule_list")
QUESTIONS = {  # page of a form: how many it asks of the database; 5 where it is not named
    "designation_new": 6,
    "designation_award": 8,
    "designation_convert": 6,
}


@pytest.fixture
def bureau(officer, signed_in):
    """Return the signed-in browser of an officer."""
    return signed_in(officer)


@pytest.fixture
def reader(inspector, signed_in):
    """Return the signed-in browser of an inspector, who changes nothing."""
    return signed_in(inspector)


# --- targets ---


@pytest.fixture
def targets(district):
    """Return the district with targets before, on and after a day, one without a share."""
    factories.make_target("compulsory", "0.85", start=D20, end=D22, document="区发〔2020〕1号")
    factories.make_target("compulsory", "0.9", start=D22, due_on=None)
    factories.make_target("vocational", None, statement="建成专业集群")
    return district


@pytest.mark.parametrize(
    ("day", "states"),
    [
        pytest.param("2020-08-31", ["尚未生效", "尚未生效", "现行"], id="before"),
        pytest.param("2020-09-01", ["尚未生效", "现行", "现行"], id="first-day"),
        pytest.param("2022-08-31", ["尚未生效", "现行", "现行"], id="last-day"),
        pytest.param("2022-09-01", ["现行", "已结束", "现行"], id="the-next-one"),
    ],
)
def test_targets_stand_newest_first_with_their_state_on_the_day(day, states, targets, reader):
    assert cells(reader.get(TARGETS, {"on": day}), LABEL) == [
        ["学段", "目标内容", "目标比例", "完成期限", "开始日期", "结束日期", "当日状态", "依据文件"],
        ["义务教育", "覆盖率达到 0.9", "90.0 %", "—", "2022年9月1日", "—", states[0], "—"],
        [
            "义务教育", "覆盖率达到 0.85", "85.0 %", "2022年12月31日",
            "2020年9月1日", "2022年9月1日", states[1], "区发〔2020〕1号",
        ],
        ["中等职业教育", "建成专业集群", "—", "2022年12月31日", "—", "—", states[2], "—"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("query", "statements"),
    [
        pytest.param({"stage": "vocational"}, ["建成专业集群"], id="stage"),
        pytest.param({"state": "coming"}, ["覆盖率达到 0.9"], id="coming"),
        pytest.param({"state": "past"}, [], id="past"),
        pytest.param({"state": "in_force"}, ["覆盖率达到 0.85", "建成专业集群"], id="in-force"),
        pytest.param({"q": "专业"}, ["建成专业集群"], id="content"),
        pytest.param({"q": "〔2020〕"}, ["覆盖率达到 0.85"], id="document"),
        pytest.param(
            {"sort": "start"}, ["建成专业集群", "覆盖率达到 0.85", "覆盖率达到 0.9"], id="oldest-first"
        ),
        pytest.param({"sort": "due_on"}, ["覆盖率达到 0.85", "建成专业集群", "覆盖率达到 0.9"], id="by-term"),
    ],
)
def test_targets_are_found_and_handed_out_as_a_file(query, statements, targets, reader):
    query = {"on": "2021-01-01", **query}
    page = reader.get(TARGETS, query)

    file = reader.get(TARGETS, {**query, "export": "csv"}).content.decode("utf-8-sig")

    assert [row.statement for row in page.context["page_obj"]] == statements
    assert [line.split(",")[1] for line in file.splitlines()] == ["目标内容", *statements]


def test_targets_of_another_district_are_not_listed(targets, bureau):
    factories.make_target(district=factories.make_district("510116", "双流区"), statement="邻区目标")

    answer = bureau.get(TARGETS, {"district": "510116"})

    assert ("温江区各学段的目标" in answer.text, "邻区目标" in answer.text) == (True, False)


def test_only_who_reads_several_districts_chooses_one(request, targets, signed_in):
    factories.make_district("510116", "双流区")

    pages = [signed_in(request.getfixturevalue(who)).get(TARGETS) for who in ("inspector", "administrator")]

    assert ["district" in page.context["form"].fields for page in pages] == [False, True]


def test_targets_of_the_district_that_is_asked_for_are_listed(targets, administrator, signed_in):
    factories.make_target(district=factories.make_district("510116", "双流区"), statement="邻区目标")

    answer = signed_in(administrator).get(TARGETS, {"district": "510116"})

    assert [row[1] for row in cells(answer, LABEL)[1:]] == ["邻区目标"]


def test_officer_is_led_from_each_target_to_its_forms(targets, bureau):
    [target, *_others] = bureau.get(TARGETS).context["page_obj"]

    text = bureau.get(TARGETS).text

    links = [reverse(f"coverage:target_{page}", args=[target.pk]) for page in ("edit", "end")]
    assert [f'href="{link}"' in text for link in links] == [True, True]
    assert cells(bureau.get(TARGETS), LABEL)[1][-1] == "修改 · 结束"


# --- the measure put first ---


def test_headlines_stand_newest_first_with_their_state_on_the_day(district, reader):
    factories.make_headline("designated", end=D21, document="区发〔2020〕2号")
    factories.make_headline("reached", "pupils", start=D21)

    assert cells(reader.get(HEADLINES, {"on": "2021-09-01"}), LABEL) == [
        ["口径", "开始日期", "结束日期", "当日状态", "依据文件"],
        ["已覆盖 · 按学生", "2021年9月1日", "—", "现行", "—"],
        ["已认定 · 按学校", "—", "2021年9月1日", "已结束", "区发〔2020〕2号"],
    ]


@pytest.mark.parametrize(
    ("day", "name"),
    [
        pytest.param("2020-08-31", "已认定 · 按学校", id="none-chosen-yet"),
        pytest.param("2020-09-01", "已覆盖 · 按学校", id="from-its-first-day"),
        pytest.param("2021-08-31", "已覆盖 · 按学校", id="to-its-last-day"),
        pytest.param("2021-09-01", "已认定 · 按学生", id="the-next-one"),
        pytest.param("2022-09-01", "已认定 · 按学校", id="none-chosen-any-more"),
    ],
)
def test_overview_puts_the_measure_of_the_day_first(day, name, district, bureau):
    factories.make_headline("reached", start=D20, end=D21)
    factories.make_headline("designated", "pupils", start=D21, end=D22)

    text = bureau.get(reverse("home"), {"on": day}).text

    assert text.count(f"口径：{name}<") == 4


# --- schemes ---


@pytest.fixture
def schemes(district):
    """Return the levels of two schemes, of which one is empty, with their holders."""
    new = factories.make_level("model", "引领型", stage="senior", rank=1, start=D22)
    old = factories.make_level("model", "一级示范", stage="senior", rank=1, end=D22, successor=new)
    lower = factories.make_level("model", "合格", rank=9, counts_as_quality=False)
    DesignationScheme.objects.filter(code="model").update(name="示范高中", authority="市教育局")
    DesignationScheme.objects.create(code="empty", name="空体系")
    for school, level, start, end in (
        (district.lead, old, D20, D22), (district.bridge, old, D21, D22), (district.lead, new, D22, None),
        (district.member, lower, None, None),
    ):  # fmt: skip
        factories.make_designation(school, level, start=start, end=end)
    return district


@pytest.mark.parametrize(
    ("day", "holders"),
    [
        pytest.param("2020-08-31", ["0", "0", "1"], id="before-any-award"),
        pytest.param("2020-09-01", ["1", "0", "1"], id="one"),
        pytest.param("2021-09-01", ["2", "0", "1"], id="two"),
        pytest.param("2022-09-01", ["0", "1", "1"], id="one-was-converted"),
    ],
)
def test_levels_stand_by_rank_and_day_with_the_holders_of_the_day(day, holders, schemes, reader):
    assert cells(reader.get(SCHEMES, {"on": day}), "示范高中") == [
        ["级别", "授予时间", "计为优质", "对应的新级别", "持有学校"],
        ["一级示范", "有记录之前至2022年8月31日", "是", "示范高中 · 引领型", holders[0]],
        ["引领型", "2022年9月1日起", "是", "—", holders[1]],
        ["合格", "有记录之前起", "否", "—", holders[2]],
    ]


def test_scheme_names_its_authority_and_stage_or_says_that_they_are_unknown(schemes, reader):
    text = " ".join(reader.get(SCHEMES).text.split())

    assert "市教育局 · 普通高中" in text
    assert "未知 · 学校所办的每个学段" in text
    assert cells(reader.get(SCHEMES), "空体系")[1:] == [["这个体系还没有级别。"]]


@pytest.mark.parametrize("level", ["一级示范", "引领型", "合格"])
def test_number_of_holders_leads_to_exactly_these_designations(level, schemes, bureau):
    row = next(row for row in cells(bureau.get(SCHEMES, {"on": "2021-09-01"}), "示范高中") if row[0] == level)
    key = factories.make_level("model", level).pk

    found = bureau.get(
        reverse("coverage:designation_list"), {"level": key, "state": "valid", "on": "2021-09-01"}
    )

    assert found.context["page_obj"].paginator.count == int(row[4])


# --- rule sets ---


@pytest.fixture
def rule_sets(district):
    """Return two editions of one policy, and another policy without rules."""
    first = factories.make_rule_set("balance", name="优质均衡", rules=1, end=D21)
    factories.make_rule_set("balance", name="优质均衡", edition="第二版", rules=2, start=D21, confidence="S")
    factories.make_rule_set("exchange", name="交流轮岗", start=D22)
    Rule.objects.filter(rule_set=first).update(
        comparison="at_most", value="0.5000", unit="所", confidence="R", note="暂定"
    )
    return district


def test_rules_have_their_figure_unit_confidence_and_note(rule_sets, reader):
    assert cells(reader.get(RULES, {"on": "2021-08-31"}), "优质均衡") == [
        ["内容", "数值", "单位", "可信程度", "说明"],
        ["第0条", "不高于 0.5", "所", "凭记忆，未核实", "暂定"],
    ]


@pytest.mark.parametrize(
    ("day", "editions"),
    [
        pytest.param("2021-08-31", ["优质均衡 · 第一版"], id="first-edition"),
        pytest.param("2021-09-01", ["优质均衡 · 第二版"], id="second-edition"),
        pytest.param("2022-09-01", ["优质均衡 · 第二版", "交流轮岗 · 第一版"], id="another-policy-too"),
    ],
)
def test_rule_sets_are_the_editions_in_force_on_the_day(day, editions, rule_sets, reader):
    assert [str(each) for each in reader.get(RULES, {"on": day}).context["rule_sets"]] == editions


@pytest.mark.parametrize(
    ("value", "shown"),
    [("0.5000", "0.5"), ("2000", "2000"), ("0", "0"), ("1E+3", "1000"), ("0.0001", "0.0001")],
)
def test_value_of_a_rule_is_shown_without_zeros_that_say_nothing(value, shown, rule_sets):
    Rule.objects.update(value=value)

    assert {rule.shown_value for rule in Rule.objects.all()} == {shown}


# --- questions to the database ---


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("page", WRITING)
def test_form_asks_as_few_questions_for_many_rows(page, rows, district, bureau, django_assert_num_queries):
    made = rows_of(district)
    for number in range(rows):
        school = factories.make_school()
        factories.make_designation(school, factories.make_level(code=f"级{number}"))
        factories.make_target("senior", "1", start=date(2000 + number, 1, 1), end=date(2001 + number, 1, 1))
    bureau.get(TARGETS)  # the first page of a session stores when it began

    with django_assert_num_queries(QUESTIONS.get(page, 5)):
        bureau.get(address_of(page, made))
