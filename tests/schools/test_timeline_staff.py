"""Where a person worked, told from the employments."""

from datetime import date

import pytest

from records.timeline import Event
from schools.models import Employment, School
from schools.timeline_staff import staff_timeline

FIRST, NEXT, LAST = date(2020, 9, 1), date(2022, 9, 1), date(2023, 9, 1)
HERE, THERE = School(name="甲校"), School(name="乙校")


@pytest.mark.parametrize(
    ("periods", "expected"),
    [
        pytest.param([], [], id="nowhere"),
        pytest.param([(HERE, FIRST, None)], [Event(FIRST, "到甲校")], id="still-there"),
        pytest.param([(HERE, None, None)], [Event(None, "到甲校")], id="since-before-the-records"),
        pytest.param([(HERE, FIRST, NEXT)], [Event(FIRST, "到甲校"), Event(NEXT, "离开甲校")], id="gone"),
        pytest.param(
            [(HERE, FIRST, NEXT), (THERE, NEXT, None)],
            [Event(FIRST, "到甲校"), Event(NEXT, "到乙校")],
            id="moved-on-one-day",
        ),
        pytest.param(
            [(HERE, FIRST, NEXT), (THERE, LAST, None)],
            [Event(FIRST, "到甲校"), Event(LAST, "到乙校"), Event(NEXT, "离开甲校")],
            id="a-year-between",
        ),
    ],
)
def test_timeline_tells_coming_and_going(periods, expected):
    employments = [Employment(school=school, start=start, end=end) for school, start, end in periods]

    assert staff_timeline(employments) == expected


def test_timeline_names_the_document():
    employments = [Employment(school=HERE, start=FIRST, document="〔2020〕3号")]

    assert staff_timeline(employments) == [Event(FIRST, "到甲校", "〔2020〕3号")]
