"""Changes to groups and memberships: what is refused, what is stored, and what the trail says."""

from datetime import date
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from groups.actions import change_group, form_group, join_group
from groups.actions_changes import correct_membership
from groups.models import EducationGroup, Membership
from records.errors import AlreadyDone
from records.models import AuditEntry
from tests import factories
from tests.groups.leaving import end_membership

FIRST, LAST = date(2020, 9, 1), date(2022, 9, 1)


def trail():
    """Return who did what to which record, oldest first."""
    fields = ["username", "role", "action", "object_type", "object_label", "reason"]
    return list(AuditEntry.objects.order_by("id").values_list(*fields))


def states():
    """Return the states before and after of every entry, oldest first."""
    return list(AuditEntry.objects.order_by("id").values_list("before", "after"))


def joining(group, school, **fields):
    return Membership(group=group, school=school, **fields)


def codes(error):
    """Return the codes of a refusal."""
    return (
        [e.code for e in error.value.error_list] if hasattr(error.value, "error_list") else _by_field(error)
    )


def _by_field(error):
    return [(field, e.code) for field, errors in error.value.error_dict.items() for e in errors]


# --- join_group ---


def test_join_group_stores_the_membership_and_writes_it_down(district, officer):
    membership = join_group(
        joining(district.third, district.lone, start=FIRST, document="〔2020〕5号"), reason="扩大", by=officer
    )

    stored = Membership.objects.get(group=district.third, school=district.lone)
    assert (stored, stored.role, stored.start, stored.version) == (membership, "member", FIRST, 1)
    assert trail() == [
        ("officer", "officer", "join", "groups.membership", "戊教育集团 · 庚小学 · 成员学校", "扩大")
    ]
    assert states() == [
        (
            None,
            {
                "id": membership.pk,
                "version": 1,
                "start": "2020-09-01",
                "end": None,
                "document": "〔2020〕5号",
                "group_id": district.third.pk,
                "school_id": district.lone.pk,
                "role": "member",
                "end_reason": "",
                "basis": "entered",
                "started_by_id": None,
                "ended_by_id": None,
            },
        )
    ]


def test_join_group_is_filed_under_the_school(district, officer):
    join_group(joining(district.third, district.lone), by=officer)

    [entry] = AuditEntry.objects.all()
    assert (entry.district_id, entry.school_id, entry.school_code) == (
        district.district.pk,
        district.lone.pk,
        district.lone.code,
    )


def test_school_may_join_a_second_group_as_a_member(district, officer):
    join_group(joining(district.third, district.lead), by=officer)

    assert sorted(district.lead.memberships.values_list("group__slug", "role")) == [
        ("jia", "lead"),
        ("wu", "member"),
    ]


REFUSED = [
    pytest.param(
        "third", "bridge", {"role": "lead"}, ["second_lead", "leads_another_group"], id="second-lead"
    ),
    pytest.param("first", "lone", {"role": "lead"}, ["second_lead"], id="second-lead-of-the-group"),
    pytest.param("first", "member", {}, ["overlap"], id="same-school-again"),
    pytest.param(
        "first", "member", {"start": FIRST, "end": LAST, "end_reason": "grown"}, ["overlap"], id="overlap"
    ),
    pytest.param("first", "lead", {}, ["overlap"], id="two-roles-in-one-group"),
    pytest.param(
        "first",
        "lone",
        {"start": LAST, "end": FIRST, "end_reason": "grown"},
        ["end_before_start"],
        id="order",
    ),
    pytest.param("first", "lone", {"end": LAST}, ["reason_with_end"], id="end-without-a-reason"),
    pytest.param("first", "lone", {"end_reason": "grown"}, ["reason_with_end"], id="reason-without-an-end"),
]


@pytest.mark.parametrize(("group", "school", "fields", "expected"), REFUSED)
def test_join_group_refuses(group, school, fields, expected, district, officer):
    before = Membership.objects.count()
    membership = joining(getattr(district, group), getattr(district, school), **fields)

    with pytest.raises(ValidationError) as refused:
        join_group(membership, by=officer)

    assert sorted(code for _field, code in _by_field(refused)) == sorted(expected)
    assert (Membership.objects.count(), trail()) == (before, [])


def test_join_group_refuses_an_unknown_role(district, officer):
    with pytest.raises(ValidationError) as refused:
        join_group(joining(district.third, district.lone, role="king"), by=officer)

    assert "role" in refused.value.error_dict


def test_join_group_refuses_a_school_of_another_district(district, officer):
    other = factories.make_district("510114", "新都区")
    foreign = factories.make_school("外区学校", district=other, code="510114-L001")

    with pytest.raises(ValidationError) as refused:
        join_group(joining(district.third, foreign), by=officer)

    assert codes(refused) == [("school", "other_district")]
    assert refused.value.messages == ["外区学校不在温江区的学校档案中，不能加入本区的教育集团。"]
    assert trail() == []


def test_join_group_refuses_a_collective_lead(db):
    officer = factories.make_user("officer", role="officer", district=factories.make_district())
    college = factories.make_school("驻区学院", is_collective=True, in_district_register=False)
    group = factories.make_group("园区教育集团")

    with pytest.raises(ValidationError) as refused:
        join_group(joining(group, college, role="lead"), by=officer)

    assert codes(refused) == [("school", "collective")]
    assert refused.value.messages == ["驻区学院是多个法人的合称，不能作为龙头学校。"]


def test_collective_may_be_a_member(db):
    officer = factories.make_user("officer", role="officer", district=factories.make_district())
    college = factories.make_school("驻区学院", is_collective=True, in_district_register=False)

    membership = join_group(joining(factories.make_group(), college), by=officer)

    assert membership.pk is not None


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({}, id="open-start-in-a-dated-group"),
        pytest.param({"start": date(2020, 8, 31)}, id="a-day-too-early"),
        pytest.param({"start": FIRST}, id="open-end-in-an-ended-group"),
        pytest.param({"start": FIRST, "end": date(2022, 9, 2), "end_reason": "grown"}, id="a-day-too-late"),
        pytest.param({"start": LAST, "end": date(2023, 9, 1), "end_reason": "grown"}, id="after-the-end"),
        pytest.param({"start": date(2019, 9, 1), "end": FIRST, "end_reason": "grown"}, id="before-the-start"),
    ],
)
def test_join_group_refuses_days_outside_the_groups_life(fields, district, officer):
    group = factories.make_group(start=FIRST, end=LAST)

    with pytest.raises(ValidationError) as refused:
        join_group(joining(group, district.lone, **fields), by=officer)

    assert (codes(refused), trail()) == (["outside_group"], [])


def test_join_group_accepts_the_whole_life_of_the_group(district, officer):
    group = factories.make_group(start=FIRST, end=LAST)

    join_group(joining(group, district.lone, start=FIRST, end=LAST, end_reason="dissolved"), by=officer)

    assert group.memberships.count() == 1


def test_join_group_looks_at_the_group_as_it_is_stored_now(district, officer):
    group = factories.make_group()
    EducationGroup.objects.filter(pk=group.pk).update(end=LAST)

    with pytest.raises(ValidationError) as refused:
        join_group(joining(group, district.lone), by=officer)

    assert codes(refused) == ["outside_group"]


def test_school_may_come_back_after_it_left(district, officer):
    factories.make_membership(district.third, district.lone, end=FIRST)

    join_group(joining(district.third, district.lone, start=FIRST), by=officer)

    assert district.lone.memberships.count() == 2


def test_join_group_happens_once_for_one_form(district, officer):
    key = uuid4()
    join_group(joining(district.third, district.lone), request_key=key, by=officer)

    with pytest.raises(AlreadyDone):
        join_group(joining(district.third, district.lone), request_key=key, by=officer)

    assert (district.lone.memberships.count(), len(trail())) == (1, 1)


NOT_ALLOWED = ["inspector", "lead_principal", "member_principal", "administrator", "auditor"]


@pytest.mark.parametrize("who", NOT_ALLOWED)
def test_only_an_officer_changes_groups(who, district, request):
    user = request.getfixturevalue(who)
    stored = district.first.memberships.get(school=district.member)

    for change in (
        lambda: form_group(EducationGroup(district=district.district, slug="x", name="新"), by=user),
        lambda: join_group(joining(district.first, district.lone), by=user),
        lambda: correct_membership(stored, day=LAST, reason="登记有误", by=user),
    ):
        with pytest.raises(PermissionDenied):
            change()

    assert trail() == []


def test_officer_of_another_district_changes_nothing(district):
    other = factories.make_district("510114", "新都区")
    stranger = factories.make_user(role="officer", district=other)

    with pytest.raises(PermissionDenied):
        join_group(joining(district.first, district.lone), by=stranger)


# --- the end of a membership ---


def test_end_of_a_membership_is_written_down(district, officer):
    membership = district.first.memberships.get(school=district.member)

    end_membership(membership, day=LAST, end_reason="grown", reason="成长", by=officer)

    stored = district.first.memberships.get(school=district.member)
    assert (stored.end, stored.end_reason, stored.version) == (LAST, "grown", 2)
    assert trail() == [
        ("officer", "officer", "leave", "groups.membership", "甲教育集团 · 丙校 · 成员学校", "成长")
    ]
    [(before, after)] = states()
    assert {name: (before[name], after[name]) for name in after if before[name] != after[name]} == {
        "end": (None, "2022-09-01"),
        "end_reason": ("", "grown"),
        "version": (1, 2),
    }


def test_end_of_a_membership_needs_a_reason_from_the_table(district, officer):
    membership = district.first.memberships.get(school=district.member)

    with pytest.raises(ValidationError) as refused:
        end_membership(membership, day=LAST, end_reason="bored", by=officer)

    assert "end_reason" in refused.value.error_dict
    assert trail() == []


def test_end_of_a_membership_refuses_a_day_before_the_start(district, officer):
    membership = factories.make_membership(district.third, district.lone, start=LAST)

    with pytest.raises(ValidationError) as refused:
        end_membership(membership, day=FIRST, end_reason="grown", by=officer)

    assert [code for _field, code in _by_field(refused)] == ["end_before_start"]


def test_end_of_a_membership_refuses_a_day_after_the_group_ended(district, officer):
    EducationGroup.objects.filter(pk=district.third.pk).update(end=FIRST)
    membership = district.third.memberships.select_related("group").get(school=district.distant)

    with pytest.raises(ValidationError) as refused:
        end_membership(membership, day=LAST, end_reason="dissolved", by=officer)

    assert codes(refused) == ["outside_group"]


def test_lead_may_leave_and_another_take_over_on_the_same_day(district, officer):
    lead = district.third.memberships.get(role="lead")

    end_membership(lead, day=LAST, end_reason="moved", by=officer)
    join_group(joining(district.third, district.lone, role="lead", start=LAST), by=officer)

    leads = {
        day: [m.school.name for m in district.third.memberships.on(day).leading()]
        for day in (date(2022, 8, 31), LAST)
    }
    assert leads == {date(2022, 8, 31): ["戊幼儿园"], LAST: ["庚小学"]}


# --- form_group ---


def new_group(district, **fields):
    return EducationGroup(
        **{"district": district, "slug": "xin", "name": "新教育集团", "start": FIRST} | fields
    )


def test_form_group_enters_the_group_and_its_schools(district, officer):
    lead, member = factories.make_school("辛校"), factories.make_school("壬校")

    group = form_group(new_group(district.district), lead=lead, members=(member, district.lone), by=officer)

    rows = group.memberships.order_by("role", "pk").values_list("school__name", "role", "start")
    assert list(rows) == [("辛校", "lead", FIRST), ("壬校", "member", FIRST), ("庚小学", "member", FIRST)]
    assert [(action, label) for _user, _role, action, _type, label, _reason in trail()] == [
        ("create", "新教育集团"),
        ("join", "新教育集团 · 辛校 · 龙头学校"),
        ("join", "新教育集团 · 壬校 · 成员学校"),
        ("join", "新教育集团 · 庚小学 · 成员学校"),
    ]


def test_form_group_refuses_an_ordinary_group_without_a_lead(district, officer):
    with pytest.raises(ValidationError) as refused:
        form_group(new_group(district.district), members=(district.lone,), by=officer)

    assert (codes(refused), EducationGroup.objects.count()) == (["no_lead"], 3)


def test_form_group_lets_a_regional_group_have_no_lead(district, officer):
    group = form_group(new_group(district.district, kind="regional"), members=(district.lone,), by=officer)

    assert list(group.memberships.values_list("role", flat=True)) == ["member"]


def test_form_group_that_fails_half_way_leaves_nothing(district, officer):
    lead = factories.make_school("辛校")

    with pytest.raises(ValidationError):
        form_group(
            new_group(district.district), lead=lead, members=(district.lone, district.lone), by=officer
        )

    assert (EducationGroup.objects.count(), lead.memberships.count(), trail()) == (3, 0, [])


def test_form_group_refuses_a_lead_that_leads_another(district, officer):
    with pytest.raises(ValidationError) as refused:
        form_group(new_group(district.district), lead=district.bridge, by=officer)

    assert [code for _field, code in _by_field(refused)] == ["leads_another_group"]


def changed(group, **values):
    """Return a group as a form would send it, with other values."""
    fresh = EducationGroup.objects.get(pk=group.pk)
    for name, value in values.items():
        setattr(fresh, name, value)
    return fresh


def test_change_group_stores_what_fits_its_memberships(district, officer):
    change_group(changed(district.first, name="甲乙教育集团"), reason="更名", by=officer)

    stored = EducationGroup.objects.get(pk=district.first.pk)
    entry = AuditEntry.objects.get(object_type="groups.educationgroup")
    assert (stored.name, stored.version, entry.action, entry.reason) == ("甲乙教育集团", 2, "change", "更名")


@pytest.mark.parametrize(
    ("values", "code"),
    [
        pytest.param({"end": date(2030, 1, 1)}, "members_outside", id="ends over open memberships"),
        pytest.param({"start": date(2020, 1, 1)}, "members_outside", id="begins after its members joined"),
    ],
)
def test_change_group_refuses_days_that_leave_members_outside(values, code, district, officer):
    with pytest.raises(ValidationError) as caught:
        change_group(changed(district.first, **values), by=officer)

    assert (caught.value.code, "甲校、" in caught.value.messages[0]) == (code, True)
    assert not AuditEntry.objects.exists()


def test_change_group_refuses_an_ordinary_group_without_lead(district, officer):
    group = factories.make_group(members=[district.lone])

    with pytest.raises(ValidationError) as caught:
        change_group(changed(group, kind=EducationGroup.Kind.ORDINARY), by=officer)

    assert caught.value.code == "no_lead"


def test_group_ends_once_its_memberships_have_ended(district, officer):
    day = date(2030, 1, 1)
    for membership in list(district.third.memberships.order_by("-role")):
        end_membership(membership, day=day, end_reason="dissolved", by=officer)

    change_group(changed(district.third, end=day), by=officer)

    assert EducationGroup.objects.get(pk=district.third.pk).end == day


def test_change_group_is_for_officers(district, lead_principal):
    with pytest.raises(PermissionDenied):
        change_group(changed(district.first, name="我的集团"), by=lead_principal)
