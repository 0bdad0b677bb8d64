"""What the tests of the records app share."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
import structlog
import time_machine
from django.db import connection

from records import actions, engines
from records.audit import Actor
from records.models import AuditEntry
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


def rename(school, name, *, by, reason="", on="2022-10-10", request=""):
    """Give a school another name on a day, inside a request."""
    hour, school.name = datetime.fromisoformat(f"{on}T04:00:00").replace(tzinfo=UTC), name
    with time_machine.travel(hour, tick=False), structlog.contextvars.bound_contextvars(request_id=request):
        return actions.change(school, reason=reason, by=by)


@pytest.fixture
def trail(district, officer):
    """Return three entries of the lead and one each of the member and of the lone school."""
    rename(district.lead, "甲校一", by=officer, on="2022-10-01", request="r-1", reason="换届")
    rename(district.member, "丙校一", by=officer, on="2022-10-02", request="r-1")
    rename(district.lone, "庚校一", by=officer, on="2022-10-03", request="r-2")
    rename(district.lead, "甲校二", by=officer, on="2022-10-04", request="r-3")
    with time_machine.travel(datetime(2022, 10, 5, 17, tzinfo=UTC), tick=False):  # the 6th in China
        actions.create(FormerName(school=district.lead, name="=旧名"), by=officer)
    return list(AuditEntry.objects.order_by("at"))


@pytest.fixture
def as_auditor(auditor, signed_in):
    """Return the auditor's browser."""
    return signed_in(auditor)
