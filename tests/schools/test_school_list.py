"""The list of schools: who sees which, filters, order, pages, and input that makes no sense."""

from datetime import date

import pytest
from django.urls import reverse

from schools.models import School, SchoolStatus
from tests import factories

URL = reverse("schools:school_list")
ALL = ["甲校", "乙校", "丙校", "丁校", "戊幼儿园", "己幼儿园", "庚小学"]


@pytest.fixture
def foreign(district):
    """Return a school of another district, which nobody of this one may see."""
    other = factories.make_district("510114", "新都区")
    return factories.make_school("外区学校", district=other, code="510114-L001")


@pytest.fixture
def bureau(officer, signed_in):
    """Return the signed-in bureau of an officer."""
    return signed_in(officer)


def listed(response):
    return [school.name for school in response.context["page_obj"]]


def errors(response):
    return {name: list(found) for name, found in response.context["form"].errors.items()}


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        pytest.param("officer", ALL, id="officer"),
        pytest.param("inspector", ALL, id="inspector"),
        pytest.param("administrator", ["外区学校", *ALL], id="administrator"),
        pytest.param("lead_principal", ["甲校"], id="lead-principal"),
        pytest.param("member_principal", ["丙校"], id="member-principal"),
        pytest.param("other_principal", ["戊幼儿园"], id="other-principal"),
    ],
)
def test_list_shows_what_the_person_may_open(who, expected, district, foreign, signed_in, request):
    response = signed_in(request.getfixturevalue(who)).get(URL)

    hidden = {"外区学校", *ALL} - set(expected)
    assert listed(response) == expected
    assert [name for name in hidden if name in response.text] == []


def test_list_refuses_an_auditor(auditor, signed_in):
    response = signed_in(auditor).get(URL)

    assert (response.status_code, "甲校" in response.text) == (403, False)


def test_list_asks_a_visitor_to_sign_in(district, client):
    response = client.get(URL)

    assert (response.status_code, response.url) == (302, f"{reverse('account_login')}?next={URL}")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("q=校", ["甲校", "乙校", "丙校", "丁校"], id="name"),
        pytest.param("q=旧名", ["庚小学"], id="former-name"),
        pytest.param("q=510115-l", ALL, id="code-in-any-case"),
        pytest.param("q=%20庚小学%20", ["庚小学"], id="spaces-around"),
        pytest.param("q=%25", [], id="no-wildcards"),
        pytest.param("kind=kindergarten", ["戊幼儿园", "己幼儿园"], id="kind"),
        pytest.param("ownership=private", ["丁校"], id="ownership"),
        pytest.param("stage=senior", ["甲校", "乙校"], id="stage"),
        pytest.param("town=万春镇", ["丁校"], id="town"),
        pytest.param("status=closed", [], id="status-of-nobody"),
        pytest.param("status=unknown", ["丙校"], id="no-status-on-the-day"),
        pytest.param("kind=nine_year&ownership=private&q=丁", ["丁校"], id="together"),
        pytest.param("kind=primary&ownership=private", [], id="together-none"),
    ],
)
def test_list_is_filtered_by_the_address(query, expected, district, bureau):
    School.objects.filter(pk=district.partner.pk).update(ownership="private", town="万春镇")
    factories.make_former_name(district.lone, "旧名小学")
    SchoolStatus.objects.filter(school=district.member).update(end=date(2000, 1, 1))

    response = bureau.get(f"{URL}?{query}")

    assert (listed(response), errors(response)) == (expected, {})


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        pytest.param("", ALL, id="code-without-a-choice"),
        pytest.param("-code", ALL[::-1], id="code-backwards"),
        pytest.param(
            "kind",
            ["戊幼儿园", "己幼儿园", "庚小学", "丙校", "丁校", "甲校", "乙校"],
            id="kind-by-age-of-pupils",
        ),
        pytest.param(
            "-kind", ["甲校", "乙校", "丙校", "丁校", "庚小学", "戊幼儿园", "己幼儿园"], id="kind-backwards"
        ),
    ],
)
def test_list_is_sorted_by_the_address(sort, expected, district, bureau):
    assert listed(bureau.get(URL, {"sort": sort})) == expected


def test_list_is_sorted_by_name_both_ways(district, bureau):
    forwards = listed(bureau.get(URL, {"sort": "name"}))

    assert sorted(forwards) == sorted(ALL)
    assert listed(bureau.get(URL, {"sort": "-name"})) == forwards[::-1]


@pytest.mark.parametrize(
    ("query", "field", "message"),
    [
        pytest.param("q=%00甲", "q", "第 1 个字符是不可见的控制字符（U+0000），请删除后再提交。", id="nul"),
        pytest.param(
            "q=" + "甲" * 10_000,
            "q",
            "查找内容最多 60 个字，您输入了 10000 个字，这次没有按它查找。",
            id="ten-thousand-characters",
        ),
        pytest.param("kind=castle", "kind", "没有“castle”这个选项，已忽略这个条件。", id="unknown-kind"),
        pytest.param("stage=%00", "stage", "没有“”这个选项，已忽略这个条件。", id="nul-as-a-stage"),
        pytest.param(
            "town=" + "x" * 9_000, "town", f"没有“{'x' * 20}”这个选项，已忽略这个条件。", id="endless-town"
        ),
        pytest.param("sort=pupils", "sort", "没有“pupils”这个选项，已忽略这个条件。", id="unknown-order"),
    ],
)
def test_list_names_and_ignores_what_makes_no_sense(query, field, message, district, bureau):
    response = bureau.get(f"{URL}?{query}&ownership=unknown")

    assert (listed(response), errors(response)) == (ALL, {field: [message]})
    assert [
        "\0" in response.text,
        "甲" * 61 in response.text.partition("<main")[2],
        "x" * 61 in response.text.partition("<main")[2],
    ] == [False] * 3


def test_list_says_that_a_day_is_none_and_shows_today(district, bureau):
    response = bureau.get(URL, {"on": "2022-13-45"})

    assert listed(response) == ALL
    assert "“2022-13-45”不是有效的日期" in response.text


def test_list_shows_status_and_stages_of_the_day(bureau, district):
    school = factories.make_school("辛校", operating_from=date(2020, 9, 1), closed_on=date(2023, 9, 1))
    school.stages.update(start=date(2020, 9, 1), end=date(2023, 9, 1))

    def seen(day):
        rows = bureau.get(URL, {"q": "辛校", "on": day}).context["page_obj"]
        return [(row.status_on_day, [service.stage for service in row.stages_on_day]) for row in rows]

    assert seen("2020-08-31") == []
    assert seen("2020-09-01") == [("operating", ["primary", "junior"])]
    assert seen("2023-08-31") == [("operating", ["primary", "junior"])]
    assert seen("2023-09-01") == [(None, [])]


@pytest.mark.parametrize(
    ("day", "states"),
    [
        pytest.param("2020-08-31", ["upcoming"], id="eve"),
        pytest.param("2020-09-01", ["", "operating"], id="first-day"),
        pytest.param("2023-09-01", ["", "unknown"], id="state-ended"),
    ],
)
def test_school_that_is_not_there_yet_is_found_by_that_state_alone(day, states, bureau, district):
    factories.make_school("辛校", operating_from=date(2020, 9, 1), closed_on=date(2023, 9, 1))

    def finds(state):
        return bureau.get(URL, {"q": "辛校", "on": day, "status": state}).context["page_obj"].object_list

    choices = ["", "preparing", "operating", "suspended", "closed", "upcoming", "unknown"]
    assert [state for state in choices if finds(state)] == states


def test_school_without_any_state_is_unknown_and_not_to_come(bureau, district):
    district.lone.statuses.all().delete()

    asked, states = {"q": "庚小学", "on": "2020-08-31"}, ["", "unknown", "upcoming"]
    found = {state: len(bureau.get(URL, asked | {"status": state}).context["page_obj"]) for state in states}

    assert found == {"": 1, "unknown": 1, "upcoming": 0}


@pytest.mark.parametrize(
    ("page", "number", "rows"),
    [
        pytest.param("1", 1, 50, id="first"),
        pytest.param("2", 2, 11, id="last"),
        pytest.param("99", 2, 11, id="beyond-the-last"),
        pytest.param("-1", 2, 11, id="before-the-first"),
        pytest.param("abc", 1, 50, id="no-number"),
        pytest.param("\0", 1, 50, id="nul"),
    ],
)
def test_list_is_paged_by_fifty(page, number, rows, district, bureau):
    for index in range(54):
        factories.make_school(f"新校{index}")

    shown = bureau.get(URL, {"page": page}).context["page_obj"]

    assert (shown.number, len(shown), shown.paginator.count) == (number, rows, 61)


def test_pages_keep_filters_order_and_day(district, bureau):
    for index in range(51):
        factories.make_school(f"新校{index}")

    response = bureau.get(URL, {"q": "新校", "sort": "-code", "on": "2022-12-31", "stray": "1", "page": "1"})

    assert 'href="?page=2&amp;q=%E6%96%B0%E6%A0%A1&amp;sort=-code&amp;on=2022-12-31"' in response.text


def test_heads_sort_and_keep_the_filters(district, bureau):
    response = bureau.get(URL, {"kind": "kindergarten", "sort": "kind"})

    assert (
        '<th scope="col" aria-sort="ascending"><a href="?kind=kindergarten&amp;sort=-kind">' in response.text
    )
    assert '<th scope="col"><a href="?kind=kindergarten&amp;sort=code">' in response.text


@pytest.mark.parametrize(
    ("code", "basis", "expected"),
    [
        pytest.param("510115-L900", "inferred", (True, True), id="provisional-and-inferred"),
        pytest.param("2151000001", "confirmed", (False, False), id="official-and-confirmed"),
    ],
)
def test_list_marks_provisional_codes_and_inferred_facts(code, basis, expected, officer, signed_in, district):
    School.objects.filter(pk=district.lone.pk).update(code=code, kind_basis=basis)

    response = signed_in(officer).get(URL, {"q": "庚小学"})

    row = response.text.partition("<tbody>")[2].partition("</tbody>")[0]
    assert ("临时码" in row, "推断" in row) == expected


def test_list_says_what_to_do_where_nothing_matches(district, bureau):
    text = bureau.get(URL, {"q": "没有这所"}).text

    assert "没有符合条件的学校" in text
    assert '<a class="btn btn-primary" href="?">清除全部条件</a>' in text


def test_list_says_what_will_stand_there_where_nothing_is_registered(db, signed_in):
    officer = factories.make_user(role="officer", district=factories.make_district())

    assert "学校档案里还没有学校" in signed_in(officer).get(URL).text


@pytest.mark.parametrize("rows", [1, 3, 300])
def test_list_asks_as_few_questions_for_many_rows(rows, db, signed_in, django_assert_num_queries):
    officer = factories.make_user(role="officer", district=factories.make_district())
    for _number in range(rows):
        factories.make_former_name(factories.make_school(), "旧名")
    bureau = signed_in(officer)
    bureau.get(URL)  # the first page of a session stores when it began

    with django_assert_num_queries(9):
        response = bureau.get(URL, {"q": "旧名", "stage": "primary", "status": "operating"})

    assert response.context["page_obj"].paginator.count == rows
