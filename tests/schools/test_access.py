"""What a person may open in the register gives the same answer as the rows that are fetched."""

import pytest

from records.models import AuditEntry
from schools.access import may_open, may_read_roster, may_read_trail
from schools.actions import record_enrolment
from schools.models import School
from tests import factories

PEOPLE = [
    "officer",
    "inspector",
    "administrator",
    "auditor",
    "lead_principal",
    "member_principal",
    "other_principal",
]


@pytest.fixture
def foreign(district):
    """Return a school of another district."""
    other = factories.make_district("510114", "新都区")
    return factories.make_school("外区学校", district=other, code="510114-L001")


@pytest.mark.parametrize("who", PEOPLE)
def test_may_open_is_visible_to(who, district, foreign, request):
    user = request.getfixturevalue(who)

    allowed = {school for school in School.objects.all() if may_open(user, school)}

    assert allowed == set(School.objects.visible_to(user))


@pytest.mark.parametrize("who", PEOPLE)
def test_may_read_roster_is_with_staff_visible_to(who, district, foreign, request):
    user = request.getfixturevalue(who)

    allowed = {school for school in School.objects.all() if may_read_roster(user, school)}

    assert allowed == set(School.objects.with_staff_visible_to(user))


@pytest.mark.parametrize("who", PEOPLE)
def test_may_read_trail_is_where_entries_are_visible(who, district, foreign, officer, request):
    user = request.getfixturevalue(who)
    of_both = factories.make_user(role="officer", district=foreign.district)
    for school, by in ((district.lead, officer), (district.member, officer), (foreign, of_both)):
        record_enrolment(school, year=2022, stage="junior", pupils=1, by=by)

    allowed = {
        school.pk for school in School.objects.filter(enrolments__year=2022) if may_read_trail(user, school)
    }

    assert allowed == set(AuditEntry.objects.visible_to(user).values_list("school_id", flat=True))


def test_asking_for_many_schools_costs_one_question(district, officer, django_assert_num_queries):
    schools = list(School.objects.all())

    with django_assert_num_queries(1):
        assert [may_open(officer, school) for school in schools] == [True] * 7
