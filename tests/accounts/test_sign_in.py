"""Signing in, and what stands in the way of guessing."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import NoReverseMatch, reverse

from accounts import adapter
from accounts.models import User
from records.models import AuditEntry
from tests import factories
from tests.factories import PASSWORD

LOGIN = "/accounts/login/"
PASSWORD_PAGE = "/accounts/password/"
NEW_PASSWORD = "quite another passphrase"
NOON = datetime(2022, 10, 10, 4, 0, tzinfo=UTC)


def sign_in(username="zhang", password=PASSWORD, *, address="10.0.0.1", browser=None, **more):
    """Send the sign-in form and return browser and answer."""
    browser = browser or Client()
    answer = browser.post(LOGIN, {"login": username, "password": password}, REMOTE_ADDR=address, **more)
    return browser, answer


def who_is(browser):
    """Return the name of the account that a browser is signed in with."""
    user = User.objects.filter(pk=browser.session.get("_auth_user_id")).first()
    return user.username if user else None


def sentences(answer):
    """Return what the sign-in form says is wrong."""
    return [str(sentence) for sentence in answer.context["form"].non_field_errors()]


def without_tokens(answer):
    """Return a page without what is drawn anew for each request."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())


@pytest.fixture
def zhang(district):
    """Return an officer's account."""
    return factories.make_user("zhang", role="officer", district=district.district)


@pytest.mark.parametrize("typed", ["zhang", "ZHANG", "Zhang", " zhang "])
def test_right_password_signs_in_however_the_name_is_written(zhang, typed):
    browser, answer = sign_in(typed)

    assert (answer.status_code, answer.url, who_is(browser)) == (302, "/", "zhang")


@pytest.mark.parametrize(
    ("username", "password"),
    [("zhang", "wrong"), ("nobody", PASSWORD), ("zhang", PASSWORD.upper())],
    ids=["wrong password", "unknown account", "password in capitals"],
)
def test_wrong_pair_is_refused_with_one_sentence(zhang, username, password):
    browser, answer = sign_in(username, password)

    assert (sentences(answer), who_is(browser)) == ([str(adapter.WRONG)], None)


def test_refusals_do_not_tell_which_accounts_exist(zhang):
    factories.make_user("off", is_active=False)
    factories.make_user("fresh").set_unusable_password()

    pages = [
        without_tokens(sign_in(name, password)[1]).replace(name, "NAME")
        for name, password in [
            ("zhang", "wrong"),
            ("unknown", PASSWORD),
            ("off", PASSWORD),
            ("fresh", "wrong"),
        ]
    ]

    assert len(set(pages)) == 1


def test_switched_off_account_is_counted_like_a_wrong_password(zhang):
    factories.make_user("off", is_active=False)

    answers = [sign_in("off")[1] for _attempt in range(6)]

    assert [sentences(answer) for answer in answers] == [[str(adapter.WRONG)]] * 5 + [[str(adapter.TOO_MANY)]]


def fail(times, username="zhang", address="10.0.0.1", **more):
    """Fail to sign in so many times."""
    return [sign_in(username, "wrong", address=address, **more)[1] for _attempt in range(times)]


def test_five_failures_shut_out_account_and_address_together(zhang):
    factories.make_user("li")
    fail(5)

    same, other_account, other_address = (
        sign_in(),
        sign_in("li"),
        sign_in(address="10.0.0.2"),
    )

    assert (sentences(same[1]), who_is(same[0])) == ([str(adapter.TOO_MANY)], None)
    assert (who_is(other_account[0]), who_is(other_address[0])) == ("li", "zhang")


def test_writing_the_name_differently_gives_no_more_attempts(zhang):
    for name in ("zhang", "Zhang", "ZHANG", "zHANG", " zhang"):
        sign_in(name, "wrong")

    assert sentences(sign_in()[1]) == [str(adapter.TOO_MANY)]


def test_shut_out_ends_after_five_minutes(zhang):
    with time_machine.travel(NOON, tick=False) as clock:
        fail(5)
        clock.shift(timedelta(minutes=4, seconds=59))
        early = who_is(sign_in()[0])
        clock.shift(timedelta(seconds=2))
        late = who_is(sign_in()[0])

    assert (early, late) == (None, "zhang")


def test_success_is_not_counted(zhang):
    for _round in range(3):
        fail(1)
        sign_in()
    fail(1)

    assert who_is(sign_in()[0]) == "zhang"


def test_one_address_cannot_keep_the_owner_out_elsewhere(zhang):
    owner_got_in = []
    with time_machine.travel(NOON, tick=False) as clock:
        for _round in range(14):
            fail(6)
            clock.shift(timedelta(minutes=5))
            owner_got_in.append(who_is(sign_in(address="10.0.0.2")[0]))
            clock.shift(timedelta(seconds=1))

    assert owner_got_in == ["zhang"] * 14


def test_fifty_failures_from_anywhere_shut_the_account_for_an_hour(zhang):
    with time_machine.travel(NOON, tick=False) as clock:
        for number in range(10):
            fail(5, address=f"10.1.0.{number}")
        shut = sign_in(address="10.2.0.1")
        clock.shift(timedelta(hours=1, seconds=1))
        later = who_is(sign_in(address="10.2.0.1")[0])

    assert (sentences(shut[1]), later) == ([str(adapter.TOO_MANY)], "zhang")


def test_a_whole_school_signs_in_from_one_address(district):
    for number in range(40):
        factories.make_user(f"teacher{number}")

    assert all(who_is(sign_in(f"teacher{number}")[0]) for number in range(40))


def test_forwarded_address_means_nothing_without_a_trusted_proxy(zhang):
    for number in range(5):
        fail(1, headers={"X-Forwarded-For": f"203.0.113.{number}"})

    _browser, answer = sign_in(headers={"X-Forwarded-For": "203.0.113.99"})

    assert sentences(answer) == [str(adapter.TOO_MANY)]


def test_behind_a_trusted_proxy_only_its_own_entry_counts(zhang, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(5):
        fail(1, headers={"X-Forwarded-For": f"203.0.113.{number}, 198.51.100.7"})

    forged = sign_in(headers={"X-Forwarded-For": "203.0.113.99, 198.51.100.7"})
    another = sign_in(headers={"X-Forwarded-For": "203.0.113.99, 198.51.100.8"})

    assert (sentences(forged[1]), who_is(another[0])) == ([str(adapter.TOO_MANY)], "zhang")


def test_flood_of_sign_ins_is_answered_429(zhang, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"login": "2/m/ip"}
    sign_in()
    sign_in()

    _browser, answer = sign_in()

    assert (answer.status_code, answer.templates[0].name) == (429, "429.html")


@pytest.mark.parametrize(
    ("username", "password"),
    [("", ""), ("x" * 10_000, "x"), ("zhang\x00", "x"), ("zhang", "x\x00"), ("zhang", "x" * 100_000)],
    ids=["empty", "long name", "NUL in name", "NUL in password", "long password"],
)
def test_bad_input_is_an_answer(zhang, username, password):
    browser, answer = sign_in(username, password)

    assert (answer.status_code, who_is(browser)) == (200, None)


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "https:evil.example",
    ],
)
def test_signing_in_leads_to_no_other_site(zhang, target):
    browser = Client()
    answer = browser.post(LOGIN, {"login": "zhang", "password": PASSWORD, "next": target})

    assert (answer.status_code, answer.url) == (302, "/")


def test_signing_in_leads_on_to_the_page_asked_for(zhang):
    browser = Client()
    asked = browser.get("/schools/?q=%E7%94%B2")
    answer = browser.post(asked.url, {"login": "zhang", "password": PASSWORD})

    assert asked.url == "/accounts/login/?next=/schools/%3Fq%3D%25E7%2594%25B2"
    assert (answer.status_code, answer.url) == (302, "/schools/?q=%E7%94%B2")


def test_new_session_gets_a_new_key(zhang):
    browser = Client()
    browser.get(LOGIN)
    session = browser.session
    session["planted"] = "by somebody"
    session.save()
    browser.cookies["sessionid"] = planted = session.session_key

    sign_in(browser=browser)

    assert browser.session.session_key != planted


@pytest.mark.parametrize(
    "path",
    [
        "signup/",
        "password/reset/",
        "password/set/",
        "email/",
        "inactive/",
        "confirm-email/x/",
        "3rdparty/",
        "login/code/",
        "",
    ],
)
def test_nothing_else_of_the_package_has_an_address(db, as_officer, path):
    assert as_officer.get(f"/accounts/{path}").status_code == 404


@pytest.mark.parametrize("name", ["account_signup", "account_reset_password", "account_inactive"])
def test_nothing_else_of_the_package_has_a_name(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_signed_in_person_is_led_past_the_form(as_officer):
    answer = as_officer.get(LOGIN)

    assert (answer.status_code, answer.url) == (302, "/")


def test_admin_takes_no_password(zhang):
    browser = Client()
    opened = browser.get("/admin/login/?next=https://evil.example/")
    sent = browser.post("/admin/login/", {"username": "zhang", "password": PASSWORD})

    assert opened.url.startswith("/accounts/login/?next=/admin/login/")
    assert (sent.status_code, sent.url, who_is(browser)) == (302, "/accounts/login/?next=/admin/login/", None)


def test_admin_changes_no_person_for_another(zhang, as_administrator):
    answer = as_administrator.post("/admin/login/", {"username": "zhang", "password": PASSWORD})

    assert (answer.status_code, answer.url, who_is(as_administrator)) == (302, "/admin/", "administrator")


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/admin/logout/", "/accounts/logout/"),
        ("/admin/password_change/", "/accounts/password/"),
        ("/admin/password_change/done/", "/accounts/password/"),
    ],
)
def test_admin_sends_people_to_the_pages_of_everybody(as_officer, path, target):
    answer = as_officer.post(path, {"old_password": PASSWORD})

    assert (answer.status_code, answer.url) == (302, target)


def test_signing_out_needs_the_button(zhang):
    browser, _answer = sign_in()

    opened = browser.get("/accounts/logout/")
    still = who_is(browser)
    pressed = browser.post("/accounts/logout/")

    assert (opened.status_code, still) == (200, "zhang")
    assert (pressed.url, who_is(browser)) == (LOGIN, None)


def change_password(browser, new, *, again=None, old=PASSWORD):
    """Send the form that changes the own password."""
    return browser.post(PASSWORD_PAGE, {"oldpassword": old, "password1": new, "password2": again or new})


WEAK = {
    "password_too_short": "Xq7#vb",
    "password_too_common": "password123",
    "password_entirely_numeric": "83649175026",
    "password_too_similar": "510115-L007",
}


@pytest.mark.parametrize(("code", "weak"), WEAK.items(), ids=WEAK)
def test_weak_password_is_refused_with_its_reason(district, code, weak):
    principal = factories.make_user("510115-l007", role="principal", school=district.lone)
    browser, _answer = sign_in("510115-l007")

    refused = change_password(browser, weak).context["form"].errors

    assert [error.code for error in refused.as_data()["password1"]] == [code]
    assert not re.search("[a-z]", refused["password1"][0])  # it is in Chinese
    assert User.objects.get(pk=principal.pk).check_password(PASSWORD)


def test_password_change_asks_for_the_old_one(zhang):
    browser, _answer = sign_in()

    answer = change_password(browser, NEW_PASSWORD, old="wrong")

    assert answer.context["form"].errors == {"oldpassword": [str(adapter.WRONG_PASSWORD)]}
    assert User.objects.get(pk=zhang.pk).check_password(PASSWORD)


def test_changed_password_ends_every_other_session(zhang):
    here, _answer = sign_in()
    there, _answer = sign_in()

    change_password(here, NEW_PASSWORD)

    assert (here.get("/accounts/sessions/").status_code, there.get("/accounts/sessions/").status_code) == (
        200,
        302,
    )
    assert (who_is(sign_in()[0]), who_is(sign_in(password=NEW_PASSWORD)[0])) == (None, "zhang")


def test_changed_password_is_in_the_trail_and_its_text_is_not(zhang):
    browser, _answer = sign_in()

    change_password(browser, NEW_PASSWORD)

    entry = AuditEntry.objects.values("chain", "username", "action", "object_id", "before", "after").get()
    assert entry == {
        "chain": "510115",
        "username": "zhang",
        "action": "set_password",
        "object_id": zhang.pk,
        "before": None,
        "after": None,
    }


def test_trying_old_passwords_is_limited(zhang):
    browser, _answer = sign_in()

    answers = [change_password(browser, NEW_PASSWORD, old="wrong") for _attempt in range(6)]

    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
