"""The pages of designations: who sees what, what the forms do, and what they refuse."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.template import Context, Template
from django.utils import timezone

from coverage.models import Designation
from records.models import AuditEntry
from tests import factories
from tests.bad_input import cases, filled

D20, D21, D25 = date(2020, 9, 1), date(2021, 9, 1), date(2025, 9, 1)
LIST = "/coverage/designations/"
CONFIRMED = {"confirmed": "1"}


@pytest.fixture
def held(district):
    """Return a designation of a member school, of a level that is mapped to a new one."""
    new = factories.make_level(code="新级")
    old = factories.make_level(code="旧级", successor=new)
    return factories.make_designation(district.member, old, start=D20, end=D25, document="某发〔2020〕1号")


@pytest.fixture
def bureau(officer, signed_in):
    """Return the signed-in browser of an officer."""
    return signed_in(officer)


def names(answer):
    """Return the schools of a list's page."""
    return [row.school.name for row in answer.context["page_obj"]]


def held_by(school):
    """Return what a school holds or held."""
    rows = Designation.objects.filter(school=school).order_by("start", "pk")
    return [(row.level.code, row.start, row.end, row.end_reason) for row in rows]


# --- the list ---


@pytest.mark.parametrize(
    ("person", "seen"),
    [
        pytest.param("officer", ["甲校", "丙校"], id="officer"),
        pytest.param("inspector", ["甲校", "丙校"], id="inspector"),
        pytest.param("administrator", ["甲校", "丙校"], id="administrator"),
        pytest.param("lead_principal", ["甲校"], id="lead"),
        pytest.param("member_principal", ["丙校"], id="member"),
        pytest.param("other_principal", [], id="stranger"),
    ],
)
def test_list_holds_what_the_person_may_see(request, district, held, signed_in, person, seen):
    factories.make_designation(district.lead)

    answer = signed_in(request.getfixturevalue(person)).get(LIST)

    assert (answer.status_code, names(answer)) == (200, seen)


def test_list_is_closed_to_strangers(client, held, auditor, signed_in):
    assert client.get(LIST).status_code == 302
    assert signed_in(auditor).get(LIST).status_code == 403


@pytest.mark.parametrize(
    ("filters", "seen"),
    [
        pytest.param({"q": "甲"}, ["甲校"], id="name"),
        pytest.param({"q": "bx"}, ["丙校"], id="initials"),
        pytest.param({"scheme": "model"}, ["甲校"], id="scheme"),
        pytest.param({"stage": "senior"}, ["甲校"], id="stage"),
        pytest.param({"state": "expired", "on": "2026-01-01"}, ["丙校"], id="expired"),
        pytest.param({"state": "expiring", "on": "2024-12-01"}, ["丙校"], id="expiring"),
        pytest.param({"state": "withdrawn", "on": "2026-01-01"}, [], id="withdrawn"),
        pytest.param({"state": "upcoming", "on": "2019-01-01"}, ["丙校"], id="not yet"),
        pytest.param({"sort": "-school"}, ["丙校", "甲校"], id="order"),
    ],
)
def test_list_is_narrowed_by_its_address(district, held, bureau, filters, seen):
    factories.make_designation(district.lead, factories.make_level("model", stage="senior"))

    assert names(bureau.get(LIST, filters)) == seen


def test_list_is_narrowed_by_level(district, held, bureau):
    factories.make_designation(district.lead)

    assert names(bureau.get(LIST, {"level": str(held.level_id)})) == ["丙校"]


@pytest.mark.parametrize(
    "filters",
    [
        {"state": "nonsense"},
        {"level": "9" * 40},
        {"scheme": "x\x00"},
        {"q": "甲" * 100},
        {"sort": "-nothing"},
        {"on": "2022-02-30"},
    ],
)
def test_filter_that_cannot_be_used_is_said_and_left_out(held, bureau, filters):
    answer = bureau.get(LIST, filters)

    assert (answer.status_code, names(answer)) == (200, ["丙校"])


def test_export_holds_the_rows_of_the_list(district, held, bureau):
    factories.make_designation(district.lead)

    text = bureau.get(LIST, {"q": "丙", "export": "csv"}).content.decode("utf-8-sig")

    assert text.splitlines()[0] == "学校名称,认定体系,认定级别,开始日期,结束日期,当日状态"
    assert [line.split(",")[0] for line in text.splitlines()[1:]] == ["丙校"]


@pytest.mark.parametrize(("day", "name"), [("2021-08-31", "旧丙校"), ("2021-09-01", "丙校")])
def test_list_and_file_bear_the_name_of_the_day(district, held, bureau, day, name):
    factories.make_former_name(district.member, "旧丙校", used_until=date(2021, 9, 1))

    asked = {"q": "丙", "on": day}
    file = bureau.get(LIST, asked | {"export": "csv"}).content.decode("utf-8-sig")

    assert f'href="{district.member.get_absolute_url()}?on={day}">{name}</a>' in bureau.get(LIST, asked).text
    assert [line.split(",")[0] for line in file.splitlines()[1:]] == [name]


@pytest.mark.parametrize("rows", [1, 3])
def test_list_takes_this_many_queries(district, bureau, django_assert_num_queries, rows):
    for school in (district.lead, district.member, district.lone)[:rows]:
        factories.make_designation(school)

    with django_assert_num_queries(12):
        bureau.get(LIST)


def test_list_without_a_designation_says_what_comes_next(bureau, district):
    assert "还没有登记优质认定" in bureau.get(LIST).content.decode()


# --- the inbox ---


def inbox(user):
    """Return what the inbox shows to a person."""
    request = type("Request", (), {"user": user})()
    template = Template("{% load designation_inbox %}{% designation_inbox %}")
    return template.render(Context({"request": request})).strip()


@pytest.mark.parametrize(
    ("person", "waiting"),
    [
        ("officer", 2),
        ("inspector", 2),
        ("lead_principal", 1),
        ("member_principal", 1),
        ("other_principal", 0),
        ("auditor", 0),
    ],
)
def test_inbox_counts_what_its_list_shows(request, district, signed_in, person, waiting):
    soon = timezone.localdate() + timedelta(days=30)
    for school in (district.lead, district.member):
        factories.make_designation(school, end=soon)
    factories.make_designation(district.lone, end=soon, end_reason="renewed")
    factories.make_designation(district.partner)
    user = request.getfixturevalue(person)

    text = inbox(user)

    assert (f"{waiting} 项优质认定将在一年内到期" in text) == bool(waiting)
    assert bool(text) == bool(waiting)
    if waiting:
        assert len(names(signed_in(user).get(LIST, {"state": "expiring"}))) == waiting


def test_home_page_has_the_inbox(district, bureau):
    factories.make_designation(district.lead, end=timezone.localdate() + timedelta(days=30))

    assert "1 项优质认定将在一年内到期" in bureau.get("/").content.decode()


# --- one of them ---


def test_detail_shows_authority_document_chain_and_trail(district, held, bureau):
    bureau.post(
        f"{LIST}{held.pk}/renew/", {"start": "2025-09-01", "version": 1, "reason": "复评合格", **CONFIRMED}
    )

    text = bureau.get(held.get_absolute_url()).content.decode()

    assert "某发〔2020〕1号" in text
    assert '<span class="badge badge-plain">续期</span>' in text
    assert "复评合格" in text
    assert text.count("timeline") == 2
    assert "2025年9月1日起" in text


@pytest.mark.parametrize(
    ("person", "status", "may_edit"),
    [
        ("officer", 200, True),
        ("inspector", 200, False),
        ("administrator", 200, False),
        ("member_principal", 200, False),
        ("lead_principal", 404, False),
        ("other_principal", 404, False),
        ("auditor", 403, False),
    ],
)
def test_detail_is_read_as_far_as_the_school(request, held, signed_in, person, status, may_edit):
    answer = signed_in(request.getfixturevalue(person)).get(held.get_absolute_url())

    assert (answer.status_code, "/renew/" in answer.content.decode()) == (status, may_edit)


def test_detail_that_is_none_is_not_found(bureau, district):
    assert [bureau.get(f"{LIST}{key}/").status_code for key in (999, "9" * 30, "0", "x")] == [404] * 4


@pytest.mark.parametrize("earlier", [0, 3])
def test_detail_takes_this_many_queries(held, bureau, django_assert_num_queries, earlier):
    for place in range(earlier):
        level = factories.make_level(code=f"更旧{place}")
        factories.make_designation(held.school, level, end=D20)

    with django_assert_num_queries(10):
        bureau.get(held.get_absolute_url())


# --- the forms ---


def address(name, held):
    """Return the address of a form."""
    return f"{LIST}new/" if name == "new" else f"{LIST}{held.pk}/{name}/"


FORMS = {
    "new": {"start": "2020-09-01", "document": "某发〔2020〕5号"},
    "renew": {"start": "2025-09-01"},
    "convert": {"start": "2025-09-01"},
    "withdraw": {"day": "2022-09-01", "reason": "复查不合格"},
    "correct": {"start": "2020-09-02", "reason": "日期有误"},
}
AFTER = {
    "new": [("旧级", D20, D25, "")],
    "renew": [("旧级", D20, D25, "renewed"), ("旧级", D25, None, "")],
    "convert": [("旧级", D20, D25, "converted"), ("新级", D25, None, "")],
    "withdraw": [("旧级", D20, date(2022, 9, 1), "withdrawn")],
    "correct": [("旧级", date(2020, 9, 2), D25, "")],
}


def given(name, bureau, held, district):
    """Return valid input of a form as its page would send it."""
    form = bureau.get(address(name, held)).context["form"]
    row = {"school": district.lone.pk, "level": held.level_id} if name == "new" else {}
    return {**filled(form), **row, **FORMS[name]}


@pytest.mark.parametrize("name", FORMS)
def test_form_shows_the_effect_first_and_writes_nothing(name, district, held, bureau):
    before = held_by(district.member)

    answer = bureau.post(address(name, held), given(name, bureau, held, district))

    assert (answer.status_code, "还没有保存" in answer.content.decode()) == (200, True)
    assert (held_by(district.member), AuditEntry.objects.count()) == (before, 0)
    assert "的覆盖率会有什么变化" in answer.content.decode()


@pytest.mark.parametrize("name", FORMS)
def test_confirmed_form_is_carried_out(name, district, held, bureau):
    data = given(name, bureau, held, district) | CONFIRMED

    answer = bureau.post(address(name, held), data)

    assert answer.status_code == 302
    assert held_by(district.member) == AFTER[name]
    assert bool(held_by(district.lone)) == (name == "new")


@pytest.mark.parametrize("name", FORMS)
def test_second_click_has_no_effect(name, district, held, bureau):
    data = given(name, bureau, held, district) | CONFIRMED

    bureau.post(address(name, held), data)
    once = Designation.objects.count(), AuditEntry.objects.count()
    bureau.post(address(name, held), data)

    assert (Designation.objects.count(), AuditEntry.objects.count()) == once


@pytest.mark.parametrize("name", [name for name in FORMS if name != "new"])
def test_overtaken_form_is_told(name, district, held, bureau):
    data = given(name, bureau, held, district) | CONFIRMED
    first = {"start": "2020-09-03", "reason": "先改", "version": 1, "end": "2025-09-01", **CONFIRMED}
    bureau.post(address("correct", held), first)

    answer = bureau.post(address(name, held), data)

    assert answer.status_code == 409
    assert held_by(district.member) == [("旧级", date(2020, 9, 3), D25, "")]


def test_reason_is_required_to_withdraw_and_to_correct(district, held, bureau):
    for name in ("withdraw", "correct"):
        data = given(name, bureau, held, district) | {"reason": "", **CONFIRMED}

        assert list(bureau.post(address(name, held), data).context["form"].errors) == ["reason"]

    assert AuditEntry.objects.count() == 0


def test_preview_names_the_school_and_the_verdict_that_flips(district, held, bureau):
    factories.make_target("compulsory", "0.1")

    answer = bureau.post(address("withdraw", held), given("withdraw", bureau, held, district))

    text = " ".join(answer.content.decode().split())
    assert "将由达标变为未达标" in text
    assert '<th scope="row">丙校</th><td>义务教育</td><td>本校已认定</td><td><strong>尚未覆盖' in text


def test_withdrawal_planned_for_later_leaves_today_as_it_is(district, bureau):
    row = factories.make_designation(district.member, start=D20)
    data = {"day": "2090-09-01", "reason": "到期不再保留", "version": 1}

    text = bureau.post(f"{LIST}{row.pk}/withdraw/", data).content.decode()

    assert "今天的数字不变" in text


def test_level_mapped_to_none_has_no_page_of_conversion(district, bureau):
    row = factories.make_designation(district.lead)

    assert bureau.get(f"{LIST}{row.pk}/convert/").status_code == 404


def test_award_may_begin_at_a_school_s_page(district, bureau):
    answer = bureau.get(f"{LIST}new/{district.lone.code}/")

    assert answer.context["form"]["school"].value() == district.lone.pk


def test_schools_of_another_district_are_no_choice(district, held, bureau):
    elsewhere = factories.make_school(district=factories.make_district("510116", "双流区"))
    data = given("new", bureau, held, district) | {"school": elsewhere.pk, **CONFIRMED}

    assert list(bureau.post(f"{LIST}new/", data).context["form"].errors) == ["school"]
    assert bureau.get(f"{LIST}new/{elsewhere.code}/").status_code == 404


@pytest.mark.parametrize("name", FORMS)
def test_spoiled_field_is_named_and_nothing_is_written(name, district, held, bureau):
    opened, base = bureau.get(address(name, held)).context["form"], given(name, bureau, held, district)

    wrong = {}
    for field, what, values in cases(opened):
        spoiled = {**base, field: values[field], **CONFIRMED}
        if field == "end":  # an end is bad in itself, or beside the start
            spoiled["start"] = values.get("start", base["start"])
        answer = bureau.post(address(name, held), spoiled)
        form = answer.context.get("form") if answer.context else None
        if answer.status_code != 200 or not form or not form.errors:
            wrong[field, what] = answer.status_code

    assert wrong == {}
    assert AuditEntry.objects.count() == 0
