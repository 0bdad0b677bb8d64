"""What a change does to coverage: the comparison, and the panel that shows it before the change is done."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.template import Context, Template

from coverage.effect import SchoolEffect, State, compare
from coverage.models import Designation
from coverage.rate import Counted
from coverage.templatetags.coverage_effect import coverage_effect
from records.rehearsal import rehearsal
from tests import factories

DAY = date(2022, 12, 31)
HEADLINE = ("designated", "institutions")
TARGET = {"compulsory": Decimal("0.5")}


def row(number, *, stage="compulsory", designated=False, reached=False, pupils=None):
    """Return one school in one stage."""
    return Counted(
        number,
        f"510115-L{number:03d}",
        f"第{number}学校",
        stage,
        ("优质学校",) if designated else (),
        ("甲教育集团",) if reached else (),
        pupils,
    )


def effect(before, after, *, targets=TARGET, targets_after=None, headline_after=HEADLINE):
    """Return the comparison of two lists of schools."""
    return compare(
        State(before, targets, HEADLINE),
        State(after, targets if targets_after is None else targets_after, headline_after),
    )


def figures(found, stage="compulsory"):
    """Return numerator and denominator before and after of the measures that changed, by name."""
    [of_stage] = [one for one in found.stages if one.stage == stage]
    return {
        (m.before.basis, m.before.weight): (
            (m.before.numerator, m.before.denominator),
            (m.after.numerator, m.after.denominator),
        )
        for m in of_stage.measures
        if m.is_changed
    }


def test_nothing_changed_is_no_effect():
    found = effect([row(1, designated=True), row(2)], [row(1, designated=True), row(2)])

    assert (found.is_none, found.schools, found.flipped) == (True, (), [])
    assert [stage.is_changed for stage in found.stages] == [False] * 4


def test_every_stage_is_told_in_order():
    assert [stage.stage for stage in effect([], []).stages] == [
        "preschool",
        "compulsory",
        "senior",
        "vocational",
    ]


def test_award_changes_the_numerators_and_the_school():
    found = effect([row(1), row(2)], [row(1, designated=True), row(2)])

    assert figures(found) == {
        ("designated", "institutions"): ((0, 2), (1, 2)),
        ("reached", "institutions"): ((0, 2), (1, 2)),
    }
    assert found.schools == (SchoolEffect("第1学校", "510115-L001", "compulsory", "uncovered", "designated"),)
    assert not found.is_none


def test_flip_towards_the_target_is_told():
    found = effect([row(1), row(2)], [row(1, designated=True), row(2)])

    [stage] = found.flipped
    assert [(m.after.basis, m.verdict_before, m.verdict_after, m.is_worse) for m in stage.flipped] == [
        ("designated", "未达标", "达标", False),
        ("reached", "未达标", "达标", False),
    ]


def test_flip_away_from_the_target_is_worse():
    found = effect([row(1, designated=True), row(2)], [row(1), row(2)])

    assert [m.is_worse for stage in found.flipped for m in stage.flipped] == [True, True]


def test_change_that_flips_nothing_says_so():
    before = [row(1, designated=True), row(2, designated=True), row(3)]

    found = effect(before, [row(1, designated=True), row(2, designated=True), row(3, designated=True)])

    assert (found.is_none, found.flipped) == (False, [])


def test_target_alone_can_flip_a_verdict():
    rows = [row(1, designated=True), row(2)]

    found = effect(rows, rows, targets_after={"compulsory": Decimal("0.9")})

    assert [m.verdict_after for stage in found.flipped for m in stage.flipped] == ["未达标", "未达标"]
    assert found.schools == ()


@pytest.mark.parametrize(
    ("after", "words"),
    [
        pytest.param({}, "未设比例目标", id="ended"),
        pytest.param({"compulsory": None}, "未设比例目标", id="no share"),
        pytest.param({"compulsory": Decimal("0.51")}, "未达标", id="raised"),
    ],
)
def test_verdict_after_is_told_in_words(after, words):
    rows = [row(1, designated=True), row(2)]

    found = effect(rows, rows, targets_after=after)

    assert found.stages[1].measures[0].verdict_after == words


def test_missing_pupils_can_no_longer_be_judged():
    found = effect([row(1, designated=True, pupils=5)], [row(1, designated=True)])

    by_pupils = found.stages[1].measures[1]
    assert (by_pupils.verdict_before, by_pupils.verdict_after) == ("达标", "无法判定")


@pytest.mark.parametrize(
    ("before", "after", "states"),
    [
        pytest.param([row(1)], [row(1, reached=True)], ("uncovered", "reached"), id="reached"),
        pytest.param(
            [row(1, reached=True)],
            [row(1, reached=True, designated=True)],
            ("reached", "designated"),
            id="awarded",
        ),
        pytest.param([row(1, designated=True)], [], ("designated", "absent"), id="closed"),
        pytest.param([], [row(1)], ("absent", "uncovered"), id="opened"),
    ],
)
def test_school_goes_from_state_to_state(before, after, states):
    [school] = effect(before, after).schools

    assert (school.before, school.after) == states


def test_states_have_words():
    [school] = effect([row(1, reached=True)], []).schools

    assert (school.stage_label, school.before_label, school.after_label) == (
        "义务教育",
        "由集团覆盖",
        "不计入",
    )


def test_schools_stand_stage_by_stage_by_their_codes():
    after = [row(3, designated=True), row(1, stage="senior", designated=True), row(2, designated=True)]

    found = effect([row(3), row(1, stage="senior"), row(2)], after)

    assert [(school.stage, school.code[-1]) for school in found.schools] == [
        ("compulsory", "2"),
        ("compulsory", "3"),
        ("senior", "1"),
    ]


def test_school_of_two_stages_changes_in_each():
    rows = [row(1), row(1, stage="senior")]

    found = effect(rows, [row(1, designated=True), row(1, stage="senior", designated=True)])

    assert [school.stage for school in found.schools] == ["compulsory", "senior"]


def test_change_of_reason_is_no_change_of_state():
    assert effect([row(1, designated=True)], [row(1, designated=True, reached=True)]).is_none


def test_headline_alone_is_an_effect():
    found = effect([], [], headline_after=("reached", "pupils"))

    assert (found.is_none, found.is_headline_changed) == (False, True)
    assert (found.headline_before, found.headline_after) == ("已认定 · 按学校", "已覆盖 · 按学生")


# --- the panel ---


def award(school):
    """Return a rehearsal of an award to a school."""

    @contextmanager
    def rehearse():
        with rehearsal():
            factories.make_designation(school, start=date(2022, 1, 1))
            yield

    rehearse.do_not_call_in_templates = True
    return rehearse


@contextmanager
def nothing():
    """Rehearse a change without effect."""
    yield


nothing.do_not_call_in_templates = True


def panel(user, district, rehearse, day=DAY):
    """Return the panel as a page shows it, in one line."""
    text = Template("{% load coverage_effect %}{% coverage_effect rehearse district day %}").render(
        Context(
            {
                "request": SimpleNamespace(user=user),
                "rehearse": rehearse,
                "district": district,
                "day": day,
            }
        )
    )
    return " ".join(text.split())


def test_panel_shows_figures_verdicts_and_schools_and_writes_nothing(district, officer):
    factories.make_target("compulsory", "0.2")

    text = panel(officer, district.district, award(district.lead))

    assert "2022年12月31日的覆盖率会有什么变化" in text
    assert text.count("将由未达标变为达标") == 2
    assert '<th scope="row">乙校</th><td>义务教育</td><td>尚未覆盖</td><td><strong>由集团覆盖' in text
    assert '<th scope="row">甲校</th><td>普通高中</td><td>尚未覆盖</td><td><strong>本校已认定' in text
    assert Designation.objects.count() == 0


def test_panel_says_where_there_is_no_effect(district, officer):
    text = panel(officer, district.district, nothing)

    assert "没有影响" in text
    assert "<table" not in text


@pytest.mark.parametrize(
    ("day", "is_promised"),
    [
        pytest.param(date(2090, 9, 1), True, id="later"),
        pytest.param(None, False, id="today"),
        pytest.param(DAY, False, id="before, so that today may be different too"),
    ],
)
def test_panel_says_that_today_stays_where_it_does(district, officer, day, is_promised):
    text = panel(officer, district.district, award(district.lead), day)

    assert ("今天的数字不变" in text) == is_promised


@pytest.mark.parametrize("person", ["lead_principal", "auditor", "other_principal"])
def test_panel_shows_nothing_to_who_may_not_read_coverage(request, district, person):
    assert panel(request.getfixturevalue(person), district.district, award(district.lead)) == ""


@pytest.mark.parametrize("schools", [1, 3])
def test_panel_takes_fourteen_queries(district, officer, django_assert_num_queries, schools):
    for _ in range(schools):
        factories.make_designation(factories.make_school())
    bool(officer.appointments_today)
    context = {"request": SimpleNamespace(user=officer)}

    with django_assert_num_queries(14):
        coverage_effect(context, nothing, district.district, DAY)
