"""People on their pages: who reads and changes them, and what a form says to bad input."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from schools.models import Employment, Staff
from tests import factories

TODAY = timezone.localdate()
FIRST = date(2020, 9, 1)
LIST = reverse("schools:staff_index")


@pytest.fixture
def person(district):
    """Return a teacher of the member school."""
    return factories.make_staff(district.member, "钱老师", staff_no="T1", start=FIRST, title="first")


@pytest.fixture
def own(member_principal, signed_in):
    """Return the signed-in browser of the member school's principal."""
    return signed_in(member_principal)


@pytest.fixture
def bureau(officer, signed_in):
    """Return the signed-in browser of an officer."""
    return signed_in(officer)


def url(school, page="", number="T1"):
    name, args = f"schools:staff_{page or 'detail'}", [school.code, number]
    return reverse(name, args=args[:1] if page == "new" else args)


def typed(browser, address, **changes):
    """Return what the form on a page sends, with some values typed over."""
    form = browser.get(address).context["form"]
    sent = {name: form[name].value() for name in form.fields}
    return {name: "" if value is None else value for name, value in (sent | changes).items()}


def errors(response):
    return {name: found[0] for name, found in response.context["form"].errors.items()}


READERS = [
    pytest.param("officer", 200, id="officer"),
    pytest.param("member_principal", 200, id="own-principal"),
    pytest.param("inspector", 200, id="inspector"),
    pytest.param("administrator", 403, id="administrator"),
    pytest.param("auditor", 403, id="auditor"),
    pytest.param("lead_principal", 404, id="lead-of-its-group"),
    pytest.param("other_principal", 404, id="other-principal"),
]


@pytest.mark.parametrize(("who", "status"), READERS)
def test_page_of_a_person_opens_for_the_own_school_and_the_bureau(
    who, status, district, person, signed_in, request
):
    response = signed_in(request.getfixturevalue(who)).get(url(district.member))

    assert (response.status_code, "钱老师" in response.text) == (status, status == 200)


@pytest.mark.parametrize("page", ["edit", "leave", "new"])
@pytest.mark.parametrize(("who", "status"), READERS)
def test_forms_open_for_the_own_school_and_the_officer(
    page, who, status, district, person, signed_in, request
):
    response = signed_in(request.getfixturevalue(who)).get(url(district.member, page))

    assert response.status_code == (403 if who == "inspector" else status)


@pytest.mark.parametrize(("who", "status"), READERS)
def test_move_opens_for_the_officer_only(who, status, district, person, signed_in, request):
    response = signed_in(request.getfixturevalue(who)).get(url(district.member, "move"))

    assert response.status_code == (403 if who in {"inspector", "member_principal"} else status)


@pytest.mark.parametrize("page", ["", "edit", "move", "leave", "new"])
def test_pages_ask_a_visitor_to_sign_in(page, client, district, person):
    assert client.get(url(district.member, page)).status_code == 302


@pytest.mark.parametrize("number", ["T2", "t1", "x" * 3_000, "..", "T1.", "%00", "T1%00", "教"])
def test_number_of_nobody_is_not_found(number, district, person, bureau):
    assert bureau.get(f"/schools/{district.member.code}/staff/{number}/").status_code == 404


def test_person_is_found_only_where_the_person_belongs(district, person, bureau):
    assert bureau.get(url(district.lead)).status_code == 404


def test_person_who_moved_is_hidden_from_the_school_before(district, person, own, lead_principal, signed_in):
    person.employments.update(end=TODAY)
    Employment.objects.create(staff=person, school=district.lead, start=TODAY)

    answers = [
        own.get(url(district.member)).status_code,
        signed_in(lead_principal).get(url(district.lead)).status_code,
    ]

    assert answers == [404, 200]


def test_person_who_is_to_move_stays_with_the_school_until_the_day(
    district, person, own, lead_principal, signed_in
):
    tomorrow = TODAY + timedelta(days=1)
    person.employments.update(end=tomorrow)
    Employment.objects.create(staff=person, school=district.lead, start=tomorrow)

    answers = [
        own.get(url(district.member)).status_code,
        signed_in(lead_principal).get(url(district.lead)).status_code,
    ]

    assert answers == [200, 404]


def test_person_who_retired_stays_with_the_last_school(district, person, own):
    person.employments.update(end=TODAY)

    assert own.get(url(district.member)).status_code == 200


def test_page_tells_facts_history_and_changes(district, person, bureau):
    person.employments.update(end=date(2022, 9, 1), document="〔2022〕3号")
    Employment.objects.create(staff=person, school=district.lead, start=date(2022, 9, 1))
    bureau.post(
        url(district.lead, "edit"), typed(bureau, url(district.lead, "edit"), title="senior", reason="评聘")
    )

    response = bureau.get(url(district.lead))

    told = [(event.day, event.text) for event in response.context["events"]]
    assert told == [(FIRST, "到丙校"), (date(2022, 9, 1), "到甲校")]
    assert "2020年9月1日至2022年8月31日" in response.text
    assert "<del>一级</del> → 高级" in response.text
    assert "原因：评聘" in response.text


def test_page_tells_the_new_school_nothing_of_the_old_one(district, person, lead_principal, signed_in):
    person.employments.update(end=date(2022, 9, 1))
    Employment.objects.create(staff=person, school=district.lead, start=date(2022, 9, 1))

    text = signed_in(lead_principal).get(url(district.lead)).text

    assert ("甲校" in text, "丙校" in text) == (True, False)


# --- new ---

NEW = {"staff_no": "T9", "name": "赵老师", "post": "teacher", "joined_on": "2022-09-01"}


def test_new_person_stands_on_the_roster(own, district):
    response = own.post(url(district.member, "new"), typed(own, url(district.member, "new"), **NEW))

    assert (response.status_code, response.url) == (302, url(district.member, number="T9"))
    row = Employment.objects.get()
    assert (row.staff.name, row.school, row.start) == ("赵老师", district.member, date(2022, 9, 1))


def test_new_person_who_comes_later_has_a_page_at_once(own, district):
    coming = (TODAY + timedelta(days=30)).isoformat()
    sent = typed(own, url(district.member, "new"), **{**NEW, "joined_on": coming})

    assert own.post(url(district.member, "new"), sent, follow=True).status_code == 200


def test_new_person_sent_twice_is_stored_once(own, district):
    sent = typed(own, url(district.member, "new"), **NEW)
    own.post(url(district.member, "new"), sent)

    response = own.post(url(district.member, "new"), sent, follow=True)

    assert "没有重复保存" in response.text
    assert Staff.objects.count() == 1


@pytest.mark.parametrize(
    ("who", "sentence"),
    [
        pytest.param("own", "已是丙校钱老师的", id="own-school"),
        pytest.param("bureau", "已是丙校钱老师的", id="bureau"),
        pytest.param("lead", "在本区县已被使用", id="another-school"),
    ],
)
def test_number_that_is_taken_says_whose_only_to_who_may_know(
    who, sentence, district, person, own, bureau, lead_principal, signed_in
):
    browser = {"own": own, "bureau": bureau, "lead": signed_in(lead_principal)}[who]
    address = url(district.lead if who == "lead" else district.member, "new")

    response = browser.post(address, typed(browser, address, **{**NEW, "staff_no": "T1"}))

    assert list(errors(response)) == ["staff_no"]
    assert (sentence in response.text, "钱老师" in response.text) == (True, who != "lead")
    assert Staff.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        pytest.param({"staff_no": ""}, "staff_no", "必填", id="no-number"),
        pytest.param({"staff_no": "a b"}, "staff_no", "不含空格", id="number-with-a-space"),
        pytest.param({"staff_no": "1" * 300}, "staff_no", "不超过 30", id="endless-number"),
        pytest.param({"name": ""}, "name", "必填", id="no-name"),
        pytest.param({"name": "赵" * 300}, "name", "不超过 60", id="endless-name"),
        pytest.param({"name": "赵\x00"}, "name", "空字符", id="nul"),
        pytest.param({"name": "\u202e赵"}, "name", "控制字符", id="direction-override"),
        pytest.param({"post": "king"}, "post", "不在可用的选项中", id="unknown-post"),
        pytest.param({"status": "retired"}, "status", "不在可用的选项中", id="retired-at-once"),
        pytest.param({"joined_on": "2022-02-30"}, "joined_on", "有效的日期", id="no-such-day"),
        pytest.param({"joined_on": "明天"}, "joined_on", "有效的日期", id="not-a-day"),
    ],
)
def test_new_person_with_bad_input_is_told_at_the_field(changes, field, sentence, own, district):
    sent = typed(own, url(district.member, "new"), **{**NEW, **changes})

    response = own.post(url(district.member, "new"), sent)

    assert (response.status_code, list(errors(response))) == (200, [field])
    assert sentence in errors(response)[field]
    assert Staff.objects.count() == 0


def test_new_person_of_another_district_cannot_be_smuggled_in(own, district):
    elsewhere = factories.make_district("510116", "双流区")
    sent = typed(own, url(district.member, "new"), **NEW, district=elsewhere.pk, basis="confirmed")

    own.post(url(district.member, "new"), sent)

    stored = Staff.objects.get()
    assert (stored.district, stored.basis) == (district.district, "entered")


# --- edit ---


def test_edit_stores_the_change_and_moves_the_address_with_the_number(own, district, person):
    address = url(district.member, "edit")

    response = own.post(address, typed(own, address, staff_no="T7", subject="数学"))

    assert response.url == url(district.member, number="T7")
    assert Staff.objects.values_list("staff_no", "subject").get() == ("T7", "数学")


def test_second_of_two_people_gets_the_conflict_page(own, bureau, district, person):
    address = url(district.member, "edit")
    sent = typed(own, address, subject="数学")
    bureau.post(address, typed(bureau, address, subject="语文", reason="核对"))

    conflict = own.post(address, sent)

    rows = {
        row.label: (row.stored, row.typed) for row in conflict.context["conflict"].compared if row.differs
    }
    assert (conflict.status_code, rows) == (409, {"任教学科": ("语文", "数学")})
    assert "原因：核对" in conflict.text
    assert Staff.objects.get().subject == "语文"


def test_edit_of_a_retired_person_keeps_the_status(own, district, person):
    Staff.objects.update(status="retired")
    person.employments.update(end=TODAY)
    address = url(district.member, "edit")

    own.post(address, typed(own, address, subject="数学"))

    assert Staff.objects.values_list("status", "subject").get() == ("retired", "数学")


# --- move and leave ---


def test_move_leads_to_the_person_at_the_new_school(bureau, district, person):
    address = url(district.member, "move")
    sent = typed(bureau, address, school=district.lead.pk, day=TODAY.isoformat(), document="〔2022〕3号")

    response = bureau.post(address, sent)

    assert response.url == url(district.lead)
    assert bureau.get(response.url).status_code == 200


def test_move_in_the_future_leads_back_to_the_school_of_today(bureau, district, person):
    address, later = url(district.member, "move"), TODAY + timedelta(days=200)

    response = bureau.post(
        address, typed(bureau, address, school=district.lead.pk, day=later.isoformat()), follow=True
    )

    assert response.redirect_chain == [(url(district.member), 302)]
    assert "晚于查看日期" in response.text


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        pytest.param({"school": ""}, "school", id="no-school"),
        pytest.param({"school": "x"}, "school", id="no-number"),
        pytest.param({"school": "999999"}, "school", id="unknown-school"),
        pytest.param({"day": ""}, "day", id="no-day"),
        pytest.param({"day": "2022-13-01"}, "day", id="no-such-day"),
        pytest.param({"day": "2020-09-01"}, "day", id="on-the-first-day"),
        pytest.param({"document": "文" * 300}, "document", id="endless-document"),
        pytest.param({"document": "文\x00"}, "document", id="nul"),
    ],
)
def test_move_with_bad_input_is_told_at_the_field(changes, field, bureau, district, person):
    address = url(district.member, "move")
    given = {"school": district.lead.pk, "day": "2022-09-01"} | changes

    response = bureau.post(address, typed(bureau, address, **given))

    assert (response.status_code, list(errors(response))) == (200, [field])
    assert Employment.objects.count() == 1


def test_move_offers_no_school_of_another_district(bureau, district, person, officer):
    elsewhere = factories.make_district("510116", "双流区")
    foreign = factories.make_school("外区学校", district=elsewhere)
    officer.appointments.create(role="officer", district=elsewhere)
    address = url(district.member, "move")

    response = bureau.post(address, typed(bureau, address, school=foreign.pk, day="2022-09-01"))

    assert list(errors(response)) == ["school"]


def test_leave_keeps_the_person_readable_at_the_last_school(own, district, person):
    address = url(district.member, "leave")

    response = own.post(address, typed(own, address, status="retired", day=TODAY.isoformat()), follow=True)

    assert "离校已登记" in response.text
    assert "退休" in response.text
    assert url(district.member, "leave") not in response.text


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        pytest.param({"status": "active"}, "status", id="no-way-to-leave"),
        pytest.param({"day": (TODAY + timedelta(days=1)).isoformat()}, "day", id="tomorrow"),
        pytest.param({"day": "2019-01-01"}, "day", id="before-the-first-day"),
        pytest.param({"day": "昨天"}, "day", id="not-a-day"),
    ],
)
def test_leave_with_bad_input_is_told_at_the_field(changes, field, own, district, person):
    address = url(district.member, "leave")
    given = {"status": "retired", "day": TODAY.isoformat()} | changes

    response = own.post(address, typed(own, address, **given))

    assert (response.status_code, list(errors(response))) == (200, [field])
    assert Staff.objects.get().status == "active"


# --- the list of all staff ---


@pytest.fixture
def people(district, person):
    """Return the district with people at three schools, one of them retired."""
    factories.make_staff(
        district.lead, "孙校长", staff_no="T2", post="principal", backbone_level="municipal", section="senior"
    )
    retired = factories.make_staff(district.lone, "李老师", staff_no="T3", status="retired", title="senior")
    retired.employments.update(end=date(2021, 1, 1))
    return district


def numbers(response):
    return [row.staff.staff_no for row in response.context["page_obj"]]


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        pytest.param("officer", ["T1", "T2", "T3"], id="officer"),
        pytest.param("inspector", ["T1", "T2", "T3"], id="inspector"),
        pytest.param("member_principal", ["T1"], id="member-principal"),
        pytest.param("lead_principal", ["T2"], id="lead-principal"),
        pytest.param("other_principal", [], id="other-principal"),
    ],
)
def test_list_shows_the_people_that_may_be_read(who, expected, people, signed_in, request):
    assert numbers(signed_in(request.getfixturevalue(who)).get(LIST)) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("q=钱", ["T1"], id="name"),
        pytest.param("q=qls", ["T1"], id="initials"),
        pytest.param("q=t2", ["T2"], id="number"),
        pytest.param("post=principal", ["T2"], id="post"),
        pytest.param("title=senior", ["T3"], id="title"),
        pytest.param("backbone_level=municipal", ["T2"], id="backbone"),
        pytest.param("status=retired", ["T3"], id="status"),
        pytest.param("section=senior", ["T2"], id="section"),
        pytest.param("sort=-staff_no", ["T3", "T2", "T1"], id="order"),
        pytest.param("post=king&q=%00&page=x&sort=y", ["T1", "T2", "T3"], id="what-makes-no-sense"),
    ],
)
def test_list_is_filtered_by_the_address(query, expected, people, bureau):
    assert numbers(bureau.get(f"{LIST}?{query}")) == expected


def test_list_is_filtered_by_school(people, bureau):
    assert numbers(bureau.get(LIST, {"school": people.lead.code})) == ["T2"]


def test_list_offers_no_school_that_may_not_be_read(people, own):
    response = own.get(LIST, {"school": people.lead.code})

    assert (numbers(response), "孙校长" in response.text, people.lead.name in response.text) == (
        ["T1"],
        False,
        False,
    )


def test_export_has_the_columns_of_the_import(people, bureau):
    response = bureau.get(LIST, {"export": "csv", "q": "T1"})

    table = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert [dict(zip(table[0], line, strict=True)) for line in table[1:]] == [
        {
            "姓名": "钱老师",
            "教职工号": "T1",
            "学校标识码": people.member.code,
            "岗位": "教师",
            "任教学段": "",
            "任教学科": "",
            "职称": "一级",
            "学历": "",
            "骨干级别": "",
            "到校日期": "2020-09-01",
            "在岗状态": "在岗",
        }
    ]


def test_exported_formula_is_inert(people, bureau):
    Staff.objects.filter(staff_no="T1").update(name="=cmd()")

    assert "'=cmd()" in bureau.get(LIST, {"export": "csv"}).content.decode()


@pytest.mark.parametrize("rows", [1, 3, 300])
def test_list_asks_as_few_questions_for_many_rows(rows, district, bureau, django_assert_num_queries):
    for _number in range(rows):
        factories.make_staff(district.lone)
    bureau.get(LIST)  # the first page of a session stores when it began

    with django_assert_num_queries(7):
        response = bureau.get(LIST)

    assert response.context["page_obj"].paginator.count == rows


@pytest.mark.parametrize("more", [1, 3, 30])
def test_page_asks_as_few_questions_for_a_long_history(
    more, district, person, bureau, django_assert_num_queries
):
    for number in range(more):
        start, end = date(1950 + number, 1, 1), date(1951 + number, 1, 1)
        Employment.objects.create(staff=person, school=district.lead, start=start, end=end)
    bureau.get(url(district.member))  # the first page of a session stores when it began

    with django_assert_num_queries(7):
        response = bureau.get(url(district.member))

    assert len(response.context["employments"]) == more + 1


def test_roster_links_the_people_of_today_only(district, person, own):
    roster = reverse("schools:staff_list", args=[district.member.code])

    texts = [own.get(roster, {"on": day}).text for day in ("", "2022-12-31")]

    assert [url(district.member) in text for text in texts] == [True, False]
