"""What a lead keeps of its staff while people are away, by hand."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from coverage.staffing import Away, kept
from records.periods import Span

TERM = Span(date(2022, 9, 1), date(2023, 9, 1))
FIRST, SECOND = Span(TERM.start, date(2023, 3, 1)), Span(date(2023, 3, 1), TERM.end)
FLOOR = Fraction(9, 10)


def out(share, span=TERM):
    """Return somebody of the school who is elsewhere."""
    return Away(span, share, is_backbone=False, is_out=True)


def here(share, span=TERM):
    """Return somebody else's person who works at the school."""
    return Away(span, share, is_backbone=False, is_out=False)


@pytest.mark.parametrize(
    ("terms", "share", "is_below"),
    [
        pytest.param([], Fraction(1), False, id="nobody-away"),
        pytest.param([out(100)], Fraction(19, 20), False, id="one-of-twenty"),
        pytest.param([out(100), out(100)], Fraction(9, 10), False, id="exactly-the-floor"),
        pytest.param([out(100), out(100), out(25)], Fraction(71, 80), True, id="a-quarter-below"),
        pytest.param([out(100), out(100), out(50), here(50)], Fraction(9, 10), False, id="somebody-comes"),
        pytest.param([here(100)], Fraction(1), False, id="more-than-before"),
        pytest.param([out(100, FIRST), out(100, SECOND)], Fraction(19, 20), False, id="one-after-the-other"),
        pytest.param([out(100, FIRST), out(100, SECOND), out(100)], Fraction(9, 10), False, id="worst-day"),
        pytest.param(
            [out(100, FIRST), out(100, FIRST), out(100, FIRST), here(100, SECOND)],
            Fraction(17, 20),
            True,
            id="help-that-comes-too-late",
        ),
        pytest.param(
            [out(100), out(100), out(100), here(100, FIRST)], Fraction(17, 20), True, id="help-that-ends"
        ),
    ],
)
def test_worst_day_of_the_term_counts(terms, share, is_below):
    found = kept(20, terms, TERM, FLOOR)

    assert (found.share, found.is_below) == (share, is_below)


def test_terms_of_other_days_do_not_count():
    before = Span(date(2021, 9, 1), TERM.start)
    later = Span(TERM.end, date(2024, 9, 1))

    assert kept(20, [out(100, before), out(100, later)], TERM, FLOOR).share == 1


@pytest.mark.parametrize(
    ("staff", "floor", "share"), [(0, FLOOR, None), (20, None, Fraction(19, 20))], ids=["nobody", "no-floor"]
)
def test_nothing_is_below_what_is_unknown(staff, floor, share):
    found = kept(staff, [out(100)], TERM, floor)

    assert (found.share, found.is_below) == (share, False)
