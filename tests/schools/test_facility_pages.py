"""Rooms, grounds and equipment: the list, its file, and the forms of a school's own items."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Appointment
from records.models import AuditEntry
from schools import actions_facilities as actions
from schools.imports import actions as imports
from schools.models import Facility
from schools.school_year import school_year_of
from tests import factories
from tests.bad_input import filled
from tests.schools.test_every_list import of_csv, of_xlsx

YEAR = school_year_of(timezone.localdate())
LIST = reverse("schools:facility_list")
HEADINGS = ["学校名称", "学校标识码", "学年", "项目", "数量", "面积", "原值"]


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
        pytest.param({"sort": "quantity"}, [3, 1, 0, 2], id="fewest-first-unknown-last"),
        pytest.param({"sort": "-quantity"}, [0, 1, 3, 2], id="most-first-unknown-last"),
        pytest.param({"sort": "-value"}, [2, 0, 1, 3], id="dearest-first-unknown-last"),
        pytest.param({"sort": "-area"}, [0, 1, 2, 3], id="largest-first-unknown-last"),
        pytest.param({"year": "1800", "school": "x", "q": "\x00", "sort": "x"}, [0, 1, 2, 3], id="no-sense"),
    ],
)
def test_list_finds_items(rows, bureau, query, found):
    shown = bureau.get(LIST, query).context["page_obj"]

    assert list(shown) == [rows[place] for place in found]


def test_list_finds_the_items_of_a_chosen_school(rows, bureau, district):
    shown = bureau.get(LIST, {"school": district.lead.code, "year": "2021"}).context["page_obj"]

    assert list(shown) == [rows[1]]


def test_list_says_units_and_what_is_unknown(rows, bureau, district):
    text = " ".join(bureau.get(LIST, {"q": "甲校", "year": "2022"}).content.decode().split())
    other = " ".join(bureau.get(LIST, {"q": "戊", "show": ["quantity", "area"]}).content.decode().split())

    assert '<td class="num">2</td><td class="num">192.50 平方米</td><td class="num">30000 元</td>' in text
    assert '<td class="num">0</td><td class="num">未知</td>' in other


@pytest.mark.parametrize(
    ("who", "is_offered"), [("officer", True), ("member_principal", True), ("inspector", False)]
)
def test_list_offers_to_change_and_remove_to_who_may(who, is_offered, rows, district, signed_in, request):
    text = signed_in(request.getfixturevalue(who)).get(LIST).content.decode()

    links = [url(page, district.member, rows[2].pk) for page in ("edit", "remove")]
    assert [link in text for link in links] == [is_offered, is_offered]
    assert ("维护" in text) == is_offered


def test_list_offers_nothing_at_a_school_that_is_only_read(rows, district, signed_in):
    person = factories.make_user("both", role="inspector", district=district.district)
    Appointment.objects.create(user=person, role="principal", school=district.member)

    text = signed_in(person).get(LIST).content.decode()

    assert [url("edit", row.school, row.pk) in text for row in rows] == [False, False, True, False]


def test_principal_lists_the_own_schools_items(rows, member_principal, signed_in):
    assert list(signed_in(member_principal).get(LIST).context["page_obj"]) == [rows[2]]


def test_empty_list_says_what_comes_next(district, bureau):
    assert 'class="empty"' in bureau.get(LIST).content.decode()


@pytest.mark.parametrize("count", [1, 3, 30])
def test_list_takes_this_many_queries(district, bureau, django_assert_num_queries, count):
    for number in range(count):
        factories.make_facility(district.lead, f"教室{number}")

    bureau.get(LIST)  # the first page of a session stores when it began

    with django_assert_num_queries(7):
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


@pytest.mark.parametrize("count", [1, 3, 30])
def test_school_asks_as_few_questions_for_many_items(count, district, bureau, django_assert_num_queries):
    for number in range(count):
        factories.make_facility(district.lead, f"教室{number}")
    bureau.get(district.lead.get_absolute_url())  # the first page of a session stores when it began

    with django_assert_num_queries(20):
        answer = bureau.get(district.lead.get_absolute_url())

    assert len(answer.context["facilities"]) == count


def test_school_leads_to_all_its_years_and_to_a_new_item(rows, bureau, inspector, signed_in, district):
    page = district.lead.get_absolute_url()
    links = [f"{LIST}?school={district.lead.code}", url("new", district.lead)]

    texts = [browser.get(page).content.decode() for browser in (bureau, signed_in(inspector))]

    assert [[link in text for link in links] for text in texts] == [[True, True], [True, False]]


def test_school_tells_who_changed_an_item(bureau, officer, district):
    item = actions.add_facility(Facility(school=district.lead, year=2022, item="音乐教室"), by=officer)
    item.value = Decimal("30000.50")
    actions.change_facility(item, by=officer)

    text = bureau.get(district.lead.get_absolute_url()).content.decode()

    told = text[text.index("谁改了什么") :]
    assert all(word in told for word in ("办学条件", "音乐教室", "原值", "30000.5"))


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

    sentence = "甲校 2022–2023 学年的“音乐教室”已经登记，请修改已登记的那一项，或另填一个项目。"
    assert answer.context["form"].errors == {"item": [sentence]}
    assert Facility.objects.count() == len(rows)


def test_item_is_not_moved_onto_another(rows, bureau, district):
    page = url("edit", district.lead, rows[1].pk)

    answer = bureau.post(page, filled(bureau.get(page).context["form"]) | {"year": "2022"})

    assert list(answer.context["form"].errors) == ["item"]
    assert Facility.objects.get(pk=rows[1].pk).year == 2021


def test_form_offers_the_usual_items_and_takes_another(bureau, district):
    page = url("new", district.lead)
    text = bureau.get(page).content.decode()

    bureau.post(page, filled(bureau.get(page).context["form"]) | {"item": "温室"})

    offered = re.findall('<option value="(.+?)">', text[text.index('<datalist id="item_items">') :])
    assert 'list="item_items"' in text
    assert offered[:3] == ["教学及辅助用房", "体育运动场馆", "教学仪器设备"]
    assert Facility.objects.get().item == "温室"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        pytest.param({"area": "-1"}, "area", id="negative-area"),
        pytest.param({"value": "1.005"}, "value", id="three-places"),
        pytest.param({"quantity": "-1"}, "quantity", id="negative-number"),
        pytest.param({"item": ""}, "item", id="no-item"),
        pytest.param({"year": "1948"}, "year", id="before-the-first-year"),
        pytest.param({"year": str(YEAR + 2)}, "year", id="after-the-coming-year"),
    ],
)
def test_wrong_figure_is_told(district, bureau, given, field):
    form = filled(bureau.get(url("new", district.lead)).context["form"])

    answer = bureau.post(url("new", district.lead), form | {"item": "音乐教室"} | given)

    assert list(answer.context["form"].errors) == [field]
    assert Facility.objects.count() == 0


@pytest.mark.parametrize("year", [1949, YEAR + 1], ids=["first", "coming"])
def test_year_that_can_be_known_is_taken(year, district, bureau):
    form = filled(bureau.get(url("new", district.lead)).context["form"])

    bureau.post(url("new", district.lead), form | {"year": str(year), "item": "音乐教室"})

    assert Facility.objects.get().year == year


def test_item_of_another_school_is_not_found_at_this_one(rows, bureau, district):
    assert bureau.get(url("edit", district.member, rows[0].pk)).status_code == 404
