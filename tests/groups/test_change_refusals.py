"""Changes that contradict what is recorded: each refused by one sentence, and nothing is half done."""

from datetime import date

import pytest

from accounts.access import SYSTEM
from groups import actions_changes as changes
from groups.actions import join_group
from groups.actions_groups import dissolve_group, split_group
from groups.actions_plans import withdraw
from groups.actions_schools import Replacement, close_school, merge_school, replace_school
from groups.models import EducationGroup, GroupChange, Membership
from schools.models import School
from tests import factories
from tests.groups.days import without_days
from tests.groups.every_form import everything
from tests.groups.test_formation_steps import formation_in, launch, told

EARLY, TODAY = date(2022, 9, 1), date(2023, 3, 1)
DAY, LATER = date(2023, 9, 1), date(2024, 9, 1)
CLOSED = "{school}在这段时间里已经撤销，不能属于{group}；请核对日期，或先撤回学校的撤销。"
BUILT_UPON = "这项计划之后还有依赖它的变动，请先撤回：{}。"
IN_THE_WAY = "这项计划不能撤回：撤回后的成员关系会与后来登记的内容冲突，请先处理后来登记的变动。"
ENDS_ALREADY = "丙校在甲教育集团的成员关系已定于…结束；如有改变，请先撤回那项计划。"
NOT_MEMBER = "庚小学在…不属于甲教育集团，请核对学校和日期。"
LEAD_LEAVES = "甲校是甲教育集团的龙头学校；请先为集团更换龙头。"
OUTSIDE = "成员关系的起止日期必须在集团存续期之内。"


def of(kind, group=None, day=DAY, **fields):
    """Return a change that is to be recorded."""
    district = group.district if group else fields["school"].district
    return GroupChange(kind=kind, district=district, group=group, day=day, **fields)


def join(group, school, day=DAY, role="member"):
    return changes.join(of("join", group, day), school=school, role=role, by=SYSTEM)


def leave(group, school, day=DAY):
    return changes.leave(of("leave", group, day), school=school, end_reason="grown", by=SYSTEM)


def lead(group, school, day=DAY, *, stays=True):
    return changes.change_lead(of("lead", group, day), school=school, old_lead_stays=stays, by=SYSTEM)


def move(group, school, other, day=DAY):
    return changes.move(of("move", group, day, other_group=other), school=school, by=SYSTEM)


def dissolve(group, day=DAY):
    return dissolve_group(of("dissolve", group, day), by=SYSTEM)


def close(school, day=DAY):
    close_school(of("close", school=school, day=day), by=SYSTEM)
    return GroupChange.objects.latest("pk")


def split(group, *members, kind="regional", name="新教育集团", slug="xin"):
    new = EducationGroup(district=group.district, kind=kind, name=name, slug=slug)
    return split_group(of("split", group), new, lead=None, members=members, by=SYSTEM)


def take_back(change):
    return withdraw(GroupChange.objects.get(pk=change.pk), today=TODAY, reason="暂缓", by=SYSTEM)


def refused(call):
    """Return the sentence of a refusal, its days aside, having seen that nothing is written."""
    before = everything()
    sentence = told(call)[-1]
    assert everything() == before
    return without_days(sentence)


# --- schools that end ---


@pytest.mark.parametrize("day", [DAY, LATER, EARLY], ids=["that-day", "later", "before-and-beyond"])
def test_school_that_is_closed_joins_no_group(day, district):
    close(district.lone)

    sentence = refused(lambda: join(district.third, district.lone, day))

    assert sentence == CLOSED.format(school="庚小学", group="戊教育集团")


def test_school_that_closes_may_belong_until_then(district, officer):
    close(district.lone)
    until = Membership(group=district.third, school=district.lone, start=EARLY, end=DAY, end_reason="closed")

    join_group(until, by=officer)

    assert [row.group for row in district.lone.memberships.all()] == [district.third]


def test_correction_lets_no_membership_outlive_its_school(district):
    close(district.member)
    row = Membership.objects.for_change().get(school=district.member)
    row.end, row.end_reason = None, ""

    sentence = refused(lambda: changes.correct_membership(row, day=TODAY, reason="误登", by=SYSTEM))

    assert sentence == CLOSED.format(school="丙校", group="甲教育集团")


def test_launch_takes_no_school_that_closed_meanwhile(district):
    formation = formation_in("approved", district)
    close(district.lone)

    sentence = refused(lambda: launch(formation, LATER))

    assert sentence == CLOSED.format(school="庚小学", group="庚教育集团")


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        pytest.param(lambda d: close(d.member), "丙校在这一天已经撤销。", id="closes-again"),
        pytest.param(lambda d: close(d.member, EARLY), ENDS_ALREADY, id="closes-earlier"),
        pytest.param(
            lambda d: merge_school(of("merge", school=d.member), into=d.lone, by=SYSTEM),
            "丙校在这一天已经撤销。",
            id="merges",
        ),
    ],
)
def test_school_ends_once(call, sentence, district):
    close(district.member)

    assert refused(lambda: call(district)) == sentence


def test_school_is_not_merged_into_one_that_is_closed(district):
    close(district.lone)

    change = of("merge", school=district.member)

    refusal = told(lambda: merge_school(change, into=district.lone, by=SYSTEM))

    assert refusal == ("closed_already", "into", "庚小学在这一天已经撤销。")


# --- everything else, each with what stands before it ---


REFUSED = {  # what: what is recorded before, what is tried, and the sentence
    "split of nobody": (None, lambda d: split(d.first), "请至少选择一所转入新集团的学校。"),
    "split of nobody under a lead": (
        None,
        lambda d: split(d.first, kind="ordinary"),
        "龙头带动的集团必须有龙头学校。",
    ),
    "split of the lead": (None, lambda d: split(d.first, d.lead), LEAD_LEAVES),
    "split of a stranger": (None, lambda d: split(d.first, d.lone), NOT_MEMBER),
    "split under a taken name": (
        None,
        lambda d: split(d.first, d.member, name="乙教育集团"),
        "本区县已有同名的教育集团。",
    ),
    "second dissolution": (
        lambda d: dissolve(d.first),
        lambda d: dissolve(d.first, LATER),
        "甲教育集团已定于…解散。",
    ),
    "dissolution before a leave": (
        lambda d: leave(d.first, d.member, LATER),
        lambda d: dissolve(d.first),
        "甲教育集团在这一天之后还有已登记的变动，请先撤回或更正：丙校。",
    ),
    "join of a dissolved group": (
        lambda d: dissolve(d.third),
        lambda d: join(d.third, d.lone, LATER),
        OUTSIDE,
    ),
    "join of a group that ends": (
        lambda d: dissolve(d.third),
        lambda d: join(d.third, d.lone, EARLY),
        OUTSIDE,
    ),
    "move into a dissolved group": (
        lambda d: dissolve(d.third),
        lambda d: move(d.first, d.member, d.third),
        OUTSIDE,
    ),
    "move to where it belongs": (
        lambda d: join(d.third, d.member),
        lambda d: move(d.first, d.member, d.third, LATER),
        "这所学校在这段时间内已属于该集团；同一时间只能有一个角色。",
    ),
    "move out of two at once": (
        lambda d: move(d.first, d.member, d.third),
        lambda d: move(d.first, d.member, d.second, EARLY),
        ENDS_ALREADY,
    ),
    "leave on the first day": (
        lambda d: join(d.first, d.lone),
        lambda d: leave(d.first, d.lone),
        "庚小学在甲教育集团的这一成员关系从这一天才开始，不能同日结束；请填以后的日期。",
    ),
    "leave before the first day": (
        lambda d: join(d.first, d.lone),
        lambda d: leave(d.first, d.lone, EARLY),
        NOT_MEMBER,
    ),
    "lead that is of another district": (
        None,
        lambda d: lead(d.first, d.foreign),
        "外区学校不在温江区的学校档案中，不能加入本区的教育集团。",
    ),
    "lead that is no legal person": (
        None,
        lambda d: lead(d.first, d.college),
        "驻区学院是多个法人的合称，不能作为龙头学校。",
    ),
    "lead before a lead that is planned": (
        lambda d: lead(d.first, d.member),
        lambda d: lead(d.first, d.lone, EARLY),
        "甲校在甲教育集团的成员关系已定于…结束；如有改变，请先撤回那项计划。",
    ),
    "second lead on the same day": (
        lambda d: lead(d.first, d.member),
        lambda d: lead(d.first, d.member),
        "丙校在…已是甲教育集团的龙头学校。",
    ),
    "closing before a join": (
        lambda d: join(d.first, d.lone, LATER),
        lambda d: close(d.lone),
        "庚小学已定于…加入甲教育集团；请先撤回那项计划。",
    ),
    "closing after the lead was taken": (
        lambda d: lead(d.first, d.member),
        lambda d: close(d.member, LATER),
        "丙校在这一天是甲教育集团的龙头学校；请先为该集团更换龙头，再登记。",
    ),
    "replacing a lead without taking over": (
        None,
        lambda d: replace_school(
            of("replace", school=d.lead), Replacement(School(), [], takes_over=False), by=SYSTEM
        ),
        "甲校在这一天是甲教育集团的龙头学校；请先为该集团更换龙头，再登记。",
    ),
    "correction without a reason": (
        None,
        lambda d: changes.correct_membership(d.first.memberships.first(), day=TODAY, reason="", by=SYSTEM),
        "更正成员关系必须写明原因。",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_change_that_contradicts_what_is_recorded_is_told_in_one_sentence(name, district):
    recorded, tried, sentence = REFUSED[name]
    elsewhere = factories.make_district("510116", "双流区")
    district.foreign = factories.make_school("外区学校", district=elsewhere, code="510116-L001")
    district.college = factories.make_school("驻区学院", is_collective=True, in_district_register=False)
    if recorded:
        recorded(district)

    assert refused(lambda: tried(district)) == sentence


# --- plans that stand on each other ---


BUILT = {  # what is planned first, and what is planned on it and must be taken back before
    "leave after the join": (lambda d: join(d.third, d.lone), lambda d: leave(d.third, d.lone, LATER)),
    "close after the join": (lambda d: join(d.third, d.lone), lambda d: close(d.lone, LATER)),
    "dissolution after the join": (lambda d: join(d.third, d.lone), lambda d: dissolve(d.third, LATER)),
    "return after the leave": (lambda d: leave(d.first, d.member), lambda d: join(d.first, d.member, LATER)),
    "move on after the move": (
        lambda d: move(d.first, d.member, d.third),
        lambda d: move(d.third, d.member, d.second, LATER),
    ),
    "second lead after the first": (
        lambda d: lead(d.first, d.member),
        lambda d: lead(d.first, d.lead, LATER),
    ),
    "join of the group that was split off": (
        lambda d: split(d.first, d.member),
        lambda d: join(EducationGroup.objects.get(slug="xin"), d.lone, LATER),
    ),
    "dissolution of the group that was split off": (
        lambda d: split(d.first, d.member),
        lambda d: dissolve(EducationGroup.objects.get(slug="xin"), LATER),
    ),
}


@pytest.mark.parametrize("name", BUILT)
def test_plan_is_taken_back_after_those_that_stand_on_it(name, district):
    before = Membership.objects.order_by("pk").values_list("group", "school", "role", "start", "end")
    at_first = list(before)
    first, second = (plan(district) for plan in BUILT[name])

    sentence = refused(lambda: take_back(first))
    take_back(second)
    take_back(first)

    assert sentence == BUILT_UPON.format(second)
    assert list(before.all()) == at_first


CONTRADICTED = {  # what is planned first, and what stands in the way of taking it back
    "group ends after a school left": (
        lambda d: leave(d.first, d.member),
        lambda d: dissolve(d.first, LATER),
    ),
    "school closes after it left": (lambda d: leave(d.first, d.member), lambda d: close(d.member, LATER)),
    "school closes after it moved, left there": (
        lambda d: dissolve(d.first),
        lambda d: close(d.member, LATER),
    ),
    "old lead leads another group": (
        lambda d: lead(d.first, d.member, stays=False),
        lambda d: lead(d.third, d.lead, LATER),
    ),
    "lead of a dissolved group leads another": (
        lambda d: dissolve(d.first),
        lambda d: lead(d.third, d.lead, LATER),
    ),
}


@pytest.mark.parametrize("name", CONTRADICTED)
def test_plan_that_can_no_longer_be_taken_back_says_so(name, district):
    first, second = (plan(district) for plan in CONTRADICTED[name])

    sentence = refused(lambda: take_back(first))
    take_back(second)
    take_back(first)

    assert sentence == IN_THE_WAY
    assert set(Membership.objects.values_list("end", flat=True)) == {None}


# --- corrections of what is planned ---


def correct(group, school, **values):
    """Store what was wrong about a school's membership."""
    row = Membership.objects.for_change().get(group=group, school=school)
    for name, value in values.items():
        setattr(row, name, value)
    changes.correct_membership(row, day=TODAY, reason="误登", by=SYSTEM)


@pytest.mark.parametrize("name", ["join", "split"])
def test_plan_that_was_corrected_is_taken_back_with_its_correction(name, district):
    plan = (
        split(district.first, district.member) if name == "split" else join(district.third, district.member)
    )
    group = EducationGroup.objects.get(slug="xin") if name == "split" else district.third
    correct(group, district.member, document="〔2023〕2号")

    take_back(plan)

    [correction] = GroupChange.objects.filter(kind="correct")
    assert not Membership.objects.filter(school=district.member, document="〔2023〕2号").exists()
    assert (correction.state, correction.subject, correction.note) == ("recorded", "丙校", "误登")


def test_plan_whose_day_was_corrected_is_not_taken_back(district):
    plan = leave(district.first, district.member)
    correct(district.first, district.member, end=EARLY)

    assert refused(lambda: take_back(plan)) == IN_THE_WAY


def test_group_that_never_came_to_be_is_gone_from_what_was_taken_back(district):
    first = split(district.first, district.member)
    second = join(EducationGroup.objects.get(slug="xin"), district.lone, LATER)
    for plan in (second, first):
        take_back(plan)

    told = {str(change): change.state for change in GroupChange.objects.all()}
    assert told == {"加入集团 · 庚小学": "withdrawn", "分设集团 · 甲教育集团 · 丙校": "withdrawn"}
    assert not EducationGroup.objects.filter(slug="xin").exists()
