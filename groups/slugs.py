"""The addresses of groups: how they are written, and the words that the portal keeps for pages of its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.translation import gettext_lazy as _

SLUG_FORM = _("只能用小写字母、数字和连字符。")
SLUG_RESERVED = _("“%(slug)s”是平台网页的固定地址，不能用作集团的网址名，请换一个。")
SLUG_TAKEN = _("这个网址名已被一个教育集团使用，请换一个。")
SLUG_IN_FORMATION = _("这个网址名已用于另一项集团组建，请换一个。")
OF_GROUPS = re.compile(r"groups/(formations/)?(?P<word>[a-z0-9-]+)/")


def refuse_reserved_slug(slug: str) -> None:
    """Refuse a slug under which another page than the group's would open.

    Raises: ValidationError with code «slug_reserved».
    """
    if slug in reserved_slugs():
        raise ValidationError(SLUG_RESERVED, code="slug_reserved", params={"slug": slug})


def reserved_slugs() -> set[str]:
    """Return the words with which addresses begin beside those of single groups and formations."""
    beginnings = map(OF_GROUPS.match, _routes(get_resolver().url_patterns))
    return {beginning["word"] for beginning in beginnings if beginning}


def _routes(patterns: Iterable[URLPattern | URLResolver], above: str = "") -> Iterator[str]:
    for pattern in patterns:
        route = f"{above}{pattern.pattern}"
        yield route
        yield from _routes(getattr(pattern, "url_patterns", ()), route)


SLUG_VALIDATORS: list[Callable[[str], None]] = [
    RegexValidator(r"^[a-z0-9]+(-[a-z0-9]+)*\Z", SLUG_FORM),
    refuse_reserved_slug,
]
