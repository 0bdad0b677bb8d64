"""The people and the rows that the tests of groups share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace

import pytest
from django.test import Client

from accounts.models import User
from groups.models import EducationGroup
from tests import factories
from tests.groups.days import SOON
from tests.groups.every_form import make_rows


@pytest.fixture
def bureau(officer: User, signed_in: Callable[[User], Client]) -> Client:
    """Return the signed-in browser of an officer."""
    return signed_in(officer)


@pytest.fixture
def clerk(district: SimpleNamespace) -> User:
    """Return a clerk of the member school, beside its principal."""
    return factories.make_user("clerk", role="clerk", school=district.member)


@pytest.fixture
def bridge_principal(district: SimpleNamespace) -> User:
    """Return the principal of the school that leads one group and is a member of another."""
    return factories.make_user("bridge", role="principal", school=district.bridge)


@pytest.fixture
def neighbour(db: None) -> User:
    """Return an officer of the district next door."""
    elsewhere = factories.make_district("510116", "双流区")
    return factories.make_user("neighbour", role="officer", district=elsewhere)


@pytest.fixture
def two_hats(neighbour: User, district: SimpleNamespace) -> User:
    """Return an officer of the district next door who inspects this one."""
    person = factories.make_user("hats", role="inspector", district=district.district)
    next_door = neighbour.appointments.get().district
    person.appointments.create(role="officer", district=next_door)
    return person


@pytest.fixture
def ages(district: SimpleNamespace) -> SimpleNamespace:
    """Return the small district with a regional group, one that is planned and one that was dissolved.

    The regional group's school bore another name before.
    """
    district.new, district.gone = factories.make_school("辛校"), factories.make_school("壬校")
    factories.make_former_name(district.lone, "旧名小学")
    founded, ended = date(2019, 9, 1), date(2021, 9, 1)
    filed = {"filing_no": "成教备〔2019〕7号", "filed_on": date(2019, 10, 1)}
    district.regional = factories.make_group(
        "园区教育集团", slug="yuan", members=[district.lone], start=founded, **filed
    )
    district.planned = factories.make_group("未来教育集团", slug="weilai", lead=district.new, start=SOON)
    district.dissolved = factories.make_group(
        "往昔教育集团", slug="wangxi", kind=EducationGroup.Kind.ORDINARY, start=founded, end=ended
    )
    factories.make_membership(
        district.dissolved, district.gone, role="lead", start=founded, end=ended, end_reason="dissolved"
    )
    return district


@pytest.fixture
def rows(district: SimpleNamespace) -> SimpleNamespace:
    """Return the small district with all that the forms are about."""
    return make_rows(district)
