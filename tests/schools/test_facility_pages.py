"""Rooms, grounds and equipment: the list, its file, and the forms of a school's own items."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from records.errors import AlreadyDone
from records.models import AuditEntry
from schools import actions_facilities as actions
from schools.imports import actions as imports
from schools.models import Facility
from tests import factories
from tests.bad_input import filled
from tests.schools.test_every_list import of_csv, of_xlsx

LIST = reverse("schools:facility_list")
HEADINGS = ["学校标识码", "学年", "项目", "数量", "面积", "原值"]


def url(page, school, *keys):
    """Return the address of a form of a school."""
    return reverse(f"schools:facility_{page}", args=[school.code, *keys])


@pytest.fixture
def bureau(officer, signed_in):
    """Return the signed-in browser of an officer."""
    return signed_in(officer)


@pytest.fixture
def rows(district):
    """Return items of three schools, one of another year, one of which a figure is not known."""
    return [
        factories.make_facility(district.lead, "音乐教室", quantity=2, area="192.50", value="30000"),
        factories.make_facility(district.lead, "音乐教室", year=2021, quantity=1),
        factories.make_facility(district.member, "教学仪器设备", value="1234567.89"),
        factories.make_facility(district.stranger, "美术教室", quantity=0),
    ]


# --- the list ---


@pytest.mark.parametrize(
    ("query", "found"),
    [
        pytest.param({}, [0, 1, 2, 3], id="all"),
        pytest.param({"year": "2021"}, [1], id="year"),
        pytest.param({"item": "教室"}, [0, 1, 3], id="item"),
        pytest.param({"q": "丙校"}, [2], id="school"),
        pytest.param({"q": "jx"}, [0, 1], id="initials"),
        pytest.param({"sort": "-year", "item": "音乐"}, [0, 1], id="newest-first"),
        pytest.param({"sort": "year", "item": "音乐"}, [1, 0], id="oldest-first"),
    ],
)
def test_list_finds_items(rows, bureau, query, found):
    shown = bureau.get(LIST, query).context["page_obj"]

    assert list(shown) == [rows[place] for place in found]


def test_principal_lists_the_own_schools_items(rows, member_principal, signed_in):
    assert list(signed_in(member_principal).get(LIST).context["page_obj"]) == [rows[2]]


def test_empty_list_says_what_comes_next(district, bureau):
    assert 'class="empty"' in bureau.get(LIST).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_list_takes_this_many_queries(district, bureau, django_assert_num_queries, count):
    for number in range(count):
        factories.make_facility(district.lead, f"教室{number}")

    with django_assert_num_queries(9):
        bureau.get(LIST)


@pytest.mark.parametrize(("kind", "read"), [("csv", of_csv), ("xlsx", of_xlsx)])
def test_file_reads_back_without_a_difference(rows, bureau, officer, district, kind, read):
    answer = bureau.get(LIST, {"export": kind})

    batch = imports.receive(
        answer.content, kind="facilities", file_name="a", district=district.district, by=officer
    )
    given = {"mode": "both", "keeps_good_rows": False, "effective_on": None}
    imports.choose(batch, choice=imports.Choice(), columns={}, by=officer, **given)
    imports.check(batch, on=date(2022, 10, 1), by=officer)

    assert read(answer)[0] == HEADINGS
    assert (batch.row_count, batch.unchanged_count, batch.warning_count) == (4, 4, 0)


# --- on the school's page ---


@pytest.mark.parametrize(
    ("day", "items"),
    [
        pytest.param("2021-08-31", [], id="before"),
        pytest.param("2021-09-01", [1], id="first-year"),
        pytest.param("2022-09-01", [0], id="next-year"),
        pytest.param("2024-09-01", [0], id="the-latest-known"),
    ],
)
def test_school_shows_the_year_known_on_the_day(rows, bureau, district, day, items):
    answer = bureau.get(district.lead.get_absolute_url(), {"on": day})

    assert list(answer.context["facilities"]) == [rows[place] for place in items]


def test_unknown_figure_is_said_and_zero_is_a_figure(rows, bureau, district):
    text = bureau.get(district.stranger.get_absolute_url(), {"on": "2022-10-01"}).content.decode()

    row = text[text.index("美术教室</th>") :]
    assert '<td class="num">0</td><td class="num">未知</td><td class="num">未知</td>' in row


# --- forms ---


def test_item_is_added_corrected_and_removed(district, member_principal, signed_in):
    browser, school = signed_in(member_principal), district.member

    new = filled(browser.get(url("new", school)).context["form"])
    browser.post(url("new", school), new | {"year": "2022", "item": "音乐教室", "quantity": "2"})
    item = Facility.objects.get()
    Facility.objects.update(basis="imported")
    form = filled(browser.get(url("edit", school, item.pk)).context["form"])
    browser.post(url("edit", school, item.pk), form | {"area": "192.5", "reason": "量过了"})
    item.refresh_from_db()
    stored = (item.quantity, str(item.area), item.value, item.basis)
    form = filled(browser.get(url("remove", school, item.pk)).context["form"])
    browser.post(url("remove", school, item.pk), form)

    assert stored == (2, "192.50", None, "entered")
    assert Facility.objects.count() == 0
    entries = AuditEntry.objects.filter(object_type="schools.facility").order_by("pk")
    assert [(entry.action, entry.username) for entry in entries] == [
        ("create", "member"),
        ("change", "member"),
        ("remove", "member"),
    ]


def test_item_of_a_year_is_recorded_once(rows, bureau, district):
    form = filled(bureau.get(url("new", district.lead)).context["form"])

    answer = bureau.post(url("new", district.lead), form | {"year": "2022", "item": "音乐教室"})

    assert "这所学校这一学年的这个项目已经登记。" in str(answer.context["form"].errors)
    assert Facility.objects.count() == len(rows)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        pytest.param({"area": "-1"}, "area", id="negative-area"),
        pytest.param({"value": "1.005"}, "value", id="three-places"),
        pytest.param({"quantity": "-1"}, "quantity", id="negative-number"),
        pytest.param({"item": ""}, "item", id="no-item"),
        pytest.param({"year": "1900"}, "__all__", id="year"),
    ],
)
def test_wrong_figure_is_told(district, bureau, given, field):
    form = filled(bureau.get(url("new", district.lead)).context["form"])

    answer = bureau.post(url("new", district.lead), form | {"item": "音乐教室"} | given)

    assert list(answer.context["form"].errors) == [field]
    assert Facility.objects.count() == 0


def test_item_of_another_school_is_not_found_at_this_one(rows, bureau, district):
    assert bureau.get(url("edit", district.member, rows[0].pk)).status_code == 404


@pytest.mark.parametrize("person", ["lead_principal", "inspector", "other_principal"])
def test_nobody_else_changes_an_item(request, rows, person):
    user, item = request.getfixturevalue(person), rows[2]

    for act in (
        lambda: actions.add_facility(Facility(school=item.school, year=2022, item="x"), by=user),
        lambda: actions.change_facility(item, by=user),
        lambda: actions.remove_facility(item, by=user),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_form_sent_twice_adds_one_item(district, officer):
    key = uuid4()
    items = ("音乐教室", "美术教室")
    first, second = (Facility(school=district.lead, year=2022, item=item) for item in items)
    actions.add_facility(first, request_key=key, by=officer)

    with pytest.raises(AlreadyDone):
        actions.add_facility(second, request_key=key, by=officer)

    assert Facility.objects.count() == 1
