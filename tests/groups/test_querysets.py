"""Questions about many groups and memberships."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from groups.models import EducationGroup, Membership
from tests import factories

DAY = date(2022, 12, 31)
TODAY = timezone.localdate()
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


def slugs(groups):
    return [group.slug for group in groups.order_by("position")]


def schools(memberships):
    return sorted(membership.school.name for membership in memberships)


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        pytest.param("officer", ["jia", "yi", "wu"], id="officer"),
        pytest.param("administrator", ["jia", "yi", "wu"], id="administrator"),
        pytest.param("lead_principal", ["jia"], id="lead"),
        pytest.param("member_principal", ["jia"], id="member"),
        pytest.param("other_principal", ["wu"], id="other"),
        pytest.param("auditor", [], id="auditor"),
    ],
)
def test_visible_to_is_the_own_district_or_the_own_groups(who, expected, district, request):
    assert slugs(EducationGroup.objects.visible_to(request.getfixturevalue(who))) == expected


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        pytest.param(None, None, ["wu"], id="open"),
        pytest.param(TODAY, TOMORROW, ["wu"], id="today-only"),
        pytest.param(None, TODAY, [], id="ended-today"),
        pytest.param(TOMORROW, None, [], id="begins-tomorrow"),
    ],
)
def test_visible_to_follows_todays_membership(start, end, expected, district):
    factories.make_membership(district.third, district.lone, start=start, end=end)
    principal = factories.make_user(role="principal", school=district.lone)

    assert slugs(EducationGroup.objects.visible_to(principal)) == expected


def test_visible_to_shows_memberships_of_visible_groups_only(district, lead_principal):
    assert schools(Membership.objects.visible_to(lead_principal)) == ["丙校", "乙校", "甲校"]


def test_for_list_fetches_the_members_of_the_day_lead_first(district, django_assert_num_queries):
    factories.make_membership(district.third, district.lone, start=date(2023, 1, 1))

    with django_assert_num_queries(3):
        groups = list(EducationGroup.objects.for_list(DAY))
        members = {g.slug: [m.school.name for m in g.members_on_day] for g in groups}

    assert members == {
        "jia": ["甲校", "乙校", "丙校"],
        "yi": ["乙校", "丁校"],
        "wu": ["戊幼儿园", "己幼儿园"],
    }


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param(date(2020, 1, 1), ["wu"], id="belonged"),
        pytest.param(date(2021, 1, 1), [], id="belongs-no-more"),
    ],
)
def test_with_any_of_asks_for_the_groups_of_schools_on_the_day(day, expected, district):
    factories.make_membership(district.third, district.lone, end=date(2021, 1, 1))

    found = EducationGroup.objects.with_any_of([district.lone.pk, district.distant.pk], day)

    assert slugs(EducationGroup.objects.with_any_of([district.lone.pk], day)) == expected
    assert slugs(found) == ["wu"]


def test_with_any_of_no_school_is_no_group(district):
    assert slugs(EducationGroup.objects.with_any_of([], DAY)) == []


def test_in_active_groups_needs_both_to_be_in_force(district):
    EducationGroup.objects.filter(pk=district.first.pk).update(end=DAY)
    Membership.objects.filter(group=district.third, school=district.distant).update(
        end=DAY, end_reason="grown"
    )

    assert schools(Membership.objects.in_active_groups(DAY)) == ["丁校", "乙校", "戊幼儿园"]


def test_of_school_keeps_the_order_of_the_groups(district, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = [m.group.name for m in Membership.objects.of_school(district.bridge)]

    assert found == ["甲教育集团", "乙教育集团"]


def test_of_schools_in_finds_every_group_of_every_school_that_ever_belonged(
    district, django_assert_num_queries
):
    factories.make_membership(district.second, district.lone, end=date(2020, 1, 1))
    factories.make_membership(district.third, district.lone, start=date(2020, 1, 1))

    with django_assert_num_queries(2):
        rows = Membership.objects.of_schools_in(district.second, DAY)
        found = [(m.group.slug, m.school.name) for m in rows]

    assert found == [("jia", "乙校"), ("yi", "乙校"), ("yi", "丁校"), ("yi", "庚小学"), ("wu", "庚小学")]


def test_leading_are_the_leads(district):
    assert schools(Membership.objects.leading()) == ["乙校", "戊幼儿园", "甲校"]
