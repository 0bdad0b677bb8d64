"""Files as schools send them, each with what has to come of it.

A case is: kind, content, and the outcome: status, rows, created, updated, unchanged, and the errors as
(row, column, code). Texts are stored as UTF-8 unless the case says otherwise.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
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


def full(**values: str) -> str:
    """Return a row of all columns of staff with some of them given."""
    row = dict.fromkeys(FULL.split(","), "")
    row |= {"教职工号": "N1", "姓名": "王五", "学校标识码": "3151000001", "岗位": "教师"} | values
    return ",".join(row.values())
