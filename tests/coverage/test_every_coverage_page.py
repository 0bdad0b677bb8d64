"""Every page of coverage, for everybody: who opens it, what a form does, and nothing where it is refused."""

import pytest
from django.urls import get_resolver, reverse

from accounts.rights import RIGHTS, WRITE
from coverage.models import Headline, Target
from records.models import AuditEntry
from schools.models import School
from tests import factories
from tests.coverage.forms import WRITING, address_of, answers, everything, rows_of

BUREAU = {"officer": 200, "inspector": 200, "administrator": 200, "neighbour": 200}
SCHOOLS = ["member_principal", "clerk", "lead_principal", "other_principal"]
NO_ONE = {"auditor": 403, "nobody": 403}
READS_COVERAGE = {**BUREAU, **dict.fromkeys(SCHOOLS, 403), **NO_ONE}
READS_LIST = {**BUREAU, **dict.fromkeys(SCHOOLS, 200), **NO_ONE}
READS_ROW = {**READS_LIST, "lead_principal": 404, "other_principal": 404, "neighbour": 404}
SETS_OWN = {**READS_COVERAGE, "inspector": 403, "administrator": 403}
KEEPS_ROW = {**SETS_OWN, "neighbour": 404}
PAGES = {  # page: the answer to each person
    "coverage_overview": READS_COVERAGE,
    "stage_detail": READS_COVERAGE,
    "reconciliation": READS_COVERAGE,
    "scheme_list": READS_COVERAGE,
    "rule_list": READS_COVERAGE,
    "target_list": READS_COVERAGE,
    "headline_list": READS_COVERAGE,
    "designation_list": READS_LIST,
    "designation_detail": READS_ROW,
    "designation_new": SETS_OWN,
    "designation_award": KEEPS_ROW,
    "designation_renew": KEEPS_ROW,
    "designation_convert": KEEPS_ROW,
    "designation_withdraw": KEEPS_ROW,
    "designation_correct": KEEPS_ROW,
    "target_new": SETS_OWN,
    "target_edit": KEEPS_ROW,
    "target_end": KEEPS_ROW,
    "headline_new": SETS_OWN,
    "headline_edit": KEEPS_ROW,
    "headline_end": KEEPS_ROW,
}
STRANGERS = [*SCHOOLS[2:], *NO_ONE, "neighbour"]
SECRETS = ["保密中心小学", "保密级别", "密发〔2020〕1号", "保密目标", "保密规则"]
OF_THE_SCHOOL = {SECRETS[0], SECRETS[2], SECRETS[3]}  # levels and rules are the same for every district


@pytest.fixture
def clerk(district):
    """Return a clerk of the member school, beside its principal."""
    return factories.make_user("clerk", role="clerk", school=district.member)


@pytest.fixture
def neighbour():
    """Return an officer of the district next door."""
    elsewhere = factories.make_district("510116", "双流区")
    return factories.make_user("neighbour", role="officer", district=elsewhere)


@pytest.fixture
def two_hats(neighbour, district):
    """Return the officer next door, who is also an inspector here."""
    neighbour.appointments.create(role="inspector", district=district.district)
    return neighbour


@pytest.fixture
def nobody():
    """Return somebody with an account and without an appointment."""
    return factories.make_user("nobody")


@pytest.fixture
def rows(district):
    """Return one row of everything about the member school, each with a text that stands nowhere else."""
    name, level, document, statement, rules = SECRETS
    School.objects.filter(pk=district.member.pk).update(name=name)
    factories.make_rule_set(name=rules, rules=1)
    return rows_of(district, level=level, document=document, statement=statement)


def address(page, rows):
    """Return the address of a page about the member school."""
    if page == "stage_detail":
        return reverse("coverage:stage_detail", args=["compulsory"])
    return address_of(page, rows)


def told(answer):
    """Return which of the secrets an answer names."""
    return [secret for secret in SECRETS if secret in answer.content.decode("utf-8-sig")]


def test_tables_name_every_page_and_every_form():
    names = {pattern.name for pattern in get_resolver("coverage.urls").url_patterns}

    assert set(PAGES) == names
    assert set(WRITING) == {name for name in names if RIGHTS[f"coverage:{name}"].methods >= WRITE}


@pytest.mark.parametrize("who", READS_LIST)
@pytest.mark.parametrize("page", PAGES)
def test_page_answers_each_person_and_tells_a_stranger_nothing(page, who, rows, signed_in, request):
    answer = signed_in(request.getfixturevalue(who)).get(address(page, rows))

    leaked = OF_THE_SCHOOL.intersection(told(answer)) if who in STRANGERS else set()
    assert (answer.status_code, leaked) == (PAGES[page][who], set())


@pytest.mark.parametrize("page", PAGES)
def test_page_asks_a_visitor_to_sign_in_and_tells_nothing(page, rows, client):
    answer = client.get(address(page, rows))

    expected = f"{reverse('account_login')}?next={address(page, rows)}"
    assert (answer.status_code, answer.headers["location"], told(answer)) == (302, expected, [])


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        pytest.param("stage_detail", [*SECRETS[:2], SECRETS[3]], id="schools-of-a-stage"),
        pytest.param("reconciliation", SECRETS[:1], id="reconciliation"),
        pytest.param("scheme_list", SECRETS[1:2], id="schemes"),
        pytest.param("rule_list", SECRETS[4:], id="rules"),
        pytest.param("target_list", SECRETS[3:4], id="targets"),
        pytest.param("designation_list", SECRETS[:2], id="designations"),
        pytest.param("designation_detail", SECRETS[:3], id="designation"),
        pytest.param("target_edit", SECRETS[3:4], id="form-of-a-target"),
        pytest.param("designation_correct", SECRETS[:3], id="form-of-a-designation"),
    ],
)
def test_page_tells_the_officer_what_it_is_about(page, expected, rows, officer, signed_in):
    """The control: the texts that strangers must not see stand where they belong."""
    assert told(signed_in(officer).get(address(page, rows))) == expected


# --- forms ---


@pytest.mark.parametrize("page", WRITING)
def test_form_of_the_officer_writes_once_it_is_confirmed(page, rows, officer, signed_in):
    bureau = signed_in(officer)
    sent, before = answers(page, rows, bureau), everything()

    answer = bureau.post(address(page, rows), sent)

    assert (answer.status_code, everything() != before) == (302, True)
    assert set(AuditEntry.objects.values_list("username", flat=True)) == {"officer"}


@pytest.mark.parametrize("who", [who for who in READS_LIST if who not in ("officer", "neighbour")])
@pytest.mark.parametrize("page", WRITING)
def test_form_writes_nothing_for_anybody_else(page, who, rows, officer, signed_in, request):
    sent, before = answers(page, rows, signed_in(officer)), everything()

    answer = signed_in(request.getfixturevalue(who)).post(address(page, rows), sent)

    assert (answer.status_code, told(answer)) == (403, [])
    assert everything() == before


@pytest.mark.parametrize("page", WRITING)
def test_form_writes_nothing_for_a_visitor(page, rows, officer, client, signed_in):
    sent, before = answers(page, rows, signed_in(officer)), everything()

    answer = client.post(address(page, rows), sent)

    assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (302, "/accounts/login/")
    assert everything() == before


@pytest.mark.parametrize("page", [page for page in WRITING if PAGES[page] is KEEPS_ROW])
def test_officer_next_door_finds_no_form_and_writes_nothing(page, rows, officer, neighbour, signed_in):
    sent, before = answers(page, rows, signed_in(officer)), everything()

    assert signed_in(neighbour).post(address(page, rows), sent).status_code == 404
    assert everything() == before


@pytest.mark.parametrize("page", ["target_new", "headline_new"])
@pytest.mark.parametrize("query", ["", "?district=510115"], ids=["own", "named"])
def test_officer_next_door_sets_what_is_for_the_own_district(
    query, page, rows, officer, neighbour, signed_in
):
    sent = answers(page, rows, signed_in(officer))

    signed_in(neighbour).post(address(page, rows) + query, sent)

    model = Target if page == "target_new" else Headline
    assert model.objects.latest("pk").district.code == "510116"


def test_officer_next_door_awards_no_school_of_another_district(rows, officer, neighbour, signed_in):
    sent, before = answers("designation_new", rows, signed_in(officer)), everything()

    answer = signed_in(neighbour).post(address("designation_new", rows), sent)

    assert list(answer.context["form"].errors) == ["school"]
    assert everything() == before


@pytest.mark.parametrize("page", [page for page in WRITING if page != "designation_new"])
def test_right_next_door_is_no_right_to_write_what_may_be_read_here(page, rows, officer, two_hats, signed_in):
    here = f"{address(page, rows)}?district=510115"
    sent, browser, before = answers(page, rows, signed_in(officer)), signed_in(two_hats), everything()

    assert (browser.get(here).status_code, browser.post(here, sent).status_code) == (403, 403)
    assert everything() == before


@pytest.mark.parametrize("confirmed", ["1", []], ids=["confirmed", "preview"])
def test_school_that_may_only_be_read_is_not_awarded(confirmed, rows, officer, two_hats, signed_in):
    sent, before = answers("designation_new", rows, signed_in(officer)), everything()

    answer = signed_in(two_hats).post(address("designation_new", rows), {**sent, "confirmed": confirmed})

    assert answer.status_code == 403
    assert everything() == before


@pytest.mark.parametrize("page", [page for page in PAGES if page not in WRITING])
def test_page_that_is_only_read_takes_no_post(page, rows, officer, signed_in):
    before = everything()

    assert signed_in(officer).post(address(page, rows)).status_code == 405
    assert everything() == before


@pytest.mark.parametrize("page", WRITING)
def test_form_of_a_former_officer_writes_nothing(page, rows, officer, signed_in):
    bureau = signed_in(officer)
    sent, before = answers(page, rows, bureau), everything()
    officer.appointments.update(end="2021-01-01")

    answer = bureau.post(address(page, rows), sent)

    assert answer.status_code == 403
    assert everything() == before


@pytest.mark.parametrize("page", ["coverage_overview", "reconciliation", "target_list", "headline_list"])
def test_page_of_an_empty_portal_says_what_comes_first(page, db, signed_in):
    browser = signed_in(factories.make_user(role="administrator"))

    answer = browser.get(reverse(f"coverage:{page}"))

    assert (answer.status_code, answer.templates[0].name) == (200, "coverage/no_district.html")
    assert "请系统管理员运行 load_report 载入报告所载数据，或在管理后台登记区县。" in answer.text


@pytest.mark.parametrize("page", ["scheme_list", "rule_list", "designation_list"])
def test_list_of_an_empty_portal_needs_no_district(page, db, signed_in):
    browser = signed_in(factories.make_user(role="administrator"))

    assert 'class="empty"' in browser.get(reverse(f"coverage:{page}")).text


def test_stage_of_an_empty_portal_is_not_found(db, signed_in):
    browser = signed_in(factories.make_user(role="administrator"))

    assert browser.get(reverse("coverage:stage_detail", args=["compulsory"])).status_code == 404
