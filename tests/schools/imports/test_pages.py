"""The pages of an import: what each person may do, and what a batch shows in every state."""

from __future__ import annotations

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from schools.actions import record_enrolment
from schools.models import ImportBatch, ImportFile, RememberedHeading, Staff
from tests import factories
from tests.schools.imports.files import ENROLMENT, NEW, STAFF

LIST, UPLOAD = reverse("imports:import_list"), reverse("imports:import_new")
MESSY = f"{STAFF},身高\r\n{NEW},180\r\nT1,张三丰,3151000001,教师,\r\nN2,,3151000001,校工,\r\n"


def file(text, name="名册.csv", encoding="gb18030"):
    """Return an upload."""
    return SimpleUploadedFile(name, text.encode(encoding))


def uploaded(browser, text=MESSY, kind="staff"):
    """Return the batch that an upload made."""
    browser.post(UPLOAD, {"kind": kind, "file": file(text)})
    return ImportBatch.objects.get()


def page(batch, name="detail"):
    """Return the address of a page of a batch."""
    return reverse(f"imports:import_{name}", args=[batch.key])


def settle(browser, batch, **given):
    """Settle how the file is read, and return the answer."""
    form = browser.get(page(batch, "reading")).context["form"]
    data = {field.html_name: field.value() for field in form if field.value() is not None}
    data |= {"keeps_good_rows": "on", "column_4": "-"} | given
    return browser.post(page(batch, "reading"), {name: value for name, value in data.items() if value != ""})


def act(browser, batch, name, **data):
    """Send a button of a batch's page, as the page shows the batch now."""
    batch.refresh_from_db()
    return browser.post(page(batch, name), {"version": batch.version} | data, follow=True)


def said(answer):
    """Return what the page says on top."""
    return [str(message) for message in answer.context["messages"]]


def people():
    """Return who is registered."""
    return [f"{person.staff_no} {person.name}" for person in Staff.objects.order_by("staff_no")]


@pytest.fixture
def bureau(keeper, signed_in):
    """Return the signed-in browser of an officer."""
    return signed_in(keeper)


@pytest.fixture
def previewed(bureau):
    """Return a batch with a new row, a changed one and a rejected one."""
    batch = uploaded(bureau)
    settle(bureau, batch)
    batch.refresh_from_db()
    return batch


# --- upload and reading ---


def test_upload_leads_to_how_the_file_is_read(register, bureau):
    answer = bureau.post(UPLOAD, {"kind": "staff", "file": file(MESSY)}, follow=True)

    batch = ImportBatch.objects.get()
    assert answer.redirect_chain == [(page(batch, "reading"), 302)]
    assert (batch.state, batch.uploaded_by, batch.file_name) == ("uploaded", "keeper", "名册.csv")
    survey = answer.context["survey"]
    assert (survey.source.encoding, survey.headings.row, survey.headings.unknown) == ("gb18030", 1, ["身高"])
    assert [line.number for line in survey.sample] == [2, 3, 4]


@pytest.mark.parametrize(
    ("data", "field", "sentence"),
    [
        pytest.param({"kind": "staff"}, "file", "请选择一个 CSV 或 XLSX 文件。", id="no-file"),
        pytest.param({"kind": "pupils", "file": file(MESSY)}, "kind", "pupils", id="no-such-kind"),
        pytest.param({"file": file(MESSY)}, "kind", "请选择名册种类。", id="no-kind"),
        pytest.param({"kind": "staff", "file": file("%PDF-1.4", "a.csv")}, "file", "这是PDF 文件", id="pdf"),
        pytest.param({"kind": "staff", "file": file("x\x00", "a.csv")}, "file", "空字符", id="nul"),
    ],
)
def test_unusable_upload_is_told_at_its_field(register, bureau, data, field, sentence):
    answer = bureau.post(UPLOAD, data)

    assert answer.status_code == 200
    assert sentence in str(answer.context["form"].errors[field])
    assert ImportBatch.objects.count() == 0


def test_unknown_heading_waits_for_an_answer(register, bureau):
    batch = uploaded(bureau)

    answer = settle(bureau, batch, column_4="")

    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == ["column_4"]
    batch.refresh_from_db()
    assert batch.state == "uploaded"


def test_answer_about_a_heading_is_remembered_for_the_next_file(register, bureau, previewed):
    assert list(RememberedHeading.objects.values_list("kind", "heading", "column")) == [("staff", "身高", "")]

    bureau.post(UPLOAD, {"kind": "staff", "file": file(MESSY)})
    survey = bureau.get(page(ImportBatch.objects.latest("pk"), "reading")).context["survey"]

    assert [match.is_remembered for match in survey.headings.matches if match.heading == "身高"] == [True]


def test_other_encoding_shows_the_file_as_it_reads_then(register, bureau):
    batch = uploaded(bureau)

    answer = bureau.get(page(batch, "reading"), {"encoding": "utf-8"})

    assert [fault[:11] for fault in answer.context["faults"]] == ["第 1 行有无法识别的"]
    assert "form" not in answer.context


def test_form_of_an_older_version_changes_nothing(register, bureau):
    batch = uploaded(bureau)

    answer = settle(bureau, batch, version="0")

    batch.refresh_from_db()
    assert (answer.status_code, batch.state) == (302, "uploaded")


# --- preview ---


def test_preview_counts_the_rows_and_shows_what_differs(register, bureau, previewed):
    answer = bureau.get(page(previewed))

    told = [
        (row.number, row.result, [str(change.after) for change in row.changes])
        for row in answer.context["rows"]
    ]
    assert told == [
        (2, "new", ["N1", "王五", "3151000001", "教师"]),
        (3, "changed", ["张三丰"]),
        (4, "rejected", []),
    ]
    assert [count for _value, _label, count in answer.context["results"]] == [1, 1, 0, 1]
    assert answer.context["rows"][1].changes[0].before == "张三"
    assert ImportFile.objects.count() == 0
    assert not Staff.objects.filter(staff_no="N1").exists()


def test_preview_tells_values_as_people_write_them(register, bureau, checked):
    batch = checked("enrolment", f"{ENROLMENT}\n3151000001,2022,初中,80,")

    [row] = bureau.get(page(batch)).context["rows"]

    told = [(change.label, change.before, change.after) for change in row.changes]
    assert told == [
        ("学校标识码", "—", "3151000001"),
        ("学年", "—", "2022–2023"),
        ("学段", "—", "初中"),
        ("在校生数", "—", "80"),
    ]


@pytest.mark.parametrize(
    ("result", "numbers"),
    [("new", [2]), ("changed", [3]), ("rejected", [4]), ("same", []), ("", [2, 3, 4]), ("x", [2, 3, 4])],
)
def test_preview_is_filtered_by_result(register, bureau, previewed, result, numbers):
    rows = bureau.get(page(previewed), {"result": result}).context["rows"]

    assert [row.number for row in rows] == numbers


@pytest.mark.parametrize("rows", [1, 60])
def test_preview_takes_this_many_queries(register, bureau, checked, django_assert_num_queries, rows):
    text = "\n".join([STAFF, *(f"N{number},王五,3151000001,教师" for number in range(rows))])
    batch = checked("staff", text)

    with django_assert_num_queries(11):
        answer = bureau.get(page(batch))

    assert len(answer.content) < 300_000


def test_errors_are_handed_out_with_their_reasons_and_can_come_back(register, bureau, previewed):
    text = bureau.get(reverse("imports:import_errors", args=[previewed.key, "csv"])).content.decode(
        "utf-8-sig"
    )

    headings, row = csv.reader(io.StringIO(text))

    assert headings == ["教职工号", "姓名", "学校标识码", "岗位", "身高", "行号", "原因"]
    assert row[:6] == ["N2", "", "3151000001", "校工", "", "4"]
    assert row[6].startswith("姓名：“姓名”必须填写。 岗位：没有“校工”这个选项")
    mended = text.replace("N2,,3151000001,校工", "N2,赵六,3151000001,工勤")
    bureau.post(UPLOAD, {"kind": "staff", "file": file(mended, encoding="utf-8")})
    batch = ImportBatch.objects.latest("pk")
    settle(bureau, batch)
    batch.refresh_from_db()
    assert (batch.created_count, batch.rejected_count) == (1, 0)


def test_error_workbook_holds_texts(register, bureau, previewed):
    answer = bureau.get(reverse("imports:import_errors", args=[previewed.key, "xlsx"]))

    sheet = load_workbook(io.BytesIO(answer.content)).active

    assert [cell.value for cell in sheet[2]][:4] == ["N2", None, "3151000001", "校工"]


# --- confirm, cancel, undo ---


def test_confirmed_batch_is_written_once_and_can_be_undone(register, bureau, previewed):
    version = previewed.version
    first = act(bureau, previewed, "confirm")
    again = bureau.post(page(previewed, "confirm"), {"version": version}, follow=True)

    previewed.refresh_from_db()
    assert (previewed.state, previewed.applied_by) == ("applied", "keeper")
    assert [str(message) for message in first.context["messages"]] == ["已导入：新增 1 条，更新 1 条。"]
    assert [str(message) for message in again.context["messages"]] == [
        "这批数据已由他人处理，现在的状态是“已导入”。"
    ]
    assert list(Staff.objects.order_by("staff_no").values_list("staff_no", "name")) == [
        ("N1", "王五"),
        ("T1", "张三丰"),
        ("T2", "李四"),
    ]

    plan = bureau.get(page(previewed, "undo")).context["plan"]
    undone = act(bureau, previewed, "undo", reason="传错了文件")

    assert (plan.restored, plan.removed, plan.conflicts) == (1, 2, [])
    previewed.refresh_from_db()
    assert (previewed.state, previewed.undone_by) == ("undone", "keeper")
    assert [str(message) for message in undone.context["messages"]] == [
        "已撤销：恢复 1 条，删除 2 条，保留 0 条。"
    ]
    assert list(Staff.objects.order_by("staff_no").values_list("staff_no", "name")) == [
        ("T1", "张三"),
        ("T2", "李四"),
    ]


@pytest.mark.parametrize("name", ["confirm", "cancel"])
def test_button_of_an_older_page_does_nothing(register, bureau, previewed, name):
    answer = bureau.post(page(previewed, name), {"version": previewed.version - 1}, follow=True)

    previewed.refresh_from_db()
    assert previewed.state == "checked"
    assert said(answer) == ["这批数据已由他人处理，现在的状态是“待确认导入”。"]


def test_undo_asks_why(register, bureau, previewed):
    act(bureau, previewed, "confirm")

    answer = act(bureau, previewed, "undo", reason="")

    previewed.refresh_from_db()
    assert (list(answer.context["form"].errors), previewed.state) == (["reason"], "applied")


def test_file_with_errors_is_not_imported_unless_that_was_chosen(register, bureau):
    batch = uploaded(bureau)
    settle(bureau, batch, keeps_good_rows="")

    answer = act(bureau, batch, "confirm")

    batch.refresh_from_db()
    assert batch.state == "checked"
    assert said(answer) == ["有 1 行被拒绝，没有导入任何一行。请改正后重新上传，或选择只导入正确的行。"]
    assert not Staff.objects.filter(staff_no="N1").exists()


def test_stale_preview_is_made_afresh_before_anything_is_written(register, bureau, keeper, previewed):
    Staff.objects.filter(pk=register.person.pk).update(name="张三丰")
    record_enrolment(register.second, year=2021, stage="primary", pupils=5, by=keeper)  # the trail grows

    answer = act(bureau, previewed, "confirm")

    previewed.refresh_from_db()
    assert (previewed.state, previewed.updated_count, previewed.unchanged_count) == ("checked", 0, 1)
    assert said(answer) == ["检查之后登记内容发生了变化，预览已按现在的内容更新，请核对后再确认。"]
    act(bureau, previewed, "confirm")
    assert Staff.objects.filter(staff_no="N1").exists()


def test_cancelled_batch_is_gone_but_for_its_line(register, bureau, previewed):
    answer = act(bureau, previewed, "cancel")

    previewed.refresh_from_db()
    assert (previewed.state, previewed.rows.count()) == ("cancelled", 0)
    assert [row.state for row in answer.context["page_obj"]] == ["cancelled"]


# --- who may ---


@pytest.mark.parametrize(
    ("role", "statuses"),
    [
        ("officer", [200, 200]),
        ("principal", [200, 200]),
        ("clerk", [200, 200]),
        ("inspector", [200, 403]),
        ("auditor", [403, 403]),
        ("administrator", [403, 403]),
    ],
)
def test_list_is_read_by_readers_of_rosters_and_uploads_come_from_their_keepers(
    register, signed_in, role, statuses
):
    place = {
        "principal": {"school": register.first},
        "clerk": {"school": register.first},
        "administrator": {},
    }
    user = factories.make_user(role, role=role, **place.get(role, {"district": register.district}))

    assert [signed_in(user).get(url).status_code for url in (LIST, UPLOAD)] == statuses


def test_anonymous_visitor_is_asked_to_sign_in(register, client, previewed):
    assert [client.get(url).status_code for url in (LIST, UPLOAD, page(previewed))] == [302, 302, 302]


def test_batch_of_somebody_else_is_not_there(register, previewed, principal, signed_in):
    browser = signed_in(principal)
    before = previewed.state

    gets = [browser.get(page(previewed, name)).status_code for name in ("detail", "reading", "undo")]
    posts = [
        browser.post(page(previewed, name)).status_code for name in ("confirm", "cancel", "undo", "reading")
    ]
    file_ = browser.get(reverse("imports:import_errors", args=[previewed.key, "csv"])).status_code

    previewed.refresh_from_db()
    assert (gets, posts, file_, previewed.state) == ([404] * 3, [404] * 4, 404, before)
    assert list(browser.get(LIST).context["page_obj"]) == []


def test_officer_of_another_district_finds_nothing(register, previewed, signed_in):
    elsewhere = factories.make_district("510116", "双流区")
    stranger = factories.make_user("stranger", role="officer", district=elsewhere)

    assert signed_in(stranger).get(page(previewed)).status_code == 404


def test_principal_is_offered_the_own_schools_rosters_only(register, principal, signed_in):
    browser = signed_in(principal)

    form = browser.get(UPLOAD).context["form"]
    templates = [
        browser.get(reverse("imports:import_template", args=[kind])).status_code
        for kind in ("schools", "staff")
    ]

    assert [kind for kind, _label in form.fields["kind"].choices] == ["staff", "enrolment", "facilities"]
    assert templates == [404, 200]


def test_row_of_another_school_is_rejected_and_tells_nothing_of_it(register, principal, signed_in):
    browser = signed_in(principal)
    rows = [NEW, "N2,王六,2151000002,教师", "N3,王七,9999999999,教师", "T2,李四,3151000001,教师"]
    batch = uploaded(browser, "\r\n".join([STAFF, *rows]))
    settle(browser, batch)

    answer = browser.get(page(batch), {"result": "rejected"})

    messages = [row.complaints[0].message for row in answer.context["rows"]]
    out = "只能导入本校（3151000001）的数据，这一行不是本校的，请删除。"
    held = "教职工号“T2”已用于其他学校的人员，请核对；如已调入本校，请由教育局登记调动。"
    assert messages == [out, out, held]
    assert "乙小学" not in answer.content.decode()
    batch.refresh_from_db()
    assert (batch.school, batch.created_count) == (register.first, 1)


# --- templates ---


@pytest.mark.parametrize("kind", ["schools", "staff", "enrolment", "facilities"])
def test_template_reads_back_as_an_empty_roster(register, bureau, kind):
    content = bureau.get(reverse("imports:import_template", args=[kind])).content

    answer = bureau.post(
        UPLOAD, {"kind": kind, "file": SimpleUploadedFile("模板.xlsx", content)}, follow=True
    )

    survey = answer.context["survey"]
    assert (survey.headings.findings, survey.headings.unknown, survey.sample) == ([], [], [])
    assert survey.source.sheets == ["名册", "填写说明", "可选内容"]


def test_list_finds_batches_by_file_and_person(register, bureau, previewed):
    found = [
        [batch.pk for batch in bureau.get(LIST, query).context["page_obj"]]
        for query in (
            {"q": "名册"},
            {"q": "keeper"},
            {"q": "别人"},
            {"kind": "schools"},
            {"state": "checked"},
        )
    ]

    assert found == [[previewed.pk], [previewed.pk], [], [], [previewed.pk]]


@pytest.mark.parametrize("batches", [1, 3])
def test_list_takes_this_many_queries(register, bureau, checked, django_assert_num_queries, batches):
    for _number in range(batches):
        checked("staff", f"{STAFF}\n{NEW}")

    with django_assert_num_queries(9):
        bureau.get(LIST)


def test_columns_are_called_as_the_reader_calls_them(register, bureau, previewed):
    bureau.cookies["django_language"] = "en"

    rows = bureau.get(page(previewed), {"result": "rejected"}).context["rows"]

    assert [[each.label for each in row.complaints] for row in rows] == [["Name", "Post"]]


# --- the Django admin ---


@pytest.mark.parametrize(
    ("model", "kind"),
    [("school", "schools"), ("staff", "staff"), ("enrolment", "enrolment"), ("facility", "facilities")],
)
def test_admin_leads_into_the_one_import_there_is(register, bureau, model, kind):
    upload = reverse(f"admin:schools_{model}_import")
    assert f'href="{upload}"' in bureau.get(reverse(f"admin:schools_{model}_changelist")).text

    form = bureau.get(upload).context["form"]
    answer = bureau.post(upload, {"kind": kind, "file": file(MESSY)})

    batch = ImportBatch.objects.get()
    assert [value for value, _label in form.fields["kind"].choices] == [kind]
    assert (answer.url, batch.kind, batch.uploaded_by) == (page(batch, "reading"), kind, "keeper")


def test_who_only_reads_the_admin_finds_no_import_there(register, signed_in):
    administrator = signed_in(factories.make_user("a", role="administrator"))

    assert "import/" not in administrator.get(reverse("admin:schools_school_changelist")).text
    assert administrator.get(reverse("admin:schools_school_import")).status_code == 403
    assert administrator.post(reverse("admin:schools_school_import"), {"kind": "schools"}).status_code == 403
