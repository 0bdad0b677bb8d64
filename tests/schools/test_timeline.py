"""What happened to a school, from the dated facts of its record."""

from datetime import date

import pytest

from records.timeline import Event
from schools.models import School, SchoolStatus
from schools.timeline import school_timeline
from tests import factories

FIRST, LAST = date(2020, 9, 1), date(2022, 9, 1)


def told(school):
    return school_timeline(School.objects.for_record(LAST).get(pk=school.pk))


def test_school_of_unknown_days_tells_what_held_before_the_records(district):
    assert told(district.lone) == [Event(None, "状态：在办"), Event(None, "开办小学学段")]


def test_state_tells_when_it_began_and_ends_where_none_follows(district):
    district.lone.statuses.update(end=FIRST, document="〔2020〕1号")
    SchoolStatus.objects.create(school=district.lone, status="suspended", start=FIRST, end=LAST)

    assert told(district.lone)[:3] == [
        Event(None, "状态：在办", "〔2020〕1号"),
        Event(FIRST, "状态：停办"),
        Event(LAST, "状态“停办”结束，此后状态未登记"),
    ]


def test_stage_tells_when_it_began_and_ended(district):
    district.lone.stages.update(start=FIRST, end=LAST, document="〔2020〕1号")

    assert told(district.lone)[1:] == [
        Event(FIRST, "开办小学学段", "〔2020〕1号"),
        Event(LAST, "不再办小学学段", "〔2020〕1号"),
    ]


@pytest.mark.parametrize(
    ("used_until", "expected"),
    [
        pytest.param(FIRST, [Event(FIRST, "由“旧名小学”更名为“庚小学”")], id="known-day"),
        pytest.param(None, [], id="unknown-day"),
    ],
)
def test_former_name_tells_when_it_was_given_up(used_until, expected, district):
    factories.make_former_name(district.lone, "旧名小学", used_until=used_until)

    assert told(district.lone)[2:] == expected


def test_founding_is_told_where_it_is_known(district):
    School.objects.filter(pk=district.lone.pk).update(founded_on=date(1956, 9, 1))

    assert told(district.lone)[0] == Event(date(1956, 9, 1), "建校")
