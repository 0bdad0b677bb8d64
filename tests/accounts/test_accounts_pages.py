"""The own account's page, and the administrator's pages: list, one account, and every action on it."""

import csv
import io
import re
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from accounts.actions import appoint, begin_view, create_account, dismiss, end_appointment, reactivate
from accounts.models import Appointment, User
from records.models import AuditEntry
from tests import factories
from tests.factories import PASSWORD

TODAY = date(2022, 10, 10)
NOON = datetime(2022, 10, 10, 4, 0, tzinfo=UTC)
USERS = "/accounts/users/"
LAST = "没有保存：这样一来，今天就没有任何能登录的系统管理员了。请先任命另一位。"
PEOPLE = ["officer", "lead_principal", "member_principal", "other_principal", "nobody"]


@pytest.fixture
def clock():
    """Return a clock that stands still until it is moved."""
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def submit(browser, address, **typed):
    """Open a form's page, fill in some fields and send it as a browser does."""
    form = browser.get(address).context["form"]
    values = {field.html_name: field.value() for field in form} | typed
    return browser.post(address, {name: _sent(value) for name, value in values.items() if value is not None})


def _sent(value):
    return value.isoformat() if isinstance(value, date) else value


def errors(page):
    """Return what a form's page says is wrong."""
    return {name: list(sentences) for name, sentences in page.context["form"].errors.items()}


def entries():
    """Return the trail: who did what to what, and why."""
    found = AuditEntry.objects.order_by("pk")
    return list(found.values_list("username", "action", "object_label", "reason"))


# --- the own account ---


def test_own_page_says_what_one_may_do_and_why(clock, officer, elsewhere, as_officer):
    Appointment.objects.create(user=officer, role="inspector", district=elsewhere.district, end="2021-01-01")
    Appointment.objects.create(user=officer, role="auditor", district=elsewhere.district, start="2023-01-01")

    page = as_officer.get("/accounts/me/")

    shown = {name: [a.role for a in page.context[name]] for name in ("current", "coming", "past")}
    text = page.content.decode()
    assert shown == {"current": ["officer"], "coming": ["auditor"], "past": ["inspector"]}
    assert "维护教育集团及其成员关系" in text
    assert "管理账号与任职" not in text
    assert ("/accounts/password/" in text, "/accounts/sessions/" in text) == (True, True)


@pytest.mark.parametrize("person", [*PEOPLE, "administrator", "auditor", "inspector"])
def test_everybody_has_an_own_page_and_a_way_to_it(request, signed_in, person):
    page = signed_in(request.getfixturevalue(person)).get("/accounts/me/")

    assert (page.status_code, 'href="/accounts/me/"' in page.content.decode()) == (200, True)


def test_own_page_without_appointment_says_whom_to_ask(nobody, signed_in):
    assert "今天没有任何任职" in signed_in(nobody).get("/accounts/me/").content.decode()


def test_visitor_signs_in_first(client):
    assert client.get("/accounts/me/").url == "/accounts/login/?next=/accounts/me/"
    assert client.get(USERS).url == "/accounts/login/?next=/accounts/users/"


@pytest.mark.parametrize("appointments", [1, 3])
def test_own_page_asks_few_questions(appointments, officer, as_officer, django_assert_num_queries):
    for number in range(1, appointments):
        other = factories.make_district(f"51011{number}", f"第{number}区")
        Appointment.objects.create(user=officer, role="officer", district=other)
    as_officer.get("/accounts/me/")

    with django_assert_num_queries(5):
        as_officer.get("/accounts/me/")


# --- sessions, one by one ---


def sign_in(username):
    """Return a browser that signed in by the form, as sessions are listed by it."""
    browser = Client()
    browser.post("/accounts/login/", {"login": username, "password": PASSWORD})
    return browser


def is_in(browser):
    """Return whether a browser is still signed in."""
    return browser.get("/accounts/me/").status_code == 200


def session_of(browser):
    """Return the number under which a browser's session is listed."""
    listed = browser.get("/accounts/sessions/").context["sessions"]
    [own] = [s for s in listed if s.session_key == browser.session.session_key]
    return own.pk


def test_sessions_are_ended_one_by_one(officer):
    here, there, third = sign_in("officer"), sign_in("officer"), sign_in("officer")
    page = here.get("/accounts/sessions/").content.decode()

    here.post("/accounts/sessions/end/", {"session": session_of(there)})

    assert page.count('name="session"') == 2
    assert (is_in(here), is_in(there), is_in(third)) == (True, False, True)


def test_session_of_somebody_else_is_left_alone(officer, inspector):
    here, stranger = sign_in("officer"), sign_in("inspector")

    answer = here.post("/accounts/sessions/end/", {"session": session_of(stranger)}, follow=True)

    assert (is_in(stranger), "这个会话已经结束。" in answer.content.decode()) == (True, True)


@pytest.mark.parametrize("typed", ["", "x", "-1", "9" * 30, "\x00", "²"])
def test_number_that_is_no_session_ends_nothing(officer, typed):
    here = sign_in("officer")

    assert here.post("/accounts/sessions/end/", {"session": typed}).url == "/accounts/sessions/"
    assert is_in(here)


# --- the list ---


@pytest.fixture
def accounts(district, elsewhere, officer, lead_principal, administrator):
    """Return some accounts of every state."""
    factories.make_user("closed", name="停用者", is_active=False)
    factories.make_user("gone", name="王离岗", leaves_on=date(2022, 10, 10))
    factories.make_user("leaving", name="李将离", leaves_on=date(2022, 10, 11))
    factories.make_user("foreign", role="officer", district=elsewhere.district)
    User.objects.filter(username="officer").update(last_login=NOON)


def names(page):
    """Return the accounts that a list shows, in its order."""
    return [user.username for user in page.context["page_obj"]]


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        pytest.param(
            "", ["administrator", "closed", "foreign", "gone", "lead", "leaving", "officer"], id="all"
        ),
        pytest.param("sort=-username&role=officer", ["officer", "foreign"], id="role"),
        pytest.param("district=510116", ["foreign"], id="district"),
        pytest.param("district=510116&role=principal", [], id="role and district are of one appointment"),
        pytest.param("state=closed", ["closed", "gone"], id="closed"),
        pytest.param("state=usable", ["administrator", "foreign", "lead", "leaving", "officer"], id="usable"),
        pytest.param("state=unappointed", ["closed", "gone", "leaving"], id="without appointment"),
        pytest.param(
            "state=never&q=o&sort=-username", ["gone", "foreign", "closed", "administrator"], id="never"
        ),
        pytest.param("q=离", ["gone", "leaving"], id="name"),
        pytest.param("q=wlg", ["gone"], id="initials"),
        pytest.param("q=LEAD", ["lead"], id="username in capitals"),
        pytest.param("sort=-last_login&role=officer", ["officer", "foreign"], id="never is last"),
        pytest.param("sort=last_login&role=officer", ["officer", "foreign"], id="never is last either way"),
        pytest.param("sort=password&role=officer", ["foreign", "officer"], id="no column"),
        pytest.param("q=%00&state=x&role=officer", ["foreign", "officer"], id="bad input"),
    ],
)
def test_list_is_filtered_and_sorted(clock, accounts, as_administrator, query, shown):
    User.objects.exclude(username="officer").update(last_login=None)

    page = as_administrator.get(f"{USERS}?{query}")

    assert names(page) == shown


def test_list_finds_by_school(clock, accounts, district, as_administrator):
    assert names(as_administrator.get(f"{USERS}?school={district.lead.code.lower()}")) == ["lead"]


def test_list_is_exported_as_shown(clock, accounts, as_administrator):
    content = as_administrator.get(f"{USERS}?q=officer&export=csv").content.decode("utf-8-sig")

    [heading, row] = csv.reader(io.StringIO(content))
    assert heading == ["用户名", "姓名", "今天的任职", "状态", "离岗日期", "最近登录"]
    assert row == ["officer", "officer", "教育局工作人员 · 温江区", "可以登录", "", "2022-10-10 12:00:00"]


def test_list_tells_states_apart(clock, accounts, as_administrator):
    text = as_administrator.get(f"{USERS}?state=closed&export=csv").content.decode("utf-8-sig")

    assert [line.split(",")[3] for line in text.splitlines()[1:]] == ["停用", "已离岗"]


@pytest.mark.parametrize("more", [1, 3])
def test_list_asks_few_questions(more, district, as_administrator, django_assert_num_queries):
    for number in range(more):
        factories.make_user(f"u{number}", role="principal", school=district.lead)
    as_administrator.get(USERS)

    with django_assert_num_queries(7):
        as_administrator.get(USERS)


@pytest.mark.parametrize("person", [*PEOPLE, "auditor", "inspector"])
def test_accounts_are_the_administrators_only(request, administrator, signed_in, person):
    browser = signed_in(request.getfixturevalue(person))

    found = [browser.get(f"{USERS}{page}").status_code for page in ("", "new/", "administrator/", "no-such/")]

    assert found == [403, 403, 403, 403]


def test_empty_list_offers_to_begin_again(as_administrator):
    assert "没有符合条件的账号" in as_administrator.get(f"{USERS}?q=zzz").content.decode()


# --- one account ---


def test_page_of_an_account_shows_appointments_sessions_and_what_can_be_done(
    clock, accounts, as_administrator
):
    sign_in("lead")

    page = as_administrator.get(f"{USERS}lead/")

    text = page.content.decode()
    assert [a.role for a in page.context["current"]] == ["principal"]
    assert [event.text for event in page.context["events"]] == ["任校长（园长）（甲校）"]
    assert len(page.context["sessions"]) == 1
    assert re.findall(r'href="/accounts/users/lead/(\w+)/"', text) == [
        "appoint", "edit", "password", "dismiss", "view",
    ]  # fmt: skip


def test_page_of_an_account_shows_the_trail_to_who_may_read_it(
    district, administrator, officer, as_administrator
):
    closed = as_administrator.get(f"{USERS}officer/")
    Appointment.objects.create(user=administrator, role="auditor", district=district.district)
    submit(as_administrator, f"{USERS}officer/edit/", name="新名")
    opened = as_administrator.get(f"{USERS}officer/")

    assert "由可以查阅审计记录的人员查看" in closed.content.decode()
    assert [entry.action for entry in opened.context["entries"]] == ["change"]


def test_account_that_is_not_there_is_no_page(as_administrator):
    assert as_administrator.get(f"{USERS}no-such/").status_code == 404
    assert as_administrator.get(f"{USERS}no-such/edit/").status_code == 404


def test_page_of_an_account_asks_few_questions(accounts, as_administrator, django_assert_num_queries):
    as_administrator.get(f"{USERS}lead/")

    with django_assert_num_queries(8):
        as_administrator.get(f"{USERS}lead/")


# --- new, changed ---


def test_new_account_cannot_sign_in_before_it_has_a_password(as_administrator):
    answer = submit(as_administrator, f"{USERS}new/", username="Zhang.San", name="张三", reason="新到岗")

    user = User.objects.get(username="zhang.san")
    assert (answer.url, user.has_usable_password(), user.initials) == (f"{USERS}zhang.san/", False, "zs")
    assert entries() == [("administrator", "create", "张三", "新到岗")]


@pytest.mark.parametrize(
    ("username", "sentence"),
    [
        pytest.param("", "这个字段是必填项。", id="empty"),
        pytest.param("new", "这个用户名由系统保留，请换一个。", id="reserved"),
        pytest.param("ADMINISTRATOR", "这个用户名已被使用，请换一个。", id="taken"),
        pytest.param("a\u202eb", None, id="direction"),
        pytest.param("a" * 300, None, id="long"),
        pytest.param("a/b", None, id="slash"),
    ],
)
def test_bad_name_is_refused_at_its_field(as_administrator, username, sentence):
    page = submit(as_administrator, f"{USERS}new/", username=username)

    assert list(errors(page)) == ["username"]
    assert sentence is None or errors(page)["username"] == [sentence]
    assert User.objects.count() == 1


def test_form_not_opened_from_the_page_is_refused_in_a_sentence(as_administrator):
    page = as_administrator.post(f"{USERS}new/", {"username": "zhang"})

    assert (page.status_code, errors(page)) == (200, {"__all__": ["请从页面打开表单再提交。"]})
    assert not User.objects.filter(username="zhang").exists()


def test_double_click_makes_one_account(as_administrator):
    typed = {"username": "zhang", "request_key": str(uuid4())}

    answers = [as_administrator.post(f"{USERS}new/", typed).status_code for _time in range(2)]

    assert (answers, User.objects.filter(username="zhang").count()) == ([302, 302], 1)


def test_edit_changes_name_and_address_only(as_administrator, officer):
    submit(
        as_administrator,
        f"{USERS}officer/edit/",
        name="李明",
        email="li@portal.example",
        username="x",
        is_active="",
    )

    officer.refresh_from_db()
    assert (officer.username, officer.name, officer.email, officer.is_active) == (
        "officer", "李明", "li@portal.example", True,
    )  # fmt: skip


def test_edit_of_an_overtaken_account_shows_both(as_administrator, officer):
    page = as_administrator.post(f"{USERS}officer/edit/", {"name": "李明", "version": 7})

    assert (page.status_code, page.context["conflict"].compared[0].typed) == (409, "李明")


# --- appointments ---


def test_appointment_is_given(clock, as_administrator, nobody, district):
    answer = submit(
        as_administrator,
        f"{USERS}nobody/appoint/",
        role="clerk",
        school=district.lone.pk,
        document="任〔2022〕1号",
    )

    [given] = nobody.appointments.all()
    assert (answer.url, given.role, given.school, given.start, given.end, given.document) == (
        f"{USERS}nobody/", "clerk", district.lone, TODAY, None, "任〔2022〕1号",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        pytest.param({"role": "officer"}, "__all__", id="officer of nowhere"),
        pytest.param({"role": "nothing"}, "role", id="unknown role"),
        pytest.param({"role": "clerk", "school": "999999"}, "school", id="unknown school"),
        pytest.param({"role": "administrator", "start": "x"}, "start", id="no day"),
        pytest.param(
            {"role": "administrator", "start": "2022-10-10", "end": "2022-10-10"},
            "end",
            id="ends as it begins",
        ),
        pytest.param({"role": "administrator", "document": "a\u202e"}, "document", id="direction"),
    ],
)
def test_bad_appointment_is_refused_at_its_field(as_administrator, nobody, typed, field):
    page = submit(as_administrator, f"{USERS}nobody/appoint/", **typed)

    assert (page.status_code, list(errors(page)), nobody.appointments.count()) == (200, [field], 0)


def test_appointment_after_leaving_is_refused(clock, as_administrator, nobody):
    User.objects.filter(pk=nobody.pk).update(leaves_on="2023-01-01")

    page = submit(as_administrator, f"{USERS}nobody/appoint/", role="administrator")

    assert errors(page) == {
        "end": ["该账号自 2023年1月1日 起离岗，任职的结束日期不能晚于这一天；如已返岗，请先恢复账号。"]
    }


def end_of(user):
    """Return the address that ends a person's only appointment."""
    return f"{USERS}{user.username}/appointments/{user.appointments.get().pk}/end/"


@pytest.mark.parametrize("day", ["2022-10-10", "2022-01-01", "2023-02-01"])
def test_appointment_ends_on_a_day(clock, as_administrator, officer, day):
    answer = submit(as_administrator, end_of(officer), on=day, reason="调动")

    assert (answer.status_code, officer.appointments.get().end) == (302, date.fromisoformat(day))
    assert entries() == [("administrator", "change", "officer · 教育局工作人员", "调动")]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        pytest.param({"on": "2022-10-11"}, {"reason": ["这个字段是必填项。"]}, id="no reason"),
        pytest.param(
            {"on": "x", "reason": "a"}, {"on": ["请填写有效的日期，例如 2022-09-01。"]}, id="no day"
        ),
        pytest.param(
            {"on": "0001-01-01", "reason": "a"}, {"on": ["请填写 1949 年到 2100 年之间的日期。"]}, id="year 1"
        ),
        pytest.param(
            {"on": "2022-09-01", "reason": "a"},
            {"on": ["这项任职从 2022年9月1日 开始，结束日期必须晚于这一天。"]},
            id="its first day",
        ),
        pytest.param(
            {"on": "2023-09-02", "reason": "a"},
            {"on": ["这项任职已在 2023年9月1日 结束；结束日期只能提前，不能推后，需要延长请另行任命。"]},
            id="later than its end",
        ),
    ],
)
def test_bad_end_is_refused_at_its_field(clock, as_administrator, officer, typed, found):
    Appointment.objects.filter(user=officer).update(start="2022-09-01", end="2023-09-01")

    page = submit(as_administrator, end_of(officer), **typed)

    assert (page.status_code, errors(page), entries()) == (200, found, [])


# --- leaving and coming back ---


def test_leaving_ends_everything_on_that_day(clock, as_administrator, officer, elsewhere):
    later = {"role": "auditor", "district": elsewhere.district, "start": "2023-06-01"}
    Appointment.objects.create(user=officer, **later)
    Appointment.objects.create(user=officer, role="inspector", district=elsewhere.district, end="2020-01-01")

    answer = submit(as_administrator, f"{USERS}officer/dismiss/", on="2023-01-01", reason="退休")

    officer.refresh_from_db()
    assert (answer.status_code, officer.leaves_on) == (302, date(2023, 1, 1))
    assert list(officer.appointments.order_by("pk").values_list("role", "end")) == [
        ("officer", date(2023, 1, 1)),
        ("inspector", date(2020, 1, 1)),
    ]
    assert [(action, reason) for _by, action, _label, reason in entries()] == [
        ("dismiss", "退休"),
        ("change", "退休"),
        ("remove", "退休"),
    ]


def test_leaver_is_out_on_the_day_and_not_before(clock, officer, administrator):
    browser = sign_in("officer")
    dismiss(officer, on=date(2022, 10, 11), today=TODAY, reason="退休", by=administrator)
    before = (is_in(browser), is_in(sign_in("officer")))
    clock.shift(timedelta(hours=12, minutes=1))  # past midnight in China
    fresh = sign_in("officer")

    assert (before, is_in(fresh)) == ((True, True), False)
    assert not is_in(browser)


def test_leaver_holds_no_right_even_with_an_appointment_left(clock, officer):
    officer.leaves_on = TODAY

    assert not officer.audit_reach


def test_leaver_hears_the_same_as_for_a_wrong_password(clock, officer):
    User.objects.filter(pk=officer.pk).update(leaves_on=TODAY)

    answers = [
        Client().post("/accounts/login/", {"login": "officer", "password": password})
        for password in (PASSWORD, "wrong password")
    ]

    [first, second] = [list(answer.context["form"].non_field_errors()) for answer in answers]
    assert first == second == ["用户名或密码不正确。请检查大小写和输入法后再试；忘记密码请联系系统管理员。"]


def test_leaving_again_goes_by_the_version(clock, as_administrator, officer):
    typed = {"on": "2023-01-01", "reason": "a", "version": officer.version + 5}

    assert as_administrator.post(f"{USERS}officer/dismiss/", typed).status_code == 409


@pytest.mark.parametrize("how", [{"leaves_on": "2022-01-01"}, {"is_active": False}])
def test_closed_account_is_opened_again_without_its_appointments(
    clock, as_administrator, former_officer, how
):
    User.objects.filter(pk=former_officer.pk).update(**how)

    submit(as_administrator, f"{USERS}former/reactivate/", reason="返岗")

    former_officer.refresh_from_db()
    assert (former_officer.leaves_on, former_officer.is_active, former_officer.may_sign_in) == (
        None,
        True,
        True,
    )
    assert former_officer.appointments.get().end == date(2021, 1, 1)
    assert entries() == [("administrator", "reactivate", "former", "返岗")]


@pytest.mark.parametrize("page", ["dismiss", "reactivate", "view"])
def test_reason_is_asked_for(clock, as_administrator, officer, page):
    answer = submit(
        as_administrator, f"{USERS}officer/{page}/", reason="", **({"on": TODAY} if page == "dismiss" else {})
    )

    assert (errors(answer), entries()) == ({"reason": ["这个字段是必填项。"]}, [])


@pytest.mark.parametrize(
    "act",
    [
        pytest.param(lambda by, user: create_account(User(username="x"), by=by), id="create"),
        pytest.param(
            lambda by, user: appoint(Appointment(user=user, role="administrator"), by=by), id="appoint"
        ),
        pytest.param(
            lambda by, user: end_appointment(
                user.appointments.get(), on=TODAY, today=TODAY, reason="", by=by
            ),
            id="end",
        ),
        pytest.param(lambda by, user: dismiss(user, on=TODAY, today=TODAY, reason="", by=by), id="dismiss"),
        pytest.param(lambda by, user: reactivate(user, reason="", by=by), id="reactivate"),
        pytest.param(lambda by, user: begin_view(user, reason="", by=by), id="view"),
    ],
)
def test_actions_are_the_administrators_only(officer, lead_principal, act):
    with pytest.raises(PermissionDenied):
        act(officer, lead_principal)

    assert entries() == []


def test_leaving_day_counts_among_those_who_administer(clock, administrator, officer):
    factories.make_user("second", role="administrator", leaves_on=date(2023, 1, 1))

    with pytest.raises(ValidationError, match="系统管理员"):
        dismiss(administrator, on=date(2023, 6, 1), today=TODAY, reason="", by=administrator)


# --- passwords ---


def test_drawn_password_is_shown_once_and_lets_in(as_administrator, nobody):
    browser = sign_in("nobody")
    page = submit(as_administrator, f"{USERS}nobody/password/")
    drawn = page.context["password"]

    new = Client()
    answer = new.post("/accounts/login/", {"login": "nobody", "password": drawn})

    assert (page.content.decode().count(drawn), answer.url, is_in(browser)) == (1, "/", False)
    assert entries() == [("administrator", "set_password", "nobody", "")]
    assert drawn not in str(list(AuditEntry.objects.values()))


def test_double_click_draws_one_password(as_administrator, nobody):
    typed = {"request_key": str(uuid4())}
    drawn = as_administrator.post(f"{USERS}nobody/password/", typed).context["password"]

    answer = as_administrator.post(f"{USERS}nobody/password/", typed, follow=True)

    nobody.refresh_from_db()
    assert answer.redirect_chain == [(f"{USERS}nobody/", 302)]
    assert ("密码只显示一次" in answer.content.decode(), nobody.check_password(drawn)) == (True, True)


@pytest.mark.parametrize("typed", [{}, {"request_key": ""}, {"request_key": "x"}])
def test_password_needs_the_page(as_administrator, nobody, typed):
    page = as_administrator.post(f"{USERS}nobody/password/", typed)

    nobody.refresh_from_db()
    assert (page.status_code, nobody.check_password(PASSWORD)) == (200, True)
    assert page.context["form"].errors


def test_own_password_is_changed_where_the_old_one_is_asked_for(as_administrator):
    assert as_administrator.get(f"{USERS}administrator/password/").url == "/accounts/password/"
