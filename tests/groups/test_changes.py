"""Changes to memberships: what is refused, in which words, and what two people at once get."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import translation

from accounts.access import SYSTEM
from groups import actions_changes as changes
from groups.actions_formation import abandon, plan_school, take_step
from groups.actions_groups import dissolve_group, split_group
from groups.actions_schools import close_school, merge_school
from groups.models import EducationGroup, FormationStep, GroupChange, Membership, PlannedSchool
from tests import factories
from tests.groups.test_plans import CHANGES, planned
from tests.records.test_races import kinds, together

DAY, LATER = date(2023, 9, 1), date(2024, 9, 1)


def told(call):
    """Return the code and the sentence by which a call is refused, and that nothing is recorded."""
    before = (GroupChange.objects.count(), Membership.objects.count())
    with pytest.raises(ValidationError) as refused:
        call()
    assert (GroupChange.objects.count(), Membership.objects.count()) == before
    errors = getattr(
        refused.value,
        "error_dict",
        {"": refused.value.error_list} if not hasattr(refused.value, "error_dict") else {},
    )
    [error] = [error for found in errors.values() for error in found]
    return error.code, error.messages[0]


REFUSED = {
    "leave of a stranger": (
        lambda d: changes.leave(planned("leave", d.first), school=d.lone, end_reason="grown", by=SYSTEM),
        ("not_member", "庚小学在2023年9月1日不属于甲教育集团，请核对学校和日期。"),
    ),
    "leave of the lead": (
        lambda d: changes.leave(planned("leave", d.first), school=d.lead, end_reason="grown", by=SYSTEM),
        ("lead_leaves", "甲校是甲教育集团的龙头学校；请先为集团更换龙头。"),
    ),
    "move of the lead": (
        lambda d: changes.move(planned("move", d.first, other_group=d.third), school=d.lead, by=SYSTEM),
        ("lead_leaves", "甲校是甲教育集团的龙头学校；请先为集团更换龙头。"),
    ),
    "the same lead": (
        lambda d: changes.change_lead(
            planned("lead", d.first), school=d.lead, old_lead_stays=True, by=SYSTEM
        ),
        ("same_lead", "甲校在2023年9月1日已是甲教育集团的龙头学校。"),
    ),
    "a lead of another group": (
        lambda d: changes.change_lead(
            planned("lead", d.first), school=d.stranger, old_lead_stays=True, by=SYSTEM
        ),
        (
            "leads_another_group",
            "这所学校在这段时间内已是另一个集团的龙头；一所学校只能带动一个集团。",
        ),
    ),
    "a second join": (
        lambda d: changes.join(planned("join", d.first), school=d.member, by=SYSTEM),
        ("overlap", "这所学校在这段时间内已属于该集团；同一时间只能有一个角色。"),
    ),
    "a split without a lead": (
        lambda d: split_group(
            planned("split", d.first),
            EducationGroup(district=d.district, slug="xin", name="新教育集团"),
            lead=None,
            members=[d.member],
            by=SYSTEM,
        ),
        ("no_lead", "龙头带动的集团必须有龙头学校。"),
    ),
    "closing a lead": (
        lambda d: close_school(planned("close", school=d.lead), by=SYSTEM),
        ("still_leads", "甲校在这一天是甲教育集团的龙头学校；请先为该集团更换龙头，再登记。"),
    ),
    "merging into itself": (
        lambda d: merge_school(planned("merge", school=d.member), into=d.member, by=SYSTEM),
        ("into_itself", "学校不能并入自己，请选择另一所学校。"),
    ),
}


def test_days_are_written_in_the_language_of_the_reader(district):
    leave = planned("leave", district.first)

    with translation.override("en"):
        _code, sentence = told(
            lambda: changes.leave(leave, school=district.lone, end_reason="grown", by=SYSTEM)
        )

    assert "1 September 2023" in sentence


@pytest.mark.parametrize("name", REFUSED)
def test_change_is_refused_in_words(name, district):
    call, expected = REFUSED[name]

    assert told(lambda: call(district)) == expected


def test_membership_whose_end_is_planned_is_ended_once(district):
    CHANGES["leave"](district)

    code, sentence = told(
        lambda: changes.leave(
            planned("leave", district.first, day=date(2023, 5, 1)),
            school=district.member,
            end_reason="grown",
            by=SYSTEM,
        )
    )

    assert (code, "2023年9月1日" in sentence) == ("ends_already", True)


def test_group_with_later_plans_is_not_dissolved_before_them(district):
    changes.join(planned("join", district.first, day=LATER), school=district.lone, by=SYSTEM)

    code, sentence = told(lambda: dissolve_group(planned("dissolve", district.first), by=SYSTEM))

    assert (code, "庚小学" in sentence) == ("later_plans", True)


def test_school_that_joins_later_does_not_close_before(district):
    changes.join(planned("join", district.first, day=LATER), school=district.lone, by=SYSTEM)

    code, sentence = told(lambda: close_school(planned("close", school=district.lone), by=SYSTEM))

    assert (code, "甲教育集团" in sentence) == ("joins_later", True)


@pytest.mark.parametrize("name", CHANGES)
def test_change_names_what_it_started_and_ended(name, district):
    before = set(Membership.objects.filter(end=None).values_list("pk", flat=True))

    CHANGES[name](district)

    change = GroupChange.objects.get()
    ended = Membership.objects.filter(pk__in=before, end=DAY)
    assert {row.ended_by for row in ended} <= {change}
    assert {row.started_by for row in Membership.objects.exclude(pk__in=before)} <= {change}


def test_change_is_not_for_readers(district, inspector, lead_principal):
    for reader in (inspector, lead_principal):
        with pytest.raises(PermissionDenied):
            changes.join(planned("join", district.first), school=district.lone, by=reader)


# --- formations ---


@pytest.fixture
def formation(district):
    """Return a formation that was proposed on 1 January 2020."""
    return factories.make_formation("庚教育集团", slug="geng", lead=district.lone)


@pytest.mark.parametrize("step", ["proposed", "reviewed", "approved", "launched", "dissolved"])
def test_no_step_is_skipped_or_taken_twice(step, formation):
    code, _sentence = told(
        lambda: take_step(FormationStep(formation=formation, step=step, day=DAY), by=SYSTEM)
    )

    assert code == "not_next"


def test_step_is_not_before_the_last(formation):
    early = FormationStep(formation=formation, step="planned", day=date(2019, 12, 31))

    assert told(lambda: take_step(early, by=SYSTEM)) == (
        "day_before_last",
        "上一步“提出”在2020年1月1日，这一步的日期不能更早。",
    )


def test_abandoned_formation_goes_no_further(formation, officer):
    abandon(formation, reason="条件不成熟", by=officer)

    step = FormationStep(formation=formation, step="planned", day=DAY)
    assert told(lambda: take_step(step, by=SYSTEM))[0] == "no_step_left"


def test_group_is_not_launched_without_schools(district):
    formation = factories.make_formation()
    for step in ("planned", "reviewed", "approved"):
        take_step(FormationStep(formation=formation, step=step, day=DAY), by=SYSTEM)

    launch = FormationStep(formation=formation, step="launched", day=DAY)
    assert told(lambda: take_step(launch, by=SYSTEM))[0] == "schools_missing"


def test_collective_is_not_planned_as_lead(district):
    collective = factories.make_school("驻区高校", is_collective=True, in_district_register=False)
    row = PlannedSchool(formation=factories.make_formation(), school=collective, role="lead")

    assert told(lambda: plan_school(row, by=SYSTEM))[0] == "collective"


# --- two at once ---


@pytest.mark.django_db(transaction=True)
def test_two_leads_at_once_one_is_told(transactional_db):
    small = factories.make_small_district()

    outcomes = together(
        *(
            lambda s=school: changes.change_lead(
                planned("lead", small.third), school=s, old_lead_stays=False, by=SYSTEM
            )
            for school in (small.distant, small.lone)
        )
    )

    assert kinds(outcomes) == ["GroupChange", "ValidationError"]
    assert small.third.memberships.leading().on(DAY).count() == 1


@pytest.mark.django_db(transaction=True)
def test_leave_and_move_at_once_one_is_told(transactional_db):
    small = factories.make_small_district()

    outcomes = together(lambda: CHANGES["leave"](small), lambda: CHANGES["move"](small))

    assert kinds(outcomes) == ["GroupChange", "ValidationError"]
    assert GroupChange.objects.count() == 1
