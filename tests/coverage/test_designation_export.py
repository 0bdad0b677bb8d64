"""The list of designations as a page and as a file: columns, cells, pages, and few questions."""

import csv
import io
import re
from datetime import date
from html import unescape

import pytest
from openpyxl import load_workbook

from coverage.columns import DESIGNATION_COLUMNS
from coverage.models import Designation, DesignationScheme
from records.list_pages import PAGE_SIZE
from schools.models import School
from tests import factories

URL = "/coverage/designations/"
ON = {"on": "2022-09-01"}
EVERY = {"show": [column.name for column in DESIGNATION_COLUMNS[1:]]}
HEADINGS = [
    "学校名称", "学校标识码", "认定体系", "认定级别", "认定机关", "开始日期", "结束日期", "当日状态",
    "结束原因", "依据文件", "依据",
]  # fmt: skip
UNTIL_CHOSEN = ["学校名称", "认定体系", "认定级别", "开始日期", "结束日期", "当日状态"]


@pytest.fixture
def bureau(officer, signed_in):
    """Return the signed-in browser of an officer."""
    return signed_in(officer)


@pytest.fixture
def held(district):
    """Return a withdrawn designation of the lone school with all that can be written about one."""
    row = factories.make_designation(
        district.lone,
        factories.make_level("model", "一级示范"),
        start=date(2020, 9, 1),
        end=date(2022, 1, 1),
        document="某发〔2020〕1号",
        end_reason="withdrawn",
        end_document="某发〔2021〕9号",
        basis="report",
    )
    DesignationScheme.objects.update(name="示范高中", authority="市教育局")
    return row


def of_csv(answer):
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def sheet(answer):
    return load_workbook(io.BytesIO(answer.content)).active


def labels(answer):
    """Return the headings of a page's columns."""
    return [str(column.label) for column in answer.context["columns"]]


# --- columns and cells ---


@pytest.mark.parametrize(
    ("show", "expected"),
    [
        pytest.param([], UNTIL_CHOSEN, id="until-somebody-chooses"),
        pytest.param(EVERY["show"], HEADINGS, id="every-one"),
        pytest.param(["basis", "code"], ["学校名称", "学校标识码", "依据"], id="in-the-order-of-the-list"),
        pytest.param(["school", "nothing"], UNTIL_CHOSEN, id="none-that-there-is"),
    ],
)
def test_page_and_files_have_the_chosen_columns(show, expected, held, bureau):
    page, as_csv, as_xlsx = (bureau.get(URL, {"show": show, "export": kind}) for kind in ("", "csv", "xlsx"))

    assert labels(page) == expected
    assert of_csv(as_csv)[0] == expected
    assert [cell.value for cell in sheet(as_xlsx)[1]] == expected


def test_file_holds_all_that_is_known_of_a_designation(held, bureau):
    row = [
        "庚小学", held.school.code, "示范高中", "一级示范", "市教育局", "2020-09-01", "2022-01-01", "已撤销",
        "撤销", "某发〔2020〕1号", "报告所载",
    ]  # fmt: skip

    as_csv = of_csv(bureau.get(URL, {**EVERY, "export": "csv"}))
    as_xlsx = sheet(bureau.get(URL, {**EVERY, "export": "xlsx"}))

    assert as_csv[1:] == [row]
    assert [cell.value for cell in as_xlsx[2]] == row


@pytest.mark.parametrize(
    ("own", "expected"),
    [("省教育厅", "省教育厅"), ("", "市教育局")],
    ids=["named-by-the-row", "else-the-scheme's"],
)
def test_authority_is_the_row_s_or_else_the_scheme_s(own, expected, held, bureau):
    Designation.objects.update(authority=own)

    assert of_csv(bureau.get(URL, {"show": ["authority"], "export": "csv"}))[1:] == [["庚小学", expected]]


@pytest.mark.parametrize(
    ("day", "state"),
    [
        pytest.param("2020-08-31", "尚未生效", id="before-it"),
        pytest.param("2020-09-01", "有效", id="from-its-first-day"),
        pytest.param("2021-12-31", "有效", id="to-its-last-day"),
        pytest.param("2022-01-01", "已撤销", id="from-its-end"),
    ],
)
def test_state_is_that_of_the_chosen_day(day, state, held, bureau):
    asked = {"on": day, "show": ["state"]}

    assert of_csv(bureau.get(URL, {**asked, "export": "csv"}))[1:] == [["庚小学", state]]
    assert f">{state}</span>" in bureau.get(URL, asked).text


@pytest.mark.parametrize("sign", list("=+-@＝＋－＠"))
def test_cell_that_reads_like_a_formula_is_inert(sign, held, bureau):
    text = f'{sign}HYPERLINK("x")'
    School.objects.filter(pk=held.school_id).update(name=text)
    Designation.objects.update(document=text, authority=text)
    asked = {"show": ["authority", "document"]}

    in_csv = of_csv(bureau.get(URL, {**asked, "export": "csv"}))[1]
    in_xlsx = sheet(bureau.get(URL, {**asked, "export": "xlsx"}))[2]

    assert in_csv == [f"'{text}"] * 3
    assert [(cell.value, cell.data_type, cell.number_format) for cell in in_xlsx] == [(text, "s", "@")] * 3


def test_file_is_in_chinese_and_named_after_the_day(held, bureau):
    plain = bureau.get(URL, {**ON, "export": "csv"})
    other = bureau.get(URL, {**ON, "export": "csv"}, headers={"accept-language": "en"})

    assert plain.content == other.content
    assert "%E4%BC%98%E8%B4%A8%E8%AE%A4%E5%AE%9A-20220901.csv" in plain.headers["content-disposition"]


@pytest.mark.parametrize("kind", ["pdf", "CSV", "xlsx\x00"], ids=["pdf", "capitals", "nul"])
def test_file_of_an_unknown_kind_is_the_page(kind, held, bureau):
    answer = bureau.get(URL, {"export": kind})

    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize(
    ("who", "expected"),
    [
        pytest.param("officer", ["丙校", "庚小学"], id="officer"),
        pytest.param("inspector", ["丙校", "庚小学"], id="inspector"),
        pytest.param("administrator", ["丙校", "庚小学"], id="administrator"),
        pytest.param("member_principal", ["丙校"], id="own-principal"),
        pytest.param("lead_principal", [], id="principal-of-another-school"),
    ],
)
def test_file_holds_what_the_person_may_see(who, expected, kind, district, held, signed_in, request):
    factories.make_designation(district.member)

    answer = signed_in(request.getfixturevalue(who)).get(URL, {"export": kind})

    rows = of_csv(answer) if kind == "csv" else [[cell.value for cell in row] for row in sheet(answer)]
    assert [row[0] for row in rows[1:]] == expected


@pytest.mark.parametrize(("who", "status"), [("auditor", 403), ("anonymous", 302)])
def test_file_is_refused_to_who_may_not_read_the_list(who, status, held, client, signed_in, request):
    browser = client if who == "anonymous" else signed_in(request.getfixturevalue(who))

    answer = browser.get(URL, {"export": "csv"})

    assert (answer.status_code, "庚小学" in answer.text) == (status, False)


# --- pages ---


@pytest.fixture
def two_pages(district):
    """Return how many designations there are: one page and three more, all of one level."""
    schools = [factories.make_school(kind="kindergarten") for _number in range(PAGE_SIZE + 3)]
    for school in schools:
        factories.make_designation(school)
    return len(schools)


@pytest.mark.parametrize(
    ("page", "number", "rows"),
    [
        pytest.param(None, 1, PAGE_SIZE, id="first"),
        pytest.param("2", 2, 3, id="second"),
        pytest.param("9", 2, 3, id="beyond-the-last"),
        pytest.param("x", 1, PAGE_SIZE, id="no-number"),
        pytest.param("-1", 2, 3, id="negative"),
    ],
)
def test_page_holds_its_rows(page, number, rows, two_pages, bureau):
    found = bureau.get(URL, {"page": page} if page else {}).context["page_obj"]

    assert (found.number, len(found), found.paginator.count) == (number, rows, two_pages)


def test_pages_part_the_rows_and_the_file_has_all_of_them(two_pages, bureau):
    pages = [bureau.get(URL, {"page": page}).context["page_obj"] for page in (1, 2)]
    in_file = of_csv(bureau.get(URL, {"page": "2", "export": "csv"}))[1:]

    assert [row[0] for row in in_file] == [row.school.name for page in pages for row in page]


def test_links_to_pages_and_files_keep_filters_order_columns_and_day(two_pages, bureau):
    asked = {**ON, "stage": "preschool", "sort": "-school", "show": ["basis"]}

    links = [unescape(link) for link in re.findall(r'href="(\?[^"]+)"', bureau.get(URL, asked).text)]

    kept = "stage=preschool&sort=-school&show=basis&on=2022-09-01"
    assert [f"?page=2&{kept}" in links, *(f"?{kept}&export={kind}" in links for kind in ("csv", "xlsx"))] == [
        True
    ] * 3
    assert of_csv(bureau.get(f"{URL}?{kept}&export=csv"))[0] == ["学校名称", "依据"]


@pytest.mark.parametrize(
    ("query", "words"),
    [({}, "还没有登记优质认定"), ({"q": "没有"}, "没有符合条件的认定")],
    ids=["nothing-yet", "nothing-found"],
)
def test_empty_list_says_why(query, words, district, bureau):
    assert words in bureau.get(URL, query).text


@pytest.mark.parametrize("query", [{"state": "x"}, {"scheme": "x"}, {"level": "x"}, {"stage": "x"}])
def test_unknown_choice_is_named_and_ignored(query, held, bureau):
    answer = bureau.get(URL, query)

    [name] = query
    assert answer.context["form"].errors[name] == ["没有“x”这个选项，已忽略这个条件。"]
    assert len(answer.context["page_obj"]) == 1


# --- questions to the database ---


@pytest.mark.parametrize("rows", [1, 3, 30])
@pytest.mark.parametrize(
    ("query", "questions"),
    [
        pytest.param({}, 9, id="page"),
        pytest.param({"q": "校", "state": "valid", "stage": "compulsory"}, 9, id="filtered-page"),
        pytest.param({"export": "csv"}, 7, id="csv"),
        pytest.param({**EVERY, "export": "xlsx"}, 7, id="workbook-of-every-column"),
    ],
)
def test_list_asks_as_few_questions_for_many_rows(
    query, questions, rows, district, bureau, django_assert_num_queries
):
    for number in range(rows):
        factories.make_designation(factories.make_school("某校"), factories.make_level(code=f"级{number}"))
    bureau.get(URL)  # the first page of a session stores when it began

    with django_assert_num_queries(questions):
        bureau.get(URL, query)


@pytest.mark.parametrize("others", [1, 3, 30])
def test_page_of_a_designation_asks_as_few_questions_for_a_long_chain(
    others, held, officer, bureau, django_assert_num_queries
):
    for number in range(others):
        level = factories.make_level("model", f"级{number}", successor=held.level)
        factories.make_designation(held.school, level, previous=held)
    bureau.get(URL)  # the first page of a session stores when it began

    with django_assert_num_queries(7):
        bureau.get(held.get_absolute_url())
