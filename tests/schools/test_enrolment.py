"""The table of enrolment by year and stage: what is missing stays unknown."""

from datetime import date

import pytest

from schools.enrolment import enrolment_on, enrolment_table
from schools.models import Enrolment, StageService
from schools.stages import Stage


def served(stage, start=None, end=None):
    return StageService(stage=stage, start=start, end=end)


def counted(year, stage, pupils, basis="entered"):
    return Enrolment(year=year, stage=stage, pupils=pupils, basis=basis)


def shape(table):
    """Return the stages, and each year with its figures, where «?» is unknown and «-» not served."""
    rows = {row.label: (" ".join(map(cell_text, row.cells)), row.total) for row in table.rows}
    return [stage.value for stage in table.stages], rows


def cell_text(cell):
    if cell.enrolment:
        return str(cell.enrolment.pupils)
    return "?" if cell.is_served else "-"


@pytest.mark.parametrize(
    ("enrolments", "services", "expected"),
    [
        pytest.param([], [], ([], {"2022–2023": ("", None)}), id="nothing-known"),
        pytest.param(
            [], [served("primary")], (["primary"], {"2022–2023": ("?", None)}), id="nothing-reported"
        ),
        pytest.param(
            [counted(2022, "primary", 0)],
            [served("primary")],
            (["primary"], {"2022–2023": ("0", 0)}),
            id="zero-is-a-figure",
        ),
        pytest.param(
            [counted(2022, "primary", 300), counted(2022, "junior", 200)],
            [served("junior"), served("primary")],
            (["primary", "junior"], {"2022–2023": ("300 200", 500)}),
            id="stages-in-the-order-of-pupils-ages",
        ),
        pytest.param(
            [counted(2022, "primary", 300)],
            [served("primary"), served("junior")],
            (["primary", "junior"], {"2022–2023": ("300 ?", None)}),
            id="one-missing-figure-leaves-the-total-unknown",
        ),
        pytest.param(
            [counted(2020, "primary", 280)],
            [served("primary")],
            (["primary"], {"2022–2023": ("?", None), "2021–2022": ("?", None), "2020–2021": ("280", 280)}),
            id="years-between-are-unknown",
        ),
        pytest.param(
            [counted(2024, "primary", 310)],
            [served("primary")],
            (["primary"], {"2024–2025": ("310", 310), "2023–2024": ("?", None), "2022–2023": ("?", None)}),
            id="later-years-too",
        ),
        pytest.param(
            [counted(2021, "primary", 290), counted(2021, "junior", 90), counted(2022, "primary", 300)],
            [served("primary"), served("junior", end=date(2022, 9, 1))],
            (["primary", "junior"], {"2022–2023": ("300 -", 300), "2021–2022": ("290 90", 380)}),
            id="stage-given-up",
        ),
        pytest.param(
            [counted(2022, "senior", 50)],
            [served("junior")],
            (["junior", "senior"], {"2022–2023": ("? 50", None)}),
            id="figure-of-a-stage-that-is-not-served",
        ),
        pytest.param(
            [],
            [served("primary", start=date(2022, 10, 8))],
            (["primary"], {"2022–2023": ("?", None)}),
            id="opened-in-october",
        ),
    ],
)
def test_table_holds_every_year_and_stage(enrolments, services, expected):
    assert shape(enrolment_table(enrolments, services, year=2022)) == expected


def test_row_counts_what_was_reported_of_what_is_expected():
    services = [served("primary"), served("junior"), served("senior", end=date(2020, 9, 1))]

    [row] = enrolment_table([counted(2022, "primary", 300)], services, year=2022).rows

    assert (row.reported, row.expected) == (1, 2)


def test_row_names_each_basis_once():
    figures = [
        counted(2022, "primary", 300, "demonstration"),
        counted(2022, "junior", 200, "demonstration"),
        counted(2022, "senior", 100, "imported"),
    ]

    [row] = enrolment_table(figures, [], year=2022).rows

    assert row.bases == [("demonstration", "演示数据"), ("imported", "导入")]


def test_table_knows_every_stage():
    table = enrolment_table([], [served(stage) for stage in reversed(Stage)], year=2022)

    assert table.stages == list(Stage)


@pytest.mark.parametrize(
    ("day", "until", "later"),
    [
        pytest.param(
            date(2022, 8, 31),
            (["primary"], {"2021–2022": ("300", 300)}),
            (["primary", "junior"], {"2022–2023": ("310 100", 410)}),
            id="eve-of-the-year-in-which-a-stage-begins",
        ),
        pytest.param(
            date(2022, 9, 1),
            (["primary", "junior"], {"2022–2023": ("310 100", 410), "2021–2022": ("300 -", 300)}),
            None,
            id="first-day-of-the-year",
        ),
    ],
)
def test_years_after_the_day_stand_in_a_table_of_their_own(day, until, later):
    figures = [counted(2021, "primary", 300), counted(2022, "primary", 310), counted(2022, "junior", 100)]
    services = [served(Stage.PRIMARY), served(Stage.JUNIOR, date(2022, 9, 1))]

    table, after = enrolment_on(figures, services, day)

    assert (shape(table), after and shape(after)) == (until, later)
