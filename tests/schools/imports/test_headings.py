"""Which row holds the headings, and what each heading means."""

from __future__ import annotations

import pytest

from records.reading import Line
from schools.imports.headings import find_headings, stripped, unknown_headings
from schools.imports.rosters import ROSTERS

COLUMNS = ROSTERS["staff"].columns
GOOD = ["教职工号", "姓名", "学校标识码", "岗位"]


def found(*rows, **options):
    """Return the headings of rows numbered from 1."""
    return find_headings([Line(number, list(row)) for number, row in enumerate(rows, 1)], COLUMNS, **options)


def meanings(headings):
    """Return what each heading means, in the order of the file."""
    return [match.column for match in headings.matches]


@pytest.mark.parametrize(
    "row",
    [
        pytest.param(GOOD, id="labels"),
        pytest.param(["staff_no", "name", "school", "post"], id="field-names"),
        pytest.param(["STAFF_NO", "Name", "School", "Post"], id="capitals"),
        pytest.param([" 教职工号 ", "姓　名", "学校标识码:", "*岗位"], id="decorated"),
        pytest.param(["教职工号（必填）", "姓名(必填)", "学校标识码【必填】", "岗位"], id="marked"),
        pytest.param(["工号", "姓名", "学校代码", "职务"], id="aliases"),
    ],
)
def test_headings_in_every_spelling(row):
    headings = found(row, ["N1", "王五", "x", "教师"])

    assert (headings.row, meanings(headings), headings.findings) == (
        1,
        ["staff_no", "name", "school", "post"],
        [],
    )


def test_titles_above_are_passed_over():
    headings = found(["温江区教职工名册"], ["单位：甲校", "姓名"], GOOD, ["N1", "王五", "x", "教师"])

    assert (headings.row, headings.is_usable) == (3, True)


@pytest.mark.parametrize(
    ("rows", "codes", "sentence"),
    [
        pytest.param(
            [["1", "2"], ["3", "4"]],
            ["no_headings"],
            "前 10 行里没有找到列名。第一行应为列名，至少要有：教职工号、姓名、学校标识码、岗位。",
            id="none",
        ),
        pytest.param(
            [["教职工号", "姓名"]],
            ["missing_headings"],
            "第 1 行的列名里缺少必需的列：学校标识码、岗位。",
            id="missing",
        ),
        pytest.param(
            [[*GOOD, "姓名", "职务"]],
            ["repeated_headings"],
            "列名重复：姓名、岗位、姓名、职务。请只保留一列，或在下面改选。",
            id="repeated",
        ),
        pytest.param(
            [["教职工号", "教职工号"]],
            ["missing_headings", "repeated_headings"],
            "第 1 行的列名里缺少必需的列：姓名、学校标识码、岗位。",
            id="both",
        ),
    ],
)
def test_all_that_is_wrong_is_listed(rows, codes, sentence):
    headings = found(*rows)

    assert [finding.code for finding in headings.findings] == codes
    assert str(headings.findings[0].message) == sentence


def test_unknown_heading_is_named_with_the_nearest():
    headings = found([*GOOD, "任教学科名", "血型"])

    assert meanings(headings)[4:] == [None, None]
    assert str(unknown_headings(headings).message) == (
        "不认识的列名：任教学科名（任教学科？）、血型。请选择对应的列，或选择忽略。"
    )


def test_nothing_unknown_asks_nothing():
    assert unknown_headings(found(GOOD)) is None


def test_remembered_and_chosen_meanings_are_taken():
    row = [*GOOD, "级别", "血型"]

    remembered = found(row, remembered={"级别": "backbone_level", "血型": ""})
    chosen = found(row, remembered={"级别": "backbone_level"}, chosen={4: "title", 5: ""})

    assert meanings(remembered)[4:] == ["backbone_level", ""]
    assert [match.is_remembered for match in remembered.matches][4:] == [True, True]
    assert meanings(chosen)[4:] == ["title", ""]


def test_what_the_list_of_errors_adds_is_ignored():
    headings = found([*GOOD, "行号", "原因"])

    assert (meanings(headings)[4:], headings.positions["post"]) == (["", ""], 3)


def test_heading_without_words_is_no_column():
    headings = found(["教职工号", "", "姓名", "学校标识码", "岗位"])

    assert [match.position for match in headings.matches] == [0, 2, 3, 4]


@pytest.mark.parametrize("kind", ROSTERS)
def test_no_two_columns_share_a_spelling(kind):
    spellings = [
        stripped(spelling)
        for column in ROSTERS[kind].columns
        for spelling in {column.name, column.label, *column.aliases}
    ]

    assert len(spellings) == len(set(spellings))


@pytest.mark.parametrize(
    ("kind", "required"),
    [
        ("schools", ["code", "name", "kind", "ownership"]),
        ("staff", ["staff_no", "name", "school", "post"]),
        ("enrolment", ["school", "year", "stage", "pupils"]),
        ("facilities", ["school", "year", "item"]),
    ],
)
def test_columns_are_those_of_the_contract(kind, required):
    roster = ROSTERS[kind]

    assert [column.name for column in roster.columns if column.is_required] == required
    assert set(roster.key) <= set(required)
