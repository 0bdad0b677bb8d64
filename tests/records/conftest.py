"""What the tests of the records app share."""

from types import SimpleNamespace

import pytest
from django.db import connection

from records import actions, engines
from records.audit import Actor
from schools.models import FormerName
from tests.conftest import TRAIL
from tests.factories import make_district, make_school


class Writer:
    """Somebody who acts."""

    username = "writer"
    audit_role = "officer"


@pytest.fixture
def writer() -> Actor:
    """Return somebody who acts; rights are no matter of this floor."""
    return Writer()


@pytest.fixture
def written_trail(district: SimpleNamespace, writer: Actor) -> SimpleNamespace:
    """Return two chains: four entries of one district, one of another."""
    elsewhere = make_school("邻区学校", district=make_district("510116", "双流区"))
    for name in ("旧名一", "旧名二", "旧名三", "旧名四"):
        actions.create(FormerName(school=district.lone, name=name), by=writer)
    actions.create(FormerName(school=elsewhere, name="旧名"), by=writer)
    return SimpleNamespace(own="510115", other="510116", elsewhere=elsewhere)


@pytest.fixture
def open_trail(written_trail: SimpleNamespace) -> SimpleNamespace:
    """Return the trail with its triggers taken out, as by somebody who owns the database."""
    with connection.cursor() as cursor:
        engines.release_trail(SimpleNamespace(connection=connection, execute=cursor.execute), TRAIL)
    return written_trail
