"""Levels that take each other's place, and periods of one level at one school that must not overlap."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from coverage import actions
from coverage.models import Designation
from coverage.situation import state_on
from tests import factories

D13, D20, D21 = date(2013, 12, 1), date(2020, 9, 1), date(2021, 9, 1)
D23, D24, D25 = date(2023, 9, 1), date(2024, 9, 1), date(2025, 9, 1)


@pytest.fixture
def levels():
    """Return the levels of the model senior highs: national, then first, then leading (policy, section 3)."""
    leading = factories.make_level("model", "引领型", stage="senior", start=D23)
    first = factories.make_level("model", "一级示范", stage="senior", start=D13, end=D23, successor=leading)
    national = factories.make_level("model", "国家级示范", stage="senior", end=D13, successor=first)
    return [national, first, leading]


def held_by(school):
    """Return what a school holds or held, in the order of days, an open start first."""
    rows = sorted(Designation.objects.filter(school=school), key=lambda row: row.start or date.min)
    return [(row.level.code, row.start, row.end, row.end_reason) for row in rows]


def said(refused):
    """Return the sentences of a refusal by field."""
    return refused.value.message_dict


# --- old levels and new ones ---


def test_school_goes_from_level_to_level_as_they_are_mapped(district, levels, officer):
    row = factories.make_designation(district.lead, levels[0])

    row = actions.convert(row, Designation(start=D13), by=officer)
    row = actions.convert(row, Designation(start=D23, end=D25), by=officer)

    assert held_by(district.lead) == [
        ("国家级示范", None, D13, "converted"),
        ("一级示范", D13, D23, "converted"),
        ("引领型", D23, D25, ""),
    ]
    assert [each.previous and each.previous.level.code for each in Designation.objects.order_by("pk")] == [
        None,
        "国家级示范",
        "一级示范",
    ]


@pytest.mark.parametrize(
    ("day", "designated_by"),
    [
        pytest.param(date(2013, 11, 30), ("国家级示范",), id="before-the-first-conversion"),
        pytest.param(D13, ("一级示范",), id="on-its-day"),
        pytest.param(date(2023, 8, 31), ("一级示范",), id="before-the-second"),
        pytest.param(D23, ("引领型",), id="on-its-day-too"),
        pytest.param(D25, (), id="once-it-ran-out"),
    ],
)
def test_converted_school_counts_without_a_gap(day, designated_by, district, levels, officer):
    row = factories.make_designation(district.lead, levels[0])
    row = actions.convert(row, Designation(start=D13), by=officer)
    actions.convert(row, Designation(start=D23, end=D25), by=officer)

    [found] = [
        each
        for each in state_on(district.district, day).counted
        if (each.name, each.stage) == ("甲校", "senior")
    ]

    assert found.designated_by == designated_by


def test_conversion_before_the_new_level_is_awarded_is_refused_whole(district, levels, officer):
    row = factories.make_designation(district.lead, levels[1], start=D13)

    with pytest.raises(ValidationError) as refused:
        actions.convert(row, Designation(start=D21), by=officer)

    assert said(refused) == {
        "start": ["“引领型”在2021-09-01不授予；请核对级别和开始日期，或在认定体系中查看各级别的授予时间。"]
    }
    assert held_by(district.lead) == [("一级示范", D13, None, "")]


def test_level_without_a_successor_says_whom_to_ask(district, levels, officer):
    row = factories.make_designation(district.lead, levels[2], start=D23)

    with pytest.raises(ValidationError) as refused:
        actions.convert(row, Designation(start=D24), by=officer)

    assert refused.value.messages == ["“model · 引领型”没有对应的新级别；请系统管理员先在认定级别中登记。"]


def test_conversion_into_another_scheme_counts_in_that_scheme_s_stages(district, officer):
    everywhere = factories.make_level("quality", "新优质")
    row = factories.make_designation(
        district.lead, factories.make_level("model", "旧级", stage="senior", successor=everywhere), start=D20
    )

    actions.convert(row, Designation(start=D21), by=officer)

    counted = [each for each in state_on(district.district, D21).counted if each.name == "甲校"]
    assert {each.stage: each.designated_by for each in counted} == {
        "compulsory": ("新优质",),
        "senior": ("新优质",),
    }


def test_conversion_to_a_level_that_is_no_quality_takes_the_school_out(district, officer):
    lower = factories.make_level(code="合格", counts_as_quality=False)
    row = factories.make_designation(
        district.lone, factories.make_level(code="旧级", successor=lower), start=D20
    )

    actions.convert(row, Designation(start=D21), by=officer)

    counted = [state_on(district.district, day).counted for day in (D20, D21)]
    assert [each.is_designated for rows in counted for each in rows if each.name == "庚小学"] == [True, False]


# --- one level at a time ---


@pytest.mark.parametrize(
    ("start", "end", "is_taken"),
    [
        pytest.param(D20, D21, True, id="until-the-other-begins"),
        pytest.param(D20, date(2021, 9, 2), False, id="one-day-too-long"),
        pytest.param(D25, None, True, id="once-the-other-has-ended"),
        pytest.param(date(2025, 8, 31), None, False, id="one-day-too-early"),
        pytest.param(D23, D24, False, id="inside-the-other"),
        pytest.param(D20, None, False, id="around-the-other"),
        pytest.param(D21, D25, False, id="the-same-days"),
        pytest.param(None, D21, True, id="since-before-the-records"),
        pytest.param(None, None, False, id="open-at-both-ends"),
    ],
)
def test_one_level_is_held_once_at_a_time(start, end, is_taken, district, officer):
    level = factories.make_level()
    factories.make_designation(district.lead, level, start=D21, end=D25)
    new = Designation(school=district.lead, level=level, start=start, end=end)

    if is_taken:
        actions.award(new, by=officer)
    else:
        with pytest.raises(ValidationError) as refused:
            actions.award(new, by=officer)
        assert said(refused) == {"__all__": ["这所学校在这段时间内已持有这个级别的认定。"]}

    assert Designation.objects.count() == 1 + is_taken


@pytest.mark.parametrize(
    ("school", "code"),
    [("lead", "二级"), ("lone", "一级")],
    ids=["another-level", "another-school"],
)
def test_other_levels_and_other_schools_are_free(school, code, district, officer):
    factories.make_designation(district.lead, factories.make_level(code="一级"), start=D20)

    actions.award(
        Designation(school=getattr(district, school), level=factories.make_level(code=code), start=D20),
        by=officer,
    )

    assert Designation.objects.on(D20).count() == 2


def test_level_can_be_held_again_once_it_was_withdrawn(district, officer):
    level = factories.make_level()
    row = factories.make_designation(district.lead, level, start=D20)
    actions.withdraw(row, day=D21, by=officer)

    actions.award(Designation(school=district.lead, level=level, start=D21), by=officer)

    assert held_by(district.lead) == [("quality", D20, D21, "withdrawn"), ("quality", D21, None, "")]


def test_withdrawal_cannot_be_taken_back_once_the_level_is_held_again(district, officer):
    level = factories.make_level()
    row = factories.make_designation(district.lead, level, start=D20)
    actions.withdraw(row, day=D21, by=officer)
    actions.award(Designation(school=district.lead, level=level, start=D23), by=officer)
    row.end = None

    with pytest.raises(ValidationError) as refused:
        actions.correct(row, reason="撤销有误", by=officer)

    assert said(refused) == {"__all__": ["这所学校在这段时间内已持有这个级别的认定。"]}
    assert held_by(district.lead)[0] == ("quality", D20, D21, "withdrawn")
