"""From a cell to the plain text that a person meant, with what was taken away told."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from records.cells import TEXT_AS_FORMULA, restore
from records.reading import Cell, Fault, Number
from records.text import forbidden_position
from schools.imports.outcome import Finding, warning

ERROR_CELL = gettext_lazy("这一格是电子表格的错误值“%(value)s”，请改正公式或直接填写内容。")
NEVER_COMPUTED = gettext_lazy("这一格是没有计算结果的公式，请用电子表格软件打开并保存一次，或直接填写内容。")
NO_DAY = gettext_lazy("这一格设为日期格式，但“%(value)s”不是日期，请重新填写。")
LONG_NUMBER = gettext_lazy(
    "数字“%(value)s”超过 15 位，电子表格已丢失后面的数字，请把这一列设为文本格式后重新填写。"
)
CONTROL = gettext_lazy("第 %(position)s 个字符是不可见的控制字符（U+%(codepoint)s），请删除。")
LINE_BREAK = gettext_lazy("这一格里有换行，请改为一行。")
BLANKS_REMOVED = gettext_lazy("已去掉“%(value)s”里看不见的空格。")

FAULTS = {"error_cell": ERROR_CELL, "never_computed": NEVER_COMPUTED, "no_day": NO_DAY}
FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad]")  # what pasting leaves behind
ODD_BLANKS = re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
SPREADSHEET_ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"})
MOST_DIGITS = 15
KEPT = Context(prec=MOST_DIGITS)  # a spreadsheet computes with these digits; what follows is noise
SHOWN = 40  # signs of a cell that a sentence repeats


@dataclass(frozen=True)
class Plain:
    """A cell as a text of one line, what was changed on the way, and whether it was a number."""

    text: str
    findings: tuple[Finding, ...] = ()
    is_number: bool = False

    @property
    def is_refused(self) -> bool:
        """Return whether there is no text to go on with."""
        return any(not finding.is_warning for finding in self.findings)


def shown(cell: Cell) -> str:
    """Return a cell as an error report repeats it: days as in 2022-09-01."""
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def plain(cell: Cell) -> Plain:
    """Return what a cell says as a text, without blanks around it and without signs that cannot be seen."""
    if isinstance(cell, Fault):
        return _refused(cell.code, FAULTS[cell.code], value=cell.text)
    if isinstance(cell, Number):
        return _of_number(cell)
    if isinstance(cell, date):
        return Plain(cell.isoformat())
    return _of_text(cell)


def _of_number(number: Number) -> Plain:
    """Return the digits of a number; what has more of them than a spreadsheet keeps is refused."""
    if number.text.isdecimal() and len(number.text) <= MOST_DIGITS:
        return Plain(number.text, is_number=True)
    try:
        if abs(Decimal(number.text)) >= Decimal(10) ** MOST_DIGITS:
            return _refused("long_number", LONG_NUMBER, value=number.text[:SHOWN])
    except InvalidOperation:
        return _refused("error_cell", ERROR_CELL, value=number.text[:SHOWN])
    return Plain(f"{KEPT.create_decimal(number.text).normalize():f}", is_number=True)


def _of_text(cell: str) -> Plain:
    if cell.isalnum():  # nothing that a spreadsheet or a hand adds is a letter or a digit
        return Plain(cell)
    text = cell.strip()
    formula = TEXT_AS_FORMULA.fullmatch(text)
    if text in SPREADSHEET_ERRORS:
        return _refused("error_cell", ERROR_CELL, value=text)
    text = formula[1].strip() if formula else restore(text).strip()
    without = INVISIBLE.sub("", ODD_BLANKS.sub(" ", text)).strip()
    findings: tuple[Finding, ...] = ()
    if without != text:
        findings = (warning("blanks_removed", BLANKS_REMOVED, value=without[:SHOWN]),)
    wrong = forbidden_position(without)
    if wrong:
        return _refused_sign(without[wrong - 1], wrong)
    return Plain(without, findings)


def _refused_sign(sign: str, position: int) -> Plain:
    if sign in "\r\n":
        return _refused("line_break", LINE_BREAK)
    return _refused("forbidden_character", CONTROL, position=position, codepoint=f"{ord(sign):04X}")


def _refused(code: str, message: Any, **params: Any) -> Plain:
    return Plain("", (Finding(code, message % params),))


def half_width(text: str) -> str:
    """Return the text with full-width letters, digits and signs as plain ones."""
    return text.translate(FULL_WIDTH)


def folded(text: str) -> str:
    """Return what two spellings of a word share: no blanks, no full width, no capitals."""
    return "".join(half_width(text).split()).lower()


def listed(words: list[str]) -> str:
    """Return words in one sentence."""
    return _("、").join(words)
