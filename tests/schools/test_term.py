"""Terms: which day lies in which, where they begin, and how they are written."""

from datetime import date

import pytest

from schools.term import Half, Term, term_of


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param(date(2022, 9, 1), Term(2022, Half.AUTUMN), id="first-day-of-autumn"),
        pytest.param(date(2022, 12, 31), Term(2022, Half.AUTUMN), id="end-of-the-year"),
        pytest.param(date(2023, 1, 31), Term(2022, Half.AUTUMN), id="last-day-of-autumn"),
        pytest.param(date(2023, 2, 1), Term(2022, Half.SPRING), id="first-day-of-spring"),
        pytest.param(date(2024, 2, 29), Term(2023, Half.SPRING), id="leap-day"),
        pytest.param(date(2023, 8, 31), Term(2022, Half.SPRING), id="last-day-of-spring"),
        pytest.param(date(2023, 9, 1), Term(2023, Half.AUTUMN), id="the-next-school-year"),
    ],
)
def test_day_lies_in_one_term(day, expected):
    assert term_of(day) == expected


@pytest.mark.parametrize(
    ("term", "first"),
    [
        pytest.param(Term(2022, Half.AUTUMN), date(2022, 9, 1), id="autumn"),
        pytest.param(Term(2022, Half.SPRING), date(2023, 2, 1), id="spring"),
    ],
)
def test_term_begins_on_its_first_day(term, first):
    assert (term.first_day, term_of(first)) == (first, term)


@pytest.mark.parametrize(
    ("term", "words"),
    [
        pytest.param(Term(2022, Half.AUTUMN), "2022–2023学年秋季学期", id="autumn"),
        pytest.param(Term(2022, Half.SPRING), "2022–2023学年春季学期", id="spring"),
    ],
)
def test_term_is_written_with_its_school_year(term, words):
    assert term.label == words
