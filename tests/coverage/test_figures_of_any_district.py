"""What holds for the figures, effects and drawings of any district that can be made up."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coverage.charts import coverage_bars, line_plot, spread
from coverage.effect import State, compare
from coverage.measures import MEASURES
from coverage.rate import Counted, all_stages, by_stage, rows_of, stage_measures, total
from coverage.year_line import Point, YearLine, days_of_line
from schools.stages import CoverageStage

SHARES = st.decimals(0, 1, places=4)
NAMES = st.lists(st.sampled_from(["一级", "二级"]), unique=True, max_size=2).map(tuple)


def row(number, stage, designated_by, reached_through, pupils):
    """Return one school in one stage; its code follows from its number."""
    return Counted(
        number, f"510115-L{number:03d}", f"第{number}学校", stage, designated_by, reached_through, pupils
    )


PUPILS = st.none() | st.integers(0, 3000)
STAGES = st.sampled_from(CoverageStage.values)
ROWS = st.lists(
    st.builds(row, st.integers(1, 8), STAGES, NAMES, NAMES, PUPILS),
    max_size=12,
    unique_by=lambda each: (each.school_id, each.stage),
)
TARGETS = st.dictionaries(STAGES, st.none() | SHARES)
STATES = st.builds(State, ROWS, TARGETS, st.sampled_from(MEASURES))
UNHURRIED = settings(deadline=None)  # a shared machine may take its time
DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))


def measures(rows, targets=None):
    return [each for stage in all_stages(by_stage(rows), targets or {}) for each in stage.measures]


# --- rates ---


@UNHURRIED
@given(ROWS)
def test_designated_is_never_more_than_reached_and_reached_than_all(rows):
    for stage in CoverageStage:
        found = total(rows_of(rows, stage))

        assert found.designated <= found.reached <= found.schools
        assert found.pupils_designated <= found.pupils_reached <= found.pupils
        assert found.reported <= found.schools


@UNHURRIED
@given(ROWS, TARGETS)
def test_share_lies_between_nothing_and_all_and_is_known_where_it_can_be(rows, targets):
    for each in measures(rows, targets):
        assert each.share is None or 0 <= each.share <= 1
        assert (each.share is None) == (not each.is_complete or not each.denominator)
        assert (each.met is None) == (each.share is None or each.target is None)


@UNHURRIED
@given(ROWS, st.integers(1, 500))
def test_by_pupils_equals_by_schools_where_all_schools_are_of_one_size(rows, size):
    alike = [replace(each, pupils=size) for each in rows]

    for stage in all_stages(by_stage(alike), {}):
        shares = {(each.basis, each.weight): each.share for each in stage.measures}
        assert shares["designated", "institutions"] == shares["designated", "pupils"]
        assert shares["reached", "institutions"] == shares["reached", "pupils"]


@UNHURRIED
@given(ROWS)
def test_order_of_the_schools_changes_no_figure(rows):
    assert measures(rows) == measures(rows[::-1])


@UNHURRIED
@given(ROWS, SHARES, SHARES)
def test_lower_target_is_met_wherever_a_higher_one_is(rows, one, other):
    low, high = sorted((one, other))

    for stage in CoverageStage:
        found = total(rows_of(rows, stage))
        met = [[each.met is True for each in stage_measures(stage, found, t).measures] for t in (low, high)]
        assert all(lower or not higher for lower, higher in zip(*met, strict=True))


# --- effects ---


@UNHURRIED
@given(STATES)
def test_no_change_has_no_effect(state):
    found = compare(state, state)

    assert (found.is_none, found.schools, found.flipped) == (True, (), [])


@UNHURRIED
@given(STATES, STATES)
def test_effect_the_other_way_round_is_the_effect_undone(one, other):
    there, back = compare(one, other), compare(other, one)

    assert [(s.code, s.stage, s.before, s.after) for s in there.schools] == [
        (s.code, s.stage, s.after, s.before) for s in back.schools
    ]
    assert [[m.verdict_before for m in s.flipped] for s in there.flipped] == [
        [m.verdict_after for m in s.flipped] for s in back.flipped
    ]
    assert (there.is_none, there.headline_before) == (back.is_none, back.headline_after)


@UNHURRIED
@given(STATES, STATES)
def test_measure_is_worse_only_where_a_verdict_flips(one, other):
    found = [measure for stage in compare(one, other).stages for measure in stage.measures]

    assert [m for m in found if m.is_worse and not m.is_flipped] == []
    assert [m for m in found if m.is_flipped and not m.is_changed] == []


# --- drawings ---


@UNHURRIED
@given(st.lists(st.none() | st.floats(0, 1), max_size=6))
def test_labels_keep_apart_in_order_and_inside(heights):
    placed = spread(heights, 0.1)

    known = sorted(
        (height, place) for height, place in zip(heights, placed, strict=True) if height is not None
    )
    places = [place for _height, place in known]
    assert [place is None for place in placed] == [height is None for height in heights]
    assert all(0 <= place <= 1 for place in places)
    assert all(later - earlier >= 0.1 - 1e-9 for earlier, later in pairwise(sorted(places)))


@UNHURRIED
@given(ROWS, TARGETS)
def test_bars_are_as_long_as_the_shares(rows, targets):
    for group in coverage_bars(all_stages(by_stage(rows), targets)):
        target = group.stage.target
        assert group.target_at == (None if target is None else f"{float(target) * 100:.2f}%")
        assert [bar.length for bar in group.bars] == [
            None if measure.share is None else f"{float(measure.share) * 100:.2f}%"
            for measure in group.stage.measures
        ]


@UNHURRIED
@given(DAYS, st.none() | DAYS)
def test_days_of_a_line_rise_from_year_to_year_without_a_gap(chosen, due_on):
    days = days_of_line(chosen, due_on)

    ends = [day for day in days if (day.month, day.day) == (12, 31)]
    assert days == sorted(set(days))
    assert [later.year - earlier.year for earlier, later in pairwise(ends)] == [1] * (len(ends) - 1)
    assert set(days) - set(ends) <= {chosen}
    assert {chosen, date((due_on or chosen).year, 12, 31)} <= set(days)


@UNHURRIED
@given(DAYS, st.none() | DAYS, ROWS)
def test_drawing_of_any_line_stays_inside_its_frame(chosen, due_on, rows):
    target = Decimal("0.85")
    stage = stage_measures("compulsory", total(rows_of(rows, "compulsory")), target)
    points = tuple(Point(day, stage) for day in days_of_line(chosen, due_on))

    plot = line_plot(YearLine("compulsory", target, due_on, points), chosen)

    marks = [mark for series in plot.series for mark in series.marks]
    places = [mark.x for mark in marks] + [mark.y for mark in marks if mark.y is not None]
    places += [year.x for year in plot.years] + [plot.chosen.x] + ([plot.due.x] if plot.due else [])
    assert {place for place in places if not 0 <= float(place.removesuffix("%")) <= 100} == set()
    assert bool(plot.unknown_at) == (stage.measures[0].share is None)


@pytest.mark.parametrize(
    ("day", "anchor"),
    [
        pytest.param(date(2021, 1, 1), "start", id="first-day"),
        pytest.param(date(2021, 3, 30), "start", id="before-the-edge"),
        pytest.param(date(2021, 4, 12), "middle", id="past-the-edge"),
        pytest.param(date(2021, 9, 20), "middle", id="before-the-other-edge"),
        pytest.param(date(2021, 10, 10), "end", id="past-the-other-edge"),
        pytest.param(date(2021, 12, 31), "end", id="last-day"),
    ],
)
def test_label_near_an_end_runs_away_from_it(day, anchor):
    stage = stage_measures("compulsory", total([]), None)
    line = YearLine(
        "compulsory", None, None, tuple(Point(d, stage) for d in (date(2021, 1, 1), date(2021, 12, 31)))
    )

    assert line_plot(line, day).chosen.anchor == anchor
