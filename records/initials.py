"""Pinyin initials of names: what people type when they look for a Chinese name on a Latin keyboard."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from pypinyin import Style, lazy_pinyin
from pypinyin.seg.simpleseg import seg

DEFAULTS: dict[str, Any] = {
    "verbose_name": _("拼音首字母"),
    "editable": False,
    "blank": True,
    "default": "",
    "max_length": 200,
}
LATIN = re.compile(r"[a-z0-9]+", re.IGNORECASE)


def initials_of(text: str) -> str:
    """Return the first letters of a text's syllables in lower case, «wjzx» for 温江中学; digits stay."""
    return "".join(map(_letters, seg(text)))


@lru_cache(maxsize=20_000)
def _letters(word: str) -> str:
    """Return the letters of one word; names share their characters, and looking one up takes its time."""
    parts = lazy_pinyin(word, style=Style.FIRST_LETTER, errors="default")
    return "".join("".join(LATIN.findall(part)) for part in parts).lower()


class InitialsField(models.CharField):
    """The initials of another field of the row, kept whenever the row is stored."""

    def __init__(self, *args: Any, of: str, **options: Any) -> None:
        self.of = of
        super().__init__(*args, **DEFAULTS | options)

    def deconstruct(self) -> Any:
        """Return what a migration needs to build the field again."""
        name, path, args, options = super().deconstruct()
        return name, path, args, options | {"of": self.of}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        """Return the initials of the text as it is stored in this moment."""
        initials = initials_of(getattr(model_instance, self.of))[: self.max_length]
        setattr(model_instance, self.attname, initials)
        return initials


def initialled(model: type[models.Model], changed: list[str]) -> list[str]:
    """Return the columns of initials that follow from the changed columns of a record."""
    fields = [field for field in model._meta.concrete_fields if isinstance(field, InitialsField)]
    return [field.attname for field in fields if field.of in changed]


def looks_like(text: str, *, names: list[str], initials: str) -> Q:
    """Return the condition «one of these columns contains the text, or its initials do»."""
    condition = Q()
    for name in names:
        condition |= Q(**{f"{name}__icontains": text})
    if LATIN.fullmatch(text):
        condition |= Q(**{f"{initials}__contains": text.lower()})
    return condition
