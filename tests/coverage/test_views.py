"""The overview, coverage by day, the schools behind the numbers, reconciliation, and who may see them."""

import re
from datetime import date

import pytest
from django.urls import reverse

from tests import factories
from tests.coverage.tables import cells

PAGES = [
    pytest.param(reverse("coverage:coverage_overview"), id="coverage"),
    pytest.param(reverse("coverage:stage_detail", args=["compulsory"]), id="stage"),
    pytest.param(reverse("coverage:reconciliation"), id="reconciliation"),
]
DAY = "2022-12-31"


@pytest.fixture
def rich(district):
    """Return the small district with designations, pupils and targets."""
    factories.make_designation(district.lead, factories.make_level(code="示范"), start=date(2020, 1, 1))
    factories.make_designation(district.stranger, factories.make_level(code="一级园"))
    factories.make_enrolment(district.member, 300, stage="primary")
    factories.make_target("compulsory")
    factories.make_target("preschool")
    return district


def bars_of(response):
    """Return what the tooltips of a page's bars say, tags and blanks taken out."""
    titles = re.findall(r"<title>(.*?)</title>\s*<rect", response.content.decode(), re.DOTALL)
    return [" ".join(title.split()) for title in titles]


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize(
    ("person", "status"),
    [
        ("officer", 200),
        ("inspector", 200),
        ("administrator", 200),
        ("auditor", 403),
        ("lead_principal", 403),
        ("member_principal", 403),
        ("other_principal", 403),
    ],
)
def test_coverage_pages_are_for_the_bureau(request, rich, signed_in, address, person, status):
    client = signed_in(request.getfixturevalue(person))

    assert client.get(address).status_code == status


@pytest.mark.parametrize("address", PAGES)
def test_coverage_pages_ask_a_stranger_to_sign_in(rich, client, address):
    response = client.get(address)

    assert (response.status_code, response.url) == (302, f"/accounts/login/?next={address}")


def test_coverage_overview_shows_every_measure_of_the_day(rich, officer, signed_in):
    response = signed_in(officer).get(reverse("coverage:coverage_overview"), {"on": DAY})

    rows = cells(response, "各学段四种口径的覆盖率")
    assert rows[5:9] == [
        ["义务教育", "已认定 · 按学校", "20.0 %", "1 / 5", "85.0 %", "5 / 5", "未达标"],
        ["已认定 · 按学生", "未知", "查看缺报学校", "85.0 %", "0 / 5", "无法判定"],
        ["已覆盖 · 按学校", "60.0 %", "3 / 5", "85.0 %", "5 / 5", "未达标"],
        ["已覆盖 · 按学生", "未知", "查看缺报学校", "85.0 %", "0 / 5", "无法判定"],
    ]


@pytest.mark.parametrize(
    ("day", "designated"),
    [
        pytest.param("2019-12-31", "0.0 %", id="before the designation"),
        pytest.param("2020-01-01", "20.0 %", id="on its first day"),
        pytest.param("2099-01-01", "20.0 %", id="far in the future"),
    ],
)
def test_coverage_overview_computes_any_day(rich, officer, signed_in, day, designated):
    response = signed_in(officer).get(reverse("coverage:coverage_overview"), {"on": day})

    assert bars_of(response)[4:6] == [
        f"义务教育 已认定 · 按学校：{designated}，目标 85.0 %",
        "义务教育 已认定 · 按学生：未知，目标 85.0 %",
    ]


def test_coverage_overview_draws_target_due_day_and_chosen_day(rich, officer, signed_in):
    response = signed_in(officer).get(reverse("coverage:coverage_overview"), {"on": DAY})

    text = response.content.decode()
    plot = text[text.index('aria-label="义务教育覆盖率历年走势"') :].partition("</svg>")[0]
    words = re.findall(r"<text[^>]*>([^<]+)</text>", plot)
    assert [word for word in words if not re.fullmatch(r"\d+( %)?", word)] == [
        "查看日期 2022年12月31日",
        "20.0 %",
        "60.0 %",
        "目标 85.0 %",
        "期限 2022年12月31日",
    ]
    assert "2020年12月31日 已认定 · 按学校：20.0 %" in plot


def test_coverage_overview_warns_where_the_verdict_depends_on_the_measure(rich, officer, signed_in):
    response = signed_in(officer).get(reverse("coverage:coverage_overview"), {"on": DAY})

    text = response.content.decode()
    assert "学前教育是否达标取决于采用哪种口径。" in text
    assert "义务教育是否达标取决于采用哪种口径。" not in text


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        pytest.param("31.12", "“31.12”不是有效的日期", id="not a date"),
        pytest.param("2022-02-30", "“2022-02-30”不是有效的日期", id="no such day"),
        pytest.param("0001-01-01", "请选择 1949 年到 2100 年之间的日期", id="before any record"),
        pytest.param("<b>", "“&lt;b&gt;”不是有效的日期", id="markup"),
        pytest.param("2022-12-31\x00", "不是有效的日期", id="control character"),
    ],
)
def test_bad_day_is_named_and_today_is_shown(rich, officer, signed_in, page, typed, sentence):
    response = signed_in(officer).get(page, {"on": typed})

    assert response.status_code == 200
    assert sentence in response.content.decode()


@pytest.mark.parametrize(
    ("show", "names"),
    [
        pytest.param("", ["甲校", "乙校", "丙校", "丁校", "庚小学"], id="the denominator"),
        pytest.param("designated", ["甲校"], id="the numerator of designated"),
        pytest.param("reached", ["甲校", "乙校", "丙校"], id="the numerator of reached"),
        pytest.param("not_reached", ["丁校", "庚小学"], id="what is missing"),
        pytest.param("unreported", ["甲校", "乙校", "丙校", "丁校", "庚小学"], id="no figure"),
        pytest.param("nonsense", ["甲校", "乙校", "丙校", "丁校", "庚小学"], id="unknown filter"),
    ],
)
def test_stage_lists_the_schools_behind_each_number(rich, officer, signed_in, show, names):
    address = reverse("coverage:stage_detail", args=["compulsory"])

    response = signed_in(officer).get(address, {"on": DAY, "show": show})

    assert [row[0] for row in cells(response, "学校")[1:-1]] == names


def test_stage_with_an_unknown_filter_says_so(rich, officer, signed_in):
    response = signed_in(officer).get(reverse("coverage:stage_detail", args=["senior"]), {"show": "nonsense"})

    assert "没有“nonsense”这种筛选，现在列出全部学校。" in response.content.decode()


def test_stage_without_a_school_says_what_to_do(rich, officer, signed_in):
    response = signed_in(officer).get(reverse("coverage:stage_detail", args=["vocational"]))

    assert "没有符合条件的学校" in response.content.decode()


def test_unknown_stage_is_not_found(rich, officer, signed_in):
    assert signed_in(officer).get("/coverage/stages/nonsense/").status_code == 404


def test_reconciliation_names_the_schools_of_every_line(rich, officer, signed_in):
    response = signed_in(officer).get(reverse("coverage:reconciliation"))

    rows = cells(response, "逐项核对")
    assert [row[1:4] for row in rows[1:]] == [
        ["0", "2", "+2"],
        ["0", "2", "+2"],
        ["0", "2", "+2"],
        ["0", "1", "+1"],
        ["0", "7", "+7"],
    ]


def test_overview_puts_the_chosen_headline_first(rich, officer, signed_in):
    factories.make_headline("reached")

    response = signed_in(officer).get(reverse("home"), {"on": DAY})

    text = response.content.decode()
    assert re.findall(r"口径：([^<]+)<", text) == ["已覆盖 · 按学校"] * 4


@pytest.mark.parametrize(("person", "shown"), [("officer", 1), ("inspector", 1), ("administrator", 0)])
def test_overview_shows_recent_changes_to_readers_of_the_trail(request, rich, signed_in, person, shown):
    response = signed_in(request.getfixturevalue(person)).get("/")

    assert response.content.decode().count("最近的变更") == shown


def test_overview_of_another_district_is_not_reached(rich, signed_in):
    elsewhere = factories.make_district("510114", "新都区")
    client = signed_in(factories.make_user("guest", role="officer", district=elsewhere))

    response = client.get(reverse("home"), {"district": rich.district.code})

    text = response.content.decode()
    assert "新都区教育集团概况" in text
    assert "甲校" not in text


def test_officer_of_two_districts_chooses(rich, signed_in):
    elsewhere = factories.make_district("510114", "新都区")
    user = factories.make_user("both", role="officer", district=elsewhere)
    user.appointments.create(role="officer", district=rich.district)

    texts = [signed_in(user).get("/", {"district": code}).content.decode() for code in ("510114", "510115")]

    assert ["新都区教育集团概况" in texts[0], "温江区教育集团概况" in texts[1]] == [True, True]


def test_overview_without_a_district_says_what_to_do(db, signed_in):
    client = signed_in(factories.make_user("first", role="administrator"))

    assert "还没有登记区县" in client.get("/").content.decode()


def test_principal_lands_on_the_own_school_and_its_groups_only(rich, lead_principal, signed_in):
    response = signed_in(lead_principal).get("/")

    text = response.content.decode()
    assert [name in text for name in ("甲校", "甲教育集团", "乙教育集团", "戊教育集团", "丁校")] == [
        True,
        True,
        False,
        False,
        False,
    ]


def test_auditor_lands_on_the_trail_and_sees_nothing_else(rich, auditor, signed_in):
    response = signed_in(auditor).get("/")

    text = response.content.decode()
    assert "审计记录" in text
    assert "甲校" not in text


def test_person_without_appointment_is_told_whom_to_ask(rich, signed_in):
    response = signed_in(factories.make_user("nobody")).get("/")

    assert "您的账号今天没有任何任职" in response.content.decode()


@pytest.mark.parametrize(
    "more", [pytest.param(1, id="1 more"), pytest.param(3, id="3 more"), pytest.param(300, id="300 more")]
)
@pytest.mark.parametrize(
    ("address", "queries"),
    [
        pytest.param("/", 19, id="overview"),
        pytest.param("/coverage/", 11, id="coverage"),
        pytest.param("/coverage/stages/compulsory/", 10, id="stage"),
        pytest.param("/coverage/reconciliation/", 7, id="reconciliation"),
    ],
)
def test_pages_take_constant_queries(
    rich, officer, signed_in, django_assert_num_queries, address, queries, more
):
    for _ in range(more):
        factories.make_school(kind="primary")
    client = signed_in(officer)
    client.get(address)  # the first page of a session notes when it began

    with django_assert_num_queries(queries):
        client.get(address)
