"""Groups as of a day: the eve of each kind of change, the day itself and later, on every page and file."""

from datetime import date
from operator import attrgetter

import pytest
from django.urls import reverse

from accounts.access import SYSTEM
from groups import actions_changes as changes
from groups.actions_formation import take_step
from groups.actions_groups import dissolve_group
from groups.actions_schools import close_school
from groups.models import EducationGroup, FormationStep
from records.timeline import Event
from tests import factories
from tests.groups.test_change_refusals import of
from tests.groups.test_plans import CHANGES
from tests.schools.test_every_list import of_csv

EVE, DAY, AFTER = "2023-08-31", "2023-09-01", "2023-09-02"
GROUPS = reverse("groups:group_list")
ALWAYS = {"jia": "甲校 乙校 丙校", "yi": "乙校 丁校", "wu": "戊幼儿园 己幼儿园"}
FROM_DAY = {  # what each change of 1 September 2023 makes of the groups, lead first
    "join": {"wu": "戊幼儿园 己幼儿园 庚小学"},
    "leave": {"jia": "甲校 乙校"},
    "move": {"jia": "甲校 乙校", "wu": "戊幼儿园 丙校 己幼儿园"},
    "lead stays": {"jia": "丙校 甲校 乙校"},
    "lead from outside": {"jia": "庚小学 乙校 丙校"},
    "split": {"jia": "甲校 乙校", "xin": "丙校"},
    "dissolve": {"jia": None},
    "close": {"jia": "甲校 乙校"},
    "merge": {"jia": "甲校 乙校"},
    "replace": {"jia": "新甲校 乙校 丙校"},
}
of_changes = pytest.mark.parametrize(
    "name", [pytest.param(name, id=name.replace(" ", "-")) for name in FROM_DAY]
)


@pytest.fixture
def changed(name, district):
    """Return the district after one change of 1 September 2023 was recorded."""
    CHANGES[name](district)
    return district


def expected_on(day, name):
    """Return the schools of every group in force on a day."""
    found = ALWAYS if day == EVE else ALWAYS | FROM_DAY[name]
    return {slug: schools.split() for slug, schools in found.items() if schools}


# --- pages and files ---


@of_changes
@pytest.mark.parametrize("day", [EVE, DAY, AFTER], ids=["eve", "day", "day-after"])
def test_page_of_a_group_shows_its_schools_of_the_day(name, day, changed, bureau):
    found = {}
    for group in EducationGroup.objects.all():
        context = bureau.get(group.get_absolute_url(), {"on": day}).context
        shown = [member.membership.school.name for member in context["members"]]
        found |= {group.slug: shown} if context["is_in_force"] else {}
        assert context["is_in_force"] or not shown

    assert found == expected_on(day, name)


@of_changes
@pytest.mark.parametrize("day", [EVE, DAY, AFTER], ids=["eve", "day", "day-after"])
def test_list_picture_and_file_show_the_groups_of_the_day(name, day, changed, bureau):
    response = bureau.get(GROUPS, {"on": day})
    rows = of_csv(bureau.get(GROUPS, {"on": day, "export": "csv", "show": ["lead", "members", "size"]}))

    in_list = {g.slug: [m.school.name for m in g.members_on_day] for g in response.context["groups"]}
    expected = expected_on(day, name)
    assert in_list == expected
    assert len(response.context["network"]["links"]) == sum(map(len, expected.values()))
    assert sorted(row[1:] for row in rows[1:]) == sorted(
        [lead, "、".join(members), str(1 + len(members))] for lead, *members in expected.values()
    )


@of_changes
@pytest.mark.parametrize("day", [EVE, DAY], ids=["eve", "day"])
def test_page_of_a_school_shows_its_groups_of_the_day(name, day, changed, bureau):
    address = reverse("schools:school_detail", args=[changed.member.code])

    panel = bureau.get(address, {"on": day}).text.partition("所在教育集团</h2>")[2].partition("</section>")[0]

    shown = {slug for slug in ("jia", "yi", "wu", "xin") if f'href="/groups/{slug}/?on={day}"' in panel}
    assert shown == {slug for slug, schools in expected_on(day, name).items() if "丙校" in schools}


@pytest.mark.parametrize(
    ("day", "state", "shown"),
    [
        pytest.param(EVE, "", True, id="in-force-on-the-eve"),
        pytest.param(DAY, "", False, id="not-in-force-on-the-day"),
        pytest.param(EVE, "dissolved", False, id="not-dissolved-on-the-eve"),
        pytest.param(DAY, "dissolved", True, id="dissolved-on-the-day"),
    ],
)
def test_dissolved_group_changes_its_state_on_the_day(day, state, shown, district, bureau):
    CHANGES["dissolve"](district)

    found = [group.slug for group in bureau.get(GROUPS, {"on": day, "state": state}).context["page_obj"]]

    assert ("jia" in found) == shown


@pytest.mark.parametrize(
    ("day", "state"), [(EVE, "planned"), (DAY, "")], ids=["planned-on-the-eve", "in-force-on-the-day"]
)
def test_launched_group_changes_its_state_on_the_day(day, state, district, bureau):
    formation = factories.make_formation("庚教育集团", slug="geng", lead=district.lone)
    for step in ("planned", "reviewed", "approved", "launched"):
        take_step(FormationStep(formation=formation, step=step, day=date(2023, 9, 1)), by=SYSTEM)

    found = {
        each: "庚教育集团" in bureau.get(GROUPS, {"on": day, "state": each}).text for each in ("", "planned")
    }

    assert found == {each: each == state for each in ("", "planned")}


# --- the timeline, and the papers ---


PAPER = "教发〔2023〕6号"
TOLD = {  # what each change adds to the timeline of the first group, in the order in which it is told
    "a join": (
        lambda d: of("join", d.first),
        lambda change, d: changes.join(change, school=d.lone, by=SYSTEM),
        ["庚小学加入，为成员学校"],
    ),
    "a leave": (
        lambda d: of("leave", d.first),
        lambda change, d: changes.leave(change, school=d.member, end_reason="grown", by=SYSTEM),
        ["丙校退出（成长退出）"],
    ),
    "a move": (
        lambda d: of("move", d.first, other_group=d.third),
        lambda change, d: changes.move(change, school=d.member, by=SYSTEM),
        ["丙校退出（转入其他集团）"],
    ),
    "a change of lead": (
        lambda d: of("lead", d.first),
        lambda change, d: changes.change_lead(change, school=d.member, old_lead_stays=True, by=SYSTEM),
        [
            "丙校成为龙头学校",
            "丙校退出（角色变更）",
            "甲校不再是龙头学校（角色变更）",
            "甲校加入，为成员学校",
        ],
    ),
    "a closing": (
        lambda d: of("close", school=d.member),
        lambda change, d: close_school(change, by=SYSTEM),
        ["丙校退出（学校撤销）"],
    ),
    "a dissolution": (
        lambda d: of("dissolve", d.first),
        lambda change, d: dissolve_group(change, by=SYSTEM),
        ["丙校退出（集团解散）", "乙校退出（集团解散）", "甲校不再是龙头学校（集团解散）", "集团解散"],
    ),
}


@pytest.fixture
def told(name, district, bureau):
    """Return a function that opens the first group's page on a day, after a change with a paper."""
    district.first.document = "教发〔2019〕1号"
    district.first.save()
    make, act, _words = TOLD[name]
    change = make(district)
    change.document = PAPER
    act(change, district)
    return lambda day: bureau.get(district.first.get_absolute_url(), {"on": day})


@pytest.mark.parametrize("name", TOLD)
def test_timeline_tells_a_change_with_its_paper(name, told):
    events = [event for event in told(DAY).context["events"] if event.day is not None]

    assert sorted(events, key=attrgetter("text")) == sorted(
        (Event(date(2023, 9, 1), words, PAPER) for words in TOLD[name][-1]), key=attrgetter("text")
    )


@pytest.mark.parametrize("name", TOLD)
@pytest.mark.parametrize(("day", "is_later"), [(EVE, True), (DAY, False)], ids=["on-the-eve", "on-the-day"])
def test_timeline_marks_what_is_later_than_the_day_shown(name, day, is_later, told):
    panel = told(day).text.partition("大事记</h2>")[2].partition("</section>")[0]

    assert ("晚于查看日期" in panel, TOLD[name][-1][0] in panel) == (is_later, True)


@pytest.mark.parametrize("name", TOLD)
def test_papers_name_what_each_is_the_ground_for(name, told):
    papers = {source.document: source.grounds for source in told(DAY).context["sources"]}

    schools = [school for school in ("甲校", "乙校", "丙校", "庚小学") if school in "".join(TOLD[name][-1])]
    assert papers.keys() == {"教发〔2019〕1号", PAPER}
    assert papers["教发〔2019〕1号"] == ["集团成立"]
    assert set(papers[PAPER]) == {*schools, *(["集团解散"] if name == "a dissolution" else [])}
    assert len(papers[PAPER]) == len(set(papers[PAPER]))
