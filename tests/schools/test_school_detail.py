"""One school's record: who may open it, what it says on which day, and what it keeps to itself."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from records.actions import change
from schools.actions import change_status, record_enrolment
from schools.models import School, SchoolStatus
from tests import factories

YESTERDAY = timezone.localdate() - timedelta(days=1)


@pytest.fixture
def bureau(officer, signed_in):
    """Return the signed-in browser of an officer."""
    return signed_in(officer)


def url(school):
    return reverse("schools:school_detail", args=[school.code])


def panel(response, heading):
    """Return the markup of the panel with a heading."""
    return response.text.partition(f">{heading}</h2>")[2].partition("</section>")[0]


OPENS = [
    pytest.param("officer", "甲校 乙校 丙校 戊幼儿园 庚小学", id="officer"),
    pytest.param("inspector", "甲校 乙校 丙校 戊幼儿园 庚小学", id="inspector"),
    pytest.param("administrator", "甲校 乙校 丙校 戊幼儿园 庚小学", id="administrator"),
    pytest.param("lead_principal", "甲校", id="lead-principal"),
    pytest.param("member_principal", "丙校", id="member-principal"),
    pytest.param("other_principal", "戊幼儿园", id="other-principal"),
]


@pytest.mark.parametrize(("who", "names"), OPENS)
def test_record_opens_for_the_bureau_and_the_own_school(who, names, district, signed_in, request):
    person = signed_in(request.getfixturevalue(who))
    asked = [district.lead, district.bridge, district.member, district.stranger, district.lone]

    answers = {school.name: person.get(url(school)).status_code for school in asked}

    assert answers == {school.name: 200 if school.name in names.split() else 404 for school in asked}


def test_record_of_another_district_is_hidden_from_an_officer(bureau, district):
    other = factories.make_district("510114", "新都区")
    foreign = factories.make_school("外区学校", district=other, code="510114-L001")

    assert bureau.get(url(foreign)).status_code == 404


def test_record_is_closed_to_an_auditor(auditor, signed_in, district):
    response = signed_in(auditor).get(url(district.lead))

    assert (response.status_code, "甲校" in response.text) == (403, False)


def test_record_asks_a_visitor_to_sign_in(client, district):
    assert client.get(url(district.lead)).status_code == 302


def test_hidden_record_answers_like_an_address_that_does_not_exist(member_principal, signed_in, district):
    person = signed_in(member_principal)

    hidden, unknown = person.get(url(district.lead)), person.get("/schools/510115-L999999/")

    assert (hidden.status_code, hidden.content) == (unknown.status_code, unknown.content)
    assert "甲校" not in hidden.text


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("510115-L999999", id="nobody-has-it"),
        pytest.param("%00", id="nul"),
        pytest.param("510115-L001%00", id="nul-at-the-end"),
        pytest.param("x" * 5_000, id="endless"),
        pytest.param("510115", id="a-district"),
        pytest.param("..%2Fgroups", id="a-path"),
    ],
)
def test_code_of_no_school_is_not_found(code, bureau):
    assert bureau.get(f"/schools/{code}/").status_code == 404


def test_school_that_left_its_principal_is_hidden_whatever_the_day(district, signed_in):
    former = factories.make_user(role="principal", school=district.lead, end=YESTERDAY)
    signed = signed_in(former)

    assert signed.get(url(district.lead)).status_code == 403
    assert signed.get(url(district.lead), {"on": "2020-01-01"}).status_code == 403


# --- what it says ---


def test_facts_that_nobody_entered_are_unknown(bureau, district):
    facts = panel(bureau.get(url(district.lone)), "基本情况")

    assert facts.count("未知") == 2  # boarding, founded on
    assert facts.count("未登记") == 2  # former names, staff


def test_inferred_facts_are_marked_and_explained(bureau, district):
    School.objects.filter(pk=district.lone.pk).update(kind_basis="inferred", ownership_basis="confirmed")

    facts = panel(bureau.get(url(district.lone)), "基本情况")

    assert '小学 <span class="basis basis-inferred">推断</span>' in " ".join(facts.split())
    assert '<span class="basis basis-confirmed">已确认</span>' in facts
    assert "报告没有逐校写明" in facts


def test_plain_facts_are_not_explained_away(bureau, district):
    assert "报告没有逐校写明" not in bureau.get(url(district.lone)).text


def test_provisional_code_is_marked(bureau, district):
    assert '<span class="badge badge-warn">临时码</span>' in bureau.get(url(district.lone)).text


def test_official_code_is_not_marked(bureau, district):
    School.objects.filter(pk=district.lone.pk).update(code="2151000001")

    assert "临时码" not in bureau.get("/schools/2151000001/").text


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        pytest.param(
            {"is_collective": True, "in_district_register": False}, "这是多个法人的合称", id="collective"
        ),
        pytest.param({"in_district_register": False}, "这所学校不计入本区学校数", id="not-counted"),
    ],
)
def test_institution_that_does_not_count_says_so(fields, sentence, bureau, district):
    college = factories.make_school("驻区学院", kind="vocational_college", **fields)

    response = bureau.get(url(college))

    assert sentence in response.text
    assert "没有登记学段" in response.text


def test_former_names_are_listed_with_their_last_day(bureau, district):
    factories.make_former_name(district.lone, "旧名小学", used_until=date(2019, 9, 1))
    factories.make_former_name(district.lone, "更旧小学")

    facts = panel(bureau.get(url(district.lone)), "基本情况")

    assert '旧名小学 <span class="muted small">2019年9月1日停用</span>' in facts
    assert re.findall("<div>(更?旧名?小学)", facts) == ["更旧小学", "旧名小学"]


@pytest.mark.parametrize(
    ("day", "status", "is_served"),
    [
        pytest.param("2020-08-31", "未知", False, id="before"),
        pytest.param("2020-09-01", "在办", True, id="first-day"),
        pytest.param("2023-08-31", "在办", True, id="last-day"),
        pytest.param("2023-09-01", "撤销", False, id="after"),
        pytest.param("2090-01-01", "撤销", False, id="future"),
    ],
)
def test_record_shows_status_and_stages_of_the_day(day, status, is_served, bureau, district):
    school = factories.make_school(
        "辛小学", kind="primary", operating_from=date(2020, 9, 1), closed_on=date(2023, 9, 1)
    )
    SchoolStatus.objects.create(school=school, status="closed", start=date(2023, 9, 1), document="撤并文")
    school.stages.update(start=date(2020, 9, 1), end=date(2023, 9, 1))

    response = bureau.get(url(school), {"on": day})

    assert f"<dt>状态</dt><dd>{status}</dd>" in response.text
    assert (
        "<td>在办</td>" in " ".join(response.text.split()).replace("> ", ">").replace(" <", "<")
    ) == is_served
    assert f"?on={day}" in panel(response, "基本情况")


def test_missing_enrolment_is_unknown_and_never_zero(bureau, district):
    factories.make_enrolment(district.lead, 900, year=2022, stage="senior")
    factories.make_enrolment(district.lead, 0, year=2021, stage="senior")

    response = bureau.get(url(district.lead), {"on": "2022-12-31"})

    rows = response.context["enrolment"].rows
    assert [(row.label, row.reported, row.expected, row.total) for row in rows] == [
        ("2022–2023", 1, 2, None),
        ("2021–2022", 1, 2, None),
    ]
    assert panel(response, "在校生数").count("未知") == 5  # two figures, two totals, the foot


def test_enrolment_shows_demonstration_figures_as_such(bureau, district):
    enrolment = factories.make_enrolment(district.lone, 600, year=2022)
    type(enrolment).objects.update(basis="demonstration")

    assert panel(bureau.get(url(district.lone)), "在校生数").count("演示数据") == 1


def test_staff_are_counted_on_the_day(bureau, district):
    factories.make_staff(district.lone, start=date(2020, 9, 1))
    factories.make_staff(district.lone, start=date(2022, 9, 1))
    factories.make_staff(district.lead)

    counts = [
        bureau.get(url(district.lone), {"on": day}).context["staff_count"]
        for day in ("2020-08-31", "2021-01-01", "2022-09-01")
    ]

    assert counts == [0, 1, 2]


@pytest.mark.parametrize(
    ("who", "is_linked"),
    [
        pytest.param("officer", True, id="officer"),
        pytest.param("inspector", True, id="inspector"),
        pytest.param("lead_principal", True, id="own-principal"),
        pytest.param("administrator", False, id="administrator"),
    ],
)
def test_roster_is_linked_for_those_who_may_read_it(who, is_linked, district, signed_in, request):
    factories.make_staff(district.lead, "钱老师")

    response = signed_in(request.getfixturevalue(who)).get(url(district.lead))

    assert (f"{url(district.lead)}staff/" in response.text, "钱老师" in response.text) == (is_linked, False)


def test_timeline_tells_dated_facts_newest_first(bureau, district):
    school = factories.make_school(
        "辛小学", kind="primary", operating_from=date(2020, 9, 1), founded_on=date(1956, 9, 1)
    )
    factories.make_former_name(school, "旧名小学", used_until=date(2021, 9, 1))

    response = bureau.get(url(school))

    told = {(event.day, event.text) for event in response.context["events"]}
    assert told == {
        (date(1956, 9, 1), "建校"),
        (date(2020, 9, 1), "状态：在办"),
        (date(2021, 9, 1), "由“旧名小学”更名为“辛小学”"),
        (None, "开办小学学段"),
    }
    text = panel(response, "大事记")
    assert [text.index(word) for word in ("更名", "在办", "建校", "开办")] == sorted(
        text.index(word) for word in ("更名", "在办", "建校", "开办")
    )


# --- what belongs to other apps ---


def test_groups_and_designations_are_shown(bureau, district):
    factories.make_designation(district.bridge)

    response = bureau.get(url(district.bridge))

    groups = panel(response, "所在教育集团")
    assert ["甲教育集团" in groups, "乙教育集团" in groups, "戊教育集团" in groups] == [True, True, False]
    assert "quality" in panel(response, "优质认定")


def test_group_of_a_past_day_stays_hidden_from_a_principal(district, signed_in):
    factories.make_membership(district.third, district.lone, start=date(2019, 1, 1), end=date(2021, 1, 1))
    principal = factories.make_user(role="principal", school=district.lone)

    response = signed_in(principal).get(url(district.lone), {"on": "2020-01-01"})

    assert (response.status_code, "戊教育集团" in response.text) == (200, False)


def test_group_of_a_past_day_is_shown_to_the_bureau(bureau, district):
    factories.make_membership(district.third, district.lone, start=date(2019, 1, 1), end=date(2021, 1, 1))

    past, today = (bureau.get(url(district.lone), {"on": day}) for day in ("2020-01-01", ""))

    assert ("戊教育集团" in panel(past, "所在教育集团"), "戊教育集团" in panel(today, "所在教育集团")) == (
        True,
        False,
    )


# --- who changed what ---


def test_trail_tells_changes_in_words(officer, bureau, district):
    district.lone.kind = School.Kind.NINE_YEAR
    change(district.lone, reason="更正类型", by=officer)
    change_status(district.lone, status="suspended", day=date(2022, 9, 1), by=officer)

    text = " ".join(panel(bureau.get(url(district.lone)), "谁改了什么").split())

    assert "<del>小学</del> → 九年一贯制学校" in text
    assert "原因：更正类型" in text
    assert "（空） → 2022年9月1日" in text
    assert text.count("· officer") == 3


def test_trail_shows_the_newest_twenty(officer, bureau, district):
    for year in range(1995, 2020):
        record_enrolment(district.lone, year=year, stage="primary", pupils=year, by=officer)

    entries = bureau.get(url(district.lone)).context["entries"]

    assert [entry.after["year"] for entry in entries] == list(range(2019, 1999, -1))


@pytest.mark.parametrize(
    ("who", "is_shown"),
    [
        pytest.param("officer", True, id="officer"),
        pytest.param("inspector", True, id="inspector"),
        pytest.param("lead_principal", True, id="own-principal"),
        pytest.param("administrator", False, id="administrator"),
    ],
)
def test_trail_is_shown_to_those_who_may_read_it(who, is_shown, officer, district, signed_in, request):
    record_enrolment(district.lead, year=2020, stage="senior", pupils=987, by=officer)
    record_enrolment(district.member, year=2020, stage="junior", pupils=65432, by=officer)

    response = signed_in(request.getfixturevalue(who)).get(url(district.lead))

    assert ("谁改了什么" in response.text, "65432" in response.text) == (is_shown, False)


@pytest.mark.parametrize("rows", [1, 3, 300])
def test_record_asks_as_few_questions_for_many_rows(
    rows, officer, bureau, district, django_assert_num_queries
):
    for number in range(rows):
        factories.make_staff(district.lone)
        factories.make_contact(district.lone, f"联系人{number}")
        factories.make_lineage(factories.make_school(), district.lone)
        factories.make_retired_code(district.lone, f"510115-L8{number:05d}")
        factories.make_former_name(district.lone, f"旧名{number}")
    for number in range(min(rows, 70)):
        factories.make_enrolment(district.lone, number, year=1950 + number)
    bureau.get(url(district.lone))  # the first page of a session stores when it began

    with django_assert_num_queries(21):
        response = bureau.get(url(district.lone))

    assert response.context["staff_count"] == rows
