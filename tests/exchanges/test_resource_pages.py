"""The pages of shared resources and bookings: what each person finds, is offered, is asked, and is told."""

from __future__ import annotations

import csv
import io
import re
from datetime import time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from exchanges.models import Booking, OpeningHours, SharedResource
from exchanges.week import first_of_week, moment
from tests import factories
from tests.exchanges.test_rotation_pages import sent, told

LIST, NEW = reverse("exchanges:resource_list"), reverse("exchanges:resource_new")
BOOKINGS = reverse("exchanges:booking_list")
TODAY = timezone.localdate()
MONDAY = first_of_week(TODAY) + timedelta(days=14)
EIGHT = moment(MONDAY, time(8))
SLOT = {"day": MONDAY.isoformat(), "begins": "08:00", "ends": "10:00", "people": "30", "purpose": "实验课"}
CHINESE = re.compile("[\u4e00-\u9fff]+")


@pytest.fixture
def open_as(small, signed_in):
    """Return a function that returns the signed-in browser of somebody of the small district."""
    return lambda who: signed_in(getattr(small.people, who))


@pytest.fixture
def lab(small):
    """Return the small district with a laboratory of the lead."""
    small.resource = factories.make_resource(small.lead, contact="实验室管理员")
    return small


def page_of(row, page="detail"):
    """Return the address of a page about a resource or a booking."""
    kind = "booking" if isinstance(row, Booking) else "resource"
    return reverse(f"exchanges:{kind}_{page}", args=[row.pk])


def names(answer):
    """Return what a list shows."""
    return [str(row) for row in answer.context["page_obj"]]


def links(answer):
    """Return what a page lets a person do."""
    return [str(link.label) for link in answer.context["links"]]


def main_of(text):
    """Return the words of a page's own part."""
    return re.sub("<script.*?</script>|<[^>]+>", " ", text[text.index("<main") : text.index("</main")])


# --- the catalogue ---


@pytest.mark.parametrize(
    ("who", "found"),
    [
        ("officer", ["甲校 · 物理实验室", "甲校 · 体育馆"]),
        ("home_clerk", ["甲校 · 物理实验室", "甲校 · 体育馆"]),
        ("stranger_principal", ["甲校 · 体育馆"]),
    ],
)
def test_catalogue_holds_what_is_open_to_the_reader(lab, open_as, who, found):
    factories.make_resource(lab.lead, "体育馆", kind="sports", audience="district", capacity=300)

    assert sorted(names(open_as(who).get(LIST))) == sorted(found)


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"q": "实验"}, 1),
        ({"q": "wlsys"}, 1),
        ({"q": "没有"}, 0),
        ({"kind": "laboratory"}, 1),
        ({"kind": "sports"}, 0),
        ({"people": "48"}, 1),
        ({"people": "49"}, 0),
        ({"day": MONDAY.isoformat(), "begins": "10:00", "ends": "12:00"}, 1),
        ({"day": MONDAY.isoformat(), "begins": "09:00", "ends": "11:00"}, 0),
        ({"day": (MONDAY + timedelta(days=5)).isoformat(), "begins": "10:00", "ends": "12:00"}, 0),
    ],
)
def test_catalogue_is_narrowed_by_the_address(lab, open_as, query, count):
    factories.make_booking(lab.resource, lab.bridge, EIGHT)

    page = open_as("home_clerk").get(LIST, query)

    assert len(names(page)) == count
    assert ("没有符合条件的共享资源" in page.text) == (count == 0)


@pytest.mark.parametrize(
    "query",
    [
        {"day": MONDAY.isoformat()},
        {"begins": "08:00", "ends": "10:00"},
        {"day": MONDAY.isoformat(), "begins": "10:00", "ends": "08:00"},
        {"day": "明天", "begins": "08:00", "ends": "10:00"},
        {"day": MONDAY.isoformat(), "begins": "25:00", "ends": "26:00"},
        {"people": "很多"},
        {"people": "-1"},
    ],
)
def test_search_that_says_too_little_is_told_and_left_out(lab, open_as, query):
    page = open_as("home_clerk").get(LIST, query)

    assert (page.status_code, len(names(page))) == (200, 1)
    assert page.context["form"].errors


def test_file_holds_the_rows_of_the_list(lab, open_as):
    answer = open_as("officer").get(LIST, {"export": "csv"})

    [row] = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert (row["名称"], row["学校"], row["容纳人数"], row["预约须确认"]) == (
        "物理实验室",
        "甲校",
        "48",
        "须确认",
    )


@pytest.mark.parametrize("count", [1, 3, 30])
def test_catalogue_asks_a_constant_number_of_queries(small, open_as, count, django_assert_num_queries):
    for number in range(count):
        factories.make_resource(small.lead, f"教室{number}")
    browser = open_as("home_clerk")
    browser.get(LIST)

    with django_assert_num_queries(8):
        browser.get(LIST)


# --- one resource ---


@pytest.mark.parametrize(
    ("who", "offered"),
    [
        ("host_clerk", ["预约", "修改", "开放时间"]),
        ("home_principal", ["预约"]),
        ("officer", []),
        ("inspector", []),
    ],
)
def test_page_offers_what_the_person_may_do(lab, open_as, who, offered):
    assert links(open_as(who).get(page_of(lab.resource))) == offered


def test_resource_that_is_not_open_is_not_booked(small, open_as):
    resource = factories.make_resource(small.lead, is_open=False)

    page = open_as("home_clerk").get(page_of(resource))

    assert (links(page), "未开放" in page.text) == ([], True)


@pytest.mark.parametrize(("who", "reads"), [("host_clerk", True), ("officer", True), ("home_clerk", False)])
def test_week_says_who_has_booked_to_the_owner_and_the_bureau(lab, open_as, who, reads):
    factories.make_booking(lab.resource, lab.bridge, EIGHT)

    text = open_as(who).get(page_of(lab.resource), {"week": MONDAY.isoformat()}).text

    assert "08:00–10:00" in text
    assert "已预约" in text
    assert ("乙校" in main_of(text)) == reads


def test_free_time_of_the_week_leads_to_the_form_with_its_slot(lab, open_as):
    factories.make_booking(lab.resource, lab.bridge, EIGHT)
    browser = open_as("home_clerk")
    text = browser.get(page_of(lab.resource), {"week": MONDAY.isoformat()}).text
    [slot, *_others] = re.findall(r'href="([^"]+book/\?start=[^"]+)"', text)

    form = browser.get(slot.replace("&amp;", "&")).context["form"]

    assert [form[name].value() for name in ("day", "begins", "ends")] == [MONDAY, time(10), time(18)]


@pytest.mark.parametrize("week", ["", "昨天", "2022-02-30", "0001-01-01", "9999-12-31"])
def test_any_week_is_answered(lab, open_as, week):
    assert open_as("home_clerk").get(page_of(lab.resource), {"week": week}).status_code == 200


@pytest.mark.parametrize("query", [{"start": "x", "end": "y"}, {"start": "2026-09-07T08:00"}, {}])
def test_form_without_a_slot_is_empty(lab, open_as, query):
    form = open_as("home_clerk").get(page_of(lab.resource, "book"), query).context["form"]

    assert form["day"].value() is None


def test_use_is_counted_over_the_school_year(lab, open_as):
    past = first_of_week(TODAY) - timedelta(days=7)
    factories.make_booking(lab.resource, lab.member, moment(past, time(8)), 3)

    usage = open_as("officer").get(page_of(lab.resource)).context["usage"]

    assert [(school.name, hours) for school, hours in usage.by_school] == [("丙校", 3)]


@pytest.mark.parametrize("count", [0, 1, 9])
def test_resource_asks_a_constant_number_of_queries(lab, open_as, count, django_assert_num_queries):
    for number in range(count):
        factories.make_booking(lab.resource, lab.member, moment(MONDAY, time(8 + number)), 1)
    browser = open_as("host_clerk")
    browser.get(page_of(lab.resource), {"week": MONDAY.isoformat()})

    with django_assert_num_queries(8):
        browser.get(page_of(lab.resource), {"week": MONDAY.isoformat()})


@pytest.mark.parametrize("who", ["stranger_principal", "peer_principal"])
def test_resource_of_other_groups_is_not_there(small, open_as, who):
    resource = factories.make_resource(small.lone)

    for page in ("detail", "book", "edit", "hours"):
        assert open_as(who).get(page_of(resource, page)).status_code == 404


@pytest.mark.parametrize("page", ["edit", "hours"])
def test_member_does_not_change_what_the_lead_opens(lab, open_as, page):
    assert open_as("home_principal").get(page_of(lab.resource, page)).status_code == 403


# --- whole ways ---


def test_school_opens_sets_hours_and_is_booked(small, open_as):
    owner, booker = open_as("host_clerk"), open_as("home_clerk")
    given = {"name": "录播教室", "kind": "audio_visual", "audience": "own_groups", "lead_days": "0"}

    answer = sent(owner, NEW, **given, is_confirmed_by_owner="on")
    resource = SharedResource.objects.get()
    assert told(answer) == ["已登记，请设定开放时间。"]
    times = {
        f"{name}_{day}": at for day in range(5) for name, at in (("opens", "08:00"), ("closes", "17:00"))
    }
    answer = sent(owner, page_of(resource, "hours"), **times, confirmed="1")
    assert (told(answer), OpeningHours.objects.count()) == (["开放时间已设定。"], 5)

    answer = sent(booker, page_of(resource, "book"), **SLOT)
    booking = Booking.objects.get()
    assert (told(answer), booking.state) == (["已预约。"], "requested")
    assert (booking.local_start.hour, booking.school) == (8, small.member)
    assert "有 1 项预约等您确认。" in owner.get(LIST).text
    answer = sent(owner, page_of(booking, "confirm"), reason="请提前十分钟到")
    booking.refresh_from_db()
    assert (told(answer), booking.state) == (["已确认。"], "confirmed")
    assert "最近一次说明：请提前十分钟到" in booker.get(page_of(booking)).text


def test_hours_are_shown_with_the_bookings_they_hurt_before_they_hold(lab, open_as):
    owner = open_as("host_clerk")
    booking = factories.make_booking(lab.resource, lab.member, EIGHT)
    closed = {f"{name}_{day}": "" for day in range(7) for name in ("opens", "closes")}

    refused = sent(owner, page_of(lab.resource, "hours"), **closed)
    assert "有 1 项预约不在新的开放时间内" in str(refused.context["form"].errors["reason"])
    preview = sent(owner, page_of(lab.resource, "hours"), **closed, reason="全面检修")
    assert "确认后收回下面 1 项预约" in preview.text
    assert str(booking) in preview.text
    assert Booking.objects.get().state == "confirmed"
    answer = sent(owner, page_of(lab.resource, "hours"), **closed, reason="全面检修", confirmed="1")

    assert told(answer) == ["开放时间已设定。"]
    assert (Booking.objects.get().state, Booking.objects.get().said) == ("cancelled", "全面检修")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"opens_0": "08:00", "closes_0": ""}, "closes_0"),
        ({"opens_0": "10:00", "closes_0": "09:00"}, "closes_0"),
        ({"opens_0": "八点"}, "opens_0"),
        ({"start": "昨天"}, "start"),
        ({"start": (TODAY - timedelta(days=1)).isoformat()}, "start"),
    ],
)
def test_hours_that_cannot_be_are_told_at_their_field(lab, open_as, given, field):
    answer = sent(open_as("host_clerk"), page_of(lab.resource, "hours"), **given)

    errors = answer.context["form"].errors
    assert field in errors
    assert CHINESE.search(str(errors[field]))


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"ends": "08:00"}, "ends"),
        ({"begins": ""}, "begins"),
        ({"begins": "八点"}, "begins"),
        ({"day": "2022-02-30"}, "day"),
        ({"day": (TODAY - timedelta(days=7)).isoformat()}, "day"),
        ({"ends": "20:00"}, "begins"),
        ({"people": "49"}, "people"),
        ({"purpose": ""}, "purpose"),
    ],
)
def test_slot_that_cannot_be_had_is_told_at_its_field(lab, open_as, given, field):
    answer = sent(open_as("home_clerk"), page_of(lab.resource, "book"), **{**SLOT, **given})

    assert set(answer.context["form"].errors) == {field}
    assert Booking.objects.count() == 0


def test_taken_slot_is_told_with_its_times(lab, open_as):
    factories.make_booking(lab.resource, lab.bridge, EIGHT)

    answer = sent(open_as("home_clerk"), page_of(lab.resource, "book"), **SLOT)

    assert "08:00 至 10:00 已有预约，请换一段时间。" in answer.text
    assert "乙校" not in main_of(answer.text)


def test_double_click_books_once(lab, open_as):
    browser = open_as("home_clerk")
    form = browser.get(page_of(lab.resource, "book")).context["form"]
    data = SLOT | {"request_key": str(form["request_key"].value())}

    browser.post(page_of(lab.resource, "book"), data)
    again = browser.post(page_of(lab.resource, "book"), data, follow=True)

    assert Booking.objects.count() == 1
    assert "没有重复保存" in told(again)[-1]


@pytest.mark.parametrize(
    ("state", "who", "offered"),
    [
        ("requested", "host_clerk", ["确认", "不同意"]),
        ("requested", "home_clerk", ["取消预约"]),
        ("confirmed", "host_clerk", ["收回"]),
        ("confirmed", "home_clerk", ["取消预约"]),
        ("confirmed", "officer", []),
        ("declined", "host_clerk", []),
    ],
)
def test_booking_offers_what_the_person_may_do(lab, open_as, state, who, offered):
    booking = factories.make_booking(lab.resource, lab.member, EIGHT, state=state)

    assert links(open_as(who).get(page_of(booking))) == offered


def test_no_show_is_noted_after_the_beginning(lab, open_as):
    past = moment(first_of_week(TODAY) - timedelta(days=7), time(8))
    booking = factories.make_booking(lab.resource, lab.member, past)

    assert links(open_as("host_clerk").get(page_of(booking))) == ["登记未到场"]
    answer = sent(open_as("host_clerk"), page_of(booking, "no_show"))
    assert told(answer) == ["已登记未到场。"]


def test_stale_answer_shows_the_state_of_now(lab, open_as):
    booking = factories.make_booking(lab.resource, lab.member, EIGHT, state="requested")
    late = open_as("host_clerk")
    form = late.get(page_of(booking, "confirm")).context["form"]
    sent(open_as("home_clerk"), page_of(booking, "cancel"))

    answer = late.post(page_of(booking, "confirm"), {"version": form["version"].value()})

    assert answer.status_code == 409
    assert Booking.objects.get().state == "cancelled"


# --- the list of bookings ---


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({}, 3),
        ({"state": "requested"}, 1),
        ({"when": "coming"}, 2),
        ({"when": "past"}, 1),
        ({"waiting": "me"}, 1),
        ({"q": "观课"}, 3),
        ({"q": "没有"}, 0),
    ],
)
def test_bookings_are_narrowed_by_the_address(lab, open_as, query, count):
    factories.make_booking(lab.resource, lab.member, EIGHT, state="requested")
    factories.make_booking(lab.resource, lab.member, moment(MONDAY, time(12)))
    factories.make_booking(
        lab.resource, lab.member, moment(first_of_week(TODAY) - timedelta(days=7), time(8))
    )

    assert len(names(open_as("host_clerk").get(BOOKINGS, query))) == count


@pytest.mark.parametrize("count", [1, 3, 9])
def test_bookings_ask_a_constant_number_of_queries(lab, open_as, count, django_assert_num_queries):
    for number in range(count):
        factories.make_booking(lab.resource, lab.member, moment(MONDAY, time(8 + number)), 1)
    browser = open_as("officer")
    browser.get(BOOKINGS)

    with django_assert_num_queries(6):
        browser.get(BOOKINGS)


@pytest.mark.parametrize("url", ["list", "bookings", "resource", "booking", "book", "hours", "confirm"])
def test_pages_are_english_for_who_reads_english(lab, open_as, url):
    booking = factories.make_booking(lab.resource, lab.member, EIGHT, state="requested")
    addresses = {
        "list": LIST,
        "bookings": BOOKINGS,
        "resource": page_of(lab.resource),
        "booking": page_of(booking),
        "book": page_of(lab.resource, "book"),
        "hours": page_of(lab.resource, "hours"),
        "confirm": page_of(booking, "confirm"),
    }
    browser = open_as("host_clerk")
    browser.cookies["django_language"] = "en"

    words = set(CHINESE.findall(main_of(browser.get(addresses[url]).text)))

    assert words <= {"甲校", "丙校", "物理实验室", "实验室管理员", "观课", "甲教育集团"}


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("home_principal", 200),
        ("host_clerk", 200),
        ("inspector", 200),
        ("peer_principal", 404),
        ("stranger_principal", 404),
        ("auditor", 403),
    ],
)
def test_booking_is_shown_to_both_schools_and_the_bureau(lab, open_as, who, status):
    booking = factories.make_booking(lab.resource, lab.member, EIGHT)

    assert open_as(who).get(page_of(booking)).status_code == status


def test_change_of_a_resource_is_stored_and_told(lab, open_as):
    answer = sent(
        open_as("host_clerk"),
        page_of(lab.resource, "edit"),
        lead_days="0",
        capacity="20",
        description="只开放上午",
    )

    lab.resource.refresh_from_db()
    assert (told(answer), getattr(answer.context.get("form"), "errors", None)) == (["已保存。"], None)
    assert (lab.resource.capacity, lab.resource.description) == (20, "只开放上午")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": ""}, "name"),
        ({"capacity": "0"}, "capacity"),
        ({"lead_days": "91"}, "lead_days"),
        ({"link": "x"}, "link"),
    ],
)
def test_resource_that_cannot_be_is_told_at_its_field(lab, open_as, given, field):
    answer = sent(open_as("host_clerk"), page_of(lab.resource, "edit"), **{"lead_days": "0", **given})

    assert set(answer.context["form"].errors) == {field}
