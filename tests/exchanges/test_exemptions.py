"""Who need not take part in exchanges: who says so, for how long, and who reads it."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from exchanges import actions_exemptions as actions
from exchanges.models import Exemption
from records.models import AuditEntry
from records.verification import verify
from tests import factories
from tests.exchanges.conftest import END, START
from tests.exchanges.test_rotation_pages import sent, told

LIST = reverse("exchanges:exemption_list")
TODAY = timezone.localdate()
YEAR = timedelta(days=365)
OTHERS = [
    "inspector", "auditor", "administrator", "home_principal", "home_clerk", "host_principal",
    "peer_principal",
]  # fmt: skip


@pytest.fixture
def open_as(small, signed_in):
    """Return a function that returns the signed-in browser of somebody of the small district."""
    return lambda who: signed_in(getattr(small.people, who))


def entry(small, **fields):
    """Return an exemption of the member's person that is not stored yet."""
    return Exemption(**{"school": small.member, "person": small.person, "why": "hardship"} | fields)


def new_page(school):
    """Return the address at which somebody of a school is exempted."""
    return reverse("exchanges:exemption_new", args=[school.code])


def end_page(exemption):
    """Return the address at which an exemption is ended."""
    return reverse("exchanges:exemption_end", args=[exemption.pk])


# --- actions ---


def test_bureau_exempts_and_ends_and_both_stand_in_the_trail(small):
    exemption = actions.exempt(entry(small, start=START), reason="学校申请", by=small.people.officer)
    actions.end_exemption(exemption, day=END, by=small.people.second_officer)

    assert (exemption.start, exemption.end, str(exemption)) == (START, END, "王五 · 特殊困难")
    entries = AuditEntry.objects.filter(object_type="exchanges.exemption").order_by("sequence")
    assert list(entries.values_list("action", "username", "reason", "school_code")) == [
        ("exempt", "officer", "学校申请", small.member.code),
        ("end_exemption", "officer2", "", small.member.code),
    ]
    assert verify() == []


@pytest.mark.parametrize("who", OTHERS)
def test_nobody_else_exempts_or_ends(small, who):
    by, stored = getattr(small.people, who), factories.make_exemption(small.person, small.member)

    with pytest.raises(PermissionDenied):
        actions.exempt(entry(small), by=by)
    with pytest.raises(PermissionDenied):
        actions.end_exemption(stored, day=END, by=by)
    assert Exemption.objects.get().version == 1


def test_officer_of_another_district_exempts_nobody_here(small):
    district = factories.make_district(code="510116")
    officer = factories.make_user("far", role="officer", district=district)

    with pytest.raises(PermissionDenied):
        actions.exempt(entry(small), by=officer)


@pytest.mark.parametrize("start", [None, date(2015, 9, 1), START])
def test_person_is_on_the_roster_of_the_school(small, start):
    assert actions.exempt(entry(small, start=start), by=small.people.officer).pk


@pytest.mark.parametrize(
    ("school", "start"), [("member", date(2015, 8, 31)), ("lead", START), ("lead", None)], ids=str
)
def test_person_of_another_roster_is_refused(small, school, start):
    with pytest.raises(ValidationError) as raised:
        actions.exempt(entry(small, school=getattr(small, school), start=start), by=small.people.officer)

    assert [error.code for error in raised.value.error_dict["person"]] == ["not_on_roster"]
    assert "不在" in str(raised.value)


@pytest.mark.parametrize("day", [END, END + timedelta(days=1)])
def test_what_has_ended_does_not_end_again(small, day):
    stored = factories.make_exemption(small.person, small.member, start=START, end=END)

    with pytest.raises(ValidationError) as raised:
        actions.end_exemption(stored, day=day, by=small.people.officer)

    assert [error.code for error in raised.value.error_dict["day"]] == ["ended"]


def test_planned_end_may_come_earlier(small):
    stored = factories.make_exemption(small.person, small.member, start=START, end=END)

    actions.end_exemption(stored, day=date(2023, 1, 1), by=small.people.officer)

    assert Exemption.objects.get().end == date(2023, 1, 1)


def test_end_before_the_start_is_refused(small):
    stored = factories.make_exemption(small.person, small.member, start=START)

    with pytest.raises(ValidationError) as raised:
        actions.end_exemption(stored, day=START, by=small.people.officer)

    assert [error.code for error in raised.value.error_dict["end"]] == ["end_before_start"]


# --- pages ---


@pytest.fixture
def several(small):
    """Store an exemption in force, one that ended, one to come, and one of another school."""
    people = [
        factories.make_staff(small.member, name, start=date(2010, 9, 1)) for name in ("甲一", "乙二", "丙三")
    ]
    other = factories.make_staff(small.lead, "别校", start=date(2010, 9, 1))
    return {
        "in_force": factories.make_exemption(
            people[0], small.member, start=TODAY - YEAR, why="near_retirement"
        ),
        "past": factories.make_exemption(people[1], small.member, start=TODAY - 2 * YEAR, end=TODAY - YEAR),
        "coming": factories.make_exemption(people[2], small.member, start=TODAY + YEAR),
        "other": factories.make_exemption(other, small.lead),
    }


@pytest.mark.parametrize(
    ("who", "names"),
    [
        ("officer", ["别校", "甲一", "乙二", "丙三"]),
        ("inspector", ["别校", "甲一", "乙二", "丙三"]),
        ("home_principal", ["甲一", "乙二", "丙三"]),
        ("host_clerk", ["别校"]),
        ("stranger_principal", []),
    ],
)
def test_list_holds_the_own_people(small, several, open_as, who, names):
    page = open_as(who).get(LIST, {"sort": "school"})

    assert sorted(row.person.name for row in page.context["page_obj"]) == sorted(names)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        pytest.param({"state": "in_force"}, ["别校", "甲一"], id="in-force"),
        pytest.param({"state": "past"}, ["乙二"], id="past"),
        pytest.param({"state": "coming"}, ["丙三"], id="coming"),
        pytest.param({"why": "near_retirement"}, ["甲一"], id="why"),
        pytest.param({"q": "乙"}, ["乙二"], id="name"),
        pytest.param({"q": "没有"}, [], id="nobody"),
    ],
)
def test_list_is_narrowed_by_the_address(several, open_as, query, names):
    page = open_as("officer").get(LIST, query)

    assert sorted(row.person.name for row in page.context["page_obj"]) == sorted(names)
    assert ("没有符合条件的登记" in page.text) == (not names)


@pytest.mark.parametrize("sort", ["person", "-person", "school", "-start", "end", "-end"])
def test_list_is_sorted_by_every_column_that_says_so(several, open_as, sort):
    assert len(open_as("officer").get(LIST, {"sort": sort}).context["page_obj"]) == 4


@pytest.mark.parametrize(("who", "ends"), [("officer", 3), ("inspector", 0), ("home_principal", 0)])
def test_only_the_bureau_is_offered_to_end_what_has_no_end(several, open_as, who, ends):
    text = open_as(who).get(LIST).text

    assert sum(end_page(row) in text for row in several.values()) == ends


def test_file_tells_no_more_than_the_kind_of_reason(several, open_as):
    answer = open_as("officer").get(LIST, {"q": "甲一", "export": "csv"})

    [row] = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert (row["教职工"], row["学校"], row["情形"]) == ("甲一", "丙校", "临近退休")
    assert "操作" not in row


def test_form_offers_the_roster_and_is_stored_once(small, open_as):
    browser = open_as("officer")
    form = browser.get(new_page(small.member)).context["form"]
    assert [str(person) for person in form.fields["person"].queryset] == ["王五 M1"]
    given = {"person": small.person.pk, "why": "long_leave", "start": "2022-09-01"}

    answer = sent(browser, new_page(small.member), **given, request_key=str(form["request_key"].value()))
    again = sent(browser, new_page(small.member), **given, request_key=str(form["request_key"].value()))

    assert told(answer) == ["已登记。"]
    assert Exemption.objects.count() == 1
    assert "没有重复保存" in told(again)[-1]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        pytest.param({"why": "生病了"}, "why", id="unknown-reason"),
        pytest.param({"person": "0"}, "person", id="nobody"),
        pytest.param({"end": "2022-09-01"}, "end", id="no-day"),
        pytest.param({"start": "2015-08-31"}, "person", id="before-employed"),
    ],
)
def test_what_cannot_be_is_told_at_its_field(small, open_as, given, field):
    filled = {"person": small.person.pk, "why": "hardship", "start": "2022-09-01", **given}

    answer = sent(open_as("officer"), new_page(small.member), **filled)

    assert field in answer.context["form"].errors
    assert Exemption.objects.count() == 0


def test_second_exemption_of_the_same_days_is_refused(small, open_as):
    factories.make_exemption(small.person, small.member, start=START)

    answer = sent(open_as("officer"), new_page(small.member), person=small.person.pk, why="approved")

    assert "这段时间内，此人已登记为免于交流。" in answer.text
    assert Exemption.objects.count() == 1


def test_end_is_asked_for_and_told(several, open_as):
    answer = sent(open_as("officer"), end_page(several["in_force"]), day=TODAY.isoformat(), reason="情况有变")

    assert told(answer) == ["已结束。"]
    several["in_force"].refresh_from_db()
    assert several["in_force"].end == TODAY


def test_stale_page_shows_the_state_of_now(several, open_as):
    late, url = open_as("officer"), end_page(several["in_force"])
    form = late.get(url).context["form"]
    sent(open_as("second_officer"), url, day=TODAY.isoformat())

    answer = late.post(url, {"version": form["version"].value(), "day": "2026-09-01"})

    assert answer.status_code == 409


@pytest.mark.parametrize("count", [1, 3, 40])
def test_list_asks_a_constant_number_of_queries(small, open_as, count, django_assert_num_queries):
    for number in range(count):
        factories.make_exemption(factories.make_staff(small.member, f"某{number}"), small.member)
    browser = open_as("officer")
    browser.get(LIST)

    with django_assert_num_queries(6):
        browser.get(LIST)
