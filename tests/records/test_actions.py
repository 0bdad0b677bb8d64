"""The one path by which a record is created, changed or removed."""

from datetime import date
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.db.transaction import TransactionManagementError

from accounts.models import User
from coverage.models import Target
from records import actions
from records.errors import AlreadyDone, StaleVersion
from records.locks import lock
from records.models import AuditEntry, RequestKey
from schools.models import Enrolment, FormerName, School
from tests import factories


def trail():
    """Return what was written down, without moments and hashes."""
    fields = ["action", "object_type", "object_id", "before", "after", "reason"]
    return list(AuditEntry.objects.order_by("id").values_list(*fields))


def test_create_stores_and_writes_down(district, writer):
    former = actions.create(FormerName(school=district.lone, name="旧名"), reason="补录", by=writer)

    stored = FormerName.objects.get(name="旧名")
    after = {
        "id": former.pk,
        "version": 1,
        "school_id": district.lone.pk,
        "name": "旧名",
        "used_until": None,
        "document": "",
        "basis": "entered",
    }
    assert (stored, stored.version) == (former, 1)
    assert trail() == [("create", "schools.formername", former.pk, None, after, "补录")]


def test_create_refuses_what_validation_refuses_and_writes_nothing(district, writer):
    with pytest.raises(ValidationError):
        actions.create(FormerName(school=district.lone, name=""), by=writer)

    assert (FormerName.objects.count(), trail()) == (0, [])


def test_create_never_overwrites_a_stored_row(district, writer):
    stored = actions.create(FormerName(school=district.lone, name="旧名"), by=writer)

    with pytest.raises((ValidationError, IntegrityError)), transaction.atomic():
        actions.create(FormerName(pk=stored.pk, school=district.lone, name="冒名"), by=writer)

    assert list(FormerName.objects.values_list("name", flat=True)) == ["旧名"]


def test_second_submit_is_told_of_the_first(district, writer):
    key = uuid4()
    actions.create(FormerName(school=district.lone, name="旧名"), request_key=key, by=writer)

    with pytest.raises(AlreadyDone) as caught:
        actions.create(FormerName(school=district.lone, name="旧名"), request_key=key, by=writer)

    assert (caught.value.result, FormerName.objects.count(), len(trail())) == ("旧名", 1, 1)


def test_key_guards_even_where_a_second_row_would_be_valid(district, writer):
    key = uuid4()
    actions.create(FormerName(school=district.lone, name="旧名"), request_key=key, by=writer)

    with pytest.raises(AlreadyDone):
        actions.create(FormerName(school=district.lone, name="另一旧名"), request_key=key, by=writer)

    assert list(FormerName.objects.values_list("name", flat=True)) == ["旧名"]


def test_refused_submit_leaves_its_key_unused(district, writer):
    key = uuid4()
    with pytest.raises(ValidationError):
        actions.create(FormerName(school=district.lone, name=""), request_key=key, by=writer)

    actions.create(FormerName(school=district.lone, name="旧名"), request_key=key, by=writer)

    assert list(RequestKey.objects.values_list("key", "username", "result")) == [(key, "writer", "旧名")]


def test_change_stores_the_difference_and_raises_the_version(district, writer):
    former = actions.create(FormerName(school=district.lone, name="旧名"), by=writer)
    before = former.snapshot()
    former.name = "更旧的名"

    actions.change(former, reason="更正", by=writer)

    after = before | {"name": "更旧的名", "version": 2}
    assert FormerName.objects.get().snapshot() == after
    assert trail()[1:] == [("change", "schools.formername", former.pk, before, after, "更正")]


def test_change_without_difference_leaves_no_entry(district, writer):
    former = actions.create(FormerName(school=district.lone, name="旧名"), by=writer)

    actions.change(former, by=writer)

    assert (FormerName.objects.get().version, len(trail())) == (1, 1)


def test_share_written_with_other_zeros_is_no_difference(district, writer):
    target = Target.objects.get(pk=factories.make_target(share="0.85").pk)
    target.share = "0.85"
    target.clean_fields()

    actions.change(target, by=writer)

    assert trail() == []


def test_change_of_a_stale_version_writes_nothing(district, writer):
    factories.make_user("zhang", name="张")
    mine, theirs = User.objects.get(username="zhang"), User.objects.get(username="zhang")
    theirs.name = "张三"
    actions.change(theirs, by=writer)
    mine.email = "zhang@example.org"

    with pytest.raises(StaleVersion) as caught:
        actions.change(mine, by=writer)

    assert caught.value.stored.name == "张三"
    stored = User.objects.get(username="zhang")
    assert (stored.name, stored.email, stored.version, len(trail())) == ("张三", "", 2, 1)


def test_change_of_a_removed_record_is_a_conflict(district, writer):
    former = actions.create(FormerName(school=district.lone, name="旧名"), by=writer)
    actions.remove(FormerName.objects.get(), by=writer)
    former.name = "更旧的名"

    with pytest.raises(StaleVersion):
        actions.change(former, by=writer)

    assert FormerName.objects.count() == 0


def test_change_never_puts_back_an_older_password(district, writer):
    factories.make_user("zhang", name="张")
    form_was_opened = User.objects.get(username="zhang")
    owner = User.objects.get(username="zhang")
    owner.set_password("the owner's own new passphrase")
    owner.save(update_fields=["password"])
    form_was_opened.name = "张三"

    actions.change(form_was_opened, by=writer)

    stored = User.objects.get(username="zhang")
    assert (stored.name, stored.check_password("the owner's own new passphrase")) == ("张三", True)


def test_change_refuses_what_validation_refuses(district, writer):
    district.lone.name = ""

    with pytest.raises(ValidationError):
        actions.change(district.lone, by=writer)

    assert (School.objects.get(pk=district.lone.pk).name, trail()) == ("庚小学", [])


def test_remove_keeps_the_last_state(district, writer):
    former = actions.create(FormerName(school=district.lone, name="旧名"), by=writer)
    before = former.snapshot()
    pk = former.pk

    actions.remove(former, reason="误录", by=writer)

    assert FormerName.objects.count() == 0
    assert trail()[1:] == [("remove", "schools.formername", pk, before, None, "误录")]


def test_remove_writes_down_what_goes_with_it(district, writer):
    teacher = factories.make_staff(district.lone, staff_no="T1")
    employment = teacher.employments.get()
    gone = [("schools.employment", employment.pk), ("schools.staff", teacher.pk)]

    actions.remove(teacher, by=writer)

    assert [(kind, pk) for _action, kind, pk, *_rest in trail()] == gone


def test_remove_refuses_what_others_depend_on(district, writer):
    with pytest.raises(ProtectedError):
        actions.remove(district.lead, by=writer)

    assert (School.objects.filter(pk=district.lead.pk).exists(), trail()) == (True, [])


def test_remove_of_what_was_changed_meanwhile_is_a_conflict(district, writer):
    former = actions.create(FormerName(school=district.lone, name="旧名"), by=writer)
    other = FormerName.objects.get()
    other.name = "旧称"
    actions.change(other, by=writer)

    with pytest.raises(StaleVersion):
        actions.remove(former, by=writer)

    assert [row.name for row in FormerName.objects.all()] == ["旧称"]


def test_remove_twice_is_a_conflict(district, writer):
    former = actions.create(FormerName(school=district.lone, name="旧名"), by=writer)
    actions.remove(FormerName.objects.get(), by=writer)

    with pytest.raises(StaleVersion):
        actions.remove(former, by=writer)


def test_remove_many_writes_down_each(district, writer):
    for name in ("旧名一", "旧名二"):
        FormerName.objects.create(school=district.lone, name=name)

    count = actions.remove_many(FormerName.objects.order_by("pk"), by=writer)

    assert (count, FormerName.objects.count()) == (2, 0)
    assert sorted(before["name"] for _a, _t, _i, before, _b, _r in trail()) == ["旧名一", "旧名二"]


def test_create_many_stores_and_writes_down_each(district, writer):
    years = [Enrolment(school=district.lone, year=y, stage="primary", pupils=9) for y in (2021, 2022)]

    stored = actions.create_many(years, by=writer)

    assert list(Enrolment.objects.order_by("year")) == stored
    assert [(after["year"], pk) for _a, _t, pk, _b, after, _r in trail()] == [
        (2021, stored[0].pk),
        (2022, stored[1].pk),
    ]


def test_create_many_of_nothing_does_nothing(district, writer, django_assert_num_queries):
    with django_assert_num_queries(2):  # a savepoint and its end
        assert actions.create_many([], by=writer) == []


@pytest.mark.parametrize("count", [1, 3, 50])
def test_create_many_costs_the_same_for_few_and_many(district, writer, django_assert_num_queries, count):
    actions.create(FormerName(school=district.lone, name="旧名"), by=writer)  # the chain stands
    years = range(1950, 1950 + count)
    rows = [Enrolment(school=district.lone, year=year, stage="primary", pupils=9) for year in years]

    with django_assert_num_queries(8):
        actions.create_many(rows, by=writer)


@pytest.mark.parametrize(
    "row",
    [{"name": "旧\x00名"}, {"name": ""}, {"name": "长" * 101}],
    ids=["NUL", "empty", "too long"],
)
def test_create_many_checks_every_field(district, writer, row):
    good = FormerName(school=district.lone, name="旧名")

    with pytest.raises(ValidationError):
        actions.create_many([good, FormerName(school=district.lone, **row)], by=writer)

    assert (FormerName.objects.count(), trail()) == (0, [])


@pytest.mark.parametrize(
    ("reason", "code"),
    [("因" * 501, "reason_too_long"), ("因\x00", "forbidden_character")],
    ids=["too long", "NUL"],
)
def test_reason_that_cannot_be_stored_refused(district, writer, reason, code):
    with pytest.raises(ValidationError) as caught:
        actions.create(FormerName(school=district.lone, name="旧名"), reason=reason, by=writer)

    assert (caught.value.code, FormerName.objects.count()) == (code, 0)


def test_lock_needs_a_transaction(transactional_db):
    school = factories.make_school()

    with pytest.raises(TransactionManagementError):
        lock(school)


def test_lock_asks_in_one_order_and_answers_in_the_callers(district, django_assert_num_queries):
    School.objects.filter(pk=district.member.pk).update(name="改名")

    with django_assert_num_queries(3) as captured:
        rows = lock(district.member, district.first, district.lead)

    asked = [query["sql"].split("FROM ")[1].split(" WHERE ") for query in captured.captured_queries]
    assert [table.strip('"') for table, _where in asked] == [
        "groups_educationgroup",
        "schools_school",
        "schools_school",
    ]
    assert f"= {district.lead.pk}" in asked[1][1]
    assert [row.name for row in rows] == ["改名", "甲教育集团", "甲校"]


def test_period_given_as_text_is_stored_as_a_day(district, writer):
    former = actions.create(FormerName(school=district.lone, name="旧名", used_until="2020-01-01"), by=writer)

    assert FormerName.objects.get().used_until == former.used_until == date(2020, 1, 1)
