"""Two people at once in one group: one wins, the other is told why, and what is stored fits together."""

from datetime import date
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db.models import Count, F, Q

from accounts.access import SYSTEM
from groups import actions_changes as changes
from groups.actions_formation import abandon, plan_school, propose, take_step
from groups.actions_groups import dissolve_group, split_group
from groups.actions_plans import withdraw
from groups.actions_schools import close_school
from groups.models import (
    EducationGroup,
    Formation,
    FormationStep,
    GroupChange,
    Membership,
    PlannedSchool,
)
from records.verification import verify
from schools.models import SchoolStatus
from tests import factories
from tests.groups.days import without_days
from tests.groups.test_change_refusals import close, dissolve, join, lead, leave, move, of, split
from tests.records.test_races import together

pytestmark = pytest.mark.django_db(transaction=True)

TODAY, DAY, LATER = date(2023, 3, 1), date(2023, 9, 1), date(2024, 9, 1)
OUTSIDE = "成员关系的起止日期必须在集团存续期之内。"
NOT_MEMBER = "丙校在…不属于甲教育集团，请核对学校和日期。"


@pytest.fixture
def small(transactional_db):
    """Return the small district, stored so that every thread sees it."""
    return factories.make_small_district()


def told(outcomes):
    """Return what those who did not win were told, days aside; an overtaken one by the error's name."""
    return [
        without_days(each.messages[0]) if isinstance(each, ValidationError) else type(each).__name__
        for each in outcomes
        if isinstance(each, Exception)
    ]


def contradictions():
    """Return the memberships that cannot be: outside their group, or beside their school's end."""
    outside = Q(group__end__lt=F("end")) | Q(group__end__isnull=False, end__isnull=True)
    closed = SchoolStatus.objects.filter(status="closed").values_list("school", "start")
    beside = [
        row
        for row in Membership.objects.all()
        for school, start in closed
        if row.school_id == school and (row.end is None or row.end > start)
    ]
    leads = Membership.objects.filter(role="lead", end=None).values("group").annotate(n=Count("pk"))
    return [*Membership.objects.filter(outside), *beside, *leads.filter(n__gt=1), *verify()]


RACES = {  # two that exclude each other, and what may be told to the one that comes too late
    "one school joins one group twice": (
        lambda d: join(d.third, d.lone),
        lambda d: join(d.third, d.lone),
        {"这所学校在这段时间内已属于该集团；同一时间只能有一个角色。"},
    ),
    "two schools take over the lead": (
        lambda d: lead(d.third, d.distant),
        lambda d: lead(d.third, d.lone),
        {
            "己幼儿园在戊教育集团的这一成员关系从这一天才开始，不能同日结束；请填以后的日期。",
            "庚小学在戊教育集团的这一成员关系从这一天才开始，不能同日结束；请填以后的日期。",
        },
    ),
    "school moves to two groups": (
        lambda d: move(d.first, d.member, d.second),
        lambda d: move(d.first, d.member, d.third),
        {NOT_MEMBER},
    ),
    "school is split off twice": (
        lambda d: split(d.first, d.member),
        lambda d: split(d.first, d.member, name="又一教育集团", slug="you"),
        {NOT_MEMBER},
    ),
    "two groups are split off under one name": (
        lambda d: split(d.first, d.member),
        lambda d: split(d.first, d.bridge, slug="you"),
        {"本区县已有同名的教育集团。"},
    ),
    "school joins a group that is dissolved": (
        lambda d: join(d.third, d.lone),
        lambda d: dissolve(d.third),
        {OUTSIDE, "戊教育集团在这一天之后还有已登记的变动，请先撤回或更正：庚小学。"},
    ),
    "school moves into a group that is dissolved": (
        lambda d: move(d.first, d.member, d.third),
        lambda d: dissolve(d.third),
        {OUTSIDE, "戊教育集团在这一天之后还有已登记的变动，请先撤回或更正：丙校。"},
    ),
    "group is dissolved twice": (
        lambda d: dissolve(d.first),
        lambda d: dissolve(d.first),
        {"甲教育集团已定于…解散。"},
    ),
    "school joins and closes": (
        lambda d: join(d.third, d.lone),
        lambda d: close(d.lone),
        {
            "庚小学在这段时间里已经撤销，不能属于戊教育集团；请核对日期，或先撤回学校的撤销。",
            "庚小学已定于…加入戊教育集团；请先撤回那项计划。",
        },
    ),
    "school takes the lead and closes": (
        lambda d: lead(d.first, d.member),
        lambda d: close(d.member, LATER),
        {
            "丙校在这段时间里已经撤销，不能属于甲教育集团；请核对日期，或先撤回学校的撤销。",
            "丙校在甲教育集团的成员关系已定于…结束；如有改变，请先撤回那项计划。",
            "丙校在这一天是甲教育集团的龙头学校；请先为该集团更换龙头，再登记。",
        },
    ),
}


@pytest.mark.parametrize("name", RACES)
def test_of_two_that_exclude_each_other_one_wins(name, small):
    one, other, words = RACES[name]

    outcomes = together(lambda: one(small), lambda: other(small))

    [refusal] = told(outcomes)
    assert refusal in words
    assert (GroupChange.objects.count(), contradictions()) == (1, [])


COMPATIBLE = {  # two of which both may win, if they come in the right order
    "school leaves and the group is dissolved": (
        lambda d: leave(d.first, d.member),
        lambda d: dissolve(d.first, LATER),
    ),
    "school joins a group whose lead changes": (
        lambda d: join(d.third, d.lone),
        lambda d: lead(d.third, d.distant),
    ),
    "school closes and its group is dissolved": (
        lambda d: close(d.member),
        lambda d: dissolve(d.first, LATER),
    ),
    "two schools of one group move apart": (
        lambda d: move(d.first, d.member, d.third),
        lambda d: move(d.first, d.bridge, d.third),
    ),
}


@pytest.mark.parametrize("name", COMPATIBLE)
def test_of_two_that_touch_one_group_all_that_is_stored_fits(name, small):
    one, other = COMPATIBLE[name]

    outcomes = together(lambda: one(small), lambda: other(small))

    assert GroupChange.objects.count() == 2 - len(told(outcomes)) >= 1
    assert contradictions() == []


# --- double clicks ---


def dissolve_once(small, key):
    return dissolve_group(of("dissolve", small.first), request_key=key, by=SYSTEM)


def split_once(small, key):
    new = EducationGroup(district=small.district, kind="regional", name="新教育集团", slug="xin")
    return split_group(
        of("split", small.first), new, lead=None, members=[small.member], request_key=key, by=SYSTEM
    )


CLICKS = {
    "join": lambda d, key: changes.join(of("join", d.third), school=d.lone, request_key=key, by=SYSTEM),
    "leave": lambda d, key: changes.leave(
        of("leave", d.first), school=d.member, end_reason="grown", request_key=key, by=SYSTEM
    ),
    "split": split_once,
    "dissolve": dissolve_once,
    "close": lambda d, key: close_school(of("close", school=d.member), request_key=key, by=SYSTEM),
}


@pytest.mark.parametrize("name", CLICKS)
def test_four_clicks_at_once_have_one_effect(name, small):
    key = uuid4()

    outcomes = together(*(lambda: CLICKS[name](small, key) for _click in range(4)))

    assert told(outcomes) == ["AlreadyDone"] * 3
    assert (GroupChange.objects.count(), contradictions()) == (1, [])


# --- plans taken back ---


def take_back(change):
    return withdraw(GroupChange.objects.get(pk=change.pk), today=TODAY, reason="暂缓", by=SYSTEM)


def test_plan_is_taken_back_once(small):
    plan = join(small.third, small.lone)

    outcomes = together(lambda: take_back(plan), lambda: take_back(plan))

    assert told(outcomes) in (["这项计划已经撤回。"], ["StaleVersion"])
    assert (small.lone.memberships.count(), contradictions()) == (0, [])


@pytest.mark.parametrize(
    "following",
    [
        pytest.param(lambda d: leave(d.third, d.lone, LATER), id="leave"),
        pytest.param(lambda d: dissolve(d.third, LATER), id="dissolution"),
        pytest.param(lambda d: close(d.lone, LATER), id="closing"),
    ],
)
def test_plan_is_taken_back_or_built_upon(following, small):
    plan = join(small.third, small.lone)

    outcomes = together(lambda: take_back(plan), lambda: following(small))

    is_back = GroupChange.objects.get(pk=plan.pk).is_withdrawn
    rows = Membership.objects.filter(school=small.lone)
    assert [row.end for row in rows] == ([] if is_back else [LATER])
    assert len(told(outcomes)) <= 1
    assert contradictions() == []


# --- formations ---


@pytest.fixture
def approved(small):
    """Return a formation that only waits for its launch."""
    formation = factories.make_formation("庚教育集团", slug="geng", lead=small.lone)
    for step in ("planned", "reviewed", "approved"):
        FormationStep.objects.create(formation=formation, step=step, day=TODAY)
    return formation


def again(formation):
    return Formation.objects.get(pk=formation.pk)


def launch(formation, day=DAY):
    return take_step(FormationStep(formation=again(formation), step="launched", day=day), by=SYSTEM)


def test_group_is_launched_once(approved):
    outcomes = together(lambda: launch(approved), lambda: launch(approved, LATER))

    assert told(outcomes) == ["庚教育集团已启动或已终止，不能再登记步骤。"]
    assert EducationGroup.objects.filter(slug="geng").count() == 1
    assert again(approved).steps.filter(step="launched").count() == 1
    assert contradictions() == []


def test_formation_is_launched_or_given_up(approved):
    outcomes = together(lambda: launch(approved), lambda: abandon(again(approved), reason="缓办", by=SYSTEM))

    assert told(outcomes) in (
        ["庚教育集团已启动或已终止，不能再登记步骤。"],
        ["庚教育集团已启动或已终止，不能再修改组建方案。"],
        ["StaleVersion"],
    )
    assert again(approved).is_abandoned != EducationGroup.objects.filter(slug="geng").exists()


def test_plan_has_one_lead(small):
    formation = factories.make_formation("庚教育集团")

    outcomes = together(
        *(
            lambda s=school: plan_school(
                PlannedSchool(formation=again(formation), school=s, role="lead"), by=SYSTEM
            )
            for school in (small.lone, small.member)
        )
    )

    assert told(outcomes) == ["组建方案中已有龙头学校。"]
    assert formation.planned.count() == 1


def test_school_is_planned_and_the_group_launched(approved, small):
    outcomes = together(
        lambda: launch(approved),
        lambda: plan_school(PlannedSchool(formation=again(approved), school=small.member), by=SYSTEM),
    )

    group = EducationGroup.objects.get(slug="geng")
    joined = sorted(group.memberships.values_list("school", flat=True))
    assert joined == sorted(approved.planned.values_list("school", flat=True))
    assert told(outcomes) in ([], ["庚教育集团已启动或已终止，不能再修改组建方案。"])


def test_name_is_proposed_once(small):
    def enter(slug):
        formation = Formation(district=small.district, name="新教育集团", slug=slug)
        return propose(formation, FormationStep(day=TODAY), by=SYSTEM)

    outcomes = together(lambda: enter("xin"), lambda: enter("xin-er"))

    assert told(outcomes) == ["本区县已有同名的集团在组建。"]
    assert (Formation.objects.count(), FormationStep.objects.count()) == (1, 1)
