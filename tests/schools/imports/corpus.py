"""Messy files as schools send them, each with what has to come of it.

A case is: kind, content, and the outcome: status, rows, created, updated, unchanged, and the errors as
(row, column, code). Texts are stored as UTF-8 unless the case says otherwise.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from openpyxl import Workbook

STAFF = "教职工号,姓名,学校标识码,岗位"
FULL = "教职工号,姓名,学校标识码,岗位,任教学段,任教学科,职称,学历,骨干级别,到校日期,在岗状态"
SCHOOLS = "学校标识码,学校名称,办学类型,办学性质"
ENROLMENT = "学校标识码,学年,学段,在校生数,班级数"
FACILITIES = "学校标识码,学年,项目,数量,面积,原值"
NEW = "N1,王五,3151000001,教师"
REFUSED, REJECTED, APPLIED = 2, 1, 0


@dataclass(frozen=True)
class Case:
    """One file and what comes of it."""

    name: str
    kind: str
    content: bytes
    status: int = APPLIED
    counts: tuple[int, int, int, int] = (1, 1, 0, 0)  # rows, created, updated, unchanged
    errors: tuple[tuple[int | None, str, str], ...] = ()
    options: tuple[str, ...] = ()


def csv(
    name: str, kind: str, *lines: str, encoding: str = "utf-8", ends: str = "\r\n", **outcome: Any
) -> Case:
    """Return a CSV file."""
    return Case(name, kind, (ends.join(lines) + ends).encode(encoding), **outcome)


def rejected(name: str, kind: str, *lines: str, errors: list[tuple[Any, ...]], **outcome: Any) -> Case:
    """Return a CSV file of one good row or none, of which rows are rejected."""
    rows = len(lines) - 1
    outcome = {"counts": (rows, 0, 0, rows - len({error[0] for error in errors}))} | outcome
    return csv(name, kind, *lines, status=REJECTED, errors=tuple(errors), **outcome)


def refused(name: str, kind: str, content: bytes | str, code: str, **outcome: Any) -> Case:
    """Return a file that cannot be read as that roster."""
    content = content.encode() if isinstance(content, str) else content
    return Case(name, kind, content, REFUSED, (0, 0, 0, 0), ((None, "", code),), **outcome)


def xlsx(
    name: str, kind: str, *rows: list[Any], change: Callable[[Any], None] | None = None, **outcome: Any
) -> Case:
    """Return a workbook whose first sheet holds these rows."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    if change:
        change(book)
    content = io.BytesIO()
    book.save(content)
    return Case(name, kind, content.getvalue(), **outcome)


def _codes_as_numbers(book: Any) -> None:
    book.active["A2"].number_format = "000000"


def _second_sheet(book: Any) -> None:
    book.active.title = "说明"
    sheet = book.create_sheet("名册")
    for row in (STAFF.split(","), NEW.split(",")):
        sheet.append(row)


def _hidden_first(book: Any) -> None:
    _second_sheet(book)
    book.worksheets[0].sheet_state = "hidden"


def _from_1904(book: Any) -> None:
    book.epoch = datetime(1904, 1, 1)  # noqa: DTZ001 # a workbook knows no zones


def _far_cell(book: Any) -> None:
    book.active["XFD1048576"].number_format = "0.00"  # formatted, and blank


def full(**values: str) -> str:
    """Return a row of all columns of staff with some of them given."""
    row = dict.fromkeys(FULL.split(","), "")
    row |= {"教职工号": "N1", "姓名": "王五", "学校标识码": "3151000001", "岗位": "教师"} | values
    return ",".join(row.values())


DAYS = {  # how offices write the first of September 2019
    "with-hyphens": "2019-09-01",
    "with-slashes": "2019/9/1",
    "with-points": "2019.9.1",
    "eight-digits": "20190901",
    "in-chinese": "2019年9月1日",
    "full-width": "２０１９－０９－０１",
    "with-time": "2019-09-01 00:00:00",
    "serial": "43709",
}
WRONG_DAYS = {
    "31-june": ("2019-06-31", "no_such_day"),
    "29-february": ("2019/2/29", "no_such_day"),
    "day-last": ("1/9/2019", "ambiguous_day"),
    "two-digits": ("19-9-1", "short_year"),
    "no-day": ("2019年9月", "day_missing"),
    "words": ("去年", "not_a_day"),
    "long-ago": ("1019-09-01", "day_out_of_range"),
}
READING = [
    csv("utf-8", "staff", STAFF, NEW),
    csv("utf-8-with-mark", "staff", STAFF, NEW, encoding="utf-8-sig"),
    csv("gbk", "staff", STAFF, NEW, encoding="gbk"),
    csv("gb18030-rare-name", "staff", STAFF, "N1,𠮷㐂䶮,3151000001,教师", encoding="gb18030"),
    csv("utf-16", "staff", STAFF, NEW, encoding="utf-16"),
    csv("unix-ends", "staff", STAFF, NEW, ends="\n"),
    csv("old-mac-ends", "staff", STAFF, NEW, ends="\r"),
    csv("semicolons", "staff", STAFF.replace(",", ";"), NEW.replace(",", ";")),
    csv("tabs", "staff", STAFF.replace(",", "\t"), NEW.replace(",", "\t")),
    csv("blank-lines", "staff", STAFF, "", ",,,", NEW, ""),
    csv("title-above", "staff", "温江区教职工名册,,,", "填表日期：2022-10-01,,,", STAFF, NEW),
    csv("field-names", "staff", "staff_no,name,school,post", NEW),
    csv("any-order", "staff", "岗位,学校标识码,姓名,教职工号", "教师,3151000001,王五,N1"),
    csv("spaced-headings", "staff", " 教职工号 ,姓　名,学校标识码*,岗位（必填）", NEW),
    csv("aliases", "staff", "工号,姓名,学校代码,职务", NEW),
    csv("name-beside-code", "staff", STAFF + ",学校名称", NEW + ",甲校"),
    csv("line-break-in-title", "staff", '"教职工\n名册",,,', STAFF, NEW),
    csv("unknown-agreed", "staff", STAFF + ",身高", NEW + ",180", options=("--ignore-unknown",)),
    csv("encoding-named", "staff", STAFF, NEW, encoding="gbk", options=("--encoding", "gbk")),
    xlsx("workbook", "staff", STAFF.split(","), NEW.split(",")),
    xlsx(
        "workbook-codes-as-numbers",
        "staff",
        STAFF.split(","),
        [12, "王五", 3151000001, "教师"],
        change=_codes_as_numbers,
    ),
    xlsx("workbook-real-day", "staff", [*STAFF.split(","), "到校日期"], [*NEW.split(","), date(2019, 9, 1)]),
    xlsx(
        "workbook-1904",
        "staff",
        [*STAFF.split(","), "到校日期"],
        [*NEW.split(","), date(2019, 9, 1)],
        change=_from_1904,
    ),
    xlsx(
        "workbook-named-sheet", "staff", ["请看第二张表"], change=_second_sheet, options=("--sheet", "名册")
    ),
    xlsx("workbook-first-hidden", "staff", ["不要看这张表"], change=_hidden_first),
    xlsx("workbook-far-blank-cell", "staff", STAFF.split(","), NEW.split(","), change=_far_cell),
]
UNREADABLE = [
    refused("empty", "staff", b"", "empty_file"),
    refused("blank", "staff", "\r\n \r\n", "empty_file"),
    refused("headings-only", "staff", STAFF, "no_rows"),
    refused("no-headings", "staff", "1,2,3\r\n4,5,6", "no_headings"),
    refused("missing-headings", "staff", "教职工号,姓名\r\nN1,王五", "missing_headings"),
    refused("repeated-headings", "staff", STAFF + ",姓名\r\n" + NEW + ",王五", "repeated_headings"),
    refused("unknown-headings", "staff", STAFF + ",身高\r\n" + NEW + ",180", "unknown_headings"),
    refused("broken-bytes", "staff", STAFF.encode() + b"\r\nN1,\xff\xff\xff,3151000001,x", "not_text"),
    refused("nul", "staff", STAFF + "\r\nN1,王\x00五,3151000001,教师", "nul"),
    refused("open-quote", "staff", STAFF + '\r\nN1,"王五,3151000001,教师', "open_quote"),
    refused("bad-quote", "staff", STAFF + '\r\nN1,"王"五,3151000001,教师', "bad_quote"),
    refused("old-workbook", "staff", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "old_workbook"),
    refused(
        "encrypted-workbook",
        "staff",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
        "encrypted",
    ),
    refused("pdf", "staff", b"%PDF-1.7\n", "no_table"),
    refused("picture", "staff", b"\x89PNG\r\n\x1a\n", "no_table"),
    refused("web-page", "staff", "<html><table><tr><td>教职工号</td></tr></table></html>", "web_page"),
    refused("torn-workbook", "staff", xlsx("", "staff", ["a"]).content[:600], "not_a_workbook"),
    refused("no-such-encoding", "staff", STAFF, "unknown_encoding", options=("--encoding", "big5")),
    refused("wrong-encoding", "staff", STAFF.encode("gbk"), "not_text", options=("--encoding", "utf-8")),
    refused(
        "no-such-sheet", "staff", xlsx("", "staff", ["a"]).content, "no_sheet", options=("--sheet", "名册")
    ),
]
VALUES = [
    *(csv(f"day-{name}", "staff", FULL, full(到校日期=typed)) for name, typed in DAYS.items()),
    *(
        rejected(f"day-{name}", "staff", FULL, full(到校日期=typed), errors=[(2, "joined_on", code)])
        for name, (typed, code) in WRONG_DAYS.items()
    ),
    csv(
        "choices-by-alias",
        "staff",
        FULL,
        full(岗位="专任教师", 职称="中学高级", 学历="大学本科", 骨干级别="区骨干"),
    ),
    csv("choices-by-code", "staff", FULL, full(岗位="teacher", 职称="senior", 学历="bachelor")),
    csv("choices-spaced", "staff", FULL, full(岗位=" 教　师 ", 任教学段="小学 ")),
    rejected("unknown-choice", "staff", FULL, full(岗位="教导"), errors=[(2, "post", "unknown_choice")]),
    csv("code-full-width", "staff", STAFF, "Ｎ１,王五,３１５１０００００１,教师"),
    csv("code-quoted", "staff", STAFF, "'N1,王五,'3151000001,教师"),
    csv("code-as-formula-text", "staff", STAFF, '"=""N1""",王五,"=""3151000001""",教师'),
    csv("code-invisible-blanks", "staff", STAFF, "N1\u200b,王五\u00a0,\ufeff3151000001,教师"),
    rejected(
        "code-scientific", "staff", STAFF, "N1,王五,3.151E+09,教师", errors=[(2, "school", "scientific")]
    ),
    rejected(
        "number-with-blank",
        "staff",
        STAFF,
        "N 1号?,王五,3151000001,教师",
        errors=[(2, "staff_no", "number_form")],
    ),
    rejected("formula", "staff", STAFF, "N1,=A1,3151000001,教师", errors=[(2, "name", "never_computed")]),
    rejected("error-value", "staff", STAFF, "N1,#N/A,3151000001,教师", errors=[(2, "name", "error_cell")]),
    rejected("line-break", "staff", STAFF, 'N1,"王\n五",3151000001,教师', errors=[(2, "name", "line_break")]),
    rejected(
        "direction-override",
        "staff",
        STAFF,
        "N1,王\u202e五,3151000001,教师",
        errors=[(2, "name", "forbidden_character")],
    ),
    rejected(
        "long-name", "staff", STAFF, f"N1,{'王' * 61},3151000001,教师", errors=[(2, "name", "too_long")]
    ),
    csv("longest-name", "staff", STAFF, f"N1,{'𠮷' * 60},3151000001,教师"),
    rejected("blank-required", "staff", STAFF, "N1,,3151000001,教师", errors=[(2, "name", "required")]),
    rejected("cleared-required", "staff", STAFF, "N1,-,3151000001,教师", errors=[(2, "name", "not_cleared")]),
    rejected("cells-beyond", "staff", STAFF, NEW + ",多,余", errors=[(2, "", "cells_beyond")]),
    rejected(
        "all-errors-of-all-rows",
        "staff",
        FULL,
        full(姓名="", 岗位="教导", 到校日期="2019-13-01"),
        full(教职工号="N2", 学校标识码="9999999999"),
        errors=[
            (2, "name", "required"),
            (2, "post", "unknown_choice"),
            (2, "joined_on", "no_such_day"),
            (3, "school", "unknown_school"),
        ],
        counts=(2, 0, 0, 0),
    ),
    xlsx(
        "workbook-16-digits",
        "staff",
        STAFF.split(","),
        [1234567890123456, "王五", 3151000001, "教师"],
        status=REJECTED,
        counts=(1, 0, 0, 0),
        errors=((2, "staff_no", "long_number"),),
    ),
    xlsx(
        "workbook-code-made-a-day",
        "staff",
        STAFF.split(","),
        [date(2019, 1, 1), "王五", 3151000001, "教师"],
        status=REJECTED,
        counts=(1, 0, 0, 0),
        errors=((2, "staff_no", "day_for_code"),),
    ),
]
PEOPLE = [
    csv("same", "staff", STAFF, "T1,张三,3151000001,教师", counts=(1, 0, 0, 1)),
    csv("changed", "staff", FULL, full(教职工号="T1", 姓名="张三", 职称="高级"), counts=(1, 0, 1, 0)),
    csv("blank-leaves", "staff", FULL, full(教职工号="T1", 姓名="张三"), counts=(1, 0, 0, 1)),
    csv("repeated-rows", "staff", STAFF, NEW, NEW, counts=(2, 1, 0, 1)),
    rejected(
        "contradicting-rows",
        "staff",
        STAFF,
        NEW,
        "N1,王六,3151000001,教师",
        errors=[(2, "", "contradicting_rows"), (3, "", "contradicting_rows")],
    ),
    rejected(
        "move-without-day",
        "staff",
        STAFF,
        "T2,李四,3151000001,教师",
        errors=[(2, "school", "move_needs_day")],
    ),
    csv(
        "move",
        "staff",
        STAFF,
        "T2,李四,3151000001,教师",
        counts=(1, 0, 1, 0),
        options=("--effective-on", "2022-09-01"),
    ),
    rejected(
        "move-too-early",
        "staff",
        STAFF,
        "T2,李四,3151000001,教师",
        errors=[(2, "school", "too_early")],
        options=("--effective-on", "2020-09-01"),
    ),
    rejected(
        "retired-without-day",
        "staff",
        FULL,
        full(教职工号="T1", 姓名="张三", 在岗状态="退休"),
        errors=[(2, "status", "gone_needs_day")],
    ),
    csv(
        "retired",
        "staff",
        FULL,
        full(教职工号="T1", 姓名="张三", 在岗状态="退休"),
        counts=(1, 0, 1, 0),
        options=("--effective-on", "2022-09-01"),
    ),
    rejected("new-and-retired", "staff", FULL, full(在岗状态="退休"), errors=[(2, "status", "new_and_gone")]),
    csv("school-by-name", "staff", STAFF, "N1,王五,甲校,教师"),
    rejected(
        "school-of-two", "staff", STAFF, "N1,王五,实验小学,教师", errors=[(2, "school", "several_schools")]
    ),
    rejected(
        "retired-code", "staff", STAFF, "N1,王五,2151000099,教师", errors=[(2, "school", "retired_code")]
    ),
    csv(
        "only-adding",
        "staff",
        STAFF,
        NEW,
        "T1,张三丰,3151000001,教师",
        counts=(2, 1, 0, 1),
        options=("--mode", "add"),
    ),
    csv(
        "only-updating",
        "staff",
        STAFF,
        NEW,
        "T1,张三丰,3151000001,教师",
        counts=(2, 0, 1, 1),
        options=("--mode", "update"),
    ),
]
REGISTER = [
    csv("new-school", "schools", SCHOOLS, "2151000010,新小学,小学,公办"),
    csv("provisional-code", "schools", SCHOOLS, "510115-L010,新小学,小学,公办"),
    csv("same-school", "schools", SCHOOLS, "3151000001,甲校,九年制,公办", counts=(1, 0, 0, 1)),
    csv("other-facts", "schools", SCHOOLS + ",镇街", "3151000001,甲校,九年制,民办,金马", counts=(1, 0, 1, 0)),
    rejected("code-form", "schools", SCHOOLS, "12345,新小学,小学,公办", errors=[(2, "code", "code_form")]),
    rejected(
        "code-of-another-kind",
        "schools",
        SCHOOLS,
        "1151000010,新小学,小学,公办",
        errors=[(2, "code", "code_prefix")],
    ),
    rejected(
        "code-retired",
        "schools",
        SCHOOLS,
        "2151000099,新小学,小学,公办",
        errors=[(2, "code", "retired_code")],
    ),
    rejected(
        "kind-differs",
        "schools",
        SCHOOLS,
        "3151000001,甲校,初级中学,公办",
        errors=[(2, "kind", "kind_differs")],
    ),
    rejected(
        "rename-without-day",
        "schools",
        SCHOOLS,
        "3151000001,新甲校,九年制,公办",
        errors=[(2, "name", "needs_day")],
    ),
    csv(
        "rename",
        "schools",
        SCHOOLS,
        "3151000001,新甲校,九年制,公办",
        counts=(1, 0, 1, 0),
        options=("--effective-on", "2022-09-01"),
    ),
    csv("official-code", "schools", SCHOOLS, "3451000003,丙中学,完中,公办", counts=(1, 0, 1, 0)),
    rejected(
        "state-without-day",
        "schools",
        SCHOOLS + ",状态",
        "3151000001,甲校,九年制,公办,停办",
        errors=[(2, "status", "needs_day")],
    ),
    csv(
        "state",
        "schools",
        SCHOOLS + ",状态",
        "3151000001,甲校,九年制,公办,停办",
        counts=(1, 0, 1, 0),
        options=("--effective-on", "2022-09-01"),
    ),
    csv(
        "former-names",
        "schools",
        SCHOOLS + ",曾用名",
        "3151000001,甲校,九年制,公办,老甲校、甲学堂",
        counts=(1, 0, 1, 0),
    ),
]
FIGURES = [
    csv("enrolment", "enrolment", ENROLMENT, "3151000001,2022-2023,初中,300,8"),
    csv("enrolment-same", "enrolment", ENROLMENT, "3151000001,2022,小学,100,", counts=(1, 0, 0, 1)),
    csv(
        "enrolment-other",
        "enrolment",
        ENROLMENT,
        "3151000001,2022学年,小学,1,8".replace("1,8", '"1,100",25'),
        counts=(1, 0, 1, 0),
    ),
    rejected(
        "stage-not-served",
        "enrolment",
        ENROLMENT,
        "2151000002,2022,初中,300,",
        errors=[(2, "stage", "stage_not_served")],
    ),
    rejected(
        "years-apart",
        "enrolment",
        ENROLMENT,
        "3151000001,2022-2024,初中,300,",
        errors=[(2, "year", "years_apart")],
    ),
    rejected(
        "half-a-pupil",
        "enrolment",
        ENROLMENT,
        "3151000001,2022,初中,30.5,",
        errors=[(2, "pupils", "not_whole")],
    ),
    rejected(
        "less-than-none",
        "enrolment",
        ENROLMENT,
        "3151000001,2022,初中,-3,",
        errors=[(2, "pupils", "negative")],
    ),
    rejected(
        "too-many-pupils",
        "enrolment",
        ENROLMENT,
        "3151000001,2022,初中,9999999999,",
        errors=[(2, "pupils", "too_large")],
    ),
    rejected(
        "no-number",
        "enrolment",
        ENROLMENT,
        "3151000001,2022,初中,约三百,",
        errors=[(2, "pupils", "not_a_number")],
    ),
    csv("facilities", "facilities", FACILITIES, "3151000001,2022,音乐教室,2,192.5㎡,30000元"),
    csv("facilities-unknown-figures", "facilities", FACILITIES, "3151000001,2022,音乐教室,,,"),
    rejected(
        "three-places",
        "facilities",
        FACILITIES,
        "3151000001,2022,音乐教室,2,1.005,",
        errors=[(2, "area", "too_many_places")],
    ),
]
CORPUS = [*READING, *UNREADABLE, *VALUES, *PEOPLE, *REGISTER, *FIGURES]
