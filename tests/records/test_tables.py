"""Reading an uploaded table: encodings, workbooks, sizes, and what is no table at all."""

import io
import zipfile
from datetime import date, datetime

import pytest
from django.core.exceptions import ValidationError
from openpyxl import Workbook

from records import tables
from records.tables import Line, csv_table, decoded, read_table

TEXT = "姓名,编号\n张老师,0012\n"
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


def refusal(content, **limits):
    """Return the sentences that refuse a file."""
    with pytest.raises(ValidationError) as caught:
        read_table(content, **{"most_rows": 10} | limits)
    return caught.value.messages


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_text_is_read_in_every_usual_encoding(encoding):
    table = read_table(TEXT.encode(encoding), most_rows=10)

    assert (table.headings, table.lines) == (["姓名", "编号"], LINES)


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_lines_may_end_either_way(ends):
    assert read_table(TEXT.replace("\n", ends).encode(), most_rows=10).lines == LINES


def test_workbook_is_read_from_its_first_sheet():
    assert read_table(workbook(["姓名", "编号"], ["张老师", "0012"]), most_rows=10).lines == LINES


def test_cells_of_a_workbook_become_texts():
    row = [12, 12.0, 1.5, date(2022, 9, 1), datetime(2022, 9, 1, 8), True, None, " 空 ", "'=1"]  # noqa: DTZ001

    [line] = read_table(workbook(list("abcdefghi"), row), most_rows=10).lines

    assert line.cells == ["12", "12", "1.5", "2022-09-01", "2022-09-01", "True", "", "空", "=1"]


def test_empty_lines_are_left_out_and_the_others_keep_their_numbers():
    table = read_table(workbook(["a"], [None], ["一"], [" "], ["二"]), most_rows=10)

    assert table.lines == [Line(3, ["一"]), Line(5, ["二"])]


def test_quoted_formula_reads_back_as_it_was():
    assert read_table(b"a\n'=1+1\n", most_rows=10).lines == [Line(2, ["=1+1"])]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        pytest.param(b"\xff\xfe\x00\x01", tables.NOT_TEXT, id="no text"),
        pytest.param(b"a\n\x00\n", tables.NOT_TEXT, id="NUL"),
        pytest.param(b"", tables.NOT_A_TABLE, id="nothing"),
        pytest.param(b"a,b\n1\n1,2,3\n", tables.NOT_A_TABLE, id="ragged"),
        pytest.param(tables.ZIP_START + b"nonsense", tables.NOT_A_WORKBOOK, id="no workbook"),
        pytest.param(workbook(), tables.NOT_A_TABLE, id="empty workbook"),
    ],
)
def test_what_is_no_table_is_refused_in_a_sentence(content, sentence):
    assert refusal(content) == [str(sentence)]


def test_archive_that_is_no_workbook_is_refused():
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as packed:
        packed.writestr("a.txt", "a")

    assert refusal(content.getvalue()) == [str(tables.NOT_A_WORKBOOK)]


def test_archive_that_would_grow_is_not_unpacked(monkeypatch):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b"0" * (tables.LARGEST + 1))
    monkeypatch.setattr(tables, "load_workbook", None)

    assert refusal(content.getvalue()) == ["这个文件太大（解开后超过 20 MB），请只保留需要的工作表和行。"]


@pytest.mark.parametrize(
    "make", [lambda rows: workbook(*rows), lambda rows: "\n".join(map("".join, rows)).encode()]
)
def test_too_many_rows_are_refused(make):
    rows = [["a"], *(["x"] for _row in range(11))]

    assert refusal(make(rows)) == ["这个文件超过 10 行，一次最多 10 行，请分成几个文件。"]
    assert len(read_table(make(rows[:-1]), most_rows=10).lines) == 10


def test_text_is_decoded_once_for_all_imports():
    assert decoded("姓名".encode("gb18030")) == "姓名"
    assert csv_table(TEXT.encode()).headers == ["姓名", "编号"]
