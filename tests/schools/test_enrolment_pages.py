"""Enrolment by form, and the district's list of who reported."""

import csv
import io

import pytest
from django.urls import reverse
from django.utils import timezone

from schools.models import Enrolment
from schools.school_year import school_year_of
from tests import factories

THIS_YEAR = school_year_of(timezone.localdate())
LIST = reverse("schools:enrolment_list")


def url(school, year=2022):
    return reverse("schools:enrolment_edit", args=[school.code, year])


def typed(browser, address, **changes):
    """Return what the form on a page sends, with some values typed over."""
    form = browser.get(address).context["form"]
    sent = {name: form[name].value() for name in form.fields}
    return {name: "" if value is None else value for name, value in (sent | changes).items()}


def stored(school):
    return list(school.enrolments.order_by("stage", "year").values_list("stage", "pupils", "classes"))


@pytest.fixture
def own(member_principal, signed_in):
    """Return the signed-in browser of the member school's principal."""
    return signed_in(member_principal)


@pytest.mark.parametrize(
    ("who", "status"),
    [
        pytest.param("officer", 200, id="officer"),
        pytest.param("member_principal", 200, id="own-principal"),
        pytest.param("inspector", 403, id="inspector"),
        pytest.param("administrator", 403, id="administrator"),
        pytest.param("auditor", 403, id="auditor"),
        pytest.param("lead_principal", 404, id="lead-of-its-group"),
        pytest.param("other_principal", 404, id="other-principal"),
    ],
)
def test_form_opens_for_who_keeps_the_figures(who, status, district, signed_in, request):
    browser = signed_in(request.getfixturevalue(who))

    answers = [browser.get(url(district.member)).status_code, browser.post(url(district.member)).status_code]

    assert answers == [status, 409 if status == 200 else status]
    assert stored(district.member) == []


def test_form_asks_a_visitor_to_sign_in(client, district):
    assert client.get(url(district.member)).status_code == 302


def test_form_asks_for_every_stage_of_the_year(own, district):
    factories.make_enrolment(district.member, 900, stage="primary")
    factories.make_enrolment(district.member, 880, stage="primary", year=2021)

    form = own.get(url(district.member)).context["form"]

    asked = {str(form[name].label): form[name].value() for name in form.fields if "_" in name}
    asked.pop("Request key")
    assert asked == {"小学在校生数": 900, "小学班级数": None, "初中在校生数": None, "初中班级数": None}
    assert form.fields["primary_pupils"].help_text == "上一学年 880 人。留空表示未知。"


def test_form_stores_the_figures_and_returns_to_the_school(own, district):
    sent = typed(own, url(district.member), primary_pupils="900", primary_classes="20", junior_pupils="0")

    response = own.post(url(district.member), sent, follow=True)

    assert response.redirect_chain == [(district.member.get_absolute_url(), 302)]
    assert "2022–2023学年在校生数已保存。" in response.text
    assert stored(district.member) == [("junior", 0, None), ("primary", 900, 20)]


def test_form_clears_a_figure(own, district):
    factories.make_enrolment(district.member, 900, stage="primary")

    own.post(url(district.member), typed(own, url(district.member), primary_pupils=""))

    assert stored(district.member) == []


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        pytest.param({"primary_pupils": "-1"}, "primary_pupils", "大于或等于0", id="negative"),
        pytest.param({"primary_pupils": "许多"}, "primary_pupils", "整数", id="text"),
        pytest.param({"primary_pupils": "1.5"}, "primary_pupils", "整数", id="fraction"),
        pytest.param({"primary_pupils": "100000"}, "primary_pupils", "小于或等于99999", id="too-many"),
        pytest.param({"primary_pupils": "9" * 300}, "primary_pupils", "小于或等于", id="endless"),
        pytest.param({"primary_pupils": "9\x00"}, "primary_pupils", "整数", id="nul"),
        pytest.param({"primary_classes": "10000"}, "primary_classes", "小于或等于9999", id="classes"),
        pytest.param({"primary_classes": "5"}, "primary_pupils", "请先填写在校生数", id="classes-alone"),
        pytest.param({"reason": "因\u202e"}, "reason", "不可见的控制字符", id="hidden-character"),
    ],
)
def test_form_says_at_the_field_what_is_wrong(changes, field, sentence, own, district):
    sent = typed(own, url(district.member), junior_pupils="600", **changes)

    response = own.post(url(district.member), sent)

    errors = response.context["form"].errors
    assert (response.status_code, list(errors), sentence in errors[field][0]) == (200, [field], True)
    assert stored(district.member) == []


def test_form_takes_no_figure_of_a_stage_that_is_not_asked_for(own, district):
    own.post(url(district.member), typed(own, url(district.member), senior_pupils="50", pupils="9"))

    assert Enrolment.objects.count() == 0


def test_large_change_is_stored_and_pointed_out(own, district):
    factories.make_enrolment(district.member, 900, stage="primary", year=2021)

    response = own.post(
        url(district.member), typed(own, url(district.member), primary_pupils="90"), follow=True
    )

    assert [str(message) for message in response.context["messages"]] == [
        "小学在校生 90 人，上一学年 900 人，变化 -90.0 %。已保存，请核对是否填错。",
        "2022–2023学年在校生数已保存。",
    ]
    assert stored(district.member) == [("primary", 900, None), ("primary", 90, None)]


def test_usual_change_is_stored_without_a_word(own, district):
    factories.make_enrolment(district.member, 900, stage="primary", year=2021)

    response = own.post(
        url(district.member), typed(own, url(district.member), primary_pupils="930"), follow=True
    )

    assert len(list(response.context["messages"])) == 1


def test_second_of_two_people_gets_both_values_and_can_save(own, officer, signed_in, district):
    bureau, address = signed_in(officer), url(district.member)
    sent = typed(own, address, primary_pupils="910")
    bureau.post(address, typed(bureau, address, primary_pupils="905"))

    conflict = own.post(address, sent)

    row = next(r for r in conflict.context["conflict"].compared if r.label == "小学在校生数")
    assert (conflict.status_code, row.stored, row.typed, row.differs) == (409, "905", "910", True)
    assert stored(district.member) == [("primary", 905, None)]
    again = {name: conflict.context["form"][name].value() or "" for name in sent}
    assert own.post(address, again).status_code == 302
    assert stored(district.member) == [("primary", 910, None)]


@pytest.mark.parametrize(
    ("year", "status"),
    [
        pytest.param(THIS_YEAR + 1, 200, id="coming"),
        pytest.param(THIS_YEAR + 2, 404, id="after-that"),
        pytest.param(1949, 200, id="first"),
        pytest.param(1948, 404, id="before-the-first"),
    ],
)
def test_form_is_for_years_that_can_be_known(year, status, own, district):
    assert own.get(url(district.member, year)).status_code == status


def test_form_without_a_stage_says_what_to_do(own, district):
    district.member.stages.all().delete()

    assert "请先由教育局登记学段" in own.get(url(district.member)).text


def test_school_page_links_every_year_for_who_may_edit(own, inspector, signed_in, district):
    page = district.member.get_absolute_url()
    links = [url(district.member, THIS_YEAR), url(district.member, THIS_YEAR + 1)]

    texts = {"own": own.get(page).text, "inspector": signed_in(inspector).get(page).text}

    assert [[link in text for link in links] for text in texts.values()] == [[True, True], [False, False]]


def test_school_page_of_a_far_day_links_no_year_that_cannot_be_entered(own, district):
    text = own.get(district.member.get_absolute_url(), {"on": "2090-01-01"}).text

    assert "/enrolment/2089/" not in text


# --- the district's list ---


def rows(response):
    return [(row.school.name, row.stage, row.pupils) for row in response.context["page_obj"]]


@pytest.fixture
def figures(district):
    """Return the district with three figures of this year, and one of the year before."""
    factories.make_enrolment(district.lead, 800, stage="junior", year=THIS_YEAR)
    factories.make_enrolment(district.member, 900, stage="primary", year=THIS_YEAR)
    factories.make_enrolment(district.lone, 0, year=THIS_YEAR)
    factories.make_enrolment(district.lone, 500, year=THIS_YEAR - 1)
    return district


ALL = [
    ("甲校", "junior", 800),
    ("甲校", "senior", None),
    ("乙校", "junior", None),
    ("乙校", "senior", None),
    ("丙校", "primary", 900),
    ("丙校", "junior", None),
    ("丁校", "primary", None),
    ("丁校", "junior", None),
    ("戊幼儿园", "preschool", None),
    ("己幼儿园", "preschool", None),
    ("庚小学", "primary", 0),
]


@pytest.mark.parametrize(
    ("who", "schools"),
    [
        pytest.param("officer", "甲校 乙校 丙校 丁校 戊幼儿园 己幼儿园 庚小学", id="officer"),
        pytest.param("inspector", "甲校 乙校 丙校 丁校 戊幼儿园 己幼儿园 庚小学", id="inspector"),
        pytest.param("lead_principal", "甲校", id="lead-principal"),
        pytest.param("member_principal", "丙校", id="member-principal"),
        pytest.param("other_principal", "戊幼儿园", id="other-principal"),
    ],
)
def test_list_shows_stages_of_the_schools_that_may_be_read(who, schools, figures, signed_in, request):
    response = signed_in(request.getfixturevalue(who)).get(LIST)

    assert rows(response) == [row for row in ALL if row[0] in schools.split()]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("reported=yes", ["甲校", "丙校", "庚小学"], id="reported"),
        pytest.param(
            "reported=no",
            ["甲校", "乙校", "乙校", "丙校", "丁校", "丁校", "戊幼儿园", "己幼儿园"],
            id="unreported",
        ),
        pytest.param("stage=primary", ["丙校", "丁校", "庚小学"], id="stage"),
        pytest.param("q=丙", ["丙校", "丙校"], id="name"),
        pytest.param("q=gxx", ["庚小学"], id="initials"),
        pytest.param("sort=-pupils&reported=yes", ["丙校", "甲校", "庚小学"], id="order"),
        pytest.param(f"year={THIS_YEAR - 1}&reported=yes", ["庚小学"], id="year-before"),
        pytest.param("stage=tertiary&reported=yes", ["甲校", "丙校", "庚小学"], id="unusable"),
    ],
)
def test_list_is_filtered_by_the_address(query, expected, figures, officer, signed_in):
    assert [name for name, *_rest in rows(signed_in(officer).get(f"{LIST}?{query}"))] == expected


@pytest.mark.parametrize("query", ["year=1800", "year=%00", "q=%00", "sort=x", "page=x", "show=x"])
def test_list_ignores_what_makes_no_sense(query, figures, officer, signed_in):
    assert rows(signed_in(officer).get(f"{LIST}?{query}")) == ALL


def test_list_leaves_out_schools_that_did_not_operate_in_the_year(figures, officer, signed_in):
    figures.lone.statuses.update(status="closed")

    assert ("庚小学", "primary", 0) not in rows(signed_in(officer).get(LIST))


def test_list_names_a_stage_once_though_it_was_served_twice(figures, officer, signed_in):
    from schools.models import StageService

    day = timezone.localdate()
    figures.lone.stages.update(end=day)
    StageService.objects.create(school=figures.lone, stage="primary", start=day)

    assert [row for row in rows(signed_in(officer).get(LIST)) if row[0] == "庚小学"] == [
        ("庚小学", "primary", 0)
    ]


def test_export_has_the_columns_of_the_import(figures, officer, signed_in):
    response = signed_in(officer).get(LIST, {"export": "csv", "reported": "yes"})

    table = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    label = f"{THIS_YEAR}–{THIS_YEAR + 1}"
    assert table == [
        ["学校标识码", "学年", "学段", "在校生数", "班级数"],
        [figures.lead.code, label, "初中", "800", ""],
        [figures.member.code, label, "小学", "900", ""],
        [figures.lone.code, label, "小学", "0", ""],
    ]


def test_list_offers_the_form_to_who_may_edit(figures, officer, inspector, signed_in):
    link = url(figures.lone, THIS_YEAR)

    texts = [signed_in(person).get(LIST).text for person in (officer, inspector)]

    assert [link in text for text in texts] == [True, False]


@pytest.mark.parametrize("more", [1, 3, 300])
def test_list_asks_as_few_questions_for_many_rows(
    more, district, officer, signed_in, django_assert_num_queries
):
    for _number in range(more):
        factories.make_school(kind="primary")
    browser = signed_in(officer)
    browser.get(LIST)  # the first page of a session stores when it began

    with django_assert_num_queries(6):
        browser.get(LIST)
