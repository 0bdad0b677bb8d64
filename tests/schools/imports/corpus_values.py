"""Files that differ in what their cells hold."""

from __future__ import annotations

from datetime import date

from tests.schools.imports.files import FULL, NEW, REJECTED, STAFF, csv, full, rejected, xlsx

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
    "superscripts": ("²²²²²", "not_a_day"),
    "long-ago": ("1019-09-01", "day_out_of_range"),
}
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
