"""The forms of coverage: where they are, what an officer types into them, and all that they can write."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

from django.test import Client
from django.urls import reverse

from coverage.models import Designation, Headline, Target
from records.models import AuditEntry, RequestKey
from tests import factories
from tests.bad_input import filled

WRITING = {  # page: what is typed over what the form holds
    "designation_new": {"start": "2021-09-01", "level": "new", "school": "lone"},
    "designation_award": {"start": "2021-09-01", "level": "new"},
    "designation_renew": {"start": "2095-09-01"},
    "designation_convert": {"start": "2095-09-01"},
    "designation_withdraw": {"day": "2022-09-01", "reason": "复查不合格"},
    "designation_correct": {"start": "2020-09-02", "reason": "日期有误"},
    "target_new": {"stage": "senior", "share": "1", "statement": "覆盖率达到 100 %", "start": "2021-09-01"},
    "target_edit": {"share": "0.5"},
    "target_end": {"day": "2021-09-01"},
    "headline_new": {"basis": "reached", "weight": "institutions", "start": "2021-09-01"},
    "headline_edit": {"weight": "pupils"},
    "headline_end": {"day": "2021-09-01"},
}
STORED = (Designation, Target, Headline, RequestKey, AuditEntry)


def rows_of(
    district: SimpleNamespace, *, level: str = "旧级", document: str = "", statement: str = "目标"
) -> SimpleNamespace:
    """Return a designation of the member school, of a level mapped to a new one, a target and a headline."""
    start, new = date(2020, 9, 1), factories.make_level(code="新级")
    old = factories.make_level(code=level, successor=new)
    return SimpleNamespace(
        school=district.member,
        lone=district.lone,
        new=new,
        designation=factories.make_designation(
            district.member, old, start=start, end=date(2095, 9, 1), document=document
        ),
        target=factories.make_target(start=start, statement=statement),
        headline=factories.make_headline("designated", start=start),
    )


def address_of(page: str, rows: SimpleNamespace) -> str:
    """Return the address of a page about the rows."""
    noun, _underscore, verb = page.partition("_")
    if verb == "award":
        return reverse(f"coverage:{page}", args=[rows.school.code])
    is_about_row = hasattr(rows, noun) and verb not in ("new", "list")
    return reverse(f"coverage:{page}", args=[getattr(rows, noun).pk] if is_about_row else [])


def answers(page: str, rows: SimpleNamespace, officer: Client) -> dict[str, Any]:
    """Return what the officer would send from a form as it was opened, confirmed."""
    typed = {
        name: getattr(rows, value).pk if name in ("level", "school") else value
        for name, value in WRITING[page].items()
    }
    return {**filled(officer.get(address_of(page, rows)).context["form"]), **typed, "confirmed": "1"}


def everything() -> list[list[dict[str, Any]]]:
    """Return all that a form of coverage could have written."""
    return [list(model.objects.order_by("pk").values()) for model in STORED]
