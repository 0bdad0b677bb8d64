"""Lists: their columns, their order, and the files that they hand out."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime

import pytest
from django.http import QueryDict
from django.utils import translation
from openpyxl import load_workbook

from records.exports import cell_text, export
from records.lists import Column, FilterForm, SearchField

DAY = date(2026, 9, 1)
COLUMNS = [
    Column("name", "学校名称", lambda row: row["name"], is_sortable=True),
    Column("town", "镇街", lambda row: row["town"], is_chosen=False),
    Column("pupils", "在校生数", lambda row: row["pupils"], is_numeric=True, is_sortable=True),
]
ROWS = [
    {"name": "甲校", "town": "公平街道", "pupils": 120},
    {"name": "=1+1", "town": "@cmd", "pupils": None},
    {"name": "-2", "town": "＝3", "pupils": 0},
    {"name": '𠮷小学, "乙"', "town": "'=x", "pupils": 7},
]


class PlainForm(FilterForm):
    """A list that can be searched."""

    columns = COLUMNS
    default_order = "name"
    q = SearchField(label="名称")


def asked(query):
    """Return the form of an address."""
    return PlainForm(QueryDict(query))


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        pytest.param("", ["name", "pupils"], id="by default"),
        pytest.param("show=town", ["name", "town"], id="chosen"),
        pytest.param("show=town&show=pupils", ["name", "town", "pupils"], id="in the order of the list"),
        pytest.param("show=nothing", ["name", "pupils"], id="unknown"),
        pytest.param("show=nothing&show=town", ["name", "town"], id="unknown beside a known one"),
    ],
)
def test_columns_are_those_chosen_and_the_first(query, shown):
    assert [column.name for column in asked(query).shown_columns] == shown


@pytest.mark.parametrize(
    ("query", "order"),
    [("", "name"), ("sort=-pupils", "-pupils"), ("sort=town", "name"), ("sort=x", "name")],
    ids=["by default", "chosen", "not sortable", "unknown"],
)
def test_order_is_one_that_the_list_has(query, order):
    assert asked(query).order == order


def test_choices_stay_in_the_address():
    parameters = asked("q=甲&show=town&show=pupils&sort=-name&other=1").parameters(on="2022-09-01")

    assert parameters.urlencode() == "q=%E7%94%B2&sort=-name&show=town&show=pupils&on=2022-09-01"


def test_columns_and_order_do_not_narrow_a_list():
    assert (asked("show=town&sort=-name").is_narrowed, asked("q=甲").is_narrowed) == (False, True)


def test_file_has_what_is_shown_where_no_import_reads_it():
    read = [Column("code", "代码", str, is_chosen=False, is_read=True), *COLUMNS]

    class Read(PlainForm):
        columns = read

    assert [column.name for column in asked("").exported_columns] == ["name", "pupils"]
    assert [column.name for column in Read(QueryDict("")).exported_columns] == ["code"]


def test_csv_opens_in_a_chinese_spreadsheet_and_computes_nothing():
    answer = export(COLUMNS, ROWS, name="学校", kind="csv", on=DAY)
    text = answer.content.decode("utf-8-sig")

    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(io.StringIO(text))) == [
        ["学校名称", "镇街", "在校生数"],
        ["甲校", "公平街道", "120"],
        ["'=1+1", "'@cmd", ""],
        ["'-2", "'＝3", "0"],
        ['𠮷小学, "乙"', "''=x", "7"],
    ]
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert "filename*=utf-8''%E5%AD%A6%E6%A0%A1-20260901.csv" in answer["Content-Disposition"]


def test_workbook_has_nothing_but_text():
    answer = export(COLUMNS, ROWS, name="学校", kind="xlsx", on=DAY)
    sheet = load_workbook(io.BytesIO(answer.content)).active
    cells = [cell for row in sheet.iter_rows() for cell in row]

    assert sheet.title == "学校"
    assert {(cell.data_type, cell.number_format) for cell in cells if cell.value is not None} == {("s", "@")}
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["学校名称", "镇街", "在校生数"],
        ["甲校", "公平街道", "120"],
        ["=1+1", "@cmd", None],
        ["-2", "＝3", "0"],
        ['𠮷小学, "乙"', "'=x", "7"],
    ]


@pytest.mark.parametrize(
    ("name", "title"),
    [
        pytest.param("一/二[三]:四*五?六\\七", "一 二 三  四 五 六 七", id="refused signs"),
        pytest.param("'学校'", " 学校 ", id="quotation marks at the ends"),
        pytest.param("校" * 40, "校" * 31, id="too long"),
        pytest.param("校" * 30 + "'校", "校" * 30 + " ", id="quotation mark where it is cut"),
    ],
)
def test_sheet_is_named_after_what_it_holds(name, title):
    answer = export(COLUMNS, ROWS, name=name, kind="xlsx", on=DAY)

    assert load_workbook(io.BytesIO(answer.content)).sheetnames == [title]


def test_file_is_in_chinese_whatever_language_its_maker_reads():
    with translation.override("en"):
        assert cell_text(True) == "Yes"
        answer = export([Column("x", "标题", lambda row: row)], [True, False], name="表", kind="csv", on=DAY)

    assert answer.content.decode("utf-8-sig").split() == ["标题", "是", "否"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (0, "0"),
        (DAY, "2026-09-01"),
        (datetime(2026, 9, 1, 0, 30, tzinfo=UTC), "2026-09-01 08:30:00"),
        (False, "否"),
    ],
    ids=["nothing", "zero", "day", "moment in Shanghai", "no"],
)
def test_cell_says_what_it_holds(value, text):
    assert cell_text(value) == text
