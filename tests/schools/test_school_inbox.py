"""What waits for the person in the register: every count is the length of the list that it links to."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from schools.models import Confirmation
from schools.school_year import school_year_of
from schools.term import term_of
from tests import factories

TODAY = timezone.localdate()
YEAR, TERM = school_year_of(TODAY), term_of(TODAY)
ITEM = re.compile(r'<li><a href="([^"]+)">(?:(?!</li>).)*?<span class="count">(\d+)</span></a>', re.DOTALL)


@pytest.fixture
def busy(district):
    """Return the district with something in every list of what waits."""
    factories.make_proposal(district.lead)
    factories.make_proposal(district.member)
    factories.make_proposal(district.member, "kind", "primary", state="returned", decided_at=timezone.now())
    factories.make_proposal(district.lone, state="returned")  # of a term long past
    factories.make_confirmation(district.lone, year=TERM.year, term=TERM.half)
    factories.make_enrolment(district.member, 900, year=YEAR, stage="primary")
    return district


def inbox(browser):
    """Return the markup of the list on the home page."""
    return browser.get("/").text.partition('<ul class="inbox">')[2].partition("</ul>")[0]


def items(browser):
    """Return the linked addresses with the number that each names."""
    return {address.replace("&amp;", "&"): int(count) for address, count in ITEM.findall(inbox(browser))}


PEOPLE = [
    pytest.param(
        "officer",
        {
            "/schools/proposals/?state=open": 2,
            "/schools/confirmations/?done=due": 6,
            f"/schools/enrolment/?year={YEAR}&reported=no": 10,
        },
        id="officer",
    ),
    pytest.param(
        "member_principal",
        {"/schools/proposals/?state=pending": 1, f"/schools/enrolment/?year={YEAR}&reported=no": 1},
        id="member-principal",
    ),
    pytest.param("lead_principal", {f"/schools/enrolment/?year={YEAR}&reported=no": 2}, id="lead-principal"),
    pytest.param(
        "other_principal", {f"/schools/enrolment/?year={YEAR}&reported=no": 1}, id="other-principal"
    ),
    pytest.param("inspector", {}, id="inspector"),
    pytest.param("administrator", {}, id="administrator"),
]


@pytest.mark.parametrize(("who", "expected"), PEOPLE)
def test_home_page_names_what_waits_for_the_person(who, expected, busy, signed_in, request):
    assert items(signed_in(request.getfixturevalue(who))) == expected


@pytest.mark.parametrize("who", ["officer", "member_principal", "lead_principal", "other_principal"])
def test_every_count_is_the_length_of_its_list(who, busy, signed_in, request):
    browser = signed_in(request.getfixturevalue(who))
    counted = items(browser)

    listed = {address: browser.get(address).context["page_obj"].paginator.count for address in counted}

    assert listed == counted != {}


def test_nothing_waits_where_everything_is_done(district, officer, signed_in):
    for school in (district.lead, district.bridge, district.member, district.partner):
        factories.make_confirmation(school, year=TERM.year, term=TERM.half)
    for school in (district.stranger, district.distant, district.lone):
        school.statuses.update(status="closed")
    for school in (district.lead, district.bridge, district.member, district.partner):
        for service in school.stages.all():
            factories.make_enrolment(school, 1, year=YEAR, stage=service.stage)

    assert "<li>" not in inbox(signed_in(officer))


@pytest.mark.parametrize("who", ["inspector", "administrator"])
def test_nothing_waits_for_who_only_reads(who, busy, signed_in, request):
    assert "<li>" not in inbox(signed_in(request.getfixturevalue(who)))


def test_other_schools_matters_stay_with_them(busy, other_principal, signed_in):
    shown = inbox(signed_in(other_principal))

    assert [name in shown for name in ("甲校", "丙校", "戊幼儿园")] == [False, False, True]


def test_principal_confirms_from_the_home_page(district, other_principal, signed_in):
    browser = signed_in(other_principal)
    shown = inbox(browser)
    action = re.search(r'<form method="post" action="([^"]+)"', shown)[1]
    sent = dict(re.findall(r'name="(version|request_key)" value="([^"]+)"', shown))

    response = browser.post(action, sent)

    assert (response.status_code, Confirmation.objects.get().school) == (302, district.stranger)
    assert "尚未确认" not in inbox(browser)


def test_button_on_the_home_page_carries_the_forms_token(district, other_principal, signed_in):
    assert "csrfmiddlewaretoken" in inbox(signed_in(other_principal))


def test_button_waits_for_open_proposals(busy, member_principal, signed_in):
    shown = inbox(signed_in(member_principal))

    assert ("<form" in shown, "更正申请处理完后再确认" in shown) == (False, True)


def test_clerk_is_told_who_confirms(district, signed_in):
    clerk = signed_in(factories.make_user("clerk", role="clerk", school=district.stranger))

    shown = inbox(clerk)

    assert ("<form" in shown, "由校长确认" in shown) == (False, True)


def test_principal_of_two_schools_has_a_button_for_each(district, other_principal, signed_in):
    other_principal.appointments.create(role="principal", school=district.distant)

    assert inbox(signed_in(other_principal)).count("<form") == 2


@pytest.mark.parametrize(
    ("who", "queries"),
    [pytest.param("officer", 20, id="officer"), pytest.param("lead_principal", 15, id="own")],
)
@pytest.mark.parametrize("more", [1, 3, 100])
def test_home_page_asks_as_few_questions_for_many_rows(
    more, who, queries, district, signed_in, request, django_assert_num_queries
):
    for _number in range(more):
        factories.make_proposal(factories.make_school(kind="primary"))
    browser = signed_in(request.getfixturevalue(who))
    browser.get("/")  # the first page of a session stores when it began

    with django_assert_num_queries(queries):
        browser.get("/")


# --- the way between the lists ---


LISTS = [
    "school_list",
    "staff_index",
    "enrolment_list",
    "facility_list",
    "confirmation_list",
    "proposal_list",
]


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        pytest.param("officer", LISTS, id="officer"),
        pytest.param("inspector", LISTS, id="inspector"),
        pytest.param("lead_principal", LISTS, id="principal"),
        pytest.param("administrator", [name for name in LISTS if name != "staff_index"], id="no-rosters"),
    ],
)
def test_lists_lead_to_each_other_as_far_as_the_person_may_go(who, expected, district, signed_in, request):
    browser = signed_in(request.getfixturevalue(who))

    for name in expected:
        text = browser.get(reverse(f"schools:{name}")).text
        shown = text.partition('<nav class="tabs')[2].partition("</nav>")[0]
        assert re.findall(r'href="([^"]+)"', shown) == [reverse(f"schools:{each}") for each in expected]
        assert f'href="{reverse(f"schools:{name}")}" aria-current="page"' in shown
