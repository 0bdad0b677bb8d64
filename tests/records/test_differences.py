"""What an audit entry says to people."""

from datetime import date
from decimal import Decimal

import pytest

from groups.actions import join_group
from groups.models import Membership
from records import actions
from records.differences import Difference, describe, differences
from records.models import AuditEntry
from schools.models import School
from tests import factories
from tests.groups.leaving import end_membership


def entry(before, after, object_type="schools.school", action="change"):
    return AuditEntry(before=before, after=after, object_type=object_type, action=action)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param({"name": "甲"}, {"name": "乙"}, [Difference("学校名称", "甲", "乙")], id="text"),
        pytest.param({"name": "甲"}, {"name": "甲"}, [], id="no-difference"),
        pytest.param({"version": 1, "id": 3}, {"version": 2, "id": 3}, [], id="keys-of-the-machine"),
        pytest.param(
            {"kind": "primary"}, {"kind": "junior"}, [Difference("办学类型", "小学", "初级中学")], id="choice"
        ),
        pytest.param(
            {"kind": "primary"},
            {"kind": "castle"},
            [Difference("办学类型", "小学", "castle")],
            id="gone-choice",
        ),
        pytest.param(
            {"is_boarding": None},
            {"is_boarding": False},
            [Difference("寄宿制", "", "否")],
            id="no-and-unknown",
        ),
        pytest.param(
            {"is_boarding": True},
            {"is_boarding": None},
            [Difference("寄宿制", "是", "")],
            id="yes-to-unknown",
        ),
        pytest.param({"town": ""}, {"town": None}, [], id="two-ways-to-say-nothing"),
        pytest.param(
            {"founded_on": None},
            {"founded_on": "1956-09-01"},
            [Difference("建校日期", "", "1956年9月1日")],
            id="day",
        ),
        pytest.param(
            {"district_id": 1}, {"district_id": 2}, [Difference("区县", "编号 1", "编号 2")], id="reference"
        ),
        pytest.param({"gone": 1}, {"gone": 2}, [Difference("gone", "1", "2")], id="field-that-is-gone"),
        pytest.param({"gone": [1, 2]}, {"gone": []}, [Difference("gone", "1、2", "")], id="list"),
        pytest.param({}, {"name": "乙"}, [Difference("学校名称", "", "乙")], id="field-that-is-new"),
    ],
)
def test_difference_names_field_and_both_values(before, after, expected):
    assert differences(entry(before, after)) == expected


def test_zero_is_a_value():
    before, after = {"pupils": None}, {"pupils": 0}

    assert differences(entry(before, after, "schools.enrolment")) == [Difference("在校生数", "", "0")]


def test_facility_tells_its_figures_and_what_became_unknown():
    before = {"item": "音乐教室", "quantity": 2, "area": "192.5", "value": None, "basis": "imported"}
    after = before | {"area": None, "value": "30000", "basis": "entered"}

    assert differences(entry(before, after, "schools.facility")) == [
        Difference("面积", "192.5", ""),
        Difference("原值", "", "30000"),
        Difference("依据", "导入", "录入"),
    ]


def test_new_record_tells_its_values_without_its_references():
    after = {"id": 1, "version": 1, "school_id": 7, "name": "旧名", "used_until": None}

    told = differences(entry(None, after, "schools.formername", "create"))

    assert told == [Difference("曾用名", "", "旧名")]


def test_removed_record_tells_what_it_held():
    before = {"id": 1, "version": 1, "school_id": 7, "name": "旧名", "used_until": "2020-09-01"}

    told = differences(entry(before, None, "schools.formername", "remove"))

    assert told == [Difference("曾用名", "旧名", ""), Difference("停用日期", "2020年9月1日", "")]


def test_entry_of_a_model_that_is_gone_is_still_told():
    gone = entry({"colour": "red"}, {"colour": "blue"}, "old.thing", "paint")

    description = describe(gone)

    assert (description.action, description.kind) == ("paint", "old.thing")
    assert description.differences == [Difference("colour", "red", "blue")]


@pytest.mark.parametrize("object_type", ["", "nonsense", "a.b.c", "schools.nothing"])
def test_odd_type_is_shown_as_it_stands(object_type):
    assert describe(entry({}, {}, object_type)).kind == object_type


@pytest.mark.parametrize(
    ("action", "words"),
    [("create", "新增"), ("change", "修改"), ("remove", "删除"), ("join", "加入集团"), ("leave", "退出集团")],
)
def test_action_is_told_in_words(action, words):
    assert describe(entry({}, {}, action=action)).action == words


@pytest.mark.parametrize(
    ("before", "after", "is_whole"), [({}, {}, False), (None, {}, True), ({}, None, True)]
)
def test_new_and_removed_records_are_whole(before, after, is_whole):
    assert describe(entry(before, after)).is_whole == is_whole


def test_entries_of_real_actions_are_told(district, officer):
    newcomer = Membership(group=district.third, school=district.lone, start=date(2020, 9, 1))
    join_group(newcomer, by=officer)
    end_membership(newcomer, day=date(2022, 9, 1), end_reason="grown", by=officer)
    target = factories.make_target(share="0.85")
    target.share = Decimal("0.9")
    actions.change(target, by=officer)

    told = [describe(found) for found in AuditEntry.objects.order_by("id")]

    assert [(d.action, d.kind) for d in told] == [
        ("加入集团", "成员关系"),
        ("退出集团", "成员关系"),
        ("修改", "目标"),
    ]
    assert [d.differences for d in told] == [
        [
            Difference("开始日期", "", "2020年9月1日"),
            Difference("角色", "", "成员学校"),
            Difference("依据", "", "录入"),
        ],
        [Difference("结束日期", "", "2022年9月1日"), Difference("结束原因", "", "成长退出")],
        [Difference("目标比例", "0.85", "0.9")],
    ]


def test_every_field_of_a_school_has_words(district, officer):
    school = School.objects.get(pk=district.lone.pk)
    school.code, school.name, school.kind, school.ownership = "2151000001", "辛小学", "nine_year", "public"
    school.kind_basis = school.ownership_basis = "confirmed"
    school.town, school.urban_rural, school.is_boarding = "万春镇", "town", True
    school.founded_on, school.in_district_register = date(1956, 9, 1), False
    actions.change(school, by=officer)

    labels = [difference.label for difference in differences(AuditEntry.objects.get())]

    assert labels == [
        "学校标识码",
        "学校名称",
        "办学类型",
        "办学类型的依据",
        "办学性质",
        "办学性质的依据",
        "计入本区学校数",
        "镇街",
        "城乡分类",
        "寄宿制",
        "建校日期",
    ]
