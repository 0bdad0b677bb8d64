"""A school's roster: who reads it, on which day, filtered and paged."""

from datetime import date

import pytest
from django.urls import reverse

from schools.models import Staff
from tests import factories


@pytest.fixture
def bureau(officer, signed_in):
    """Return the signed-in browser of an officer."""
    return signed_in(officer)


@pytest.fixture
def roster(district):
    """Return the school whose roster has three people, beside another school's."""
    factories.make_staff(district.member, "钱老师", staff_no="T1", subject="数学", start=date(2020, 9, 1))
    factories.make_staff(district.member, "孙校长", staff_no="T2", post=Staff.Post.PRINCIPAL)
    factories.make_staff(district.member, "李老师", staff_no="T3", title="senior")
    factories.make_staff(district.lead, "周老师", staff_no="T4")
    return district.member


def url(school):
    return reverse("schools:staff_list", args=[school.code])


def names(response):
    return [employment.staff.name for employment in response.context["page_obj"]]


@pytest.mark.parametrize(
    ("who", "status"),
    [
        pytest.param("officer", 200, id="officer"),
        pytest.param("inspector", 200, id="inspector"),
        pytest.param("member_principal", 200, id="own-principal"),
        pytest.param("lead_principal", 404, id="lead-of-its-group"),
        pytest.param("other_principal", 404, id="other-principal"),
        pytest.param("administrator", 403, id="administrator"),
        pytest.param("auditor", 403, id="auditor"),
    ],
)
def test_roster_opens_for_the_own_school_and_the_bureau(who, status, roster, signed_in, request):
    response = signed_in(request.getfixturevalue(who)).get(url(roster))

    assert (response.status_code, "钱老师" in response.text) == (status, status == 200)


def test_roster_asks_a_visitor_to_sign_in(client, roster):
    assert client.get(url(roster)).status_code == 302


def test_roster_of_an_unknown_school_is_not_found(bureau):
    assert bureau.get("/schools/510115-L999999/staff/").status_code == 404


def test_clerk_reads_the_own_roster(roster, signed_in):
    clerk = factories.make_user(role="clerk", school=roster)

    assert names(signed_in(clerk).get(url(roster))) == ["钱老师", "孙校长", "李老师"]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param("2020-08-31", ["孙校长", "李老师"], id="before-the-first-day"),
        pytest.param("2020-09-01", ["钱老师", "孙校长", "李老师"], id="first-day"),
        pytest.param("2090-01-01", ["钱老师", "孙校长", "李老师"], id="future"),
        pytest.param("nonsense", ["钱老师", "孙校长", "李老师"], id="no-day"),
    ],
)
def test_roster_is_that_of_the_day(day, expected, roster, bureau):
    assert names(bureau.get(url(roster), {"on": day})) == expected


def test_person_who_moved_is_on_one_roster_at_a_time(roster, district, bureau):
    moved = Staff.objects.get(staff_no="T1").employments.get()
    moved.end = date(2022, 9, 1)
    moved.save()
    moved.staff.employments.create(school=district.lead, start=date(2022, 9, 1))

    def found(day):
        asked = {"on": day, "q": "钱"}
        return names(bureau.get(url(roster), asked)), names(bureau.get(url(district.lead), asked))

    assert found("2022-08-31") == (["钱老师"], [])
    assert found("2022-09-01") == ([], ["钱老师"])


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("q=老师", ["钱老师", "李老师"], id="name"),
        pytest.param("q=t2", ["孙校长"], id="number-in-any-case"),
        pytest.param("post=principal", ["孙校长"], id="post"),
        pytest.param("q=老师&post=principal", [], id="together"),
        pytest.param("q=周", [], id="nobody-of-another-school"),
    ],
)
def test_roster_is_filtered_by_the_address(query, expected, roster, bureau):
    assert names(bureau.get(f"{url(roster)}?{query}")) == expected


@pytest.mark.parametrize(
    ("query", "field"),
    [
        pytest.param("q=%00", "q", id="nul"),
        pytest.param("q=" + "x" * 10_000, "q", id="ten-thousand-characters"),
        pytest.param("post=king", "post", id="unknown-post"),
    ],
)
def test_roster_names_and_ignores_what_makes_no_sense(query, field, roster, bureau):
    response = bureau.get(f"{url(roster)}?{query}")

    assert (names(response), list(response.context["form"].errors)) == (
        ["钱老师", "孙校长", "李老师"],
        [field],
    )


def test_roster_shows_the_first_day_at_the_home_school(roster, bureau):
    text = bureau.get(url(roster), {"show": "joined_on"}).text

    assert (text.count("2020年9月1日"), text.count("<td>—</td>")) == (1, 2)


def test_roster_page_beyond_the_last_shows_the_last(roster, bureau):
    for number in range(50):
        factories.make_staff(roster, staff_no=f"U{number:03d}")

    page = bureau.get(url(roster), {"page": "7", "on": "2022-12-31"}).context["page_obj"]

    assert (page.number, len(page), page.paginator.count) == (2, 3, 53)


def test_roster_keeps_the_filters_from_page_to_page(roster, bureau):
    for number in range(51):
        factories.make_staff(roster, staff_no=f"U{number:03d}")

    text = bureau.get(url(roster), {"q": "u", "post": "teacher", "on": "2022-12-31"}).text

    assert 'href="?page=2&amp;q=u&amp;post=teacher&amp;on=2022-12-31"' in text


def test_empty_roster_says_why(district, bureau):
    assert "这一天名册里没有人" in bureau.get(url(district.lone)).text


def test_roster_without_a_match_offers_to_clear_the_filters(roster, bureau):
    assert "没有符合条件的教职工" in bureau.get(url(roster), {"q": "没有这人"}).text


@pytest.mark.parametrize("rows", [1, 3, 300])
def test_roster_asks_as_few_questions_for_many_rows(rows, district, bureau, django_assert_num_queries):
    for _number in range(rows):
        factories.make_staff(district.lone)
    bureau.get(url(district.lone))  # the first page of a session stores when it began

    with django_assert_num_queries(7):
        response = bureau.get(url(district.lone))

    assert response.context["page_obj"].paginator.count == rows
