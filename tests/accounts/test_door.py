"""The Django admin behind the same door."""

from datetime import date
from itertools import product

import pytest
from django.contrib import admin
from django.urls import reverse

from accounts import door
from coverage.models import Designation, DesignationLevel
from groups.models import EducationGroup, Membership
from records.models import AuditEntry
from schools.models import (
    Employment,
    Enrolment,
    Facility,
    FormerName,
    School,
    SchoolStatus,
    Staff,
    StageService,
)
from tests import factories
from tests.accounts.forms import errors_of, submit, typed

OWN_MODELS = [
    "accounts.Appointment",
    "accounts.User",
    "coverage.DeclaredCount",
    "coverage.Designation",
    "coverage.DesignationLevel",
    "coverage.DesignationScheme",
    "coverage.Headline",
    "coverage.Rule",
    "coverage.RuleSet",
    "coverage.Target",
    "exchanges.Booking",
    "exchanges.Exemption",
    "exchanges.OpeningHours",
    "exchanges.Rotation",
    "exchanges.SharedResource",
    "groups.EducationGroup",
    "groups.Formation",
    "groups.FormationStep",
    "groups.GroupChange",
    "groups.Membership",
    "groups.PlannedSchool",
    "records.AuditEntry",
    "records.Job",
    "schools.Confirmation",
    "schools.Contact",
    "schools.District",
    "schools.Employment",
    "schools.Enrolment",
    "schools.Facility",
    "schools.FormerName",
    "schools.ImportBatch",
    "schools.Lineage",
    "schools.Proposal",
    "schools.RetiredCode",
    "schools.School",
    "schools.SchoolStatus",
    "schools.Staff",
    "schools.StageService",
]


def address(model, page, *args):
    """Return the admin's address of a page about a model."""
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def last_entry():
    """Return who did what to which kind of record last, and why."""
    fields = ["username", "action", "object_type", "reason"]
    return AuditEntry.objects.order_by("-id").values_list(*fields).first()


def test_only_our_own_models_stand_in_the_admin():
    assert sorted(model._meta.label for model in admin.site._registry) == OWN_MODELS
    assert {isinstance(model_admin, door.DoorAdmin) for model_admin in admin.site._registry.values()} == {
        True
    }


def test_change_is_stored_and_written_down_with_its_reason(district, as_officer):
    url = address(School, "change", district.lone.pk)

    answer = submit(as_officer, url, town="万春镇", reason="区文〔2022〕1号")

    stored = School.objects.get(pk=district.lone.pk)
    assert (answer.status_code, stored.town, stored.version) == (302, "万春镇", 2)
    assert last_entry() == ("officer", "change", "schools.school", "区文〔2022〕1号")


def test_name_and_code_of_a_stored_school_are_not_typed_over(district, as_officer):
    answer = submit(
        as_officer,
        address(School, "change", district.lone.pk),
        name="新名",
        code="510115-L999",
        town="万春镇",
    )

    stored = School.objects.get(pk=district.lone.pk)
    assert (answer.status_code, stored.name, stored.code) == (302, "庚小学", district.lone.code)


def test_kind_that_the_official_code_denies_is_refused_at_its_field(district, as_officer):
    school = factories.make_school("辛小学", kind="primary", code="2151000001")

    answer = submit(as_officer, address(School, "change", school.pk), kind="kindergarten")

    assert (answer.status_code, list(errors_of(answer))) == (200, ["kind"])


def test_form_sent_unchanged_leaves_no_entry(district, as_officer):
    target = factories.make_target()

    answer = submit(as_officer, address(type(target), "change", target.pk))

    assert (answer.status_code, AuditEntry.objects.count()) == (302, 0)


def test_lost_update_is_told_and_nothing_typed_is_lost(district, as_officer):
    url = address(School, "change", district.lone.pk)
    opened_early = as_officer.get(url)
    submit(as_officer, url, town="先到的镇")

    answer = as_officer.post(url, typed(opened_early, town="后到的镇"))

    assert (answer.status_code, errors_of(answer)) == (200, {"__all__": [str(door.STALE)]})
    assert 'value="后到的镇"' in answer.content.decode()
    assert School.objects.get(pk=district.lone.pk).town == "先到的镇"


@pytest.mark.parametrize("version", [None, "", "abc"], ids=["left out", "empty", "text"])
def test_change_without_its_version_is_refused(district, as_officer, version):
    url = address(School, "change", district.lone.pk)

    answer = submit(as_officer, url, town="新镇", version=version)

    assert (answer.status_code, School.objects.get(pk=district.lone.pk).town) == (200, "")


def test_double_submit_stores_one_row(district, as_officer):
    url = address(FormerName, "add")
    sent = typed(as_officer.get(url), school=district.lone.pk, name="旧名")

    first, second = as_officer.post(url, sent), as_officer.post(url, sent, follow=True)

    assert (first.status_code, FormerName.objects.count()) == (302, 1)
    assert [str(message) for message in second.context["messages"]][-1] == str(door.ALREADY_DONE)


def test_link_does_not_fill_in_a_form(district, as_officer):
    page = as_officer.get(address(FormerName, "add") + "?name=x&request_key=1&version=9")

    values = typed(page)
    assert (values.get("name"), values["version"], values["request_key"] == "1") == (None, 1, False)


def test_new_school_serves_its_stages_from_the_day_on(district, as_officer):
    values = {"district": district.district.pk, "code": "510115-L900", "name": "新校", "kind": "nine_year"}

    submit(
        as_officer,
        address(School, "add"),
        **values,
        stages=["primary", "junior"],
        operating_from="2022-09-01",
    )

    school = School.objects.get(code="510115-L900")
    assert list(school.stages.values_list("stage", "start")) == [
        ("primary", date(2022, 9, 1)),
        ("junior", date(2022, 9, 1)),
    ]
    assert list(school.statuses.values_list("status", "start")) == [("operating", date(2022, 9, 1))]


def test_new_group_needs_its_lead(district, as_officer):
    values = {"district": district.district.pk, "slug": "xin", "name": "新教育集团"}

    answer = submit(as_officer, address(EducationGroup, "add"), **values)

    assert errors_of(answer) == {"__all__": ["龙头带动的集团必须有龙头学校。"]}
    assert 'value="新教育集团"' in answer.content.decode()
    assert not EducationGroup.objects.filter(slug="xin").exists()


def test_new_group_gets_its_lead(district, as_officer):
    values = {"district": district.district.pk, "slug": "xin", "name": "新教育集团", "lead": district.lone.pk}

    answer = submit(as_officer, address(EducationGroup, "add"), **values)

    membership = EducationGroup.objects.get(slug="xin").memberships.get()
    assert (answer.status_code, membership.school, membership.role) == (302, district.lone, "lead")


REFUSED_MEMBERSHIPS = {
    "second lead of a group": (
        "first",
        "lone",
        "lead",
        "该集团在这段时间内已有龙头学校；请先结束原龙头的任期。",
    ),
    "school leads another group": (
        "third",
        "bridge",
        "lead",
        "这所学校在这段时间内已是另一个集团的龙头；一所学校只能带动一个集团。",
    ),
    "school is in the group": (
        "first",
        "member",
        "member",
        "这所学校在这段时间内已属于该集团；同一时间只能有一个角色。",
    ),
}


@pytest.mark.parametrize(
    ("group", "school", "role", "sentence"), REFUSED_MEMBERSHIPS.values(), ids=REFUSED_MEMBERSHIPS
)
def test_membership_refused_at_the_form(district, as_officer, group, school, role, sentence):
    before = Membership.objects.count()
    values = {"group": getattr(district, group).pk, "school": getattr(district, school).pk, "role": role}

    answer = submit(as_officer, address(Membership, "add"), **values, document="某文件")

    assert (answer.status_code, Membership.objects.count()) == (200, before)
    assert sentence in errors_of(answer)["__all__"]
    assert 'value="某文件"' in answer.content.decode()


def test_membership_refused_by_its_action_at_the_field(district, as_officer):
    collective = factories.make_school("驻区高校", is_collective=True, in_district_register=False)
    group = factories.make_group(slug="xin")

    answer = submit(as_officer, address(Membership, "add"), group=group.pk, school=collective.pk, role="lead")

    assert errors_of(answer) == {"school": ["驻区高校是多个法人的合称，不能作为龙头学校。"]}
    assert group.memberships.count() == 0


def test_membership_changed_into_an_overlap_is_refused(district, as_officer):
    member = district.first.memberships.get(school=district.member)

    answer = submit(as_officer, address(Membership, "change", member.pk), role="lead", reason="登记有误")

    assert errors_of(answer) == {"__all__": ["该集团在这段时间内已有龙头学校；请先结束原龙头的任期。"]}
    assert Membership.objects.get(pk=member.pk).role == "member"


def test_membership_joins_with_its_own_action(district, as_officer):
    submit(as_officer, address(Membership, "add"), group=district.third.pk, school=district.lone.pk)

    assert last_entry() == ("officer", "join", "groups.membership", "")


def test_pupils_of_a_stage_not_served_are_refused(district, as_officer):
    values = {"school": district.lone.pk, "year": 2022, "stage": "senior", "pupils": 10}

    answer = submit(as_officer, address(Enrolment, "add"), **values)

    assert errors_of(answer) == {
        "__all__": ["庚小学在 2022–2023 学年不办高中学段，不能登记这个学段的在校生数。"]
    }
    assert Enrolment.objects.count() == 0


def test_employment_across_districts_is_refused(district, two_hats, signed_in, elsewhere):
    officer = two_hats
    person = Staff.objects.create(district=elsewhere.district, staff_no="S1", name="李", post="teacher")

    answer = submit(signed_in(officer), address(Employment, "add"), staff=person.pk, school=district.lone.pk)

    assert errors_of(answer) == {"__all__": ["李 S1和所去的学校不都在双流区，不能一起登记。"]}
    assert Employment.objects.count() == 0


ROWS_ELSEWHERE = {
    School: lambda e: e.school,
    FormerName: lambda e: FormerName.objects.create(school=e.school, name="邻区旧名"),
    SchoolStatus: lambda e: e.school.statuses.get(),
    StageService: lambda e: e.school.stages.all()[0],
    Enrolment: lambda e: factories.make_enrolment(e.school, 77, stage="primary"),
    Facility: lambda e: factories.make_facility(e.school, "邻区教室"),
    Staff: lambda e: factories.make_staff(e.school, "邻区老师"),
    Employment: lambda e: factories.make_staff(e.school, "邻区老师").employments.get(),
    EducationGroup: lambda e: factories.make_group("邻区教育集团", district=e.district, lead=e.school),
    Membership: lambda e: factories.make_group(
        "邻区教育集团", district=e.district, lead=e.school
    ).memberships.get(),
    Designation: lambda e: factories.make_designation(e.school),
}


@pytest.mark.parametrize("model", ROWS_ELSEWHERE, ids=lambda model: model._meta.label)
def test_row_of_another_district_is_not_there(elsewhere, as_officer, model):
    row = ROWS_ELSEWHERE[model](elsewhere)
    pages = ["change", "history", *(["delete"] if admin.site._registry[model].may_delete else [])]

    for page, method in product(pages, (as_officer.get, as_officer.post)):
        there, not_there = method(address(model, page, row.pk)), method(address(model, page, 10**9))

        assert (there.status_code, there.content) == (404, not_there.content)
    assert "邻区" not in as_officer.get(address(model, "changelist")).content.decode()


def test_row_cannot_be_written_to_another_district(elsewhere, as_officer):
    page = submit(as_officer, address(Designation, "add"), school=elsewhere.school.pk, level=1)

    assert "school" in errors_of(page)
    assert Designation.objects.count() == 0


def test_row_cannot_be_moved(district, elsewhere, as_officer):
    former = FormerName.objects.create(school=district.lone, name="旧名")

    submit(as_officer, address(FormerName, "change", former.pk), name="又名", school=elsewhere.school.pk)

    former.refresh_from_db()
    assert (former.name, former.school) == ("又名", district.lone)


def test_two_hats_read_there_and_write_only_here(elsewhere, two_hats, signed_in):
    browser = signed_in(two_hats)
    url = address(School, "change", elsewhere.school.pk)
    level = factories.make_level()

    read = browser.get(url)
    written = browser.post(url, {"name": "改名"})
    added = submit(browser, address(Designation, "add"), school=elsewhere.school.pk, level=level.pk)

    assert (read.status_code, 'name="_save"' in read.content.decode()) == (200, False)
    assert (written.status_code, added.status_code, Designation.objects.count()) == (403, 403, 0)
    assert School.objects.get(pk=elsewhere.school.pk).name == "邻区学校"


def test_administrator_reads_the_register_and_writes_none_of_it(district, as_administrator):
    url = address(School, "change", district.lone.pk)

    assert as_administrator.get(url).status_code == 200
    assert as_administrator.post(url, {"name": "改名"}).status_code == 403
    assert as_administrator.get(address(School, "add")).status_code == 403


def test_administrator_sees_groups(district, as_administrator):
    page = as_administrator.get(address(EducationGroup, "changelist"))

    assert [group.name for group in page.context["cl"].result_list] == [
        "甲教育集团",
        "乙教育集团",
        "戊教育集团",
    ]


def test_bulk_actions_do_nothing(district, as_officer):
    former = FormerName.objects.create(school=district.lone, name="旧名")
    sent = {"action": "delete_selected", "_selected_action": [former.pk], "index": "0", "post": "yes"}

    as_officer.post(address(FormerName, "changelist"), sent)

    assert FormerName.objects.count() == 1


def test_deleted_row_stays_in_the_trail(district, as_officer):
    former = FormerName.objects.create(school=district.lone, name="旧名")

    answer = as_officer.post(address(FormerName, "delete", former.pk), {"post": "yes"})

    assert (answer.status_code, FormerName.objects.count()) == (302, 0)
    assert last_entry() == ("officer", "remove", "schools.formername", "")


def test_row_in_use_is_not_deleted(district, as_administrator):
    level = factories.make_designation(district.lone).level

    answer = as_administrator.post(address(DesignationLevel, "delete", level.pk), {"post": "yes"})

    assert (answer.status_code, DesignationLevel.objects.count()) == (200, 1)
    assert "无法删除 认定级别" in answer.content.decode()


@pytest.mark.parametrize("model", [School, EducationGroup, Membership, Staff], ids=lambda m: m.__name__)
def test_what_history_needs_is_never_deleted(district, as_officer, model):
    factories.make_staff(district.lone)
    row = model.objects.first()

    assert as_officer.get(address(model, "delete", row.pk)).status_code == 403
    assert as_officer.post(address(model, "delete", row.pk), {"post": "yes"}).status_code == 403


def test_history_shows_the_trail_to_its_readers(district, as_officer, as_administrator):
    url = address(School, "change", district.lone.pk)
    submit(as_officer, url, town="万春镇", reason="更名批复")
    history = address(School, "history", district.lone.pk)

    read, unread = as_officer.get(history), as_administrator.get(history)

    assert [change.entry.reason for change in read.context["changes"]] == ["更名批复"]
    assert (unread.status_code, unread.context["changes"]) == (200, [])
    assert "更名批复" not in unread.content.decode()


@pytest.mark.parametrize("path", ["r/1/1/", "autocomplete/?term=x", "nowhere/"])
def test_address_that_would_tell_of_rows_does_not_exist(as_officer, path):
    assert as_officer.get("/admin/" + path).status_code == 404


BAD_QUERIES = {
    "kind__exact=%00": 400,
    "q=%00": 400,
    "q=" + "x" * 5000: 200,
    "nonsense=1": 302,
    "in_district_register__exact=maybe": 302,
    "district__schools__name=x": 400,
    "p=abc": 200,
    "p=99": 200,
    "o=99.-99.x": 200,
    "all=": 200,
    "_to_field=name": 400,
}


@pytest.mark.parametrize(("query", "status"), BAD_QUERIES.items(), ids=[q[:40] for q in BAD_QUERIES])
def test_bad_filter_is_no_crash(district, as_officer, query, status):
    assert as_officer.get(f"{address(School, 'changelist')}?{query}").status_code == status


@pytest.mark.parametrize("key", ["abc", "0", "-1", "9" * 30, "1_5F", "%00"])
def test_bad_key_is_not_found(district, as_officer, key):
    assert as_officer.get(f"/admin/schools/school/{key}/change/").status_code == 404


def test_search_finds_by_name_and_code(district, as_officer):
    page = as_officer.get(address(School, "changelist"), {"q": "甲"})

    assert list(page.context["cl"].result_list) == [district.lead]


QUERIES = {  # session, user and appointments; the list's count and rows; values to filter by
    "schools.School": 5,
    "schools.Enrolment": 6,
    "schools.Facility": 7,
    "schools.Employment": 5,
    "groups.EducationGroup": 5,
    "groups.Membership": 5,
    "coverage.Designation": 6,
    "records.AuditEntry": 7,
}


def make_rows(district, count):
    """Make this many more rows of everything whose list is counted."""
    for number in range(count):
        school = factories.make_school()
        factories.make_enrolment(school, 100, year=2000 + number, stage="primary")
        factories.make_facility(school)
        factories.make_staff(school)
        factories.make_group(lead=school)
        factories.make_designation(school)


@pytest.mark.parametrize("count", [1, 3, 30])
@pytest.mark.parametrize(("label", "queries"), QUERIES.items(), ids=QUERIES)
def test_list_asks_a_constant_number_of_queries(
    district, as_officer, django_assert_num_queries, label, queries, count
):
    make_rows(district, count)
    [model] = [model for model in admin.site._registry if model._meta.label == label]
    url = address(model, "changelist")
    submit(as_officer, address(School, "change", district.lone.pk), name="改名")  # something in the trail

    with django_assert_num_queries(queries):
        as_officer.get(url)
