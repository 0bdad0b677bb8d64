"""What waits in the groups app, on the home page: every number is the length of the list that it links to."""

import re

import pytest

from groups.models import FormationStep
from tests import factories
from tests.groups.days import LATER, SOON, TODAY

ITEM = re.compile(r'<li><a href="(/groups/[^"]+)">(\d+) ([^<]+)</a></li>')
PLANS, FORMATIONS = "/groups/plans/", "/groups/formations/?state=open"
WAITING = {PLANS: 3, FORMATIONS: 2}


@pytest.fixture
def busy(district):
    """Return the district with something to wait for, and beside it what waits for nobody."""
    taken_back = {"state": "withdrawn", "withdrawn_at": factories.MOMENT, "withdrawn_by": "officer"}
    given_up = {"abandoned_at": factories.MOMENT, "abandoned_by": "officer", "abandoned_because": "缓办"}
    for group, day in ((district.first, SOON), (district.first, LATER), (district.third, SOON)):
        factories.make_group_change(group, day=day)
    factories.make_group_change(district.first, day=TODAY)
    factories.make_group_change(district.first, day=SOON, **taken_back, withdrawn_because="暂缓")
    factories.make_formation("庚教育集团", lead=district.lone)
    factories.make_formation("辛教育集团")
    factories.make_formation("终止教育集团", **given_up)
    factories.make_formation("乙教育集团", group=district.second)
    elsewhere = factories.make_district("510116", "双流区")
    factories.make_group_change(factories.make_group("外区教育集团", district=elsewhere), day=SOON)
    factories.make_formation("外区组建集团", district=elsewhere)
    return district


def inbox(browser):
    """Return the markup of the list on the home page."""
    return browser.get("/").text.partition('<ul class="inbox">')[2].partition("</ul>")[0]


def items(browser):
    """Return the addresses of the groups app that the list links to, with the number at each."""
    return {address: int(number) for address, number, _words in ITEM.findall(inbox(browser))}


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        pytest.param("officer", WAITING, id="officer"),
        pytest.param("inspector", WAITING, id="inspector"),
        pytest.param("neighbour", {PLANS: 1, FORMATIONS: 1}, id="officer-next-door"),
        pytest.param("administrator", {PLANS: 4, FORMATIONS: 3}, id="administrator"),
        pytest.param("lead_principal", {}, id="lead-principal"),
        pytest.param("member_principal", {}, id="member-principal"),
        pytest.param("clerk", {}, id="clerk-of-a-member"),
        pytest.param("other_principal", {}, id="principal-of-another-group"),
        pytest.param("auditor", {}, id="auditor"),
    ],
)
def test_home_page_counts_what_the_person_may_read(who, expected, busy, signed_in, request):
    assert items(signed_in(request.getfixturevalue(who))) == expected


@pytest.mark.parametrize("who", ["officer", "inspector", "administrator", "neighbour"])
def test_every_number_is_the_length_of_its_list(who, busy, signed_in, request):
    browser = signed_in(request.getfixturevalue(who))
    counted = items(browser)

    listed = {address: browser.get(address).context["page_obj"].paginator.count for address in counted}

    assert listed == counted != {}


def test_items_say_what_waits(busy, bureau):
    assert [words for _address, _number, words in ITEM.findall(inbox(bureau))] == [
        "项集团变动已登记，尚未生效",
        "个集团正在组建",
    ]


@pytest.mark.parametrize("who", ["lead_principal", "other_principal"])
def test_principals_learn_of_no_plan(who, busy, signed_in, request):
    shown = inbox(signed_in(request.getfixturevalue(who)))

    assert [words for words in ("集团变动", "正在组建", "/groups/") if words in shown] == []


def test_nothing_waits_where_nothing_is_planned(district, bureau):
    assert items(bureau) == {}


def test_plan_waits_until_the_eve_of_its_day(district, bureau):
    change = factories.make_group_change(district.first, day=SOON)
    seen = []
    for day in (SOON, TODAY):
        type(change).objects.filter(pk=change.pk).update(day=day)
        seen.append(items(bureau))

    assert seen == [{PLANS: 1}, {}]


@pytest.mark.parametrize("step", ["planned", "reviewed", "approved"])
def test_formation_waits_at_every_step_before_its_launch(step, district, bureau):
    formation = factories.make_formation("庚教育集团")
    FormationStep.objects.create(formation=formation, step=step, day=TODAY)

    waiting = items(bureau)
    type(formation).objects.filter(pk=formation.pk).update(group=district.third)

    assert (waiting, items(bureau)) == ({FORMATIONS: 1}, {})


@pytest.mark.parametrize(
    ("who", "queries"),
    [pytest.param("officer", 20, id="officer"), pytest.param("lead_principal", 15, id="principal")],
)
@pytest.mark.parametrize("more", [1, 3, 30])
def test_home_page_asks_as_few_questions_for_many_rows(
    more, who, queries, district, signed_in, request, django_assert_num_queries
):
    for _number in range(more):
        factories.make_group_change(district.first, day=SOON)
        factories.make_formation(lead=district.lone)
    browser = signed_in(request.getfixturevalue(who))
    browser.get("/")  # the first page of a session stores when it began

    with django_assert_num_queries(queries):
        browser.get("/")
