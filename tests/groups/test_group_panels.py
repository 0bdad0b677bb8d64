"""The panels of groups on other apps' pages."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.template import Context, Template

from groups.models import EducationGroup
from groups.templatetags.group_panels import lead_on_day
from tests import factories

DAY = date(2022, 12, 31)


def show(tag, user, **names):
    """Return what a tag shows to a user, on one line."""
    context = Context({"request": SimpleNamespace(user=user), "day": DAY} | names)
    return " ".join(Template(f"{{% load group_panels %}}{{% {tag} %}}").render(context).split())


def named(text, *names):
    return [name for name in names if name in text]


# --- school_groups ---


def test_school_groups_shows_both_groups_with_the_role_to_the_bureau(district, officer):
    text = show("school_groups school day", officer, school=district.bridge)

    first, second = text.partition('href="/groups/yi/"')[::2]
    assert ("成员学校" in first, "龙头学校" in first) == (True, False)
    assert ("成员学校" in second, "龙头学校" in second) == (False, True)


def test_school_groups_hides_a_group_that_the_viewer_may_not_see(district, lead_principal):
    text = show("school_groups school day", lead_principal, school=district.bridge)

    assert named(text, "甲教育集团", "乙教育集团") == ["甲教育集团"]


@pytest.mark.parametrize(
    ("end_of_group", "expected"),
    [pytest.param(None, ["戊教育集团"], id="active"), pytest.param(DAY, [], id="dissolved-on-the-day")],
)
def test_school_groups_shows_groups_in_force_on_the_day(end_of_group, expected, district, officer):
    EducationGroup.objects.filter(pk=district.third.pk).update(end=end_of_group)

    assert named(show("school_groups school day", officer, school=district.distant), "戊教育集团") == expected


def test_school_groups_says_that_there_is_none(district, officer):
    assert "当日不属于您可以查看的任何教育集团" in show(
        "school_groups school day", officer, school=district.lone
    )


def test_school_groups_asks_one_question(district, officer, django_assert_num_queries):
    officer.appointments_today  # noqa: B018 # the rights are at hand on every page

    with django_assert_num_queries(1):
        show("school_groups school day", officer, school=district.bridge)


# --- my_groups ---


def test_my_groups_shows_the_own_groups_with_the_own_role(district):
    principal = factories.make_user(role="principal", school=district.bridge)

    text = show("my_groups day", principal)

    assert named(text, "甲教育集团", "乙教育集团", "戊教育集团") == ["甲教育集团", "乙教育集团"]
    assert named(text, "乙校：成员学校", "乙校：龙头学校") == ["乙校：成员学校", "乙校：龙头学校"]


def test_my_groups_names_the_lead_without_a_link_to_its_record(district, member_principal):
    text = show("my_groups day", member_principal)

    assert named(text, "甲校", f"/schools/{district.lead.code}/", "丁校") == ["甲校"]


def test_my_groups_says_that_the_own_school_has_none(district):
    principal = factories.make_user(role="principal", school=district.lone)

    assert "本校当日不属于任何教育集团" in show("my_groups day", principal)


def test_my_groups_shows_an_officer_none(district, officer):
    assert "本校当日不属于任何教育集团" in show("my_groups day", officer)


def test_my_groups_asks_three_questions(district, member_principal, django_assert_num_queries):
    member_principal.appointments_today  # noqa: B018 # the rights are at hand on every page

    with django_assert_num_queries(3):
        show("my_groups day", member_principal)


# --- groups_summary ---


def test_groups_summary_counts_groups_and_different_schools(district, officer):
    text = show("groups_summary day", officer)

    assert "共 3 个集团，" in text
    assert "6 所不同的学校（园）" in text
    assert named(text, "甲教育集团", "乙教育集团", "戊教育集团") == ["甲教育集团", "乙教育集团", "戊教育集团"]


def test_groups_summary_says_what_will_stand_there(db):
    officer = factories.make_user(role="officer", district=factories.make_district())

    assert "还没有教育集团" in show("groups_summary day", officer)


@pytest.mark.parametrize("rows", [1, 3, 30])
def test_groups_summary_asks_three_questions(rows, db, django_assert_num_queries):
    officer = factories.make_user(role="officer", district=factories.make_district())
    for _number in range(rows):
        factories.make_group(lead=factories.make_school(), members=[factories.make_school()])
    officer.appointments_today  # noqa: B018 # the rights are at hand on every page

    with django_assert_num_queries(3):
        show("groups_summary day", officer)


# --- lead_on_day ---


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param(date(2019, 1, 1), "旧龙头", id="first"),
        pytest.param(date(2020, 9, 1), None, id="nobody-between"),
        pytest.param(date(2021, 9, 1), "新龙头", id="second"),
    ],
)
def test_lead_on_day_is_whoever_leads_on_the_day(day, expected, db):
    group = factories.make_group(kind="ordinary", members=[factories.make_school()])
    old, new = factories.make_school("旧龙头"), factories.make_school("新龙头")
    factories.make_membership(group, old, role="lead", end=date(2020, 9, 1))
    factories.make_membership(group, new, role="lead", start=date(2021, 9, 1))

    [fetched] = EducationGroup.objects.for_list(day)

    lead = lead_on_day(fetched)
    assert (lead.school.name if lead else None) == expected
