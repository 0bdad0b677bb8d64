"""The school year that a page shows: asked for by the address, and that of today otherwise."""

from datetime import date

import pytest
from django.http import QueryDict

from schools.forms_year import YearForm
from schools.school_year import choices_around

TODAY = date(2026, 11, 25)
OFFERED = ["2027", "2026", "2025", "2024", "2023", "2022", "2021"]


def asked(query, today=TODAY):
    """Return the form for the parameters of an address."""
    return YearForm(QueryDict(query), today=today)


@pytest.mark.parametrize(
    ("query", "year"),
    [
        pytest.param("", 2026, id="none"),
        pytest.param("year=", 2026, id="empty"),
        pytest.param("year=2022", 2022, id="earlier"),
        pytest.param("year=2027", 2027, id="the-next"),
        pytest.param("year=1900", 2026, id="too-long-ago"),
        pytest.param("year=abc", 2026, id="no-year"),
        pytest.param("year=2022&year=2021", 2021, id="two"),
        pytest.param("other=1", 2026, id="something-else"),
    ],
)
def test_year_of_an_address(query, year):
    assert asked(query).year_shown == year


@pytest.mark.parametrize(("query", "chosen"), [("", "2026"), ("year=2023", "2023")])
def test_choice_shows_the_year_of_the_page(query, chosen):
    assert f'<option value="{chosen}" selected>' in str(asked(query)["year"])


def test_unknown_year_is_said_at_its_field():
    form = asked("year=1900")

    assert not form.is_valid()
    assert "1900" in str(form.errors["year"])


@pytest.mark.parametrize(
    ("day", "first"),
    [(date(2026, 8, 31), "2026"), (date(2026, 9, 1), "2027"), (date(2027, 8, 31), "2027")],
)
def test_years_turn_on_the_first_of_september(day, first):
    assert choices_around(day)[0][0] == first


def test_years_are_offered_the_latest_first():
    assert choices_around(TODAY) == [(year, f"{year}–{int(year) + 1}") for year in OFFERED]
