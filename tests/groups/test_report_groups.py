"""The pages of groups on the report's own facts: the traps of the text show as they should."""

import pytest
from django.urls import reverse

from schools.models import District, School
from tests import factories

pytestmark = [pytest.mark.usefixtures("report_of_module"), pytest.mark.django_db]


@pytest.fixture
def bureau(signed_in):
    """Return the signed-in browser of an officer of the report's district."""
    return signed_in(factories.make_user(role="officer", district=District.objects.get()))


def page(browser_of, slug):
    return browser_of.get(reverse("groups:group_detail", args=[slug]), {"on": "2022-12-31"})


def schools(response):
    return [member.membership.school.name for member in response.context["members"]]


def test_picture_has_twelve_groups_and_one_school_in_two(bureau):
    response = bureau.get(reverse("groups:group_list"))

    data, [shared] = response.context["network"], response.context["shared_schools"]
    assert (len(data["nodes"]), len(data["links"])) == (12 + 47, 48)
    assert (shared.school.name, [(m.group.name, m.role) for m in shared.memberships]) == (
        "温江二中",
        [("温江二中教育集团", "lead"), ("七中实验校教育集团", "member")],
    )


def test_missing_separator_hides_no_school(bureau):
    assert schools(page(bureau, "wenjiang-zhongxue")) == ["温江中学", "涌泉学校", "公平学校", "永宁中学"]


def test_twelfth_group_has_no_lead_and_a_collective_institution(bureau):
    response = page(bureau, "zhijiao-yuanqu")

    roles = {member.membership.role for member in response.context["members"]}
    assert (len(schools(response)), roles) == (7, {"member"})
    assert "这是区域性集团，不设龙头学校。" in response.text
    assert response.text.count('<span class="badge badge-plain">集合机构</span>') == 1


def test_no_group_says_a_first_day_that_the_report_does_not_give(bureau):
    response = page(bureau, "wenjiang-erzhong")

    assert {event.day for event in response.context["events"]} == {None}
    assert "<time" not in response.text.partition("大事记</h2>")[2].partition("</section>")[0]


def test_principal_of_the_school_in_two_groups_sees_both_and_their_members_do_not(signed_in):
    bridge, member = (School.objects.get(name=name) for name in ("温江二中", "踏水学校"))
    of_both = signed_in(factories.make_user("bridge", role="principal", school=bridge))
    of_one = signed_in(factories.make_user("member", role="principal", school=member))

    seen = [
        [group.name for group in person.get(reverse("groups:group_list")).context["groups"]]
        for person in (of_both, of_one)
    ]

    assert seen == [["温江二中教育集团", "七中实验校教育集团"], ["温江二中教育集团"]]
    assert "七中实验校" not in page(of_one, "wenjiang-erzhong").text
    assert page(of_one, "qizhong-shiyanxiao").status_code == 404
