"""Taking a batch back: the exact state before, but for what changed since."""

from __future__ import annotations

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from records.errors import AlreadyDone
from records.models import AuditEntry
from records.verification import verify
from schools.imports import actions
from schools.models import (
    Employment,
    Enrolment,
    Facility,
    FormerName,
    ImportBatch,
    RetiredCode,
    School,
    SchoolStatus,
    Staff,
    StageService,
)
from tests import factories
from tests.schools.imports.conftest import TODAY
from tests.schools.imports.files import ENROLMENT, FACILITIES, FULL, NEW, SCHOOLS, STAFF, full

FIRST = date(2022, 9, 1)
TABLES = (
    School, SchoolStatus, StageService, FormerName, RetiredCode, Staff, Employment, Enrolment, Facility,
)  # fmt: skip
FILES = {
    "staff": (
        "staff",
        "\n".join(
            [
                FULL,
                full(),
                full(教职工号="T1", 姓名="张三", 职称="高级", 到校日期="2018-09-01"),
                full(教职工号="T2", 姓名="李四"),
            ]
        ),
    ),
    "leavers": ("staff", f"{FULL}\n{full(教职工号='T1', 姓名='张三', 在岗状态='退休')}"),
    "schools": (
        "schools",
        "\n".join(
            [
                f"{SCHOOLS},状态,曾用名,镇街",
                "3151000010,新学校,九年制,公办,在办,老学校,柳城",
                "3151000001,新甲校,九年制,民办,停办,,金马",
                "3451000003,丙中学,完中,公办,,,",
            ]
        ),
    ),
    "enrolment": ("enrolment", f"{ENROLMENT}\n3151000001,2022,小学,120,4\n3151000001,2022,初中,80,"),
    "facilities": ("facilities", f"{FACILITIES}\n3151000001,2022,音乐教室,2,192.5,30000"),
}


def state():
    """Return every row that an import can touch, without versions, which never go back."""
    rows = [(model.__name__, row.snapshot()) for model in TABLES for row in model.objects.order_by("pk")]
    return [(name, {**values, "version": None}) for name, values in rows]


@pytest.mark.parametrize("name", FILES)
def test_everything_is_as_it_was_before(register, checked, keeper, name):
    kind, text = FILES[name]
    before = state()
    batch = checked(kind, text, effective_on=FIRST)
    assert batch.rejected_count == 0
    actions.apply(batch, on=TODAY, by=keeper)
    assert state() != before

    planned = actions.undo_plan(batch)
    told = actions.undo(batch, by=keeper)

    assert state() == before
    assert (planned.restored, planned.removed, told.conflicts) == (told.restored, told.removed, [])
    assert ImportBatch.objects.get(pk=batch.pk).state == "undone"
    assert verify() == []


def test_undoing_is_in_the_trail_with_its_reason(register, checked, keeper):
    batch = actions.apply(checked("staff", f"{STAFF}\n{NEW}"), on=TODAY, by=keeper)
    count = AuditEntry.objects.count()

    actions.undo(batch, reason="传错了", by=keeper)

    entries = AuditEntry.objects.order_by("pk")[count:]
    assert [(entry.action, entry.object_type, entry.reason) for entry in entries] == [
        ("undo_import", "schools.employment", "传错了"),
        ("undo_import", "schools.staff", "传错了"),
        ("undo_import", "schools.importbatch", "传错了"),
    ]


def test_what_changed_since_is_left_alone_and_told(register, checked, keeper):
    text = f"{STAFF}\nT1,张三,3151000001,校长\nT2,李四,2151000002,校长\n{NEW}"
    batch = actions.apply(checked("staff", text), on=TODAY, by=keeper)
    person = Staff.objects.get(staff_no="T1")
    Staff.objects.filter(pk=person.pk).update(name="张三丰", version=person.version + 1)
    Employment.objects.filter(staff__staff_no="N1").update(start=FIRST, version=2)

    told = actions.undo(batch, by=keeper)

    assert (told.restored, told.removed) == (1, 0)
    assert sorted((conflict.label, conflict.sentence) for conflict in told.conflicts) == [
        ("张三 T1", "导入之后又有修改，保留现在的内容。"),
        ("王五 N1", "导入之后又有修改，保留现在的内容。"),
    ]
    posts = Staff.objects.order_by("staff_no").values_list("staff_no", "name", "post")
    assert list(posts) == [
        ("N1", "王五", "teacher"),
        ("T1", "张三丰", "principal"),
        ("T2", "李四", "teacher"),
    ]


def test_what_is_gone_since_is_told(register, checked, keeper):
    batch = actions.apply(checked("facilities", FILES["facilities"][1]), on=TODAY, by=keeper)
    Facility.objects.all().delete()

    told = actions.undo(batch, by=keeper)

    assert [conflict.sentence for conflict in told.conflicts] == ["导入之后已被删除，无法恢复。"]


@pytest.mark.parametrize(
    "build",
    [
        pytest.param(factories.make_contact, id="contact"),
        pytest.param(lambda school: factories.make_enrolment(school, 5), id="enrolment"),
        pytest.param(factories.make_staff, id="person"),
        pytest.param(lambda school: factories.make_group(lead=school), id="group"),
    ],
)
def test_new_school_on_which_others_were_built_stays(register, checked, keeper, build):
    batch = checked("schools", f"{SCHOOLS}\n3151000010,新学校,九年制,公办\n2151000011,新小学,小学,公办")
    actions.apply(batch, on=TODAY, by=keeper)
    build(School.objects.get(code="3151000010"))

    told = actions.undo(batch, by=keeper)

    assert [(each.label, each.sentence) for each in told.conflicts] == [
        ("新学校", "导入之后已有其他记录引用它，保留不动。")
    ]
    assert set(
        School.objects.filter(code__in=["3151000010", "2151000011"]).values_list("code", flat=True)
    ) == {"3151000010"}


def test_batch_is_undone_once(register, checked, keeper):
    batch = actions.apply(checked("staff", f"{STAFF}\n{NEW}"), on=TODAY, by=keeper)
    actions.undo(batch, by=keeper)

    with pytest.raises(AlreadyDone):
        actions.undo(batch, by=keeper)


def test_only_an_applied_batch_is_undone(register, checked, keeper):
    batch = checked("staff", f"{STAFF}\n{NEW}")

    with pytest.raises(AlreadyDone):
        actions.undo(batch, by=keeper)


def test_undo_does_not_touch_a_later_batch(register, checked, keeper):
    first = actions.apply(checked("staff", f"{STAFF}\n{NEW}"), on=TODAY, by=keeper)
    second = actions.apply(checked("staff", f"{STAFF}\nN2,赵六,3151000001,教师"), on=TODAY, by=keeper)

    actions.undo(first, by=keeper)

    assert list(Staff.objects.order_by("staff_no").values_list("staff_no", flat=True)) == ["N2", "T1", "T2"]
    assert actions.undo_plan(second).removed == 2


def test_command_undoes_or_lists_what_stays(register, checked, keeper):
    batch = actions.apply(checked("staff", f"{STAFF}\n{NEW}\nT1,张三,3151000001,校长"), on=TODAY, by=keeper)
    Staff.objects.filter(staff_no="T1").update(version=9)
    out = StringIO()

    with pytest.raises(SystemExit) as left:
        call_command("undo_import", str(batch.key), stdout=out)

    assert left.value.code == 1
    assert out.getvalue().splitlines() == [
        "已恢复 0 条，删除 2 条。",
        "张三 T1：导入之后又有修改，保留现在的内容。",
    ]


@pytest.mark.parametrize("is_known", [True, False])
def test_command_refuses_what_cannot_be_undone(register, checked, is_known):
    key = checked("staff", f"{STAFF}\n{NEW}").key if is_known else "29fcc902-d4d6-4677-9b57-a5c608ace1f2"

    with pytest.raises(CommandError) as refused:
        call_command("undo_import", str(key))

    assert refused.value.returncode == 2
