"""Taking planned changes back: all as it was, or a sentence that says why not."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.access import SYSTEM
from groups import actions_changes as changes
from groups.actions_formation import take_step
from groups.actions_groups import dissolve_group, split_group
from groups.actions_plans import withdraw
from groups.actions_schools import Replacement, close_school, merge_school, replace_school
from groups.models import EducationGroup, FormationStep, GroupChange, Membership
from schools.models import Lineage, School, SchoolStatus
from tests import factories

TODAY, DAY, LATER = date(2023, 3, 1), date(2023, 9, 1), date(2024, 9, 1)


def planned(kind, group=None, day=DAY, **fields):
    """Return a change that is to be recorded."""
    district = group.district if group else fields["school"].district
    return GroupChange(kind=kind, district=district, group=group, day=day, **fields)


def state():
    """Return what the pages of any day are made of, without versions."""
    memberships = Membership.objects.order_by("group__slug", "school__code", "start")
    return {
        "memberships": list(
            memberships.values_list("group__slug", "school__name", "role", "start", "end", "end_reason")
        ),
        "groups": list(EducationGroup.objects.order_by("slug").values_list("slug", "start", "end")),
        "statuses": list(
            SchoolStatus.objects.order_by("school__code", "start").values_list(
                "school__name", "status", "start", "end"
            )
        ),
        "schools": list(School.objects.order_by("code").values_list("name", flat=True)),
        "lineages": Lineage.objects.count(),
    }


def replacing(district):
    new = School(district=district.district, code="510115-L777", name="新甲校", kind="twelve_year")
    return Replacement(new, ["primary"], takes_over=True)


CHANGES = {
    "join": lambda d: changes.join(planned("join", d.third), school=d.lone, by=SYSTEM),
    "leave": lambda d: changes.leave(
        planned("leave", d.first), school=d.member, end_reason="grown", by=SYSTEM
    ),
    "move": lambda d: changes.move(planned("move", d.first, other_group=d.third), school=d.member, by=SYSTEM),
    "lead stays": lambda d: changes.change_lead(
        planned("lead", d.first), school=d.member, old_lead_stays=True, by=SYSTEM
    ),
    "lead from outside": lambda d: changes.change_lead(
        planned("lead", d.first), school=d.lone, old_lead_stays=False, by=SYSTEM
    ),
    "split": lambda d: split_group(
        planned("split", d.first),
        EducationGroup(district=d.district, slug="xin", name="新教育集团"),
        lead=d.member,
        members=[],
        by=SYSTEM,
    ),
    "dissolve": lambda d: dissolve_group(planned("dissolve", d.first), by=SYSTEM),
    "close": lambda d: close_school(planned("close", school=d.member), by=SYSTEM),
    "merge": lambda d: merge_school(planned("merge", school=d.member), into=d.lone, by=SYSTEM),
    "replace": lambda d: replace_school(planned("replace", school=d.lead), replacing(d), by=SYSTEM),
}


@pytest.mark.parametrize("name", CHANGES)
def test_withdrawn_plan_leaves_everything_as_it_was(name, district, officer):
    before = state()
    CHANGES[name](district)
    between = state()
    [change] = GroupChange.objects.all()

    withdraw(change, today=TODAY, reason="暂缓", by=officer)

    [stored] = GroupChange.objects.all()
    assert (between != before, state()) == (True, before)
    assert (stored.state, stored.withdrawn_by, stored.withdrawn_because) == ("withdrawn", "officer", "暂缓")
    assert list(GroupChange.objects.planned(TODAY)) == []


@pytest.mark.parametrize("name", CHANGES)
def test_change_whose_day_has_come_is_history(name, district):
    CHANGES[name](district)
    [change] = GroupChange.objects.all()

    with pytest.raises(ValidationError) as refused:
        withdraw(change, today=DAY, reason="暂缓", by=SYSTEM)

    assert refused.value.code == "day_has_come"


@pytest.mark.parametrize("name", CHANGES)
def test_plan_is_not_taken_back_by_a_reader(name, district, inspector, member_principal):
    CHANGES[name](district)
    [change] = GroupChange.objects.all()

    for reader in (inspector, member_principal):
        with pytest.raises(PermissionDenied):
            withdraw(change, today=TODAY, reason="暂缓", by=reader)


def test_plan_on_which_another_builds_stays(district):
    first = CHANGES["join"](district)
    second = changes.leave(
        planned("leave", district.third, day=LATER), school=district.lone, end_reason="grown", by=SYSTEM
    )

    with pytest.raises(ValidationError) as refused:
        withdraw(first, today=TODAY, reason="暂缓", by=SYSTEM)
    withdraw(second, today=TODAY, reason="暂缓", by=SYSTEM)
    withdraw(GroupChange.objects.get(pk=first.pk), today=TODAY, reason="暂缓", by=SYSTEM)

    assert refused.value.code == "built_upon"
    assert str(second) in refused.value.messages[0]
    assert Membership.objects.filter(school=district.lone).count() == 0


def test_plan_stays_when_something_else_stands_in_its_place(district):
    first = changes.change_lead(
        planned("lead", district.first), school=district.member, old_lead_stays=False, by=SYSTEM
    )
    other = factories.make_group("空教育集团", slug="kong")
    changes.join(planned("join", other), school=district.lead, role="lead", by=SYSTEM)

    with pytest.raises(ValidationError) as refused:
        withdraw(first, today=TODAY, reason="暂缓", by=SYSTEM)

    assert refused.value.code == "in_the_way"


def test_plan_is_taken_back_once(district):
    change = CHANGES["join"](district)
    withdraw(change, today=TODAY, reason="暂缓", by=SYSTEM)

    with pytest.raises(ValidationError) as refused:
        withdraw(GroupChange.objects.get(pk=change.pk), today=TODAY, reason="暂缓", by=SYSTEM)

    assert refused.value.code == "withdrawn_already"


def test_planned_launch_is_taken_back_and_can_be_taken_again(district):
    formation = factories.make_formation("庚教育集团", slug="geng", lead=district.lone)
    for step in ("planned", "reviewed", "approved"):
        take_step(FormationStep(formation=formation, step=step, day=date(2020, 1, 2)), by=SYSTEM)
    take_step(FormationStep(formation=formation, step="launched", day=DAY), by=SYSTEM)
    change = GroupChange.objects.get()

    withdraw(change, today=TODAY, reason="暂缓", by=SYSTEM)

    formation.refresh_from_db()
    assert (formation.group, formation.next_step) == (None, "launched")
    assert not EducationGroup.objects.filter(slug="geng").exists()
    assert (change.kind, GroupChange.objects.get().subject) == ("launch", "庚小学")
