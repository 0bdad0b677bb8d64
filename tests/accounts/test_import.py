"""Importing accounts: what is read, what is refused and where, and that all is written once or nothing."""

import csv
import io
import re
from base64 import b64decode
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts import imports
from accounts.models import Appointment, User
from records.models import AuditEntry, Basis
from records.periods import END_BEFORE_START
from tests import factories
from tests.records.test_tables import workbook

IMPORT = "/accounts/import/"
HEADINGS = ["用户名", "姓名", "角色", "学校标识码", "区县代码", "开始日期", "结束日期"]
NOON = datetime(2022, 10, 10, 4, 0, tzinfo=UTC)


@pytest.fixture
def rows(district):
    """Return two good rows: a principal and an officer."""
    return [
        ["Wang.Fang", "王芳", "校长（园长）", district.lead.code, "", "2022-09-01", ""],
        ["li", "李明", "officer", "", "510115", "2022年9月1日", "2023/9/1"],
    ]


def table(rows, headings=None):
    """Return the content of a CSV file."""
    text = io.StringIO()
    csv.writer(text).writerows([headings or HEADINGS, *rows])
    return text.getvalue()


def upload(browser, content, name="accounts.csv"):
    """Send a file and return the page that follows."""
    data = content.encode() if isinstance(content, str) else content
    return browser.post(IMPORT, {"file": SimpleUploadedFile(name, data)})


def faults(page):
    """Return what is wrong: row, column, value and sentence."""
    return [(f.row, f.column, f.value, f.sentence) for f in page.context["found"].faults]


def count():
    """Return how many accounts, appointments and entries there are."""
    return User.objects.count(), Appointment.objects.count(), AuditEntry.objects.count()


def test_page_explains_the_file(as_administrator):
    page = as_administrator.get(IMPORT).content.decode()

    assert all(heading in page for heading in HEADINGS)


def test_good_table_is_previewed_and_nothing_written(as_administrator, rows):
    before = count()

    page = upload(as_administrator, table(rows))

    assert page.context["found"].by_role == [("教育局工作人员", 1), ("校长（园长）", 1)]
    assert "将新建 2 个账号" in page.content.decode()
    assert count() == before


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_table_may_come_in_any_usual_encoding(as_administrator, rows, encoding):
    page = upload(as_administrator, table(rows).encode(encoding))

    assert [account.user.name for account in page.context["found"].accounts] == ["王芳", "李明"]


def test_table_may_be_a_workbook(as_administrator, rows):
    page = upload(as_administrator, workbook(HEADINGS, *rows), "accounts.xlsx")

    assert [account.user.username for account in page.context["found"].accounts] == ["wang.fang", "li"]


def test_headings_may_be_english_and_in_any_order(as_administrator, rows):
    headings = ["role", "name", "username", "district"]

    page = upload(as_administrator, table([["督导", "张三", "zhang", "510115"]], headings))

    [account] = page.context["found"].accounts
    assert (account.user.username, account.appointment.role) == ("zhang", "inspector")


def test_chinese_headings_are_known_on_the_english_page(as_administrator, rows):
    as_administrator.cookies["django_language"] = "en"

    assert upload(as_administrator, table(rows)).context["found"].faults == []


def test_confirmed_table_is_written_with_audit(as_administrator, rows, district):
    payload = upload(as_administrator, table(rows)).context["payload"]

    page = as_administrator.post(IMPORT, {"payload": payload})

    stored = Appointment.objects.filter(user__username__in=["wang.fang", "li"]).order_by("pk")
    found = [(a.user.username, a.user.name, a.role, a.school, a.district, a.start, a.end) for a in stored]
    assert found == [
        ("wang.fang", "王芳", "principal", district.lead, None, date(2022, 9, 1), None),
        ("li", "李明", "officer", None, district.district, date(2022, 9, 1), date(2023, 9, 1)),
    ]
    assert {a.user.basis for a in stored} == {Basis.IMPORTED}
    assert [a.user.initials for a in stored] == ["wf", "lm"]
    entries = AuditEntry.objects.filter(reason="批量导入账号").order_by("object_type", "object_id")
    assert [(e.username, e.action, e.object_type) for e in entries] == [
        ("administrator", "create", "accounts.appointment"),
        ("administrator", "create", "accounts.appointment"),
        ("administrator", "create", "accounts.user"),
        ("administrator", "create", "accounts.user"),
    ]
    assert page.status_code == 200


def passwords(page):
    """Return the passwords that a result page shows, by user name."""
    return {account.user.username: account.password for account in page.context["accounts"]}


def test_drawn_passwords_are_shown_once_and_let_people_in(as_administrator, rows):
    payload = upload(as_administrator, table(rows)).context["payload"]
    page = as_administrator.post(IMPORT, {"payload": payload})

    drawn = passwords(page)
    browser = Client()
    answer = browser.post("/accounts/login/", {"login": "wang.fang", "password": drawn["wang.fang"]})

    assert answer.url == "/"
    assert len(set(drawn.values())) == 2
    assert all(re.fullmatch(r"([a-hjkmnp-z2-9]{4}-){3}[a-hjkmnp-z2-9]{4}", text) for text in drawn.values())
    assert all(page.content.decode().count(text) == 1 for text in drawn.values())
    assert page["Cache-Control"] == "private, no-store"


def test_download_of_the_passwords_is_part_of_the_page(as_administrator, rows):
    payload = upload(as_administrator, table(rows)).context["payload"]
    page = as_administrator.post(IMPORT, {"payload": payload})

    [content] = re.findall(r'href="data:text/csv;charset=utf-8;base64,([\w+/=]+)"', page.content.decode())
    [heading, first, _second] = csv.reader(io.StringIO(b64decode(content).decode("utf-8-sig")))
    assert heading == ["用户名", "姓名", "角色", "范围", "初始密码"]
    assert first == ["wang.fang", "王芳", "校长（园长）", "甲校", passwords(page)["wang.fang"]]


def test_passwords_stand_in_no_row_and_no_log(as_administrator, rows, caplog):
    payload = upload(as_administrator, table(rows)).context["payload"]
    page = as_administrator.post(IMPORT, {"payload": payload})

    kept = f"{list(AuditEntry.objects.values())}{list(User.objects.values())}{caplog.text}"
    kept += str(dict(as_administrator.session))
    assert [text for text in passwords(page).values() if text in kept] == []


def test_double_click_has_one_effect(as_administrator, rows):
    payload = upload(as_administrator, table(rows)).context["payload"]
    as_administrator.post(IMPORT, {"payload": payload})
    before = count()

    answer = as_administrator.post(IMPORT, {"payload": payload}, follow=True)

    assert count() == before
    assert answer.redirect_chain == [("/accounts/users/", 302)]
    assert "这张表已经导入过，没有重复导入。" in answer.content.decode()


# --- what is refused ---


def one(rows, **changes):
    """Return the first row with some cells changed, by the columns' own names."""
    row = dict(zip(imports.HEADINGS, rows[0], strict=True)) | changes
    return [list(row.values())]


@pytest.mark.parametrize(
    ("changes", "column", "sentence"),
    [
        pytest.param({"username": ""}, "用户名", "必须填写。", id="no username"),
        pytest.param({"name": ""}, "姓名", "必须填写。", id="no name"),
        pytest.param({"role": ""}, "角色", "必须填写。", id="no role"),
        pytest.param(
            {"role": "局长"},
            "角色",
            "没有这个角色；可以填写：教育局工作人员、督导、校长（园长）、学校经办人、审计员、系统管理员。",
            id="unknown role",
        ),
        pytest.param(
            {"school": "510115-L999"}, "学校标识码", "没有这个学校标识码的学校。", id="unknown school"
        ),
        pytest.param(
            {"school": "", "district": "999999", "role": "督导"},
            "区县代码",
            "没有这个区县代码的区县。",
            id="unknown district",
        ),
        pytest.param(
            {"start": "2022-13-01"}, "开始日期", "不是有效的日期，请按 2022-09-01 的格式填写。", id="no day"
        ),
        pytest.param({"end": "昨天"}, "结束日期", "不是有效的日期，请按 2022-09-01 的格式填写。", id="words"),
        pytest.param({"username": "administrator"}, "用户名", "这个用户名已被使用，请换一个。", id="taken"),
        pytest.param({"username": "new"}, "用户名", "这个用户名由系统保留，请换一个。", id="reserved"),
        pytest.param({"username": "王 芳"}, "用户名", None, id="signs that no name has"),
        pytest.param({"username": "w" * 151}, "用户名", None, id="long username"),
        pytest.param({"name": "王" * 61}, "姓名", None, id="long name"),
        pytest.param(
            {"name": "王\u202e芳"},
            "姓名",
            "第 2 个字符是不可见的控制字符（U+202E），请删除后再提交。",
            id="direction",
        ),
        pytest.param({"end": "2022-09-01"}, "结束日期", str(END_BEFORE_START), id="ends as it begins"),
    ],
)
def test_fault_is_told_at_its_row_and_column(as_administrator, rows, changes, column, sentence):
    before = count()

    page = upload(as_administrator, table(one(rows, **changes)))

    found = faults(page)
    [name] = [name for name, label in imports.HEADINGS.items() if str(label) == column]
    assert [(row, at, value) for row, at, value, _sentence in found] == [(2, column, changes[name][:60])]
    assert sentence is None or found[0][3] == sentence
    assert re.search(r"[\u4e00-\u9fff]", found[0][3])
    assert count() == before


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        pytest.param({"school": ""}, "任职范围与角色不符", id="principal of nowhere"),
        pytest.param({"district": "510115"}, "任职范围与角色不符", id="principal of a district too"),
        pytest.param({"role": "系统管理员"}, "任职范围与角色不符", id="administrator of a school"),
    ],
)
def test_fault_of_a_whole_row_is_told_at_the_row(as_administrator, rows, changes, sentence):
    [(row, column, _value, told)] = faults(upload(as_administrator, table(one(rows, **changes))))

    assert (row, column, told.startswith(sentence)) == (2, "", True)


def test_every_fault_of_every_row_is_listed_and_nothing_written(as_administrator, rows):
    before = count()
    bad = [rows[0], ["", "张三", "没有", "", "", "x", ""], [*rows[1], "多", "余"], rows[0]]

    page = upload(as_administrator, workbook(HEADINGS, *bad))

    assert [(row, column) for row, column, _value, _sentence in faults(page)] == [
        (3, "角色"),
        (3, "开始日期"),
        (3, "用户名"),
        (4, ""),
        (5, "用户名"),
    ]
    assert count() == before


def test_name_that_stands_twice_is_told_with_its_first_row(as_administrator, rows):
    found = faults(upload(as_administrator, table([rows[0], rows[1], rows[0]])))

    assert found == [(4, "用户名", "Wang.Fang", "与第 2 行的用户名相同。")]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        pytest.param("姓名,备注\n张,x\n", "缺少必需的列：用户名、角色。", id="missing"),
        pytest.param("用户名,姓名,角色,username\n", "列名重复：username、用户名。", id="repeated"),
        pytest.param(table([]), "这张表没有数据行：第一行是列名，从第二行起每行一个账号。", id="no rows"),
        pytest.param(
            b"PK\x03\x04x",
            "这个文件不是可以读取的 XLSX 工作簿，可能已损坏。请用电子表格软件另存为 XLSX 或 CSV 后再上传。",
            id="no workbook",
        ),
        pytest.param(
            b"a\n\xff\xff\n",
            "第 2 行有无法识别的字节，文件不是UTF-8编码的文本，或已损坏。"
            "请用电子表格软件另存为“CSV UTF-8”或 XLSX 后再上传。",
            id="no text",
        ),
        pytest.param("", "这个文件是空的。", id="empty"),
    ],
)
def test_file_that_cannot_be_used_is_refused_at_its_field(as_administrator, content, sentence):
    page = upload(as_administrator, content)

    assert (page.status_code, page.context["form"].errors["file"][0]) == (200, sentence)


def test_unknown_heading_is_named_with_those_known(as_administrator, rows):
    page = upload(as_administrator, table([[*rows[0], "x"]], [*HEADINGS, "手机"]))

    [sentence] = page.context["form"].errors["file"]
    assert sentence.startswith("不认识的列名：手机。可用的列名有：用户名（username）、姓名（name）")


def test_form_without_a_file_says_so(as_administrator):
    page = as_administrator.post(IMPORT)

    assert page.context["form"].errors["file"] == ["请选择一个 CSV 或 XLSX 文件。"]


def test_too_large_and_too_long_files_are_refused(as_administrator, rows, monkeypatch):
    monkeypatch.setattr(imports, "MOST_ROWS", 1)
    long = upload(as_administrator, table(rows)).context["form"].errors["file"]
    large = upload(as_administrator, b"x" * (2 * 1024 * 1024 + 1)).context["form"].errors["file"]

    assert long == ["这个文件的数据超过 1 行，一次最多导入 1 行，请分成几个文件。"]
    assert large == ["这个文件超过 2 MB，请只保留需要的行后再上传。"]


# --- what lies between preview and confirmation ---


@pytest.mark.parametrize("payload", ["", "x", "a:b:c", "\x00"])
def test_payload_that_was_not_made_here_writes_nothing(as_administrator, payload):
    before = count()

    answer = as_administrator.post(IMPORT, {"payload": payload}, follow=True)

    assert (answer.redirect_chain, count()) == ([(IMPORT, 302)], before)
    assert "预览已过期或不完整，没有导入。请重新上传文件。" in answer.content.decode()


def test_payload_of_another_administrator_is_refused(as_administrator, rows, signed_in):
    other = signed_in(factories.make_user("second", role="administrator"))
    payload = upload(as_administrator, table(rows)).context["payload"]

    assert other.post(IMPORT, {"payload": payload}).url == IMPORT
    assert not User.objects.filter(username="li").exists()


def test_payload_expires(as_administrator, rows):
    with time_machine.travel(NOON, tick=False) as clock:
        as_administrator.get(IMPORT)
        payload = upload(as_administrator, table(rows)).context["payload"]
        for _time in range(5):
            clock.shift(timedelta(minutes=13))
            as_administrator.get(IMPORT)
        answer = as_administrator.post(IMPORT, {"payload": payload})

    assert (answer.url, User.objects.filter(username="li").exists()) == (IMPORT, False)


def test_what_changed_since_the_preview_stops_it_all(as_administrator, rows):
    payload = upload(as_administrator, table(rows)).context["payload"]
    factories.make_user("li")
    before = count()

    page = as_administrator.post(IMPORT, {"payload": payload})

    assert [(row, column, value) for row, column, value, _sentence in faults(page)] == [(3, "用户名", "li")]
    assert count() == before


@pytest.mark.parametrize("rows_more", [0, 2])
def test_check_looks_schools_up_once(as_administrator, rows, rows_more, django_assert_num_queries):
    content = table([[f"u{n}", *rows[0][1:]] for n in range(1 + rows_more)]).encode()
    read = imports.read_accounts(content)

    with django_assert_num_queries(2 + 10 * (1 + rows_more)):
        found = imports.check(read)

    assert found.faults == []
