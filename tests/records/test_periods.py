"""Half-open periods against a naive model that counts days one by one."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coverage.models import DesignationLevel
from records.periods import Span, most_on_a_day, overlapping, those_on
from tests import factories

FIRST = date(2022, 8, 30)
DAYS = [FIRST + timedelta(days=number) for number in range(6)]  # the window in which naive days are counted
BOUNDS = [None, *DAYS[1:-1]]
SPANS = [Span(start, end) for start in BOUNDS for end in BOUNDS if not (start and end and start >= end)]
spans = st.sampled_from(SPANS)


def days_of(span):
    """Return the days of the window on which a period holds, straight from its definition."""
    return {
        day for day in DAYS if (span.start or DAYS[0]) <= day < (span.end or DAYS[-1] + timedelta(days=1))
    }


@given(spans, st.sampled_from(DAYS))
def test_span_holds_on_its_days(span, day):
    assert span.holds(day) == (day in days_of(span))


@given(spans, spans)
def test_spans_share_the_days_both_have(one, other):
    shared = one.intersect(other)

    assert (days_of(shared) if shared else set()) == days_of(one) & days_of(other)


@given(spans, spans)
def test_sharing_days_is_mutual(one, other):
    assert one.intersect(other) == other.intersect(one)


@given(spans, spans)
def test_span_is_within_another_if_it_has_no_day_outside(one, other):
    assert one.is_within(other) == (days_of(one) <= days_of(other))


def test_span_that_is_open_is_within_none_that_is_not():
    assert not Span(None, DAYS[2]).is_within(Span(date(1900, 1, 1)))


@pytest.mark.parametrize(
    ("span", "on_start", "on_end"),
    [(Span(DAYS[1], DAYS[3]), True, False), (Span(None, DAYS[3]), True, False), (Span(DAYS[1]), True, True)],
    ids=["closed", "open start", "open end"],
)
def test_first_day_counts_and_end_does_not(span, on_start, on_end):
    assert (span.holds(DAYS[1]), span.holds(DAYS[3])) == (on_start, on_end)


@pytest.fixture
def levels(db):
    """Store one row for every period of the window and return them by key."""
    scheme = factories.make_level().scheme
    DesignationLevel.objects.all().delete()
    rows = [
        DesignationLevel(scheme=scheme, code=str(number), name="级", start=span.start, end=span.end)
        for number, span in enumerate(SPANS)
    ]
    return {row.pk: row.span for row in DesignationLevel.objects.bulk_create(rows)}


def test_database_agrees_on_every_day(levels):
    found = {day: set(DesignationLevel.objects.on(day).values_list("pk", flat=True)) for day in DAYS}

    assert found == {day: {pk for pk, span in levels.items() if day in days_of(span)} for day in DAYS}


def test_fetched_rows_are_picked_as_the_database_picks_them(levels):
    rows = DesignationLevel.objects.all()

    assert [set(those_on(day, rows)) for day in DAYS] == [set(rows.on(day)) for day in DAYS]


def test_database_agrees_on_every_overlap(levels):
    found = {
        span: set(DesignationLevel.objects.filter(overlapping(span)).values_list("pk", flat=True))
        for span in SPANS
    }

    naive = {span: {pk for pk, other in levels.items() if days_of(span) & days_of(other)} for span in SPANS}
    assert found == naive


MIDDLE, LAST = DAYS[2], DAYS[5]


@pytest.mark.parametrize(
    ("shares", "expected"),
    [
        pytest.param([], (FIRST, 0), id="nothing-else"),
        pytest.param([(FIRST, LAST, 50)], (FIRST, 50), id="all-the-time"),
        pytest.param([(FIRST, MIDDLE, 50), (MIDDLE, LAST, 40)], (FIRST, 50), id="one-after-other"),
        pytest.param([(FIRST, LAST, 50), (MIDDLE, LAST, 40)], (MIDDLE, 90), id="both-at-the-end"),
    ],
)
def test_busiest_day_of_a_span(shares, expected):
    spans = [(Span(start, end), share) for start, end, share in shares]

    assert most_on_a_day(Span(FIRST, LAST), spans) == expected
