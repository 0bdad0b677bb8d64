"""Lists narrowed to what one import wrote: which records, for whom, how that is told and left."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from schools.actions_register import remove_name
from schools.imports import actions
from schools.models import Employment, FormerName, School, Staff
from schools.school_year import school_year_of
from tests import factories
from tests.schools.imports.conftest import TODAY
from tests.schools.imports.files import ENROLMENT, FACILITIES, FULL, SCHOOLS, STAFF, full
from tests.schools.test_every_list import of_csv, of_xlsx

FIRST = date(2022, 9, 1)
THIS_YEAR = school_year_of(timezone.localdate())
LISTS = {
    "schools": reverse("schools:school_list"),
    "staff": reverse("schools:staff_index"),
    "enrolment": reverse("schools:enrolment_list"),
    "facilities": reverse("schools:facility_list"),
}
FILES = {  # a row of each sort: new, changed in a fact, changed in something that hangs on it, the same
    "schools": (
        f"{SCHOOLS},状态,曾用名,镇街",
        "3151000010,新学校,九年制,公办,在办,老学校,柳城",
        "3151000001,甲校,九年制,公办,停办,,",
        "2151000002,乙小学,小学,公办,,乙完小,",
        "3451000003,丙中学,完中,公办,,,",
        "2151000004,实验小学,小学,公办,,,",
    ),
    "staff": (
        FULL,
        full(),
        full(教职工号="T1", 姓名="张三", 职称="高级"),
        full(教职工号="T2", 姓名="李四", 到校日期="2022-09-01"),
        full(教职工号="T3", 姓名="孙六"),
        full(教职工号="T4", 姓名="周八", 到校日期="2018-09-01"),
    ),
    "enrolment": (
        ENROLMENT,
        "3151000001,2022,小学,120,4",
        "3151000001,2021,初中,80,",
        "2151000002,2022,小学,60,2",
        "2151000004,2022,小学,30,1",
    ),
    "facilities": (
        FACILITIES,
        "3151000001,2022,音乐教室,2,192.5,30000",
        "2151000002,2022,音乐教室,1,,",
        "2151000004,2022,音乐教室,3,,",
    ),
}
ROWS = {
    "schools": lambda row: row.name,
    "staff": lambda row: f"{row.staff.staff_no} {row.school.name}",
    "enrolment": lambda row: f"{row.school.name} {row.year} {row.stage} {row.pupils}",
    "facilities": lambda row: f"{row.school.name} {row.item} {row.quantity}",
}
WRITTEN = {
    "schools": ["丙中学", "新学校", "甲校", "乙小学"],
    "staff": ["N1 甲校", "T1 甲校", "T2 甲校", "T4 甲校"],
    "enrolment": ["乙小学 2022 primary 60", "甲校 2022 primary 120", "甲校 2021 junior 80"],
    "facilities": ["乙小学 音乐教室 1", "甲校 音乐教室 2"],
}
STILL_THERE = {  # after the batch was taken back
    "schools": ["丙中学", "乙小学", "甲校"],
    "staff": ["T1 甲校", "T2 乙小学", "T4 甲校"],
    "enrolment": ["甲校 2022 primary 100"],
    "facilities": ["乙小学 音乐教室 5"],
}
WRONG_KEYS = [
    pytest.param("x", id="word"),
    pytest.param("7", id="number"),
    pytest.param("甲\x00乙", id="nul"),
    pytest.param("甲\u202e乙", id="direction"),
    pytest.param("9" * 300, id="endless"),
    pytest.param("' OR 1=1 --", id="sql"),
    pytest.param("29fcc902-d4d6-4677-9b57-a5c608ace1f2", id="unknown"),
    pytest.param("１" * 32, id="full-width"),
]


@pytest.fixture
def stored(register):
    """Return the register with rows that the files hold unchanged, and some that no file names."""
    first, second, twin = register.first, register.second, register.twins[0]
    factories.make_staff(first, "孙六", staff_no="T3")
    factories.make_staff(first, "周八", staff_no="T4", start=date(2017, 9, 1))
    factories.make_staff(second, "吴九", staff_no="T5")
    factories.make_enrolment(twin, 30).__class__.objects.filter(school=twin).update(classes=1)
    factories.make_enrolment(twin, 31, year=2021)
    factories.make_facility(second, quantity=5)
    factories.make_facility(twin, quantity=3)
    return register


@pytest.fixture
def applied(stored, checked, keeper):
    """Return a function that applies the file of a kind."""

    def apply(kind):
        batch = checked(kind, "\n".join(FILES[kind]), effective_on=FIRST)
        assert batch.rejected_count == 0
        return actions.apply(batch, on=TODAY, by=keeper)

    return apply


@pytest.fixture
def bureau(keeper, signed_in):
    """Return the signed-in browser of an officer."""
    return signed_in(keeper)


def found(browser, kind, /, **query):
    """Return the rows of a list."""
    return list(map(ROWS[kind], browser.get(LISTS[kind], query).context["page_obj"]))


def text_of(answer):
    return " ".join(answer.content.decode().split())


# --- which records ---


@pytest.mark.parametrize("kind", FILES)
def test_list_holds_what_the_batch_wrote_and_nothing_else(kind, applied, bureau):
    batch = applied(kind)

    assert sorted(found(bureau, kind, batch=batch.key)) == sorted(WRITTEN[kind])


@pytest.mark.parametrize("kind", FILES)
def test_list_of_an_undone_batch_holds_what_is_still_there(kind, applied, bureau, keeper):
    batch = applied(kind)
    actions.undo(batch, by=keeper)

    assert sorted(found(bureau, kind, batch=batch.key)) == sorted(STILL_THERE[kind])


@pytest.mark.parametrize("kind", FILES)
def test_batch_that_waits_or_is_of_another_kind_wrote_nothing(kind, stored, checked, bureau):
    waiting = checked("staff", "\n".join(FILES["staff"]), effective_on=FIRST)

    assert found(bureau, kind, batch=waiting.key) == []


@pytest.mark.parametrize("kind", [kind for kind in FILES if kind != "staff"])
def test_applied_batch_of_another_kind_wrote_nothing_here(kind, applied, bureau):
    batch = applied("staff")

    assert found(bureau, kind, batch=batch.key) == []


def test_later_batch_and_later_changes_do_not_count(applied, checked, bureau, keeper):
    batch = applied("facilities")
    other = checked("facilities", f"{FACILITIES}\n2151000004,2022,音乐教室,9,,\n2151000002,2022,音乐教室,1,,")
    actions.apply(other, on=TODAY, by=keeper)

    assert found(bureau, "facilities", batch=batch.key) == ["乙小学 音乐教室 1", "甲校 音乐教室 2"]
    assert found(bureau, "facilities", batch=other.key) == ["实验小学 音乐教室 9"]


def test_who_left_moved_or_came_back_by_the_batch_is_found(stored, checked, bureau, keeper):
    gone = Staff.objects.get(staff_no="T5")
    Employment.objects.filter(staff=gone).update(end=date(2022, 6, 1))
    Staff.objects.filter(pk=gone.pk).update(status="retired")
    rows = [
        full(教职工号="T1", 姓名="张三", 在岗状态="退休"),
        full(教职工号="T2", 姓名="李四"),
        full(教职工号="T5", 姓名="吴九", 学校标识码="2151000002", 在岗状态="在岗"),
    ]
    batch = actions.apply(checked("staff", "\n".join([FULL, *rows]), effective_on=FIRST), on=TODAY, by=keeper)

    assert found(bureau, "staff", batch=batch.key) == ["T1 甲校", "T2 甲校", "T5 乙小学"]


def test_person_is_found_of_whom_only_a_new_employment_was_written(stored, checked, bureau, keeper):
    Employment.objects.filter(staff__staff_no="T2").update(end=date(2022, 6, 1))  # ended, and not gone
    text = "\n".join([FULL, full(教职工号="T2", 姓名="李四")])
    batch = actions.apply(checked("staff", text, effective_on=FIRST), on=TODAY, by=keeper)

    assert found(bureau, "staff", batch=batch.key) == ["T2 甲校"]


def test_school_is_found_whose_written_former_name_was_removed_since(applied, bureau, keeper):
    batch = applied("schools")
    remove_name(FormerName.objects.get(name="乙完小"), by=keeper)

    assert "乙小学" in found(bureau, "schools", batch=batch.key)


def test_school_that_is_not_there_yet_is_found(stored, checked, bureau, keeper):
    coming = factories.make_school(
        "明年小学", code="2151000020", kind="primary", ownership="public", operating_from=date(2100, 9, 1)
    )
    text = f"{SCHOOLS},镇街\n{coming.code},明年小学,小学,公办,金马\n2151000002,乙小学,小学,公办,金马"
    batch = actions.apply(checked("schools", text), on=TODAY, by=keeper)

    assert found(bureau, "schools", batch=batch.key) == ["乙小学", "明年小学"]
    assert found(bureau, "schools", batch=batch.key, status="operating") == ["乙小学"]
    assert found(bureau, "schools", batch=batch.key, status="upcoming") == ["明年小学"]


def test_figure_of_a_school_that_did_not_operate_is_found(applied, bureau):
    batch = applied("enrolment")
    School.objects.get(code="2151000002").statuses.update(status="closed")

    assert "乙小学 2022 primary 60" in found(bureau, "enrolment", batch=batch.key)


@pytest.mark.parametrize(
    ("kind", "query", "expected"),
    [
        pytest.param("schools", {"kind": "primary"}, ["乙小学"], id="schools"),
        pytest.param("schools", {"sort": "-code"}, WRITTEN["schools"], id="schools-order"),
        pytest.param("staff", {"q": "李四"}, ["T2 甲校"], id="staff"),
        pytest.param("staff", {"sort": "-staff_no"}, WRITTEN["staff"][::-1], id="staff-order"),
        pytest.param("enrolment", {"year": "2021"}, ["甲校 2021 junior 80"], id="enrolment-year"),
        pytest.param("enrolment", {"reported": "no"}, [], id="enrolment-unreported"),
        pytest.param("enrolment", {"q": "甲", "stage": "junior"}, ["甲校 2021 junior 80"], id="enrolment"),
        pytest.param("enrolment", {"sort": "pupils"}, [WRITTEN["enrolment"][i] for i in (0, 2, 1)], id="few"),
        pytest.param("facilities", {"school": "3151000001"}, ["甲校 音乐教室 2"], id="facilities"),
    ],
)  # fmt: skip
def test_other_filters_and_the_order_hold_as_well(kind, query, expected, applied, bureau):
    batch = applied(kind)

    assert found(bureau, kind, batch=batch.key, **query) == expected


# --- who may ---


@pytest.mark.parametrize("kind", FILES)
def test_batch_of_somebody_else_is_as_one_that_is_not_there(kind, applied, principal, signed_in):
    batch = applied(kind)
    browser = signed_in(principal)
    without = found(browser, kind)

    answer = browser.get(LISTS[kind], {"batch": str(batch.key)})

    assert list(map(ROWS[kind], answer.context["page_obj"])) == without != []
    assert list(answer.context["form"].errors) == ["batch"]
    assert "名册.csv" not in text_of(answer)


def test_principal_sees_the_records_of_an_own_batch(stored, checked, principal, signed_in):
    text = "\n".join([FULL, full(), full(教职工号="T1", 姓名="张三", 职称="高级")])
    batch = checked("staff", text, by=principal, school=stored.first)
    actions.apply(batch, on=TODAY, by=principal)

    assert found(signed_in(principal), "staff", batch=batch.key) == ["N1 甲校", "T1 甲校"]


def test_inspector_sees_what_the_bureau_wrote_and_a_stranger_does_not(applied, stored, signed_in):
    batch = applied("staff")
    reader = factories.make_user("reader", role="inspector", district=stored.district)
    elsewhere = factories.make_district("510116", "双流区")
    stranger = factories.make_user("stranger", role="officer", district=elsewhere)

    assert found(signed_in(reader), "staff", batch=batch.key) == WRITTEN["staff"]
    answer = signed_in(stranger).get(LISTS["staff"], {"batch": batch.key})
    assert (list(answer.context["page_obj"]), list(answer.context["form"].errors)) == ([], ["batch"])


# --- wrong keys ---


@pytest.mark.parametrize("key", WRONG_KEYS)
@pytest.mark.parametrize("kind", FILES)
def test_wrong_key_is_told_and_ignored(kind, key, stored, bureau):
    without = found(bureau, kind)

    answer = bureau.get(LISTS[kind], {"batch": key})

    [message] = answer.context["form"].errors["batch"]
    assert re.fullmatch("没有编号为“.{0,20}”的导入批次，已忽略这个条件。", message)
    assert message in text_of(answer).replace("&#x27;", "'")
    assert list(map(ROWS[kind], answer.context["page_obj"])) == without
    assert 'name="batch"' not in text_of(answer)
    assert answer.context["parameters"].urlencode() == ""


@pytest.mark.parametrize("key", ["", " "])
def test_empty_key_asks_nothing(key, stored, bureau):
    answer = bureau.get(LISTS["staff"], {"batch": key})

    assert len(answer.context["page_obj"]) == 5
    assert "batch" not in text_of(answer).split("<main", 1)[1]


def test_key_written_in_another_way_is_the_key(applied, bureau):
    batch = applied("staff")

    answer = bureau.get(LISTS["staff"], {"batch": f"{{{batch.key.hex.upper()}}}"})

    assert list(map(ROWS["staff"], answer.context["page_obj"])) == WRITTEN["staff"]
    assert answer.context["parameters"].urlencode() == f"batch={batch.key}"


# --- the page ---


@pytest.mark.parametrize("kind", FILES)
def test_condition_is_told_and_can_be_taken_away(kind, applied, bureau):
    batch = applied(kind)

    text = text_of(bureau.get(LISTS[kind], {"batch": batch.key, "q": "校", "show": "school_name"}))

    assert "只看导入“名册.csv”写入的记录" in text
    others = re.search(r'href="\?([^"]*)">(?:(?!</a>).)*取消这个条件', text)[1]
    assert "batch" not in others
    assert others.startswith("q=%E6%A0%A1")


def test_condition_alone_is_taken_away_to_the_plain_list(applied, bureau):
    batch = applied("staff")

    text = text_of(bureau.get(LISTS["staff"], {"batch": batch.key}))

    assert re.search(r'href="\?">(?:(?!</a>).)*取消这个条件', text)


def test_name_of_the_file_is_told_as_a_text(applied, bureau):
    batch = applied("staff")
    batch.file_name = '<b>"名册"</b>.csv'
    batch.save()

    text = text_of(bureau.get(LISTS["staff"], {"batch": batch.key}))

    assert "只看导入“&lt;b&gt;&quot;名册&quot;&lt;/b&gt;.csv”写入的记录" in text


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ("checked", "导入“名册.csv”没有写入任何记录"),
        ("undone", "只看导入“名册.csv”写入过、现在还在的记录；这批导入已撤销"),
    ],
)
def test_condition_says_what_became_of_the_batch(state, sentence, applied, checked, bureau, keeper):
    batch = applied("staff") if state == "undone" else checked("staff", f"{STAFF}\nN9,王五,3151000001,教师")
    if state == "undone":
        actions.undo(batch, by=keeper)

    assert sentence in text_of(bureau.get(LISTS["staff"], {"batch": batch.key}))


@pytest.mark.parametrize("kind", FILES)
def test_no_field_asks_for_a_batch(kind, stored, bureau):
    answer = bureau.get(LISTS[kind])

    assert "batch" not in [field.name for field in answer.context["form"].filters]
    assert 'name="batch"' not in text_of(answer)
    assert "取消这个条件" not in text_of(answer)


@pytest.mark.parametrize("kind", FILES)
def test_condition_stays_through_order_columns_pages_and_files(kind, applied, bureau, monkeypatch):
    monkeypatch.setattr("records.list_pages.PAGE_SIZE", 1)
    batch = applied(kind)

    answer = bureau.get(LISTS[kind], {"batch": batch.key})

    text = text_of(answer)
    links = [link for link in re.findall(r'href="\?([^"]*)"', text) if re.search("sort=|page=|export=", link)]
    assert [link for link in links if f"batch={batch.key}" not in link] == []
    assert {name for link in links for name in re.findall("(sort|page|export)=", link)} == {
        "sort", "page", "export",
    }  # fmt: skip
    assert f'<input type="hidden" name="batch" value="{batch.key}" id="id_batch">' in text


@pytest.mark.parametrize(("file", "read"), [("csv", of_csv), ("xlsx", of_xlsx)])
@pytest.mark.parametrize("kind", FILES)
def test_file_holds_the_rows_of_the_page(kind, file, read, applied, bureau):
    batch = applied(kind)

    table = read(bureau.get(LISTS[kind], {"batch": batch.key, "export": file}))

    assert len(table) - 1 == len(WRITTEN[kind])


def test_list_of_figures_is_of_every_year_until_one_is_chosen(applied, bureau):
    batch = applied("enrolment")

    everything = bureau.get(LISTS["enrolment"], {"batch": batch.key})
    one = bureau.get(LISTS["enrolment"], {"batch": batch.key, "year": "2021"})
    plain = bureau.get(LISTS["enrolment"])

    headings = [answer.context["heading"] for answer in (everything, one, plain)]
    years = f"{THIS_YEAR}–{THIS_YEAR + 1}"
    assert headings == ["在校生数", "2021–2022学年在校生数", f"{years}学年在校生数"]
    offered = [answer.context["form"].fields["year"].choices[0][1] for answer in (everything, one, plain)]
    assert offered == ["全部学年", "全部学年", "本学年"]


# --- questions to the database ---


def rows_of(kind, number):
    """Return a file that makes many records."""
    return {
        "schools": [
            f"{SCHOOLS},曾用名",
            *(f"21510001{i:02d},新{i}小学,小学,公办,旧{i}" for i in range(number)),
        ],
        "staff": [STAFF, *(f"M{i},王五,3151000001,教师" for i in range(number))],
        "enrolment": [ENROLMENT, *(f"3151000001,{1990 + i},初中,80,2" for i in range(number))],
        "facilities": [FACILITIES, *(f"3151000001,2022,教室{i},2,," for i in range(number))],
    }[kind]


@pytest.mark.parametrize("rows", [1, 3, 30])
@pytest.mark.parametrize(
    "questions", [("schools", 10, 8), ("staff", 8, 6), ("enrolment", 7, 5), ("facilities", 8, 6)]
)
def test_list_asks_as_few_questions_for_many_records(
    questions, rows, checked, keeper, bureau, django_assert_num_queries
):
    kind, page, file = questions
    batch = actions.apply(checked(kind, "\n".join(rows_of(kind, rows))), on=TODAY, by=keeper)
    bureau.get(LISTS[kind])  # the first page of a session stores when it began

    with django_assert_num_queries(page):
        answer = bureau.get(LISTS[kind], {"batch": batch.key})
    with django_assert_num_queries(file):
        bureau.get(LISTS[kind], {"batch": batch.key, "export": "csv"})

    assert answer.context["page_obj"].paginator.count == rows


# --- the way there ---


@pytest.mark.parametrize("kind", FILES)
def test_page_of_an_applied_batch_leads_to_its_records(kind, applied, bureau):
    batch = applied(kind)

    text = text_of(bureau.get(batch.get_absolute_url()))
    address = re.search(r'href="([^"]*)">(?:(?!</a>).)*查看写入的记录', text)[1]

    assert address == f"{LISTS[kind]}?batch={batch.key}"
    shown = bureau.get(address).context["page_obj"]
    assert sorted(map(ROWS[kind], shown)) == sorted(WRITTEN[kind])


@pytest.mark.parametrize("state", ["checked", "undone"])
def test_page_of_a_batch_that_is_not_in_force_leads_nowhere(state, applied, checked, bureau, keeper):
    batch = applied("staff") if state == "undone" else checked("staff", f"{STAFF}\nN9,王五,3151000001,教师")
    if state == "undone":
        actions.undo(batch, by=keeper)

    assert "查看写入的记录" not in text_of(bureau.get(batch.get_absolute_url()))
