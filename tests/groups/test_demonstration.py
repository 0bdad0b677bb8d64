"""Demonstration data of groups: alive on every page, no trace in the report's figures, and out again."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from accounts.access import SYSTEM
from accounts.models import User
from groups.actions_changes import correct_membership, leave
from groups.actions_formation import drop_school, plan_school, take_step
from groups.actions_plans import withdraw
from groups.demonstration import remove_groups_data
from groups.models import EducationGroup, Formation, FormationStep, GroupChange, Membership, PlannedSchool
from records.models import AuditEntry
from records.verification import verify
from schools.models import District, School
from schools.school_year import first_day, school_year_of

pytestmark = [pytest.mark.usefixtures("demo_of_module"), pytest.mark.django_db]
APPROVED, PROPOSED = "永盛片区教育集团", "金太阳幼儿园教育集团"
FIGURES = [("reconcile", "--format", "json"), ("coverage", "--format", "json")]


def run(*arguments):
    """Return what a command prints."""
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def next_september():
    return first_day(school_year_of(timezone.localdate()) + 1)


def left():
    """Return how many rows there are beside the report's."""
    models = [Formation, FormationStep, PlannedSchool, GroupChange]
    filed = EducationGroup.objects.exclude(filing_no="", filed_on=None).count()
    return [*(model.objects.count() for model in models), Membership.objects.count() - 48, filed]


def situation():
    """Return the groups in force and who is what in them today."""
    today = timezone.localdate()
    rows = Membership.objects.in_active_groups(today).order_by("group__slug", "school__code")
    return list(rows.values_list("group__slug", "school__code", "role", "start", "end", "basis"))


@pytest.fixture
def bureau():
    """Return the officer of the demonstration."""
    return User.objects.get(username="bureau")


@pytest.fixture
def proposed():
    """Return the formation that is only proposed."""
    return Formation.objects.get(name=PROPOSED)


def test_demo_holds_an_approved_group_a_proposed_one_and_a_join_to_come():
    steps = {row.name: (row.next_step, row.planned.count()) for row in Formation.objects.all()}
    [change] = GroupChange.objects.planned(timezone.localdate())

    assert steps == {APPROVED: ("launched", 3), PROPOSED: ("planned", 2)}
    assert (change.kind, change.day, change.subject) == ("join", next_september(), "寿安小学")
    assert left() == [2, 5, 5, 1, 1, 3]
    assert verify() == []


def test_demo_changes_nothing_of_today():
    loaded, figures = situation(), [run(*command) for command in FIGURES]

    remove_groups_data(District.objects.get(), by=SYSTEM)

    assert (situation(), [run(*command) for command in FIGURES]) == (loaded, figures)
    assert (len({row[0] for row in loaded}), len(loaded)) == (12, 48)


def test_lists_and_inbox_of_the_bureau_are_alive(signed_in, bureau):
    browser = signed_in(bureau)

    home, plans, formations = (
        browser.get(address).text
        for address in ("/", reverse("groups:plan_list"), reverse("groups:formation_list"))
    )

    assert ("1 项集团变动已登记" in home, "2 个集团正在组建" in home) == (True, True)
    assert ("寿安小学" in plans, "七中实验校教育集团" in plans) == (True, True)
    assert (APPROVED in formations, PROPOSED in formations) == (True, True)


def test_approved_group_can_be_launched(bureau):
    formation = Formation.objects.get(name=APPROVED)

    launch = FormationStep(formation=formation, step="launched", day=timezone.localdate())
    take_step(launch, by=bureau)

    group = EducationGroup.objects.get(name=APPROVED)
    assert [row.school.name for row in group.memberships.leading()] == ["永盛学校"]


def test_remove_demo_takes_all_of_it_out():
    run("remove_demo")

    assert left() == [0, 0, 0, 0, 0, 0]
    assert verify() == []


def test_demo_is_the_same_when_loaded_again():
    before = left()

    run("load_demo")
    run("remove_demo")
    run("load_demo")

    assert left() == before


def test_remove_demo_keeps_what_people_went_on_with(bureau, proposed):
    step = FormationStep(formation=proposed, step="planned", day=timezone.localdate())
    take_step(step, by=bureau)

    run("remove_demo")

    assert left() == [1, 2, 2, 0, 0, 0]


def test_remove_demo_keeps_a_formation_with_another_school(bureau, proposed):
    drop_school(proposed.planned.get(role="member"), by=bureau)
    other = School.objects.get(name="寿安幼儿园")
    plan_school(PlannedSchool(formation=proposed, school=other), by=bureau)

    run("remove_demo")

    assert [row.school.name for row in PlannedSchool.objects.filter(role="member")] == ["寿安幼儿园"]


def test_remove_demo_keeps_a_group_that_people_launched(bureau):
    formation = Formation.objects.get(name=APPROVED)
    take_step(FormationStep(formation=formation, step="launched", day=timezone.localdate()), by=bureau)

    printed = run("remove_demo").splitlines()[-1]

    assert Membership.objects.filter(group__name=APPROVED).count() == 3
    assert printed == "2 rows that people changed are kept, and so is the mark on every page."


def test_remove_demo_keeps_a_plan_that_people_took_back(bureau):
    change = GroupChange.objects.get()
    withdraw(change, today=timezone.localdate(), reason="暂缓", by=bureau)

    run("remove_demo")
    run("load_demo")

    assert list(GroupChange.objects.values_list("state", "withdrawn_by")) == [("withdrawn", "bureau")]


@pytest.mark.parametrize("do", ["correct", "leave"])
def test_remove_demo_keeps_a_plan_that_people_build_upon(do, bureau):
    row = Membership.objects.get(started_by__isnull=False)
    if do == "correct":
        row.document = "温教〔2026〕1号"
        correct_membership(row, day=timezone.localdate(), reason="文号有误", by=bureau)
    else:
        day = date(next_september().year + 1, 9, 1)
        change = GroupChange(kind="leave", district=row.group.district, group=row.group, day=day)
        leave(change, school=row.school, end_reason="grown", by=bureau)

    run("remove_demo")

    assert [row.started_by.kind for row in Membership.objects.exclude(started_by=None)] == ["join"]


def test_filing_numbers_of_the_bureau_are_not_touched(bureau):
    run("remove_demo")
    EducationGroup.objects.filter(slug="wenjiang-zhongxue").update(filing_no="成教备〔2024〕1号")
    run("load_demo")
    run("remove_demo")

    filed = EducationGroup.objects.exclude(filing_no="")
    assert list(filed.values_list("slug", "filing_no")) == [("wenjiang-zhongxue", "成教备〔2024〕1号")]


def test_load_demo_leaves_out_what_has_no_room():
    run("remove_demo")
    School.objects.filter(name="永盛学校").update(code="3151000001")
    EducationGroup.objects.filter(slug="wenjiang-erzhong").update(name=PROPOSED)
    EducationGroup.objects.filter(slug="qizhong-shiyanxiao").update(end=timezone.localdate())

    run("load_demo")

    assert left()[:5] == [0, 0, 0, 0, 0]


def test_removal_leaves_the_report_s_rows_untouched():
    touched = AuditEntry.objects.filter(object_type="groups.membership", action="change")

    run("remove_demo")

    assert (touched.count(), Membership.objects.filter(version__gt=1).count()) == (0, 0)


def test_load_demo_is_written_by_the_system():
    made = AuditEntry.objects.filter(object_type__in=["groups.formation", "groups.groupchange"])

    assert set(made.values_list("username", flat=True)) == {SYSTEM.username}
