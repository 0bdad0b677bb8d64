"""Where the bars and lines of coverage stand in their drawing."""

from datetime import date
from decimal import Decimal

import pytest

from coverage.charts import Label, Segment, coverage_bars, line_plot, spread
from coverage.measures import Basis
from coverage.rate import Totals, stage_measures
from coverage.year_line import Point, YearLine

DUE = date(2022, 12, 31)
TARGET = Decimal("0.85")


def make_line(*days_and_designated, target=TARGET, due_on=DUE, schools=4):
    """Return a line of four schools, all of them reached, so many of them designated on each day."""
    points = [
        Point(day, stage_measures("compulsory", Totals(schools, designated, schools), target))
        for day, designated in days_and_designated
    ]
    return YearLine("compulsory", target, due_on, tuple(points))


def year_ends(first, last):
    """Return each year's last day with one school designated."""
    return [(date(year, 12, 31), 1) for year in range(first, last + 1)]


# --- bars ---


def test_bars_are_as_long_as_the_shares_and_the_target_stands_among_them():
    totals = Totals(schools=4, designated=1, reached=3, reported=4, pupils=900, pupils_designated=300)

    [group] = coverage_bars([stage_measures("compulsory", totals, TARGET)])

    assert group.target_at == "85.00%"
    assert [bar.length for bar in group.bars] == ["25.00%", "33.33%", "75.00%", "0.00%"]


def test_bar_of_an_unknown_share_has_no_length():
    totals = Totals(schools=4, designated=1, reached=4, reported=3, pupils=900)

    [group] = coverage_bars([stage_measures("compulsory", totals, TARGET)])

    assert [bar.length for bar in group.bars] == ["25.00%", None, "100.00%", None]


def test_bars_of_a_stage_without_a_percentage_have_no_target_mark():
    [group] = coverage_bars([stage_measures("vocational", Totals(schools=1), None)])

    assert group.target_at is None
    assert [bar.length for bar in group.bars] == ["0.00%", None, "0.00%", None]


def test_no_stage_no_bars():
    assert coverage_bars([]) == []


# --- lines ---


def test_line_runs_from_the_first_day_to_the_last_and_down_from_the_top():
    line = make_line((date(2020, 12, 31), 0), (date(2021, 12, 31), 1), (DUE, 4))

    designated, reached = line_plot(line, DUE).series

    assert [(mark.x, mark.y) for mark in designated.marks] == [
        ("0.00%", "100.00%"),
        ("50.00%", "75.00%"),
        ("100.00%", "0.00%"),
    ]
    assert designated.segments == (
        Segment("0.00%", "100.00%", "50.00%", "75.00%"),
        Segment("50.00%", "75.00%", "100.00%", "0.00%"),
    )
    assert {mark.y for mark in reached.marks} == {"0.00%"}


def test_lines_bear_the_names_of_their_measures():
    plot = line_plot(make_line((DUE, 1)), DUE)

    assert [(series.name, series.basis) for series in plot.series] == [
        ("已认定 · 按学校", Basis.DESIGNATED),
        ("已覆盖 · 按学校", Basis.REACHED),
    ]


def test_line_is_broken_where_nothing_is_known():
    known = make_line((date(2020, 12, 31), 1), (DUE, 1))
    unknown = make_line((date(2021, 12, 31), 0), schools=0)
    points = (known.points[0], unknown.points[0], known.points[1])

    plot = line_plot(YearLine("compulsory", TARGET, DUE, points), DUE)

    assert plot.unknown_at == ("50.00%",)
    assert [mark.y for mark in plot.series[0].marks] == ["75.00%", None, "75.00%"]
    assert [series.segments for series in plot.series] == [(), ()]


def test_line_that_ends_unknown_has_no_figure_at_its_end():
    plot = line_plot(make_line((date(2021, 12, 31), 0), (DUE, 0), schools=0), DUE)

    assert [series.end_at for series in plot.series] == [None, None]
    assert plot.unknown_at == ("0.00%", "100.00%")


def test_figures_at_the_end_keep_clear_of_each_other():
    plot = line_plot(make_line((date(2021, 12, 31), 4), (DUE, 4)), DUE)

    assert [series.end_at for series in plot.series] == ["0.00%", "9.00%"]
    assert [series.latest.share for series in plot.series] == [1, 1]


def test_line_of_a_single_day_stands_at_the_start():
    plot = line_plot(make_line((DUE, 1)), DUE)

    assert [mark.x for mark in plot.series[0].marks] == ["0.00%"]


@pytest.mark.parametrize(
    ("target", "height", "is_high"),
    [
        pytest.param(Decimal("0.85"), "15.00%", False, id="room above it"),
        pytest.param(Decimal("1"), "0.00%", True, id="along the top edge"),
        pytest.param(None, None, False, id="none"),
    ],
)
def test_target_stands_at_its_height(target, height, is_high):
    plot = line_plot(make_line(*year_ends(2020, 2022), target=target), DUE)

    assert (plot.target_at, plot.is_target_high) == (height, is_high)


@pytest.mark.parametrize(
    ("due_on", "label"),
    [
        pytest.param(date(2021, 12, 31), Label("50.00%", "middle"), id="in the middle"),
        pytest.param(date(2020, 12, 31), Label("0.00%", "start"), id="at the start"),
        pytest.param(DUE, Label("100.00%", "end"), id="at the end"),
        pytest.param(None, None, id="without a due day"),
    ],
)
def test_label_of_the_due_day_stays_inside_the_drawing(due_on, label):
    assert line_plot(make_line(*year_ends(2020, 2022), due_on=due_on), DUE).due == label


def test_due_day_after_the_last_day_lengthens_the_axis():
    plot = line_plot(make_line((date(2020, 12, 31), 1), (date(2021, 12, 31), 1)), date(2021, 12, 31))

    assert [mark.x for mark in plot.series[0].marks] == ["0.00%", "50.00%"]


def test_chosen_day_is_marked_between_the_years():
    chosen = date(2021, 7, 1)

    plot = line_plot(make_line((date(2020, 12, 31), 1), (chosen, 1), (date(2021, 12, 31), 1)), chosen)

    assert (plot.chosen_on, plot.chosen) == (chosen, Label("24.93%", "start"))
    assert [year.number for year in plot.years] == [2021, 2020]


def test_few_years_are_all_labelled_and_every_other_one_is_minor():
    years = line_plot(make_line(*year_ends(2019, 2022)), DUE).years

    assert [(year.number, year.is_labelled, year.is_minor) for year in years] == [
        (2022, True, False),
        (2021, True, True),
        (2020, True, False),
        (2019, True, True),
    ]


@pytest.mark.parametrize("last", [2023, 2040, 2100])
def test_many_years_are_not_all_labelled(last):
    years = line_plot(make_line(*year_ends(2010, last)), DUE).years

    labelled = [year.number for year in years if year.is_labelled]
    assert labelled[0] == last
    assert 6 <= len(labelled) <= 12


def test_grid_stands_at_the_quarters():
    assert line_plot(make_line((DUE, 1)), DUE).grid == [
        ("100.00%", "0 %"),
        ("75.00%", "25 %"),
        ("50.00%", "50 %"),
        ("25.00%", "75 %"),
        ("0.00%", "100 %"),
    ]


# --- labels beside each other ---


@pytest.mark.parametrize(
    ("heights", "placed"),
    [
        pytest.param([0.1, 0.5], [0.1, 0.5], id="far apart"),
        pytest.param([0.5, 0.5], [0.5, 0.6], id="at one height"),
        pytest.param([0.55, 0.5], [0.6, 0.5], id="the lower one gives way"),
        pytest.param([1, 1], [0.9, 1], id="at the bottom the upper one gives way"),
        pytest.param([None, 0.3], [None, 0.3], id="unknown"),
        pytest.param([], [], id="none"),
    ],
)
def test_spread_keeps_labels_apart(heights, placed):
    assert spread(heights, 0.1) == pytest.approx(placed)
