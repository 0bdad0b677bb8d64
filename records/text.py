"""What no stored text may hold, on either engine."""

from __future__ import annotations

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

FORBIDDEN_CHARACTER = _("第 %(position)s 个字符是不可见的控制字符（U+%(codepoint)s），请删除后再提交。")
# Cc: NUL and other controls. Cf: direction overrides and zero-width characters, which make a text read
# differently from what is stored. Cs: lone surrogates, which cannot be encoded.
FORBIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs"})
LINE_BREAKS = str.maketrans("\r\n", "  ")  # browsers send both


def is_forbidden(character: str) -> bool:
    """Return whether the character is a control, a line break, invisible, or a lone surrogate."""
    return unicodedata.category(character) in FORBIDDEN_CATEGORIES


def forbidden_position(text: str) -> int:
    """Return the position of the first character that must not be stored, counted from 1; 0 for none."""
    if text.isprintable():  # what must not be stored never is
        return 0
    return next((place for place, sign in enumerate(text, start=1) if is_forbidden(sign)), 0)


def refuse_forbidden_characters(value: str) -> None:
    """Refuse a text with a character that cannot be seen.

    SQLite would store a NUL that PostgreSQL refuses; a direction override forges what people read.
    Raises: ValidationError with code «forbidden_character».
    """
    position = forbidden_position(value)
    if position:
        params = {"position": position, "codepoint": f"{ord(value[position - 1]):04X}"}
        raise ValidationError(FORBIDDEN_CHARACTER, code="forbidden_character", params=params)


def refuse_forbidden_in_lines(value: str) -> None:
    """Refuse what ``refuse_forbidden_characters`` refuses, but for line breaks: the text has several lines.

    Raises: ValidationError with code «forbidden_character».
    """
    refuse_forbidden_characters(value.translate(LINE_BREAKS))
