"""The first account of an installation."""

import io

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Appointment, User
from records.models import AuditEntry
from tests import factories

PASSWORD = "seven green bicycles"


@pytest.fixture
def typed(monkeypatch):
    """Return a function that puts text on standard input."""
    return lambda text: monkeypatch.setattr("sys.stdin", io.StringIO(text))


@pytest.mark.django_db
def test_administrator_can_sign_in_and_holds_the_role(typed, client):
    typed(f"{PASSWORD}\n")

    call_command("create_administrator", "Chief", name="王主任", stdout=io.StringIO())

    [appointment] = Appointment.objects.all()
    assert (appointment.user.username, appointment.user.name, appointment.role) == (
        "chief",
        "王主任",
        "administrator",
    )
    assert client.login(username="chief", password=PASSWORD)
    assert list(AuditEntry.objects.order_by("sequence").values_list("username", "object_type")) == [
        ("system", "accounts.user"),
        ("system", "accounts.appointment"),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("username", "password", "sentence"),
    [
        pytest.param("chief", "short", "密码", id="weak password"),
        pytest.param("chief", "", "密码", id="no password"),
        pytest.param("known", PASSWORD, "用户名", id="name in use"),
        pytest.param("a chief", PASSWORD, "用户名", id="name with a space"),
    ],
)
def test_administrator_refused_leaves_nothing(typed, username, password, sentence):
    factories.make_user("known")
    typed(f"{password}\n")

    with pytest.raises(CommandError, match=sentence):
        call_command("create_administrator", username)

    assert list(User.objects.values_list("username", flat=True)) == ["known"]
    assert not Appointment.objects.exists()
