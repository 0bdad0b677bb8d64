"""What happened, day by day."""

from datetime import date

from records.timeline import Event, EventDay, after, by_day, until
from schools.models import FormerName, Lineage, RetiredCode

BEFORE, SHOWN, AFTER = date(2020, 9, 1), date(2022, 9, 1), date(2023, 9, 1)


def test_newest_day_comes_first_and_what_lies_before_the_records_last():
    events = [Event(None, "办学"), Event(BEFORE, "加入"), Event(AFTER, "退出"), Event(SHOWN, "更名")]

    assert by_day(events, shown=SHOWN) == [
        EventDay(AFTER, [Event(AFTER, "退出")], is_later=True),
        EventDay(SHOWN, [Event(SHOWN, "更名")], is_later=False),
        EventDay(BEFORE, [Event(BEFORE, "加入")], is_later=False),
        EventDay(None, [Event(None, "办学")], is_later=False),
    ]


def test_events_of_one_day_keep_their_order():
    events = [Event(BEFORE, "一"), Event(SHOWN, "二"), Event(BEFORE, "三")]

    assert by_day(events, shown=SHOWN) == [
        EventDay(SHOWN, [Event(SHOWN, "二")], is_later=False),
        EventDay(BEFORE, [Event(BEFORE, "一"), Event(BEFORE, "三")], is_later=False),
    ]


def test_nothing_happened():
    assert by_day([], shown=SHOWN) == []


def test_rows_are_parted_by_the_day_on_which_something_happened():
    known = [Lineage(day=BEFORE), RetiredCode(retired_on=SHOWN), FormerName(used_until=AFTER)]

    assert (until(SHOWN, known), after(SHOWN, known)) == (known[:2], known[2:])


def test_what_happened_on_an_unknown_day_was_there_on_any():
    rows = [FormerName(), RetiredCode()]

    assert (until(date.min, rows), after(date.min, rows)) == (rows, [])
