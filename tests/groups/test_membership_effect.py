"""The panel of what a change does to schools, and the roll and picture of groups out of the ordinary."""

from contextlib import contextmanager
from datetime import date
from types import SimpleNamespace

import pytest
from django.utils import timezone

from groups.effect import Effect, effects
from groups.models import EducationGroup, Membership
from groups.network import count_schools, network, shared_schools
from groups.roll import roll_of
from groups.templatetags.membership_effect import membership_effect
from records.rehearsal import rehearsal
from schools.models import School
from tests import factories

DAY, TODAY = date(2022, 12, 31), timezone.localdate()
FIRST, NEXT = date(2019, 9, 1), date(2021, 9, 1)


def shown(user, change, schools, day=DAY):
    """Return what the panel shows of a change: for each school its groups and roles before and after."""

    @contextmanager
    def rehearse():
        with rehearsal():
            change()
            yield

    keys = [school.pk for school in schools]
    panel = membership_effect({"request": SimpleNamespace(user=user)}, rehearse, keys, day)
    return [(each.school.name, roles(each.before), roles(each.after)) for each in panel["effects"]]


def roles(memberships):
    return [(row.group.slug, row.role) for row in memberships]


def nothing():
    """Change nothing."""


def end(school):
    """Return what ends all memberships of a school on the day shown."""
    return lambda: Membership.objects.filter(school=school).update(end=DAY, end_reason="grown")


# --- the panel ---


def test_panel_of_nobody_is_empty(district, officer):
    assert shown(officer, nothing, []) == []


def test_panel_shows_both_groups_of_a_school_in_their_order(district, officer):
    both = [("jia", "member"), ("yi", "lead")]

    assert shown(officer, nothing, [district.bridge]) == [("乙校", both, both)]
    assert shown(officer, end(district.bridge), [district.bridge]) == [("乙校", both, [])]


def test_panel_shows_schools_by_code_however_they_are_named(district, officer):
    found = shown(officer, nothing, [district.lone, district.member, district.lead, district.member])

    assert [name for name, _before, _after in found] == ["甲校", "丙校", "庚小学"]


def test_panel_shows_the_new_school_after_the_one_that_it_replaces(district, officer):
    def replace():
        new = factories.make_school("新校", code="510115-L00000")
        factories.make_lineage(district.member, new, kind="replaced_by", day=DAY)
        factories.make_membership(district.first, new, start=DAY)

    found = shown(officer, replace, [district.member, district.distant])

    assert found == [
        ("丙校", [("jia", "member")], [("jia", "member")]),
        ("己幼儿园", [("wu", "member")], [("wu", "member")]),
        ("新校", [], [("jia", "member")]),
    ]


@pytest.mark.parametrize(
    ("kind", "day"),
    [
        pytest.param("merged_into", DAY, id="of-another-kind"),
        pytest.param("replaced_by", NEXT, id="of-another-day"),
    ],
)
def test_panel_shows_no_other_successor(kind, day, district, officer):
    def change():
        factories.make_lineage(district.member, district.lone, kind=kind, day=day)

    assert [name for name, *_roles in shown(officer, change, [district.member])] == ["丙校"]


@pytest.mark.parametrize(
    ("day", "before"),
    [
        pytest.param(date(2019, 8, 31), [], id="before-it-joined"),
        pytest.param(FIRST, [("wu", "member")], id="first-day"),
        pytest.param(NEXT, [], id="first-day-no-more"),
    ],
)
def test_panel_is_about_the_day_of_the_change(day, before, district, officer):
    factories.make_membership(district.third, district.lone, start=FIRST, end=NEXT)

    assert shown(officer, nothing, [district.lone], day) == [("庚小学", before, before)]


def test_panel_without_a_day_is_about_today(district, officer):
    factories.make_membership(district.third, district.lone, start=TODAY)

    assert shown(officer, nothing, [district.lone], None) == [
        ("庚小学", [("wu", "member")], [("wu", "member")])
    ]


def test_panel_knows_no_group_that_is_dissolved(district, officer):
    EducationGroup.objects.filter(pk=district.second.pk).update(end=DAY)

    assert shown(officer, nothing, [district.bridge]) == [("乙校", [("jia", "member")], [("jia", "member")])]


def test_panel_shows_no_group_that_the_viewer_may_not_see(district, lead_principal):
    assert shown(lead_principal, nothing, [district.lead, district.bridge]) == [
        ("甲校", [("jia", "lead")], [("jia", "lead")])
    ]


@pytest.mark.parametrize("schools", [1, 3, 30])
def test_panel_asks_four_questions_and_leaves_nothing(schools, district, officer, django_assert_num_queries):
    newcomers = [factories.make_school() for _number in range(schools)]
    for school in newcomers:
        factories.make_membership(district.third, school)
    officer.appointments_today  # noqa: B018 # the rights are at hand on every page

    with django_assert_num_queries(4 + 3):  # and those of the savepoint around the rehearsal
        found = shown(officer, nothing, newcomers)

    assert len(found) == schools


def test_panel_undoes_what_it_looked_at(district, officer):
    shown(officer, end(district.bridge), [district.bridge])

    assert set(Membership.objects.values_list("end", flat=True)) == {None}


# --- the comparison ---


def row(slug, role, school):
    return Membership(group=EducationGroup(slug=slug), role=role, school=school)


@pytest.mark.parametrize(
    ("before", "after", "differs"),
    [
        pytest.param([], [], False, id="in-no-group"),
        pytest.param([("jia", "lead")], [("jia", "lead")], False, id="the-same"),
        pytest.param([("jia", "lead")], [("jia", "member")], True, id="another-role"),
        pytest.param([("jia", "member")], [("yi", "member")], True, id="another-group"),
        pytest.param([("jia", "member")], [], True, id="left"),
        pytest.param([], [("jia", "member")], True, id="joined"),
        pytest.param(
            [("jia", "member"), ("yi", "lead")],
            [("yi", "lead"), ("jia", "member")],
            False,
            id="another-order",
        ),
    ],
)
def test_schools_whose_groups_or_roles_differ_are_marked(before, after, differs):
    school = School(pk=1)

    effect = Effect(school, [row(*each, school) for each in before], [row(*each, school) for each in after])

    assert effect.differs == differs


def test_effects_give_each_school_its_own_memberships_in_the_order_asked():
    one, two = School(pk=1), School(pk=2)
    of_one, of_two = row("jia", "lead", one), row("jia", "member", two)

    assert effects([two, one], [of_one, of_two], iter([of_two])) == [
        Effect(two, [of_two], [of_two]),
        Effect(one, [of_one], []),
    ]


# --- rolls out of the ordinary ---


def roll(group, day=DAY):
    group.refresh_from_db()
    return roll_of(group, Membership.objects.of_schools_in(group, day), day)


def names(found):
    """Return the schools of a roll with their role and the groups that each belongs to besides."""
    return [
        (m.membership.school.name, m.membership.role, [other.group.slug for other in m.elsewhere])
        for m in found.members
    ]


def test_roll_of_an_empty_group_is_empty(district):
    found = roll(factories.make_group("空教育集团", kind="ordinary"))

    assert (found.members, found.history) == ([], [])


def test_roll_of_a_group_without_a_lead_is_in_the_order_of_codes(district):
    group = factories.make_group("园区教育集团", members=[district.lone, district.distant])

    assert names(roll(group)) == [("己幼儿园", "member", ["wu"]), ("庚小学", "member", [])]


def test_roll_of_a_group_that_lost_its_lead_goes_on(district):
    district.third.memberships.filter(role="lead").update(end=DAY, end_reason="grown")

    assert names(roll(district.third)) == [("己幼儿园", "member", [])]


def test_school_of_three_groups_names_the_two_others(district):
    factories.make_membership(district.third, district.bridge)

    elsewhere = {name: others for name, _role, others in names(roll(district.first))}

    assert elsewhere == {"甲校": [], "乙校": ["yi", "wu"], "丙校": []}


def test_school_that_changed_its_role_stands_once_on_a_day_and_twice_in_the_history(district):
    district.first.memberships.filter(school=district.member).update(end=NEXT, end_reason="role")
    district.first.memberships.filter(role="lead").update(end=NEXT, end_reason="role")
    factories.make_membership(district.first, district.member, role="lead", start=NEXT)
    factories.make_membership(district.first, district.lead, start=NEXT)

    found = roll(district.first)

    assert [name for name, *_more in names(found)] == ["丙校", "甲校", "乙校"]
    assert [name for name, *_more in names(roll(district.first, FIRST))] == ["甲校", "乙校", "丙校"]
    assert sorted(row.school.name for row in found.history) == ["丙校", "丙校", "乙校", "甲校", "甲校"]


@pytest.mark.parametrize(
    ("span", "day", "present"),
    [
        pytest.param({"start": DAY}, FIRST, 0, id="not-begun"),
        pytest.param({"start": DAY}, DAY, 2, id="first-day"),
        pytest.param({"end": DAY}, NEXT, 2, id="before-its-end"),
        pytest.param({"end": DAY}, DAY, 0, id="dissolved"),
    ],
)
def test_group_not_in_force_has_no_roll_and_is_nobodys_other_group(span, day, present, district):
    EducationGroup.objects.filter(pk=district.second.pk).update(**span)

    elsewhere = {name: others for name, _role, others in names(roll(district.first, day))}

    assert len(roll(district.second, day).members) == present
    assert elsewhere["乙校"] == (["yi"] if present else [])


# --- pictures out of the ordinary ---


def groups(**conditions):
    return list(EducationGroup.objects.filter(**conditions).for_list(DAY))


def nodes(found):
    """Return for each node its kind, whether it leads, and of how many links it is the end."""
    drawn = network(found, may_open=lambda _school: False)
    return {each["label"]: (each["is_lead"], each["memberships"]) for each in drawn["nodes"]}


def test_picture_of_a_school_in_three_groups_has_one_node_of_three_links(district):
    factories.make_membership(district.third, district.bridge)

    found = groups()

    assert nodes(found)["乙校"] == (True, 3)
    assert [(shared.school.name, roles(shared.memberships)) for shared in shared_schools(found)] == [
        ("乙校", [("jia", "member"), ("yi", "lead"), ("wu", "member")])
    ]
    assert count_schools(found) == 6


def test_picture_of_a_group_without_a_lead_has_no_lead(district):
    factories.make_group("园区教育集团", slug="yuan", members=[district.lone])

    assert nodes(groups(slug="yuan")) == {"园区教育集团": (False, 1), "庚小学": (False, 1)}


def test_picture_leaves_out_who_left_and_who_comes_later(district):
    factories.make_membership(district.third, district.lone, start=FIRST, end=NEXT)
    factories.make_membership(district.third, district.member, start=TODAY)

    assert nodes(groups(slug="wu")) == {
        "戊教育集团": (False, 2),
        "戊幼儿园": (True, 1),
        "己幼儿园": (False, 1),
    }


def test_schools_shared_stand_in_the_order_of_their_groups(district):
    for school in (district.distant, district.lead):
        factories.make_membership(district.second, school)

    assert [shared.school.name for shared in shared_schools(groups())] == ["甲校", "乙校", "己幼儿园"]
