"""Accounts and appointments in the admin."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from accounts.access import SYSTEM
from accounts.actions import LAST_ADMINISTRATOR, set_password
from accounts.models import Appointment, User
from records.models import AuditEntry
from tests import factories
from tests.accounts.forms import errors_of, submit
from tests.factories import PASSWORD

NEW_PASSWORD = "quite another passphrase"
ACCOUNTS, APPOINTMENTS = "/admin/accounts/user/", "/admin/accounts/appointment/"


def sign_in(username, password):
    """Return a browser that tried to sign in."""
    browser = Client()
    browser.post("/accounts/login/", {"login": username, "password": password})
    return browser


def is_in(browser):
    """Return whether a browser is signed in."""
    return browser.get("/accounts/sessions/").status_code == 200


def give_password(browser, user, password, again=None):
    """Send the form that sets somebody's password."""
    sent = {"new_password1": password, "new_password2": again or password}
    return browser.post(f"{ACCOUNTS}{user.pk}/password/", sent)


def test_new_account_cannot_sign_in_before_it_has_a_password(as_administrator):
    submit(as_administrator, ACCOUNTS + "add/", username="Zhang", name="张三")

    user = User.objects.get(username="zhang")
    assert (user.name, user.has_usable_password(), user.is_active) == ("张三", False, True)


def test_account_name_in_another_case_is_taken(as_administrator):
    factories.make_user("zhang")

    answer = submit(as_administrator, ACCOUNTS + "add/", username="ZHANG")

    assert list(errors_of(answer)) == ["username"]
    assert User.objects.filter(username__iexact="zhang").count() == 1


def test_administrator_gives_a_password_and_ends_the_sessions(district, as_administrator):
    user = factories.make_user("zhang", role="principal", school=district.lone)
    before = sign_in("zhang", PASSWORD)

    answer = give_password(as_administrator, user, NEW_PASSWORD)

    assert answer.url == f"{ACCOUNTS}{user.pk}/change/"
    assert (is_in(before), is_in(sign_in("zhang", PASSWORD)), is_in(sign_in("zhang", NEW_PASSWORD))) == (
        False,
        False,
        True,
    )


def test_given_password_is_in_the_trail_of_the_place_and_its_text_is_not(district, as_administrator):
    user = factories.make_user("zhang", role="principal", school=district.lone)

    give_password(as_administrator, user, NEW_PASSWORD)

    fields = ["username", "action", "object_id", "school_id", "before", "after"]
    assert list(AuditEntry.objects.values_list(*fields)) == [
        ("administrator", "set_password", user.pk, district.lone.pk, None, None)
    ]


@pytest.mark.parametrize(
    ("password", "again", "field"),
    [("short", "short", "new_password2"), (NEW_PASSWORD, "something else", "new_password2")],
    ids=["weak", "not the same twice"],
)
def test_password_that_will_not_do_is_refused(as_administrator, password, again, field):
    user = factories.make_user("zhang")

    answer = give_password(as_administrator, user, password, again)

    assert (answer.status_code, list(answer.context["form"].errors)) == (200, [field])
    assert User.objects.get(pk=user.pk).check_password(PASSWORD)
    assert AuditEntry.objects.count() == 0


def test_action_itself_refuses_a_weak_password(db):
    user = factories.make_user("zhang")

    with pytest.raises(ValidationError):
        set_password(user, password="short", by=SYSTEM)


def test_own_password_is_changed_where_the_old_one_is_asked_for(administrator, as_administrator):
    answer = give_password(as_administrator, administrator, NEW_PASSWORD)

    assert answer.url == "/accounts/password/"
    assert User.objects.get(pk=administrator.pk).check_password(PASSWORD)


def test_officer_gives_nobody_a_password(as_officer, member_principal):
    answer = give_password(as_officer, member_principal, NEW_PASSWORD)

    assert answer.status_code == 403
    assert User.objects.get(pk=member_principal.pk).check_password(PASSWORD)


def test_password_page_of_nobody_is_not_found(as_administrator):
    assert as_administrator.get(ACCOUNTS + "999999/password/").status_code == 404


@pytest.mark.parametrize("query", ["password__startswith=pbkdf2", "password=x", "password__regex=a"])
def test_lists_cannot_be_filtered_by_the_hash(as_administrator, query):
    assert as_administrator.get(f"{ACCOUNTS}?{query}").status_code == 400
    assert as_administrator.get(f"{APPOINTMENTS}?user__{query}").status_code == 400


def test_no_page_shows_a_hash(as_administrator, administrator):
    pages = [as_administrator.get(ACCOUNTS + path) for path in ("", "add/", f"{administrator.pk}/change/")]

    assert [administrator.password in page.content.decode() for page in pages] == [False, False, False]
    assert ["pbkdf2" in page.content.decode() for page in pages] == [False, False, False]


def test_hash_cannot_be_typed_in(as_administrator):
    user = factories.make_user("zhang")

    submit(
        as_administrator, f"{ACCOUNTS}{user.pk}/change/", name="张三", password="x", last_login="2022-01-01"
    )

    stored = User.objects.get(pk=user.pk)
    assert (stored.name, stored.password, stored.last_login) == ("张三", user.password, None)


def test_appointment_that_does_not_fit_is_refused_at_the_form(district, as_administrator):
    user = factories.make_user("zhang")

    answer = submit(
        as_administrator, APPOINTMENTS + "add/", user=user.pk, role="officer", school=district.lone.pk
    )

    assert errors_of(answer)["__all__"][0].startswith("任职范围与角色不符")
    assert user.appointments.count() == 0


def test_appointment_is_given_and_felt_at_once(district, as_administrator, signed_in):
    user = factories.make_user("zhang")
    browser = signed_in(user)

    submit(
        as_administrator, APPOINTMENTS + "add/", user=user.pk, role="officer", district=district.district.pk
    )

    assert browser.get("/admin/").status_code == 200
    assert AuditEntry.objects.values_list("action", "district_id").get() == ("create", district.district.pk)


def test_appointment_stays_with_its_person(district, as_administrator, officer):
    appointment = Appointment.objects.get(user=officer)
    stranger = factories.make_user("stranger")

    submit(as_administrator, f"{APPOINTMENTS}{appointment.pk}/change/", user=stranger.pk, document="某文件")

    appointment.refresh_from_db()
    assert (appointment.user, appointment.document) == (officer, "某文件")


def test_officer_reads_the_trail_of_the_own_district_only(elsewhere, as_officer, as_administrator):
    for district in (elsewhere.district, factories.make_district()):
        submit(as_administrator, f"/admin/schools/district/{district.pk}/change/", name=district.name + "区")

    page = as_officer.get("/admin/records/auditentry/")

    assert [entry.object_label for entry in page.context["cl"].result_list] == ["温江区区"]


def test_last_administrator_cannot_switch_the_own_account_off(administrator, as_administrator):
    answer = submit(as_administrator, f"{ACCOUNTS}{administrator.pk}/change/", is_active=None)

    assert errors_of(answer)["__all__"] == [LAST_ADMINISTRATOR]
    assert User.objects.get(pk=administrator.pk).is_active


def test_last_administrator_cannot_end_the_own_appointment(administrator, as_administrator):
    appointment = administrator.appointments.get()

    answer = submit(as_administrator, f"{APPOINTMENTS}{appointment.pk}/change/", end="2020-01-01")

    assert errors_of(answer)["__all__"] == [LAST_ADMINISTRATOR]
    assert Appointment.objects.get(pk=appointment.pk).end is None


def test_administrator_may_leave_when_another_is_there(administrator, as_administrator):
    factories.make_user("second", role="administrator")

    submit(as_administrator, f"{ACCOUNTS}{administrator.pk}/change/", is_active=None)

    assert not User.objects.get(pk=administrator.pk).is_active
