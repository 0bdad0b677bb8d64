"""The list of groups and its picture: who sees which, on which day, and what stays out of it."""

import json
from datetime import date

import pytest
from django.urls import reverse

from groups.models import Membership
from tests import factories

URL = reverse("groups:group_list")
ALL = ["甲教育集团", "乙教育集团", "戊教育集团"]


@pytest.fixture
def bureau(officer, signed_in):
    """Return the signed-in browser of an officer."""
    return signed_in(officer)


def listed(response):
    return [group.name for group in response.context["groups"]]


def picture(response):
    """Return the picture's data as the page carries it."""
    text = response.text.partition('<script id="group-network" type="application/json">')[2]
    return json.loads(text.partition("</script>")[0])


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        pytest.param("officer", ALL, id="officer"),
        pytest.param("inspector", ALL, id="inspector"),
        pytest.param("administrator", [*ALL, "外区教育集团"], id="administrator"),
        pytest.param("lead_principal", ["甲教育集团"], id="lead-principal"),
        pytest.param("member_principal", ["甲教育集团"], id="member-principal"),
        pytest.param("other_principal", ["戊教育集团"], id="other-principal"),
    ],
)
def test_list_shows_the_groups_that_the_person_may_see(who, expected, district, signed_in, request):
    other = factories.make_district("510114", "新都区")
    foreign = factories.make_school("外区学校", district=other, code="510114-L001")
    factories.make_group("外区教育集团", lead=foreign, district=other, position=32_000)

    response = signed_in(request.getfixturevalue(who)).get(URL)

    hidden = {*ALL, "外区教育集团"} - set(expected)
    assert listed(response) == expected
    assert [name for name in hidden if name in response.text] == []


def test_principal_of_a_school_in_two_groups_sees_both(district, signed_in):
    bridge = factories.make_user(role="principal", school=district.bridge)

    assert listed(signed_in(bridge).get(URL)) == ["甲教育集团", "乙教育集团"]


def test_member_learns_nothing_of_the_other_group_of_its_lead(district, signed_in):
    partner = factories.make_user(role="principal", school=district.partner)

    response = signed_in(partner).get(URL)

    assert listed(response) == ["乙教育集团"]
    assert [name for name in ("甲教育集团", "甲校", "丙校") if name in response.text] == []
    assert {node["id"]: node["memberships"] for node in picture(response)["nodes"]} == {
        "g:yi": 2,
        f"s:{district.bridge.code}": 1,
        f"s:{district.partner.code}": 1,
    }


def test_list_refuses_an_auditor(auditor, signed_in):
    response = signed_in(auditor).get(URL)

    assert (response.status_code, "甲教育集团" in response.text) == (403, False)


def test_list_asks_a_visitor_to_sign_in(district, client):
    assert client.get(URL).status_code == 302


def test_picture_links_schools_only_where_the_person_may_open_them(district, lead_principal, signed_in):
    response = signed_in(lead_principal).get(URL)

    assert {node["label"]: node["url"] for node in picture(response)["nodes"]} == {
        "甲教育集团": "/groups/jia/",
        "甲校": f"/schools/{district.lead.code}/",
        "乙校": None,
        "丙校": None,
    }
    assert f"/schools/{district.member.code}/" not in response.text


def test_picture_links_every_school_for_the_bureau(district, bureau):
    urls = {node["label"]: node["url"] for node in picture(bureau.get(URL))["nodes"]}

    assert urls["丙校"] == f"/schools/{district.member.code}/"
    assert None not in urls.values()


def test_school_in_two_groups_is_named_in_words(district, bureau):
    response = bureau.get(URL)

    [shared] = response.context["shared_schools"]
    assert shared.school == district.bridge
    assert "甲教育集团的成员学校" in response.text
    assert "乙教育集团的龙头学校" in response.text


def test_nothing_is_said_of_two_groups_where_no_school_has_two(other_principal, signed_in):
    assert "当日没有学校同时属于您可以查看的两个集团" in signed_in(other_principal).get(URL).text


@pytest.mark.parametrize(
    ("kind", "note"),
    [
        pytest.param("ordinary", "没有龙头学校", id="ordinary"),
        pytest.param("regional", "不设龙头", id="regional"),
    ],
)
def test_group_without_a_lead_says_so(kind, note, db, signed_in):
    officer = factories.make_user(role="officer", district=factories.make_district())
    factories.make_group("园区教育集团", members=[factories.make_school()], kind=kind)

    text = signed_in(officer).get(URL).text

    assert {words: words in text for words in ("没有龙头学校", "不设龙头")} == {
        words: words == note for words in ("没有龙头学校", "不设龙头")
    }


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param("2019-08-31", [], id="before"),
        pytest.param("2019-09-01", ["新校"], id="founded"),
        pytest.param("2021-09-01", ["新校", "后来校"], id="joined"),
        pytest.param("2022-08-31", ["新校", "后来校"], id="last-day"),
        pytest.param("2022-09-01", [], id="dissolved"),
    ],
)
def test_list_shows_groups_and_members_of_the_day(day, expected, db, signed_in):
    officer = factories.make_user(role="officer", district=factories.make_district())
    span = {"start": date(2019, 9, 1), "end": date(2022, 9, 1)}
    group = factories.make_group(lead=factories.make_school("新校"), **span)
    Membership.objects.update(end=span["end"], end_reason="dissolved")
    later = factories.make_school("后来校")
    factories.make_membership(group, later, start=date(2021, 9, 1), end=span["end"])

    response = signed_in(officer).get(URL, {"on": day})

    assert [m.school.name for group in response.context["groups"] for m in group.members_on_day] == expected


def test_past_day_revives_no_right(district, signed_in):
    factories.make_membership(district.third, district.lone, start=date(2019, 1, 1), end=date(2021, 1, 1))
    principal = factories.make_user(role="principal", school=district.lone)

    response = signed_in(principal).get(URL, {"on": "2020-01-01"})

    assert (listed(response), "戊教育集团" in response.text) == ([], False)


def test_links_carry_the_day_on(district, bureau):
    text = bureau.get(URL, {"on": "2022-12-31"}).text

    assert 'href="/groups/jia/?on=2022-12-31"' in text
    assert f'href="/schools/{district.lead.code}/?on=2022-12-31"' in text


def test_day_that_is_none_is_named_and_today_shown(district, bureau):
    response = bureau.get(URL, {"on": "\0"})

    assert (response.status_code, listed(response)) == (200, ALL)
    assert "不是有效的日期" in response.text


def test_empty_list_says_what_to_do(district, signed_in):
    principal = factories.make_user(role="principal", school=district.lone)

    assert "这一天没有您可以查看的教育集团" in signed_in(principal).get(URL).text


@pytest.mark.parametrize("rows", [1, 3, 300])
def test_list_asks_as_few_questions_for_many_groups(rows, db, signed_in, django_assert_num_queries):
    officer = factories.make_user(role="officer", district=factories.make_district())
    for _number in range(rows):
        factories.make_group(lead=factories.make_school(), members=[factories.make_school()])
    bureau = signed_in(officer)
    bureau.get(URL)  # the first page of a session stores when it began

    with django_assert_num_queries(7):
        response = bureau.get(URL)

    assert len(response.context["groups"]) == rows


@pytest.mark.parametrize(("day", "name"), [("2021-08-31", "旧甲校"), ("2021-09-01", "甲校")])
def test_schools_bear_the_name_of_the_day_in_list_picture_and_file(day, name, district, bureau):
    factories.make_former_name(district.lead, "旧甲校", used_until=date(2021, 9, 1))

    page = bureau.get(URL, {"on": day, "q": "甲"})
    file = bureau.get(URL, {"on": day, "q": "甲", "export": "csv"}).content.decode("utf-8-sig")

    assert f'href="{district.lead.get_absolute_url()}?on={day}">{name}</a>' in page.text
    assert [node["label"] for node in picture(page)["nodes"] if node["is_lead"]] == [name]
    assert file.splitlines()[1] == f"甲教育集团,{name},乙校、丙校,3"
