"""The pages about shares of exchange: figures, who reads what, and the effect of a rotation before it."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from coverage.rule_facts import load_rules
from schools.school_year import first_day, school_year_of
from tests import factories

PAGE = reverse("quota:quota_overview")
YEAR = school_year_of(timezone.localdate())
DAY = first_day(YEAR)
NEXT = first_day(YEAR + 1)
LONG_AGO = date(2005, 9, 1)


@pytest.fixture
def small(db):
    """Return the small district with rosters of three schools, rules, one person away, and its people."""
    small = factories.make_small_district()
    load_rules(by=factories.make_user("loader", role="administrator"))
    for school, number in ((small.lead, 12), (small.member, 10), (small.bridge, 3)):
        for place in range(number):
            level = "district" if place == 0 else ""
            factories.make_staff(school, f"{school.name}{place}", start=LONG_AGO, backbone_level=level)
    factories.make_staff(small.member, "新人", start=DAY)
    factories.make_staff(small.member, "来历不明")
    exempt = factories.make_staff(small.member, "免者", start=LONG_AGO)
    factories.make_exemption(exempt, small.member, why="sole_teacher")
    factories.make_staff(small.lead, "久校长", start=LONG_AGO, post="principal")
    factories.make_staff(small.member, "新校长", start=DAY, post="principal")
    small.sent = sent(small, small.lead, small.member)
    small.people = {
        "officer": factories.make_user("officer", role="officer", district=small.district),
        "inspector": factories.make_user("inspector", role="inspector", district=small.district),
        "member": factories.make_user("member", role="principal", school=small.member),
        "clerk": factories.make_user("clerk", role="clerk", school=small.member),
        "lead": factories.make_user("lead", role="principal", school=small.lead),
        "stranger": factories.make_user("stranger", role="principal", school=small.stranger),
        "auditor": factories.make_user("auditor", role="auditor", district=small.district),
        "administrator": factories.make_user("administrator", role="administrator"),
    }
    return small


def sent(small, home, host, state="approved", **fields):
    """Send the first person of a school's roster to another for this school year."""
    person = home.employments.order_by("pk").first().staff
    values = {"person": person, "start": DAY, "end": NEXT} | fields
    return factories.make_rotation(small.first, home, host, state, **values)


@pytest.fixture
def open_as(small, signed_in):
    """Return a function that returns the signed-in browser of somebody of the small district."""
    return lambda who: signed_in(small.people[who])


def page_of(school):
    """Return the address of a school's shares."""
    return reverse("quota:quota_school", args=[school.code])


def told(lines):
    """Return the lines of a table: whose, teachers, eligible, exchanged, verdicts and what is missing."""
    return [
        (
            line.of.name,
            line.quota.teachers,
            line.quota.eligible,
            line.quota.exchanged,
            [(verdict.met, verdict.missing) for verdict in line.verdicts],
        )
        for line in lines
    ]


LEAD = ("甲校", 12, 12, 1, [(False, 1), (False, 1)])
MEMBER = ("丙校", 13, 10, 0, [(False, 1), (False, 2)])
BRIDGE = ("乙校", 3, 3, 0, [(False, 1), (False, 1)])
FIRST_GROUP = ("甲教育集团", 28, 25, 1, [(False, 2), (False, 3)])


# --- the overview ---


@pytest.mark.parametrize("who", ["officer", "inspector"])
def test_bureau_sees_every_school_and_group_and_the_whole(small, open_as, who):
    page = open_as(who).get(PAGE)

    assert told(page.context["schools"]) == [MEMBER, LEAD, BRIDGE]
    assert told(page.context["groups"])[0] == FIRST_GROUP
    total = page.context["total"].quota
    assert (total.teachers, total.eligible, total.exempt, total.too_short, total.unknown) == (28, 25, 1, 1, 1)
    assert page.context["without_roster"] == 4


@pytest.mark.parametrize("who", ["member", "clerk"])
def test_school_sees_its_own_line_and_its_group_as_a_whole(small, open_as, who):
    page = open_as(who).get(PAGE)

    assert told(page.context["schools"]) == [MEMBER]
    assert told(page.context["groups"]) == [FIRST_GROUP]
    assert page.context["total"].quota.teachers == 13
    assert "乙校" not in page.text


def test_group_of_two_schools_is_no_aggregate_for_its_members(small, open_as, signed_in):
    principal = factories.make_user("bridge", role="principal", school=small.bridge)

    groups = signed_in(principal).get(PAGE).context["groups"]

    assert [line.of.name for line in groups] == ["甲教育集团"]


@pytest.mark.parametrize("who", ["auditor", "administrator"])
@pytest.mark.parametrize("url", [PAGE, "school"])
def test_who_reads_no_rotations_is_refused(small, open_as, who, url):
    assert open_as(who).get(page_of(small.member) if url == "school" else url).status_code == 403


def test_both_denominators_and_what_is_missing_are_written(small, open_as):
    text = open_as("officer").get(page_of(small.lead)).text

    for words in (
        "8.3 %",
        "1/12",
        "国家要求 ≥ 10.0 %，差 1 人",
        "成都市要求 ≥ 15.0 %，差 1 人",
        "100.0 %",
        "1/1",
    ):
        assert words in text
    assert f"{YEAR}–{YEAR + 1} 学年，以 {YEAR}年9月1日的名册为准" in text


def test_unknown_dates_are_told_and_leave_the_share_unknown(small, open_as):
    text = open_as("officer").get(page_of(small.member)).text

    assert "免于交流 1，年限未满 1，不详 1" in text
    assert '<span class="muted">未知</span>' in text


def test_leaders_whose_time_is_up_are_told_the_rest_counted(small, open_as):
    leaders = open_as("officer").get(PAGE).context["leaders"]

    assert [(leader.person.name, exceeds) for leader, exceeds in leaders["told"]] == [("久校长", True)]
    assert leaders["others"] == 1
    assert "超过 9 年" in open_as("officer").get(PAGE).text
    assert "久校长" not in open_as("member").get(PAGE).text


def test_year_before_any_roster_says_so(small, open_as):
    page = open_as("stranger").get(PAGE)

    assert "这个学年还没有教师名册" in page.text
    assert page.context["schools"] == []


def test_years_before_are_counted_by_their_own_roster(small, open_as):
    page = open_as("officer").get(PAGE, {"year": str(YEAR - 1)})

    assert [line[:4] for line in told(page.context["schools"])] == [
        ("甲校", 12, 12, 0),
        ("丙校", 12, 10, 0),
        ("乙校", 3, 3, 0),
    ]
    assert page.context["total"].quota.exchanged == 0


@pytest.mark.parametrize("who", ["officer", "member"])
@pytest.mark.parametrize("more", [0, 40])
def test_overview_asks_a_constant_number_of_queries(small, open_as, who, more, django_assert_num_queries):
    for number in range(more):
        factories.make_staff(small.member, f"某{number}", start=LONG_AGO)
    browser = open_as(who)
    browser.get(PAGE)

    with django_assert_num_queries({"officer": 13, "member": 13}[who]):
        browser.get(PAGE)


def test_pages_are_english_for_who_reads_english(small, open_as):
    browser = open_as("officer")
    browser.cookies["django_language"] = "en"

    overview, school = browser.get(PAGE).text, browser.get(page_of(small.lead)).text

    assert "<h1>Shares of exchange</h1>" in overview
    assert "1 missing" in overview
    assert "Shares of exchange of 甲校" in school


def test_dissolved_group_is_listed_in_its_years(small, open_as):
    end = date(YEAR, 3, 1)
    small.second.memberships.update(end=end, end_reason="dissolved")
    type(small.second).objects.filter(pk=small.second.pk).update(end=end)

    now = open_as("officer").get(PAGE).context["groups"]
    before = open_as("officer").get(PAGE, {"year": str(YEAR - 1)}).context["groups"]

    assert small.second.name not in [line.of.name for line in now]
    assert small.second.name in [line.of.name for line in before]


def test_group_counts_who_belonged_to_it_on_the_first_of_september(small, open_as):
    small.first.memberships.filter(school=small.bridge).update(start=date(YEAR, 9, 2))

    [line] = open_as("member").get(PAGE).context["groups"] or [None]

    assert line is None


# --- one school ---


@pytest.mark.parametrize(
    ("query", "names"),
    [
        pytest.param({"who": "exempt"}, ["免者"], id="exempt"),
        pytest.param({"who": "too_short"}, ["新人"], id="too-short"),
        pytest.param({"who": "unknown"}, ["来历不明"], id="unknown"),
        pytest.param({"who": "exchanged"}, [], id="exchanged"),
        pytest.param({"who": "eligible"}, [f"丙校{place}" for place in range(10)], id="eligible"),
    ],
)
def test_teachers_behind_a_figure(small, open_as, query, names):
    page = open_as("member").get(page_of(small.member), query)

    assert [row["person"].name for row in page.context["teachers"]] == names
    assert ("没有符合条件的教师" in page.text) == (not names)


def test_exchanged_teacher_is_marked(small, open_as):
    [row] = open_as("lead").get(page_of(small.lead), {"who": "exchanged"}).context["teachers"]

    assert (row["person"].name, row["part"], row["is_exchanged"]) == ("甲校0", 1, True)


def test_reason_of_an_exemption_stands_beside_it(small, open_as):
    assert "学科唯一教师" in open_as("clerk").get(page_of(small.member), {"who": "exempt"}).text


@pytest.mark.parametrize("who", ["lead", "stranger"])
def test_roster_of_another_school_is_not_there(small, open_as, who):
    assert open_as(who).get(page_of(small.member)).status_code == 404


@pytest.mark.parametrize(("who", "offered"), [("officer", True), ("inspector", False), ("member", False)])
def test_bureau_alone_is_offered_to_exempt_somebody(small, open_as, who, offered):
    page = open_as(who).get(page_of(small.member))

    assert (reverse("exchanges:exemption_new", args=[small.member.code]) in page.text) == offered


@pytest.mark.parametrize("more", [0, 40])
def test_school_asks_a_constant_number_of_queries(small, open_as, more, django_assert_num_queries):
    for number in range(more):
        factories.make_staff(small.member, f"某{number}", start=LONG_AGO)
    browser = open_as("officer")
    browser.get(page_of(small.member))

    with django_assert_num_queries(10):
        browser.get(page_of(small.member))


# --- before a rotation is approved ---


def effect_on(page):
    """Return what a page says that a rotation would do; None where it says nothing."""
    contexts = [each for each in page.context if "years" in each and "staff" in each]
    return contexts[0] if contexts else None


@pytest.mark.parametrize("page", ["detail", "approve"])
def test_bureau_sees_the_effect_before_it_approves(small, open_as, page):
    pending = sent(small, small.member, small.lead, "accepted")

    shown = open_as("officer").get(reverse(f"exchanges:rotation_{page}", args=[pending.pk]))

    [year] = effect_on(shown)["years"]
    assert (year.year, year.before.exchanged, year.after.exchanged) == (f"{YEAR}–{YEAR + 1}", 0, 1)
    assert [(before.met, after.met) for before, after in year.verdicts] == [(False, None), (False, False)]
    assert effect_on(shown)["staff"] is None
    assert "批准之后" in shown.text


def test_term_over_two_school_years_shows_both(small, open_as):
    pending = sent(small, small.member, small.lead, "accepted", end=first_day(YEAR + 2))

    shown = open_as("officer").get(pending.get_absolute_url())

    assert [year.year for year in effect_on(shown)["years"]] == [
        f"{YEAR}–{YEAR + 1}",
        f"{YEAR + 1}–{YEAR + 2}",
    ]


def test_very_long_term_shows_its_first_years(small, open_as):
    pending = sent(small, small.member, small.lead, "accepted", end=first_day(YEAR + 9))

    assert len(effect_on(open_as("officer").get(pending.get_absolute_url()))["years"]) == 3


@pytest.mark.parametrize("page", ["return", "detail"])
@pytest.mark.parametrize("state", ["proposed", "approved", "returned"])
def test_effect_is_shown_where_it_is_to_be_decided(small, open_as, page, state):
    rotation = sent(small, small.member, small.lead, state)

    shown = open_as("officer").get(reverse(f"exchanges:rotation_{page}", args=[rotation.pk]))

    assert "批准之后" not in shown.text


def test_host_school_learns_no_figures_of_the_home_school(small, open_as):
    pending = sent(small, small.member, small.lead, "accepted")

    assert "批准之后" not in open_as("lead").get(pending.get_absolute_url()).text
    assert "批准之后" in open_as("member").get(pending.get_absolute_url()).text


def test_lead_that_keeps_too_few_is_told_with_figures(small, open_as):
    person = small.lead.employments.order_by("pk")[1].staff
    pending = sent(small, small.lead, small.bridge, "accepted", person=person, share=50)

    page = open_as("officer").get(pending.get_absolute_url())

    staff = effect_on(page)["staff"]
    assert [float(kept.share) for kept in staff.teachers] == [
        pytest.approx(11 / 12),
        pytest.approx(10.5 / 12),
    ]
    assert [kept.is_below for kept in staff.teachers] == [False, True]
    assert [float(kept.share) for kept in staff.backbone] == [0, 0]
    assert "甲校是龙头学校：批准之后，任期内留校的教师低于下限" in page.text
    assert "87.5 %" in page.text


def test_lead_above_its_floor_is_not_warned(small, open_as):
    for number in range(30):
        factories.make_staff(small.lead, f"某{number}", start=LONG_AGO, backbone_level="district")
    person = small.lead.employments.order_by("pk")[1].staff
    pending = sent(small, small.lead, small.bridge, "accepted", person=person)

    page = open_as("officer").get(pending.get_absolute_url())

    assert "低于下限" not in page.text
    assert effect_on(page)["staff"].teachers[1].share > effect_on(page)["staff"].teachers[1].floor


@pytest.mark.parametrize(("school", "queries"), [("member", 12), ("lead", 16)])
def test_effect_asks_a_constant_number_of_queries(small, open_as, school, queries, django_assert_num_queries):
    home = getattr(small, school)
    person = home.employments.order_by("pk")[1].staff
    pending = sent(small, home, small.bridge, "accepted", person=person)
    browser = open_as("officer")
    browser.get(pending.get_absolute_url())

    with django_assert_num_queries(queries):
        browser.get(pending.get_absolute_url())
