"""Who reads which entry, and filters of the trail: each alone, files of the same rows, and no broken page."""

import csv
import io

import pytest
from openpyxl import load_workbook

from records.models import AuditEntry
from tests.records.test_audit_pages import LIST, VERIFICATION, labels

ALL = ["=旧名", "甲校二", "庚校一", "丙校一", "甲校一"]
FILTERS = [
    pytest.param("", ALL, id="everything"),
    pytest.param("q=%E4%B8%99", ["丙校一"], id="name"),
    pytest.param("type=schools.school", ["甲校二", "庚校一", "丙校一", "甲校一"], id="kind"),
    pytest.param("action=change", ["甲校二", "庚校一", "丙校一", "甲校一"], id="action"),
    pytest.param("since=2022-10-04&until=2022-10-04", ["甲校二"], id="one day"),
    pytest.param("since=2022-10-05&until=2022-10-05", [], id="day before midnight in China"),
    pytest.param("request=r-3", ["甲校二"], id="request"),
    pytest.param("request=R-3", [], id="request in capitals"),
    pytest.param("user=officer&q=%E7%94%B2&until=2022-10-01", ["甲校一"], id="three at once"),
    pytest.param("type=schools.formername&action=change", [], id="two that exclude each other"),
]
BROKEN = ["since", "until", "q", "type", "id", "user", "action", "school", "request", "sort", "show"]


def file_of(browser, query, kind):
    """Return the objects of the file that a list hands out, heading and all."""
    content = browser.get(f"{LIST}?{query}&export={kind}").content
    if kind == "csv":
        return [row[4] for row in csv.reader(io.StringIO(content.decode("utf-8-sig")))]
    return [row[4] for row in load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)]


@pytest.mark.parametrize(("query", "shown"), FILTERS)
def test_page_and_workbook_hold_exactly_the_filtered_entries(trail, as_auditor, query, shown):
    page = as_auditor.get(f"{LIST}?{query}")

    assert labels(page) == shown
    assert file_of(as_auditor, query, "xlsx") == ["对象", *shown]


@pytest.mark.parametrize(
    ("person", "shown"),
    [
        pytest.param("officer", ["'=旧名", *ALL[1:]], id="officer"),
        pytest.param("inspector", ["'=旧名", *ALL[1:]], id="inspector"),
        pytest.param("lead_principal", ["'=旧名", "甲校二", "甲校一"], id="principal of the lead"),
        pytest.param("member_principal", ["丙校一"], id="principal of the member"),
        pytest.param("other_principal", [], id="principal of another group"),
    ],
)
def test_file_holds_no_more_than_the_person_reads(trail, request, signed_in, person, shown):
    browser = signed_in(request.getfixturevalue(person))

    assert file_of(browser, "", "csv") == ["对象", *shown]


@pytest.mark.parametrize("query", ["", "export=csv", "export=xlsx"], ids=["page", "CSV", "workbook"])
def test_administrator_gets_no_file_either(trail, administrator, signed_in, query):
    answer = signed_in(administrator).get(f"{LIST}?{query}")

    assert (answer.status_code, "甲校一" in answer.content.decode()) == (403, False)


@pytest.mark.parametrize("name", BROKEN)
@pytest.mark.parametrize(
    "value", ["%00", "%E2%80%AE", "9" * 40, "%27%22%3C"], ids=["NUL", "override", "digits", "markup"]
)
def test_unusable_parameter_breaks_no_page(trail, as_auditor, name, value):
    page = as_auditor.get(f"{LIST}?{name}={value}&action=create")

    assert page.status_code == 200
    assert set(labels(page)) <= set(ALL)


@pytest.mark.parametrize(
    ("number", "shown"),
    [("0", 1), ("-1", 1), ("99", 1), ("x", 1), ("%00", 1), ("1", 1)],
    ids=["zero", "below zero", "beyond the last", "word", "NUL", "first"],
)
def test_page_that_is_none_is_the_nearest_page(trail, as_auditor, number, shown):
    page = as_auditor.get(f"{LIST}?page={number}")

    assert (page.context["page_obj"].number, labels(page)) == (shown, ALL)


@pytest.mark.parametrize(
    ("person", "own", "members"),
    [
        pytest.param("officer", 200, 200, id="officer"),
        pytest.param("inspector", 200, 200, id="inspector"),
        pytest.param("auditor", 200, 200, id="auditor"),
        pytest.param("lead_principal", 200, 404, id="principal of the lead"),
        pytest.param("member_principal", 404, 200, id="principal of the member"),
        pytest.param("other_principal", 404, 404, id="principal of another group"),
        pytest.param("administrator", 403, 403, id="administrator"),
    ],
)
def test_entry_is_read_by_whom_it_concerns(trail, request, signed_in, person, own, members):
    browser = signed_in(request.getfixturevalue(person))

    answers = [browser.get(entry.get_absolute_url()) for entry in trail[:2]]

    assert [answer.status_code for answer in answers] == [own, members]
    assert ["换届" in answer.content.decode() for answer in answers] == [own == 200, own == members == 200]


@pytest.mark.parametrize("export", ["", "?export=csv"], ids=["page", "file"])
def test_visitor_signs_in_first(trail, client, export):
    addresses = [f"{LIST}{export}", trail[0].get_absolute_url(), VERIFICATION]

    answers = [client.get(address) for address in addresses]

    assert [(answer.status_code, answer.url.split("?")[0]) for answer in answers] == [
        (302, "/accounts/login/")
    ] * 3


def test_reading_and_verifying_writes_nothing(trail, as_auditor):
    before = AuditEntry.objects.count()

    for address in (LIST, f"{LIST}?export=csv", trail[0].get_absolute_url(), VERIFICATION):
        as_auditor.get(address)
    as_auditor.post(VERIFICATION)

    assert AuditEntry.objects.count() == before
