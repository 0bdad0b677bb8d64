"""What holds on every list of exchanges: order, columns, odd addresses, files that people can trust."""

from __future__ import annotations

import csv
import io
from datetime import date, time, timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from exchanges.columns import EXEMPTION_COLUMNS, ROTATION_COLUMNS
from exchanges.columns_resources import BOOKING_COLUMNS, RESOURCE_COLUMNS
from exchanges.week import first_of_week, moment
from tests import factories

LISTS = {  # address, columns, how many rows there are for the officer
    "rotation_list": (ROTATION_COLUMNS, 3),
    "exemption_list": (EXEMPTION_COLUMNS, 3),
    "resource_list": (RESOURCE_COLUMNS, 3),
    "booking_list": (BOOKING_COLUMNS, 3),
}
SORTED = [
    pytest.param(name, sign + column.name, id=f"{name}, {sign}{column.name}")
    for name, (columns, _count) in LISTS.items()
    for column in columns
    if column.is_sortable
    for sign in ("", "-")
]
ODD = [
    "sort=nonsense", "sort=-", "page=abc", "page=99", "page=-1", "q=%00", "q=%25", "q=_", "q=" + "x" * 200,
    "show=nonsense", "show=name&show=name", "export=pdf", "state=%27", "when=never", "kind=%00",
    "waiting=you", "q=%EF%BC%85", "on=2022-02-30",
]  # fmt: skip
TODAY = timezone.localdate()
MONDAY = first_of_week(TODAY) + timedelta(days=14)
FORMULA = "=1+1"


@pytest.fixture
def rows(small: SimpleNamespace) -> SimpleNamespace:
    """Store three rows for each list; the texts of one would be formulas in a spreadsheet."""
    for number, name in enumerate((FORMULA, "乙老师", "丙老师")):
        person = factories.make_staff(small.member, name, start=date(2010 + number, 9, 1))
        factories.make_exemption(person, small.member, start=date(2020 + number, 9, 1))
        factories.make_rotation(
            small.first,
            small.member,
            (small.lead, small.bridge, small.lead)[number],
            start=date(2020 + number, 9, 1),
            end=date(2021 + number, 9, 1),
            person=person,
        )
        resource = factories.make_resource(small.lead, name, capacity=10 * (number + 1))
        factories.make_booking(
            resource, (small.member, small.bridge, small.lead)[number], moment(MONDAY, time(8 + number)), 1
        )
    return small


def page(signed_in, small, name, query="", who="officer"):
    """Return a list as somebody sees it at an address."""
    return signed_in(getattr(small.people, who)).get(f"{reverse('exchanges:' + name)}?{query}")


def keys(answer):
    """Return the rows of a list by their keys."""
    return [row.pk for row in answer.context["page_obj"]]


@pytest.mark.parametrize(("name", "sort"), SORTED)
def test_order_turns_round_with_its_sign(rows, signed_in, name, sort):
    other = sort[1:] if sort.startswith("-") else f"-{sort}"
    column = next(column for column in LISTS[name][0] if column.name == sort.lstrip("-"))

    found = page(signed_in, rows, name, f"sort={sort}")
    turned = page(signed_in, rows, name, f"sort={other}")

    values = [str(column.value(row)) for row in found.context["page_obj"]]
    assert sorted(keys(found)) == sorted(keys(turned))
    assert (
        values == [str(column.value(row)) for row in turned.context["page_obj"]][::-1] or len(set(values)) < 3
    )


@pytest.mark.parametrize("query", ODD)
@pytest.mark.parametrize("name", LISTS)
def test_odd_address_is_no_crash(rows, signed_in, name, query):
    answer = page(signed_in, rows, name, query)

    assert answer.status_code == 200
    assert len(keys(answer)) <= LISTS[name][1]


@pytest.mark.parametrize("name", LISTS)
def test_chosen_columns_are_shown_and_handed_out(rows, signed_in, name):
    columns, count = LISTS[name]
    chosen = [column for column in columns[1:] if not column.is_chosen]
    query = "&".join(f"show={column.name}" for column in chosen)

    shown = page(signed_in, rows, name, query)
    table = list(
        csv.reader(
            io.StringIO(page(signed_in, rows, name, f"{query}&export=csv").content.decode("utf-8-sig"))
        )
    )

    if chosen:
        heads = [str(column.label) for column in (columns[0], *chosen)]
        assert [str(column.label) for column in shown.context["columns"]][: len(heads)] == heads
        assert table[0] == heads
    assert len(table) == count + 1


@pytest.mark.parametrize("name", LISTS)
def test_text_that_looks_like_a_formula_is_a_text_in_files(rows, signed_in, name):
    as_csv = page(signed_in, rows, name, "export=csv").content.decode("utf-8-sig")
    sheet = load_workbook(io.BytesIO(page(signed_in, rows, name, "export=xlsx").content)).active

    cells = [cell for row in sheet.iter_rows() for cell in row if "1+1" in str(cell.value)]
    assert cells
    assert all(cell.data_type != "f" for cell in cells)
    assert not any(value.startswith(FORMULA) for row in csv.reader(io.StringIO(as_csv)) for value in row)


@pytest.mark.parametrize("name", LISTS)
def test_conditions_stay_in_the_links_of_the_page(rows, signed_in, name):
    answer = page(signed_in, rows, name, "q=%E4%B9%99&sort=nonsense&page=7")

    assert answer.context["parameters"].dict() == {"q": "乙"}
    assert "?q=%E4%B9%99&amp;export=csv" in answer.text


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("who", ["auditor", "administrator"])
def test_who_has_nothing_to_do_with_exchanges_is_refused(rows, signed_in, name, who):
    assert page(signed_in, rows, name, who=who).status_code == 403


@pytest.mark.parametrize("name", LISTS)
def test_nobody_signed_in_is_asked_to(rows, client, name):
    answer = client.get(reverse(f"exchanges:{name}"))

    assert (answer.status_code, "/accounts/login/" in answer["Location"]) == (302, True)


@pytest.mark.parametrize("key", ["0", "99999999999999999999999999", "9223372036854775808"])
@pytest.mark.parametrize(
    "address",
    [
        "rotations/{}/",
        "rotations/{}/approve/",
        "resources/{}/",
        "resources/bookings/{}/",
        "rotations/{}/letter/",
    ],
)
def test_key_of_no_row_is_not_found(rows, signed_in, address, key):
    browser = signed_in(rows.people.officer)

    assert browser.get(f"/exchanges/{address.format(key)}").status_code == 404


@pytest.mark.parametrize("name", LISTS)
def test_long_list_is_shown_page_by_page(rows, signed_in, name, monkeypatch):
    monkeypatch.setattr("records.list_pages.PAGE_SIZE", 2)

    first, second = (page(signed_in, rows, name, f"page={number}") for number in (1, 2))

    assert (len(keys(first)), len(keys(second))) == (2, 1)
    assert set(keys(first)).isdisjoint(keys(second))
    assert "第 2 页，共 2 页" in second.text
