"""A period as a plain value: before it, on its first and last day, and after it."""

from datetime import date

import pytest

from records.periods import Span

OPEN, FROM, UNTIL = Span(), Span(start=date(2022, 9, 1)), Span(end=date(2023, 9, 1))
YEAR = Span(date(2022, 9, 1), date(2023, 9, 1))
BEFORE, FIRST, LAST, AFTER = date(2022, 8, 31), date(2022, 9, 1), date(2023, 8, 31), date(2023, 9, 1)


@pytest.mark.parametrize(
    ("span", "day", "told"),
    [
        pytest.param(YEAR, BEFORE, (True, False, False), id="the day before it begins"),
        pytest.param(YEAR, FIRST, (False, True, False), id="its first day"),
        pytest.param(YEAR, LAST, (False, True, False), id="its last day"),
        pytest.param(YEAR, AFTER, (False, False, True), id="the first day no longer in force"),
        pytest.param(FROM, BEFORE, (True, False, False), id="before an open end"),
        pytest.param(FROM, AFTER, (False, True, False), id="within an open end"),
        pytest.param(UNTIL, BEFORE, (False, True, False), id="within an open start"),
        pytest.param(UNTIL, AFTER, (False, False, True), id="after an open start"),
        pytest.param(OPEN, date.min, (False, True, False), id="first day of all, open on both sides"),
        pytest.param(OPEN, date.max, (False, True, False), id="last day of all, open on both sides"),
    ],
)
def test_period_is_coming_in_force_or_over(span, day, told):
    assert (span.begins_after(day), span.holds(day), span.is_over(day)) == told
