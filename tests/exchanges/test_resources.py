"""What schools open: to whom, at which hours, and what becomes of bookings when hours change."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import F

from exchanges import actions_resources as actions
from exchanges.models import Booking, OpeningHours, SharedResource
from exchanges.week import moment
from records.errors import StaleVersion
from records.models import AuditEntry
from records.verification import verify
from tests import factories
from tests.exchanges.test_rotations import codes

TODAY = date(2026, 9, 1)  # a Tuesday
NOW = moment(TODAY, time(9))
MONDAY = date(2026, 9, 7)
MORNINGS = {day: (time(8), time(12)) for day in range(5)}
ALL_DAY = {day: (time(8), time(18)) for day in range(5)}


def wish(small, **fields):
    """Return a resource of the lead that is not stored yet."""
    return SharedResource(**{"school": small.lead, "name": "图书馆", "kind": "library"} | fields)


def fetched(resource):
    """Return a resource as pages read it."""
    return SharedResource.objects.for_list().get(pk=resource.pk)


def set_hours(resource, week, start=TODAY, *, by, reason=""):
    """Set the hours as of a moment of the first of September."""
    return actions.set_hours(fetched(resource), week, start=start, now=NOW, reason=reason, by=by)


def hours_of(resource):
    """Return the stored hours: weekday, times, and from when to when."""
    order = F("start").asc(nulls_first=True)
    rows = OpeningHours.objects.filter(resource=resource).order_by("weekday", order)
    return [(row.weekday, row.opens.hour, row.closes.hour, row.start, row.end) for row in rows]


# --- offering ---


@pytest.mark.parametrize("who", ["host_principal", "host_clerk"])
def test_school_opens_what_it_has(small, who):
    resource = actions.offer(wish(small), by=getattr(small.people, who))

    assert str(resource) == "甲校 · 图书馆"
    entry = AuditEntry.objects.get(object_type="exchanges.sharedresource")
    assert (entry.action, entry.school_code) == ("offer", small.lead.code)


@pytest.mark.parametrize("who", ["officer", "inspector", "home_principal", "auditor", "administrator"])
def test_nobody_opens_what_another_school_has(small, who):
    with pytest.raises(PermissionDenied):
        actions.offer(wish(small), by=getattr(small.people, who))


def test_name_is_there_once_a_school(small):
    factories.make_resource(small.lead, "图书馆")

    with pytest.raises(ValidationError) as raised:
        actions.offer(wish(small), by=small.people.host_clerk)
    assert raised.value.messages == ["本校已有同名的共享资源。"]
    actions.offer(wish(small, school=small.member), by=small.people.home_clerk)


@pytest.mark.parametrize(
    ("audience", "has_group", "is_fine"),
    [
        ("one_group", True, True),
        ("one_group", False, False),
        ("own_groups", True, False),
        ("district", True, False),
        ("district", False, True),
    ],
)
def test_group_belongs_to_one_audience_alone(small, audience, has_group, is_fine):
    resource = wish(small, audience=audience, group=small.first if has_group else None)

    if is_fine:
        assert actions.offer(resource, by=small.people.host_clerk).pk
    else:
        with pytest.raises(ValidationError) as raised:
            actions.offer(resource, by=small.people.host_clerk)
        assert codes(raised) == {"__all__": ["group_of_audience"]}


@pytest.mark.parametrize(
    ("link", "is_fine"),
    [
        ("https://res.example/a.zip", True),
        ("http://files.res.example/b", True),
        ("javascript:alert(1)", False),
        ("ftp://x.cn/a", False),
        ("随便写", False),
    ],
)
def test_link_is_an_address_of_the_web(small, link, is_fine):
    resource = wish(small, link=link)

    if is_fine:
        assert actions.offer(resource, by=small.people.host_clerk).link == link
    else:
        with pytest.raises(ValidationError) as raised:
            actions.offer(resource, by=small.people.host_clerk)
        assert list(codes(raised)) == ["link"]


def test_stale_change_is_told(small):
    resource = factories.make_resource(small.lead)
    first, second = fetched(resource), fetched(resource)
    first.capacity = 30
    actions.change_resource(first, by=small.people.host_clerk)

    second.capacity = 40
    with pytest.raises(StaleVersion):
        actions.change_resource(second, by=small.people.host_principal)


# --- to whom ---


@pytest.mark.parametrize(
    ("audience", "group", "readers"),
    [
        pytest.param("own_groups", None, ["lead", "bridge", "member"], id="own-groups"),
        pytest.param("one_group", "first", ["lead", "bridge", "member"], id="one-group"),
        pytest.param("district", None, ["lead", "bridge", "member", "partner", "lone"], id="district"),
    ],
)
def test_resource_is_seen_by_whom_it_is_open_to(small, audience, group, readers):
    factories.make_resource(small.lead, audience=audience, group=small.first if group else None)

    seen = [
        name
        for name in ("lead", "bridge", "member", "partner", "lone")
        if SharedResource.objects.visible_to(
            factories.make_user(f"p_{name}", role="principal", school=getattr(small, name)), MONDAY
        ).exists()
    ]
    assert seen == readers


def test_school_of_two_groups_opens_to_both_unless_it_names_one(small):
    both = factories.make_resource(small.bridge, "两个集团")
    one = factories.make_resource(small.bridge, "一个集团", audience="one_group", group=small.second)
    partner = factories.make_user("partner", role="principal", school=small.partner)

    def seen(user):
        return set(SharedResource.objects.visible_to(user, MONDAY))

    assert (seen(partner), seen(small.people.home_principal)) == ({both, one}, {both})


def test_school_that_left_the_group_sees_it_no_longer(small):
    factories.make_resource(small.lead)
    small.first.memberships.filter(school=small.member).update(end=MONDAY, end_reason="moved")

    def seen(day):
        return SharedResource.objects.visible_to(small.people.home_principal, day).exists()

    assert (seen(MONDAY - timedelta(days=1)), seen(MONDAY)) == (True, False)


@pytest.mark.parametrize(("who", "sees"), [("officer", True), ("inspector", True), ("auditor", False)])
def test_bureau_sees_every_resource(small, who, sees):
    factories.make_resource(small.lone)

    assert SharedResource.objects.visible_to(getattr(small.people, who), MONDAY).exists() == sees


# --- free at a time ---


@pytest.mark.parametrize(
    ("day", "opens", "closes", "is_free"),
    [
        pytest.param(MONDAY, 10, 12, True, id="after-the-booking"),
        pytest.param(MONDAY, 9, 11, False, id="across-the-booking"),
        pytest.param(MONDAY, 8, 10, False, id="the-booking"),
        pytest.param(MONDAY, 17, 19, False, id="after-hours"),
        pytest.param(MONDAY + timedelta(days=5), 10, 12, False, id="saturday"),
        pytest.param(MONDAY + timedelta(days=1), 8, 10, True, id="the-next-day"),
    ],
)
def test_search_finds_what_is_open_and_not_booked(small, day, opens, closes, is_free):
    resource = factories.make_resource(small.lead)
    factories.make_booking(resource, small.member, moment(MONDAY, time(8)))
    times = time(opens), time(closes)

    found = SharedResource.objects.free_at(day, *times, *(moment(day, each) for each in times))

    assert found.exists() == is_free


@pytest.mark.parametrize("state", ["declined", "cancelled", "no_show"])
def test_search_finds_what_was_given_up(small, state):
    resource = factories.make_resource(small.lead)
    factories.make_booking(resource, small.member, moment(MONDAY, time(8)), state=state)
    times = time(8), time(10)

    assert SharedResource.objects.free_at(MONDAY, *times, *(moment(MONDAY, each) for each in times)).exists()


# --- hours ---


def test_first_hours_open_the_resource(small):
    resource = factories.make_resource(small.lead, is_open=False)

    set_hours(resource, {0: (time(8), time(18))}, by=small.people.host_clerk)

    assert hours_of(resource) == [(0, 8, 18, TODAY, None)]
    assert SharedResource.objects.open_on(TODAY).count() == 1
    assert SharedResource.objects.open_on(TODAY - timedelta(days=1)).count() == 0


def test_change_keeps_the_hours_of_the_days_before(small):
    resource = factories.make_resource(small.lead, is_open=False)
    factories.make_hours(resource, 0, start=date(2025, 9, 1))

    set_hours(resource, {0: (time(8), time(12))}, start=MONDAY, by=small.people.host_clerk)

    assert hours_of(resource) == [(0, 8, 18, date(2025, 9, 1), MONDAY), (0, 8, 12, MONDAY, None)]
    assert verify() == []


def test_second_change_replaces_the_one_that_has_not_begun(small):
    resource = factories.make_resource(small.lead, is_open=False)
    factories.make_hours(resource, 0)
    set_hours(resource, {0: (time(8), time(12))}, start=MONDAY, by=small.people.host_clerk)

    set_hours(resource, {0: (time(13), time(17))}, start=MONDAY, by=small.people.host_clerk)

    assert hours_of(resource) == [(0, 8, 18, None, MONDAY), (0, 13, 17, MONDAY, None)]


def test_no_hours_close_the_resource(small):
    resource = factories.make_resource(small.lead)

    set_hours(resource, {}, start=MONDAY, by=small.people.host_clerk)

    assert SharedResource.objects.open_on(MONDAY - timedelta(days=1)).exists()
    assert not SharedResource.objects.open_on(MONDAY).exists()


@pytest.mark.parametrize("who", ["officer", "inspector", "home_clerk", "administrator"])
def test_nobody_else_sets_the_hours(small, who):
    with pytest.raises(PermissionDenied):
        set_hours(factories.make_resource(small.lead), {}, by=getattr(small.people, who))


def test_hours_of_the_past_are_not_rewritten(small):
    with pytest.raises(ValidationError) as raised:
        set_hours(
            factories.make_resource(small.lead),
            {},
            start=TODAY - timedelta(days=1),
            by=small.people.host_clerk,
        )

    assert codes(raised) == {"start": ["past_day"]}


def test_stale_hours_are_told(small):
    resource = factories.make_resource(small.lead)
    old = fetched(resource)
    SharedResource.objects.filter(pk=resource.pk).update(version=2)

    with pytest.raises(StaleVersion):
        actions.set_hours(old, {}, start=TODAY, now=NOW, by=small.people.host_clerk)


# --- bookings that a change hurts ---


@pytest.fixture
def booked(small):
    """Return a laboratory booked in the morning, in the afternoon and in the past, and once declined."""
    small.resource = factories.make_resource(small.lead)
    small.morning = factories.make_booking(small.resource, small.member, moment(MONDAY, time(8)))
    small.afternoon = factories.make_booking(
        small.resource, small.member, moment(MONDAY, time(14)), state="requested"
    )
    small.past = factories.make_booking(
        small.resource, small.member, moment(TODAY - timedelta(days=1), time(14))
    )
    small.declined = factories.make_booking(
        small.resource, small.member, moment(MONDAY, time(16)), state="declined"
    )
    return small


@pytest.mark.parametrize(
    ("week", "start", "names"),
    [
        pytest.param(ALL_DAY, TODAY, [], id="nothing-changes"),
        pytest.param(MORNINGS, TODAY, ["afternoon"], id="shortened"),
        pytest.param({}, TODAY, ["morning", "afternoon"], id="closed"),
        pytest.param({}, MONDAY + timedelta(days=1), [], id="closed-afterwards"),
        pytest.param({0: (time(9), time(18))}, TODAY, ["morning"], id="opens-later"),
        pytest.param({1: (time(8), time(18))}, TODAY, ["morning", "afternoon"], id="another-weekday"),
    ],
)
def test_bookings_that_a_change_hurts(booked, week, start, names):
    found = actions.hurt(booked.resource, week, start=start, now=NOW)

    assert found == [getattr(booked, name) for name in names]


def test_change_that_hurts_needs_a_reason_and_writes_nothing_without(booked):
    before = hours_of(booked.resource)

    with pytest.raises(ValidationError) as raised:
        set_hours(booked.resource, {}, by=booked.people.host_clerk)

    assert codes(raised) == {"reason": ["hurts"]}
    assert "有 2 项预约不在新的开放时间内" in str(raised.value)
    assert hours_of(booked.resource) == before


def test_change_that_hurts_takes_bookings_back_with_its_reason(booked):
    set_hours(booked.resource, MORNINGS, by=booked.people.host_clerk, reason="下午检修")

    states = {
        name: Booking.objects.get(pk=getattr(booked, name).pk).state
        for name in ("morning", "afternoon", "past", "declined")
    }
    assert states == {
        "morning": "confirmed",
        "afternoon": "cancelled",
        "past": "confirmed",
        "declined": "declined",
    }
    taken_back = Booking.objects.get(pk=booked.afternoon.pk)
    assert (taken_back.said, taken_back.answered_by) == ("下午检修", "host_clerk")
    assert AuditEntry.objects.filter(action="booking_revoke", reason="下午检修").count() == 1
    assert verify() == []
