"""What cells mean, by the sort of value that a column holds. No database: each distinct cell is read once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches

from django.db.models import TextChoices
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from records.exports import FILE_LANGUAGE
from records.reading import Cell
from schools.imports import words
from schools.imports.outcome import BLANK, CLEARED, Converted, Finding, fault, warning
from schools.imports.signs import SHOWN, Plain, folded, half_width, listed, plain

TOO_LONG = _("“%(value)s…”共 %(length)s 字，最多 %(limit)s 字，请缩短。")
SCIENTIFIC = _("“%(value)s”是科学计数法，电子表格已丢失后面的数字，请把这一列设为文本格式后重新填写。")
DAY_FOR_CODE = _("这一格被电子表格改成了日期“%(value)s”，请把这一列设为文本格式后重新填写。")
CODE_TIDIED = _("已按“%(value)s”读取：去掉了引号、空格或全角字符。")
NO_CHOICE = _("没有“%(value)s”这个选项；可以填写：%(known)s。")
NO_CHOICE_BUT = _("没有“%(value)s”这个选项，是不是“%(nearest)s”？可以填写：%(known)s。")
NOT_A_NUMBER = _("“%(value)s”不是数字，请只填写数字。")
NOT_WHOLE = _("“%(value)s”不是整数，请填写整数。")
NEGATIVE = _("“%(value)s”小于 0，请核对。")
TOO_LARGE = _("“%(value)s”太大，最大 %(limit)s，请核对。")
TOO_MANY_PLACES = _("“%(value)s”的小数超过 %(places)s 位，请四舍五入后填写。")
UNIT_REMOVED = _("已按 %(value)s 读取，请只填写数字。")
NOT_TRUTH = _("“%(value)s”应填“是”或“否”。")
NOT_A_YEAR = _("“%(value)s”不是学年，请填写学年开始的年份，例如 2022，或 2022-2023。")
YEARS_APART = _("“%(value)s”不是一个学年：后一年应是前一年的下一年。")

CLEARING = frozenset({"-", "－"})
SCIENCE = re.compile(r"[+-]?\d+(\.\d+)?[eE][+-]?\d+")
YEAR = re.compile(words.SCHOOL_YEAR)
TRUTHS = dict.fromkeys(words.YES, True) | dict.fromkeys(words.NO, False)
UNITS = re.compile(rf"({words.UNITS})$")
THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")


def begun(cell: Cell) -> Plain | Converted:
    """Return the text of a cell that says something, or at once what there is to return."""
    read = plain(cell)
    if read.is_refused:
        return Converted(findings=read.findings)
    if not read.text:
        return BLANK
    return CLEARED if read.text in CLEARING else read


def text(cell: Cell, *, longest: int) -> Converted:
    """Return a text of at most so many characters, rare ones intact."""
    read = begun(cell)
    if isinstance(read, Converted):
        return read
    if len(read.text) > longest:
        params = {"value": read.text[:20], "length": len(read.text), "limit": longest}
        return fault("too_long", TOO_LONG, **params)
    return Converted(read.text, read.findings)


def code(cell: Cell, *, longest: int) -> Converted:
    """Return a code: as it was typed but for full width, quotes and blanks; never one that lost digits."""
    if not isinstance(cell, str) and hasattr(cell, "isoformat"):
        return fault("day_for_code", DAY_FOR_CODE, value=cell.isoformat())
    read = begun(cell)
    if isinstance(read, Converted):
        return read
    tidy = "".join(half_width(read.text).split()).lstrip("'‘’`")
    if SCIENCE.fullmatch(tidy):
        return fault("scientific", SCIENTIFIC, value=tidy[:SHOWN])
    if tidy.endswith(".0") and tidy[:-2].isdecimal():  # a code that went through a program's numbers
        tidy = tidy[:-2]
    if len(tidy) > longest:
        return fault("too_long", TOO_LONG, value=tidy[:20], length=len(tidy), limit=longest)
    if isinstance(cell, str) and tidy != cell.strip():
        return Converted(tidy, (warning("code_tidied", CODE_TIDIED, value=tidy),))
    return Converted(tidy, read.findings)


def choice(cell: Cell, *, choices: type[TextChoices], aliases: Mapping[str, str]) -> Converted:
    """Return the code of a choice by its Chinese label, its code or an alias."""
    read = begun(cell)
    if isinstance(read, Converted):
        return read
    with translation.override(FILE_LANGUAGE):
        labels = {folded(str(label)): value for value, label in choices.choices}
        known = [str(label) for label in choices.labels]
    spellings = {**{folded(alias): value for alias, value in aliases.items()}, **labels}
    spellings |= {str(value): value for value in choices.values}
    spelt = folded(read.text)
    if spelt in spellings:
        return Converted(str(spellings[spelt]), read.findings)
    params = {"value": read.text[:SHOWN], "known": listed(known)}
    near = get_close_matches(spelt, list(labels), n=1, cutoff=0.5)
    if near:
        nearest = known[list(labels).index(near[0])]
        return fault("unknown_choice", NO_CHOICE_BUT, nearest=nearest, **params)
    return fault("unknown_choice", NO_CHOICE, **params)


def _number(cell: Cell) -> tuple[Decimal, tuple[Finding, ...]] | Converted:
    read = begun(cell)
    if isinstance(read, Converted):
        return read
    typed = "".join(half_width(read.text).split())
    bare = UNITS.sub("", typed)
    if SCIENCE.fullmatch(bare):  # typed or shown so; a workbook's own number is exact and comes without it
        return fault("scientific", SCIENTIFIC, value=bare[:SHOWN])
    digits = bare.replace(",", "") if THOUSANDS.fullmatch(bare) else bare
    try:
        number = Decimal(digits)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or "_" in digits:
        return fault("not_a_number", NOT_A_NUMBER, value=read.text[:SHOWN])
    if number < 0:
        return fault("negative", NEGATIVE, value=read.text[:SHOWN])
    findings = read.findings
    if digits != typed:
        findings = (*findings, warning("unit_removed", UNIT_REMOVED, value=digits))
    return number, findings


def whole(cell: Cell, *, most: int) -> Converted:
    """Return a whole number from 0 to ``most``."""
    read = _number(cell)
    if isinstance(read, Converted):
        return read
    number, findings = read
    if number > most:
        return fault("too_large", TOO_LARGE, value=f"{number:f}"[:SHOWN], limit=most)
    if number != int(number):
        return fault("not_whole", NOT_WHOLE, value=f"{number:f}"[:SHOWN])
    return Converted(int(number), findings)


def decimal(cell: Cell, *, digits: int, places: int) -> Converted:
    """Return a number of at most so many digits, ``places`` of them behind the point."""
    read = _number(cell)
    if isinstance(read, Converted):
        return read
    number, findings = read
    most = Decimal(10) ** (digits - places)
    if number >= most:
        return fault("too_large", TOO_LARGE, value=f"{number:f}"[:SHOWN], limit=most - 1)
    rounded = round(number, places)
    if rounded != number and abs(rounded - number) > Decimal(10) ** -9:  # a spreadsheet's 0.30000000000000004
        return fault("too_many_places", TOO_MANY_PLACES, value=f"{number:f}"[:SHOWN], places=places)
    return Converted(f"{rounded.normalize():f}", findings)


def truth(cell: Cell) -> Converted:
    """Return yes or no."""
    read = begun(cell)
    if isinstance(read, Converted):
        return read
    spelt = folded(read.text)
    if spelt not in TRUTHS:
        return fault("not_truth", NOT_TRUTH, value=read.text[:SHOWN])
    return Converted(TRUTHS[spelt], read.findings)


def school_year(cell: Cell, *, first: int, last: int) -> Converted:
    """Return the calendar year in which a school year begins: 2022 of 2022-2023."""
    read = begun(cell)
    if isinstance(read, Converted):
        return read
    found = YEAR.fullmatch("".join(half_width(read.text).split()))
    if not found or not first <= int(found[1]) <= last:
        return fault("not_a_year", NOT_A_YEAR, value=read.text[:SHOWN])
    begins, ends = int(found[1]), found[2]
    if ends and not str(begins + 1).endswith(ends):
        return fault("years_apart", YEARS_APART, value=read.text[:SHOWN])
    return Converted(begins, read.findings)
