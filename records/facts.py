"""Reading facts from fixtures/ and remembering which of them were loaded."""

from __future__ import annotations

import tomllib
from typing import Any

from django.conf import settings

from records.models import LoadedFact

REPORT, DEMONSTRATION, STANDARDS = "report", "demonstration", "standards"


def read_facts(source: str, name: str) -> dict[str, Any]:
    """Return the content of fixtures/<source>/<name>.toml."""
    return tomllib.loads((settings.BASE_DIR / "fixtures" / source / f"{name}.toml").read_text("utf-8"))


def is_new(source: str, key: str) -> bool:
    """Mark a fact as loaded and return whether this is the first time.

    A fact that was loaded once is never loaded again: what people changed, ended or deleted since stays.
    Queries: 1 to 4.
    """
    _row, created = LoadedFact.objects.get_or_create(source=source, key=key)
    return created


def forget(source: str, key: str) -> None:
    """Take the mark of a loaded fact away, so that it can be loaded again. Queries: 1."""
    LoadedFact.objects.filter(source=source, key=key).delete()
