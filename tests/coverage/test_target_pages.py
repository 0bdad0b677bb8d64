"""Targets, the measure put first, schemes and rule sets: the pages and what they do."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from coverage import actions_targets as actions
from coverage.models import Headline, Target
from records.errors import AlreadyDone
from records.models import AuditEntry
from tests import factories
from tests.bad_input import cases, filled

D20, D21, D25 = date(2020, 9, 1), date(2021, 9, 1), date(2025, 9, 1)
CONFIRMED = {"confirmed": "1"}
NOBODYS = ["inspector", "administrator", "auditor", "lead_principal"]


@pytest.fixture
def bureau(officer, signed_in):
    """Return the signed-in browser of an officer."""
    return signed_in(officer)


def new_target(district, **fields):
    """Return a target that is not stored."""
    values = {"stage": "compulsory", "share": "0.9", "statement": "覆盖率达到 90 %", "start": D21} | fields
    return Target(district=district.district, **values)


def days(model=Target):
    """Return the periods of what is stored, in the order of days."""
    return [(row.start, row.end) for row in model.objects.order_by("start", "pk")]


# --- actions ---


@pytest.mark.parametrize("start", [None, D20])
def test_former_target_ends_where_the_new_one_begins(district, officer, start):
    factories.make_target(start=start)

    actions.begin(new_target(district), by=officer)

    assert sorted(days(), key=str) == sorted([(start, D21), (D21, None)], key=str)
    assert list(AuditEntry.objects.order_by("sequence").values_list("action", flat=True)) == ["end", "create"]


def test_targets_of_other_stages_stay(district, officer):
    other = factories.make_target("senior", "1")

    actions.begin(new_target(district), by=officer)

    other.refresh_from_db()
    assert (other.start, other.end) == (None, None)


@pytest.mark.parametrize(("start", "code"), [(None, "no_start"), (D20, "same_day")])
def test_new_target_needs_a_day_of_its_own(district, officer, start, code):
    factories.make_target(start=D20)

    with pytest.raises(ValidationError) as caught:
        actions.begin(new_target(district, start=start), by=officer)

    assert [error.code for error in caught.value.error_dict["start"]] == [code]
    assert days() == [(D20, None)]


def test_new_target_does_not_run_into_a_planned_one(district, officer):
    factories.make_target(start=D25)

    with pytest.raises(ValidationError, match="已有另一个目标"):
        actions.begin(new_target(district), by=officer)


def test_new_headline_ends_the_former(district, officer):
    factories.make_headline("designated")

    actions.begin(
        Headline(district=district.district, basis="reached", weight="pupils", start=D21), by=officer
    )

    assert sorted(days(Headline), key=str) == sorted([(None, D21), (D21, None)], key=str)


def test_target_sent_twice_is_set_once(district, officer):
    key = uuid4()
    actions.begin(new_target(district), request_key=key, by=officer)

    with pytest.raises(AlreadyDone):
        actions.begin(new_target(district, start=D25), request_key=key, by=officer)

    assert days() == [(D21, None)]


@pytest.mark.parametrize("day", [D20, date(2019, 1, 1), date(2026, 1, 1)])
def test_end_lies_within_the_period(district, officer, day):
    row = factories.make_target(start=D20, end=D25)

    with pytest.raises(ValidationError):
        actions.end(row, day=day, by=officer)


@pytest.mark.parametrize("person", NOBODYS)
def test_targets_are_set_by_the_officer(request, district, person):
    user, row = request.getfixturevalue(person), factories.make_target(start=D20)

    for act in (
        lambda: actions.begin(new_target(district), by=user),
        lambda: actions.amend(row, by=user),
        lambda: actions.end(row, day=D21, by=user),
    ):
        with pytest.raises(PermissionDenied):
            act()


# --- pages ---

LISTS = ["targets", "headline", "schemes", "rules"]


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize(
    ("person", "status", "may_edit"),
    [
        ("officer", 200, True),
        ("inspector", 200, False),
        ("administrator", 200, False),
        ("lead_principal", 403, False),
        ("member_principal", 403, False),
        ("other_principal", 403, False),
        ("auditor", 403, False),
    ],
)
def test_list_is_read_by_the_bureau(request, district, signed_in, name, person, status, may_edit):
    factories.make_target()
    factories.make_headline("reached")

    answer = signed_in(request.getfixturevalue(person)).get(f"/coverage/{name}/")

    has_link = f"/coverage/{name}/new/" in answer.content.decode()
    assert (answer.status_code, has_link) == (status, may_edit and name in ("targets", "headline"))


@pytest.mark.parametrize("name", LISTS)
def test_list_asks_the_anonymous_visitor_to_sign_in(client, district, name):
    assert client.get(f"/coverage/{name}/").status_code == 302


@pytest.mark.parametrize("name", LISTS)
def test_empty_list_says_what_comes_next(bureau, district, name):
    assert 'class="empty"' in bureau.get(f"/coverage/{name}/").content.decode()


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("name", "queries"), [("targets", 11), ("headline", 11), ("schemes", 9), ("rules", 9)]
)
def test_list_takes_this_many_queries(district, bureau, django_assert_num_queries, name, queries, rows):
    for place in range(rows):
        span = {"start": date(2020 + place, 1, 1), "end": date(2021 + place, 1, 1)}
        factories.make_target(**span)
        factories.make_headline("reached", **span)
        factories.make_designation(district.lead, factories.make_level(f"s{place}", f"l{place}"))
        factories.make_rule_set(f"set{place}", rules=rows)

    with django_assert_num_queries(queries):
        bureau.get(f"/coverage/{name}/")


FORMS = {
    "targets/new": {
        "stage": "compulsory",
        "share": "0.9",
        "statement": "覆盖率达到 90 %",
        "start": "2021-09-01",
    },
    "targets/{target}/edit": {"share": "0.5", "statement": "覆盖率达到 50 %"},
    "targets/{target}/end": {"day": "2021-09-01"},
    "headline/new": {"basis": "reached", "weight": "institutions", "start": "2021-09-01"},
    "headline/{headline}/edit": {"basis": "reached"},
    "headline/{headline}/end": {"day": "2021-09-01"},
}


@pytest.fixture
def stored(district):
    """Return a target and a choice of measure in force, and one school of three that is designated."""
    factories.make_designation(district.lead)
    return {
        "target": factories.make_target("compulsory", "0.2", start=D20).pk,
        "headline": factories.make_headline("designated", start=D20).pk,
    }


def page_of(name, stored):
    """Return the address of a form."""
    return f"/coverage/{name.format(**stored)}/"


def given(name, bureau, stored):
    """Return valid input of a form as its page would send it."""
    return {**filled(bureau.get(page_of(name, stored)).context["form"]), **FORMS[name]}


def state():
    """Return all targets and choices of measure as they are stored."""
    return [row.snapshot() for model in (Target, Headline) for row in model.objects.order_by("pk")]


@pytest.mark.parametrize("name", FORMS)
def test_form_shows_the_effect_first_and_writes_nothing(district, bureau, stored, name):
    before = state()

    text = bureau.post(page_of(name, stored), given(name, bureau, stored)).content.decode()

    assert "的覆盖率会有什么变化" in text
    assert (state(), AuditEntry.objects.count()) == (before, 0)


@pytest.mark.parametrize("name", FORMS)
def test_confirmed_form_is_carried_out_once(district, bureau, stored, name):
    before, data = state(), given(name, bureau, stored) | CONFIRMED

    answers = [bureau.post(page_of(name, stored), data).status_code for _click in range(2)]
    after = state()

    assert answers[0] == 302
    assert after != before
    assert len(after) == (3 if name.endswith("new") else 2)


def test_raised_target_says_which_verdict_flips(district, bureau, stored):
    text = bureau.post("/coverage/targets/new/", given("targets/new", bureau, stored)).content.decode()

    assert "将由达标变为未达标" in text


def test_other_headline_is_named_in_the_preview(district, bureau, stored):
    text = bureau.post("/coverage/headline/new/", given("headline/new", bureau, stored)).content.decode()

    assert "已认定 · 按学校 → <strong>已覆盖 · 按学校</strong>" in text


@pytest.mark.parametrize("name", FORMS)
def test_spoiled_field_is_named_and_nothing_is_written(district, bureau, stored, name):
    opened, base = bureau.get(page_of(name, stored)).context["form"], given(name, bureau, stored)

    wrong = {}
    for field, what, values in cases(opened):
        spoiled = {**base, field: values[field], **CONFIRMED}
        if field == "end":  # an end is bad in itself, or beside the start
            spoiled["start"] = values.get("start", base["start"])
        answer = bureau.post(page_of(name, stored), spoiled)
        form = answer.context.get("form") if answer.context else None
        if answer.status_code != 200 or not form or not form.errors:
            wrong[field, what] = answer.status_code

    assert wrong == {}
    assert AuditEntry.objects.count() == 0


def test_conflict_page_writes_days_as_people_do(district, bureau, stored, officer):
    data = given("targets/{target}/edit", bureau, stored) | CONFIRMED | {"due_on": "2025-12-31"}
    target = Target.objects.get(pk=stored["target"])
    target.due_on = date(2023, 12, 31)
    actions.amend(target, by=officer)

    answer = bureau.post(page_of("targets/{target}/edit", stored), data)

    [due_on] = [each for each in answer.context["conflict"].compared if each.label == "完成期限"]
    assert (answer.status_code, due_on.stored, due_on.typed) == (409, "2023年12月31日", "2025年12月31日")


@pytest.mark.parametrize("name", ["targets", "headline"])
def test_rows_of_another_district_are_not_found(district, bureau, name):
    elsewhere = factories.make_district("510116", "双流区")
    row = {
        "targets": lambda: factories.make_target(district=elsewhere),
        "headline": lambda: factories.make_headline("reached", district=elsewhere),
    }[name]()

    assert [bureau.get(f"/coverage/{name}/{row.pk}/{page}/").status_code for page in ("edit", "end")] == [
        404,
        404,
    ]


# --- schemes and rule sets ---


def test_scheme_shows_holders_and_what_a_level_becomes(district, bureau):
    new = factories.make_level(code="新级")
    old = factories.make_level(code="旧级", successor=new)
    factories.make_designation(district.lead, old)
    factories.make_designation(district.member, old, end=D20)

    text = bureau.get("/coverage/schemes/").content.decode()
    shown = bureau.get("/coverage/designations/", {"level": old.pk, "state": "valid"}).context["page_obj"]

    assert f'?level={old.pk}&amp;state=valid&amp;on={timezone.localdate():%Y-%m-%d}">1</a>' in text
    assert "quality · 新级" in text
    assert shown.paginator.count == 1


@pytest.mark.parametrize(("person", "has_link"), [("administrator", True), ("officer", False)])
def test_code_tables_are_edited_by_the_administrator(request, district, signed_in, person, has_link):
    factories.make_level()
    factories.make_rule_set(rules=1)
    browser = signed_in(request.getfixturevalue(person))

    texts = [browser.get(f"/coverage/{name}/").content.decode() for name in ("schemes", "rules")]

    assert ["/change/" in text for text in texts] == [has_link, has_link]


def test_rules_are_those_of_the_day(district, bureau):
    yesterday = timezone.localdate() - timedelta(days=1)
    factories.make_rule_set("old", name="旧规则", end=yesterday, rules=1)
    factories.make_rule_set("new", name="新规则", start=yesterday, rules=1, confidence="R")

    text = bureau.get("/coverage/rules/").content.decode()
    earlier = bureau.get("/coverage/rules/", {"on": "2015-01-01"}).content.decode()

    assert ("新规则" in text, "旧规则" in text, "凭记忆，未核实" in text) == (True, False, True)
    assert ("新规则" in earlier, "旧规则" in earlier) == (False, True)
