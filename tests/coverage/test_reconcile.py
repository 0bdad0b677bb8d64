"""Declared against registered schools, without forcing them to agree."""

from datetime import date

from coverage.reconcile import reconcile
from coverage.situation import reconciliation_on
from tests import factories
from tests.factories import make_declared as declared


def summary(found):
    return [(line.section, line.declared, line.registered, line.difference) for line in found.lines]


def test_school_is_counted_under_the_first_line_that_covers_it(db):
    school = factories.make_school(kind="primary", ownership="public")
    lines = [
        declared("first", ["public"], ["primary", "junior"], 1),
        declared("second", ["public"], ["primary"], 0),
    ]

    found = reconcile(lines, [school])

    assert summary(found) == [("first", 1, 1, 0), ("second", 0, 0, 0)]


def test_school_that_no_line_covers_stands_under_its_ownership_and_kind(db):
    school = factories.make_school("某园", kind="kindergarten", ownership="unknown")

    found = reconcile([declared("public", ["public"], ["kindergarten"], 2)], [school])

    assert summary(found) == [("public", 2, 0, -2), ("未载明", 0, 1, 1)]
    assert [line.is_declared for line in found.lines] == [True, False]
    assert found.lines[1].schools == (school,)


def test_totals_and_differing_lines_follow_from_the_lines(db):
    schools = [factories.make_school(kind="primary", ownership="public") for _ in range(3)]
    lines = [declared("a", ["public"], ["primary"], 2), declared("b", ["private"], ["primary"], 0)]

    found = reconcile(lines, schools)

    assert (found.declared, found.registered, found.difference) == (2, 3, 1)
    assert [line.section for line in found.differing] == ["a"]
    assert found.of_kind("primary") == (2, 3)


def test_only_operating_schools_of_the_district_s_count_are_registered(db):
    district = factories.make_district()
    factories.make_school(kind="primary", ownership="public")
    factories.make_school(kind="primary", ownership="public", closed_on=date(2020, 1, 1))
    factories.make_school(kind="primary", ownership="public", in_district_register=False)
    declared("a", ["public"], ["primary"], 1)

    found = [summary(reconciliation_on(district, day)) for day in (date(2019, 12, 31), date(2020, 1, 1))]

    assert found == [[("a", 1, 2, 1)], [("a", 1, 1, 0)]]


def test_reconciliation_takes_two_queries(db, django_assert_num_queries):
    district = factories.make_small_district().district

    with django_assert_num_queries(2):
        reconciliation_on(district, date(2022, 1, 1))
