"""School years start on 1 September."""

from datetime import date

import pytest

from records.periods import Span
from schools.school_year import days_of, first_day, label, school_year_of


@pytest.mark.parametrize(
    ("day", "year"),
    [
        pytest.param(date(2022, 8, 31), 2021, id="last-day"),
        pytest.param(date(2022, 9, 1), 2022, id="first-day"),
        pytest.param(date(2022, 12, 31), 2022, id="end-of-the-calendar-year"),
        pytest.param(date(2023, 1, 1), 2022, id="new-year"),
        pytest.param(date(2024, 2, 29), 2023, id="leap-day"),
    ],
)
def test_day_belongs_to_the_year_that_began_before_it(day, year):
    assert school_year_of(day) == year


def test_year_is_named_by_both_calendar_years():
    assert (label(2022), label(1999)) == ("2022–2023", "1999–2000")


@pytest.mark.parametrize("year", [1949, 2022, 2100])
def test_days_of_a_year_are_all_days_that_belong_to_it(year):
    assert days_of(year) == Span(date(year, 9, 1), date(year + 1, 9, 1))
    assert school_year_of(first_day(year)) == year
    assert first_day(year) == days_of(year).start
