"""Writing a checked batch: what is stored, what the trail says, once only, and never from a stale preview."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from records.errors import AlreadyDone, StaleVersion
from records.models import AuditEntry
from records.verification import verify
from schools.actions import record_enrolment
from schools.imports import actions
from schools.imports.actions import NotFresh, RejectedRows
from schools.models import (
    Employment,
    Enrolment,
    Facility,
    FormerName,
    ImportBatch,
    RetiredCode,
    School,
    Staff,
)
from tests import factories
from tests.schools.imports.conftest import TODAY
from tests.schools.imports.files import ENROLMENT, FACILITIES, FULL, NEW, SCHOOLS, STAFF, full

FIRST = date(2022, 9, 1)


def applied(batch, by):
    """Return the batch after it was written."""
    return actions.apply(batch, on=TODAY, by=by)


def grow_trail(register, by):
    """Let somebody change something in the district that no roster of staff is about."""
    record_enrolment(register.second, year=2021, stage="primary", pupils=5, by=by)


def trail(batch):
    """Return what the trail says of a batch: what was done to what."""
    entries = AuditEntry.objects.filter(request_id=str(batch.key)).order_by("sequence")
    return [(entry.action, entry.object_type.removeprefix("schools.")) for entry in entries]


def test_new_person_is_stored_with_everything_that_the_row_says(register, checked, keeper):
    row = full(
        任教学段="小学",
        任教学科="语文",
        职称="高级",
        学历="本科",
        骨干级别="区级",
        到校日期="2019.9.1",
        在岗状态="离岗",
    )

    applied(checked("staff", f"{FULL}\n{row}"), keeper)

    person = Staff.objects.get(staff_no="N1")
    home = person.employments.get()
    assert person.snapshot() | {"id": 0} == {
        "id": 0,
        "version": 1,
        "district_id": register.district.pk,
        "staff_no": "N1",
        "name": "王五",
        "post": "teacher",
        "section": "primary",
        "subject": "语文",
        "title": "senior",
        "qualification": "bachelor",
        "backbone_level": "district",
        "status": "absent",
        "basis": "imported",
    }
    assert (person.initials, home.school, home.start, home.end) == (
        "ww",
        register.first,
        date(2019, 9, 1),
        None,
    )


def test_each_record_has_its_entry_under_the_key_of_the_batch(register, checked, keeper):
    batch = checked("staff", f"{FULL}\n{full()}\n{full(教职工号='T1', 姓名='张三', 职称='高级')}")

    applied(batch, keeper)

    assert trail(batch) == [
        ("import", "staff"),
        ("import", "employment"),
        ("import", "staff"),
        ("import", "importbatch"),
    ]
    assert {entry.username for entry in AuditEntry.objects.filter(request_id=str(batch.key))} == {"keeper"}
    assert verify() == []


def test_changed_person_keeps_what_the_row_leaves_blank(register, checked, keeper):
    Staff.objects.filter(pk=register.person.pk).update(subject="数学", qualification="college")

    applied(
        checked("staff", f"{FULL}\n{full(教职工号='T1', 姓名='张三', 任教学科='-', 职称='一级')}"), keeper
    )

    person = Staff.objects.get(staff_no="T1")
    assert (person.subject, person.title, person.qualification, person.version) == ("", "first", "college", 2)
    assert (person.basis, person.initials) == ("imported", "zs")


def test_corrected_name_has_other_initials(register, checked, keeper):
    applied(checked("staff", f"{STAFF}\nT1,赵六,3151000001,教师"), keeper)

    assert Staff.objects.get(staff_no="T1").initials == "zl"


def test_day_of_joining_is_corrected(register, checked, keeper):
    applied(checked("staff", f"{FULL}\n{full(教职工号='T1', 姓名='张三', 到校日期='2018-09-01')}"), keeper)

    home = Employment.objects.get(staff=register.person)
    assert (home.start, home.version) == (date(2018, 9, 1), 2)


def test_move_is_a_dated_change_and_the_other_facts_follow(register, checked, keeper):
    row = full(教职工号="T2", 姓名="李四", 职称="高级", 在岗状态="离岗")

    applied(checked("staff", f"{FULL}\n{row}", effective_on=FIRST), keeper)

    homes = Employment.objects.filter(staff=register.other).order_by("start")
    assert [(home.school, home.start, home.end) for home in homes] == [
        (register.second, date(2020, 9, 1), FIRST),
        (register.first, FIRST, None),
    ]
    person = Staff.objects.get(pk=register.other.pk)
    assert (person.title, person.status) == ("senior", "absent")


def test_who_retires_leaves_the_school_on_the_day(register, checked, keeper):
    row = full(教职工号="T1", 姓名="张三", 在岗状态="退休")

    applied(checked("staff", f"{FULL}\n{row}", effective_on=FIRST), keeper)

    home = Employment.objects.get(staff=register.person)
    assert (home.end, Staff.objects.get(pk=register.person.pk).status) == (FIRST, "retired")


def test_who_comes_back_has_a_new_employment(register, checked, keeper):
    Staff.objects.filter(pk=register.person.pk).update(status="left")
    Employment.objects.filter(staff=register.person).update(end=date(2021, 9, 1))

    row = full(教职工号="T1", 姓名="张三", 在岗状态="在岗")

    applied(checked("staff", f"{FULL}\n{row}", effective_on=FIRST), keeper)

    homes = Employment.objects.filter(staff=register.person).order_by("start")
    assert [(home.start, home.end) for home in homes] == [
        (date(2019, 9, 1), date(2021, 9, 1)),
        (FIRST, None),
    ]
    assert Staff.objects.get(pk=register.person.pk).status == "active"


def test_figures_are_stored_and_corrected(register, checked, keeper):
    applied(
        checked("enrolment", f"{ENROLMENT}\n3151000001,2022,小学,120,4\n3151000001,2022,初中,80,"), keeper
    )
    applied(checked("facilities", f"{FACILITIES}\n3151000001,2022,音乐教室,2,192.5,30000"), keeper)

    rows = Enrolment.objects.order_by("stage").values_list("stage", "pupils", "classes", "basis", "version")
    facility = Facility.objects.get()
    assert list(rows) == [("junior", 80, None, "imported", 1), ("primary", 120, 4, "imported", 2)]
    assert (facility.item, facility.quantity, str(facility.area), str(facility.value)) == (
        "音乐教室",
        2,
        "192.50",
        "30000.00",
    )


def test_new_school_serves_what_its_kind_serves(register, checked, keeper):
    text = f"{SCHOOLS},状态,曾用名\n3151000010,新学校,九年制,公办,筹建,老学校；旧校"

    applied(checked("schools", text), keeper)

    school = School.objects.get(code="3151000010")
    assert [service.stage for service in school.stages.order_by("pk")] == ["primary", "junior"]
    assert [state.status for state in school.statuses.all()] == ["preparing"]
    assert [name.name for name in school.former_names.order_by("pk")] == ["老学校", "旧校"]
    assert (school.kind_basis, school.ownership_basis) == ("imported", "imported")


def test_school_changes_by_the_ways_of_the_register(register, checked, keeper):
    text = f"{SCHOOLS},状态\n3151000001,新甲校,九年制,民办,停办\n3451000003,丙中学,完中,公办,"

    applied(checked("schools", text, effective_on=FIRST), keeper)

    first, third = School.objects.get(pk=register.first.pk), School.objects.get(pk=register.third.pk)
    states = first.statuses.order_by("start").values_list("status", "start", "end")
    assert (first.name, first.ownership, third.code) == ("新甲校", "private", "3451000003")
    assert sorted(map(str, states)) == sorted(
        map(str, [("operating", None, FIRST), ("suspended", FIRST, None)])
    )
    assert [(name.name, name.used_until) for name in FormerName.objects.all()] == [("甲校", FIRST)]
    assert RetiredCode.objects.filter(code="510115-L003", school=third).exists()


def test_two_confirmations_have_one_effect(register, checked, keeper):
    batch = checked("staff", f"{STAFF}\n{NEW}")
    same = ImportBatch.objects.get(pk=batch.pk)
    applied(batch, keeper)

    with pytest.raises(AlreadyDone):
        applied(same, keeper)

    assert Staff.objects.filter(staff_no="N1").count() == 1


def test_older_preview_is_not_confirmed(register, checked, keeper):
    batch = checked("staff", f"{STAFF}\n{NEW}")
    batch.version -= 1

    with pytest.raises(StaleVersion):
        applied(batch, keeper)

    assert not Staff.objects.filter(staff_no="N1").exists()


def test_rejected_rows_keep_the_file_out(register, checked, keeper):
    batch = checked("staff", f"{STAFF}\n{NEW}\nN2,,3151000001,教师")

    with pytest.raises(RejectedRows):
        applied(batch, keeper)

    assert not Staff.objects.filter(staff_no="N1").exists()


def test_good_rows_are_written_where_that_was_chosen(register, checked, keeper):
    applied(checked("staff", f"{STAFF}\n{NEW}\nN2,,3151000001,教师", keeps_good_rows=True), keeper)

    assert list(Staff.objects.order_by("staff_no").values_list("staff_no", flat=True)) == ["N1", "T1", "T2"]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda r: factories.make_staff(r.second, "别人", staff_no="N1"), id="number-taken"),
        pytest.param(lambda r: Staff.objects.filter(pk=r.person.pk).update(name="张三丰"), id="other-name"),
        pytest.param(
            lambda r: School.objects.filter(pk=r.first.pk).update(code="3151000077"), id="other-code"
        ),
    ],
)
def test_changed_register_makes_the_preview_stale(register, checked, keeper, change):
    batch = checked("staff", f"{STAFF}\n{NEW}\nT1,张三,3151000001,校长")
    change(register)
    grow_trail(register, keeper)

    with pytest.raises(NotFresh):
        applied(batch, keeper)

    assert ImportBatch.objects.get(pk=batch.pk).state == "checked"
    assert Staff.objects.get(pk=register.person.pk).post == "teacher"


def test_change_of_something_else_does_not_make_it_stale(register, checked, keeper):
    batch = checked("staff", f"{STAFF}\n{NEW}\n{NEW}\nT1,张三,3151000001,教师")
    factories.make_staff(register.second, "别人", staff_no="N9")
    grow_trail(register, keeper)

    applied(batch, keeper)

    assert Staff.objects.filter(staff_no="N1").exists()


def test_refreshed_preview_shows_the_register_as_it_is(register, checked, keeper):
    batch = checked("staff", f"{STAFF}\n{NEW}")
    factories.make_staff(register.first, "王五", staff_no="N1")

    actions.refresh(batch, on=TODAY, by=keeper)

    assert (batch.created_count, batch.unchanged_count, batch.state) == (0, 1, "checked")


def test_people_of_a_school_write_to_their_school_only(register, checked, principal):
    batch = checked("staff", f"{STAFF}\n{NEW}", by=principal, school=register.first)

    applied(batch, principal)

    [entry] = AuditEntry.objects.filter(request_id=str(batch.key), object_type="schools.staff")
    assert (entry.username, entry.school_code) == ("principal", "3151000001")


def test_nobody_imports_what_is_not_theirs(register, checked, keeper, principal):
    inspector = factories.make_user("inspector", role="inspector", district=register.district)
    batch = checked("staff", f"{STAFF}\n{NEW}")
    content = f"{STAFF}\n{NEW}".encode()
    given = {"file_name": "a.csv", "district": register.district}

    for refused in (
        lambda: applied(batch, principal),
        lambda: actions.cancel(batch, by=inspector),
        lambda: actions.receive(content, kind="staff", by=inspector, **given),
        lambda: actions.receive(content, kind="staff", school=register.second, by=principal, **given),
        lambda: actions.receive(content, kind="schools", school=register.first, by=principal, **given),
    ):
        with pytest.raises(PermissionDenied):
            refused()


def test_check_that_meets_a_broken_line_leaves_the_batch_as_it_was(register, keeper):
    content = f"{STAFF}\n{NEW}\n" + "\n".join("x" * 5 for _row in range(20)) + '\nN2,"王'
    batch = actions.receive(
        content.encode(), kind="staff", file_name="a.csv", district=register.district, by=keeper
    )
    given = {"mode": "both", "keeps_good_rows": False, "effective_on": None}
    actions.choose(batch, choice=actions.Choice(), columns={}, by=keeper, **given)

    with pytest.raises(ValidationError):
        actions.check(batch, on=TODAY, by=keeper)

    batch.refresh_from_db()
    assert (batch.state, batch.rows.count(), batch.file.content[:3]) == ("uploaded", 0, "教".encode())


def test_sweep_lets_go_of_what_nobody_confirmed(register, checked, keeper):
    old, kept = checked("staff", f"{STAFF}\n{NEW}"), checked("staff", f"{STAFF}\n{NEW}")
    done = applied(checked("staff", f"{STAFF}\nT1,张三,3151000001,校长"), keeper)
    ImportBatch.objects.filter(pk__in=[old.pk, done.pk]).update(uploaded_at=factories.MOMENT)

    swept = actions.sweep(register.district, before=kept.uploaded_at, by=keeper)

    states = dict(ImportBatch.objects.values_list("pk", "state"))
    assert (swept, states) == (1, {old.pk: "expired", kept.pk: "checked", done.pk: "applied"})
    assert old.rows.count() == 0


def test_next_upload_sweeps_what_waited_for_more_than_a_day(register, checked, keeper):
    old = checked("staff", f"{STAFF}\n{NEW}")
    ImportBatch.objects.filter(pk=old.pk).update(uploaded_at=timezone.now() - timedelta(hours=25))

    checked("staff", f"{STAFF}\n{NEW}")

    assert ImportBatch.objects.get(pk=old.pk).state == "expired"


@pytest.mark.parametrize("rows", [3, 700, 1_900])
def test_a_chunk_costs_the_same_for_few_and_many(register, checked, keeper, django_assert_num_queries, rows):
    text = "\n".join([STAFF, *(f"N{number},王五,3151000001,教师" for number in range(rows))])

    with django_assert_num_queries(105):
        batch = checked("staff", text)
    with django_assert_num_queries(55):
        actions.apply(batch, on=TODAY, by=keeper)
