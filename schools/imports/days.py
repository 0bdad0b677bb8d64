"""Days in every spelling that Chinese offices use."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from records.reading import Cell, Fault, Number
from records.reading.sheet import day_of
from schools.imports import words
from schools.imports.outcome import Converted, Finding, fault, warning
from schools.imports.signs import SHOWN, Plain, half_width
from schools.imports.values import begun

NOT_A_DAY = _("“%(value)s”不是日期，请按 2019-09-01 的格式填写。")
NO_SUCH_DAY = _("没有“%(value)s”这一天，请核对。")
DAY_MISSING = _("“%(value)s”没有写到日，请按 2019-09-01 的格式填写。")
SHORT_YEAR = _("“%(value)s”的年份只有两位，无法确定是哪一年，请写四位年份，例如 2019-09-01。")
WHICH_ORDER = _("“%(value)s”分不清日和月，请按年、月、日的顺序填写，例如 2019-09-01。")
OUT_OF_RANGE = _("“%(value)s”不在 %(first)s 年到 %(last)s 年之间，请核对。")
SERIAL = _("数字 %(value)s 已按电子表格的日期序号读作 %(day)s，请核对。")
TIME_DROPPED = _("已去掉时间，只取日期 %(day)s。")

FIRST_YEAR, LAST_YEAR = 1840, 2100  # the oldest schools that still teach are of the 1840s
TIME = re.compile(r"[ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$")
YEAR_FIRST = re.compile(words.YEAR_FIRST)
NO_DAY_GIVEN = re.compile(words.NO_DAY_GIVEN)
YEAR_LAST = re.compile(words.YEAR_LAST)
TWO_DIGITS = re.compile(words.YEAR_OF_TWO_DIGITS)
SERIAL_DIGITS = 5
SERIALS = range(20_000, 80_000)  # 1954 to 2119: what else a number of five digits may be in a column of days


def day(cell: Cell) -> Converted:
    """Return the day that a cell names; one that can be read in two ways is refused."""
    if isinstance(cell, date):
        return _of_date(cell)
    read = begun(cell)
    return read if isinstance(read, Converted) else _of_text(read, isinstance(cell, Number))


def _of_text(read: Plain, is_number: bool) -> Converted:
    typed = half_width(read.text)
    bare = TIME.sub("", typed)
    if _is_serial(bare, is_number):
        return _of_serial(bare)
    found = YEAR_FIRST.fullmatch("".join(bare.split()))
    if not found:
        return _refused(bare, read.text)
    findings = read.findings
    if any(sign in "123456789" for sign in typed[len(bare) :]):
        findings = (*findings, warning("time_dropped", TIME_DROPPED, day=bare))
    parts = [int(part) for part in found.groups() if part and part not in "-/."]
    return _of_parts(parts, read.text, findings)


def _is_serial(text: str, is_number: bool) -> bool:
    has_form = text.isdecimal() and (is_number or len(text) == SERIAL_DIGITS)
    return has_form and int(text) in SERIALS


def _of_date(cell: date) -> Converted:
    if isinstance(cell, datetime):
        bare = cell.date()
        return _checked(bare, str(cell), (warning("time_dropped", TIME_DROPPED, day=bare.isoformat()),))
    return _checked(cell, cell.isoformat(), ())


def _of_serial(digits: str) -> Converted:
    found = day_of(digits, from_1904=False)
    if isinstance(found, Fault):
        return fault("not_a_day", NOT_A_DAY, value=digits)
    return Converted(found, (warning("serial_day", SERIAL, value=digits, day=found.isoformat()),))


def _of_parts(parts: list[int], typed: str, findings: tuple[Finding, ...]) -> Converted:
    try:
        found = date(*parts)
    except ValueError:
        return fault("no_such_day", NO_SUCH_DAY, value=typed[:SHOWN])
    return _checked(found, typed, findings)


def _checked(found: date, typed: str, findings: tuple[Finding, ...]) -> Converted:
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        params = {"value": typed[:SHOWN], "first": FIRST_YEAR, "last": LAST_YEAR}
        return fault("day_out_of_range", OUT_OF_RANGE, **params)
    return Converted(found, findings)


REFUSALS: list[tuple[re.Pattern[str], str, Any]] = [
    (NO_DAY_GIVEN, "day_missing", DAY_MISSING),
    (YEAR_LAST, "ambiguous_day", WHICH_ORDER),
    (TWO_DIGITS, "short_year", SHORT_YEAR),
]


def _refused(bare: str, typed: str) -> Converted:
    compact = "".join(bare.split())
    for pattern, code, message in REFUSALS:
        if pattern.fullmatch(compact):
            return fault(code, message, value=typed[:SHOWN])
    return fault("not_a_day", NOT_A_DAY, value=typed[:SHOWN])
