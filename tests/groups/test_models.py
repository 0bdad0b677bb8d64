"""What the tables of groups hold and refuse, by validation and by the database itself."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import ProtectedError

from groups.models import EducationGroup, Membership
from tests import factories

FIRST, LAST = date(2020, 9, 1), date(2022, 9, 1)


def refuse(row, code):
    """Return whether both validation, with the code, and the database refuse the row."""
    with pytest.raises(ValidationError) as refused:
        row.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        models.Model.save_base(row, raw=True)
    return code in [error.code for errors in refused.value.error_dict.values() for error in errors]


# --- groups ---


def group(**fields):
    return EducationGroup(
        **{"district": factories.make_district(), "slug": "xin", "name": "新教育集团"} | fields
    )


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        pytest.param({"kind": "secret"}, "invalid_choice", id="unknown-kind"),
        pytest.param({"start": LAST, "end": FIRST}, "end_before_start", id="ends-before-it-starts"),
        pytest.param({"slug": "jia"}, "unique", id="slug-is-taken"),
    ],
)
def test_group_that_cannot_be_is_refused(fields, code, district):
    assert refuse(group(**fields), code)


def test_name_is_given_once_in_a_district(district):
    other = factories.make_district("510114", "新都区")

    with pytest.raises(IntegrityError), transaction.atomic():
        group(name="甲教育集团").save()
    group(name="甲教育集团", district=other).save()

    assert EducationGroup.objects.filter(name="甲教育集团").count() == 2


@pytest.mark.parametrize("slug", ["", "Xin", "xin ji", "-xin", "xin-", "新", "xin--ji", "xin\n"])
def test_slug_is_made_of_small_letters_digits_and_hyphens(slug, db):
    with pytest.raises(ValidationError) as refused:
        group(slug=slug).full_clean()

    assert "slug" in refused.value.error_dict


@pytest.mark.parametrize(("kind", "expected"), [("ordinary", True), ("regional", False)])
def test_ordinary_group_needs_a_lead(kind, expected):
    assert EducationGroup(kind=kind).needs_lead == expected


def test_group_has_an_address_and_a_place(district):
    assert district.first.get_absolute_url() == "/groups/jia/"
    assert (district.first.place.district_code, district.first.place.school_id) == ("510115", None)


def test_group_with_members_cannot_be_deleted(district):
    with pytest.raises(ProtectedError):
        district.first.delete()


# --- memberships ---


@pytest.mark.parametrize(
    ("group_name", "school", "fields", "code"),
    [
        pytest.param("third", "bridge", {"role": "lead"}, "second_lead", id="second-lead-role"),
        pytest.param("first", "lone", {"role": "lead"}, "second_lead", id="second-active-lead"),
        pytest.param("first", "member", {}, "overlap", id="same-school-again"),
        pytest.param("first", "lead", {}, "overlap", id="two-roles-at-one-time"),
        pytest.param("first", "lone", {"role": "king"}, "invalid_choice", id="unknown-role"),
        pytest.param("first", "lone", {"end": LAST}, "reason_with_end", id="end-without-a-reason"),
        pytest.param("first", "lone", {"end_reason": "grown"}, "reason_with_end", id="reason-without-an-end"),
        pytest.param(
            "first", "lone", {"end": LAST, "end_reason": "x"}, "invalid_choice", id="unknown-reason"
        ),
        pytest.param(
            "first",
            "lone",
            {"start": LAST, "end": FIRST, "end_reason": "grown"},
            "end_before_start",
            id="order",
        ),
    ],
)
def test_membership_that_cannot_be_is_refused(group_name, school, fields, code, district):
    row = Membership(group=getattr(district, group_name), school=getattr(district, school), **fields)

    assert refuse(row, code)


def test_school_leads_one_group_at_a_time(district):
    empty = factories.make_group("空集团", kind="regional")

    assert refuse(Membership(group=empty, school=district.bridge, role="lead"), "leads_another_group")


def test_school_that_leads_one_group_may_be_a_member_of_another(district):
    roles = district.bridge.memberships.order_by("role").values_list("role", "group__slug")

    assert list(roles) == [("lead", "yi"), ("member", "jia")]


def test_leads_may_follow_each_other(district):
    district.first.memberships.filter(role="lead").update(end=LAST, end_reason="moved")

    follower = Membership(group=district.first, school=district.lone, role="lead", start=LAST)
    follower.full_clean()
    follower.save()

    assert [m.school.name for m in district.first.memberships.on(LAST).leading()] == ["庚小学"]


def test_update_into_an_overlap_is_refused_by_the_database(district):
    ended = factories.make_membership(district.third, district.lone, end=FIRST)
    factories.make_membership(district.third, district.lone, start=LAST)

    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.filter(pk=ended.pk).update(end=None, end_reason="")

    assert Membership.objects.get(pk=ended.pk).end == FIRST


def test_membership_belongs_to_the_groups_district_and_the_school(district):
    place = district.first.memberships.get(school=district.member).place

    assert (place.district_code, place.school_code) == ("510115", district.member.code)


@pytest.mark.parametrize(("role", "expected"), [("lead", True), ("member", False)])
def test_lead_is_told_from_a_member(role, expected):
    assert Membership(role=role).is_lead == expected
