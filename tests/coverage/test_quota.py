"""Shares of exchange by hand: who is eligible, who is exchanged, both denominators, what is missing."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coverage.quota import (
    Leader,
    Quota,
    Standing,
    Teacher,
    Thresholds,
    anniversary,
    count,
    is_exchanged,
    part_of,
)
from records.periods import Span
from schools.school_year import days_of
from tests.fuzzing import examples

DAY = date(2022, 9, 1)
SIX_YEARS_AGO, LATER = date(2016, 9, 1), date(2016, 9, 2)
TENTH, FIFTH = Fraction(1, 10), Fraction(1, 5)
POLICY = Thresholds(
    years=6,
    least_part=Fraction(1, 2),
    least_backbone=2,
    shares=(("国家要求", TENTH), ("成都市要求", Fraction(15, 100))),
    backbone_share=FIFTH,
    principal_years=9,
)


def teachers(number, first=0, **fields):
    """Return so many teachers alike; unless said otherwise they are eligible and stay at their school."""
    values = {"school": 1, "since": SIX_YEARS_AGO, "is_backbone": False} | fields
    return [Teacher(key=first + place, **values) for place in range(number)]


def figures(quota):
    """Return the figures of a quota: teachers, eligible, exempt, too short, unknown, exchanged, backbone."""
    return (
        quota.teachers,
        quota.eligible,
        quota.exempt,
        quota.too_short,
        quota.unknown,
        quota.exchanged,
        quota.exchanged_backbone,
    )


def said(quota, thresholds=POLICY):
    """Return what each share says: met, and how many are missing; that of backbone teachers last."""
    verdicts = [*quota.verdicts(thresholds), quota.backbone_verdict(thresholds)]
    return [(verdict.met, verdict.missing) for verdict in verdicts if verdict]


def test_golden_school():
    """100 teachers: 55 eligible, 5 exempt, 40 too short; 5 exchanged, one of them a backbone teacher."""
    away = {"part": Fraction(1)}
    school = [
        *teachers(50),
        *teachers(4, 50, **away),
        *teachers(1, 54, is_backbone=True, **away),
        *teachers(5, 55, exemption="hardship"),
        *teachers(40, 60, since=LATER),
    ]

    quota = count(school, DAY, POLICY)

    assert figures(quota) == (100, 55, 5, 40, 0, 5, 1)
    assert (quota.share, quota.backbone_share) == (Fraction(5, 55), Fraction(1, 5))
    # 10 % of 55 are 5.5, so six; 15 % are 8.25, so nine; one of five is 20 %.
    assert said(quota) == [(False, 1), (False, 4), (True, 0)]


def test_golden_school_that_reaches_everything():
    school = [
        *teachers(17),
        *teachers(2, 17, part=Fraction(1)),
        *teachers(1, 19, part=Fraction(1), is_backbone=True),
    ]

    quota = count(school, DAY, POLICY)

    assert figures(quota) == (20, 20, 0, 0, 0, 3, 1)
    assert said(quota) == [(True, 0), (True, 0), (True, 0)]


@pytest.mark.parametrize(
    ("eligible", "exchanged", "met", "missing"),
    [
        pytest.param(100, 9, False, 1, id="one-short"),
        pytest.param(100, 10, True, 0, id="exactly"),
        pytest.param(101, 10, False, 1, id="a-tenth-of-a-person-short"),
        pytest.param(9, 0, False, 1, id="small-school"),
        pytest.param(9, 1, True, 0, id="small-school-with-one"),
    ],
)
def test_share_is_judged_on_people_not_on_rounded_figures(eligible, exchanged, met, missing):
    school = teachers(eligible - exchanged) + teachers(exchanged, 1000, part=Fraction(1))

    [national, *_others] = count(school, DAY, POLICY).verdicts(POLICY)

    assert (national.name, national.target, national.met, national.missing) == (
        "国家要求",
        TENTH,
        met,
        missing,
    )


def test_nobody_eligible_gives_no_verdict():
    quota = count(teachers(10, since=LATER), DAY, POLICY)

    assert (quota.share, said(quota)) == (None, [(None, 0), (None, 0), (None, 0)])


def test_nobody_exchanged_says_nothing_about_backbone_teachers():
    quota = count(teachers(10), DAY, POLICY)

    assert (quota.share, quota.backbone_share) == (Fraction(0), None)
    assert said(quota)[-1] == (None, 0)


@pytest.mark.parametrize(
    ("unknown", "exchanged", "met"),
    [
        pytest.param(0, 2, True, id="all-known"),
        pytest.param(5, 2, None, id="depends-on-the-unknown"),
        pytest.param(5, 1, False, id="too-few-even-if-nobody-unknown-counts"),
        pytest.param(5, 3, True, id="enough-even-if-everybody-unknown-counts"),
    ],
)
def test_unknown_dates_leave_a_verdict_only_where_both_ends_agree(unknown, exchanged, met):
    school = (
        teachers(20 - exchanged)
        + teachers(exchanged, 100, part=Fraction(1))
        + teachers(unknown, 200, since=None)
    )

    quota = count(school, DAY, POLICY)

    assert quota.unknown == unknown
    assert (quota.share is None) == bool(unknown)
    assert quota.verdicts(POLICY)[0].met == met


@pytest.mark.parametrize(
    ("fields", "standing"),
    [
        ({"since": SIX_YEARS_AGO}, Standing.ELIGIBLE),
        ({"since": LATER}, Standing.TOO_SHORT),
        ({"since": None}, Standing.UNKNOWN),
        ({"since": SIX_YEARS_AGO, "exemption": "hardship"}, Standing.EXEMPT),
        ({"since": None, "exemption": "hardship"}, Standing.EXEMPT),
    ],
)
def test_standing_on_the_first_of_september(fields, standing):
    [teacher] = teachers(1, **fields)

    assert teacher.standing(DAY, 6) == standing


def test_without_a_rule_nobody_is_eligible_for_certain():
    [teacher] = teachers(1)

    assert teacher.standing(DAY, None) == Standing.UNKNOWN
    assert (
        count([teacher], DAY, Thresholds(None, TENTH, 2, (), None, None)).backbone_verdict(
            Thresholds(None, TENTH, 2, (), None, None)
        )
        is None
    )


@pytest.mark.parametrize(
    ("since", "day"),
    [
        (date(2016, 9, 1), date(2022, 9, 1)),
        (date(2016, 2, 29), date(2022, 3, 1)),
        (date(2018, 2, 28), date(2024, 2, 28)),
    ],
)
def test_six_years_are_over_on_the_same_day(since, day):
    assert anniversary(since, 6) == day


def test_person_in_two_terms_counts_once():
    [teacher] = teachers(1, part=Fraction(1))

    assert figures(count([teacher, teacher], DAY, POLICY)) == (1, 1, 0, 0, 0, 1, 0)


# --- which part of a school year somebody is away ---

YEAR = days_of(2022)
START, END = YEAR.start, YEAR.end


def after(days):
    """Return the day so many days into the school year."""
    return START + timedelta(days=days)


@pytest.mark.parametrize(
    ("terms", "days"),
    [
        pytest.param([], 0, id="none"),
        pytest.param([(START, END)], 365, id="whole"),
        pytest.param([(after(-400), after(700))], 365, id="longer"),
        pytest.param([(after(10), after(20)), (after(20), after(30))], 20, id="adjacent"),
        pytest.param([(after(10), after(20)), (after(15), after(30))], 20, id="overlapping"),
        pytest.param([(after(10), after(40)), (after(15), after(30))], 30, id="one-inside-the-other"),
        pytest.param([(after(50), after(60)), (after(10), after(20))], 20, id="in-any-order"),
        pytest.param([(after(-20), START)], 0, id="before"),
        pytest.param([(END, after(400))], 0, id="after"),
    ],
)
def test_part_of_a_year_that_terms_cover(terms, days):
    assert part_of(YEAR, [Span(*term) for term in terms]) == Fraction(days, 365)


@examples(100)
@given(st.lists(st.tuples(st.integers(-30, 395), st.integers(1, 200)), max_size=6))
def test_part_is_that_of_counting_days(terms):
    spans = [Span(after(first), after(first + length)) for first, length in terms]
    days = [after(number) for number in range(365)]

    assert part_of(YEAR, spans) == Fraction(sum(any(span.holds(day) for span in spans) for day in days), 365)


@pytest.mark.parametrize(("days", "counts"), [(182, False), (183, True), (365, True), (0, False)])
def test_half_a_year_is_more_than_182_days_of_365(days, counts):
    part = part_of(YEAR, [Span(START, after(days))] if days else [])
    [teacher] = teachers(1, part=part)

    assert is_exchanged(teacher, POLICY) == counts


def test_no_part_is_never_enough():
    [teacher] = teachers(1)

    assert not is_exchanged(teacher, Thresholds(6, Fraction(0), 2, (), None, None))


@examples(100)
@given(
    eligible=st.integers(0, 40),
    exchanged=st.integers(0, 40),
    unknown=st.integers(0, 10),
    percent=st.integers(1, 100),
)
def test_missing_people_are_what_reaches_the_share(eligible, exchanged, unknown, percent):
    share = Fraction(percent, 100)
    quota = Quota(exchanged=exchanged)
    quota.standings[Standing.ELIGIBLE], quota.standings[Standing.UNKNOWN] = eligible, unknown

    [verdict] = quota.verdicts(Thresholds(6, TENTH, 2, (("", share),), None, None))

    reached = Quota(exchanged=exchanged + verdict.missing, standings=quota.standings)
    assert reached.exchanged >= share * eligible
    assert verdict.missing == 0 or reached.exchanged - 1 < share * eligible
    if verdict.met is not None and not unknown:
        assert verdict.met == (verdict.missing == 0)


# --- principals ---


@pytest.mark.parametrize(
    ("since", "exceeds"),
    [
        (date(2013, 8, 31), True),
        (date(2013, 9, 1), False),
        (date(2020, 1, 1), False),
        (None, None),
    ],
)
def test_nine_years_of_a_principal(since, exceeds):
    assert Leader("王校长", "甲校", since).exceeds(DAY, 9) is exceeds


def test_without_a_rule_no_principal_is_judged():
    assert Leader("王校长", "甲校", date(1990, 9, 1)).exceeds(DAY, None) is None


def test_school_without_teachers_has_no_figures():
    quota = count([], DAY, POLICY)

    assert figures(quota) == (0, 0, 0, 0, 0, 0, 0)
    assert (quota.share, quota.backbone_share) == (None, None)
    assert said(quota) == [(None, 0), (None, 0), (None, 0)]


@pytest.mark.parametrize("percent", [0, 100])
def test_policy_that_asks_for_nobody_or_everybody(percent):
    thresholds = Thresholds(6, TENTH, 2, (("", Fraction(percent, 100)),), None, None)

    [verdict] = count(teachers(5), DAY, thresholds).verdicts(thresholds)

    assert (verdict.met, verdict.missing) == ((True, 0) if percent == 0 else (False, 5))
