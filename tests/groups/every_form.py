"""Every form of the groups app: where it stands, what an officer answers, and what is there then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.access import SYSTEM
from groups.actions_changes import join
from groups.models import (
    EducationGroup,
    Formation,
    FormationStep,
    GroupChange,
    Membership,
    PlannedSchool,
)
from records.models import AuditEntry, RequestKey
from schools.models import Lineage, School, SchoolStatus
from tests import factories
from tests.bad_input import filled
from tests.groups.days import LATER, SOON

STORED = (
    EducationGroup, Membership, GroupChange, Formation, FormationStep, PlannedSchool, School, SchoolStatus,
    Lineage, AuditEntry, RequestKey,
)  # fmt: skip
REPLACING = {
    "code": "510115-L777", "name": "丙十二年制学校", "kind": "twelve_year", "ownership": "public",
    "stages": ["primary"], "operating_from": LATER, "takes_over": "on", "reason": "变更办学类型",
}  # fmt: skip


@dataclass(frozen=True)
class Form:
    """One form: what its address is about, what is answered, and how many rows there are more then.

    ``is_previewed`` says that it is shown what follows before it is done.
    """

    about: Callable[[SimpleNamespace], list[Any]]
    answers: Callable[[SimpleNamespace], dict[str, Any]]
    grown: dict[str, int]
    is_previewed: bool = True


def of_group(**answers: Any) -> Callable[..., Form]:
    """Return how to make a form about the first group from what it adds; text names a row's key."""
    return lambda **grown: Form(
        lambda rows: [rows.first.slug], lambda rows: named(rows, answers), {"GroupChange": 1, **grown}
    )


def of_school(**answers: Any) -> Callable[..., Form]:
    """Return how to make a form about the end of the member school."""
    return lambda **grown: Form(
        lambda rows: [rows.member.code],
        lambda rows: named(rows, answers),
        {"GroupChange": 1, "SchoolStatus": 1, **grown},
    )


def of_formation(**answers: Any) -> Callable[..., Form]:
    """Return how to make a form about the formation."""
    return lambda **grown: Form(
        lambda rows: [rows.formation.slug], lambda rows: named(rows, answers), grown, is_previewed=False
    )


def named(rows: SimpleNamespace, answers: dict[str, Any]) -> dict[str, Any]:
    """Return the answers with the keys of the rows that they name by «@»."""
    return {
        name: getattr(rows, value[1:]).pk if str(value).startswith("@") else value
        for name, value in answers.items()
    }


SPLIT = {"name": "丙教育集团", "slug": "bing", "group_kind": "ordinary", "lead": "@member", "day": LATER}
FORMS = {
    "group_join": of_group(school="@new", role="member", day=LATER)(Membership=1),
    "group_leave": of_group(school="@member", end_reason="grown", day=LATER)(),
    "group_move": of_group(school="@member", other_group="@third", day=LATER)(Membership=1),
    "group_lead": of_group(school="@member", old_lead="stays", day=LATER)(Membership=2),
    "group_split": of_group(**SPLIT)(EducationGroup=1, Membership=1),
    "group_dissolve": of_group(day=LATER)(),
    "group_edit": Form(lambda rows: [rows.first.slug], lambda rows: {"name": "新名"}, {}, is_previewed=False),
    "membership_correct": Form(
        lambda rows: [rows.membership.pk],
        lambda rows: {"document": "〔2019〕1号", "reason": "补登文件"},
        {"GroupChange": 1},
    ),
    "plan_withdraw": Form(
        lambda rows: [rows.plan.pk], lambda rows: {"reason": "暂缓"}, {"Membership": -1}, is_previewed=False
    ),
    "formation_new": Form(
        lambda rows: [],
        lambda rows: {"name": "新教育集团", "slug": "xin", "kind": "ordinary", "day": "2022-09-01"},
        {"Formation": 1, "FormationStep": 1},
        is_previewed=False,
    ),
    "formation_edit": of_formation(plan="以强带弱")(),
    "planned_new": of_formation(school="@member", role="member")(PlannedSchool=1),
    "planned_remove": Form(
        lambda rows: [rows.formation.slug, rows.planned.pk],
        lambda rows: {},
        {"PlannedSchool": -1},
        is_previewed=False,
    ),
    "formation_step": of_formation(day="2022-09-01")(FormationStep=1),
    "formation_abandon": of_formation(reason="条件不成熟")(),
    "school_close": of_school(day=LATER, reason="布局调整")(),
    "school_merge": of_school(day=LATER, into="@lone", reason="布局调整")(Lineage=1),
    "school_replace": of_school(**REPLACING)(Membership=1, School=1, SchoolStatus=2, Lineage=1),
}


def make_rows(district: SimpleNamespace) -> SimpleNamespace:
    """Return the small district with all that the forms are about."""
    district.new = factories.make_school("辛校")
    district.formation = factories.make_formation("庚教育集团", slug="geng", lead=district.lone)
    district.planned = district.formation.planned.get()
    district.membership = district.first.memberships.get(school=district.member)
    change = GroupChange(kind="join", district=district.district, group=district.third, day=SOON)
    district.plan = join(change, school=district.lone, by=SYSTEM)
    return district


def address(page: str, rows: SimpleNamespace) -> str:
    """Return where a form stands."""
    return reverse(f"groups:{page}", args=FORMS[page].about(rows))


def sent(browser: Client, page: str, rows: SimpleNamespace) -> dict[str, Any]:
    """Return what a browser sends from the form with its answers, confirmed."""
    form = browser.get(address(page, rows)).context["form"]
    return {**filled(form), **FORMS[page].answers(rows), "confirmed": "1"}


def submit(browser: Client, page: str, rows: SimpleNamespace) -> HttpResponse:
    """Open the form, answer it and send it."""
    return browser.post(address(page, rows), sent(browser, page, rows))


def everything() -> list[Any]:
    """Return all rows that a form could have changed."""
    return [list(model.objects.order_by("pk").values()) for model in STORED]  # type: ignore[attr-defined]


def counts() -> dict[str, int]:
    """Return how many rows there are, those of the trail and of used keys aside."""
    return {model.__name__: model.objects.count() for model in STORED[:-2]}  # type: ignore[attr-defined]


def grown(before: dict[str, int]) -> dict[str, int]:
    """Return how many rows of what there are more than before."""
    return {name: number - before[name] for name, number in counts().items() if number != before[name]}
