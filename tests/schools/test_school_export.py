"""The list of schools as a file: the headings that an import reads, every row of the filter, inert cells."""

import csv
import io
from datetime import date

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from schools.models import School
from tests import factories

URL = reverse("schools:school_list")
HEADINGS = [  # design.md section 5, in the order of the page
    "学校名称", "学校标识码", "办学类型", "办学性质", "镇街", "城乡分类", "寄宿制", "建校日期", "状态",
    "曾用名",
]  # fmt: skip


@pytest.fixture
def bureau(officer, signed_in):
    """Return the signed-in browser of an officer."""
    return signed_in(officer)


def csv_rows(response):
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def sheet(response):
    return load_workbook(io.BytesIO(response.content)).active


def test_files_have_the_headings_that_an_import_reads(bureau, district):
    as_csv = csv_rows(bureau.get(URL, {"export": "csv"}))
    as_xlsx = sheet(bureau.get(URL, {"export": "xlsx"}))

    assert as_csv[0] == HEADINGS
    assert [cell.value for cell in as_xlsx[1]] == HEADINGS


def test_chosen_columns_and_language_do_not_change_a_file(bureau, district):
    plain = bureau.get(URL, {"export": "csv"}).content

    other = bureau.get(URL, {"export": "csv", "show": ["town"]}, headers={"accept-language": "en"}).content

    assert plain == other


def test_file_holds_what_is_known_of_a_school(bureau, district):
    School.objects.filter(pk=district.lone.pk).update(
        town="万春镇", urban_rural="town", is_boarding=True, founded_on=date(1956, 9, 1), ownership="public"
    )
    factories.make_former_name(district.lone, "旧名", used_until=date(2020, 9, 1))
    factories.make_former_name(district.lone, "别名")

    [_headings, row] = csv_rows(bureau.get(URL, {"export": "csv", "q": "庚小学"}))

    assert row == [
        "庚小学", district.lone.code, "小学", "公办", "万春镇", "镇区", "是", "1956-09-01", "在办",
        "别名、旧名",
    ]  # fmt: skip


def test_file_of_a_past_day_bears_the_names_of_that_day(bureau, district):
    factories.make_former_name(district.lone, "旧名", used_until=date(2020, 9, 1))

    [_headings, row] = csv_rows(bureau.get(URL, {"export": "csv", "q": "庚小学", "on": "2020-08-31"}))

    assert row[0] == "旧名"


def test_file_has_every_row_of_the_filter_and_no_other(bureau, district):
    for _number in range(60):
        factories.make_school(kind="kindergarten")

    rows = csv_rows(bureau.get(URL, {"export": "csv", "kind": "kindergarten", "page": "2"}))

    assert len(rows) == 1 + 60 + 2
    assert {row[2] for row in rows[1:]} == {"幼儿园"}


@pytest.mark.parametrize("sign", list("=+-@＝＋－＠"))
def test_cell_that_reads_like_a_formula_is_inert(sign, bureau, district):
    name = f'{sign}HYPERLINK("x")'
    School.objects.filter(pk=district.lone.pk).update(name=name)

    in_csv = csv_rows(bureau.get(URL, {"export": "csv", "q": "HYPERLINK"}))[1][0]
    in_xlsx = sheet(bureau.get(URL, {"export": "xlsx", "q": "HYPERLINK"}))["A2"]

    assert in_csv == f"'{name}"
    assert (in_xlsx.value, in_xlsx.data_type, in_xlsx.number_format) == (name, "s", "@")


def test_file_of_a_principal_holds_the_own_school(district, signed_in, lead_principal):
    rows = csv_rows(signed_in(lead_principal).get(URL, {"export": "csv"}))

    assert [row[0] for row in rows[1:]] == ["甲校"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("庚小学", ["庚小学"], id="name"),
        pytest.param("旧名", ["庚小学"], id="former-name"),
        pytest.param("gxx", ["庚小学"], id="initials"),
        pytest.param("GXX", ["庚小学"], id="initials-in-capitals"),
        pytest.param("jm", ["庚小学"], id="initials-of-the-former-name"),
        pytest.param("没有", [], id="nothing"),
    ],
)
def test_search_finds_by_every_name(text, expected, bureau, district):
    factories.make_former_name(district.lone, "旧名")

    found = bureau.get(URL, {"q": text}).context["page_obj"]

    assert [school.name for school in found] == expected


@pytest.mark.parametrize(
    ("who", "is_offered"),
    [
        pytest.param("officer", True, id="officer"),
        pytest.param("inspector", False, id="inspector"),
        pytest.param("lead_principal", False, id="principal"),
        pytest.param("administrator", False, id="administrator"),
    ],
)
def test_registering_is_offered_to_who_may(who, is_offered, district, signed_in, request):
    text = signed_in(request.getfixturevalue(who)).get(URL).text

    assert (reverse("schools:school_new") in text) == is_offered
