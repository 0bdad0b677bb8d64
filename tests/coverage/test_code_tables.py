"""The code tables of designations in the admin: out as CSV, and in again through the actions."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from coverage.models import DesignationLevel, DesignationScheme
from records.models import AuditEntry
from tests import factories

SCHEMES, LEVELS = "/admin/coverage/designationscheme/", "/admin/coverage/designationlevel/"


@pytest.fixture
def browser(administrator, signed_in):
    """Return the administrator's browser."""
    return signed_in(administrator)


def upload(browser, table, content, name="表.csv"):
    """Send a file to the import page of a code table."""
    content = content.encode() if isinstance(content, str) else content
    sent = {"format": "0", "resource": "0", "import_file": SimpleUploadedFile(name, content)}
    return browser.post(table + "import/", sent)


def schemes():
    """Return the stored schemes."""
    return list(DesignationScheme.objects.values_list("code", "name", "authority", "stage", "version"))


def complaints(answer):
    """Return what the page says is wrong with a file."""
    form, result = answer.context["form"], answer.context.get("result")
    found = [sentence for errors in form.errors.values() for sentence in errors]
    if result:
        found += [str(error.error) for error in result.base_errors]
        found += [f"{line}: {error.error}" for line, errors in result.row_errors() for error in errors]
        found += [f"{row.number}: {row.error}" for row in result.invalid_rows]
    return found


def test_export_is_what_a_spreadsheet_reads(browser):
    factories.make_level("model_high", "first", stage="senior", rank=1, start=date(2013, 12, 1))

    answer = browser.get(LEVELS + "export/")

    assert answer["Content-Type"] == "text/csv"
    assert answer.content.decode("utf-8-sig").splitlines() == [
        "scheme,code,name,rank,counts_as_quality,successor,start,end,document",
        "model_high,first,first,1,1,,2013-12-01,,",
    ]
    assert answer.content.startswith(b"\xef\xbb\xbf")


def test_export_computes_nothing(browser):
    DesignationScheme.objects.create(code="x", name="=cmd|' /C calc'!A0", authority="@市")

    lines = browser.get(SCHEMES + "export/").content.decode("utf-8-sig").splitlines()

    assert lines[1:] == ["x,'=cmd|' /C calc'!A0,'@市,"]


def test_export_holds_the_rows_of_the_list(browser):
    factories.make_level("one", "a")
    factories.make_level("two", "b")
    wanted = DesignationScheme.objects.get(code="two")

    lines = browser.get(f"{LEVELS}export/?scheme__id__exact={wanted.pk}").content.decode().splitlines()

    assert [line.split(",")[:2] for line in lines[1:]] == [["two", "b"]]


def test_export_comes_back_unchanged(browser):
    new = factories.make_level("new", "top", start=date(2023, 1, 1))
    factories.make_level("old", "top", end=date(2023, 1, 1), successor=new, document="-1号文", rank=2)
    before = [level.snapshot() for level in DesignationLevel.objects.order_by("pk")]

    answer = upload(browser, LEVELS, browser.get(LEVELS + "export/").content)

    assert answer.status_code == 302
    assert [level.snapshot() for level in DesignationLevel.objects.order_by("pk")] == before
    assert AuditEntry.objects.count() == 0


def test_import_creates_and_changes_through_the_actions(browser):
    DesignationScheme.objects.create(code="a", name="旧名")

    answer = upload(browser, SCHEMES, "code,name,stage\na,新名,\nb,另一体系,senior\n")

    trail = AuditEntry.objects.order_by("id").values_list("username", "action", "object_label", "reason")
    assert (answer.status_code, schemes()) == (
        302,
        [("a", "新名", "", "", 2), ("b", "另一体系", "", "senior", 1)],
    )
    assert list(trail) == [
        ("administrator", "change", "新名", "从文件“表.csv”导入"),
        ("administrator", "create", "另一体系", "从文件“表.csv”导入"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_import_reads_what_spreadsheets_write(browser, encoding):
    upload(browser, SCHEMES, "code,name\r\na,新优质学校\r\n".encode(encoding))

    assert schemes() == [("a", "新优质学校", "", "", 1)]


def test_import_takes_a_quoted_cell_for_what_it_was(browser):
    upload(browser, SCHEMES, "code,name\na,'=名\n")

    assert schemes() == [("a", "=名", "", "", 1)]


REFUSED_SCHEMES = {
    "no key": ("name\n名\n", "缺少必需的列：code。"),
    "unknown heading": (
        "code,name,color\na,名,red\n",
        "不认识的列名：color。可用的列名有：code、name、authority、stage。",
    ),
    "heading twice": ("code,name,name\na,名,名\n", "列名重复：name。"),
    "not text": (
        b"code,name\na,\xff\xff\n",
        "第 2 行有无法识别的字节，文件不是UTF-8编码的文本，或已损坏。"
        "请用电子表格软件另存为“CSV UTF-8”或 XLSX 后再上传。",
    ),
    "NUL": (
        b"code,name\na,\x00\n",
        "第 2 行有空字符（NUL），文件可能已损坏，请重新导出后再上传。",
    ),
    "row too long": (
        "code,name\na,名,多\n",
        "这个文件不是一张表：第一行应为列名，各行的列数不应多于第一行。",
    ),
    "blank lines": ("\n\n", "这个文件是空的，请检查后再上传。"),
}


@pytest.mark.parametrize(("content", "sentence"), REFUSED_SCHEMES.values(), ids=REFUSED_SCHEMES)
def test_file_that_is_no_such_table_is_refused_with_a_sentence(browser, content, sentence):
    answer = upload(browser, SCHEMES, content)

    assert (answer.status_code, complaints(answer)[:1], schemes()) == (200, [sentence], [])
    assert "Traceback" not in answer.content.decode()


def test_one_bad_row_stops_the_whole_file(browser):
    answer = upload(browser, SCHEMES, "code,name,stage\na,好的,\nb,坏的,moon\n")

    page = answer.content.decode()
    assert (answer.status_code, schemes(), AuditEntry.objects.count()) == (200, [], 0)
    assert "第 3 行，stage：" in page
    assert "moon" in page


REFUSED_LEVELS = {
    "unknown scheme": ("nowhere,a,甲,1,1,", "没有代码为“nowhere”的认定体系。"),
    "unknown successor": (
        "quality,a,甲,1,1,quality:z",
        "没有“quality:z”这个级别；请写成“体系代码:级别代码”。",
    ),
    "rank no number": ("quality,a,甲,first,1,", "“first”"),
    "truth unclear": ("quality,a,甲,1,maybe,", "“maybe”"),
    "name empty": ("quality,a,,1,1,", "name"),
}


@pytest.mark.parametrize(("row", "words"), REFUSED_LEVELS.values(), ids=REFUSED_LEVELS)
def test_bad_cell_is_named_with_its_row(browser, row, words):
    factories.make_level()
    answer = upload(browser, LEVELS, "scheme,code,name,rank,counts_as_quality,successor\n" + row + "\n")

    assert (answer.status_code, DesignationLevel.objects.count()) == (200, 1)
    assert words in " ".join(complaints(answer))
    assert "第 2 行" in answer.content.decode()


def test_import_without_a_file_asks_for_one(browser):
    answer = browser.post(SCHEMES + "import/", {"format": "0", "resource": "0"})

    assert (answer.status_code, list(answer.context["form"].errors)) == (200, ["import_file"])


@pytest.mark.parametrize("sent", [{"format": "7"}, {"resource": "7"}, {"format": ""}, {"format": "x"}])
def test_import_with_choices_that_do_not_exist_is_no_crash(browser, sent):
    file = SimpleUploadedFile("a.csv", b"code,name\na,b\n")

    answer = browser.post(SCHEMES + "import/", {"format": "0", "resource": "0", **sent, "import_file": file})

    assert (answer.status_code, schemes()) == (200, [])


def test_import_of_markup_shows_it_as_text(browser):
    answer = upload(browser, SCHEMES, "code,name,stage\na,名,<script>alert(1)</script>\n")

    assert "<script>alert(1)" not in answer.content.decode()


def test_second_step_of_the_import_does_not_exist(browser):
    sent = {"import_file_name": "x", "original_file_name": "x", "format": "0"}

    answer = browser.post(SCHEMES + "process_import/", sent, follow=True)

    assert (answer.status_code, answer.templates[0].name) == (404, "404.html")


def test_officer_exports_and_does_not_import(officer, signed_in):
    browser = signed_in(officer)
    DesignationScheme.objects.create(code="a", name="名")

    assert browser.get(SCHEMES + "export/").content.decode("utf-8-sig").splitlines()[1] == "a,名,,"
    assert upload(browser, SCHEMES, "code,name\na,改名\n").status_code == 403
    assert schemes() == [("a", "名", "", "", 1)]


def test_filter_that_the_list_does_not_have_stops_the_export(browser):
    assert browser.get(LEVELS + "export/?rank__exact=abc").status_code == 400


def test_declared_count_is_chosen_from_the_codes(officer, signed_in, district):
    browser, url = signed_in(officer), "/admin/coverage/declaredcount/add/"
    key = browser.get(url).context["adminform"].form["request_key"].value()
    sent = {
        "district": district.district.pk,
        "position": 1,
        "code": "primary",
        "section": "公办",
        "label": "小学",
        "ownerships": ["public"],
        "kinds": ["primary", "junior"],
        "count": 3,
        "request_key": key,
    }

    refused = browser.post(url, sent | {"kinds": ["university"]})
    accepted = browser.post(url, sent)

    stored = district.district.declared_counts.get()
    assert list(refused.context["adminform"].form.errors) == ["kinds"]
    assert (accepted.status_code, stored.ownerships, stored.kinds) == (302, ["public"], ["primary", "junior"])


# --- the lists of the admin ---


@pytest.fixture
def tables(db):
    """Store two schemes with a level each, and two rule sets with a rule each."""
    factories.make_level("model", "一级示范", stage="senior")
    factories.make_level("quality", "新优质", rank=2)
    factories.make_rule_set("balance", name="优质均衡", rules=1)
    factories.make_rule_set("exchange", name="交流轮岗", rules=1, confidence="R")


@pytest.mark.parametrize(
    ("table", "query", "expected"),
    [
        pytest.param("designationscheme", {}, ["model", "quality"], id="schemes"),
        pytest.param("designationscheme", {"q": "mod"}, ["model"], id="scheme-by-its-code"),
        pytest.param("designationscheme", {"q": "没有"}, [], id="scheme-that-is-none"),
        pytest.param("designationlevel", {"q": "优质"}, ["quality · 新优质"], id="level-by-its-name"),
        pytest.param("designationlevel", {"o": "-5"}, ["quality · 新优质", "model · 一级示范"], id="by-rank"),
        pytest.param("ruleset", {"q": "轮岗"}, ["交流轮岗 · 第一版"], id="rule-set-by-its-name"),
        pytest.param(
            "ruleset", {"confidence__exact": "V"}, ["优质均衡 · 第一版"], id="rule-sets-of-a-confidence"
        ),
        pytest.param(
            "rule",
            {"q": "第0条"},
            ["优质均衡 · 第一版 · 第0条", "交流轮岗 · 第一版 · 第0条"],
            id="rules-by-their-words",
        ),
    ],
)
def test_admin_list_is_searched_filtered_and_sorted(table, query, expected, tables, browser):
    answer = browser.get(f"/admin/coverage/{table}/", query)

    assert [str(row) for row in answer.context["cl"].result_list] == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [({"q": "mod"}, ["model"]), ({"q": "没有"}, []), ({"o": "-1"}, ["quality", "model"])],
    ids=["searched", "nothing-found", "sorted"],
)
def test_export_of_the_admin_holds_the_rows_that_are_listed(query, expected, tables, browser):
    lines = browser.get(f"{SCHEMES}export/", query).content.decode("utf-8-sig").splitlines()

    assert [line.split(",")[0] for line in lines] == ["code", *expected]


@pytest.mark.parametrize("more", [1, 3, 30])
@pytest.mark.parametrize(("table", "questions"), [(SCHEMES, 4), (LEVELS, 5)], ids=["schemes", "levels"])
def test_export_asks_as_few_questions_for_many_rows(
    table, questions, more, browser, django_assert_num_queries
):
    new = factories.make_level("new", "top")
    for number in range(more):
        factories.make_level(f"scheme{number}", successor=new)
    browser.get(table)

    with django_assert_num_queries(questions):
        browser.get(f"{table}export/")
