"""To whom a resource is open, in any tangle of groups and on any day, against a naive model."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchanges.models import SharedResource
from tests import factories
from tests.fuzzing import examples

FIRST = date(2026, 9, 1)
SCHOOLS, GROUPS, DAYS = 4, 3, 6
numbers = count(1)
memberships = st.lists(
    st.tuples(
        st.integers(0, SCHOOLS - 1),
        st.integers(0, GROUPS - 1),
        st.integers(0, DAYS - 1),
        st.none() | st.integers(1, DAYS),
    ),
    max_size=8,
    unique_by=lambda one: one[:2],
)
AUDIENCES = ["own_groups", "one_group", "district"]


def day(number):
    """Return a day of the window."""
    return FIRST + timedelta(days=number)


def stored(rows):
    """Store a district with schools, groups and their memberships, and return them."""
    district = factories.make_district(code=f"51{next(numbers):04d}")
    schools = [factories.make_school(district=district) for _number in range(SCHOOLS)]
    groups = [
        factories.make_group(district=district, slug=f"g{next(numbers)}", start=None)
        for _number in range(GROUPS)
    ]
    kept = []
    for school, group, start, length in rows:
        end = None if length is None else start + length
        kept.append((school, group, start, end))
        groups[group].memberships.create(
            school=schools[school],
            role="member",
            start=day(start),
            end=None if end is None else day(end),
            end_reason="" if end is None else "moved",
        )
    return schools, groups, kept


def belongs(rows, school, group, number):
    """Return whether a school is in a group on a day, from the rows as they were drawn."""
    return any(
        (school, group) == (one, other) and start <= number and (end is None or number < end)
        for one, other, start, end in rows
    )


def is_open_to(rows, audience, owner, named, reader, number):
    """Return whether a school may use what another opens on a day, straight from the meaning of the words."""
    if reader == owner or audience == "district":
        return True
    groups = [named] if audience == "one_group" else range(GROUPS)
    return any(
        belongs(rows, reader, group, number)
        and (audience == "one_group" or belongs(rows, owner, group, number))
        for group in groups
    )


@examples(40)
@given(
    rows=memberships,
    audience=st.sampled_from(AUDIENCES),
    owner=st.integers(0, SCHOOLS - 1),
    named=st.integers(0, GROUPS - 1),
    number=st.integers(0, DAYS),
)
def test_resource_is_seen_by_whom_the_words_say(db, rows, audience, owner, named, number):
    schools, groups, rows = stored(rows)
    group = groups[named] if audience == "one_group" else None
    resource = factories.make_resource(schools[owner], audience=audience, group=group, is_open=False)

    readers = [
        reader
        for reader, school in enumerate(schools)
        if SharedResource.objects.visible_to(
            factories.make_user(f"u{next(numbers)}", role="principal", school=school), day(number)
        )
        .filter(pk=resource.pk)
        .exists()
    ]

    assert readers == [
        reader for reader in range(SCHOOLS) if is_open_to(rows, audience, owner, named, reader, number)
    ]


@pytest.mark.parametrize("audience", ["own_groups", "district"])
def test_other_districts_see_nothing(small, audience):
    factories.make_resource(small.lead, audience=audience)
    far = factories.make_school(district=factories.make_district(code="510199"))
    principal = factories.make_user("far", role="principal", school=far)
    officer = factories.make_user("far_officer", role="officer", district=far.district)

    for user in (principal, officer):
        assert not SharedResource.objects.visible_to(user, FIRST).exists()


def test_resource_shown_once_to_who_shares_two_groups(small):
    small.second.memberships.create(school=small.member, role="member", start=None)
    resource = factories.make_resource(small.bridge)

    assert list(SharedResource.objects.visible_to(small.people.home_clerk, FIRST)) == [resource]


def test_owners_are_the_schools_of_what_one_sees(small):
    factories.make_resource(small.lead)
    factories.make_resource(small.lead, "图书馆")
    factories.make_resource(small.lone)

    seen = SharedResource.objects.visible_to(small.people.home_clerk, FIRST)

    assert list(seen.owners()) == [small.lead]
