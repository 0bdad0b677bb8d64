"""The trail, the timeline and periods as pages show them."""

from datetime import UTC, date, datetime

import pytest
from django.http import QueryDict
from django.template import Context, Template
from django.utils import translation

from records.lists import Column
from records.models import AuditEntry
from records.periods import Span
from records.templatetags.records_panels import in_force, is_later, period
from records.timeline import Event
from schools.models import SchoolStatus

FIRST, LAST = date(2020, 9, 1), date(2022, 9, 1)


def show(tag, **names):
    """Return what a tag shows, on one line."""
    text = Template(f"{{% load records_panels %}}{{% {tag} %}}").render(Context(names))
    return " ".join(text.split())


def entry(before, after, **fields):
    return AuditEntry(
        **{
            "pk": 7,
            "at": datetime(2022, 9, 1, 0, 30, tzinfo=UTC),
            "username": "officer",
            "action": "change",
            "object_type": "schools.school",
            "object_label": "甲校",
            "before": before,
            "after": after,
        }
        | fields
    )


# --- recent_changes ---


def test_change_is_told_with_both_values_and_its_moment_here():
    shown = show("recent_changes entries", entries=[entry({"town": ""}, {"town": "万春镇"}, reason="补录")])

    assert '<span class="badge badge-plain">修改</span> 学校 <strong>甲校</strong>' in shown
    assert "镇街：</span>（空） → 万春镇" in shown
    assert "2022-09-01 08:30</time></a> · officer · 原因：补录" in shown


def test_new_record_is_told_without_arrows():
    shown = show("recent_changes entries", entries=[entry(None, {"town": "万春镇"}, action="create")])

    assert "镇街：</span>万春镇" in shown
    assert "→" not in shown


def test_many_differences_are_folded():
    after = {"name": "乙", "town": "万春镇", "kind": "junior", "is_boarding": True}

    few, many = (
        show("recent_changes entries", entries=[entry({}, dict(list(after.items())[:size]))])
        for size in (3, 4)
    )

    assert ("<details" in few, "内容（4 项）</summary>" in many) == (False, True)


def test_portal_itself_has_a_name():
    assert "· 系统" in show("recent_changes entries", entries=[entry({}, {}, username="system")])


def test_typed_text_is_escaped():
    shown = show(
        "recent_changes entries", entries=[entry({}, {"name": "<b>甲"}, reason="<i>", object_label="<u>")]
    )

    assert [tag for tag in ("<b>", "<i>", "<u>") if tag in shown] == []


def test_empty_trail_says_what_will_stand_there():
    assert "还没有修改记录" in show("recent_changes entries", entries=[])


# --- timeline ---


def test_timeline_marks_what_lies_after_the_shown_day():
    shown = show(
        "timeline events day", day=FIRST, events=[Event(FIRST, "加入", "〔2020〕1号"), Event(LAST, "退出")]
    )

    later, earlier = shown.split("</li>")[:2]
    marks = [
        [mark in part for mark in ("晚于查看日期", "is-later", "is-current")] for part in (later, earlier)
    ]
    assert marks == [[True, True, False], [False, False, True]]
    assert ("退出" in later, "加入" in earlier) == (True, True)
    assert '<time datetime="2020-09-01">2020年9月1日</time>' in earlier
    assert "〔2020〕1号" in earlier


def test_timeline_says_what_lies_before_the_records():
    shown = show("timeline events day", day=FIRST, events=[Event(None, "办学")])

    assert ("有记录之前" in shown, "<time" in shown) == (True, False)


def test_empty_timeline_says_so():
    assert "还没有登记带日期的事项" in show("timeline events day", day=FIRST, events=[])


# --- periods ---


@pytest.mark.parametrize(
    ("span", "words"),
    [
        pytest.param(Span(), "有记录之前起", id="open"),
        pytest.param(Span(FIRST), "2020年9月1日起", id="open-end"),
        pytest.param(Span(None, LAST), "有记录之前至2022年8月31日", id="open-start"),
        pytest.param(Span(FIRST, LAST), "2020年9月1日至2022年8月31日", id="to-the-last-day-in-force"),
    ],
)
def test_period_runs_to_the_last_day_in_force(span, words):
    with translation.override("zh-hans"):
        assert period(span) == words


LATER_END = '2020年9月1日起<span class="is-later">，至2022年8月31日</span>'


@pytest.mark.parametrize(
    ("span", "day", "shown"),
    [
        pytest.param(Span(FIRST), LAST, "2020年9月1日起", id="open-end"),
        pytest.param(Span(FIRST, LAST), FIRST, LATER_END, id="end-still-to-come"),
        pytest.param(Span(FIRST, LAST), date(2022, 8, 31), LATER_END, id="last-day-in-force"),
        pytest.param(Span(FIRST, LAST), LAST, "2020年9月1日至2022年8月31日", id="over"),
    ],
)
def test_end_of_a_period_is_marked_until_it_has_come(span, day, shown):
    assert show("period_on span day", span=span, day=day) == shown


@pytest.mark.parametrize(
    ("start", "expected"),
    [(None, False), (FIRST, False), (date(2020, 9, 2), True)],
    ids=["open-start", "from-the-day", "from-the-day-after"],
)
def test_row_is_later_that_begins_after_the_day(start, expected):
    assert is_later(SchoolStatus(start=start), FIRST) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [(date(2020, 8, 31), False), (FIRST, True), (date(2022, 8, 31), True), (LAST, False)],
)
def test_in_force_is_half_open(day, expected):
    assert in_force(SchoolStatus(start=FIRST, end=LAST), day) == expected


def test_cell_shows_a_moment_in_local_time():
    moment = Column("at", "时间", lambda row: row)

    shown = Template("{% load records_panels %}{{ column|cell:row }}").render(
        Context({"column": moment, "row": datetime(2022, 10, 1, 20, 30, tzinfo=UTC)})
    )

    assert shown == "2022-10-02 04:30"


# --- sort_header ---


@pytest.mark.parametrize(
    ("current", "expected"),
    [
        pytest.param(
            "code", '<th scope="col"><a href="?q=a&amp;sort=name">名称</a></th>', id="another-order"
        ),
        pytest.param(
            "name",
            '<th scope="col" aria-sort="ascending"><a href="?q=a&amp;sort=-name">名称</a></th>',
            id="this-order",
        ),
        pytest.param(
            "-name",
            '<th scope="col" aria-sort="descending"><a href="?q=a&amp;sort=name">名称</a></th>',
            id="this-order-backwards",
        ),
    ],
)
def test_sort_header_turns_the_order_round(current, expected, rf):
    names = {"current": current, "parameters": QueryDict("q=a&sort=kind"), "request": rf.get("/")}

    assert show('sort_header "名称" "name" current parameters', **names) == expected
