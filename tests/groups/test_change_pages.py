"""The pages that change groups: who opens them, what they preview, and what they store."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from groups.models import EducationGroup, GroupChange, Membership
from tests import factories

TODAY = timezone.localdate()
SOON = TODAY + timedelta(days=30)
PAGES = ["join", "leave", "move", "lead", "split", "dissolve", "edit"]
GOVERNING = ["close", "merge", "replace"]


@pytest.fixture
def bureau(officer, signed_in):
    """Return the signed-in browser of an officer."""
    return signed_in(officer)


def page(name, group):
    return reverse(f"groups:group_{name}", args=[group.slug])


def submit(browser, address, **typed):
    """Send a form and confirm its preview; return the preview and the answer."""
    typed = {"request_key": str(uuid4()), **typed}
    previewed = browser.post(address, typed)
    return previewed, browser.post(address, {**typed, "confirmed": "1"})


def preview(browser, address, **typed):
    """Send a form and return what comes before it is confirmed."""
    return browser.post(address, {"request_key": str(uuid4()), **typed})


def belongs(school, day):
    """Return the groups and roles of a school on a day."""
    rows = Membership.objects.in_active_groups(day).filter(school=school).order_by("group__slug")
    return [(row.group.slug, row.role) for row in rows]


@pytest.mark.parametrize("name", PAGES)
def test_page_opens_for_the_officer_only(
    name, district, officer, inspector, lead_principal, signed_in, client
):
    address = page(name, district.first)
    people = [officer, inspector, lead_principal]

    statuses = [signed_in(person).get(address).status_code for person in people]

    assert [*statuses, client.get(address).status_code] == [200, 403, 403, 302]


@pytest.mark.parametrize("name", PAGES)
def test_page_of_another_district_is_not_found(name, district, bureau):
    elsewhere = factories.make_district("510116", "双流区")
    lead = factories.make_school("外区学校", district=elsewhere, code="510116-L001")
    group = factories.make_group("外区教育集团", lead=lead, district=elsewhere)

    assert bureau.get(page(name, group)).status_code == 404


@pytest.mark.parametrize("name", GOVERNING)
def test_end_of_a_school_opens_for_the_officer_only(
    name, district, officer, inspector, member_principal, signed_in, client
):
    address = reverse(f"groups:school_{name}", args=[district.member.code])
    people = [officer, inspector, member_principal]

    statuses = [signed_in(person).get(address).status_code for person in people]

    assert [*statuses, client.get(address).status_code] == [200, 403, 403, 302]


def test_join_shows_its_effects_and_stores_nothing_until_confirmed(district, bureau):
    answer = preview(bureau, page("join", district.third), school=district.lone.pk, role="member", day=SOON)

    assert answer.status_code == 200
    assert "各校所在的集团" in answer.text
    assert [(e.school.name, e.before, len(e.after)) for e in answer.context["effects"]] == [("庚小学", [], 1)]
    assert (GroupChange.objects.count(), belongs(district.lone, SOON)) == (0, [])


def test_join_confirmed_is_stored_and_listed_as_planned(district, bureau):
    submit(
        bureau, page("join", district.third), school=district.lone.pk, role="member", day=SOON, reason="扩大"
    )

    listed = bureau.get(reverse("groups:plan_list"))
    [change] = listed.context["page_obj"]
    assert (change.kind, change.subject, change.note, change.recorded_by) == (
        "join",
        "庚小学",
        "扩大",
        "officer",
    )
    assert (belongs(district.lone, TODAY), belongs(district.lone, SOON)) == ([], [("wu", "member")])


def test_lead_changes_on_the_page(district, bureau):
    submit(bureau, page("lead", district.first), school=district.member.pk, old_lead="stays", day=SOON)

    assert belongs(district.member, SOON) == [("jia", "lead")]
    assert belongs(district.lead, SOON) == [("jia", "member")]


def test_move_on_the_page(district, bureau):
    submit(
        bureau,
        page("move", district.first),
        school=district.member.pk,
        other_group=district.third.pk,
        day=SOON,
    )

    assert (belongs(district.member, TODAY), belongs(district.member, SOON)) == (
        [("jia", "member")],
        [("wu", "member")],
    )


def test_leave_of_the_lead_is_refused_at_once(district, bureau):
    answer = preview(
        bureau, page("leave", district.first), school=district.lead.pk, end_reason="grown", day=SOON
    )

    assert "甲校是甲教育集团的龙头学校；请先为集团更换龙头。" in answer.text
    assert GroupChange.objects.count() == 0


def test_split_on_the_page(district, bureau):
    submit(
        bureau,
        page("split", district.first),
        name="丙教育集团",
        slug="bing",
        group_kind="ordinary",
        lead=district.member.pk,
        day=SOON,
    )

    assert belongs(district.member, SOON) == [("bing", "lead")]
    assert EducationGroup.objects.get(slug="bing").start == SOON


def test_dissolution_on_the_page(district, bureau):
    submit(bureau, page("dissolve", district.first), day=SOON, reason="调整布局")

    assert (belongs(district.member, TODAY), belongs(district.member, SOON)) == ([("jia", "member")], [])


def test_filing_number_is_kept_on_the_edit_page(district, bureau):
    bureau.post(
        page("edit", district.first),
        {"name": "甲教育集团", "position": 1, "filing_no": "成教备〔2020〕1号", "version": 1},
    )

    assert "成教备〔2020〕1号" in bureau.get(district.first.get_absolute_url()).text


@pytest.mark.parametrize("name", ["join", "leave", "move", "lead", "split", "dissolve"])
@pytest.mark.parametrize("day", ["2022-02-30", "1900-01-01", "0000", "", "%00"])
def test_bad_day_is_told_at_the_field(name, day, district, bureau):
    answer = preview(bureau, page(name, district.first), day=day)

    assert answer.status_code == 200
    assert "day" in answer.context["form"].errors
    assert GroupChange.objects.count() == 0


def test_correction_needs_a_reason(district, bureau):
    membership = district.first.memberships.get(school=district.member)
    address = reverse("groups:membership_correct", args=[membership.pk])

    bureau.post(address, {"role": "member", "start": "2020-09-01", "version": 1, "confirmed": "1"})
    unchanged = Membership.objects.get(pk=membership.pk).start
    submit(bureau, address, role="member", start="2020-09-01", version=1, reason="登记有误")

    assert (unchanged, Membership.objects.get(pk=membership.pk).start) == (None, date(2020, 9, 1))
    assert GroupChange.objects.get().kind == "correct"


def test_planned_change_is_withdrawn_on_its_page(district, bureau):
    submit(bureau, page("dissolve", district.first), day=SOON)
    change = GroupChange.objects.get()

    bureau.post(
        reverse("groups:plan_withdraw", args=[change.pk]), {"reason": "暂缓", "version": change.version}
    )

    assert belongs(district.member, SOON) == [("jia", "member")]
    assert list(bureau.get(reverse("groups:plan_list")).context["page_obj"]) == []


def test_school_closes_on_the_page(district, bureau):
    address = reverse("groups:school_close", args=[district.member.code])

    _preview, answer = submit(bureau, address, day=SOON, reason="布局调整")

    assert answer.status_code == 302
    assert belongs(district.member, SOON) == []
    assert [s.status for s in district.member.statuses.on(SOON)] == ["closed"]


def test_lead_school_does_not_close_before_its_group_has_another(district, bureau):
    answer = preview(
        bureau, reverse("groups:school_close", args=[district.lead.code]), day=SOON, reason="布局调整"
    )

    assert "甲校在这一天是甲教育集团的龙头学校；请先为该集团更换龙头，再登记。" in answer.text


def test_school_merges_on_the_page(district, bureau):
    address = reverse("groups:school_merge", args=[district.member.code])

    submit(bureau, address, into=district.lone.pk, day=SOON, reason="合并")

    [lineage] = district.member.successions.all()
    assert (lineage.successor, lineage.kind) == (district.lone, "merged_into")


def test_new_school_takes_over_the_lead_on_the_page(district, bureau):
    _preview, answer = submit(
        bureau,
        reverse("groups:school_replace", args=[district.lead.code]),
        district=district.district.pk,
        code="510115-L777",
        name="甲十二年制学校",
        kind="twelve_year",
        ownership="public",
        in_district_register="on",
        stages=["primary", "junior", "senior"],
        operating_from=SOON,
        takes_over="on",
        reason="变更办学类型",
    )

    new = district.lead.successions.get().successor
    assert (answer.status_code, new.name) == (302, "甲十二年制学校")
    assert (belongs(district.lead, SOON), belongs(new, SOON)) == ([], [("jia", "lead")])
