"""Keep the English catalogue: find every text in code and templates, keep what is translated, compile.

Run by ``make messages``; needs Babel and no gettext programs. Message ids are the Chinese texts.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ["records", "accounts", "schools", "groups", "exchanges", "coverage", "config", "templates"]
PO = ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po"
# What Django and the packages leave in English on Chinese pages: written by hand, only compiled here.
CHINESE_PO = ROOT / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
LAYOUT: dict[str, Any] = {"width": 110, "include_lineno": False, "sort_output": True, "ignore_obsolete": True}
KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


def main() -> None:
    """Update the English catalogue, compile both, and say what is left to translate."""
    catalogue = updated(PO)
    with PO.open("wb") as file:
        write_po(file, catalogue, **LAYOUT)
    for po in (PO, CHINESE_PO):
        po.with_suffix(".mo").write_bytes(compiled(stored(po)))
    missing = untranslated(catalogue)
    print(f"{len(catalogue)} texts, {len(missing)} of them not translated")


def updated(po: Path) -> Catalog:
    """Return the stored catalogue with exactly the texts that code and templates hold now."""
    catalogue = stored(po)
    catalogue.update(found(), no_fuzzy_matching=True, update_header_comment=False, update_creation_date=False)
    catalogue.obsolete.clear()
    return catalogue


def stored(po: Path) -> Catalog:
    """Return the catalogue as it stands in the file."""
    with po.open("rb") as file:
        return read_po(file, locale=po.parent.parent.name, domain="django")


def found() -> Catalog:
    """Return a catalogue of all texts, each with the files it stands in."""
    catalogue = Catalog(fuzzy=False)
    for path in _sources():
        name = path.relative_to(ROOT).as_posix()
        for _line, text, _comments, context in _texts(path):
            catalogue.add(text, locations=[(name, 1)], context=context)
    return catalogue


def _sources() -> Iterator[Path]:
    for folder in FOLDERS:
        yield from sorted(path for path in (ROOT / folder).rglob("*") if path.suffix in {".py", ".html"})


def _texts(path: Path) -> Iterator[tuple[int, Any, list[str], str | None]]:
    source = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        # What Django makes of a template is calls between blanked-out text; brackets free it of indentation.
        source = f"(\n{templatize(source, origin=path.name)}\n)"
    options = {"encoding": "utf-8"}
    yield from extract("python", io.BytesIO(source.encode()), keywords=KEYWORDS, options=options)


def compiled(catalogue: Catalog) -> bytes:
    """Return the content of the .mo file."""
    file = io.BytesIO()
    write_mo(file, catalogue)
    return file.getvalue()


def untranslated(catalogue: Catalog) -> list[str]:
    """Return the ids without a text in every plural form, and those marked as uncertain."""
    return [str(message.id) for message in catalogue if message.id and not _is_translated(message)]


def _is_translated(message: Any) -> bool:
    forms = [message.string] if isinstance(message.string, str) else message.string
    return bool(forms) and all(forms) and not message.fuzzy


if __name__ == "__main__":
    main()
