"""What a preview says of the groups of schools is what the change then does, on its day and not before."""

import pytest
from django.urls import reverse

from groups.models import FormationStep, GroupChange, Membership, PlannedSchool
from records.models import AuditEntry
from tests.bad_input import filled
from tests.groups.days import EVE, LATER, SOON, TODAY
from tests.groups.every_form import REPLACING, everything, named

JIA, YI, WU = "甲教育集团", "乙教育集团", "戊教育集团"
SPLIT = {"name": "丙教育集团", "slug": "bing"}
NEW = "丙十二年制学校"
CASES = {  # what: page, what it is about, the answers, and for each school shown its groups before and after
    "member joins": ("join", "first", {"school": "@new", "role": "member"}, {"辛校": ({}, {JIA: "member"})}),
    "school of a group joins another": (
        "join",
        "third",
        {"school": "@partner", "role": "member"},
        {"丁校": ({YI: "member"}, {YI: "member", WU: "member"})},
    ),
    "member leaves": (
        "leave",
        "first",
        {"school": "@member", "end_reason": "grown"},
        {"丙校": ({JIA: "member"}, {})},
    ),
    "school of two groups leaves one": (
        "leave",
        "first",
        {"school": "@bridge", "end_reason": "moved"},
        {"乙校": ({JIA: "member", YI: "lead"}, {YI: "lead"})},
    ),
    "member moves": (
        "move",
        "first",
        {"school": "@member", "other_group": "@third"},
        {"丙校": ({JIA: "member"}, {WU: "member"})},
    ),
    "school of two groups moves": (
        "move",
        "first",
        {"school": "@bridge", "other_group": "@third"},
        {"乙校": ({JIA: "member", YI: "lead"}, {YI: "lead", WU: "member"})},
    ),
    "member leads and the old lead stays": (
        "lead",
        "first",
        {"school": "@member", "old_lead": "stays"},
        {"甲校": ({JIA: "lead"}, {JIA: "member"}), "丙校": ({JIA: "member"}, {JIA: "lead"})},
    ),
    "member leads and the old lead leaves": (
        "lead",
        "first",
        {"school": "@member", "old_lead": "leaves"},
        {"甲校": ({JIA: "lead"}, {}), "丙校": ({JIA: "member"}, {JIA: "lead"})},
    ),
    "member of another group leads": (
        "lead",
        "first",
        {"school": "@partner", "old_lead": "leaves"},
        {"甲校": ({JIA: "lead"}, {}), "丁校": ({YI: "member"}, {JIA: "lead", YI: "member"})},
    ),
    "group is split under a lead": (
        "split",
        "first",
        {**SPLIT, "group_kind": "ordinary", "lead": "@member"},
        {"丙校": ({JIA: "member"}, {"丙教育集团": "lead"})},
    ),
    "regional group is split off": (
        "split",
        "second",
        {**SPLIT, "group_kind": "regional", "members": "@partner"},
        {"丁校": ({YI: "member"}, {"丙教育集团": "member"})},
    ),
    "group is dissolved": (
        "dissolve",
        "first",
        {},
        {
            "甲校": ({JIA: "lead"}, {}),
            "乙校": ({JIA: "member", YI: "lead"}, {YI: "lead"}),
            "丙校": ({JIA: "member"}, {}),
        },
    ),
    "school closes": ("close", "member", {"reason": "调整"}, {"丙校": ({JIA: "member"}, {})}),
    "school without a group closes": ("close", "new", {"reason": "调整"}, {"辛校": ({}, {})}),
    "school is merged into a member": (
        "merge",
        "member",
        {"reason": "调整", "into": "@partner"},
        {"丙校": ({JIA: "member"}, {}), "丁校": ({YI: "member"}, {YI: "member"})},
    ),
    "new school takes over": (
        "replace",
        "member",
        REPLACING,
        {"丙校": ({JIA: "member"}, {}), NEW: ({}, {JIA: "member"})},
    ),
    "new school takes over in two groups": (
        "replace",
        "bridge",
        REPLACING,
        {"乙校": ({JIA: "member", YI: "lead"}, {}), NEW: ({}, {JIA: "member", YI: "lead"})},
    ),
    "new school takes over nothing": (
        "replace",
        "member",
        {**REPLACING, "takes_over": ""},
        {"丙校": ({JIA: "member"}, {}), NEW: ({}, {})},
    ),
}
SHOWN = [pytest.param(*case, id=name.replace(" ", "-")) for name, case in CASES.items()]
of_cases = pytest.mark.parametrize(("page_name", "about", "answers", "expected"), SHOWN)


def place(page_name, row):
    """Return where a change to a group, or the end of a school, is entered."""
    is_group = hasattr(row, "slug")
    return reverse(
        f"groups:{'group' if is_group else 'school'}_{page_name}", args=[row.slug if is_group else row.code]
    )


def prepare(browser, page_name, about, answers, rows):
    """Return the address of a form, and what is sent from it."""
    where = place(page_name, getattr(rows, about))
    opened = filled(browser.get(where).context["form"])
    return where, {**opened, "day": LATER, **named(rows, answers)}


def roles(memberships):
    return {row.group.name: row.role for row in memberships}


def held(day):
    """Return the groups and roles of every school that has any on a day."""
    found = {}
    for row in Membership.objects.in_active_groups(day).select_related("group", "school"):
        found.setdefault(row.school.name, {})[row.group.name] = row.role
    return found


def effects(response):
    return {each.school.name: (roles(each.before), roles(each.after)) for each in response.context["effects"]}


@of_cases
def test_preview_shows_every_school_before_and_after(page_name, about, answers, expected, rows, bureau):
    where, sent = prepare(bureau, page_name, about, answers, rows)
    before = everything()

    response = bureau.post(where, sent)

    marked = response.text.partition("各校所在的集团")[2].partition("</table>")[0].count("is-changed")
    assert (effects(response), response.context["day"]) == (expected, LATER)
    assert marked == sum(then != now for now, then in expected.values())
    assert everything() == before


@of_cases
def test_change_does_on_its_day_what_the_preview_said(page_name, about, answers, expected, rows, bureau):
    where, sent = prepare(bureau, page_name, about, answers, rows)
    eve, day = held(LATER - EVE), held(LATER)

    response = bureau.post(where, {**sent, "confirmed": "1"})

    foreseen = day | {school: after for school, (_before, after) in expected.items()}
    assert response.status_code == 302
    assert held(LATER - EVE) == eve
    assert held(LATER) == {school: found for school, found in foreseen.items() if found}


@of_cases
def test_change_taken_back_on_its_page_was_never_there(page_name, about, answers, expected, rows, bureau):
    where, sent = prepare(bureau, page_name, about, answers, rows)
    before = held(LATER)
    bureau.post(where, {**sent, "confirmed": "1"})
    change = GroupChange.objects.latest("pk")
    withdrawal = reverse("groups:plan_withdraw", args=[change.pk])

    response = bureau.post(withdrawal, {"reason": "暂缓", "version": change.version})

    assert (response.status_code, held(LATER)) == (302, before)
    assert list(bureau.get(reverse("groups:plan_list")).context["page_obj"]) == [rows.plan]


# --- the launch, and corrections ---


@pytest.fixture
def approved(rows):
    """Return a formation of three schools that only waits for its launch."""
    for step in ("planned", "reviewed", "approved"):
        FormationStep.objects.create(formation=rows.formation, step=step, day=TODAY)
    for school in (rows.new, rows.bridge):
        PlannedSchool.objects.create(formation=rows.formation, school=school)
    return rows.formation


def test_launch_shows_its_schools_and_then_makes_them_members(approved, bureau):
    where = reverse("groups:formation_step", args=["geng"])
    sent = {**filled(bureau.get(where).context["form"]), "day": LATER}
    eve, day = held(LATER - EVE), held(LATER)

    preview = bureau.post(where, sent)
    bureau.post(where, {**sent, "confirmed": "1"})

    geng = "庚教育集团"
    expected = {
        "庚小学": ({WU: "member"}, {WU: "member", geng: "lead"}),
        "乙校": ({JIA: "member", YI: "lead"}, {JIA: "member", YI: "lead", geng: "member"}),
        "辛校": ({}, {geng: "member"}),
    }
    assert effects(preview) == expected
    assert held(LATER) == day | {school: after for school, (_before, after) in expected.items()}
    assert held(LATER - EVE) == eve


@pytest.mark.parametrize(
    ("answers", "after"),
    [
        pytest.param({"document": "〔2019〕1号"}, {JIA: "member"}, id="paper"),
        pytest.param({"start": TODAY}, {JIA: "member"}, id="began-today"),
        pytest.param({"start": SOON}, {}, id="begins-later"),
        pytest.param({"end": TODAY, "end_reason": "grown"}, {}, id="ended-today"),
        pytest.param({"end": SOON, "end_reason": "grown"}, {JIA: "member"}, id="ends-later"),
    ],
)
def test_correction_shows_today_and_is_recorded_with_its_reason(answers, after, rows, bureau):
    where = reverse("groups:membership_correct", args=[rows.membership.pk])
    sent = {**filled(bureau.get(where).context["form"]), **answers, "reason": "登记有误"}

    preview = bureau.post(where, sent)
    bureau.post(where, {**sent, "confirmed": "1"})

    change = GroupChange.objects.get(kind="correct")
    told = {(entry.action, entry.reason) for entry in AuditEntry.objects.filter(username="officer")}
    assert effects(preview) == {"丙校": ({JIA: "member"}, after)}
    assert held(TODAY).get("丙校", {}) == after
    assert (change.day, change.group, change.school, change.note) == (
        TODAY,
        rows.first,
        rows.member,
        "登记有误",
    )
    assert told == {("create", "登记有误"), ("correct", "登记有误")}


def test_correction_gives_the_lead_to_another_in_two_steps(rows, bureau):
    lead = rows.third.memberships.get(role="lead")
    member = rows.third.memberships.get(school=rows.distant)
    for row, role in ((lead, "member"), (member, "lead")):
        where = reverse("groups:membership_correct", args=[row.pk])
        sent = {**filled(bureau.get(where).context["form"]), "role": role, "reason": "登反了"}
        bureau.post(where, {**sent, "confirmed": "1"})

    assert [held(TODAY)[name] for name in ("戊幼儿园", "己幼儿园")] == [{WU: "member"}, {WU: "lead"}]


def test_correction_is_listed_on_the_groups_page_as_done(rows, bureau):
    where = reverse("groups:membership_correct", args=[rows.membership.pk])
    sent = {**filled(bureau.get(where).context["form"]), "document": "〔2019〕1号", "reason": "补登"}
    bureau.post(where, {**sent, "confirmed": "1"})

    response = bureau.get(rows.first.get_absolute_url())

    row = response.text.partition("变动登记</h2>")[2].partition("</section>")[0]
    assert [str(change) for change in response.context["changes"]] == ["更正 · 甲教育集团 · 丙校"]
    assert ("已生效" in row, "撤回" in row) == (True, False)
