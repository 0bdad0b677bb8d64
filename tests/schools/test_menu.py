"""What the menu of a school's page offers to whom."""

import pytest

from schools.menu import school_menu
from tests import factories

OWN = ["修改地址和位置", "添加联系人", "登记办学条件"]
ALL = [
    "修改档案",
    "更名",
    "添加别名或曾用名",
    "更换为正式标识码",
    "变更办学状态",
    "调整办学学段",
    "分设新学校",
    *OWN,
    "删除学校",
]


def labels(user, school):
    return [str(link.label) for link in school_menu(user, school)]


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        pytest.param("officer", ALL, id="officer"),
        pytest.param("lead_principal", OWN, id="own-principal"),
        pytest.param("member_principal", [], id="member-of-its-group"),
        pytest.param("inspector", [], id="inspector"),
        pytest.param("administrator", [], id="administrator"),
        pytest.param("auditor", [], id="auditor"),
    ],
)
def test_menu_offers_what_the_person_may_do(who, expected, district, request):
    assert labels(request.getfixturevalue(who), district.lead) == expected


def test_school_with_an_official_code_is_offered_no_other(district, officer):
    school = factories.make_school("辛小学", kind="primary", code="2151000001")

    assert labels(officer, school) == [label for label in ALL if label != "更换为正式标识码"]


@pytest.mark.parametrize("who", ["officer", "lead_principal"])
def test_every_entry_opens(who, district, signed_in, request):
    person = request.getfixturevalue(who)
    browser = signed_in(person)

    statuses = [browser.get(link.url).status_code for link in school_menu(person, district.lead)]

    assert set(statuses) == {200}


def test_menu_asks_no_question(district, officer, django_assert_num_queries):
    officer.appointments_today  # noqa: B018 # fetched once a request

    with django_assert_num_queries(0):
        school_menu(officer, district.lead)
