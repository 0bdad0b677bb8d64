"""Every list of the register: who finds what, files that hold the rows of the page, and few questions."""

import csv
import io

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from records.cells import neutralise
from records.exports import cell_text
from schools.models import School
from schools.school_year import school_year_of
from schools.term import term_of
from tests import factories

TODAY = timezone.localdate()
YEAR, TERM = school_year_of(TODAY), term_of(TODAY)
SCHOOLS, STAFF = reverse("schools:school_list"), reverse("schools:staff_index")
ENROLMENT, CONFIRMATIONS = reverse("schools:enrolment_list"), reverse("schools:confirmation_list")
PROPOSALS, FACILITIES = reverse("schools:proposal_list"), reverse("schools:facility_list")
READERS = ["officer", "inspector", "member_principal", "clerk", "lead_principal", "other_principal"]
KEYS = {  # what tells the rows of a list apart, on the page and in its file
    SCHOOLS: (lambda row: [row.code], ["学校标识码"]),
    STAFF: (lambda row: [row.staff.staff_no], ["教职工号"]),
    ENROLMENT: (
        lambda row: [row.school.code, row.get_stage_display(), str("" if row.pupils is None else row.pupils)],
        ["学校标识码", "学段", "在校生数"],
    ),
    FACILITIES: (
        lambda row: [row.school.code, row.year_label, row.item, *map(cell_text, (row.quantity, row.area))],
        ["学校标识码", "学年", "项目", "数量", "面积"],
    ),
    CONFIRMATIONS: (lambda row: [row.code], ["学校标识码"]),
    PROPOSALS: (lambda row: [row.school.name, row.get_field_display()], ["学校", "事项"]),
}
FILTERS = [
    pytest.param(SCHOOLS, {}, id="schools"),
    pytest.param(SCHOOLS, {"kind": "complete_secondary"}, id="schools-of-a-kind"),
    pytest.param(SCHOOLS, {"stage": "junior", "sort": "-name"}, id="schools-of-a-stage"),
    pytest.param(SCHOOLS, {"q": "校", "status": "operating"}, id="schools-by-name"),
    pytest.param(STAFF, {}, id="staff"),
    pytest.param(STAFF, {"post": "teacher", "sort": "-staff_no"}, id="staff-of-a-post"),
    pytest.param(STAFF, {"q": "丙"}, id="staff-by-name"),
    pytest.param(STAFF, {"status": "retired"}, id="staff-that-is-none"),
    pytest.param(ENROLMENT, {}, id="enrolment"),
    pytest.param(ENROLMENT, {"reported": "no"}, id="enrolment-unreported"),
    pytest.param(ENROLMENT, {"reported": "yes", "sort": "-pupils"}, id="enrolment-reported"),
    pytest.param(FACILITIES, {}, id="facilities"),
    pytest.param(FACILITIES, {"year": str(YEAR), "sort": "-area"}, id="facilities-of-a-year"),
    pytest.param(FACILITIES, {"item": "音乐", "sort": "year"}, id="facilities-of-an-item"),
    pytest.param(CONFIRMATIONS, {}, id="confirmations"),
    pytest.param(CONFIRMATIONS, {"done": "done"}, id="confirmations-given"),
    pytest.param(CONFIRMATIONS, {"done": "due", "sort": "-name"}, id="confirmations-due"),
    pytest.param(PROPOSALS, {}, id="proposals"),
    pytest.param(PROPOSALS, {"state": "open", "sort": "school"}, id="proposals-open"),
    pytest.param(PROPOSALS, {"field": "town"}, id="proposals-of-a-fact"),
]


@pytest.fixture
def clerk(district):
    """Return a clerk of the member school."""
    return factories.make_user("clerk", role="clerk", school=district.member)


@pytest.fixture
def bureau(officer, signed_in):
    """Return the signed-in browser of an officer."""
    return signed_in(officer)


@pytest.fixture
def full(district):
    """Return the small district with rows in every list; every other school has figures."""
    for number, school in enumerate(School.objects.order_by("code")):
        factories.make_staff(school, f"{school.name}老师", staff_no=f"T{number}")
        factories.make_staff(school, f"{school.name}校长", staff_no=f"H{number}", post="principal")
        factories.make_proposal(school)
        factories.make_proposal(school, "founded_on", "1956-09-01", state="returned")
        factories.make_facility(school, "音乐教室", year=YEAR, quantity=number, area="80.50")
        if number % 2:
            factories.make_enrolment(school, 100 * number, year=YEAR)
            factories.make_confirmation(school, year=TERM.year, term=TERM.half)
    factories.make_enrolment(district.lead, 0, year=YEAR)  # none, which is not «unknown»
    factories.make_facility(district.member, "=美术教室", year=YEAR - 1)
    return district


def of_csv(response):
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def of_xlsx(response):
    sheet = load_workbook(io.BytesIO(response.content)).active
    return [
        ["" if value is None else str(value) for value in row] for row in sheet.iter_rows(values_only=True)
    ]


def named(table, headings):
    """Return the cells of a file below these headings, row by row."""
    places = [table[0].index(heading) for heading in headings]
    return [[row[place] for place in places] for row in table[1:]]


# --- files ---


@pytest.mark.parametrize("who", READERS)
@pytest.mark.parametrize(("address", "query"), FILTERS)
def test_files_hold_the_rows_of_the_page_in_its_order(address, query, who, full, signed_in, request):
    browser = signed_in(request.getfixturevalue(who))
    key, headings = KEYS[address]

    rows = [key(row) for row in browser.get(address, query).context["page_obj"]]
    as_csv = of_csv(browser.get(address, {**query, "export": "csv"}))
    as_xlsx = of_xlsx(browser.get(address, {**query, "export": "xlsx"}))

    assert named(as_csv, headings) == [list(map(neutralise, row)) for row in rows]
    assert named(as_xlsx, headings) == rows


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        pytest.param("officer", [7, 14, 11, 8, 7, 14], id="officer"),
        pytest.param("inspector", [7, 14, 11, 8, 7, 14], id="inspector"),
        pytest.param("member_principal", [1, 2, 2, 2, 1, 2], id="principal"),
        pytest.param("clerk", [1, 2, 2, 2, 1, 2], id="clerk"),
        pytest.param("other_principal", [1, 2, 1, 1, 1, 2], id="principal-of-a-kindergarten"),
    ],
)
def test_every_list_holds_what_the_person_may_read(who, expected, full, signed_in, request):
    browser = signed_in(request.getfixturevalue(who))

    found = [browser.get(address).context["page_obj"].paginator.count for address in KEYS]

    assert found == expected


@pytest.mark.parametrize("address", KEYS)
def test_page_beyond_the_first_changes_no_file(address, full, bureau):
    first = bureau.get(address, {"export": "csv"}).content

    assert bureau.get(address, {"export": "csv", "page": "9"}).content == first


@pytest.mark.parametrize("kind", ["pdf", "CSV", "", "xlsx\x00"], ids=["pdf", "capitals", "empty", "nul"])
@pytest.mark.parametrize("address", KEYS)
def test_file_of_an_unknown_kind_is_the_page(address, kind, full, bureau):
    response = bureau.get(address, {"export": kind})

    assert (response.status_code, response.headers["content-type"]) == (200, "text/html; charset=utf-8")


def test_nobody_among_the_pupils_is_not_unknown(full, bureau):
    figures = named(of_csv(bureau.get(ENROLMENT, {"export": "csv", "q": "甲校"})), ["学段", "在校生数"])

    assert figures == [["初中", "0"], ["高中", ""]]


@pytest.mark.parametrize(
    ("reported", "expected"), [("yes", ["初中"]), ("no", ["高中"])], ids=["reported", "unreported"]
)
def test_zero_counts_as_reported(reported, expected, full, bureau):
    rows = bureau.get(ENROLMENT, {"q": "甲校", "reported": reported}).context["page_obj"]

    assert [row.get_stage_display() for row in rows] == expected


# --- search ---


@pytest.mark.parametrize("address", [SCHOOLS, CONFIRMATIONS], ids=["schools", "confirmations"])
@pytest.mark.parametrize("text", ["庚小学", "庚", "旧名", "jm", "gxx", "GXX", "code"])
def test_search_finds_a_school_by_every_name(text, address, full, bureau):
    factories.make_former_name(full.lone, "旧名")
    asked = full.lone.code if text == "code" else text

    found = bureau.get(address, {"q": asked}).context["page_obj"]

    assert [school.name for school in found] == ["庚小学"]


@pytest.mark.parametrize("text", ["庚小学", "庚", "gxx", "GXX", "code"])
@pytest.mark.parametrize("address", [ENROLMENT, FACILITIES], ids=["enrolment", "facilities"])
def test_search_finds_figures_by_school(text, address, full, bureau):
    asked = full.lone.code if text == "code" else text

    found = bureau.get(address, {"q": asked}).context["page_obj"]

    assert [row.school.name for row in found] == ["庚小学"]


@pytest.mark.parametrize("text", ["丙校老师", "丙校老", "bxls", "BXLS", "T2", "t2"])
def test_search_finds_a_person_by_name_initials_and_number(text, full, bureau):
    everywhere = bureau.get(STAFF, {"q": text}).context["page_obj"]
    roster = bureau.get(reverse("schools:staff_list", args=[full.member.code]), {"q": text}).context[
        "page_obj"
    ]

    assert [row.staff.name for row in everywhere] == ["丙校老师"]
    assert [row.staff.name for row in roster] == ["丙校老师"]


@pytest.mark.parametrize(
    "text",
    ["%", "_", "\\", "'", "没有这样的", "甲" * 200],
    ids=["percent", "underscore", "backslash", "quote", "words", "endless"],
)
@pytest.mark.parametrize("address", [SCHOOLS, CONFIRMATIONS, ENROLMENT, STAFF, FACILITIES])
def test_search_for_a_sign_finds_nothing(address, text, full, bureau):
    response = bureau.get(address, {"q": text})

    is_refused = bool(response.context["form"].errors)
    assert (response.status_code, is_refused or not list(response.context["page_obj"])) == (200, True)


@pytest.mark.parametrize("address", [SCHOOLS, CONFIRMATIONS, ENROLMENT, STAFF, FACILITIES])
def test_search_finds_nothing_of_a_school_that_is_closed_to_the_person(
    address, full, other_principal, signed_in
):
    response = signed_in(other_principal).get(address, {"q": "庚小学"})

    assert list(response.context["page_obj"]) == []


# --- questions to the database ---


@pytest.mark.parametrize("rows", [1, 3, 30])
@pytest.mark.parametrize(
    ("address", "who", "questions"),
    [
        pytest.param(SCHOOLS, "officer", 7, id="schools-officer"),
        pytest.param(SCHOOLS, "inspector", 7, id="schools-inspector"),
        pytest.param(STAFF, "officer", 5, id="staff-officer"),
        pytest.param(STAFF, "inspector", 5, id="staff-inspector"),
        pytest.param(ENROLMENT, "officer", 4, id="enrolment-officer"),
        pytest.param(ENROLMENT, "inspector", 4, id="enrolment-inspector"),
        pytest.param(FACILITIES, "officer", 5, id="facilities-officer"),
        pytest.param(FACILITIES, "inspector", 5, id="facilities-inspector"),
        pytest.param(CONFIRMATIONS, "officer", 4, id="confirmations-officer"),
        pytest.param(CONFIRMATIONS, "inspector", 4, id="confirmations-inspector"),
        pytest.param(PROPOSALS, "officer", 5, id="proposals-officer"),
        pytest.param(PROPOSALS, "inspector", 5, id="proposals-inspector"),
    ],
)
def test_file_asks_as_few_questions_for_many_rows(
    address, who, questions, rows, district, signed_in, request, django_assert_num_queries
):
    for number in range(rows):
        school = factories.make_school(kind="primary")
        factories.make_former_name(school, "旧名")
        factories.make_staff(school, staff_no=f"N{number}")
        factories.make_enrolment(school, 300, year=YEAR)
        factories.make_facility(school, year=YEAR)
        factories.make_proposal(school)
        factories.make_confirmation(school, year=TERM.year, term=TERM.half)
    browser = signed_in(request.getfixturevalue(who))
    browser.get(address)  # the first page of a session stores when it began

    with django_assert_num_queries(questions):
        browser.get(address, {"export": "csv"})
