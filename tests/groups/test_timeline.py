"""What happened in a group, and the papers that say so."""

from datetime import date

import pytest

from groups.models import EducationGroup, GroupChange, Membership
from groups.timeline import Source, group_timeline, sources
from records.timeline import Event
from schools.models import School

FIRST, LAST = date(2019, 9, 1), date(2022, 9, 1)
JOINED = {"〔2019〕1号": ["甲校"]}


def membership(**fields):
    return Membership(**{"school": School(name="甲校")} | fields)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        pytest.param({}, [Event(None, "甲校加入，为成员学校")], id="member-of-unknown-start"),
        pytest.param({"role": "lead"}, [Event(None, "甲校成为龙头学校")], id="lead-of-unknown-start"),
        pytest.param(
            {"start": FIRST, "document": "〔2019〕1号"},
            [Event(FIRST, "甲校加入，为成员学校", "〔2019〕1号")],
            id="member-with-a-paper",
        ),
        pytest.param(
            {"start": FIRST, "end": LAST, "end_reason": "grown"},
            [Event(FIRST, "甲校加入，为成员学校"), Event(LAST, "甲校退出（成长退出）")],
            id="member-that-left",
        ),
        pytest.param(
            {"role": "lead", "end": LAST, "end_reason": "merged"},
            [Event(None, "甲校成为龙头学校"), Event(LAST, "甲校不再是龙头学校（学校合并）")],
            id="lead-that-left",
        ),
    ],
)
def test_membership_tells_how_it_began_and_ended(fields, expected):
    assert group_timeline(EducationGroup(), [membership(**fields)]) == expected


def test_group_tells_its_own_days_only_where_they_are_known():
    dated = EducationGroup(start=FIRST, end=LAST, document="〔2019〕1号")

    assert group_timeline(EducationGroup(), []) == []
    assert group_timeline(dated, []) == [
        Event(FIRST, "集团成立", "〔2019〕1号"),
        Event(LAST, "集团解散", "〔2019〕1号"),
    ]


def test_each_paper_is_named_once_with_all_that_it_grounds():
    rows = [membership(document="〔2019〕1号"), membership(document="〔2020〕2号"), membership()]

    assert sources(EducationGroup(document="〔2019〕1号"), rows, LAST) == [
        Source("〔2019〕1号", ["集团成立", "甲校"]),
        Source("〔2020〕2号", ["甲校"]),
    ]


def test_no_paper_is_invented():
    assert sources(EducationGroup(), [membership()], LAST) == []


@pytest.mark.parametrize(
    ("day", "papers"),
    [
        pytest.param(date(2019, 8, 31), {}, id="eve-of-joining"),
        pytest.param(FIRST, JOINED, id="day-of-joining"),
        pytest.param(date(2022, 8, 31), JOINED, id="eve-of-leaving"),
        pytest.param(LAST, {"〔2022〕2号": ["集团解散", "甲校"], **JOINED}, id="day-of-leaving"),
    ],
)
def test_papers_are_those_of_what_had_happened(day, papers):
    left = GroupChange(kind="dissolve", document="〔2022〕2号")
    row = membership(start=FIRST, end=LAST, end_reason="dissolved", document="〔2019〕1号", ended_by=left)

    found = sources(EducationGroup(start=FIRST, end=LAST), [row], day)

    assert {source.document: source.grounds for source in found} == papers
