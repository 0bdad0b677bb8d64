"""The people and the small district that tests share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import StringIO
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client, TransactionTestCase

from accounts.models import User
from records import engines
from tests import factories
from tests.accounts.world import one_of_everything

TRAIL = "records_auditentry"


class FastHasher(PBKDF2PasswordHasher):
    """The real hasher with one round: a sign-in in a test need not cost half a second."""

    iterations = 1


def pytest_configure() -> None:
    """Make hashing cheap and static files nameless for the run; everything else is as in production."""
    settings.PASSWORD_HASHERS = ["tests.conftest.FastHasher"]
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    settings.WHITENOISE_AUTOREFRESH = True
    if connection.vendor == "sqlite":  # a file, as in production: threads share no database in memory
        connection.settings_dict["TEST"]["NAME"] = str(settings.VAR_DIR / "test.sqlite3")


def let_flush_pass() -> None:
    """Let the flush after a transactional test empty the audit trail, which nothing else may."""
    flush = TransactionTestCase._fixture_teardown

    def teardown(self: TransactionTestCase) -> None:
        with connection.schema_editor() as editor:
            engines.release_trail(editor, TRAIL)
        flush(self)
        with connection.schema_editor() as editor:
            engines.protect_trail(editor, TRAIL)

    TransactionTestCase._fixture_teardown = teardown


let_flush_pass()


def _kept_for_module(blocker: Any, *commands: str) -> Iterator[None]:
    """Run commands in a transaction that outlives the tests of a module; each test rolls back to here."""
    with blocker.unblock(), transaction.atomic():
        for command in commands:
            call_command(command, stdout=StringIO())
        with blocker.block():
            yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def report_of_module(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Load the report once for a module."""
    yield from _kept_for_module(django_db_blocker, "load_report")


@pytest.fixture(scope="module")
def demo_of_module(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Load the report and the demonstration data once for a module."""
    yield from _kept_for_module(django_db_blocker, "load_report", "load_demo")


@pytest.fixture
def district(db: None) -> SimpleNamespace:
    """Return a small district: two groups, one school in both, one stranger group, one lone school."""
    return factories.make_small_district()


@pytest.fixture
def officer(district: SimpleNamespace) -> User:
    """Return an officer of the district's bureau."""
    return factories.make_user("officer", role="officer", district=district.district)


@pytest.fixture
def inspector(district: SimpleNamespace) -> User:
    """Return an inspector of the district."""
    return factories.make_user("inspector", role="inspector", district=district.district)


@pytest.fixture
def auditor(district: SimpleNamespace) -> User:
    """Return an auditor of the district."""
    return factories.make_user("auditor", role="auditor", district=district.district)


@pytest.fixture
def administrator(district: SimpleNamespace) -> User:
    """Return the administrator."""
    return factories.make_user("administrator", role="administrator")


@pytest.fixture
def lead_principal(district: SimpleNamespace) -> User:
    """Return the principal of the first group's lead."""
    return factories.make_user("lead", role="principal", school=district.lead)


@pytest.fixture
def member_principal(district: SimpleNamespace) -> User:
    """Return the principal of a member of the first group."""
    return factories.make_user("member", role="principal", school=district.member)


@pytest.fixture
def other_principal(district: SimpleNamespace) -> User:
    """Return the principal of a school of another group."""
    return factories.make_user("other", role="principal", school=district.stranger)


@pytest.fixture
def signed_in() -> Callable[[User], Client]:
    """Return a function that gives a signed-in browser for a user."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[SimpleNamespace]:
    """Keep a small world for a module: one row of everything, one person of each kind."""
    with one_of_everything(django_db_blocker) as small:
        yield small
