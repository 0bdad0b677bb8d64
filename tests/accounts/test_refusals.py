"""What the administrator's pages refuse, in words, and that nothing is written by it."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.formats import date_format

from accounts import imports, viewing
from accounts.models import Appointment, User
from records.models import AuditEntry
from tests import factories
from tests.accounts.test_accounts_pages import LAST, USERS, end_of, entries, errors, submit

NOON = datetime(2022, 10, 10, 4, 0, tzinfo=UTC)
PEOPLE = ["officer", "inspector", "auditor", "lead_principal", "clerk", "nobody"]
PAGES = ["", "new/", "officer/", "officer/edit/", "officer/appoint/", "officer/dismiss/", "officer/view/"]


@pytest.fixture
def noon():
    """Let the clock stand still on a day of 2022."""
    with time_machine.travel(NOON, tick=False):
        yield


def counts():
    """Return how many accounts, appointments and entries there are."""
    return User.objects.count(), Appointment.objects.count(), AuditEntry.objects.count()


@pytest.mark.parametrize("page", PAGES)
def test_visitor_signs_in_before_any_page_of_accounts(client, officer, page):
    answer = client.get(f"{USERS}{page}")

    assert (answer.status_code, answer.url) == (302, f"/accounts/login/?next={USERS}{page}")


@pytest.mark.parametrize("person", PEOPLE)
def test_only_the_administrator_opens_pages_of_accounts(request, signed_in, officer, person):
    browser = signed_in(request.getfixturevalue(person))

    assert [browser.get(f"{USERS}{page}").status_code for page in PAGES] == [403] * len(PAGES)


@pytest.mark.parametrize("page", [page for page in PAGES if page.startswith("officer")])
def test_name_that_nobody_has_is_no_page(as_administrator, page):
    assert as_administrator.get(f"{USERS}{page}").status_code == 404


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        pytest.param({"username": "officer"}, {"username": ["这个用户名已被使用，请换一个。"]}, id="taken"),
        pytest.param({"username": "new"}, {"username": ["这个用户名由系统保留，请换一个。"]}, id="reserved"),
        pytest.param(
            {"username": "system"}, {"username": ["这个用户名由系统保留，请换一个。"]}, id="the portal itself"
        ),
        pytest.param({"username": ""}, {"username": ["这个字段是必填项。"]}, id="empty"),
        pytest.param(
            {"name": "王\u200b芳"},
            {"name": ["第 2 个字符是不可见的控制字符（U+200B），请删除后再提交。"]},
            id="zero width",
        ),
    ],
)
def test_new_account_is_refused_at_its_field(as_administrator, officer, typed, found):
    before = counts()

    page = submit(as_administrator, f"{USERS}new/", **{"username": "wang", "name": "王芳"} | typed)

    assert (page.status_code, errors(page), counts()) == (200, found, before)


@pytest.mark.parametrize("leaves_on", [date(2022, 10, 10), date(2023, 1, 1)], ids=["gone", "leaving"])
def test_nobody_is_appointed_beyond_the_leaving_day(noon, as_administrator, nobody, leaves_on):
    User.objects.filter(pk=nobody.pk).update(leaves_on=leaves_on)
    before = counts()

    page = submit(as_administrator, f"{USERS}nobody/appoint/", role="administrator", start="2022-01-01")

    sentence = (
        f"该账号自 {date_format(leaves_on)} 起离岗，任职的结束日期不能晚于这一天；如已返岗，请先恢复账号。"
    )
    assert (errors(page), counts()) == ({"end": [sentence]}, before)


def test_appointment_may_end_on_the_leaving_day(noon, as_administrator, nobody):
    User.objects.filter(pk=nobody.pk).update(leaves_on=date(2023, 1, 1))

    answer = submit(
        as_administrator,
        f"{USERS}nobody/appoint/",
        role="administrator",
        start="2022-01-01",
        end="2023-01-01",
    )

    assert (answer.status_code, nobody.appointments.get().end) == (302, date(2023, 1, 1))


def test_second_administrator_lets_the_first_go(noon, as_administrator, administrator):
    factories.make_user("second", role="administrator")

    answer = submit(as_administrator, f"{USERS}administrator/dismiss/", on="2023-01-01", reason="退休")

    administrator.refresh_from_db()
    assert (answer.status_code, administrator.leaves_on) == (302, date(2023, 1, 1))


@pytest.mark.parametrize("session", ["", "0", "x", "-1", "９", "9" * 30, "\x00"], ids=repr)
def test_session_that_is_none_is_told_to_be_over(officer, signed_in, session):
    answer = signed_in(officer).post("/accounts/sessions/end/", {"session": session}, follow=True)

    assert [str(message) for message in answer.context["messages"]] == ["这个会话已经结束。"]


@pytest.mark.parametrize("day", ["2022-10-10", "2023-01-01"])
def test_last_administrator_stays(noon, as_administrator, administrator, day):
    ended = submit(as_administrator, end_of(administrator), on=day, reason="a")
    left = submit(as_administrator, f"{USERS}administrator/dismiss/", on=day, reason="a")

    assert (errors(ended), errors(left)) == ({"__all__": [LAST]}, {"__all__": [LAST]})
    assert (entries(), administrator.appointments.get().end) == ([], None)


def test_appointment_of_somebody_else_is_no_page(as_administrator, officer, lead_principal):
    number = lead_principal.appointments.get().pk

    assert as_administrator.get(f"{USERS}officer/appointments/{number}/end/").status_code == 404


# --- the import ---


@pytest.mark.parametrize(
    ("headings", "sentences"),
    [
        pytest.param(["用户名"], ["缺少必需的列：姓名、角色。"], id="two missing"),
        pytest.param(
            ["username", "name", "role", "用户名"], ["列名重复：username、用户名。"], id="by two names"
        ),
        pytest.param(
            ["姓名", "姓名", "x"],
            [
                "缺少必需的列：用户名、角色。",
                "列名重复：姓名。",
                "不认识的列名：x。可用的列名有：用户名（username）、姓名（name）、角色（role）、学校标识码（school）、"
                "区县代码（district）、开始日期（start）、结束日期（end）。",
            ],
            id="all at once",
        ),
    ],
)
def test_headings_are_refused_with_every_fault(as_administrator, headings, sentences):
    content = ",".join(headings) + "\n" + ",".join("甲" for _heading in headings)
    file = SimpleUploadedFile("a.csv", content.encode())

    page = as_administrator.post("/accounts/import/", {"file": file})

    assert (errors(page), page.context["found"]) == ({"file": sentences}, None)


@pytest.mark.parametrize("more", [0, 1], ids=["as many as allowed", "one more"])
def test_rows_are_capped(as_administrator, monkeypatch, more):
    monkeypatch.setattr(imports, "MOST_ROWS", 2)
    lines = "".join(f"u{number},甲,系统管理员\n" for number in range(2 + more))
    file = SimpleUploadedFile("a.csv", f"用户名,姓名,角色\n{lines}".encode())

    page = as_administrator.post("/accounts/import/", {"file": file})

    told = [] if "payload" in page.context else errors(page)["file"]
    assert told == ["这个文件的数据超过 2 行，一次最多导入 2 行，请分成几个文件。"] * more


@pytest.mark.parametrize(
    ("text", "days"),
    [
        pytest.param("2022-09-01", [date(2022, 9, 1)], id="dashes"),
        pytest.param("2022/9/1", [date(2022, 9, 1)], id="slashes"),
        pytest.param("2022.09.01", [date(2022, 9, 1)], id="points"),
        pytest.param("20220901", [date(2022, 9, 1)], id="digits"),
        pytest.param("2022年9月1日", [date(2022, 9, 1)], id="Chinese"),
        pytest.param("2022-02-29", [], id="no leap year"),
        pytest.param("01/09/2022", [], id="day first"),
        pytest.param("44805", [], id="number of a spreadsheet"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_day_is_read_as_people_write_it(text, days):
    assert list(imports._days(text)) == days


# --- seeing as somebody else ---


@pytest.mark.parametrize(
    ("change", "is_viewing"),
    [
        pytest.param({}, True, id="as begun"),
        pytest.param({"since": -viewing.LONGEST + 1}, True, id="a second left"),
        pytest.param({"since": -viewing.LONGEST}, False, id="time is up"),
        pytest.param({"since": 1}, False, id="from the future"),
        pytest.param({"by": 10**9}, False, id="somebody else's note"),
        pytest.param({"user": 10**9}, False, id="account that is gone"),
    ],
)
def test_note_of_the_session_holds_while_it_is_fresh_and_own(
    noon, as_administrator, administrator, officer, change, is_viewing
):
    note = {"by": administrator.pk, "user": officer.pk} | change
    session = as_administrator.session
    session[viewing.KEY] = note | {"since": NOON.timestamp() + change.get("since", 0)}
    session.save()

    page = as_administrator.get("/accounts/me/")

    assert page.wsgi_request.user.username == ("officer" if is_viewing else "administrator")
    assert (viewing.KEY in as_administrator.session) == is_viewing


@pytest.mark.parametrize(
    ("start", "end", "group"),
    [
        pytest.param(None, None, "current", id="open"),
        pytest.param("2022-10-10", None, "current", id="begins today"),
        pytest.param("2022-10-11", None, "coming", id="begins tomorrow"),
        pytest.param(None, "2022-10-10", "past", id="over since today"),
        pytest.param(None, "2022-10-11", "current", id="last day today"),
    ],
)
def test_own_page_tells_appointments_apart(noon, nobody, signed_in, start, end, group):
    Appointment.objects.create(user=nobody, role="administrator", start=start, end=end)

    page = signed_in(nobody).get("/accounts/me/")

    found = {name: len(page.context[name]) for name in ("current", "coming", "past")}
    assert found == {"current": 0, "coming": 0, "past": 0} | {group: 1}
