"""The filters of the lists: what can be used is used, what cannot is named and left out."""

import pytest
from django.http import QueryDict

from schools.forms import SchoolFilterForm, StaffFilterForm
from schools.models import ImportBatch

NONE = {
    "batch": "",
    "q": "",
    "kind": "",
    "ownership": "",
    "stage": "",
    "town": "",
    "status": "",
    "sort": "",
    "show": "",
}


def school_form(query, towns=("万春镇",)):
    return SchoolFilterForm(QueryDict(query), towns=towns, batches=ImportBatch.objects.none())


@pytest.mark.parametrize(
    ("query", "chosen"),
    [
        pytest.param("", {}, id="nothing"),
        pytest.param("q=++甲校+", {"q": "甲校"}, id="spaces-around"),
        pytest.param("kind=primary&kind=junior", {"kind": "junior"}, id="the-last-of-two"),
        pytest.param("town=万春镇", {"town": "万春镇"}, id="town-of-the-register"),
        pytest.param("town=别处", {}, id="town-of-nowhere"),
        pytest.param("kind=castle&stage=primary", {"stage": "primary"}, id="the-usable-of-two"),
        pytest.param("q=" + "甲" * 60, {"q": "甲" * 60}, id="longest-search"),
        pytest.param("q=" + "甲" * 61, {}, id="too-long"),
        pytest.param("q=%00", {}, id="nul"),
        pytest.param("q=%E2%80%AE甲", {}, id="direction-override"),
        pytest.param("q=%FF", {"q": "\ufffd"}, id="broken-bytes"),
        pytest.param("sort=-name", {"sort": "-name"}, id="order"),
        pytest.param("sort=-town", {}, id="order-by-what-is-no-key"),
        pytest.param("show=town&show=castle", {"show": ["town"]}, id="known-columns"),
        pytest.param("page=3&on=2022-12-31&x=1", {}, id="what-is-no-filter"),
    ],
)
def test_chosen_are_the_usable_filters(query, chosen):
    assert school_form(query).chosen == NONE | chosen


@pytest.mark.parametrize(
    ("query", "is_narrowed"),
    [
        pytest.param("", False, id="nothing"),
        pytest.param("sort=name", False, id="order-only"),
        pytest.param("kind=castle", False, id="nothing-usable"),
        pytest.param("q=甲", True, id="search"),
        pytest.param("status=unknown", True, id="status"),
    ],
)
def test_list_is_narrowed_by_a_usable_filter(query, is_narrowed):
    assert school_form(query).is_narrowed == is_narrowed


@pytest.mark.parametrize(
    ("query", "on", "expected"),
    [
        pytest.param("", "", "", id="nothing"),
        pytest.param("", "2022-12-31", "on=2022-12-31", id="day"),
        pytest.param(
            "sort=name&kind=castle&stage=primary&page=2", "", "stage=primary&sort=name", id="usable"
        ),
        pytest.param("q=甲&", "2022-12-31", "q=%E7%94%B2&on=2022-12-31", id="search-and-day"),
    ],
)
def test_parameters_are_the_usable_filters_and_the_day(query, on, expected):
    assert school_form(query).parameters(on).urlencode() == expected


def test_conditions_speak_the_words_of_the_queryset():
    form = school_form("q=甲&kind=primary&sort=name")

    assert form.conditions == {
        "text": "甲",
        "kind": "primary",
        "ownership": "",
        "stage": "",
        "town": "",
        "status": "",
    }
    assert StaffFilterForm(QueryDict("q=钱&post=teacher")).conditions == {"text": "钱", "post": "teacher"}


def test_order_is_by_code_without_a_usable_choice():
    assert [school_form(query).order for query in ("", "sort=castle", "sort=-kind")] == [
        "code",
        "code",
        "-kind",
    ]


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        pytest.param("q=甲", 'value="甲"', id="text"),
        pytest.param("q=%00甲", 'value="甲"', id="nul-is-not-repeated"),
        pytest.param("q=" + "甲" * 99, f'value="{"甲" * 60}"', id="long-text-is-cut"),
        pytest.param("q=%22%3E%3Cb%3E", 'value="&quot;&gt;&lt;b&gt;"', id="markup-is-escaped"),
    ],
)
def test_field_shows_again_what_was_typed(query, shown):
    assert shown in str(school_form(query)["q"])


def test_chosen_option_is_shown_as_selected():
    assert '<option value="primary" selected>小学</option>' in str(school_form("kind=primary")["kind"])
