"""Reading what people really upload: odd bytes, odd cells, and lines that are nearly empty."""

import io
import zipfile
from datetime import date, datetime

import pytest
from django.core.exceptions import ValidationError
from openpyxl import Workbook

from records import tables
from records.tables import Line, Table, decoded, read_table
from tests.records.test_tables import refusal, workbook


@pytest.mark.parametrize(
    ("content", "text"),
    [
        pytest.param(b"\xef\xbb\xbfa", "a", id="mark of UTF-8"),
        pytest.param("𠮷".encode(), "𠮷", id="rare sign in UTF-8"),
        pytest.param("𠮷".encode("gb18030"), "𠮷", id="rare sign in GB18030"),
        pytest.param("“温江”".encode("gb18030"), "“温江”", id="quotes in GB18030"),
        pytest.param(b"", "", id="nothing"),
    ],
)
def test_text_is_read_as_it_was_meant(content, text):
    assert decoded(content) == text


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("姓名\n".encode("utf-16"), id="UTF-16 with a mark"),
        pytest.param("name\n".encode("utf-16-le"), id="UTF-16 without a mark"),
        pytest.param(b"\x89PNG\r\n\x1a\n\x00", id="picture"),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", id="workbook of the old kind"),
        pytest.param("姓名".encode()[:-1] + b"\xff", id="cut inside a sign"),
        pytest.param(b"name\x00\n", id="NUL at an end"),
    ],
)
def test_bytes_that_are_no_text_are_refused(content):
    with pytest.raises(ValidationError) as caught:
        decoded(content)

    assert (caught.value.code, caught.value.messages) == ("not_text", [str(tables.NOT_TEXT)])


@pytest.mark.parametrize(
    ("text", "table"),
    [
        pytest.param('a,b\n"x,y",z\n', Table(["a", "b"], [Line(2, ["x,y", "z"])]), id="comma in quotes"),
        pytest.param('a,b\n"x""y",z\n', Table(["a", "b"], [Line(2, ['x"y', "z"])]), id="quote in quotes"),
        pytest.param(" a , b \n x , y \n", Table(["a", "b"], [Line(2, ["x", "y"])]), id="spaces around"),
        pytest.param("a,b\n,\nx,\n", Table(["a", "b"], [Line(3, ["x", ""])]), id="line of empty cells"),
        pytest.param("a,b\nx,y", Table(["a", "b"], [Line(2, ["x", "y"])]), id="no end of line"),
        pytest.param("a,b\n", Table(["a", "b"], []), id="headings alone"),
        pytest.param("a,b\n0,00\n", Table(["a", "b"], [Line(2, ["0", "00"])]), id="zeros"),
        pytest.param("a\n'\n", Table(["a"], [Line(2, ["'"])]), id="quote alone"),
        pytest.param("a\n''=1\n", Table(["a"], [Line(2, ["'=1"])]), id="quoted quote"),
    ],
)
def test_csv_is_read_cell_by_cell(text, table):
    assert read_table(text.encode(), most_rows=10) == table


@pytest.mark.parametrize(
    ("value", "text"),
    [
        pytest.param(0, "0", id="zero"),
        pytest.param(-3.0, "-3", id="whole number below zero"),
        pytest.param(0.1, "0.1", id="part"),
        pytest.param(510115.0, "510115", id="code that became a number"),
        pytest.param(date(2022, 2, 1), "2022-02-01", id="day"),
        pytest.param(datetime(2022, 2, 1, 23, 59), "2022-02-01", id="moment"),  # noqa: DTZ001 # as in a cell
        pytest.param(False, "False", id="no"),
        pytest.param("　王芳　", "王芳", id="wide spaces"),
        pytest.param("王 芳", "王 芳", id="space inside"),
        pytest.param("'-1", "-1", id="quoted sign"),
        pytest.param("'ab", "'ab", id="quote that quotes nothing"),
    ],
)
def test_cell_of_a_workbook_is_one_text(value, text):
    assert read_table(workbook(["a"], [value]), most_rows=10) == Table(["a"], [Line(2, [text])])


def test_empty_cells_at_the_end_of_a_line_are_left_out():
    table = read_table(workbook(["a", "b", "c"], ["x", None, None], [None, "y", None]), most_rows=10)

    assert table == Table(["a", "b", "c"], [Line(2, ["x"]), Line(3, ["", "y"])])


def test_columns_beyond_the_limit_are_not_read(monkeypatch):
    monkeypatch.setattr(tables, "MOST_COLUMNS", 2)

    table = read_table(workbook(["a", "b", "c"], ["x", "y", "z"]), most_rows=10)

    assert table == Table(["a", "b"], [Line(2, ["x", "y"])])


def test_formula_of_a_workbook_is_never_computed_nor_read():
    book, content = Workbook(), io.BytesIO()
    book.active.append(["a", "b"])
    book.active.append(["x", "=1+1"])
    book.save(content)

    assert read_table(content.getvalue(), most_rows=10).lines == [Line(2, ["x"])]


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        pytest.param([[None, None], ["x", "y"]], tables.NOT_A_TABLE, id="no headings above a line"),
        pytest.param([[" ", ""], ["x", "y"]], tables.NOT_A_TABLE, id="headings of spaces"),
        pytest.param([["a"], ["x"], ["y"]], tables.TOO_MANY_ROWS % {"limit": 1}, id="a row too many"),
        pytest.param([[None], ["x"], ["y"]], tables.TOO_MANY_ROWS % {"limit": 1}, id="both"),
    ],
)
def test_workbook_is_refused_for_its_first_fault(rows, sentence):
    assert refusal(workbook(*rows), most_rows=1) == [str(sentence)]


def test_archive_cut_short_is_refused():
    content = workbook(["a"], ["x"])

    assert refusal(content[: len(content) // 2]) == [str(tables.NOT_A_WORKBOOK)]


@pytest.mark.parametrize(
    ("spare", "is_read"), [(0, True), (-1, False)], ids=["as large as allowed", "larger"]
)
def test_workbook_may_be_as_large_as_the_limit(monkeypatch, spare, is_read):
    content = workbook(["a"], ["x"])
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        size = sum(part.file_size for part in packed.infolist())
    monkeypatch.setattr(tables, "LARGEST", size + spare)

    if is_read:
        assert read_table(content, most_rows=1) == Table(["a"], [Line(2, ["x"])])
    else:
        assert refusal(content)[0].startswith("这个文件太大")
