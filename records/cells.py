"""Texts in the cells of a spreadsheet: harmless when exported, the same again when imported."""

from __future__ import annotations

import re

# A spreadsheet takes a cell that begins so for a formula, full-width signs included.
FORMULA_STARTS = frozenset("=+-@\t\r\n＝＋－＠")
QUOTE = "'"
TEXT_AS_FORMULA = re.compile(r'="(.*)"')  # how people keep a spreadsheet from eating zeros
QUOTED_STARTS = FORMULA_STARTS | {QUOTE}


def neutralise(text: str) -> str:
    """Return the text for a cell, quoted where a spreadsheet would compute with it.

    A text that itself begins with a quote gets another, so that ``restore`` always finds the way back.
    """
    return QUOTE + text if text[:1] in QUOTED_STARTS else text


def restore(cell: str) -> str:
    """Return the text that ``neutralise`` made the cell of; a quote that it did not add stays."""
    quoted = cell[:1] == QUOTE and cell[1:2] in QUOTED_STARTS
    return cell[1:] if quoted else cell
