"""A group's dashboard: who opens it, what it shows on which day, and what it does not pass on."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from groups.actions import join_group
from groups.models import EducationGroup, Membership
from schools.actions import record_enrolment
from tests import factories
from tests.groups.leaving import end_membership

YESTERDAY = timezone.localdate() - timedelta(days=1)
TOMORROW = timezone.localdate() + timedelta(days=1)


@pytest.fixture
def bureau(officer, signed_in):
    """Return the signed-in browser of an officer."""
    return signed_in(officer)


def url(group):
    return reverse("groups:group_detail", args=[group.slug])


def panel(response, heading):
    """Return the markup of the panel with a heading, on one line."""
    text = response.text.partition(f">{heading}</h2>")[2].partition("</section>")[0]
    return " ".join(text.split())


def schools(response):
    return [member.membership.school.name for member in response.context["members"]]


@pytest.mark.parametrize(
    ("who", "names"),
    [
        pytest.param("officer", "甲教育集团 乙教育集团 戊教育集团", id="officer"),
        pytest.param("inspector", "甲教育集团 乙教育集团 戊教育集团", id="inspector"),
        pytest.param("administrator", "甲教育集团 乙教育集团 戊教育集团", id="administrator"),
        pytest.param("lead_principal", "甲教育集团", id="lead-principal"),
        pytest.param("member_principal", "甲教育集团", id="member-principal"),
        pytest.param("other_principal", "戊教育集团", id="other-principal"),
    ],
)
def test_dashboard_opens_for_the_bureau_and_the_groups_own_schools(who, names, district, signed_in, request):
    person = signed_in(request.getfixturevalue(who))
    groups = [district.first, district.second, district.third]

    answers = {group.name: person.get(url(group)).status_code for group in groups}

    assert answers == {group.name: 200 if group.name in names.split() else 404 for group in groups}


def test_dashboard_is_closed_to_an_auditor(auditor, signed_in, district):
    response = signed_in(auditor).get(url(district.first))

    assert (response.status_code, "甲教育集团" in response.text) == (403, False)


def test_dashboard_asks_a_visitor_to_sign_in(client, district):
    assert client.get(url(district.first)).status_code == 302


def test_hidden_dashboard_answers_like_an_address_that_does_not_exist(other_principal, signed_in, district):
    person = signed_in(other_principal)

    hidden, unknown = person.get(url(district.first)), person.get("/groups/nobody/")

    assert (hidden.status_code, hidden.content) == (404, unknown.content)


@pytest.mark.parametrize("slug", ["nobody", "%00", "JIA%00", "x" * 5_000, "..%2Fschools"])
def test_slug_of_no_group_is_not_found(slug, bureau):
    assert bureau.get(f"/groups/{slug}/").status_code == 404


# --- what it does not pass on ---


def test_member_learns_nothing_of_the_other_group_of_its_lead(district, signed_in):
    partner = factories.make_user(role="principal", school=district.partner)

    response = signed_in(partner).get(url(district.second))

    assert schools(response) == ["乙校", "丁校"]
    assert [name for name in ("甲教育集团", "甲校", "丙校", "/groups/jia/") if name in response.text] == []


def test_lead_of_the_other_group_learns_nothing_of_the_group_that_its_member_leads(
    district, lead_principal, signed_in
):
    response = signed_in(lead_principal).get(url(district.first))

    assert [name for name in ("乙教育集团", "丁校", "/groups/yi/") if name in response.text] == []


@pytest.mark.parametrize("role", ["officer", "principal"])
def test_school_in_two_groups_shows_both_to_those_who_may_see_both(role, district, signed_in):
    scope = {"school": district.bridge} if role == "principal" else {"district": district.district}
    person = signed_in(factories.make_user(role=role, **scope))

    members = person.get(url(district.first)).context["members"]

    elsewhere = {m.membership.school.name: [o.group.name for o in m.elsewhere] for m in members}
    assert elsewhere == {"甲校": [], "乙校": ["乙教育集团"], "丙校": []}


def test_lead_sees_no_link_to_a_members_record(district, lead_principal, signed_in):
    response = signed_in(lead_principal).get(url(district.first))

    links = [f"/schools/{school.code}/" in response.text for school in (district.lead, district.member)]
    assert links == [True, False]
    assert "龙头学校看不到成员学校的档案和名册" in response.text


def test_bureau_sees_links_to_all_records(district, bureau):
    text = bureau.get(url(district.first)).text

    assert all(f"/schools/{s.code}/" in text for s in (district.lead, district.bridge, district.member))


def test_lead_sees_no_change_at_a_members_school(district, officer, lead_principal, signed_in):
    record_enrolment(district.member, year=2020, stage="junior", pupils=654, by=officer)
    ended = district.first.memberships.get(school=district.member)
    end_membership(ended, day=date(2090, 1, 1), end_reason="grown", reason="密谈", by=officer)

    response = signed_in(lead_principal).get(url(district.first))

    assert [words for words in ("654", "密谈", "谁改了什么") if words in response.text] == []


def test_member_sees_the_change_of_its_own_membership(district, officer, member_principal, signed_in):
    ended = district.first.memberships.get(school=district.member)
    end_membership(ended, day=date(2090, 1, 1), end_reason="grown", reason="期满", by=officer)

    trail = panel(signed_in(member_principal).get(url(district.first)), "谁改了什么")

    assert "退出集团" in trail
    assert "原因：期满" in trail
    assert "（空） → 2090年1月1日" in trail
    assert "（空） → 成长退出" in trail


def test_bureau_sees_who_changed_the_group(district, officer, bureau):
    newcomer = Membership(group=district.first, school=district.lone, start=date(2021, 9, 1))
    join_group(newcomer, by=officer)

    trail = panel(bureau.get(url(district.first)), "谁改了什么")

    assert '<span class="badge badge-plain">加入集团</span> 成员关系 <strong>甲教育集团 · 庚小学' in trail


# --- what it shows ---


def test_lead_stands_first_then_members_by_code(district, bureau):
    response = bureau.get(url(district.first))

    assert schools(response) == ["甲校", "乙校", "丙校"]
    assert panel(response, "集团学校").count('<span class="badge badge-accent">龙头学校</span>') == 1


def test_unknown_start_is_said_and_no_day_invented(district, bureau):
    response = bureau.get(url(district.first))

    assert panel(response, "集团学校").count('<td class="nowrap">有记录之前</td>') == 3
    assert [event.day for event in response.context["events"]] == [None, None, None]
    assert "有记录之前起" in panel(response, "存续期与依据文件")


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param("2019-08-31", [], id="before-the-group"),
        pytest.param("2019-09-01", ["旧龙头", "老成员"], id="first-day"),
        pytest.param("2021-09-01", ["新龙头", "老成员"], id="lead-changed"),
        pytest.param("2022-09-01", ["新龙头"], id="member-left"),
        pytest.param("2090-01-01", ["新龙头"], id="future"),
    ],
)
def test_dashboard_shows_the_group_of_the_day(day, expected, db, signed_in):
    officer = factories.make_user(role="officer", district=factories.make_district())
    group = factories.make_group(start=date(2019, 9, 1), kind="ordinary")
    old, new, member = (factories.make_school(name) for name in ("旧龙头", "新龙头", "老成员"))
    changed, left = date(2021, 9, 1), date(2022, 9, 1)
    factories.make_membership(group, old, role="lead", start=group.start, end=changed)
    factories.make_membership(group, new, role="lead", start=changed)
    factories.make_membership(group, member, start=group.start, end=left)

    assert schools(signed_in(officer).get(url(group), {"on": day})) == expected


def test_day_outside_the_groups_life_says_so(db, signed_in):
    officer = factories.make_user(role="officer", district=factories.make_district())
    group = factories.make_group(lead=factories.make_school("新校"), start=date(2019, 9, 1))

    response = signed_in(officer).get(url(group), {"on": "2019-08-31"})

    assert "这个集团在2019年8月31日不存续；它的存续期是2019年9月1日起。" in response.text
    assert "当日没有学校属于这个集团" in response.text


def test_dissolved_group_has_no_schools_even_where_a_membership_was_left_open(district, bureau):
    EducationGroup.objects.filter(pk=district.third.pk).update(end=YESTERDAY)

    assert schools(bureau.get(url(district.third))) == []


def test_past_day_revives_no_right(district, signed_in):
    factories.make_membership(district.third, district.lone, start=date(2019, 1, 1), end=YESTERDAY)
    principal = factories.make_user(role="principal", school=district.lone)

    assert signed_in(principal).get(url(district.third), {"on": "2020-01-01"}).status_code == 404


def test_future_membership_opens_nothing_today(district, signed_in):
    factories.make_membership(district.third, district.lone, start=TOMORROW)
    principal = factories.make_user(role="principal", school=district.lone)

    assert signed_in(principal).get(url(district.third), {"on": TOMORROW.isoformat()}).status_code == 404


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        pytest.param("ordinary", "当日没有龙头学校", id="ordinary"),
        pytest.param("regional", "这是区域性集团，不设龙头学校。", id="regional"),
    ],
)
def test_group_without_a_lead_says_so(kind, sentence, db, signed_in):
    officer = factories.make_user(role="officer", district=factories.make_district())
    college = factories.make_school("驻区学院", is_collective=True, in_district_register=False)
    group = factories.make_group("园区教育集团", members=[college], kind=kind)

    response = signed_in(officer).get(url(group))

    assert sentence in response.text
    assert '<span class="badge badge-plain">集合机构</span>' in response.text


def test_timeline_and_papers_come_from_dated_facts(district, bureau):
    EducationGroup.objects.filter(pk=district.third.pk).update(
        start=date(2018, 9, 1), document="教发〔2018〕9号"
    )
    district.third.memberships.update(start=date(2018, 9, 1), document="教发〔2018〕9号")
    factories.make_membership(
        district.third, district.lone, start=date(2020, 9, 1), end=date(2090, 9, 1), end_reason="grown"
    )

    response = bureau.get(url(district.third))

    told = panel(response, "大事记")
    words = ["晚于查看日期", "庚小学退出（成长退出）", "庚小学加入", "集团成立", "戊幼儿园成为龙头学校"]
    assert sorted(words, key=told.index) == words
    assert panel(response, "存续期与依据文件").count("教发〔2018〕9号") == 1


def test_designations_and_coverage_are_shown_to_members(district, member_principal, signed_in):
    factories.make_designation(district.lead)

    response = signed_in(member_principal).get(url(district.first))

    assert "甲校" in panel(response, "成员的优质认定")
    assert "义务教育" in panel(response, "集团内覆盖率")


def test_links_carry_the_day_on(district, bureau):
    text = bureau.get(url(district.first), {"on": "2022-12-31"}).text

    assert 'href="/groups/yi/?on=2022-12-31"' in text


@pytest.mark.parametrize("day", ["2022-13-01", "\0", "x" * 9_000, "0001-01-01", "9999-12-31"])
def test_day_that_is_none_is_named_and_today_shown(day, district, bureau):
    response = bureau.get(url(district.first), {"on": day})

    assert (response.status_code, schools(response)) == (200, ["甲校", "乙校", "丙校"])
    assert "现在显示的是今天的情况" in response.text


@pytest.mark.parametrize("members", [1, 3, 300])
def test_dashboard_asks_as_few_questions_for_many_members(
    members, officer, district, bureau, django_assert_num_queries
):
    for _number in range(members):
        school = factories.make_school()
        factories.make_membership(district.third, school)
        factories.make_designation(school)
        factories.make_enrolment(school, 100)
    bureau.get(url(district.third))  # the first page of a session stores when it began

    with django_assert_num_queries(18):
        response = bureau.get(url(district.third))

    assert len(response.context["members"]) == members + 2


@pytest.mark.parametrize(
    ("day", "until", "later"),
    [
        pytest.param(YESTERDAY, [], ["join"], id="eve"),
        pytest.param(timezone.localdate(), ["join"], [], id="day"),
    ],
)
def test_changes_after_the_day_stand_apart(day, until, later, district, bureau):
    factories.make_group_change(district.first, day=timezone.localdate())

    response = bureau.get(url(district.first), {"on": day.isoformat()})

    parts = [[change.kind for change in response.context[part]] for part in ("changes", "later_changes")]
    shown = [bool(panel(response, title)) for title in ("变动登记", "晚于查看日期的变动")]
    assert (parts, shown) == ([until, later], [bool(until), bool(later)])


def test_planned_change_can_be_withdrawn_from_the_page_of_today(district, bureau):
    change = factories.make_group_change(district.first, day=TOMORROW)

    shown = panel(bureau.get(url(district.first)), "晚于查看日期的变动")

    assert f'href="{reverse("groups:plan_withdraw", args=[change.pk])}">撤回</a>' in shown


@pytest.mark.parametrize(("day", "papers"), [(YESTERDAY, []), (timezone.localdate(), ["〔2030〕1号"])])
def test_papers_are_those_of_memberships_that_had_begun(day, papers, district, bureau):
    factories.make_membership(
        district.first, district.lone, start=timezone.localdate(), document="〔2030〕1号"
    )

    response = bureau.get(url(district.first), {"on": day.isoformat()})

    assert [source.document for source in response.context["sources"]] == papers
