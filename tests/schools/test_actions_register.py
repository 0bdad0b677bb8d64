"""What an officer does to a school's place in the register."""

from datetime import date
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from records.errors import AlreadyDone, StaleVersion
from records.models import AuditEntry
from schools.actions import register_school
from schools.actions_register import (
    add_name,
    begin_stage,
    correct_school,
    delete_school,
    end_stage,
    remove_name,
    rename_school,
    replace_code,
    split_school,
)
from schools.models import FormerName, Lineage, RetiredCode, School, StageService
from schools.stages import Stage
from tests import factories

FIRST, LAST = date(2020, 9, 1), date(2022, 9, 1)
CODE = "2151000001"


def trail():
    """Return what the trail says, oldest first."""
    fields = ["action", "object_type", "object_label", "reason"]
    return list(AuditEntry.objects.order_by("id").values_list(*fields))


def stored(school):
    return School.objects.select_related("district").get(pk=school.pk)


def at_fields(refused):
    """Return the messages of a refusal by field."""
    return refused.value.message_dict


def new_school(district, **fields):
    return School(
        **{"district": district, "code": "510115-L901", "name": "辛小学", "kind": "primary"} | fields
    )


# --- register_school ---


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        pytest.param(
            {"code": "1151000001"},
            "小学的学校标识码以 21 开头，“1151000001”与办学类型不符，请核对标识码和办学类型。",
            id="code-of-another-kind",
        ),
        pytest.param(
            {"code": "510115-L777"},
            "学校标识码“510115-L777”曾用于庚小学，已停用，停用的标识码不再分配给任何学校。",
            id="retired-code",
        ),
    ],
)
def test_register_school_refuses_a_code_at_its_field(fields, message, district, officer):
    factories.make_retired_code(district.lone, "510115-L777")

    with pytest.raises(ValidationError) as refused:
        register_school(new_school(district.district, **fields), stages=[Stage.PRIMARY], by=officer)

    assert at_fields(refused) == {"code": [message]}
    assert (School.objects.count(), trail()) == (7, [])


def test_register_school_happens_once_for_a_form(district, officer):
    key = uuid4()
    register_school(new_school(district.district), stages=[Stage.PRIMARY], request_key=key, by=officer)

    with pytest.raises(AlreadyDone):
        register_school(new_school(district.district), stages=[Stage.PRIMARY], request_key=key, by=officer)

    assert School.objects.count() == 8


# --- correct_school ---


def test_correct_school_stores_what_changed(district, officer):
    school = stored(district.lone)
    school.ownership, school.ownership_basis = "public", "confirmed"

    correct_school(school, reason="核实", by=officer)

    assert (stored(school).ownership, stored(school).ownership_basis) == ("public", "confirmed")
    assert trail() == [("change", "schools.school", "庚小学", "核实")]


@pytest.mark.parametrize(
    ("values", "basis"),
    [
        pytest.param({"town": "寿安镇"}, "entered", id="town"),
        pytest.param({"urban_rural": "town"}, "entered", id="urban-rural"),
        pytest.param({"ownership": "public"}, "demonstration", id="something-else"),
    ],
)
def test_corrected_place_is_no_longer_demonstration_data(values, basis, district, officer):
    School.objects.filter(pk=district.lone.pk).update(town="万春镇", location_basis="demonstration")
    school = stored(district.lone)
    for name, value in values.items():
        setattr(school, name, value)

    correct_school(school, by=officer)

    assert stored(district.lone).location_basis == basis


def test_correct_school_refuses_a_kind_that_the_official_code_denies(district, officer):
    school = factories.make_school("辛小学", kind="primary", code=CODE)
    school.kind = "kindergarten"

    with pytest.raises(ValidationError) as refused:
        correct_school(school, by=officer)

    assert list(at_fields(refused)) == ["kind"]
    assert stored(school).kind == "primary"


def test_correct_school_refuses_an_overtaken_record(district, officer):
    first, second = stored(district.lone), stored(district.lone)
    first.town, second.town = "万春镇", "寿安镇"
    correct_school(first, by=officer)

    with pytest.raises(StaleVersion):
        correct_school(second, by=officer)

    assert stored(district.lone).town == "万春镇"


# --- rename_school ---


def test_rename_school_keeps_the_code_and_remembers_the_old_name(district, officer):
    code = district.lone.code

    rename_school(
        stored(district.lone), name="庚实验小学", day=LAST, document="〔2022〕3号", reason="升格", by=officer
    )

    school = stored(district.lone)
    former = school.former_names.get()
    assert (school.name, school.code) == ("庚实验小学", code)
    assert (former.name, former.used_until, former.document) == ("庚小学", LAST, "〔2022〕3号")
    assert trail() == [
        ("change", "schools.school", "庚实验小学", "升格"),
        ("create", "schools.formername", "庚小学", "升格"),
    ]


def test_rename_school_is_found_by_initials_of_both_names(district, officer):
    rename_school(stored(district.lone), name="温江实验", day=LAST, by=officer)

    assert [School.objects.named_like(text).count() for text in ("wjsy", "gxx")] == [1, 1]


@pytest.mark.parametrize(
    ("name", "day", "errors"),
    [
        pytest.param("庚小学", LAST, {"name": ["学校现在就叫“庚小学”，请填写新的名称。"]}, id="the-same"),
        pytest.param(
            "新名",
            FIRST,
            {"day": ["学校在 2020年9月1日 已更名一次，新的更名日期必须晚于这一天。"]},
            id="same-day",
        ),
        pytest.param(
            "新名",
            date(2019, 9, 1),
            {"day": ["学校在 2020年9月1日 已更名一次，新的更名日期必须晚于这一天。"]},
            id="before-the-last",
        ),
        pytest.param("", LAST, {"name": ["此字段不能为空。"]}, id="empty"),
    ],
)
def test_rename_school_refuses_and_leaves_nothing(name, day, errors, district, officer):
    factories.make_former_name(district.lone, "旧名", used_until=FIRST)

    with pytest.raises(ValidationError) as refused:
        rename_school(stored(district.lone), name=name, day=day, by=officer)

    assert at_fields(refused) == errors
    assert (stored(district.lone).name, FormerName.objects.count(), trail()) == ("庚小学", 1, [])


def test_rename_school_may_take_an_old_name_up_again(district, officer):
    for name, day in (("乙名", FIRST), ("庚小学", date(2021, 9, 1)), ("丙名", LAST)):
        rename_school(stored(district.lone), name=name, day=day, by=officer)

    former = stored(district.lone).former_names.values_list("name", "used_until")
    assert list(former) == [("庚小学", FIRST), ("乙名", date(2021, 9, 1)), ("庚小学", LAST)]


def test_rename_school_happens_once_for_a_form(district, officer):
    key = uuid4()
    rename_school(stored(district.lone), name="乙名", day=FIRST, request_key=key, by=officer)

    with pytest.raises(AlreadyDone):
        rename_school(stored(district.lone), name="丙名", day=LAST, request_key=key, by=officer)

    assert stored(district.lone).name == "乙名"


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param(date(2019, 1, 1), "旧名", id="first-name"),
        pytest.param(date(2020, 8, 31), "旧名", id="last-day-of-the-first"),
        pytest.param(FIRST, "中名", id="first-day-of-the-second"),
        pytest.param(date(2022, 8, 31), "中名", id="last-day-of-the-second"),
        pytest.param(LAST, "庚小学", id="present-name"),
        pytest.param(date(2050, 1, 1), "庚小学", id="future"),
    ],
)
def test_named_on_gives_the_name_of_the_day(day, expected, district):
    factories.make_former_name(district.lone, "中名", used_until=LAST)
    factories.make_former_name(district.lone, "旧名", used_until=FIRST)
    factories.make_former_name(district.lone, "别名")

    school = School.objects.named_on(day).get(pk=district.lone.pk)

    assert (school.name_on_day, school.shown_name, school.name) == (expected, expected, "庚小学")


def test_shown_name_is_the_present_one_without_a_day(district):
    factories.make_former_name(district.lone, "旧名", used_until=LAST)

    assert stored(district.lone).shown_name == "庚小学"


# --- add_name, remove_name ---


def test_add_name_makes_the_school_be_found_by_it(district, officer):
    add_name(FormerName(school=stored(district.lone), name="温实小"), by=officer)

    assert [school.name for school in School.objects.named_like("温实")] == ["庚小学"]
    assert trail() == [("create", "schools.formername", "温实小", "")]


def test_add_name_refuses_an_alias_twice(district, officer):
    factories.make_former_name(district.lone, "温实小")

    with pytest.raises(ValidationError) as refused:
        add_name(FormerName(school=stored(district.lone), name="温实小"), by=officer)

    assert refused.value.messages == ["这个曾用名已经登记。"]


def test_remove_name_leaves_it_in_the_trail(district, officer):
    name = factories.make_former_name(district.lone, "温实小")

    remove_name(name, reason="登记错误", by=officer)

    assert (FormerName.objects.count(), trail()) == (
        0,
        [("remove", "schools.formername", "温实小", "登记错误")],
    )


# --- replace_code ---


def test_replace_code_retires_the_provisional_code(district, officer):
    school = stored(district.lone)
    old = school.code

    replace_code(school, code=CODE, day=LAST, reason="取得正式码", by=officer)

    retired = RetiredCode.objects.get()
    assert stored(district.lone).code == CODE
    assert (retired.code, retired.school, retired.retired_on) == (old, district.lone, LAST)
    assert [action for action, *_rest in trail()] == ["change", "create"]


def test_replaced_code_is_never_given_again(district, officer):
    old = district.lone.code
    replace_code(stored(district.lone), code=CODE, day=LAST, by=officer)

    with pytest.raises(ValidationError) as refused:
        register_school(new_school(district.district, code=old), stages=[], by=officer)

    assert at_fields(refused) == {
        "code": [f"学校标识码“{old}”曾用于庚小学，已停用，停用的标识码不再分配给任何学校。"]
    }


@pytest.mark.parametrize(
    ("code", "message"),
    [
        pytest.param(
            "510115-L902",
            "“510115-L902”不是正式的学校标识码，请填写十位数字。",
            id="provisional",
        ),
        pytest.param("12", "“12”不是正式的学校标识码，请填写十位数字。", id="no-code"),
        pytest.param(
            "1151000001",
            "小学的学校标识码以 21 开头，“1151000001”与办学类型不符，请核对标识码和办学类型。",
            id="of-another-kind",
        ),
        pytest.param("2151000009", "学校标识码“2151000009”已用于辛小学，请核对后另填一个。", id="taken"),
    ],
)
def test_replace_code_refuses_at_the_field(code, message, district, officer):
    factories.make_school("辛小学", kind="primary", code="2151000009")

    with pytest.raises(ValidationError) as refused:
        replace_code(stored(district.lone), code=code, day=LAST, by=officer)

    assert at_fields(refused) == {"code": [message]}
    assert (stored(district.lone).code, RetiredCode.objects.count()) == (district.lone.code, 0)


def test_replace_code_leaves_an_official_code_alone(district, officer):
    school = factories.make_school("辛小学", kind="primary", code=CODE)

    with pytest.raises(ValidationError) as refused:
        replace_code(school, code="2151000002", day=LAST, by=officer)

    assert refused.value.messages == [
        "学校已有正式的学校标识码；更名不换码，变更办学类型时原码作废，由新登记的学校取代。"
    ]


# --- begin_stage, end_stage ---


def test_begin_stage_adds_a_stage_from_the_day_on(district, officer):
    school = stored(district.lone)

    begin_stage(StageService(school=school, stage="junior", start=LAST), by=officer)

    assert list(school.stages.values_list("stage", "start", "end")) == [
        ("primary", None, None),
        ("junior", LAST, None),
    ]


def test_begin_stage_refuses_a_stage_that_is_served(district, officer):
    with pytest.raises(ValidationError) as refused:
        begin_stage(StageService(school=stored(district.lone), stage="primary", start=LAST), by=officer)

    assert refused.value.messages == ["这段时间内学校已登记这个学段。"]


def test_end_stage_ends_it_on_the_day(district, officer):
    end_stage(stored(district.lone), stage="primary", day=LAST, document="〔2022〕3号", by=officer)

    service = district.lone.stages.get()
    assert (service.end, service.document) == (LAST, "〔2022〕3号")
    assert trail() == [("change", "schools.stageservice", "庚小学 · 小学", "")]


def test_ended_stage_may_begin_again(district, officer):
    end_stage(stored(district.lone), stage="primary", day=FIRST, by=officer)

    begin_stage(StageService(school=stored(district.lone), stage="primary", start=LAST), by=officer)

    assert list(district.lone.stages.values_list("start", "end")) == [(None, FIRST), (LAST, None)]


@pytest.mark.parametrize(
    ("stage", "day"),
    [
        pytest.param("senior", LAST, id="never-served"),
        pytest.param("primary", date(2019, 1, 1), id="before-it-began"),
        pytest.param("primary", FIRST, id="on-its-first-day"),
    ],
)
def test_end_stage_refuses_a_stage_that_is_not_held(stage, day, district, officer):
    district.lone.stages.update(start=FIRST)

    with pytest.raises(ValidationError) as refused:
        end_stage(stored(district.lone), stage=stage, day=day, by=officer)

    assert list(at_fields(refused)) == ["stage"]
    assert district.lone.stages.get().end is None


@pytest.mark.parametrize(
    ("day", "is_refused"),
    [
        pytest.param(date(2021, 9, 1), True, id="before-the-year"),
        pytest.param(date(2022, 8, 31), True, id="eve-of-the-year"),
        pytest.param(date(2022, 9, 1), True, id="first-day-of-the-year"),
        pytest.param(date(2022, 9, 2), False, id="within-the-year"),
        pytest.param(date(2023, 9, 1), False, id="after-the-year"),
    ],
)
def test_end_stage_keeps_the_stored_pupils_of_later_years_true(day, is_refused, district, officer):
    factories.make_enrolment(district.lone, 300, year=2022)

    try:
        end_stage(stored(district.lone), stage="primary", day=day, by=officer)
        messages = {}
    except ValidationError as error:
        messages = error.message_dict

    sentence = "已登记 2022–2023 学年小学学段的在校生数，不能从这一天起停办；请先更正在校生数或日期。"
    assert messages == ({"day": [sentence]} if is_refused else {})
    assert (district.lone.stages.get().end is None) == is_refused


# --- split_school ---


def test_split_school_registers_the_new_one_and_writes_the_lineage(district, officer):
    old = stored(district.lone)

    new = split_school(
        old,
        new_school(district.district),
        stages=[Stage.PRIMARY],
        day=LAST,
        document="〔2022〕3号",
        by=officer,
    )

    lineage = Lineage.objects.get()
    assert (lineage.predecessor, lineage.successor, lineage.kind) == (old, new, "split_from")
    assert (lineage.day, lineage.document) == (LAST, "〔2022〕3号")
    assert list(new.statuses.values_list("status", "start")) == [("operating", LAST)]
    assert list(new.stages.values_list("stage", "start")) == [("primary", LAST)]
    assert list(old.statuses.values_list("status", "end")) == [("operating", None)]


def test_split_school_refused_leaves_nothing(district, officer):
    with pytest.raises(ValidationError):
        split_school(
            stored(district.lone),
            new_school(district.district, code=district.lead.code),
            stages=[Stage.PRIMARY],
            day=LAST,
            by=officer,
        )

    assert (School.objects.count(), Lineage.objects.count(), trail()) == (7, 0, [])


# --- delete_school ---


def test_delete_school_takes_out_what_was_entered_by_mistake(district, officer):
    school = factories.make_school("误登学校")
    factories.make_former_name(school, "旧名")
    factories.make_contact(school)

    delete_school(stored(school), reason="重复登记", by=officer)

    assert School.objects.filter(pk=school.pk).exists() is False
    assert {(action, reason) for action, _type, _label, reason in trail()} == {("remove", "重复登记")}
    assert sorted(kind for _action, kind, _label, _reason in trail()) == [
        "schools.contact",
        "schools.formername",
        "schools.school",
        "schools.schoolstatus",
        "schools.stageservice",
        "schools.stageservice",
    ]


def test_delete_school_refuses_what_is_in_use(district, officer):
    with pytest.raises(ValidationError) as refused:
        delete_school(stored(district.lead), reason="重复登记", by=officer)

    assert refused.value.messages == [
        "没有删除：仍有其他记录引用这所学校。不再办学的学校请登记撤销，记录会保留。"
    ]
    assert (School.objects.count(), trail()) == (7, [])


# --- who may ---

DEEDS = {
    "correct": lambda school, by: correct_school(school, by=by),
    "rename": lambda school, by: rename_school(school, name="新名", day=LAST, by=by),
    "add a name": lambda school, by: add_name(FormerName(school=school, name="别名"), by=by),
    "remove a name": lambda school, by: remove_name(factories.make_former_name(school, "旧"), by=by),
    "replace the code": lambda school, by: replace_code(school, code=CODE, day=LAST, by=by),
    "begin a stage": lambda school, by: begin_stage(StageService(school=school, stage="senior"), by=by),
    "end a stage": lambda school, by: end_stage(school, stage="primary", day=LAST, by=by),
    "split": lambda school, by: split_school(school, new_school(school.district), stages=[], day=LAST, by=by),
    "delete": lambda school, by: delete_school(school, reason="误", by=by),
}


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize(
    "who", ["inspector", "auditor", "administrator", "member_principal", "lead_principal", "other_principal"]
)
def test_only_an_officer_keeps_the_register(who, deed, district, request):
    school = stored(district.member)

    with pytest.raises(PermissionDenied):
        DEEDS[deed](school, request.getfixturevalue(who))

    assert trail() == []


@pytest.mark.parametrize("deed", DEEDS)
def test_officer_of_another_district_is_refused(deed, district):
    other = factories.make_district("510114", "新都区")
    officer = factories.make_user("far-officer", role="officer", district=other)

    with pytest.raises(PermissionDenied):
        DEEDS[deed](stored(district.member), officer)

    assert trail() == []
