"""The list of designations: every filter, order and search, and files that hold the same rows."""

import csv
import io
from datetime import date, timedelta

import pytest
from openpyxl import load_workbook

from tests import factories

URL = "/coverage/designations/"
ON = {"on": "2022-09-01"}
DAY, BEFORE, SOON = date(2022, 9, 1), date(2020, 9, 1), date(2023, 9, 1)
A = ("甲校", "一级示范")
B = ("乙校", "二级示范")
C = ("丙校", "新优质")
D = ("丁校", "新优质")
E = ("戊幼儿园", "一级园")
F = ("己幼儿园", "一级园")
G_OLD, G_NEW = ("庚小学", "旧优质"), ("庚小学", "新优质")
ALL = [A, B, C, D, E, F, G_OLD, G_NEW]
FILTERS = [
    pytest.param({}, ALL, id="none"),
    pytest.param({"state": "valid"}, [A, B, C, G_NEW], id="valid"),
    pytest.param({"state": "expiring"}, [B], id="expires-within-a-year"),
    pytest.param({"state": "upcoming"}, [D], id="not-yet"),
    pytest.param({"state": "expired"}, [E], id="run-out"),
    pytest.param({"state": "withdrawn"}, [F], id="withdrawn"),
    pytest.param({"state": "replaced"}, [G_OLD], id="replaced"),
    pytest.param({"scheme": "model"}, [A, B], id="scheme"),
    pytest.param({"scheme": "quality"}, [C, D, G_OLD, G_NEW], id="scheme-of-every-stage"),
    pytest.param({"scheme": "kindergarten", "state": "valid"}, [], id="scheme-and-state"),
    pytest.param({"stage": "preschool"}, [E, F], id="preschool"),
    pytest.param({"stage": "compulsory"}, [C, D, G_OLD, G_NEW], id="compulsory-by-what-the-school-teaches"),
    pytest.param({"stage": "senior"}, [A, B], id="senior-by-the-scheme"),
    pytest.param({"stage": "vocational"}, [], id="stage-that-nobody-serves"),
    pytest.param({"stage": "compulsory", "state": "valid"}, [C, G_NEW], id="stage-and-state"),
    pytest.param({"q": "幼儿园"}, [E, F], id="part-of-a-name"),
    pytest.param({"q": "校", "scheme": "quality", "state": "upcoming"}, [D], id="three-at-once"),
]


@pytest.fixture
def many(district):
    """Return the small district with a designation in each state on the day, under three schemes."""
    first = factories.make_level("model", "一级示范", stage="senior", rank=1)
    second = factories.make_level("model", "二级示范", stage="senior", rank=2)
    quality, former = factories.make_level(code="新优质", rank=3), factories.make_level(code="旧优质", rank=4)
    grade = factories.make_level("kindergarten", "一级园", stage="preschool", rank=5)
    factories.make_designation(district.lead, first, start=BEFORE)
    factories.make_designation(district.bridge, second, end=SOON)
    factories.make_designation(district.member, quality, start=date(2021, 9, 1), end=SOON + timedelta(1))
    factories.make_designation(district.partner, quality, start=SOON)
    factories.make_designation(district.stranger, grade, start=BEFORE, end=DAY)
    factories.make_designation(district.distant, grade, end=date(2022, 1, 1), end_reason="withdrawn")
    factories.make_designation(district.lone, former, end=date(2021, 1, 1), end_reason="converted")
    factories.make_designation(district.lone, quality, start=date(2021, 1, 1))
    return district


@pytest.fixture
def bureau(officer, signed_in):
    """Return the signed-in browser of an officer."""
    return signed_in(officer)


def listed(answer):
    """Return school and level of each row of a page."""
    return [(row.school.name, row.level.name) for row in answer.context["page_obj"]]


def of_csv(answer):
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def of_xlsx(answer):
    sheet = load_workbook(io.BytesIO(answer.content)).active
    return [["" if cell is None else cell for cell in row] for row in sheet.iter_rows(values_only=True)]


# --- filters ---


@pytest.mark.parametrize(("query", "expected"), FILTERS)
def test_filter_leaves_these_rows(query, expected, many, bureau):
    assert listed(bureau.get(URL, {**ON, **query})) == expected


@pytest.mark.parametrize(("query", "expected"), FILTERS)
def test_files_hold_the_filtered_rows_and_no_other(query, expected, many, bureau):
    asked = {**ON, **query, "show": ["level"]}

    as_csv = of_csv(bureau.get(URL, {**asked, "export": "csv"}))
    as_xlsx = of_xlsx(bureau.get(URL, {**asked, "export": "xlsx"}))

    assert as_csv == [["学校名称", "认定级别"], *map(list, expected)]
    assert as_xlsx == as_csv


@pytest.mark.parametrize(
    ("day", "found"),
    [
        pytest.param("2022-08-31", [E], id="a-year-and-a-day-before"),
        pytest.param("2022-09-01", [B], id="a-year-before"),
        pytest.param("2022-09-02", [B, C], id="next-day-the-next-one-too"),
        pytest.param("2023-08-31", [B, C], id="on-the-last-day"),
        pytest.param("2023-09-01", [C], id="once-it-ran-out"),
        pytest.param("2023-09-02", [], id="once-both-ran-out"),
    ],
)
def test_expiring_within_a_year_is_counted_from_the_chosen_day(day, found, many, bureau):
    assert listed(bureau.get(URL, {"state": "expiring", "on": day})) == found


def test_filter_by_level_leaves_that_level(many, bureau):
    level = factories.make_level(code="新优质")

    assert listed(bureau.get(URL, {**ON, "level": level.pk})) == [C, D, G_NEW]


@pytest.mark.parametrize("who", ["officer", "inspector", "administrator", "member_principal"])
def test_filters_offer_every_scheme_and_level_to_a_reader(who, many, signed_in, request):
    form = signed_in(request.getfixturevalue(who)).get(URL).context["form"]

    offered = {name: [label for key, label in form.fields[name].choices] for name in ("scheme", "level")}
    assert offered == {
        "scheme": ["全部", "kindergarten", "model", "quality"],
        "level": [
            "全部", "kindergarten · 一级园", "model · 一级示范", "model · 二级示范", "quality · 新优质",
            "quality · 旧优质",
        ],
    }  # fmt: skip


# --- order ---


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        pytest.param("school", ALL, id="school"),
        pytest.param("-school", [G_OLD, G_NEW, F, E, D, C, B, A], id="school-backwards"),
        pytest.param("level", [A, B, C, D, G_NEW, G_OLD, E, F], id="level"),
        pytest.param("-level", [E, F, G_OLD, C, D, G_NEW, B, A], id="level-backwards"),
        pytest.param("start", [B, F, G_OLD, A, E, G_NEW, C, D], id="start-unknown-first"),
        pytest.param("-start", [D, C, G_NEW, A, E, B, F, G_OLD], id="start-backwards-unknown-last"),
        pytest.param("end", [G_OLD, F, E, B, C, A, D, G_NEW], id="end-open-last"),
        pytest.param("-end", [A, D, G_NEW, C, B, E, F, G_OLD], id="end-backwards-open-first"),
        pytest.param("authority", ALL, id="column-that-does-not-sort"),
        pytest.param("--end", ALL, id="order-that-is-none"),
    ],
)
def test_order_is_the_same_on_the_page_and_in_the_file(sort, expected, many, bureau):
    asked = {**ON, "sort": sort, "show": ["level"]}

    assert listed(bureau.get(URL, asked)) == expected
    assert of_csv(bureau.get(URL, {**asked, "export": "csv"}))[1:] == list(map(list, expected))


# --- search ---


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("庚小学", [G_OLD, G_NEW], id="name"),
        pytest.param("庚", [G_OLD, G_NEW], id="first-sign"),
        pytest.param("旧名", [G_OLD, G_NEW], id="former-name"),
        pytest.param("gxx", [G_OLD, G_NEW], id="initials"),
        pytest.param("GXX", [G_OLD, G_NEW], id="initials-in-capitals"),
        pytest.param("jm", [G_OLD, G_NEW], id="initials-of-the-former-name"),
        pytest.param("code", [G_OLD, G_NEW], id="code"),
        pytest.param(" 庚小学 ", [G_OLD, G_NEW], id="with-blanks-around"),
        pytest.param("新优质", [], id="level-is-no-school"),
        pytest.param("%", [], id="percent"),
        pytest.param("_", [], id="underscore"),
        pytest.param("\\", [], id="backslash"),
        pytest.param("'; --", [], id="quote"),
    ],
)
def test_search_finds_a_school_by_every_name(text, expected, many, bureau):
    factories.make_former_name(many.lone, "旧名")
    asked = many.lone.code if text == "code" else text

    assert listed(bureau.get(URL, {**ON, "q": asked})) == expected


@pytest.mark.parametrize("export", ["", "csv"], ids=["page", "file"])
@pytest.mark.parametrize("who", ["member_principal", "other_principal"])
def test_search_finds_nothing_of_a_school_that_is_closed_to_the_person(who, export, many, signed_in, request):
    answer = signed_in(request.getfixturevalue(who)).get(URL, {"q": "庚小学", "export": export})

    assert (of_csv(answer)[1:] if export else listed(answer)) == []
