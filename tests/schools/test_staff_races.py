"""Two people at once about one person of the staff: one wins, the other is told."""

from collections import Counter
from datetime import date
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError

from records.errors import StaleVersion
from records.models import AuditEntry
from records.verification import verify
from schools.actions_staff import correct_person, hire, leave, move_person
from schools.models import (
    Employment,
    School,
    Staff,
)
from tests import factories
from tests.records.test_races import kinds, together

pytestmark = pytest.mark.django_db(transaction=True)

FIRST, NEXT = date(2020, 9, 1), date(2022, 9, 1)
OFFICIAL, ANOTHER = "2151011501", "2151011502"


@pytest.fixture
def school():
    """Return a primary school of which two people want something."""
    return factories.make_school("甲校", kind=School.Kind.PRIMARY)


@pytest.fixture
def people(school):
    """Return an officer of the district, and the school's principal and clerk."""
    return SimpleNamespace(
        officer=factories.make_user("officer", role="officer", district=school.district),
        principal=factories.make_user("principal", role="principal", school=school),
        clerk=factories.make_user("clerk", role="clerk", school=school),
    )


def told(outcomes):
    """Return what those who did not win were told, in order of the words."""
    return sorted(
        "".join(each.messages) if isinstance(each, ValidationError) else type(each).__name__
        for each in outcomes
        if isinstance(each, Exception)
    )


def trail():
    """Return how often which action was written down for which kind of record."""
    return Counter(AuditEntry.objects.values_list("action", "object_type"))


def again(row):
    """Return the row as one more person reads it."""
    return type(row).objects.get(pk=row.pk)


def test_one_number_is_given_to_two_people(school, people):
    other = factories.make_school("乙校", kind=School.Kind.PRIMARY)

    outcomes = together(
        *(
            lambda n=name, s=s: hire(
                Staff(district=school.district, staff_no="T1", name=n, post="teacher"),
                school=s,
                by=people.officer,
            )
            for name, s in (("赵老师", school), ("钱老师", other))
        )
    )

    [won] = [each for each in outcomes if isinstance(each, Employment)]
    assert kinds(outcomes) == ["Employment", "ValidationError"]
    assert list(Employment.objects.values_list("staff__name", "school")) == [(won.staff.name, won.school_id)]
    assert Staff.objects.count() == 1


def test_one_person_is_moved_to_two_schools(school, people):
    other = [factories.make_school(name, kind=School.Kind.PRIMARY) for name in ("乙校", "丙校")]
    employment = factories.make_staff(school, staff_no="T1", start=FIRST).employments.get()

    outcomes = together(
        *(
            lambda s=target: move_person(again(employment), school=s, day=NEXT, by=people.officer)
            for target in other
        )
    )

    [won] = [each for each in outcomes if isinstance(each, Employment)]
    history = list(Employment.objects.order_by("pk").values_list("school__name", "start", "end"))
    assert history == [("甲校", FIRST, NEXT), (won.school.name, NEXT, None)]
    assert len(told(outcomes)) == 1
    assert trail() == {("move", "schools.employment"): 2}


def test_one_person_retires_while_being_moved(school, people):
    other = factories.make_school("乙校", kind=School.Kind.PRIMARY)
    employment = factories.make_staff(school, staff_no="T1", start=FIRST).employments.get()
    read = [again(employment), again(employment)]

    outcomes = together(
        lambda: move_person(read[0], school=other, day=NEXT, by=people.officer),
        lambda: leave(read[1], status="retired", day=NEXT, on=NEXT, by=people.principal),
    )

    has_moved = isinstance(outcomes[0], Employment)
    assert kinds(outcomes) == ["Employment", "StaleVersion"]
    assert Staff.objects.get().status == ("active" if has_moved else "retired")
    assert Employment.objects.count() == (2 if has_moved else 1)


def test_two_people_correct_one_person(school, people):
    person = factories.make_staff(school, staff_no="T1")

    def correct(row, title):
        row.title = title
        return correct_person(row, school=school, by=people.principal)

    outcomes = together(
        *(
            lambda r=read, t=title: correct(r, t)
            for read, title in ((again(person), "senior"), (again(person), "first"))
        )
    )

    [won] = [each for each in outcomes if isinstance(each, Staff)]
    assert [type(each) for each in outcomes if isinstance(each, Exception)] == [StaleVersion]
    assert (again(person).title, again(person).version) == (won.title, 2)


def test_opposite_moves_never_wait_for_ever(school, people):
    other = factories.make_school("乙校", kind=School.Kind.PRIMARY)
    here = factories.make_staff(school, staff_no="T1", start=FIRST).employments.get()
    there = factories.make_staff(other, staff_no="T2", start=FIRST).employments.get()

    outcomes = together(
        lambda: move_person(here, school=other, day=NEXT, by=people.officer),
        lambda: move_person(there, school=school, day=NEXT, by=people.officer),
    )

    assert kinds(outcomes) == ["Employment", "Employment"]
    assert verify() == []
