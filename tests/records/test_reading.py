"""Reading uploaded tables: every cell as the file holds it, and no file that hurts."""

from __future__ import annotations

import io
import random
import re
import zipfile
from contextlib import suppress
from datetime import date, datetime
from itertools import islice

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.styles import numbers

from records.reading import Choice, Fault, Limits, Line, Number, open_source
from records.reading.sheet import column_of, day_of
from tests.fuzzing import examples

SHEET = "xl/worksheets/sheet1.xml"
MAIN = 'xmlns="urn:sheet"'


def lines(content, choice=Choice(), **limits):  # noqa: B008 # it is frozen
    """Return the lines of a file."""
    return list(open_source(content, choice, limits=Limits(**limits)).lines())


def refusal(content, choice=Choice(), **limits):  # noqa: B008 # it is frozen
    """Return the code with which a file is refused."""
    with pytest.raises(ValidationError) as caught:
        lines(content, choice, **limits)
    return caught.value.code


def saved(book):
    """Return the content of a workbook."""
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def workbook(*rows):
    """Return the content of a workbook with these rows."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    return saved(book)


def with_part(content, name, text):
    """Return a workbook of which one part holds something else."""
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(changed, "w") as new:
        for part in old.namelist():
            new.writestr(part, text if part == name else old.read(part))
        if name not in old.namelist():
            new.writestr(name, text)
    return changed.getvalue()


def sheet(rows, head=""):
    """Return a workbook whose sheet holds this XML."""
    text = f"<worksheet {MAIN}>{head}<sheetData>{rows}</sheetData></worksheet>"
    return with_part(workbook(["a"]), SHEET, text)


# --- CSV ---


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(("name", "sign"), [("comma", ","), ("semicolon", ";"), ("tab", "\t")])
def test_separator_and_ends_are_found_out(ends, name, sign):
    content = ends.join([sign.join(["a", "b"]), sign.join(["1", "x,y;z"]), ""]).encode()

    source = open_source(content if name != "comma" else content.replace(b"x,y;z", b'"x,y;z"'))

    assert source.separator == name
    assert list(source.lines())[1].cells[0] == "1"


def test_line_is_numbered_by_where_its_record_begins():
    content = b'a,b\n"x\ny\nz",1\n\n,,\n2,3\n'

    assert lines(content) == [Line(1, ["a", "b"]), Line(2, ["x\ny\nz", "1"]), Line(7, ["2", "3"])]


def test_formula_in_a_text_file_has_no_value_and_a_quoted_one_is_text():
    content = b'a,=B1,"=""0012""",\'=x\n'

    assert lines(content) == [Line(1, ["a", Fault("never_computed", "=B1"), '="0012"', "'=x"])]


def test_quoted_separators_do_not_mislead():
    content = b'"a;b;c;d",e\n"1;2;3;4",5\n'

    assert [line.cells for line in lines(content)] == [["a;b;c;d", "e"], ["1;2;3;4", "5"]]


@pytest.mark.parametrize(
    ("content", "encoding", "is_ambiguous"),
    [
        pytest.param("姓名\n".encode(), "utf-8", False, id="utf-8"),
        pytest.param("姓名\n".encode("utf-8-sig"), "utf-8", False, id="mark"),
        pytest.param("姓名\n".encode("utf-16"), "utf-16", False, id="utf-16"),
        pytest.param("姓名，教师\n".encode("gbk"), "gb18030", False, id="gbk"),
        pytest.param("𠮷㐂\n".encode("gb18030"), "gb18030", False, id="four-bytes"),
        pytest.param("目录\n".encode("gbk"), "gb18030", True, id="valid-utf-8-by-chance"),
        pytest.param(b"name\n", "utf-8", False, id="ascii"),
    ],
)
def test_encoding_is_the_one_that_reads_as_chinese(content, encoding, is_ambiguous):
    source = open_source(content)

    assert (source.encoding, source.is_ambiguous) == (encoding, is_ambiguous)
    assert "\ufffd" not in str(list(source.lines()))


def test_chosen_encoding_and_separator_are_taken():
    source = open_source("a;b,c\n".encode("gbk"), Choice(encoding="GBK", separator="comma"))

    assert (source.encoding, source.separator, list(source.lines())) == (
        "gb18030",
        "comma",
        [Line(1, ["a;b", "c"])],
    )


@pytest.mark.parametrize(
    ("content", "choice", "code"),
    [
        pytest.param(b"a\n\xff\xff\n", Choice(), "not_text", id="no-text"),
        pytest.param("姓名".encode("gbk"), Choice("utf-8"), "not_text", id="other-encoding"),
        pytest.param(b"a", Choice("latin-1"), "unknown_encoding", id="unknown-encoding"),
        pytest.param(b"a", Choice(separator="|"), "unknown_separator", id="unknown-separator"),
        pytest.param(b"a\n\x00b\n", Choice(), "nul", id="nul"),
        pytest.param(b'a\n"b\nc', Choice(), "open_quote", id="open-quote"),
        pytest.param(b'a\n"b"c\n', Choice(), "bad_quote", id="bad-quote"),
        pytest.param(b"a\n" + b"x" * 40_000, Choice(), "long_field", id="long-field"),
    ],
)
def test_text_that_cannot_be_read_is_refused(content, choice, code):
    assert refusal(content, choice) == code


def test_refusal_names_the_line():
    with pytest.raises(ValidationError) as caught:
        lines("a\n好\n".encode() + b"\xff\xff\n")

    assert caught.value.messages[0].startswith("第 3 行有无法识别的字节")


# --- limits ---


@pytest.mark.parametrize(
    "make", [lambda rows: workbook(*rows), lambda r: "\n".join(map(",".join, r)).encode()]
)
@pytest.mark.parametrize(
    ("limits", "code"),
    [
        pytest.param({"rows": 2}, "too_many_rows", id="rows"),
        pytest.param({"columns": 2}, "too_many_columns", id="columns"),
        pytest.param({"cells": 8}, "too_many_cells", id="cells"),
        pytest.param({"size": 10}, "too_large", id="size"),
    ],
)
def test_what_is_too_much_is_refused(make, limits, code):
    rows = [["a", "b", "c"]] * 4

    assert refusal(make(rows), **limits) == code
    assert len(lines(make(rows), rows=3, columns=3, cells=12)) == 4


def test_packed_gigabytes_are_refused_before_and_while_they_unpack():
    bomb = with_part(workbook(["a"]), SHEET, "0" * 3_000_000)

    assert refusal(bomb, unpacked=1_000_000) == "unpacked_too_large"
    assert refusal(workbook(["a"]), unpacked=100) == "unpacked_too_large"


def test_far_blank_cell_costs_nothing():
    far = '<row r="1"><c r="A1" t="str"><v>a</v></c></row><row r="1048576"><c r="XFD1048576" s="0"/></row>'

    assert lines(sheet(far)) == [Line(1, ["a"])]


def test_far_cell_that_holds_something_is_refused_with_its_row():
    far = '<row r="1048576"><c r="XFD1048576" t="str"><v>a</v></c></row>'

    assert refusal(sheet(far)) == "too_many_columns"


@pytest.mark.parametrize(
    "attack",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet>&b;</worksheet>',
        '<!DOCTYPE x SYSTEM "file:///etc/passwd"><worksheet/>',
        "<worksheet><sheetData>",
        "no xml",
    ],
)
def test_hostile_part_is_refused(attack):
    assert refusal(with_part(workbook(["a"]), SHEET, attack)) == "not_a_workbook"


@pytest.mark.parametrize(
    ("part", "code"), [("xl/vbaProject.bin", "macros"), ("xl/workbook.bin", "binary_workbook")]
)
def test_workbook_of_another_kind_is_refused(part, code):
    assert refusal(with_part(workbook(["a"]), part, "x")) == code


def test_archive_that_is_no_workbook_is_told_from_ods():
    plain, ods = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(plain, "w") as packed:
        packed.writestr("a.txt", "a")
    with zipfile.ZipFile(ods, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")

    assert (refusal(plain.getvalue()), refusal(ods.getvalue())) == ("no_table", "open_document")


# --- XLSX ---


def test_cells_are_what_the_workbook_holds():
    moment = datetime(2019, 9, 1, 8, 30)  # noqa: DTZ001 # as in a cell
    row = ["甲", 12, 1.5, True, date(2019, 9, 1), moment, None, "=1+1"]

    [line] = lines(workbook(row))

    assert line.cells[:3] == ["甲", Number("12"), Number("1.5")]
    assert line.cells[3:] == ["TRUE", date(2019, 9, 1), moment, "", Fault("never_computed", "")]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        pytest.param('<c t="inlineStr"><is><t>甲</t></is></c>', "甲", id="inline"),
        pytest.param('<c t="inlineStr"><is><r><t>甲</t></r><r><t>乙</t></r></is></c>', "甲乙", id="rich"),
        pytest.param(
            '<c t="inlineStr"><is><t>東</t><rPh sb="0" eb="1"><t>ひがし</t></rPh></is></c>', "東", id="spoken"
        ),
        pytest.param('<c t="str"><f>A1</f><v>甲</v></c>', "甲", id="formula-with-text"),
        pytest.param("<c><f>A1</f><v>3</v></c>", Number("3"), id="formula-with-number"),
        pytest.param("<c><f>A1</f></c>", Fault("never_computed", ""), id="formula-without-value"),
        pytest.param('<c t="e"><v>#DIV/0!</v></c>', Fault("error_cell", "#DIV/0!"), id="error"),
        pytest.param('<c t="b"><v>0</v></c>', "FALSE", id="no"),
        pytest.param('<c t="b"><v>true</v></c>', "TRUE", id="yes-in-words"),
        pytest.param('<c t="d"><v>2019-09-01</v></c>', date(2019, 9, 1), id="written-day"),
        pytest.param('<c t="str"><v>a_x000D_b</v></c>', "a\rb", id="escaped-sign"),
        pytest.param('<c t="str"><v>_xD842__xDFB7_野</v></c>', "𠮷野", id="escaped-pair"),
        pytest.param('<c t="str"><v>a_x0000_b</v></c>', Fault("error_cell", "ab"), id="escaped-nul"),
        pytest.param('<c t="str"><v>_xD842_野</v></c>', Fault("error_cell", "野"), id="half-of-a-pair"),
        pytest.param("<c><v>12345678901234567890</v></c>", Number("12345678901234567890"), id="digits"),
    ],
)
def test_cell_of_each_type(cell, value):
    assert lines(sheet(f"<row>{cell}</row>")) == [Line(1, [value])]


def test_rows_and_cells_without_references_follow_each_other():
    rows = '<row r="3"><c><v>1</v></c><c/><c><v>2</v></c></row><row><c><v>3</v></c></row>'

    assert lines(sheet(rows)) == [Line(3, [Number("1"), "", Number("2")]), Line(4, [Number("3")])]


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param('<row><c r="B1"><v>1</v></c><c r="A1"><v>2</v></c></row>', id="cells-turned-round"),
        pytest.param('<row><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>', id="cell-twice"),
        pytest.param('<row><c r="B1"/><c r="A1"><v>2</v></c></row>', id="after-a-blank-one"),
        pytest.param('<row><c r="XFE1"><v>1</v></c></row>', id="column-beyond-the-last"),
        pytest.param('<row r="2"><c><v>1</v></c></row><row r="2"><c><v>2</v></c></row>', id="row-twice"),
        pytest.param(
            '<row r="3"><c><v>1</v></c></row><row r="2"><c><v>2</v></c></row>', id="rows-turned-round"
        ),
        pytest.param('<row r="-5"><c><v>1</v></c></row>', id="negative-row"),
        pytest.param('<row r="1048577"><c><v>1</v></c></row>', id="row-beyond-the-last"),
    ],
)
def test_sheet_that_says_two_things_about_a_place_is_refused(rows):
    assert refusal(sheet(rows)) == "not_a_workbook"


def test_prefixed_elements_are_read_too():
    text = (
        '<x:worksheet xmlns:x="urn:sheet"><x:sheetData>'
        '<x:row r="1"><x:c r="B1"><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )

    assert lines(with_part(workbook(["a"]), SHEET, text)) == [Line(1, ["", Number("1")])]


@pytest.mark.parametrize(
    ("code", "is_day"),
    [
        (numbers.FORMAT_DATE_YYYYMMDD2, True),
        ('yyyy"年"m"月"d"日"', True),
        ("[$-804]yyyy/m/d;@", True),
        ("m/d", True),
        ("h:mm", False),
        ("0.00", False),
        ('0"day"', False),
        ("#,##0;[Red]-#,##0", False),
    ],
)
def test_format_says_whether_a_number_is_a_day(code, is_day):
    book = Workbook()
    book.active["A1"] = 43709
    book.active["A1"].number_format = code

    assert lines(saved(book))[0].cells == [date(2019, 9, 1) if is_day else Number("43709")]


def test_zeros_before_a_code_are_kept():
    book = Workbook()
    book.active["A1"] = 12
    book.active["A1"].number_format = "00000"

    assert lines(saved(book))[0].cells == [Number("00012")]


@pytest.mark.parametrize(
    ("serial", "from_1904", "day"),
    [
        ("1", False, date(1900, 1, 1)),
        ("59", False, date(1900, 2, 28)),
        ("60", False, Fault("no_day", "60")),
        ("61", False, date(1900, 3, 1)),
        ("43709", False, date(2019, 9, 1)),
        ("42247", True, date(2019, 9, 1)),
        ("60", True, date(1904, 3, 1)),
        ("43709.5", False, datetime(2019, 9, 1, 12)),  # noqa: DTZ001 # as in a cell
        ("0.5", False, Fault("no_day", "0.5")),
        ("-1", False, Fault("no_day", "-1")),
        ("2958465", False, date(9999, 12, 31)),
        ("2958466", False, Fault("no_day", "2958466")),
        ("1e400", False, Fault("no_day", "1e400")),
        ("nan", False, Fault("no_day", "nan")),
    ],
)
def test_day_of_a_serial(serial, from_1904, day):
    assert day_of(serial, from_1904=from_1904) == day


def test_columns_are_counted_from_a():
    assert [column_of(name) for name in ("A1", "Z9", "AA1", "XFD1048576")] == [1, 26, 27, 16384]


def test_hidden_sheets_come_last_and_named_ones_are_found():
    book = Workbook()
    book.active.title, book.active.sheet_state = "隐藏", "hidden"
    book.create_sheet("名册").append(["x"])

    source = open_source(saved(book))

    assert (source.sheet, source.sheets, list(source.lines())) == ("名册", ["名册", "隐藏"], [Line(1, ["x"])])
    assert refusal(saved(book), Choice(sheet="没有")) == "no_sheet"


# --- whatever comes ---


@examples(200)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(content):
    try:
        read = lines(content)
    except ValidationError:
        return
    assert all(line.number >= 1 and line.cells for line in read)


@examples(60)
@given(st.integers(0, 2**32))
def test_damaged_workbook_is_read_or_refused(seed):
    chance, content = random.Random(seed), bytearray(workbook(["姓名", 1, date(2019, 9, 1)], ["=1"]))
    for _hit in range(chance.randint(1, 8)):
        content[chance.randrange(len(content))] = chance.randrange(256)

    with suppress(ValidationError):
        read = list(islice(open_source(bytes(content)).lines(), 100))
        assert all(line.cells for line in read)


@examples(100)
@given(
    st.lists(
        st.lists(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=8), min_size=2, max_size=4),
        min_size=1,
        max_size=6,
    ),
    st.sampled_from(["utf-8", "gb18030", "utf-16"]),
)
def test_written_cells_come_back_in_every_encoding(rows, encoding):
    rows = [
        [re.sub(r"\A=|\A\Z", "x", cell.strip()) for cell in row] for row in rows
    ]  # no blanks, no formulas
    text = "".join(",".join('"' + cell.replace('"', '""') + '"' for cell in row) + "\n" for row in rows)

    choice = Choice(encoding=encoding, separator="comma")

    assert [line.cells for line in lines(text.encode(encoding), choice)] == rows
