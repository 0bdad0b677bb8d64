"""A small district with people of each school, and rotations between them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from exchanges.models import Rotation
from tests import factories

START, END = date(2022, 9, 1), date(2023, 9, 1)


@pytest.fixture
def small(db: None) -> SimpleNamespace:
    """Return two groups whose lead of one is a member of the other, one person of the member, everybody."""
    small = factories.make_small_district()
    small.person = factories.make_staff(small.member, "王五", staff_no="M1", start=date(2015, 9, 1))
    small.people = SimpleNamespace(
        officer=factories.make_user("officer", role="officer", district=small.district),
        second_officer=factories.make_user("officer2", role="officer", district=small.district),
        inspector=factories.make_user("inspector", role="inspector", district=small.district),
        auditor=factories.make_user("auditor", role="auditor", district=small.district),
        administrator=factories.make_user("administrator", role="administrator"),
        home_principal=factories.make_user("home", role="principal", school=small.member),
        home_clerk=factories.make_user("home_clerk", role="clerk", school=small.member),
        host_principal=factories.make_user("host", role="principal", school=small.lead),
        host_clerk=factories.make_user("host_clerk", role="clerk", school=small.lead),
        peer_principal=factories.make_user("peer", role="principal", school=small.bridge),
        stranger_principal=factories.make_user("stranger", role="principal", school=small.stranger),
    )
    return small


def terms(small: SimpleNamespace, **fields: Any) -> Rotation:
    """Return a rotation of the member's person to the lead that is not stored yet."""
    values: dict[str, Any] = {
        "group": small.first,
        "person": small.person,
        "home": small.member,
        "host": small.lead,
        "kind": "teaching_posting",
        "start": START,
        "end": END,
        "is_proposed_by_home": True,
        "proposed_by": "home",
    }
    return Rotation(**values | fields)


@pytest.fixture
def stored(small: SimpleNamespace) -> Callable[..., Rotation]:
    """Return a function that stores a rotation in a state, as its people left it."""

    def store(state: str = "proposed", **fields: Any) -> Rotation:
        decided = {"answered_by": "host"} if state in ("accepted", "approved", "returned") else {}
        decided |= {"decided_by": "officer"} if state in ("approved", "returned") else {}
        row = terms(small, **{"state": state} | decided | fields)
        row.save()
        return Rotation.objects.for_page().get(pk=row.pk)

    return store
