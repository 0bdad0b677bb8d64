"""The pages over the audit trail: who reads what, filters, files, one entry, and verification."""

import csv
import io
from datetime import UTC, datetime

import pytest
import time_machine
from django.urls import reverse
from openpyxl import load_workbook

from records.audit import Change, write
from records.differences import describe, roles_of
from records.list_pages import LongListPaginator
from records.models import AuditEntry
from records.verification import Fault, FaultKind, reports
from tests.records.conftest import rename
from tests.records.test_audit import TAMPERED, change_content, remove_the_tail

LIST = "/audit/"
VERIFICATION = "/audit/verification/"
PEOPLE = ["officer", "inspector", "auditor", "lead_principal", "administrator"]


def labels(page):
    """Return the objects that a list page shows, in its order."""
    return [entry.object_label for entry in page.context["page_obj"]]


@pytest.mark.parametrize(
    ("person", "shown"),
    [
        pytest.param("officer", ["=旧名", "甲校二", "庚校一", "丙校一", "甲校一"], id="officer"),
        pytest.param("auditor", ["=旧名", "甲校二", "庚校一", "丙校一", "甲校一"], id="auditor"),
        pytest.param("lead_principal", ["=旧名", "甲校二", "甲校一"], id="principal of the lead"),
        pytest.param("member_principal", ["丙校一"], id="principal of the member"),
        pytest.param("other_principal", [], id="principal of another group"),
    ],
)
def test_list_shows_what_the_person_may_read(trail, request, signed_in, person, shown):
    page = signed_in(request.getfixturevalue(person)).get(LIST)

    assert (page.status_code, labels(page)) == (200, shown)


def test_administrator_reads_no_trail_and_a_visitor_signs_in(trail, administrator, signed_in, client):
    assert signed_in(administrator).get(LIST).status_code == 403
    assert client.get(LIST).url == "/accounts/login/?next=/audit/"


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        pytest.param("sort=at", ["甲校一", "丙校一", "庚校一", "甲校二", "=旧名"], id="oldest first"),
        pytest.param("q=甲", ["甲校二", "甲校一"], id="label"),
        pytest.param("type=schools.formername", ["=旧名"], id="type"),
        pytest.param("since=2022-10-03", ["=旧名", "甲校二", "庚校一"], id="first day"),
        pytest.param("until=2022-10-02", ["丙校一", "甲校一"], id="last day"),
        pytest.param("since=2022-10-02&until=2022-10-03", ["庚校一", "丙校一"], id="both days"),
        pytest.param("since=2022-10-06", ["=旧名"], id="day of China"),
        pytest.param("user=OFFICER&action=create", ["=旧名"], id="user and action"),
        pytest.param("user=nobody", [], id="other user"),
        pytest.param("request=r-1", ["丙校一", "甲校一"], id="request"),
        pytest.param("id=999999999999999999", [], id="largest number"),
        pytest.param("id=x&request=r-2", ["庚校一"], id="no number"),
        pytest.param("since=2022-13-40&request=r-2", ["庚校一"], id="no day"),
        pytest.param("since=0001-01-01&request=r-2", ["庚校一"], id="day out of range"),
        pytest.param("type=nothing&action=nothing&request=r-2", ["庚校一"], id="no choice"),
        pytest.param("request=r-2&since=%00&q=%E2%80%AE", ["庚校一"], id="invisible characters"),
    ],
)
def test_list_is_narrowed(trail, as_auditor, query, shown):
    page = as_auditor.get(f"{LIST}?{query}")

    assert (page.status_code, labels(page)) == (200, shown)


def test_list_follows_one_object(trail, district, as_auditor):
    page = as_auditor.get(f"{LIST}?type=schools.school&id={district.lead.pk}")

    assert labels(page) == ["甲校二", "甲校一"]


def test_list_finds_a_school_by_its_code_in_either_case(trail, district, as_auditor):
    page = as_auditor.get(f"{LIST}?school={district.lone.code.lower()}")

    assert labels(page) == ["庚校一"]


def test_days_in_the_wrong_order_are_explained(trail, as_auditor):
    page = as_auditor.get(f"{LIST}?since=2022-10-05&until=2022-10-01")

    assert page.context["form"].errors["until"] == [
        "截止日期早于起始日期，没有这样的记录；请检查这两个日期。"
    ]


def test_filters_stay_in_the_address(trail, as_auditor):
    page = as_auditor.get(f"{LIST}?since=2022-10-02&show=reason&show=hash")

    assert page.context["parameters"].urlencode() == "since=2022-10-02&show=reason&show=hash"
    assert [column.name for column in page.context["columns"]] == ["at", "reason", "hash"]


def test_csv_holds_exactly_the_filtered_rows_in_words(trail, as_auditor):
    content = as_auditor.get(f"{LIST}?q=甲校一&export=csv").content.decode("utf-8-sig")

    [heading, row] = csv.reader(io.StringIO(content))
    assert heading == ["时间", "用户", "操作", "对象类型", "对象", "修改前", "修改后", "原因"]
    assert row == [
        "2022-10-01 12:00:00", "officer", "修改", "学校", "甲校一",
        "学校名称：甲校", "学校名称：甲校一", "换届",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("role", "words"),
    [
        pytest.param("officer", "教育局工作人员", id="one"),
        pytest.param("officer,principal", "教育局工作人员、校长（园长）", id="two"),
        pytest.param("system", "系统", id="system"),
        pytest.param("headmaster", "headmaster", id="no-more"),
        pytest.param("", "", id="none"),
    ],
)
def test_roles_are_told_by_their_names(role, words):
    entry = AuditEntry(username="someone", role=role)

    assert (roles_of(entry), describe(entry).roles) == (words, words)


def test_pages_and_files_name_the_roles(trail, as_auditor):
    entry = AuditEntry.objects.get(object_label="甲校一")

    page = as_auditor.get(f"{LIST}{entry.pk}/").text
    file = as_auditor.get(f"{LIST}?q=甲校一&show=role&export=csv").content.decode("utf-8-sig")

    assert "<dt>角色</dt><dd>教育局工作人员</dd>" in page
    assert file.splitlines() == ["时间,角色", "2022-10-01 12:00:00,教育局工作人员"]


def test_files_hold_no_formula(trail, as_auditor):
    address = f"{LIST}?type=schools.formername&export="

    sheet = load_workbook(io.BytesIO(as_auditor.get(f"{address}xlsx").content)).active
    text = as_auditor.get(f"{address}csv").content.decode("utf-8-sig")

    assert [(cell.data_type, cell.value) for cell in sheet[2]][4] == ("s", "=旧名")
    assert ",'=旧名," in text


@pytest.mark.parametrize("rows", [1, 3])
def test_list_asks_as_few_questions_for_many_rows(
    rows, district, officer, as_auditor, django_assert_num_queries
):
    for number in range(rows):
        rename(district.lead, f"甲校{number}", by=officer)
    as_auditor.get(LIST)

    with django_assert_num_queries(6):
        page = as_auditor.get(LIST)

    assert len(labels(page)) == rows


def test_long_list_is_counted_no_further_than_people_leaf(trail, monkeypatch):
    monkeypatch.setattr("records.list_pages.MOST_COUNTED", 3)
    everything = AuditEntry.objects.sorted_by("-at")
    few = everything.matching(request_id="r-1")

    lists = [LongListPaginator(rows, 2) for rows in (few, everything)]
    counted = [(pages.count, pages.num_pages, pages.has_more) for pages in lists]

    assert counted == [(2, 1, False), (3, 2, True)]


def test_long_list_says_that_there_is_more(trail, as_auditor, monkeypatch):
    monkeypatch.setattr("records.list_pages.MOST_COUNTED", 3)

    page = as_auditor.get(LIST)

    assert "这里列出前 3 条；请缩小条件，或导出符合条件的全部记录。" in page.content.decode()
    assert as_auditor.get(f"{LIST}?export=csv").content.count(b"\r\n") == 6


def test_empty_list_says_what_to_do(trail, as_auditor, other_principal, signed_in):
    assert "没有符合条件的记录" in as_auditor.get(f"{LIST}?user=nobody").content.decode()
    assert "还没有记录" in signed_in(other_principal).get(LIST).content.decode()


# --- one entry ---


def test_entry_shows_both_sides_its_place_and_the_rest_of_its_request(trail, as_auditor):
    page = as_auditor.get(trail[0].get_absolute_url())

    [difference] = page.context["change"].differences
    text = page.content.decode()
    assert (difference.label, difference.before, difference.after) == ("学校名称", "甲校", "甲校一")
    assert [other.entry.object_label for other in page.context["others"]] == ["丙校一"]
    assert (trail[0].hash in text, "换届" in text, page.context["has_more_others"]) == (True, True, False)


@pytest.mark.parametrize(
    ("person", "status"),
    [("officer", 200), ("lead_principal", 404), ("member_principal", 200), ("other_principal", 404)],
)
def test_entry_of_others_is_no_page(trail, request, signed_in, person, status):
    browser = signed_in(request.getfixturevalue(person))

    assert browser.get(trail[1].get_absolute_url()).status_code == status


def test_rest_of_a_request_is_only_what_the_person_may_read(trail, lead_principal, signed_in):
    page = signed_in(lead_principal).get(trail[0].get_absolute_url())

    assert (page.context["others"], "丙校一" in page.content.decode()) == ([], False)


def test_entry_without_a_request_stands_alone(trail, as_auditor):
    assert as_auditor.get(trail[4].get_absolute_url()).context["others"] == []


def test_long_request_leads_to_its_list(trail, as_auditor, monkeypatch):
    monkeypatch.setattr("records.views.SHOWN_OF_REQUEST", 0)

    page = as_auditor.get(trail[0].get_absolute_url())

    assert (page.context["others"], page.context["has_more_others"]) == ([], True)


@pytest.mark.parametrize("number", ["0", "999999999", "99999999999999999999999999"])
def test_entry_that_is_not_there_is_no_page(trail, as_auditor, number):
    assert as_auditor.get(f"{LIST}{number}/").status_code == 404


def test_entry_asks_few_questions(trail, as_auditor, django_assert_num_queries):
    as_auditor.get(LIST)

    with django_assert_num_queries(6):
        as_auditor.get(trail[0].get_absolute_url())


def test_who_changed_what_leads_to_the_entry(trail, district, lead_principal, signed_in):
    page = signed_in(lead_principal).get(district.lead.get_absolute_url())

    assert f'href="{trail[0].get_absolute_url()}"' in page.content.decode()


# --- verification ---


def test_verification_explains_before_it_checks(trail, as_auditor):
    page = as_auditor.get(VERIFICATION)

    assert (page.context["reports"], page.context["codes"]) == (None, ["", "510115"])
    assert "现在检查" in page.content.decode()


def test_verification_names_length_and_head_of_each_chain(trail, as_auditor):
    page = as_auditor.post(VERIFICATION)

    found = [(r.code, r.length, r.head, r.is_sound) for r in page.context["reports"]]
    assert found == [("", 0, "", True), ("510115", 5, trail[-1].hash, True)]
    assert "检查完毕，没有发现问题。" in page.content.decode()


def test_verification_tells_a_fault_in_words_and_what_to_do(open_trail, auditor, signed_in):
    remove_the_tail()
    change_content()

    page = signed_in(auditor).post(VERIFICATION).content.decode()

    assert "第 2 条的内容与摘要不符，写入之后被改动过。" in page
    assert "链到第 3 条为止，链头却记着 4 条：末尾被截去或链头被改动。" in page
    assert "请保留现场，不要删改数据，并立即通知系统管理员。" in page


def test_verification_leaves_other_districts_alone(open_trail, auditor, signed_in):
    page = signed_in(auditor).post(VERIFICATION)

    assert [report.code for report in page.context["reports"]] == ["", "510115"]


def test_principal_is_told_who_checks(trail, lead_principal, signed_in):
    browser = signed_in(lead_principal)

    for page in (browser.get(VERIFICATION), browser.post(VERIFICATION)):
        assert "没有您可以检查的链" in page.content.decode()
        assert not page.context["reports"]


@pytest.mark.parametrize(("tamper", "lines"), TAMPERED.items(), ids=[f.__name__ for f in TAMPERED])
def test_page_and_command_tell_the_same_faults(open_trail, tamper, lines):
    tamper()

    faults = [fault for report in reports(["510115", "510116"]) for fault in report.faults]

    assert [fault.line for fault in faults] == lines
    assert all("%" not in fault.sentence + fault.advice for fault in faults)


@pytest.mark.parametrize("kind", FaultKind)
def test_fault_names_its_numbers(kind):
    fault = Fault(kind, "510115", 7, 9)

    assert {"7", "9"} & set(fault.sentence.split())


# --- the auditor's morning ---


def test_auditors_home_counts_by_day_and_leads_on(district, officer, as_auditor):
    for day, names in {"2022-10-08": ["一", "二"], "2022-10-10": ["三"], "2022-09-01": ["四"]}.items():
        for name in names:
            rename(district.lead, name, by=officer, on=day)

    with time_machine.travel(datetime(2022, 10, 10, 5, tzinfo=UTC), tick=False):
        page = as_auditor.get("/")

    assert [(f"{row['day']}", row["count"]) for row in page.context["days"]] == [
        ("2022-10-10", 1),
        ("2022-10-08", 2),
    ]
    assert "/audit/?since=2022-10-08&amp;until=2022-10-08" in page.content.decode()
    assert f'href="{VERIFICATION}"' in page.content.decode()


def test_auditors_home_without_changes_says_so(as_auditor):
    assert "两周以来没有变更。" in as_auditor.get("/").content.decode()


@pytest.mark.parametrize("days", [1, 3])
def test_auditors_home_asks_few_questions(days, district, officer, as_auditor, django_assert_num_queries):
    for day in range(1, days + 1):
        rename(district.lead, f"甲校{day}", by=officer, on=f"2022-10-0{day}")

    with time_machine.travel(datetime(2022, 10, 10, 5, tzinfo=UTC), tick=False):
        as_auditor.get("/")
        with django_assert_num_queries(6):
            as_auditor.get("/")


def test_entry_of_a_kind_that_is_no_more_can_be_read(trail, district, officer, as_auditor):
    write([Change(district.lead, "something", None, {"odd": 1})], by=officer)
    entry = AuditEntry.objects.order_by("pk").last()

    page = as_auditor.get(reverse("records:audit_entry", args=[entry.pk]))

    assert (page.context["change"].action, page.context["change"].kind) == ("something", "学校")


@pytest.mark.parametrize("person", PEOPLE)
def test_menu_leads_to_the_trail_where_it_may_be_read(trail, request, signed_in, person):
    page = signed_in(request.getfixturevalue(person)).get("/")

    shown = [entry.url for entry in page.context["navigation"]]
    assert (LIST in shown) == (person != "administrator")
