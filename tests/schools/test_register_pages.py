"""The pages that keep the register: what each does, to whom it answers, and what it refuses."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from records import actions
from records.models import AuditEntry
from schools.models import Contact, FormerName, Lineage, RetiredCode, School
from tests import factories
from tests.bad_input import filled

TODAY = timezone.localdate()
DAY = "2022-09-01"


@pytest.fixture
def bureau(officer, signed_in):
    """Return the signed-in browser of an officer."""
    return signed_in(officer)


def url(name, school=None, *more):
    return reverse(f"schools:{name}", args=[*([school.code] if school else []), *more])


def submit(browser, page, /, **values):
    """Open a form, fill in more, and send it."""
    return browser.post(page, {**filled(browser.get(page).context["form"]), **values})


def errors(response):
    return {name: list(found) for name, found in response.context["form"].errors.items()}


def messages(response):
    return [str(message) for message in response.context["messages"]]


def stored(school):
    return School.objects.get(pk=school.pk)


GOVERN = ["school_edit", "school_rename", "name_new", "school_code", "school_status", "school_stages"]
GOVERN += ["school_split", "school_delete"]
RUNNING = ["location_edit", "contact_new"]


@pytest.mark.parametrize("name", GOVERN)
@pytest.mark.parametrize(
    ("who", "status"),
    [
        pytest.param("officer", 200, id="officer"),
        pytest.param("inspector", 403, id="inspector"),
        pytest.param("member_principal", 403, id="own-principal"),
        pytest.param("lead_principal", 403, id="lead-of-its-group"),
        pytest.param("other_principal", 403, id="other-principal"),
        pytest.param("administrator", 403, id="administrator"),
        pytest.param("auditor", 403, id="auditor"),
    ],
)
def test_register_is_kept_by_officers(who, status, name, district, signed_in, request):
    response = signed_in(request.getfixturevalue(who)).get(url(name, district.member))

    assert response.status_code == status


@pytest.mark.parametrize("name", RUNNING)
@pytest.mark.parametrize(
    ("who", "status"),
    [
        pytest.param("officer", 200, id="officer"),
        pytest.param("inspector", 403, id="inspector"),
        pytest.param("member_principal", 200, id="own-principal"),
        pytest.param("lead_principal", 404, id="lead-of-its-group"),
        pytest.param("other_principal", 404, id="other-principal"),
        pytest.param("administrator", 403, id="administrator"),
        pytest.param("auditor", 403, id="auditor"),
    ],
)
def test_running_facts_are_kept_by_the_school_too(who, status, name, district, signed_in, request):
    response = signed_in(request.getfixturevalue(who)).get(url(name, district.member))

    assert response.status_code == status


@pytest.mark.parametrize("name", [*GOVERN, *RUNNING])
def test_visitor_is_asked_to_sign_in(name, client, district):
    assert client.get(url(name, district.member)).status_code == 302


@pytest.mark.parametrize("name", [*GOVERN, *RUNNING])
def test_school_of_another_district_is_not_there(name, bureau, district):
    other = factories.make_district("510114", "新都区")
    foreign = factories.make_school("外区学校", district=other, code="510114-L001")

    response = bureau.get(url(name, foreign))

    assert (response.status_code, "外区学校" in response.text) == (404, False)


@pytest.mark.parametrize("name", ["contact_edit", "contact_remove", "name_remove"])
def test_row_of_another_school_is_not_there(name, bureau, district):
    rows = {
        "contact_edit": factories.make_contact(district.lead),
        "contact_remove": factories.make_contact(district.bridge),
        "name_remove": factories.make_former_name(district.lead, "旧名"),
    }

    assert bureau.get(url(name, district.member, rows[name].pk)).status_code == 404


@pytest.mark.parametrize("name", ["contact_edit", "contact_remove", "name_remove"])
@pytest.mark.parametrize("number", [0, 999999, 10**30], ids=["zero", "unknown", "endless"])
def test_row_that_is_none_is_not_there(name, number, bureau, district):
    assert bureau.get(url(name, district.member, number)).status_code == 404


# --- register ---


def test_new_school_is_registered(bureau, district):
    response = submit(
        bureau, url("school_new"), name="辛小学", kind="primary", ownership="public", stages=["primary"],
        operating_from=DAY,
    )  # fmt: skip

    school = School.objects.get(name="辛小学")
    assert (response.status_code, response.url) == (302, school.get_absolute_url())
    assert (school.kind, school.ownership, school.district) == ("primary", "public", district.district)
    assert list(school.stages.values_list("stage", "start")) == [("primary", date(2022, 9, 1))]
    assert list(school.statuses.values_list("status", "start")) == [("operating", date(2022, 9, 1))]


def test_new_school_is_offered_the_next_free_code(bureau, district):
    factories.make_school(code="510115-L700001")

    form = bureau.get(url("school_new")).context["form"]

    assert form["code"].value() == "510115-L700002"
    assert form["district"].value() == district.district.pk


def test_new_school_is_told_who_bears_its_code(bureau, district):
    code = district.lone.code

    response = submit(bureau, url("school_new"), code=code, name="辛小学", kind="primary", ownership="public")

    assert errors(response)["code"] == [f"学校标识码“{code}”已用于庚小学，请核对后另填一个。"]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        pytest.param({"name": ""}, {"name": ["这个字段是必填项。"]}, id="no-name"),
        pytest.param({"stages": []}, {"stages": ["这个字段是必填项。"]}, id="no-stage"),
        pytest.param(
            {"code": "1151000001"},
            {"code": ["小学的学校标识码以 21 开头，“1151000001”与办学类型不符，请核对标识码和办学类型。"]},
            id="code-of-another-kind",
        ),
        pytest.param(
            {"code": "12"},
            {"code": ["学校标识码为十位数字；尚无正式码的学校使用临时码，形如 510115-L001。"]},
            id="no-code",
        ),
        pytest.param(
            {"operating_from": "1900-01-01"},
            {"operating_from": ["请填写 1949 年到 2100 年之间的日期。"]},
            id="day-out-of-range",
        ),
        pytest.param(
            {"operating_from": "2022-02-30"},
            {"operating_from": ["请填写有效的日期，例如 2022-09-01。"]},
            id="no-day",
        ),
        pytest.param(
            {"is_collective": "on"},
            {"__all__": ["集合机构不是一个法人，不能计入本区学校数。"]},
            id="collective-that-counts",
        ),
    ],
)
def test_new_school_that_makes_no_sense_is_refused_at_its_field(values, expected, bureau, district):
    given = {"name": "辛小学", "kind": "primary", "ownership": "public", "stages": ["primary"]} | values

    response = submit(bureau, url("school_new"), **given)

    assert (response.status_code, errors(response)) == (200, expected)
    assert (School.objects.count(), AuditEntry.objects.count()) == (7, 0)


def test_district_of_others_is_no_choice(bureau, district):
    other = factories.make_district("510114", "新都区")

    response = submit(
        bureau, url("school_new"), district=other.pk, name="辛小学", kind="primary", stages=["primary"],
    )  # fmt: skip

    assert list(errors(response)) == ["district"]
    assert School.objects.count() == 7


def test_double_submit_registers_one_school(bureau, district):
    address = url("school_new")
    sent = {
        **filled(bureau.get(address).context["form"]), "name": "辛小学", "kind": "primary",
        "stages": ["primary"],
    }  # fmt: skip

    first, second = bureau.post(address, sent), bureau.post(address, sent)

    assert (first.status_code, second.status_code) == (302, 302)
    assert School.objects.filter(name="辛小学").count() == 1


# --- correct ---


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        pytest.param({"kind": "junior"}, ("junior", "confirmed", "inferred"), id="changed-kind"),
        pytest.param(
            {"kind": "junior", "kind_basis": "imported"}, ("junior", "imported", "inferred"), id="own-basis"
        ),
        pytest.param({"ownership": "private"}, ("primary", "inferred", "confirmed"), id="changed-ownership"),
        pytest.param({"kind_basis": "confirmed"}, ("primary", "confirmed", "inferred"), id="basis-alone"),
        pytest.param({"town": "万春镇"}, ("primary", "inferred", "inferred"), id="something-else"),
    ],
)
def test_fact_that_an_officer_changes_is_confirmed(values, expected, bureau, district):
    School.objects.filter(pk=district.lone.pk).update(kind_basis="inferred", ownership_basis="inferred")

    response = submit(bureau, url("school_edit", district.lone), **values)

    school = stored(district.lone)
    assert response.status_code == 302
    assert (school.kind, school.kind_basis, school.ownership_basis) == expected


def test_second_officer_sees_the_conflict_and_loses_nothing(bureau, district):
    address = url("school_edit", district.lone)
    opened = filled(bureau.get(address).context["form"])
    submit(bureau, address, town="万春镇")

    response = bureau.post(address, {**opened, "town": "寿安镇"})

    assert (response.status_code, stored(district.lone).town) == (409, "万春镇")
    assert "万春镇" in response.text
    assert 'value="寿安镇"' in response.text


def test_name_and_code_are_not_edited_among_the_facts(bureau, district):
    code = district.lone.code

    submit(
        bureau, url("school_edit", district.lone), name="新名", code="2151000001", district="1", town="甲镇"
    )

    assert (stored(district.lone).name, stored(district.lone).code, stored(district.lone).town) == (
        "庚小学",
        code,
        "甲镇",
    )


# --- names ---


def test_renamed_school_keeps_its_address_and_its_past(bureau, district):
    response = submit(
        bureau, url("school_rename", district.lone), name="庚实验小学", day=DAY, document="〔2022〕3号"
    )

    past = bureau.get(district.lone.get_absolute_url(), {"on": "2022-08-31"})
    present = bureau.get(district.lone.get_absolute_url())
    assert response.url == district.lone.get_absolute_url()
    assert "庚小学" in past.text.partition("</h1>")[0].rpartition("<h1")[2]
    assert "现名：庚实验小学" in past.text
    assert "庚实验小学" in present.text.partition("</h1>")[0].rpartition("<h1")[2]
    assert "由“庚小学”更名为“庚实验小学”" in present.text


def test_list_of_a_past_day_bears_the_names_of_that_day(bureau, district):
    submit(bureau, url("school_rename", district.lone), name="庚实验小学", day=DAY)

    past, present = (bureau.get(reverse("schools:school_list"), {"on": on}) for on in ("2022-08-31", DAY))

    assert (">庚小学</a>" in past.text, ">庚实验小学</a>" in past.text) == (True, False)
    assert (">庚小学</a>" in present.text, ">庚实验小学</a>" in present.text) == (False, True)


def test_rename_to_come_is_refused(bureau, district):
    tomorrow = TODAY + timedelta(days=1)

    response = submit(bureau, url("school_rename", district.lone), name="新名", day=tomorrow.isoformat())

    assert errors(response) == {"day": ["生效日期不能晚于今天；还没有生效的更名，请到生效那天再登记。"]}
    assert stored(district.lone).name == "庚小学"


def test_rename_of_today_is_taken(bureau, district):
    submit(bureau, url("school_rename", district.lone), name="新名", day=TODAY.isoformat())

    assert stored(district.lone).name == "新名"


def test_alias_is_added_and_removed(bureau, district):
    submit(bureau, url("name_new", district.lone), name="庚小")
    alias = FormerName.objects.get()
    listed = bureau.get(reverse("schools:school_list"), {"q": "庚小"}).context["page_obj"]

    response = submit(bureau, url("name_remove", district.lone, alias.pk), reason="登记错误")

    assert [school.name for school in listed] == ["庚小学"]
    assert (response.url, FormerName.objects.count()) == (district.lone.get_absolute_url(), 0)


def test_former_name_links_to_its_removal_for_officers_alone(bureau, district, lead_principal, signed_in):
    name = factories.make_former_name(district.lead, "旧名")
    address = url("name_remove", district.lead, name.pk)

    pages = [who.get(district.lead.get_absolute_url()).text for who in (bureau, signed_in(lead_principal))]

    assert [address in page for page in pages] == [True, False]


# --- code ---


def test_old_address_leads_to_the_new_one(bureau, district, signed_in, other_principal):
    old = district.lone.get_absolute_url()

    response = submit(bureau, url("school_code", district.lone), code="2151000001", day=DAY)

    moved = bureau.get(old, {"on": "2022-12-31"})
    assert (response.url, RetiredCode.objects.count()) == ("/schools/2151000001/", 1)
    assert (moved.status_code, moved.url) == (302, "/schools/2151000001/?on=2022-12-31")
    assert signed_in(other_principal).get(old).status_code == 404


def test_page_of_a_new_code_tells_of_the_old_one(bureau, district):
    old = district.lone.code
    submit(bureau, url("school_code", district.lone), code="2151000001", day=DAY)

    text = bureau.get("/schools/2151000001/").text

    assert f"学校标识码由 {old} 更换为 2151000001" in text
    assert "临时码" not in text


def test_code_is_refused_at_its_field(bureau, district):
    response = submit(bureau, url("school_code", district.lone), code="1151000001", day=DAY)

    assert list(errors(response)) == ["code"]


# --- state and stages ---


def test_school_is_suspended_and_reopened(bureau, district):
    submit(bureau, url("school_status", district.lone), status="suspended", day="2020-09-01")
    submit(bureau, url("school_status", district.lone), status="operating", day="2021-09-01")

    assert list(district.lone.statuses.values_list("status", "start", "end")) == [
        ("operating", None, date(2020, 9, 1)),
        ("suspended", date(2020, 9, 1), date(2021, 9, 1)),
        ("operating", date(2021, 9, 1), None),
    ]


def test_closing_is_no_choice_here(bureau, district):
    response = submit(bureau, url("school_status", district.lone), status="closed", day=DAY)

    assert list(errors(response)) == ["status"]


def test_stage_is_begun_and_ended(bureau, district):
    begun = submit(
        bureau, url("school_stages", district.lone), change="begin", stage="junior", day="2020-09-01"
    )
    ended = submit(bureau, url("school_stages", district.lone), change="end", stage="junior", day=DAY)

    assert (begun.status_code, ended.status_code) == (302, 302)
    assert list(district.lone.stages.values_list("stage", "start", "end", "basis")) == [
        ("primary", None, None, "entered"),
        ("junior", date(2020, 9, 1), date(2022, 9, 1), "confirmed"),
    ]


def test_stage_with_later_pupils_is_not_ended(bureau, district):
    factories.make_enrolment(district.lone, 300, year=2022)

    response = submit(bureau, url("school_stages", district.lone), change="end", stage="primary", day=DAY)

    assert errors(response) == {
        "day": ["已登记 2022–2023 学年小学学段的在校生数，不能从这一天起停办；请先更正在校生数或日期。"]
    }


# --- split ---


def test_new_school_is_split_from_an_old_one(bureau, district):
    response = submit(
        bureau, url("school_split", district.lone), name="辛小学", kind="primary", stages=["primary"],
        operating_from=DAY, document="〔2022〕3号",
    )  # fmt: skip

    new = School.objects.get(name="辛小学")
    lineage = Lineage.objects.get()
    assert response.url == new.get_absolute_url()
    assert (lineage.predecessor, lineage.successor, lineage.document) == (district.lone, new, "〔2022〕3号")
    assert "由庚小学分设" in bureau.get(new.get_absolute_url()).text
    assert "分设出辛小学" in bureau.get(district.lone.get_absolute_url()).text


def test_split_needs_a_day(bureau, district):
    response = submit(
        bureau, url("school_split", district.lone), name="辛小学", kind="primary", stages=["primary"]
    )

    assert errors(response) == {"operating_from": ["这个字段是必填项。"]}


def test_split_stays_in_the_district(bureau, district):
    other = factories.make_district("510114", "新都区")

    submit(
        bureau, url("school_split", district.lone), district=other.pk, name="辛小学", kind="primary",
        stages=["primary"], operating_from=DAY,
    )  # fmt: skip

    assert School.objects.get(name="辛小学").district == district.district


def test_lineage_names_but_does_not_link_a_school_that_is_closed_to_the_reader(
    district, signed_in, member_principal
):
    factories.make_lineage(district.lead, district.member, day=date(2022, 9, 1))

    text = signed_in(member_principal).get(district.member.get_absolute_url()).text

    assert "甲校并入本校" in text
    assert district.lead.get_absolute_url() not in text


# --- delete ---


def test_school_entered_by_mistake_is_deleted_with_a_reason(bureau, district):
    school = factories.make_school("误登学校")

    response = submit(bureau, url("school_delete", school), reason="重复登记")

    assert (response.status_code, response.url) == (302, "/schools/")
    assert School.objects.filter(pk=school.pk).exists() is False
    assert AuditEntry.objects.filter(action="remove", reason="重复登记").count() == 4


def test_deletion_asks_for_the_reason(bureau, district):
    school = factories.make_school("误登学校")

    response = submit(bureau, url("school_delete", school))

    assert errors(response) == {"reason": ["这个字段是必填项。"]}
    assert School.objects.filter(pk=school.pk).exists()


def test_deletion_of_a_school_that_was_changed_meanwhile_asks_again(bureau, district, officer):
    school = factories.make_school("误登学校")
    sent = {**filled(bureau.get(url("school_delete", school)).context["form"]), "reason": "重复登记"}
    school.town = "万春镇"
    actions.change(school, by=officer)

    conflict = bureau.post(url("school_delete", school), sent)
    stays = School.objects.filter(pk=school.pk).exists()
    again = bureau.post(url("school_delete", school), filled(conflict.context["form"]))

    assert (conflict.status_code, stays) == (409, True)
    assert ("万春镇" in conflict.text, 'type="submit">删除</button>' in conflict.text) == (True, True)
    assert (again.status_code, School.objects.filter(pk=school.pk).exists()) == (302, False)


def test_page_lists_what_depends_on_a_school_that_is_in_use(bureau, district):
    factories.make_enrolment(district.lead, 300)

    response = bureau.get(url("school_delete", district.lead))

    rows = {each.label: each.count for each in response.context["dependents"]}
    assert rows == {"在校生数": 1, "成员关系": 1}
    assert "请登记撤销" in response.text
    assert '<form class="panel' not in response.text


def test_school_that_came_into_use_meanwhile_stays(bureau, district):
    school = factories.make_school("误登学校")
    address = url("school_delete", school)
    sent = {**filled(bureau.get(address).context["form"]), "reason": "重复登记"}
    factories.make_enrolment(school, 300)

    response = bureau.post(address, sent)

    assert (response.status_code, "这所学校不能删除" in response.text) == (200, True)
    assert School.objects.filter(pk=school.pk).exists()


# --- contacts and location ---


def test_principal_keeps_the_contacts(district, signed_in, lead_principal):
    browser = signed_in(lead_principal)
    given = {"duty": "办公室主任", "name": "李主任", "phone": "028-82720000"}

    submit(browser, url("contact_new", district.lead), **given)
    contact = Contact.objects.get()
    submit(browser, url("contact_edit", district.lead, contact.pk), phone="028-82720001")
    shown = browser.get(district.lead.get_absolute_url()).text
    submit(browser, url("contact_remove", district.lead, contact.pk))

    assert ("李主任" in shown, "028-82720001" in shown) == (True, True)
    assert Contact.objects.count() == 0


def test_reader_sees_contacts_without_ways_to_change_them(district, signed_in, inspector):
    contact = factories.make_contact(district.lead)

    text = signed_in(inspector).get(district.lead.get_absolute_url()).text

    assert "李主任" in text
    assert url("contact_edit", district.lead, contact.pk) not in text


def test_principal_says_where_the_school_stands(district, signed_in, lead_principal):
    browser = signed_in(lead_principal)

    submit(
        browser, url("location_edit", district.lead), town="万春镇", urban_rural="town",
        address="文教路 1 号",        longitude="103.856", latitude="30.682",
    )  # fmt: skip

    text = browser.get(district.lead.get_absolute_url()).text
    assert "文教路 1 号" in text
    assert "东经 103.856°，北纬 30.682°" in text


@pytest.mark.parametrize(
    ("values", "fields"),
    [
        pytest.param({"longitude": "103.8"}, ["__all__"], id="half"),
        pytest.param({"longitude": "NaN", "latitude": "30"}, ["longitude"], id="no-number"),
        pytest.param({"longitude": "200", "latitude": "30"}, ["longitude"], id="beyond-the-country"),
        pytest.param({"longitude": "103.8", "latitude": "1e9999"}, ["latitude"], id="endless"),
        pytest.param({"address": "甲" * 201}, ["address"], id="too-long"),
        pytest.param({"urban_rural": "moon"}, ["urban_rural"], id="unknown-choice"),
    ],
)
def test_location_that_makes_no_sense_is_refused_at_its_field(values, fields, district, bureau):
    response = submit(bureau, url("location_edit", district.lead), **values)

    assert sorted(errors(response)) == fields
    assert (stored(district.lead).longitude, AuditEntry.objects.count()) == (None, 0)


def test_location_form_changes_nothing_else(district, signed_in, lead_principal):
    submit(
        signed_in(lead_principal), url("location_edit", district.lead), town="甲镇", name="新名",
        kind="primary",        in_district_register="",
    )  # fmt: skip

    school = stored(district.lead)
    assert (school.town, school.name, school.kind) == ("甲镇", "甲校", "complete_secondary")
    assert school.in_district_register is True
