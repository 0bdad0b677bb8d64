"""The arithmetic of coverage, without a database."""

from decimal import Decimal
from fractions import Fraction

import pytest

from coverage.measures import MEASURES, Basis, Weight
from coverage.rate import (
    Counted,
    Measure,
    Totals,
    all_stages,
    by_stage,
    is_shown,
    measure,
    stage_measures,
    total,
)
from schools.stages import CoverageStage

TARGET = Decimal("0.85")


def counted(school_id=1, stage="compulsory", *, designated=(), reached=(), pupils=None):
    return Counted(school_id, f"C{school_id}", f"N{school_id}", stage, designated, reached, pupils)


def four(totals, target=TARGET):
    found = stage_measures("compulsory", totals, target)
    return {(m.basis, m.weight): (m.numerator, m.denominator, m.share, m.met) for m in found.measures}


@pytest.mark.parametrize(
    ("row", "designated", "reached"),
    [
        pytest.param(counted(), False, False, id="neither designated nor in a quality group"),
        pytest.param(counted(designated=("一级",)), True, True, id="designated is reached"),
        pytest.param(counted(reached=("甲集团",)), False, True, id="reached through its group"),
        pytest.param(counted(designated=("一级",), reached=("甲集团",)), True, True, id="both"),
    ],
)
def test_counted_says_for_which_basis_it_counts(row, designated, reached):
    assert (row.counts_for(Basis.DESIGNATED), row.counts_for(Basis.REACHED)) == (designated, reached)


def test_total_adds_schools_and_pupils():
    rows = [
        counted(1, designated=("一级",), pupils=100),
        counted(2, reached=("甲集团",), pupils=300),
        counted(3, pupils=600),
    ]

    assert total(rows) == Totals(
        schools=3, designated=1, reached=2, reported=3, pupils=1000, pupils_designated=100, pupils_reached=400
    )


def test_total_of_no_school_is_zero():
    assert total([]) == Totals()


def test_measures_of_a_complete_stage_give_all_four():
    rows = [
        counted(1, designated=("一级",), pupils=100),
        counted(2, reached=("甲集团",), pupils=300),
        counted(3, pupils=600),
    ]

    assert four(total(rows)) == {
        ("designated", "institutions"): (1, 3, Fraction(1, 3), False),
        ("designated", "pupils"): (100, 1000, Fraction(1, 10), False),
        ("reached", "institutions"): (2, 3, Fraction(2, 3), False),
        ("reached", "pupils"): (400, 1000, Fraction(2, 5), False),
    }


def test_measure_by_pupils_with_a_missing_figure_is_unknown_and_says_how_many_reported():
    rows = [counted(1, designated=("一级",), pupils=100), counted(2, pupils=None)]

    found = measure("compulsory", total(rows), Basis.DESIGNATED, Weight.PUPILS, TARGET)

    assert found == Measure("compulsory", "designated", "pupils", None, None, TARGET, 1, 2)
    assert (found.share, found.met, found.is_complete) == (None, None, False)


def test_measure_by_pupils_with_zero_pupils_everywhere_has_no_share():
    found = measure("compulsory", total([counted(pupils=0)]), Basis.REACHED, Weight.PUPILS, TARGET)

    assert (found.numerator, found.denominator, found.share, found.met) == (0, 0, None, None)


def test_measure_without_schools_is_neither_met_nor_failed():
    found = measure("senior", Totals(), Basis.DESIGNATED, Weight.INSTITUTIONS, Decimal(1))

    assert (found.numerator, found.denominator, found.share, found.met) == (0, 0, None, None)


def test_measure_without_target_has_a_share_and_no_verdict():
    found = measure("vocational", total([counted()]), Basis.DESIGNATED, Weight.INSTITUTIONS, None)

    assert (found.share, found.met) == (Fraction(0), None)


@pytest.mark.parametrize(
    ("designated", "schools", "met"),
    [
        pytest.param(17, 20, True, id="exactly the target"),
        pytest.param(16, 20, False, id="one school less"),
        pytest.param(849_999, 1_000_000, False, id="rounds to the target and misses it"),
        pytest.param(850_001, 1_000_000, True, id="just above"),
    ],
)
def test_verdict_is_taken_on_the_unrounded_share(designated, schools, met):
    totals = Totals(schools=schools, designated=designated)

    assert measure("compulsory", totals, Basis.DESIGNATED, Weight.INSTITUTIONS, TARGET).met is met


@pytest.mark.parametrize(
    ("rows", "depends"),
    [
        pytest.param(
            [counted(1, reached=("甲",)), counted(2, reached=("甲",))], True, id="reached but not designated"
        ),
        pytest.param([counted(1, designated=("一级",))], False, id="all say met"),
        pytest.param([counted(1)], False, id="all say not met"),
        pytest.param([], False, id="nothing is known"),
    ],
)
def test_stage_says_whether_the_verdict_depends_on_the_measure(rows, depends):
    assert stage_measures("compulsory", total(rows), TARGET).depends_on_measure is depends


def test_stage_measures_are_the_four_in_order():
    found = stage_measures("senior", Totals(schools=1), None)

    assert [(m.basis, m.weight) for m in found.measures] == MEASURES
    assert found.measure("reached", "pupils") is found.measures[3]
    assert str(found.label) == "普通高中"


def test_school_of_two_stages_counts_once_in_each():
    rows = [
        counted(1, "compulsory", pupils=10),
        counted(1, "senior", pupils=5),
        counted(2, "compulsory", pupils=1),
    ]

    assert by_stage(rows) == {
        "compulsory": Totals(schools=2, reported=2, pupils=11),
        "senior": Totals(schools=1, reported=1, pupils=5),
    }


def test_all_stages_of_a_district_names_every_stage_with_its_target():
    found = all_stages({}, {"preschool": TARGET})

    assert [(s.stage, s.target) for s in found] == [
        ("preschool", TARGET),
        ("compulsory", None),
        ("senior", None),
        ("vocational", None),
    ]


def test_all_stages_of_a_group_names_only_what_it_serves():
    found = all_stages({CoverageStage.SENIOR: Totals(schools=1)}, {}, only_served=True)

    assert [stage.stage for stage in found] == ["senior"]


@pytest.mark.parametrize(
    ("schools", "own", "shown"),
    [
        pytest.param([1, 2, 3], [], True, id="three schools"),
        pytest.param([1, 2], [], False, id="two schools of others"),
        pytest.param([1, 2], [1], False, id="two schools, one of them own"),
        pytest.param([1], [1], True, id="the own school alone"),
        pytest.param([1, 1, 1], [], False, id="one school in three stages"),
    ],
)
def test_aggregate_over_few_schools_is_shown_only_to_their_own(schools, own, shown):
    rows = [counted(school_id) for school_id in schools]

    assert is_shown(rows, frozenset(own), fewest=3) is shown
