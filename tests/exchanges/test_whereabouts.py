"""Who is where over a school year: the drawing as plain figures, and the page."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone

from exchanges.whereabouts import day_mark, months, rows_of_year
from records.periods import Span
from schools.school_year import school_year_of
from tests import factories

PAGE = reverse("exchanges:whereabouts")
TODAY = timezone.localdate()
YEAR = timedelta(days=365)


def term(person, start, end):
    """Return a rotation as the drawing reads it."""
    who = SimpleNamespace(staff_no=f"M{person}")
    return SimpleNamespace(person=who, person_id=person, start=start, span=Span(start, end))


def drawn(rotations, year=2022):
    """Return each person's bars."""
    return [
        (row.person.staff_no, [(bar.x, bar.width) for bar in row.terms])
        for row in rows_of_year(rotations, year)
    ]


@pytest.mark.parametrize(
    ("start", "end", "bars"),
    [
        pytest.param(date(2022, 9, 1), date(2023, 9, 1), [("0.00%", "100.00%")], id="whole-year"),
        pytest.param(date(2021, 1, 1), date(2030, 1, 1), [("0.00%", "100.00%")], id="longer-than-the-year"),
        pytest.param(date(2022, 9, 1), date(2022, 9, 2), [("0.00%", "0.27%")], id="one-day"),
        pytest.param(date(2023, 8, 31), date(2024, 9, 1), [("99.73%", "0.27%")], id="last-day"),
        pytest.param(date(2023, 3, 1), date(2023, 9, 1), [("49.59%", "50.41%")], id="second-half"),
    ],
)
def test_bar_lies_on_the_days_of_the_year(start, end, bars):
    assert drawn([term(1, start, end)]) == [("M1", bars)]


@pytest.mark.parametrize(
    ("start", "end"),
    [(date(2021, 9, 1), date(2022, 9, 1)), (date(2023, 9, 1), date(2024, 9, 1))],
)
def test_terms_of_other_years_are_left_out(start, end):
    assert drawn([term(1, start, end)]) == []


def test_terms_of_one_person_share_a_line_the_earliest_first():
    late = term(1, date(2023, 3, 1), date(2023, 9, 1))
    early = term(1, date(2022, 9, 1), date(2023, 3, 1))
    other = term(2, date(2022, 9, 1), date(2023, 9, 1))

    assert drawn([late, other, early]) == [
        ("M1", [("0.00%", "49.59%"), ("49.59%", "50.41%")]),
        ("M2", [("0.00%", "100.00%")]),
    ]


def test_year_has_its_months_from_september():
    found = months(2022)

    assert [month for month, _place in found] == [9, 10, 11, 12, 1, 2, 3, 4, 5, 6, 7, 8]
    assert (found[0][1], found[4][1], found[11][1]) == ("0.00%", "33.42%", "91.51%")


def test_leap_year_has_a_day_more():
    assert (months(2023)[7][1], months(2022)[7][1]) == ("58.20%", "58.08%")


@pytest.mark.parametrize(
    ("day", "place"),
    [
        (date(2022, 8, 31), None),
        (date(2022, 9, 1), "0.00%"),
        (date(2023, 8, 31), "99.73%"),
        (date(2023, 9, 1), None),
    ],
)
def test_today_is_marked_in_its_year_alone(day, place):
    assert day_mark(day, 2022) == place


# --- the page ---


@pytest.fixture
def away(small, stored):
    """Store terms of this school year, one that ends soon, one of a year before, and one of other schools."""
    other = factories.make_staff(small.lead, "李四", staff_no="L1", start=date(2015, 9, 1))
    back = {"home": small.lead, "host": small.member, "person": other, "proposed_by": "host"}
    return {
        "under_way": stored("approved", start=TODAY - YEAR, end=TODAY + YEAR, share=40),
        "returning": stored(
            "approved", start=TODAY, end=TODAY + timedelta(days=60), **back, answered_by="home"
        ),
        "past": stored("approved", start=date(2015, 9, 1), end=date(2016, 9, 1), share=30),
        "asked": stored("accepted", start=TODAY, end=TODAY + YEAR),
        "others": factories.make_rotation(
            small.second, small.partner, small.bridge, "approved", start=TODAY, end=TODAY + timedelta(days=61)
        ),
    }


def shown(answer):
    """Return whom the page shows, and who comes back soon."""
    return (
        [row.person.name for row in answer.context["rows"]],
        [rotation.person.name for rotation in answer.context["returning"]],
    )


@pytest.mark.parametrize(
    ("who", "people", "returning"),
    [
        ("officer", 3, ["李四"]),
        ("inspector", 3, ["李四"]),
        ("home_principal", 2, ["李四"]),
        ("host_clerk", 2, ["李四"]),
        ("peer_principal", 1, []),
        ("stranger_principal", 0, []),
    ],
)
def test_page_shows_whom_one_may_read_about(small, away, signed_in, who, people, returning):
    found = shown(signed_in(getattr(small.people, who)).get(PAGE))

    assert (len(found[0]), found[1]) == (people, returning)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param({}, ["李四", "王五", "张老师"], id="all-of-them"),
        pytest.param({"school": "lead"}, ["李四", "王五"], id="in-and-out"),
        pytest.param({"group": "jia"}, ["李四", "王五"], id="group"),
        pytest.param({"group": "yi"}, ["张老师"], id="other-group"),
        pytest.param({"year": str(school_year_of(TODAY) - 5)}, [], id="year-without"),
    ],
)
def test_page_is_narrowed_by_the_address(small, away, signed_in, query, expected):
    given = {name: small.lead.code if name == "school" else value for name, value in query.items()}

    assert shown(signed_in(small.people.officer).get(PAGE, given))[0] == expected


@pytest.mark.parametrize("year", ["1900", "昨天", "2022-09-01", "99999999"])
def test_unknown_year_is_that_of_today(small, away, signed_in, year):
    page = signed_in(small.people.officer).get(PAGE, {"year": year})

    assert page.status_code == 200
    assert page.context["year"] == f"{school_year_of(TODAY)}–{school_year_of(TODAY) + 1}"


def test_empty_page_says_what_will_be_there(small, signed_in):
    assert "没有人在其他学校工作" in signed_in(small.people.officer).get(PAGE).text


@pytest.mark.parametrize("count", [1, 3, 30])
def test_page_asks_a_constant_number_of_queries(small, signed_in, django_assert_num_queries, count):
    for number in range(count):
        factories.make_rotation(
            small.first,
            small.member,
            small.lead,
            "approved",
            start=TODAY,
            end=TODAY + timedelta(days=30),
            person=factories.make_staff(small.member, f"某{number}", start=date(2015, 9, 1)),
        )
    browser = signed_in(small.people.officer)
    browser.get(PAGE)

    with django_assert_num_queries(8):
        browser.get(PAGE)


@pytest.mark.parametrize("who", ["auditor", "administrator"])
def test_who_reads_no_rotations_is_refused(small, away, signed_in, who):
    assert signed_in(getattr(small.people, who)).get(PAGE).status_code == 403


def test_page_draws_bars_and_says_them_in_words(small, stored, signed_in):
    year = school_year_of(TODAY)
    start, middle, end = date(year, 9, 1), date(year + 1, 3, 1), date(year + 1, 9, 1)
    stored("approved", start=start, end=middle, share=50)
    stored("approved", start=middle, end=end, share=100)

    text = signed_in(small.people.home_clerk).get(PAGE).text

    assert text.count('class="term-bar"') == 2
    assert 'x="0.00%"' in text
    assert f"{year}年9月1日 至 {year + 1}年3月1日 · 50%" in text
    assert f"{year + 1}年3月1日 至 {year + 1}年9月1日 · 100%" in text


def test_page_is_english_for_who_reads_english(small, away, signed_in):
    browser = signed_in(small.people.officer)
    browser.cookies["django_language"] = "en"

    text = browser.get(PAGE).text

    assert "<h1>Whereabouts</h1>" in text
    assert "3 people work at other schools" in text
    assert "Back within 60 days" in text or "Returning within 60 days" in text


def test_years_before_are_kept(small, away, signed_in):
    past = signed_in(small.people.officer).get(PAGE, {"year": str(school_year_of(TODAY) - 1)})

    assert shown(past)[0] == ["王五"]
    assert 'class="term-today"' not in past.text
