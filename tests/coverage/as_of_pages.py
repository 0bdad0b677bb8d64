"""What the pages of a district say as of a day, as plain lines that can be compared."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.test import Client
from django.test.html import Element, parse_html
from django.urls import reverse, reverse_lazy

from groups.models import EducationGroup
from schools.models import School
from schools.stages import CoverageStage

# What a page of a past day says beside what stood then, and why it may. Nothing else is left out.
LEFT_OUT = {
    "is-later": "the page itself says that this comes only after its day",
    "no-print": "what can be done now, and what waits today, whatever day the page is about",
    "trail": "who wrote what down and when, which is about the days of writing and not of validity",
    "plot": "a drawing that goes on to the target's day; its figures stand in the table below it",
}
TOKEN = ("name", "csrfmiddlewaretoken")  # another one for each page


DISTRICT = [
    reverse_lazy("home"),
    reverse_lazy("coverage:coverage_overview"),
    reverse_lazy("coverage:reconciliation"),
    reverse_lazy("schools:school_list"),
    reverse_lazy("groups:group_list"),
]


def details() -> list[str]:
    """Return the pages behind those of the district: of each stage, school and group that there is."""
    rows = [*School.objects.order_by("code"), *EducationGroup.objects.order_by("pk")]
    stages = [reverse("coverage:stage_detail", args=[stage]) for stage in CoverageStage]
    return [*stages, *(row.get_absolute_url() for row in rows)]


def read(browser: Client, pages: Iterable[str], day: date) -> dict[str, list[str]]:
    """Return what each page says as of a day, line by line."""
    return {page: lines_of(browser.get(page, {"on": day.isoformat()}).text) for page in pages}


def differences(before: dict[str, list[str]], after: dict[str, list[str]]) -> list[str]:
    """Return the lines that a page says only before, with a minus, or only after, with a plus."""
    return [
        f"{page}: {line}"
        for page, lines in before.items()
        for line in difflib.ndiff(lines, after[page])
        if not line.startswith(" ")
    ]


def lines_of(html: str) -> list[str]:
    """Return the marks and the words of a page, each on a line, without what is left out."""
    return list(_lines(parse_html(html)))


def _lines(node: Any) -> Iterator[str]:
    if not isinstance(node, Element):
        yield " ".join(node.split())
    elif not _is_left_out(node):
        yield " ".join([node.name or "", *(f"{name}={value}" for name, value in node.attributes)])
        for child in node.children:
            yield from _lines(child)


def _is_left_out(element: Element) -> bool:
    classes = {name for key, value in element.attributes if key == "class" for name in value.split()}
    return bool(classes & set(LEFT_OUT)) or TOKEN in element.attributes
