"""A group's roll on a day: its schools, their other groups, and its memberships of any day."""

from datetime import date

import pytest

from groups.models import EducationGroup, Membership
from groups.roll import roll_of
from tests import factories

DAY = date(2022, 12, 31)


def roll(group, day=DAY):
    return roll_of(group, Membership.objects.of_schools_in(group, day), day)


def names(members):
    return [(m.membership.school.name, [other.group.name for other in m.elsewhere]) for m in members]


def test_lead_stands_first_and_other_groups_beside_their_school(district):
    assert names(roll(district.first).members) == [("甲校", []), ("乙校", ["乙教育集团"]), ("丙校", [])]
    assert names(roll(district.second).members) == [("乙校", ["甲教育集团"]), ("丁校", [])]


def test_other_groups_that_were_not_fetched_are_not_shown(district):
    rows = Membership.objects.filter(group=district.second).select_related("group", "school")

    assert names(roll_of(district.second, rows, DAY).members) == [("乙校", []), ("丁校", [])]


@pytest.mark.parametrize(
    ("day", "present", "elsewhere"),
    [
        pytest.param(date(2019, 8, 31), False, [], id="before-both"),
        pytest.param(date(2019, 9, 1), True, [], id="joined-one"),
        pytest.param(date(2020, 9, 1), True, ["甲教育集团"], id="joined-both"),
        pytest.param(date(2021, 9, 1), False, [], id="left-one"),
    ],
)
def test_roll_is_that_of_the_day(day, present, elsewhere, district):
    factories.make_membership(district.third, district.lone, start=date(2019, 9, 1), end=date(2021, 9, 1))
    factories.make_membership(district.first, district.lone, start=date(2020, 9, 1))

    members = roll(district.third, day).members

    found = [row for row in names(members) if row[0] == "庚小学"]
    assert found == ([("庚小学", elsewhere)] if present else [])


def test_history_holds_the_memberships_of_any_day(district):
    factories.make_membership(district.third, district.lone, start=date(2019, 9, 1), end=date(2021, 9, 1))

    assert [m.school.name for m in roll(district.third).history] == ["戊幼儿园", "己幼儿园", "庚小学"]


def test_dissolved_groups_have_and_are_nothing(district):
    EducationGroup.objects.filter(pk=district.second.pk).update(end=DAY)
    district.second.refresh_from_db()

    assert names(roll(district.second).members) == []
    assert names(roll(district.first).members) == [("甲校", []), ("乙校", []), ("丙校", [])]
