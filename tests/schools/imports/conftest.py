"""A register with fixed codes, into which rosters are imported."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from accounts.models import User
from schools.imports import actions
from schools.models import ImportBatch, School
from tests import factories

TODAY = date(2022, 10, 15)


@pytest.fixture
def register(db: None) -> SimpleNamespace:
    """Return a district with five schools, of which two share a name, two people and one figure."""
    district = factories.make_district()
    kind = School.Kind
    first = factories.make_school(
        "甲校", code="3151000001", kind=kind.NINE_YEAR, ownership="public", town="柳城"
    )
    second = factories.make_school("乙小学", code="2151000002", kind=kind.PRIMARY, ownership="public")
    third = factories.make_school(
        "丙中学", code="510115-L003", kind=kind.COMPLETE_SECONDARY, ownership="public"
    )
    twins = [
        factories.make_school("实验小学", code=code, kind=kind.PRIMARY, ownership="public")
        for code in ("2151000004", "2151000005")
    ]
    factories.make_retired_code(second, code="2151000099")
    person = factories.make_staff(first, "张三", staff_no="T1", start=date(2019, 9, 1))
    other = factories.make_staff(second, "李四", staff_no="T2", start=date(2020, 9, 1))
    enrolment = factories.make_enrolment(first, 100, year=2022, stage="primary")
    return SimpleNamespace(
        district=district,
        first=first,
        second=second,
        third=third,
        twins=twins,
        person=person,
        other=other,
        enrolment=enrolment,
    )


@pytest.fixture
def keeper(register: SimpleNamespace) -> User:
    """Return an officer of the district."""
    return factories.make_user("keeper", role="officer", district=register.district)


@pytest.fixture
def principal(register: SimpleNamespace) -> User:
    """Return the principal of the first school."""
    return factories.make_user("principal", role="principal", school=register.first)


@pytest.fixture
def checked(register: SimpleNamespace, keeper: User) -> Callable[..., ImportBatch]:
    """Return a function that receives and checks a CSV text as somebody would on a fixed day."""

    def check(kind: str, text: str, *, by: Any = None, school: Any = None, **options: Any) -> ImportBatch:
        by = by or keeper
        content = text if isinstance(text, bytes) else text.encode()
        batch = actions.receive(
            content, kind=kind, file_name="名册.csv", district=register.district, school=school, by=by
        )
        given = {"mode": "both", "keeps_good_rows": False, "effective_on": None} | options
        actions.choose(batch, choice=actions.Choice(), columns={}, by=by, **given)
        return actions.check(batch, on=TODAY, by=by)

    return check
