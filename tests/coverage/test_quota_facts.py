"""From rosters, exemptions and rotations to figures: who is counted where, and when."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest

from coverage.models import RuleSet
from coverage.quota_facts import Thresholds, thresholds_on, year_quota
from coverage.rule_facts import load_rules
from records.periods import Span
from schools.models import Employment
from tests import factories

DAY = date(2022, 9, 1)
LONG_AGO, NEXT = date(2010, 9, 1), date(2023, 9, 1)
DAY_BEFORE, DAY_AFTER = DAY - timedelta(days=1), DAY + timedelta(days=1)


@pytest.fixture
def small(db):
    """Return the small district under the rules that the portal brings along."""
    small = factories.make_small_district()
    load_rules(by=factories.make_user("loader", role="administrator"))
    return small


def person(school, start=LONG_AGO, end=None, **fields):
    """Return somebody of a school's roster for a period."""
    found = factories.make_staff(school, start=start, **fields)
    Employment.objects.filter(staff=found).update(end=end)
    return found


def counted(small, school="lead", year=2022):
    """Return how many teachers, eligible ones, exempt ones and exchanged ones a school has."""
    school = getattr(small, school)
    quota = year_quota([school], year).of_schools([school.pk])
    return (quota.teachers, quota.eligible, quota.exempt, quota.exchanged)


def sent(small, who, start=DAY, end=NEXT, **fields):
    """Send somebody of the member to the lead."""
    return factories.make_rotation(
        small.first, small.member, small.lead, "approved", person=who, start=start, end=end, **fields
    )


def test_rules_that_the_portal_brings_along(small):
    assert thresholds_on(DAY) == Thresholds(
        years=6,
        least_part=Fraction(1, 2),
        least_backbone=2,
        shares=(("国家要求", Fraction(1, 10)), ("成都市要求", Fraction(3, 20))),
        backbone_share=Fraction(1, 5),
        principal_years=9,
        lead_staff=Fraction(9, 10),
        lead_backbone=Fraction(4, 5),
    )


def test_without_rule_sets_nothing_is_asked_for(small):
    RuleSet.objects.all().delete()

    assert thresholds_on(DAY) == Thresholds(None, Fraction(1), 2, (), None, None)


def test_edition_in_force_on_the_day_counts(small):
    RuleSet.objects.filter(code="exchange").update(end=DAY)
    newer = factories.make_rule_set("exchange", name="新要求", edition="2022 年要求", start=DAY)
    newer.rules.create(code="share-of-eligible", label="比例", value="0.12")

    assert thresholds_on(DAY_BEFORE).shares[0] == ("国家要求", Fraction(1, 10))
    assert thresholds_on(DAY).shares[0] == ("2022 年要求", Fraction(3, 25))
    assert thresholds_on(DAY).years is None


@pytest.mark.parametrize(
    ("start", "end", "found"),
    [
        pytest.param(LONG_AGO, None, (1, 1, 0, 0), id="there"),
        pytest.param(None, None, (1, 0, 0, 0), id="since-nobody-knows"),
        pytest.param(date(2016, 9, 1), None, (1, 1, 0, 0), id="six-years-to-the-day"),
        pytest.param(date(2016, 9, 2), None, (1, 0, 0, 0), id="a-day-short-of-six-years"),
        pytest.param(DAY, None, (1, 0, 0, 0), id="new-on-the-day"),
        pytest.param(DAY_AFTER, None, (0, 0, 0, 0), id="new-after-the-day"),
        pytest.param(LONG_AGO, DAY_AFTER, (1, 1, 0, 0), id="leaves-after-the-day"),
        pytest.param(LONG_AGO, DAY, (1, 1, 0, 0), id="leaves-on-the-day"),
        pytest.param(LONG_AGO, DAY_BEFORE, (0, 0, 0, 0), id="left-before"),
    ],
)
def test_roster_of_the_first_of_september(small, start, end, found):
    person(small.lead, start, end)

    assert counted(small) == found


@pytest.mark.parametrize(
    ("fields", "teachers"),
    [
        ({"post": "teacher"}, 1),
        ({"post": "manager"}, 1),
        ({"post": "principal"}, 0),
        ({"post": "vice_principal"}, 0),
        ({"status": "retired"}, 0),
    ],
)
def test_teachers_are_who_teaches(small, fields, teachers):
    person(small.lead, **fields)

    assert counted(small)[0] == teachers


def test_who_moves_on_the_day_is_counted_where_the_person_was(small):
    mover = person(small.lead, end=DAY)
    Employment.objects.create(staff=mover, school=small.member, start=DAY)

    assert (counted(small), counted(small, "member")) == ((1, 1, 0, 0), (1, 0, 0, 0))
    both = year_quota([small.lead, small.member], 2022).of_schools([small.lead.pk, small.member.pk])
    assert (both.teachers, both.eligible) == (1, 1)


@pytest.mark.parametrize(
    ("start", "end", "exempt"),
    [
        (None, None, 1),
        (DAY, None, 1),
        (LONG_AGO, DAY_AFTER, 1),
        (LONG_AGO, DAY, 0),
        (DAY_AFTER, None, 0),
    ],
)
def test_exemption_holds_on_the_first_of_september(small, start, end, exempt):
    factories.make_exemption(person(small.lead), small.lead, start=start, end=end)

    assert counted(small) == (1, 1 - exempt, exempt, 0)


@pytest.mark.parametrize(
    ("start", "end", "exchanged"),
    [
        pytest.param(DAY, NEXT, 1, id="whole-year"),
        pytest.param(DAY, date(2023, 3, 2), 0, id="182-days"),
        pytest.param(DAY, date(2023, 3, 3), 1, id="183-days"),
        pytest.param(date(2020, 9, 1), date(2025, 9, 1), 1, id="longer"),
        pytest.param(date(2021, 9, 1), DAY, 0, id="the-year-before"),
        pytest.param(NEXT, date(2024, 9, 1), 0, id="the-year-after"),
    ],
)
def test_exchanged_is_who_is_away_for_half_the_year(small, start, end, exchanged):
    sent(small, person(small.member), start, end)

    assert counted(small, "member") == (1, 1, 0, exchanged)
    assert counted(small, "lead") == (0, 0, 0, 0)


def test_two_short_terms_of_one_person_are_added(small):
    who = person(small.member)
    sent(small, who, DAY, date(2022, 12, 1))
    sent(small, who, date(2023, 3, 1), NEXT)

    assert counted(small, "member") == (1, 1, 0, 1)


@pytest.mark.parametrize("state", ["draft", "proposed", "accepted", "refused", "returned", "withdrawn"])
def test_what_is_not_approved_does_not_count(small, state):
    who = person(small.member)
    factories.make_rotation(small.first, small.member, small.lead, state, person=who, start=DAY, end=NEXT)

    assert counted(small, "member") == (1, 1, 0, 0)


def test_early_end_takes_a_rotation_out_of_the_count(small):
    sent(small, person(small.member), DAY, date(2022, 12, 1), agreed_end=NEXT)

    assert counted(small, "member") == (1, 1, 0, 0)


@pytest.mark.parametrize(
    ("level", "backbone"), [("", 0), ("school", 0), ("district", 1), ("municipal", 1), ("provincial", 1)]
)
def test_backbone_teachers_are_those_of_the_district_and_above(small, level, backbone):
    sent(small, person(small.member, backbone_level=level))

    quota = year_quota([small.member], 2022).of_schools([small.member.pk])

    assert (quota.exchanged, quota.exchanged_backbone) == (1, backbone)


def test_leaders_since_when(small):
    head = person(small.lead, date(2010, 9, 1), post="principal")
    person(small.lead, date(2020, 9, 1), post="vice_principal")
    person(small.member, None, post="principal")

    facts = year_quota([small.lead, small.member], 2022)

    assert [(leader.school, leader.exceeds(facts.day, 9)) for leader in facts.leaders] == [
        (small.lead, True),
        (small.lead, False),
        (small.member, None),
    ]
    assert facts.leaders[0].person == head


def test_facts_as_they_would_be_with_another_term(small):
    who, other = person(small.member), person(small.member)
    sent(small, other)
    facts = year_quota([small.member], 2022)

    after = facts.with_term(who.pk, Span(DAY, NEXT))

    assert [each.of_schools([small.member.pk]).exchanged for each in (facts, after)] == [1, 2]
    assert facts.with_term(other.pk, Span(DAY, NEXT)).of_schools([small.member.pk]).exchanged == 1
    assert facts.with_term(who.pk, Span(DAY, DAY_AFTER)).of_schools([small.member.pk]).exchanged == 1


@pytest.mark.parametrize("count", [1, 5, 30])
def test_facts_ask_five_questions_however_many_people(small, count, django_assert_num_queries):
    for number in range(count):
        sent(small, person(small.member, name=f"某{number}"))

    with django_assert_num_queries(5):
        year_quota([small.member, small.lead], 2022)


def test_every_policy_of_the_district_is_a_line_of_its_own(small):
    sent(small, person(small.member))
    facts = year_quota([small.member], 2022)

    verdicts = facts.of_schools([small.member.pk]).verdicts(facts.thresholds)

    assert [(verdict.name, verdict.met) for verdict in verdicts] == [("国家要求", True), ("成都市要求", True)]
