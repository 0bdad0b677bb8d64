"""What single cells mean: every spelling, what is told about it, and what is refused."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial

import pytest

from records.cells import neutralise
from records.reading import Fault, Number
from schools.choices import Post, Qualification, SchoolKind, Title
from schools.imports import values, words
from schools.imports.days import day
from schools.imports.outcome import Converted
from schools.imports.signs import folded, half_width, plain, shown
from schools.stages import Stage

CODE = partial(values.code, longest=20)
TEXT = partial(values.text, longest=10)
COUNT = partial(values.whole, most=1000)
AREA = partial(values.decimal, digits=7, places=2)
YEAR = partial(values.school_year, first=1949, last=2100)
POST = partial(values.choice, choices=Post, aliases=words.POSTS)


def told(converted: Converted) -> tuple[object, list[str]]:
    """Return the value of a cell, and the codes of what is said about it."""
    return converted.value, [finding.code for finding in converted.findings]


@pytest.mark.parametrize(
    ("cell", "value", "codes"),
    [
        pytest.param("5110000012", "5110000012", [], id="digits"),
        pytest.param(Number("5110000012"), "5110000012", [], id="number"),
        pytest.param(Number("5110000012.0"), "5110000012", [], id="number-with-point"),
        pytest.param(Number("5.110000012E9"), "5110000012", [], id="number-stored-in-powers"),
        pytest.param(Number("00012"), "00012", [], id="number-shown-with-zeros"),
        pytest.param(" 5110000012 ", "5110000012", [], id="blanks-around"),
        pytest.param("５１１０", "5110", ["code_tidied"], id="full-width"),
        pytest.param("'5110", "5110", ["code_tidied"], id="apostrophe"),
        pytest.param('="0012"', "0012", ["code_tidied"], id="formula-text"),
        pytest.param("51\u00a010", "5110", ["code_tidied"], id="no-break-blank"),
        pytest.param("5110\u200b", "5110", ["code_tidied"], id="zero-width"),
        pytest.param("5110.0", "5110", ["code_tidied"], id="point-zero"),
        pytest.param("5.11E+09", None, ["scientific"], id="lost-digits"),
        pytest.param("5.11e9", None, ["scientific"], id="lost-digits-small-letter"),
        pytest.param(Number("1234567890123456"), None, ["long_number"], id="sixteen-digits"),
        pytest.param(Number("1E+20"), None, ["long_number"], id="twenty-digits"),
        pytest.param(date(2019, 1, 1), None, ["day_for_code"], id="made-a-day"),
        pytest.param("1" * 21, None, ["too_long"], id="too-long"),
        pytest.param("", None, [], id="blank"),
        pytest.param("-", None, [], id="to-be-emptied"),
    ],
)
def test_code_keeps_every_digit_or_is_refused(cell, value, codes):
    assert told(CODE(cell)) == (value, codes)


@pytest.mark.parametrize(
    ("cell", "value", "codes"),
    [
        pytest.param("王五", "王五", [], id="plain"),
        pytest.param("𠮷㐂䶮", "𠮷㐂䶮", [], id="rare-signs"),
        pytest.param("郎朗·阿里", "郎朗·阿里", [], id="middle-dot"),
        pytest.param("ＡＢ", "ＡＢ", [], id="full-width-stays"),
        pytest.param(" 王五\u3000", "王五", [], id="blanks-around"),
        pytest.param("王\u200b五", "王五", ["blanks_removed"], id="zero-width"),
        pytest.param("王\ufeff五", "王五", ["blanks_removed"], id="mark-in-the-middle"),
        pytest.param("王\u202e五", None, ["forbidden_character"], id="direction-override"),
        pytest.param("王\x07五", None, ["forbidden_character"], id="control"),
        pytest.param("王\n五", None, ["line_break"], id="line-break"),
        pytest.param("=A1", "=A1", [], id="text-like-a-formula"),
        pytest.param(Fault("never_computed", "=A1"), None, ["never_computed"], id="formula"),
        pytest.param("#REF!", None, ["error_cell"], id="error-as-text"),
        pytest.param(Fault("error_cell", "#N/A"), None, ["error_cell"], id="error"),
        pytest.param(Fault("never_computed", ""), None, ["never_computed"], id="never-computed"),
        pytest.param(Fault("no_day", "60"), None, ["no_day"], id="day-that-never-was"),
        pytest.param("王" * 11, None, ["too_long"], id="eleven-signs"),
        pytest.param("𠮷" * 10, "𠮷" * 10, [], id="ten-rare-signs"),
        pytest.param(Number("12"), "12", [], id="number"),
        pytest.param(date(2022, 9, 1), "2022-09-01", [], id="day"),
    ],
)
def test_text_is_what_was_typed_or_is_refused(cell, value, codes):
    assert told(TEXT(cell)) == (value, codes)


@pytest.mark.parametrize("text", ["=1+1", "+86", "-1", "@x", "'quoted", "＝1", "王五", "'"])
def test_exported_text_reads_back_as_it_was(text):
    assert TEXT(neutralise(text)).value == text


@pytest.mark.parametrize(
    ("cell", "value", "codes"),
    [
        pytest.param("2019-09-01", date(2019, 9, 1), [], id="hyphens"),
        pytest.param("2019/9/1", date(2019, 9, 1), [], id="slashes"),
        pytest.param("2019.9.1", date(2019, 9, 1), [], id="points"),
        pytest.param("20190901", date(2019, 9, 1), [], id="eight-digits"),
        pytest.param(Number("20190901"), date(2019, 9, 1), [], id="eight-digits-as-number"),
        pytest.param("2019年9月1日", date(2019, 9, 1), [], id="chinese"),
        pytest.param("2019年9月1号", date(2019, 9, 1), [], id="spoken"),
        pytest.param("２０１９年９月１日", date(2019, 9, 1), [], id="full-width"),
        pytest.param("2019 年 9 月 1 日", date(2019, 9, 1), [], id="spaced"),
        pytest.param("2019-09-01 00:00:00", date(2019, 9, 1), [], id="midnight"),
        pytest.param("2019-09-01 08:30", date(2019, 9, 1), ["time_dropped"], id="with-time"),
        pytest.param(Number("43709"), date(2019, 9, 1), ["serial_day"], id="serial"),
        pytest.param("43709", date(2019, 9, 1), ["serial_day"], id="serial-as-text"),
        pytest.param(date(2019, 9, 1), date(2019, 9, 1), [], id="real-day"),
        pytest.param(datetime(2019, 9, 1, 8), date(2019, 9, 1), ["time_dropped"], id="real-moment"),  # noqa: DTZ001
        pytest.param("2000-02-29", date(2000, 2, 29), [], id="leap-day"),
        pytest.param("1900-02-29", None, ["no_such_day"], id="no-leap-day"),
        pytest.param("2019-13-01", None, ["no_such_day"], id="thirteenth-month"),
        pytest.param("2019-9/1", None, ["not_a_day"], id="two-separators"),
        pytest.param("9/1/2019", None, ["ambiguous_day"], id="year-last"),
        pytest.param("19.9.1", None, ["short_year"], id="two-digits"),
        pytest.param("2019年9月", None, ["day_missing"], id="no-day"),
        pytest.param("201909", None, ["day_missing"], id="six-digits"),
        pytest.param("2019", None, ["day_missing"], id="year-alone"),
        pytest.param("1749-09-01", None, ["day_out_of_range"], id="long-ago"),
        pytest.param("2101-01-01", None, ["day_out_of_range"], id="far-off"),
        pytest.param("开学", None, ["not_a_day"], id="words"),
        pytest.param("", None, [], id="blank"),
    ],
)
def test_day_in_every_spelling(cell, value, codes):
    assert told(day(cell)) == (value, codes)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("教师", "teacher"),
        ("teacher", "teacher"),
        ("老师", "teacher"),
        (" 教 师", "teacher"),
        ("园长", "principal"),
    ],
)
def test_choice_by_label_code_or_alias(cell, value):
    assert told(POST(cell)) == (value, [])


def test_unknown_choice_names_the_allowed_ones_and_the_nearest():
    [near] = POST("副校").findings
    [far] = POST("厨师长").findings

    assert str(near.message) == (
        "没有“副校”这个选项，是不是“副校长”？可以填写：校长、副校长、中层干部、教师、教辅、工勤。"
    )
    assert (near.code, far.code) == ("unknown_choice", "unknown_choice")


@pytest.mark.parametrize(
    ("table", "names"),
    [
        (SchoolKind, words.KINDS),
        (Post, words.POSTS),
        (Stage, words.STAGES),
        (Title, words.TITLES),
        (Qualification, words.QUALIFICATIONS),
    ],
)
def test_aliases_name_choices_and_shadow_no_label(table, names):
    labels = {folded(str(label)) for label in table.labels}

    assert set(names.values()) <= set(table.values)
    assert labels & {folded(name) for name in names} == set()


@pytest.mark.parametrize(
    ("cell", "value", "codes"),
    [
        pytest.param("300", 300, [], id="digits"),
        pytest.param(Number("300"), 300, [], id="number"),
        pytest.param(Number("300.0"), 300, [], id="point-zero"),
        pytest.param("３００", 300, [], id="full-width"),
        pytest.param("1,000", 1000, ["unit_removed"], id="thousands"),
        pytest.param("300人", 300, ["unit_removed"], id="unit"),
        pytest.param("1,00", None, ["not_a_number"], id="comma-elsewhere"),
        pytest.param("3_0", None, ["not_a_number"], id="python-number"),
        pytest.param("nan", None, ["not_a_number"], id="no-number"),
        pytest.param("Infinity", None, ["not_a_number"], id="without-end"),
        pytest.param("-3", None, ["negative"], id="negative"),
        pytest.param("3.5", None, ["not_whole"], id="half"),
        pytest.param("1001", None, ["too_large"], id="too-large"),
        pytest.param("9" * 400, None, ["too_large"], id="far-too-large"),
    ],
)
def test_whole_number(cell, value, codes):
    assert told(COUNT(cell)) == (value, codes)


@pytest.mark.parametrize(
    ("cell", "value", "codes"),
    [
        pytest.param("192.5", "192.5", [], id="plain"),
        pytest.param("192.50", "192.5", [], id="zero-at-the-end"),
        pytest.param("192.5㎡", "192.5", ["unit_removed"], id="unit"),
        pytest.param(Number("0.30000000000000004"), "0.3", [], id="spreadsheet-dust"),
        pytest.param("1.2E+05", None, ["scientific"], id="lost-digits"),
        pytest.param(Number("1.2E+4"), "12000", [], id="exact-power"),
        pytest.param(Number("10000000000000.0"), None, ["too_large"], id="digits-and-places"),
        pytest.param(Number("NaN"), None, ["error_cell"], id="no-number"),
        pytest.param("1.005", None, ["too_many_places"], id="three-places"),
        pytest.param("100000", None, ["too_large"], id="too-large"),
        pytest.param("0", "0", [], id="none-is-not-unknown"),
    ],
)
def test_decimal_number(cell, value, codes):
    assert told(AREA(cell)) == (value, codes)


@pytest.mark.parametrize(
    ("cell", "value", "codes"),
    [
        ("2022", 2022, []),
        (Number("2022"), 2022, []),
        ("2022-2023", 2022, []),
        ("2022\u20132023学年", 2022, []),
        ("2022-23", 2022, []),
        ("2022学年", 2022, []),
        ("2022-2024", None, ["years_apart"]),
        ("22", None, ["not_a_year"]),
        ("1948", None, ["not_a_year"]),
    ],
)
def test_school_year(cell, value, codes):
    assert told(YEAR(cell)) == (value, codes)


@pytest.mark.parametrize(
    ("cell", "value"), [("是", True), ("否", False), ("TRUE", True), ("0", False), ("有", True), ("×", False)]
)
def test_truth(cell, value):
    assert told(values.truth(cell)) == (value, [])


def test_truth_is_yes_or_no():
    assert told(values.truth("也许")) == (None, ["not_truth"])


@pytest.mark.parametrize("convert", [CODE, TEXT, COUNT, AREA, YEAR, POST, day, values.truth])
@pytest.mark.parametrize(
    ("cell", "is_blank", "is_cleared"),
    [
        ("", True, False),
        ("  ", True, False),
        ("\u3000", True, False),
        ("-", False, True),
        ("－", False, True),
    ],
)
def test_blank_leaves_and_a_hyphen_empties_in_every_column(convert, cell, is_blank, is_cleared):
    converted = convert(cell)

    assert (converted.is_blank, converted.is_cleared, converted.findings) == (is_blank, is_cleared, ())


def test_signs_are_folded_for_comparison_only():
    assert (half_width("Ａ１　"), folded(" Ａ１ b ")) == ("A1 ", "a1b")
    assert (shown(Number("1.0")), shown(date(2022, 9, 1)), plain("'=x").text) == ("1.0", "2022-09-01", "=x")
