"""Shares of the demonstration district: alive, and equal to counting person by person."""

from __future__ import annotations

from fractions import Fraction

import pytest
from django.utils import timezone

from coverage.quota_facts import TEACHING, year_quota
from exchanges.models import Exemption, Rotation
from schools.models import Employment, School
from schools.school_year import days_of, first_day, school_year_of

pytestmark = [pytest.mark.usefixtures("demo_of_module"), pytest.mark.django_db]
YEAR = school_year_of(timezone.localdate())


def by_hand(school):
    """Return teachers, eligible, exempt and exchanged of a school, asked person by person."""
    day, days = first_day(YEAR), days_of(YEAR)
    teachers = eligible = exempt = exchanged = 0
    roster = Employment.objects.on(day).filter(school=school, staff__post__in=TEACHING)
    for row in roster.filter(staff__status="active").select_related("staff"):
        is_exempt = Exemption.objects.on(day).filter(person=row.staff).exists()
        teachers, exempt = teachers + 1, exempt + is_exempt
        old = row.start is not None and row.start <= day.replace(year=day.year - 6)
        eligible += old and not is_exempt
        terms = list(Rotation.objects.approved().filter(person=row.staff))
        away = sum(
            any(term.start <= each < term.end for term in terms)
            for each in (days.start + (days.end - days.start) * part / 365 for part in range(365))
        )
        exchanged += Fraction(away, 365) >= Fraction(1, 2)
    return (teachers, eligible, exempt, exchanged)


def test_every_school_is_counted_as_by_hand():
    schools = {rotation.home for rotation in Rotation.objects.approved().for_page()[:4]}
    facts = year_quota(schools, YEAR)

    for school in schools:
        quota = facts.of_schools([school.pk])
        assert (quota.teachers, quota.eligible, quota.exempt, quota.exchanged) == by_hand(school), school


def test_district_is_the_sum_of_its_schools():
    schools = list(School.objects.registered())
    facts = year_quota(schools, YEAR)

    total = facts.of_schools(school.pk for school in schools)
    parts = [facts.of_schools([school.pk]) for school in schools]

    for name in ("teachers", "eligible", "exempt", "too_short", "unknown", "exchanged", "exchanged_backbone"):
        assert getattr(total, name) == sum(getattr(part, name) for part in parts), name


def test_demonstration_shows_something_of_everything():
    facts = year_quota(School.objects.registered(), YEAR)
    quota = facts.of_schools(School.objects.registered().values_list("pk", flat=True))

    assert min(quota.eligible, quota.exempt, quota.too_short, quota.exchanged) >= 10
    assert [verdict.met for verdict in quota.verdicts(facts.thresholds)] == [False, False]
    assert {leader.exceeds(facts.day, 9) for leader in facts.leaders} >= {True, False}
