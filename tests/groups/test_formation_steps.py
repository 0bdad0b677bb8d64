"""The way to a new group as a table: what may happen in which state, what comes of it, and what is told."""

from datetime import date
from itertools import pairwise

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.access import SYSTEM
from groups.actions_formation import (
    abandon,
    change_formation,
    drop_school,
    plan_school,
    propose,
    take_step,
)
from groups.actions_groups import dissolve_group
from groups.models import EducationGroup, Formation, FormationStep, GroupChange, PlannedSchool
from groups.steps import shown_steps
from records.models import AuditEntry
from tests import factories
from tests.groups.days import without_days
from tests.groups.every_form import everything

DAY, NEXT = date(2022, 9, 1), date(2023, 9, 1)
OK, SKIP, LEFT, SHUT = "", "not_next", "no_step_left", "not_open"
STEPS = ["proposed", "planned", "reviewed", "approved", "launched", "dissolved"]
NAMES = dict(zip(STEPS, ["提出", "方案拟定", "论证", "批准", "启动", "解散"], strict=True))
EVENTS = [*STEPS, "abandon", "edit", "add", "drop"]
TABLE = {  # state: what each event gives in it, in the order of the events
    "proposed": [SKIP, OK, SKIP, SKIP, SKIP, SKIP, OK, OK, OK, OK],
    "planned": [SKIP, SKIP, OK, SKIP, SKIP, SKIP, OK, OK, OK, OK],
    "reviewed": [SKIP, SKIP, SKIP, OK, SKIP, SKIP, OK, OK, OK, OK],
    "approved": [SKIP, SKIP, SKIP, SKIP, OK, SKIP, OK, OK, OK, OK],
    "launched": [LEFT, LEFT, LEFT, LEFT, LEFT, LEFT, SHUT, SHUT, SHUT, SHUT],
    "dissolved": [LEFT, LEFT, LEFT, LEFT, LEFT, LEFT, SHUT, SHUT, SHUT, SHUT],
    "abandoned": [LEFT, LEFT, LEFT, LEFT, LEFT, LEFT, SHUT, SHUT, SHUT, SHUT],
}
FOLLOWING = dict(pairwise(STEPS))
SENTENCES = {
    SKIP: "下一步是“{next}”，不能先登记“{step}”；各步骤要依次登记。",
    LEFT: "庚教育集团已启动或已终止，不能再登记步骤。",
    SHUT: "庚教育集团已启动或已终止，不能再修改组建方案。",
}
CELLS = [
    pytest.param(state, event, outcome, id=f"{event}-when-{state}")
    for state, outcomes in TABLE.items()
    for event, outcome in zip(EVENTS, outcomes, strict=True)
]


def formation_in(state, district):
    """Return a formation of two schools that has come as far as the state."""
    formation = factories.make_formation("庚教育集团", slug="geng", lead=district.lone)
    PlannedSchool.objects.create(formation=formation, school=district.member)
    for step in STEPS[1 : STEPS.index(state) + 1 if state in STEPS else 2]:
        FormationStep.objects.create(formation=formation, step=step, day=DAY)
    if state == "abandoned":
        abandon(formation, reason="缓办", by=SYSTEM)
    if state in ("launched", "dissolved"):
        formation.group = factories.make_group("庚教育集团", slug="geng", lead=district.lone)
        formation.save()
    return Formation.objects.get(slug="geng")


def state_of(formation):
    """Return the state of a formation as it is stored."""
    stored = Formation.objects.get(pk=formation.pk)
    return "abandoned" if stored.is_abandoned else stored.taken[-1].step


def happen(event, formation, district, by=SYSTEM):
    """Let something happen to a formation."""
    if event in STEPS:
        return take_step(FormationStep(formation=formation, step=event, day=DAY), by=by)
    if event == "abandon":
        return abandon(formation, reason="条件不成熟", by=by)
    if event == "edit":
        formation.plan = "以强带弱"
        return change_formation(formation, by=by)
    if event == "add":
        return plan_school(PlannedSchool(formation=formation, school=district.partner), by=by)
    return drop_school(formation.planned.get(school=district.member), by=by)


def told(call):
    """Return the code, the field and the sentence by which a call is refused."""
    with pytest.raises(ValidationError) as refused:
        call()
    by_field = getattr(refused.value, "error_dict", None) or {"": refused.value.error_list}
    [(field, error)] = [(field, error) for field, errors in by_field.items() for error in errors]
    return error.code, field, error.messages[0]


# --- the table ---


@pytest.mark.parametrize(("state", "event", "outcome"), [cell for cell in CELLS if not cell.values[2]])
def test_what_may_happen_happens(state, event, outcome, district):
    formation = formation_in(state, district)

    happen(event, formation, district)

    stored = Formation.objects.get(pk=formation.pk)
    changed = {
        "state": state_of(formation) if state_of(formation) != state else "",
        "plan": stored.plan,
        "schools": [row.school.name for row in stored.planned.in_order()],
    }
    same = {"state": "", "plan": "", "schools": ["庚小学", "丙校"]}
    assert changed == same | {
        "abandon": {"state": "abandoned"},
        "edit": {"plan": "以强带弱"},
        "add": {"schools": ["庚小学", "丙校", "丁校"]},
        "drop": {"schools": ["庚小学"]},
    }.get(event, {"state": event})


@pytest.mark.parametrize(("state", "event", "outcome"), [cell for cell in CELLS if cell.values[2]])
def test_what_may_not_happen_is_told_in_words_and_changes_nothing(state, event, outcome, district):
    formation = formation_in(state, district)
    names = {"next": NAMES.get(FOLLOWING.get(state)), "step": NAMES.get(event)}
    before = everything()

    refusal = told(lambda: happen(event, formation, district))

    assert refusal == (outcome, "", SENTENCES[outcome].format(**names))
    assert everything() == before


@pytest.mark.parametrize("event", [event for event in EVENTS if event != "proposed"])
def test_whoever_does_not_keep_groups_lets_nothing_happen(
    event, district, inspector, administrator, lead_principal, neighbour
):
    state = STEPS[STEPS.index(event) - 1] if event in STEPS else "proposed"
    formation = formation_in(state, district)
    before = everything()

    for person in (inspector, administrator, lead_principal, neighbour):
        with pytest.raises(PermissionDenied):
            happen(event, formation, district, by=person)

    assert everything() == before


@pytest.mark.parametrize(
    ("state", "taken", "following"),
    [
        pytest.param("proposed", 1, "方案拟定", id="proposed"),
        pytest.param("planned", 2, "论证", id="planned"),
        pytest.param("reviewed", 3, "批准", id="reviewed"),
        pytest.param("approved", 4, "启动", id="approved"),
        pytest.param("launched", 5, None, id="launched"),
        pytest.param("dissolved", 6, None, id="dissolved"),
        pytest.param("abandoned", 2, None, id="abandoned"),
    ],
)
def test_page_shows_steps_taken_and_offers_the_next(state, taken, following, district, bureau):
    formation = formation_in(state, district)

    steps = shown_steps(formation)
    text = bureau.get(formation.get_absolute_url()).text

    assert [str(step.label) for step in steps] == [*NAMES.values()][: 6 if state == "dissolved" else 5]
    assert [step.taken is not None for step in steps] == [number < taken for number in range(len(steps))]
    assert [str(step.label) for step in steps if step.is_next] == ([following] if following else [])
    assert [name for name in NAMES.values() if f"登记“{name}”" in text] == ([following] if following else [])
    assert ("/geng/abandon/" in text, "/schools/new/" in text) == (bool(following), bool(following))


# --- refusals ---


def launch(formation, day=DAY):
    return take_step(FormationStep(formation=formation, step="launched", day=day), by=SYSTEM)


def proposed(district, **fields):
    values = {"district": district.district, "name": "新教育集团", "slug": "xin", **fields}
    return propose(Formation(**values), FormationStep(day=DAY), by=SYSTEM)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        pytest.param(
            {"name": "甲教育集团"}, ("name_taken", "name", "本区县已有同名的教育集团。"), id="name-of-a-group"
        ),
        pytest.param(
            {"slug": "jia"},
            ("slug_taken", "slug", "这个网址名已被一个教育集团使用，请换一个。"),
            id="address-of-a-group",
        ),
        pytest.param(
            {"name": "庚教育集团"},
            ("formation_name_taken", "__all__", "本区县已有同名的集团在组建。"),
            id="name-of-a-formation",
        ),
    ],
)
def test_proposal_that_could_not_be_launched_is_refused(fields, expected, district):
    formation_in("proposed", district)
    before = everything()

    assert told(lambda: proposed(district, **fields)) == expected
    assert everything() == before


def test_name_of_what_was_given_up_is_free_again(district):
    formation_in("abandoned", district)

    formation = proposed(district, name="庚教育集团")

    assert (state_of(formation), Formation.objects.filter(name="庚教育集团").count()) == ("proposed", 2)


def test_formation_does_not_take_the_name_of_a_group(district):
    formation = formation_in("planned", district)
    formation.name = "甲教育集团"

    refusal = told(lambda: change_formation(formation, by=SYSTEM))

    assert refusal == ("name_taken", "name", "本区县已有同名的教育集团。")


@pytest.mark.parametrize(
    ("school", "role", "sentence"),
    [
        pytest.param("member", "member", "这所学校已在组建方案中。", id="planned-already"),
        pytest.param("partner", "lead", "组建方案中已有龙头学校。", id="second-lead"),
        pytest.param("foreign", "member", "外区学校不在温江区的学校档案中。", id="other-district"),
        pytest.param("college", "lead", "驻区学院是多个法人的合称，不能作为龙头学校。", id="collective"),
    ],
)
def test_school_that_cannot_be_in_the_plan_is_refused(school, role, sentence, district):
    formation = formation_in("proposed", district)
    elsewhere = factories.make_district("510116", "双流区")
    district.foreign = factories.make_school("外区学校", district=elsewhere, code="510116-L001")
    district.college = factories.make_school("驻区学院", is_collective=True, in_district_register=False)
    row = PlannedSchool(formation=formation, school=getattr(district, school), role=role)
    before = everything()

    assert told(lambda: plan_school(row, by=SYSTEM))[-1] == sentence
    assert everything() == before


@pytest.mark.parametrize("state", ["proposed", "planned", "reviewed", "approved"])
def test_no_step_lies_before_the_one_before_it(state, district):
    formation = formation_in(state, district)
    early = FormationStep(formation=formation, step=FOLLOWING[state], day=date(2019, 12, 31))

    code, field, sentence = told(lambda: take_step(early, by=SYSTEM))

    assert (code, field) == ("day_before_last", "day")
    assert without_days(sentence) == f"上一步“{NAMES[state]}”在…，这一步的日期不能更早。"


@pytest.mark.parametrize(
    ("planned", "expected"),
    [
        pytest.param({}, ("schools_missing", "启动前，请先在组建方案中列出拟加入的学校。"), id="no-school"),
        pytest.param({"lone": "member"}, ("no_lead", "龙头带动的集团必须有龙头学校。"), id="no-lead"),
        pytest.param(
            {"stranger": "lead"},
            (
                "leads_another_group",
                "这所学校在这段时间内已是另一个集团的龙头；一所学校只能带动一个集团。",
            ),
            id="lead-of-another-group",
        ),
    ],
)
def test_launch_that_makes_no_group_is_refused_and_leaves_nothing(planned, expected, district):
    formation = formation_in("approved", district)
    formation.planned.all().delete()
    for school, role in planned.items():
        PlannedSchool.objects.create(formation=formation, school=getattr(district, school), role=role)
    before = everything()

    code, _field, sentence = told(lambda: launch(formation))

    assert (code, sentence) == expected
    assert everything() == before


# --- what comes of it ---


def test_launch_makes_the_group_of_its_day_with_paper_and_place(district):
    formation = formation_in("approved", district)
    step = FormationStep(formation=formation, step="launched", day=NEXT, document="〔2023〕1号")

    take_step(step, by=SYSTEM)

    group = EducationGroup.objects.get(slug="geng")
    rows = group.memberships.order_by("role").values_list("school__name", "role", "start", "document")
    assert (group.name, group.kind, group.start, group.document) == (
        "庚教育集团",
        "ordinary",
        NEXT,
        "〔2023〕1号",
    )
    assert group.position == district.third.position + 1
    assert list(rows) == [
        ("庚小学", "lead", NEXT, "〔2023〕1号"),
        ("丙校", "member", NEXT, "〔2023〕1号"),
    ]
    assert {row.started_by.kind for row in group.memberships.all()} == {"launch"}


def test_regional_group_is_launched_without_a_lead(district):
    formation = factories.make_formation("园区教育集团", slug="yuan", kind="regional")
    PlannedSchool.objects.create(formation=formation, school=district.lone)
    for step in STEPS[1:4]:
        FormationStep.objects.create(formation=formation, step=step, day=DAY)

    launch(formation)

    [membership] = EducationGroup.objects.get(slug="yuan").memberships.all()
    assert (membership.school, membership.role) == (district.lone, "member")


def test_dissolution_is_the_last_step_of_the_group_that_came_by_it(district, officer):
    formation = formation_in("launched", district)
    change = GroupChange(kind="dissolve", district=district.district, group=formation.group, day=NEXT)

    dissolve_group(change, by=officer)

    step = Formation.objects.get(pk=formation.pk).taken[-1]
    assert (step.step, step.day, Formation.objects.get(pk=formation.pk).next_step) == (
        "dissolved",
        NEXT,
        None,
    )


def test_every_step_is_in_the_trail_with_who_took_it(district, officer):
    formation = formation_in("reviewed", district)

    take_step(FormationStep(formation=formation, step="approved", day=DAY), reason="局务会通过", by=officer)

    [entry] = AuditEntry.objects.all()
    assert (entry.username, entry.action, entry.object_label, entry.reason) == (
        "officer",
        "create",
        "庚教育集团 · 批准",
        "局务会通过",
    )
