"""More people, and a district that is none of theirs."""

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace

import pytest
from django.test import Client

from accounts.models import Appointment, User
from tests import factories


@pytest.fixture
def elsewhere(district: SimpleNamespace) -> SimpleNamespace:
    """Return another district with one school."""
    other = factories.make_district("510116", "双流区")
    school = factories.make_school("邻区学校", code="510116-L001", district=other)
    return SimpleNamespace(district=other, school=school)


@pytest.fixture
def foreign_officer(elsewhere: SimpleNamespace) -> User:
    """Return an officer of the other district."""
    return factories.make_user("foreign", role="officer", district=elsewhere.district)


@pytest.fixture
def clerk(district: SimpleNamespace) -> User:
    """Return a clerk of the first group's member."""
    return factories.make_user("clerk", role="clerk", school=district.member)


@pytest.fixture
def nobody(db: None) -> User:
    """Return somebody with an account and without an appointment."""
    return factories.make_user("nobody")


@pytest.fixture
def former_officer(district: SimpleNamespace) -> User:
    """Return somebody whose appointment as officer is over."""
    return factories.make_user("former", role="officer", district=district.district, end=date(2021, 1, 1))


@pytest.fixture
def coming_officer(district: SimpleNamespace) -> User:
    """Return somebody who will be an officer one day."""
    return factories.make_user("coming", role="officer", district=district.district, start=date(2099, 1, 1))


@pytest.fixture
def two_hats(officer: User, elsewhere: SimpleNamespace) -> User:
    """Return the officer, who is also an inspector of the other district."""
    Appointment.objects.create(user=officer, role="inspector", district=elsewhere.district)
    return officer


@pytest.fixture
def as_officer(officer: User, signed_in: Callable[[User], Client]) -> Client:
    """Return the officer's browser."""
    return signed_in(officer)


@pytest.fixture
def as_administrator(administrator: User, signed_in: Callable[[User], Client]) -> Client:
    """Return the administrator's browser."""
    return signed_in(administrator)
