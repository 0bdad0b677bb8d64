"""Demonstration of imports: one in every state that matters, and no trace in what people stored."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from accounts.access import SYSTEM
from accounts.models import User
from records.models import AuditEntry
from records.verification import verify
from schools.demonstration_imports import load_imports_data
from schools.imports import actions
from schools.models import (
    District,
    Employment,
    Enrolment,
    Facility,
    ImportBatch,
    ImportFile,
    ImportRow,
    Staff,
)
from tests import factories

pytestmark = [pytest.mark.usefixtures("demo_of_module"), pytest.mark.django_db]
STAFF, BOOKS, FIGURES = "演示-新聘教师名单.csv", "演示-图书册数统计表.csv", "演示-在校生数更正表.csv"
COUNTS = ("row_count", "created_count", "updated_count", "unchanged_count", "rejected_count")
MADE = [
    (STAFF, "staff", "applied", "gb18030", 10, 8, 0, 2, 0),
    (BOOKS, "facilities", "undone", "utf-8", 6, 6, 0, 0, 0),
    (FIGURES, "enrolment", "checked", "utf-8", 16, 0, 4, 8, 4),
]


def run(command):
    """Return the last line that a command prints."""
    out = StringIO()
    call_command(command, stdout=out)
    return out.getvalue().splitlines()[-1]


def batches():
    """Return the batches, the first that was made first."""
    rows = ImportBatch.objects.order_by("pk")
    return list(rows.values_list("file_name", "kind", "state", "encoding", *COUNTS))


def batch_of(name):
    return ImportBatch.objects.with_place().get(file_name=name)


def hired():
    """Return the people whom the applied roster brought."""
    return Staff.objects.filter(basis="imported").order_by("staff_no")


@pytest.fixture
def bureau():
    """Return the officer of the demonstration."""
    return User.objects.get(username="bureau")


def test_demo_holds_an_applied_batch_one_taken_back_and_one_that_waits():
    assert batches() == MADE
    assert {batch.uploaded_by for batch in ImportBatch.objects.all()} == {"system"}
    assert verify() == []


def test_applied_roster_brought_new_teachers_of_eight_schools():
    rows = Employment.objects.filter(staff__in=hired()).select_related("school", "staff")

    assert rows.count() == rows.values("school").distinct().count() == 8
    assert {row.staff.staff_no[:-4] for row in rows} == {row.school.code for row in rows}
    assert set(rows.values_list("staff__post", "staff__title")) == {("teacher", "none")}


def test_rejected_rows_say_what_is_wrong_with_them():
    rows = batch_of(FIGURES).rows.rejected()

    found = [[(column, code) for column, _value, code, *_rest in row.findings] for row in rows]
    assert [each[0] for each in found] == [
        ("pupils", "not_a_number"),
        ("classes", "not_a_number"),
        ("school", "unknown_school"),
        ("year", "required"),
    ]


def test_batch_taken_back_left_nothing_but_its_reason():
    entry = AuditEntry.objects.about(batch_of(BOOKS)).get(action="undo_import")

    assert Facility.objects.filter(item="图书").count() == 0
    assert entry.reason == "各校图书册数尚未核实，撤销后重新上报。"


def test_pages_of_imports_are_alive(bureau, signed_in):
    browser = signed_in(bureau)

    listed = browser.get(reverse("imports:import_list")).context["page_obj"]
    pages = [browser.get(batch.get_absolute_url()) for batch in listed]
    records = browser.get(batch_of(STAFF).records_address).context["page_obj"]

    assert [batch.file_name for batch in listed] == [FIGURES, BOOKS, STAFF]
    assert [bool(page.context["may_confirm"]) for page in pages] == [True, True, True]
    assert [row.staff for row in records] == list(hired())


def test_waiting_batch_can_be_confirmed(bureau):
    before = Enrolment.objects.filter(basis="imported").count()

    actions.apply(batch_of(FIGURES), on=timezone.localdate(), by=bureau)

    assert (before, Enrolment.objects.filter(basis="imported").count()) == (0, 4)


def test_remove_demo_takes_all_of_it_out():
    run("remove_demo")

    gone = [model.objects.count() for model in (ImportBatch, ImportRow, ImportFile, Staff, Employment)]
    assert gone == [0, 0, 0, 0, 0]
    assert not District.objects.get().holds_demonstration
    assert verify() == []


def test_demo_is_the_same_when_loaded_again():
    people = list(hired().values_list("staff_no", "name", "section", "subject"))

    run("load_demo")
    once = batches()
    run("remove_demo")
    run("load_demo")

    assert (once, batches()) == (MADE, MADE)
    assert list(hired().values_list("staff_no", "name", "section", "subject")) == people


def test_remove_demo_keeps_a_batch_that_people_confirmed(bureau):
    actions.apply(batch_of(FIGURES), on=timezone.localdate(), by=bureau)

    printed = run("remove_demo")

    assert [row[:3] for row in batches()] == [(FIGURES, "enrolment", "applied")]
    assert Enrolment.objects.filter(basis="imported").count() == Enrolment.objects.count() == 4
    assert printed == "1 rows that people changed are kept, and so is the mark on every page."


def test_remove_demo_keeps_a_batch_that_people_took_back(bureau):
    actions.undo(batch_of(STAFF), reason="传错了", by=bureau)

    run("remove_demo")

    assert ([row[:3] for row in batches()], Staff.objects.count()) == ([(STAFF, "staff", "undone")], 0)


def test_remove_demo_keeps_an_imported_person_whom_people_changed():
    person = hired()[3]
    Staff.objects.filter(pk=person.pk).update(version=2, title="second")

    printed = run("remove_demo")

    assert (list(Staff.objects.all()), batches()) == ([person], [])
    assert printed == "1 rows that people changed are kept, and so is the mark on every page."


def test_load_demo_leaves_a_person_alone_who_stayed():
    person = hired()[3]
    Staff.objects.filter(pk=person.pk).update(version=2, name="他改名")
    run("remove_demo")

    run("load_demo")

    assert Staff.objects.get(pk=person.pk).name == "他改名"
    assert [row[:2] + row[4:] for row in batches()] == [
        (STAFF, "staff", 10, 7, 0, 3, 0),
        *(row[:2] + row[4:] for row in MADE[1:]),
    ]
    assert verify() == []


def test_load_demo_makes_no_second_batch_beside_one_that_stayed(bureau):
    actions.cancel(batch_of(FIGURES), by=bureau)
    run("remove_demo")

    run("load_demo")

    states = {(name, state) for name, _kind, state, *_rest in batches()}
    assert states == {(STAFF, "applied"), (BOOKS, "undone"), (FIGURES, "cancelled")}
    assert len(batches()) == 3


def test_remove_demo_takes_a_preview_out_that_grew_too_old(bureau):
    district = District.objects.get()
    actions.sweep(district, before=timezone.now() + timedelta(days=1), by=bureau)

    run("remove_demo")

    assert batches() == []


def test_remove_demo_keeps_what_people_import_under_the_same_name(bureau):
    mine = factories.make_import(file_name=STAFF, uploaded_by="bureau")

    run("remove_demo")

    assert list(ImportBatch.objects.all()) == [mine]


def test_district_without_schools_has_nothing_to_import():
    empty = factories.make_district("510116", "双流区")

    load_imports_data(empty, on=timezone.localdate(), by=SYSTEM)

    assert ImportBatch.objects.filter(district=empty).count() == 0
