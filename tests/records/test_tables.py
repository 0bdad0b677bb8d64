"""Small tables as texts."""

from __future__ import annotations

import io
from datetime import date, datetime

import pytest
from django.core.exceptions import ValidationError
from openpyxl import Workbook

from records.tables import Line, Table, dataset_of, read_table

LINES = [Line(2, ["张老师", "0012"])]


def workbook(*rows):
    """Return the content of a workbook with these rows on its first sheet, and a second sheet."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.create_sheet("另一张").append(["不读"])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_text_is_read_in_every_usual_encoding(encoding):
    table = read_table("姓名,编号\n张老师,0012\n".encode(encoding), most_rows=10)

    assert table == Table(["姓名", "编号"], LINES)


def test_workbook_is_read_from_its_first_sheet():
    assert read_table(workbook(["姓名", "编号"], ["张老师", "0012"]), most_rows=10).lines == LINES


@pytest.mark.parametrize(
    ("value", "text"),
    [
        pytest.param(12, "12", id="number"),
        pytest.param(510115.0, "510115", id="code that became a number"),
        pytest.param(-3.0, "-3", id="whole number below zero"),
        pytest.param(0.1, "0.1", id="part"),
        pytest.param(date(2022, 2, 1), "2022-02-01", id="day"),
        pytest.param(datetime(2022, 2, 1, 23, 59), "2022-02-01", id="moment"),  # noqa: DTZ001 # as in a cell
        pytest.param("　王芳　", "王芳", id="wide spaces"),
        pytest.param("王 芳", "王 芳", id="space inside"),
        pytest.param("'-1", "-1", id="quoted sign"),
        pytest.param("'ab", "'ab", id="quote that quotes nothing"),
    ],
)
def test_cell_of_a_workbook_is_one_text(value, text):
    assert read_table(workbook(["a"], [value]), most_rows=10) == Table(["a"], [Line(2, [text])])


def test_empty_lines_are_left_out_and_the_others_keep_their_numbers():
    table = read_table(workbook(["a"], [None], ["一"], ["二"]), most_rows=10)

    assert table.lines == [Line(3, ["一"]), Line(4, ["二"])]


@pytest.mark.parametrize(
    "make", [lambda rows: workbook(*rows), lambda rows: "\n".join(map("".join, rows)).encode()]
)
def test_too_many_rows_are_refused(make):
    rows = [["a"], *(["x"] for _row in range(11))]

    with pytest.raises(ValidationError) as caught:
        read_table(make(rows), most_rows=10)

    assert caught.value.messages == ["这个文件的数据超过 10 行，一次最多导入 10 行，请分成几个文件。"]
    assert len(read_table(make(rows[:-1]), most_rows=10).lines) == 10


def test_dataset_has_lines_as_long_as_the_headings():
    assert dataset_of(b"a,b\n1\n2,3\n").dict == [{"a": "1", "b": ""}, {"a": "2", "b": "3"}]


@pytest.mark.parametrize("content", [b"a,b\n1,2,3\n", workbook()])
def test_what_is_no_table_is_refused(content):
    with pytest.raises(ValidationError) as caught:
        dataset_of(content)

    assert caught.value.code == "not_a_table"
