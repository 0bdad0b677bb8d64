"""Every page about a school, for everybody: who opens it, who is refused, and that nothing of it leaks."""

from types import SimpleNamespace

import pytest
from django.urls import get_resolver, reverse
from django.utils import timezone

from accounts.rights import RIGHTS, WRITE
from records.models import AuditEntry
from schools.models import Contact, Employment, FormerName, Proposal, School, Staff
from schools.school_year import school_year_of
from tests import factories
from tests.bad_input import filled

YEAR = school_year_of(timezone.localdate())
OWN = {"member_principal": 200, "clerk": 200}
OTHERS = {"lead_principal": 404, "other_principal": 404, "second_clerk": 404, "neighbour": 404}
CLOSED = {"administrator": 403, "auditor": 403}
STRANGERS = ["lead_principal", "other_principal", "second_clerk", "neighbour"]
KEEPS = {"officer": 200, "inspector": 403, **OWN, **OTHERS, **CLOSED}
GOVERNS = {
    "officer": 200, "inspector": 403, "member_principal": 403, "clerk": 403, "lead_principal": 403,
    "other_principal": 403, "second_clerk": 403, "neighbour": 404, **CLOSED,
}  # fmt: skip
PROPOSES = {
    "officer": 403, "inspector": 403, **OWN, "lead_principal": 404, "other_principal": 404,
    "second_clerk": 404, "neighbour": 403, **CLOSED,
}  # fmt: skip
READS = {"officer": 200, "inspector": 200, **OWN, **OTHERS, "administrator": 200, "auditor": 403}
READS_STAFF = {**READS, "administrator": 403}
PAGES = {
    "school_detail": READS,
    "staff_list": READS_STAFF,
    "staff_detail": READS_STAFF,
    "proposal_detail": READS,
    "enrolment_edit": KEEPS,
    "staff_new": KEEPS,
    "staff_edit": KEEPS,
    "staff_leave": KEEPS,
    "staff_move": {**KEEPS, "member_principal": 403, "clerk": 403},
    "location_edit": KEEPS,
    "facility_new": KEEPS,
    "facility_edit": KEEPS,
    "facility_remove": KEEPS,
    "contact_new": KEEPS,
    "contact_edit": KEEPS,
    "contact_remove": KEEPS,
    "facts_confirm": {**PROPOSES, "clerk": 403, "second_clerk": 403},
    "proposal_choose": PROPOSES,
    "proposal_new": PROPOSES,
    "proposal_withdraw": PROPOSES,
    "proposal_accept": GOVERNS,
    "proposal_return": GOVERNS,
    "school_edit": GOVERNS,
    "school_rename": GOVERNS,
    "name_new": GOVERNS,
    "name_remove": GOVERNS,
    "school_code": GOVERNS,
    "school_status": GOVERNS,
    "school_stages": GOVERNS,
    "school_split": GOVERNS,
    "school_delete": GOVERNS,
}
LISTS = [
    "school_list",
    "enrolment_list",
    "facility_list",
    "staff_index",
    "confirmation_list",
    "proposal_list",
    "school_new",
]
WRITING = [page for page in PAGES if RIGHTS[f"schools:{page}"].methods >= WRITE]
SECRETS = {  # what only who may read the school's record should ever see
    "name": "保密中心小学",
    "former": "保密旧校名",
    "person": "冷僻姓",
    "number": "T-HIDDEN",
    "contact": "欧阳保密",
    "phone": "028-99887766",
    "town": "保密镇",
    "explanation": "保密的说明",
    "pupils": "987654",
    "item": "保密教室",
}


@pytest.fixture
def clerk(district):
    """Return a clerk of the member school, beside its principal."""
    return factories.make_user("clerk", role="clerk", school=district.member)


@pytest.fixture
def second_clerk(district):
    """Return a clerk of another school of the district."""
    return factories.make_user("second", role="clerk", school=district.lone)


@pytest.fixture
def neighbour():
    """Return an officer of the district next door."""
    elsewhere = factories.make_district("510116", "双流区")
    return factories.make_user("neighbour", role="officer", district=elsewhere)


@pytest.fixture
def rows(district):
    """Return one row of everything at the member school, each with a text that stands nowhere else."""
    school = district.member
    School.objects.filter(pk=school.pk).update(name=SECRETS["name"], town=SECRETS["town"])
    factories.make_enrolment(school, int(SECRETS["pupils"]), year=YEAR)
    return SimpleNamespace(
        school=School.objects.get(pk=school.pk),
        name=factories.make_former_name(school, SECRETS["former"]),
        facility=factories.make_facility(school, SECRETS["item"], year=YEAR),
        contact=factories.make_contact(school, SECRETS["contact"], phone=SECRETS["phone"]),
        person=factories.make_staff(school, SECRETS["person"], staff_no=SECRETS["number"]),
        proposal=factories.make_proposal(school, explanation=SECRETS["explanation"], proposed="别的镇"),
    )


def address(page, rows):
    """Return the address of a page about the member school."""
    code = rows.school.code
    arguments = {
        "facility_edit": [code, rows.facility.pk],
        "facility_remove": [code, rows.facility.pk],
        "contact_edit": [code, rows.contact.pk],
        "contact_remove": [code, rows.contact.pk],
        "enrolment_edit": [code, YEAR],
        "name_remove": [code, rows.name.pk],
        "proposal_new": [code, "ownership"],
    }
    arguments |= {name: [code, SECRETS["number"]] for name in PAGES if name.startswith("staff_")}
    arguments |= {name: [rows.proposal.key] for name in PAGES if name.startswith("proposal_")}
    arguments |= {name: [code] for name in ("staff_list", "staff_new", "proposal_choose")}
    arguments["proposal_new"] = [code, "ownership"]
    return reverse(f"schools:{page}", args=arguments.get(page, [code]))


def told(response):
    """Return which of the secrets the answer names, in a header or in its text."""
    answer = f"{response.headers}{response.content.decode('utf-8-sig')}"
    return [name for name, secret in SECRETS.items() if secret in answer]


def whole_register():
    """Return everything that a write could have changed."""
    models = (School, Contact, FormerName, Staff, Employment, Proposal, AuditEntry)
    return [list(model.objects.order_by("pk").values()) for model in models]


def test_table_of_pages_names_every_address():
    names = {pattern.name for pattern in get_resolver("schools.urls").url_patterns}

    assert {*PAGES, *LISTS} == names


@pytest.mark.parametrize("who", [*READS])
@pytest.mark.parametrize("page", PAGES)
def test_page_answers_each_person_as_the_table_says(page, who, rows, signed_in, request):
    response = signed_in(request.getfixturevalue(who)).get(address(page, rows))

    assert response.status_code == PAGES[page][who]


@pytest.mark.parametrize("page", PAGES)
def test_page_asks_a_visitor_to_sign_in_and_tells_nothing(page, rows, client):
    response = client.get(address(page, rows))

    assert (response.status_code, response.headers["location"]) == (
        302,
        f"{reverse('account_login')}?next={address(page, rows)}",
    )
    assert told(response) == (["number"] if SECRETS["number"] in address(page, rows) else [])  # as asked for


@pytest.mark.parametrize("who", STRANGERS)
@pytest.mark.parametrize("page", PAGES)
def test_page_tells_a_stranger_nothing(page, who, rows, signed_in, request):
    response = signed_in(request.getfixturevalue(who)).get(address(page, rows))

    assert (response.status_code in {403, 404}, told(response)) == (True, [])


@pytest.mark.parametrize("who", STRANGERS)
@pytest.mark.parametrize("page", WRITING)
def test_stranger_writes_nothing(page, who, rows, officer, member_principal, signed_in, request):
    opener = officer if GOVERNS is PAGES[page] or page == "staff_move" else member_principal
    sent = filled(signed_in(opener).get(address(page, rows)).context["form"])
    stranger = signed_in(request.getfixturevalue(who))
    before = whole_register()

    response = stranger.post(address(page, rows), {**sent, "reason": "想改"})

    assert (response.status_code, told(response)) == (PAGES[page][who], [])
    assert whole_register() == before


@pytest.mark.parametrize("who", ["inspector", "administrator", "auditor"])
@pytest.mark.parametrize("page", WRITING)
def test_who_may_only_read_is_refused_and_writes_nothing(page, who, rows, signed_in, request):
    browser, before = signed_in(request.getfixturevalue(who)), whole_register()

    statuses = (browser.get(address(page, rows)).status_code, browser.post(address(page, rows)).status_code)

    assert statuses == (403, 403)
    assert whole_register() == before


@pytest.mark.parametrize("query", [{}, {"export": "csv"}, {"q": "保密"}], ids=["page", "file", "search"])
@pytest.mark.parametrize("who", STRANGERS)
@pytest.mark.parametrize("page", [page for page in LISTS if page != "school_new"])
def test_list_tells_a_stranger_nothing_of_the_school(page, who, query, rows, signed_in, request):
    response = signed_in(request.getfixturevalue(who)).get(reverse(f"schools:{page}"), query)

    assert (response.status_code, told(response)) == (200, [])


@pytest.mark.parametrize("who", ["officer", "inspector", "member_principal", "clerk"])
@pytest.mark.parametrize(
    ("page", "expected"),
    [
        pytest.param("school_list", {"name"}, id="schools"),
        pytest.param("enrolment_list", {"name", "pupils"}, id="enrolment"),
        pytest.param("facility_list", {"name", "item"}, id="facilities"),
        pytest.param("staff_index", {"name", "person", "number"}, id="staff"),
        pytest.param("confirmation_list", {"name"}, id="confirmations"),
        pytest.param("proposal_list", {"name"}, id="proposals"),
    ],
)
def test_list_tells_a_reader_of_the_school(page, expected, who, rows, signed_in, request):
    """The control: the same texts are found where they belong."""
    response = signed_in(request.getfixturevalue(who)).get(reverse(f"schools:{page}"))

    found = set(told(response)) | ({"pupils"} if "987,654" in response.text else set())
    assert found >= expected


@pytest.mark.parametrize("who", STRANGERS)
@pytest.mark.parametrize("code", ["510115-L99999", "9999999999"])
def test_closed_record_answers_like_one_that_is_none(code, who, rows, signed_in, request):
    browser = signed_in(request.getfixturevalue(who))

    closed = browser.get(address("school_detail", rows))
    none = browser.get(reverse("schools:school_detail", args=[code]))

    assert (closed.status_code, none.status_code) == (404, 404)
    assert closed.text.replace(rows.school.code, code) == none.text


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        pytest.param("officer", 302, id="officer"),
        pytest.param("inspector", 302, id="inspector"),
        pytest.param("member_principal", 302, id="own-principal"),
        pytest.param("clerk", 302, id="own-clerk"),
        pytest.param("administrator", 302, id="administrator"),
        pytest.param("auditor", 403, id="auditor"),
        pytest.param("lead_principal", 404, id="lead-of-its-group"),
        pytest.param("other_principal", 404, id="principal-elsewhere"),
        pytest.param("second_clerk", 404, id="clerk-elsewhere"),
        pytest.param("neighbour", 404, id="officer-next-door"),
    ],
)
def test_retired_code_leads_on_only_who_may_open_the_record(who, expected, rows, signed_in, request):
    factories.make_retired_code(rows.school, "510115-L800")

    response = signed_in(request.getfixturevalue(who)).get(
        reverse("schools:school_detail", args=["510115-L800"]), {"on": "2020-01-01"}
    )

    assert response.status_code == expected
    assert response.headers.get("location") == (
        f"{rows.school.get_absolute_url()}?on=2020-01-01" if expected == 302 else None
    )
    assert told(response) == []


def test_retired_code_asks_a_visitor_to_sign_in(rows, client):
    factories.make_retired_code(rows.school, "510115-L800")

    response = client.get(reverse("schools:school_detail", args=["510115-L800"]))

    assert (response.status_code, rows.school.code in str(response.headers)) == (302, False)
