"""The lists of groups, planned changes and formations: what each filter finds, and in which order."""

import pytest
from django.urls import reverse

from groups.models import EducationGroup, FormationStep
from tests import factories
from tests.groups.days import LATER, SOON

GROUPS, PLANS = reverse("groups:group_list"), reverse("groups:plan_list")
FORMATIONS = reverse("groups:formation_list")
NO_CHOICE = "没有“{}”这个选项，已忽略这个条件。"
TOO_LONG = "查找内容最多 60 个字，您输入了 61 个字，这次没有按它查找。"
UNSEEN = "第 1 个字符是不可见的控制字符（U+0000），请删除后再提交。"
IN_FORCE = ["甲教育集团", "乙教育集团", "戊教育集团", "园区教育集团"]


@pytest.fixture
def plans(ages):
    """Return the district with a change of three kinds that is planned, one in force and one taken back."""
    taken_back = {"state": "withdrawn", "withdrawn_at": factories.MOMENT, "withdrawn_by": "officer"}
    join = factories.make_group_change(ages.third, day=LATER, subject="庚小学")
    factories.make_membership(ages.third, ages.lone, start=LATER, started_by=join)
    move = factories.make_group_change(
        ages.first, kind="move", day=SOON, subject="丙校", other_group=ages.second
    )
    ages.first.memberships.filter(school=ages.member).update(end=SOON, end_reason="moved", ended_by=move)
    factories.make_group_change(ages.second, kind="dissolve", day=SOON, subject="乙校、丁校")
    close = factories.make_group_change(ages.third, kind="close", day=LATER, group=None, school=ages.gone)
    factories.make_group_change(ages.first, kind="lead", subject="过去")
    factories.make_group_change(ages.first, day=SOON, **taken_back, withdrawn_because="暂缓")
    ages.close = close
    return ages


@pytest.fixture
def formations(district):
    """Return the district with an open formation, one that was launched and one that was given up."""
    given_up = {"abandoned_at": factories.MOMENT, "abandoned_by": "officer", "abandoned_because": "缓办"}
    factories.make_formation("庚教育集团", lead=district.lone)
    factories.make_formation("乡村教育集团", kind="regional")
    factories.make_formation("终止教育集团", **given_up)
    launched = factories.make_formation("乙教育集团", group=district.second)
    FormationStep.objects.create(formation=launched, step="planned", day=SOON)
    return district


def rows(browser, address, query):
    """Return the names, or the kinds of changes, that a list shows in its order."""
    found = browser.get(address, query).context["page_obj"]
    return [getattr(row, "name", None) or row.kind for row in found]


# --- groups ---


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param({}, IN_FORCE, id="in-force"),
        pytest.param({"state": "planned"}, ["未来教育集团"], id="planned"),
        pytest.param({"state": "dissolved"}, ["往昔教育集团"], id="dissolved"),
        pytest.param({"state": "all"}, [*IN_FORCE, "未来教育集团", "往昔教育集团"], id="all"),
        pytest.param({"on": "2020-01-01"}, [*IN_FORCE, "往昔教育集团"], id="on-a-past-day"),
        pytest.param({"on": "2019-08-31"}, IN_FORCE[:3], id="before-one-was-founded"),
        pytest.param({"on": "2020-01-01", "state": "dissolved"}, [], id="dissolved-on-a-past-day"),
        pytest.param({"on": LATER.isoformat()}, [*IN_FORCE, "未来教育集团"], id="on-a-day-to-come"),
        pytest.param({"kind": "regional"}, ["园区教育集团"], id="regional"),
        pytest.param({"kind": "ordinary"}, IN_FORCE[:3], id="ordinary"),
        pytest.param({"kind": "ordinary", "state": "all", "q": "来"}, ["未来教育集团"], id="together"),
        pytest.param({"kind": "regional", "q": "甲"}, [], id="together-none"),
    ],
)
def test_groups_are_filtered_by_state_and_kind(query, expected, ages, bureau):
    assert rows(bureau, GROUPS, query) == expected


@pytest.mark.parametrize("text", ["甲", "甲教育", " 甲 ", "jjyjt", "JJYJT", "jj"])
def test_group_is_found_by_its_name_and_initials(text, ages, bureau):
    assert rows(bureau, GROUPS, {"q": text}) == ["甲教育集团"]


@pytest.mark.parametrize("text", ["庚小学", "庚", "旧名", "jmxx", "gxx", "GXX", "code"])
def test_group_is_found_by_every_name_of_its_school(text, ages, bureau):
    asked = ages.lone.code if text == "code" else text

    assert rows(bureau, GROUPS, {"school": asked}) == ["园区教育集团"]


def test_school_of_two_groups_finds_both(ages, bureau):
    assert rows(bureau, GROUPS, {"school": "乙校"}) == ["甲教育集团", "乙教育集团"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param({"state": "planned", "school": "辛校"}, ["未来教育集团"], id="planned"),
        pytest.param({"state": "dissolved", "school": "壬校"}, ["往昔教育集团"], id="dissolved"),
        pytest.param({"state": "all", "school": "壬校"}, ["往昔教育集团"], id="among-all"),
        pytest.param({"school": "壬校"}, [], id="not-in-force"),
        pytest.param({"school": "壬校", "on": "2020-01-01"}, ["往昔教育集团"], id="on-its-days"),
    ],
)
def test_school_finds_its_groups_whatever_their_state(query, expected, ages, bureau):
    assert rows(bureau, GROUPS, query) == expected


@pytest.mark.parametrize("state", ["", "all"])
def test_school_that_left_does_not_find_a_group_that_goes_on(state, ages, bureau):
    factories.make_membership(ages.third, ages.gone, end=SOON.replace(year=2021))

    assert "戊教育集团" not in rows(bureau, GROUPS, {"school": "壬校", "state": state})


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        pytest.param("", ["jia", "yi", "wu", "yuan"], id="by-position"),
        pytest.param("name", ["wu", "yuan", "jia", "yi"], id="by-name"),
        pytest.param("-name", ["yi", "jia", "yuan", "wu"], id="by-name-backwards"),
        pytest.param("size", ["yuan", "yi", "wu", "jia"], id="smallest-first"),
        pytest.param("-size", ["jia", "yi", "wu", "yuan"], id="largest-first"),
        pytest.param("start", ["jia", "yi", "wu", "yuan"], id="oldest-first"),
        pytest.param("-start", ["yuan", "jia", "yi", "wu"], id="youngest-first-unknown-last"),
        pytest.param("lead", ["jia", "yi", "wu", "yuan"], id="not-sortable"),
    ],
)
def test_groups_are_sorted_both_ways(sort, expected, ages, bureau):
    for number, slug in enumerate(["wu", "yuan", "jia", "yi"]):
        EducationGroup.objects.filter(slug=slug).update(name=f"{number}号教育集团")

    found = bureau.get(GROUPS, {"sort": sort}).context["page_obj"]

    assert [group.slug for group in found] == expected


def test_group_not_in_force_is_not_said_to_lack_a_lead(ages, bureau):
    table = bureau.get(GROUPS, {"state": "dissolved"}).text.partition("<tbody>")[2].partition("</tbody>")[0]

    assert ("往昔教育集团" in table, "没有龙头学校" in table) == (True, False)


# --- planned changes ---


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param({}, ["move", "dissolve", "join", "close"], id="all-that-stand"),
        pytest.param({"kind": "move"}, ["move"], id="of-a-kind"),
        pytest.param({"kind": "lead"}, [], id="whose-day-has-come"),
        pytest.param({"group": "jia"}, ["move"], id="left-group"),
        pytest.param({"group": "yi"}, ["move", "dissolve"], id="joined-group"),
        pytest.param({"group": "wu"}, ["join"], id="named-group"),
        pytest.param({"school": "丙校"}, ["move"], id="school-that-leaves"),
        pytest.param({"school": "庚"}, ["join"], id="school-that-joins"),
        pytest.param({"school": "壬校"}, ["close"], id="school-that-closes"),
        pytest.param({"group": "yi", "kind": "dissolve", "school": "丙"}, [], id="together-none"),
        pytest.param({"sort": "-day"}, ["close", "join", "dissolve", "move"], id="latest-first"),
        pytest.param({"sort": "kind"}, ["close", "dissolve", "join", "move"], id="by-kind"),
        pytest.param({"sort": "-kind"}, ["move", "join", "dissolve", "close"], id="by-kind-backwards"),
        pytest.param({"sort": "subject"}, ["move", "dissolve", "join", "close"], id="not-sortable"),
    ],
)
def test_plans_are_filtered_and_sorted(query, expected, plans, bureau):
    assert rows(bureau, PLANS, query) == expected


@pytest.mark.parametrize("text", ["庚小学", "旧名", "jmxx", "gxx", "GXX", "code"])
def test_plan_is_found_by_every_name_of_its_school(text, plans, bureau):
    asked = plans.lone.code if text == "code" else text

    assert rows(bureau, PLANS, {"school": asked}) == ["join"]


def test_group_of_a_school_that_closes_finds_the_plan(plans, bureau):
    plans.third.memberships.filter(school=plans.distant).update(
        end=LATER, end_reason="closed", ended_by=plans.close
    )

    assert rows(bureau, PLANS, {"group": "wu"}) == ["join", "close"]


# --- formations ---


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param({}, ["乙", "终止", "乡村", "庚"], id="newest-first"),
        pytest.param({"state": "open"}, ["乡村", "庚"], id="open"),
        pytest.param({"state": "launched"}, ["乙"], id="launched"),
        pytest.param({"state": "abandoned"}, ["终止"], id="given-up"),
        pytest.param({"kind": "regional"}, ["乡村"], id="regional"),
        pytest.param({"kind": "ordinary", "state": "open"}, ["庚"], id="together"),
        pytest.param({"kind": "regional", "state": "launched"}, [], id="together-none"),
        pytest.param({"q": "庚教"}, ["庚"], id="name"),
        pytest.param({"q": "xcjyjt"}, ["乡村"], id="initials"),
        pytest.param({"q": "XCJ"}, ["乡村"], id="initials-in-capitals"),
        pytest.param({"q": "学校"}, [], id="name-of-none"),
        pytest.param({"sort": "kind"}, ["乙", "终止", "乡村", "庚"], id="not-sortable"),
    ],
)
def test_formations_are_filtered(query, expected, formations, bureau):
    assert rows(bureau, FORMATIONS, query) == [f"{name}教育集团" for name in expected]


@pytest.mark.parametrize(("sort", "expected"), [("name", [0, 1, 2]), ("-name", [2, 1, 0])])
def test_formations_are_sorted_by_name(sort, expected, district, bureau):
    for number in (1, 0, 2):
        factories.make_formation(f"{number}号教育集团")

    assert rows(bureau, FORMATIONS, {"sort": sort}) == [f"{number}号教育集团" for number in expected]


# --- every list ---


@pytest.mark.parametrize(
    ("address", "field", "value", "message"),
    [
        pytest.param(GROUPS, "q", "\0甲", UNSEEN, id="nul"),
        pytest.param(GROUPS, "state", "open", NO_CHOICE.format("open"), id="state-of-another-list"),
        pytest.param(GROUPS, "kind", "x" * 99, NO_CHOICE.format("x" * 20), id="endless-kind"),
        pytest.param(GROUPS, "school", "甲" * 61, TOO_LONG, id="endless-name"),
        pytest.param(PLANS, "group", "nobody", NO_CHOICE.format("nobody"), id="unknown-group"),
        pytest.param(PLANS, "kind", "%00", NO_CHOICE.format("%00"), id="unknown-kind"),
        pytest.param(FORMATIONS, "state", "planned", NO_CHOICE.format("planned"), id="unknown-state"),
        pytest.param(FORMATIONS, "sort", "day", NO_CHOICE.format("day"), id="unknown-order"),
    ],
)
def test_filter_that_makes_no_sense_is_named_and_ignored(address, field, value, message, plans, bureau):
    factories.make_formation("庚教育集团")
    everything = rows(bureau, address, {})

    response = bureau.get(address, {field: value})

    assert response.context["form"].errors == {field: [message]}
    assert rows(bureau, address, {field: value}) == everything != []


@pytest.mark.parametrize("text", ["%", "_", "\\", "'", "没有这样的"], ids=lambda text: f"by-{text}")
@pytest.mark.parametrize(
    ("address", "field"), [(GROUPS, "q"), (GROUPS, "school"), (PLANS, "school"), (FORMATIONS, "q")]
)
def test_search_for_a_sign_finds_nothing(address, field, text, plans, bureau):
    factories.make_formation("庚教育集团")

    response = bureau.get(address, {field: text})

    assert (list(response.context["page_obj"]), response.context["form"].errors) == ([], {})
    assert '<a class="btn btn-primary" href="?">清除全部条件</a>' in response.text
