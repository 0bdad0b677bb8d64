"""What depends on a school: everything that refers to it but its own names, states, stages and contacts."""

from datetime import date

import pytest

from schools.dependents import Dependents, dependents
from schools.models import School
from tests import factories


@pytest.fixture
def lonely(district):
    """Return a school with nothing but what is its own."""
    school = factories.make_school("孤校", kind="primary")
    factories.make_former_name(school, "旧名")
    factories.make_contact(school)
    return school


def test_nothing_depends_on_a_school_with_nothing_but_its_own(lonely):
    assert dependents(lonely) == []


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        pytest.param(
            lambda s, d: factories.make_enrolment(s, 300), Dependents("在校生数", 1), id="enrolment"
        ),
        pytest.param(lambda s, d: factories.make_facility(s), Dependents("办学条件", 1), id="facility"),
        pytest.param(lambda s, d: factories.make_staff(s), Dependents("编制关系", 1), id="staff"),
        pytest.param(
            lambda s, d: factories.make_membership(d.first, s), Dependents("成员关系", 1), id="group"
        ),
        pytest.param(lambda s, d: factories.make_designation(s), Dependents("优质认定", 1), id="designation"),
        pytest.param(
            lambda s, d: factories.make_user("head", role="principal", school=s),
            Dependents("任职", 1),
            id="appointment",
        ),
        pytest.param(
            lambda s, d: factories.make_retired_code(s, "510115-L901"),
            Dependents("停用的学校标识码", 1),
            id="retired-code",
        ),
        pytest.param(
            lambda s, d: [factories.make_lineage(s, d.lone), factories.make_lineage(d.lead, s)],
            Dependents("学校沿革", 2),
            id="lineage-of-both-sides",
        ),
    ],
)
def test_what_refers_to_a_school_is_named_and_counted(make, expected, lonely, district):
    make(lonely, district)

    assert dependents(lonely) == [expected]


def test_every_relation_is_looked_at(lonely, django_assert_num_queries):
    own = 4

    with django_assert_num_queries(len(School._meta.related_objects) - own):
        dependents(lonely)


def test_past_rows_count_too(lonely, district):
    factories.make_membership(district.first, lonely, start=date(2020, 9, 1), end=date(2021, 9, 1))

    assert dependents(lonely) == [Dependents("成员关系", 1)]
