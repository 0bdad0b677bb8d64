"""A district on the eve of a change, on the day itself and on the day after: one example of each kind."""

from datetime import date

import pytest

from coverage import actions as designations
from coverage.models import Designation
from coverage.rate import by_stage
from coverage.situation import history_of, reconciliation_on
from groups import actions_changes as changes
from groups.actions import change_group
from groups.actions_groups import dissolve_group, split_group
from groups.actions_schools import Replacement, close_school, merge_school, replace_school
from groups.models import EducationGroup, GroupChange
from schools.actions import change_status, register_school
from schools.actions_register import correct_school, rename_school
from schools.models import School
from schools.stages import Stage
from tests import factories
from tests.coverage.as_of_pages import differences, read

EVE, DAY, NEXT = date(2023, 8, 31), date(2023, 9, 1), date(2023, 9, 2)
BEFORE = {
    "甲教育集团": ["甲校", "乙校", "丙校"],
    "乙教育集团": ["乙校", "丁校"],
    "戊教育集团": ["戊幼儿园", "己幼儿园"],
    "在办": ["甲校", "乙校", "丙校", "丁校", "戊幼儿园", "己幼儿园", "庚小学"],
    "停办": [],
    "优质": ["甲校"],
    "义务教育": (1, 3, 5),  # designated, reached, schools
}


@pytest.fixture(autouse=True)
def quality(district):
    """Let the lead of the first group be a quality school since before the records begin."""
    return factories.make_designation(district.lead)


@pytest.fixture
def traced(district, officer):
    """Let there be a trail of the group and the school whose pages are read, which is no matter of days."""
    district.first.filing_no, district.member.town = "成教备1号", "永宁镇"
    change_group(district.first, by=officer)
    correct_school(district.member, by=officer)


def told(day):
    """Return a day of the district: who belongs to which group, who teaches, who is of quality, coverage."""
    groups = EducationGroup.objects.on(day).for_list(day)
    schools = School.objects.with_status(day).named_on(day).order_by("pk")
    totals = by_stage(history_of(factories.make_district()).on(day))["compulsory"]
    held = Designation.objects.of_quality(day).with_schools(day).order_by("pk")
    lines = reconciliation_on(factories.make_district(), day).lines
    operating = [row.name_on_day for row in schools if row.status_on_day == "operating"]
    assert sorted(operating) == sorted(school.shown_name for line in lines for school in line.schools)
    return {group.name: [row.school.shown_name for row in group.members_on_day] for group in groups} | {
        "在办": operating,
        "停办": [row.name_on_day for row in schools if row.status_on_day == "suspended"],
        "优质": [row.school.shown_name for row in held],
        "义务教育": (totals.designated, totals.reached, totals.schools),
    }


def planned(kind, group=None, **concerned):
    """Return a change on the day."""
    district = factories.make_district()
    return GroupChange(kind=kind, district=district, day=DAY, group=group, **concerned)


def new_school(name, kind):
    """Return a school that is not stored yet."""
    return School(district=factories.make_district(), code="510115-L999", name=name, kind=kind)


def leaves(d, by):
    changes.leave(planned("leave", d.first), school=d.member, end_reason="grown", by=by)


def joins(d, by):
    changes.join(planned("join", d.first), school=d.lone, by=by)


def moves(d, by):
    changes.move(planned("move", d.first, other_group=d.second), school=d.member, by=by)


def is_led_by_another(d, by):
    changes.change_lead(planned("lead", d.first), school=d.member, old_lead_stays=True, by=by)


def loses_its_lead_to_another(d, by):
    changes.change_lead(planned("lead", d.first), school=d.lone, old_lead_stays=False, by=by)


def is_split(d, by):
    new = EducationGroup(district=d.district, slug="bing", name="丙教育集团", position=99)
    split_group(planned("split", d.first), new, lead=d.member, members=[], by=by)


def dissolves(d, by):
    dissolve_group(planned("dissolve", d.first), by=by)


def closes(d, by):
    close_school(planned("close", school=d.member), by=by)


def is_merged(d, by):
    merge_school(planned("merge", school=d.partner), into=d.member, by=by)


def is_replaced(d, by):
    replacement = Replacement(new_school("新丙校", "nine_year"), [Stage.PRIMARY, Stage.JUNIOR])
    replace_school(planned("replace", school=d.member), replacement, by=by)


def is_suspended(d, by):
    change_status(d.member, status="suspended", day=DAY, by=by)


def opens(d, by):
    register_school(new_school("新校", "primary"), stages=[Stage.PRIMARY], operating_from=DAY, by=by)


def is_renamed(d, by):
    rename_school(d.lead, name="新甲校", day=DAY, by=by)


def is_awarded(d, by):
    designations.award(Designation(school=d.lone, level=factories.make_level(), start=DAY), by=by)


def is_withdrawn(d, by):
    designations.withdraw(Designation.objects.get(), day=DAY, by=by)


def is_renewed(d, by):
    designations.renew(Designation.objects.get(), Designation(start=DAY), by=by)


def runs_out(d, by):
    designation = Designation.objects.get()
    designation.end = DAY
    designations.correct(designation, reason="原件写明有效期", by=by)


WITHOUT_C = ["甲校", "乙校", "丁校", "戊幼儿园", "己幼儿园", "庚小学"]
OTHERS = BEFORE["在办"][1:]
CHANGES = [  # what happens on the day, and what is different from then on
    (leaves, {"甲教育集团": ["甲校", "乙校"], "义务教育": (1, 2, 5)}),
    (joins, {"甲教育集团": ["甲校", "乙校", "丙校", "庚小学"], "义务教育": (1, 4, 5)}),
    (
        moves,
        {
            "甲教育集团": ["甲校", "乙校"],
            "乙教育集团": ["乙校", "丙校", "丁校"],
            "义务教育": (1, 2, 5),
        },
    ),
    (is_led_by_another, {"甲教育集团": ["丙校", "甲校", "乙校"], "义务教育": (1, 1, 5)}),
    (loses_its_lead_to_another, {"甲教育集团": ["庚小学", "乙校", "丙校"], "义务教育": (1, 1, 5)}),
    (
        is_split,
        {"甲教育集团": ["甲校", "乙校"], "丙教育集团": ["丙校"], "义务教育": (1, 2, 5)},
    ),
    (dissolves, {"甲教育集团": None, "义务教育": (1, 1, 5)}),
    (closes, {"甲教育集团": ["甲校", "乙校"], "在办": WITHOUT_C, "义务教育": (1, 2, 4)}),
    (
        is_merged,
        {
            "乙教育集团": ["乙校"],
            "在办": [name for name in BEFORE["在办"] if name != "丁校"],
            "义务教育": (1, 3, 4),
        },
    ),
    (is_replaced, {"甲教育集团": ["甲校", "乙校", "新丙校"], "在办": [*WITHOUT_C, "新丙校"]}),
    (is_suspended, {"在办": WITHOUT_C, "停办": ["丙校"], "义务教育": (1, 2, 4)}),
    (opens, {"在办": [*BEFORE["在办"], "新校"], "义务教育": (1, 3, 6)}),
    (
        is_renamed,
        {
            "甲教育集团": ["新甲校", "乙校", "丙校"],
            "在办": ["新甲校", *OTHERS],
            "优质": ["新甲校"],
        },
    ),
    (is_awarded, {"优质": ["甲校", "庚小学"], "义务教育": (2, 4, 5)}),
    (is_withdrawn, {"优质": [], "义务教育": (0, 0, 5)}),
    (is_renewed, {}),
    (runs_out, {"优质": [], "义务教育": (0, 0, 5)}),
]
EXAMPLES = [pytest.param(*row, id=row[0].__name__.replace("_", "-")) for row in CHANGES]


@pytest.mark.parametrize(("happens", "different"), EXAMPLES)
def test_change_holds_from_its_day_on_and_not_before(happens, different, district, officer):
    days = [told(day) for day in (EVE, DAY, NEXT)]

    happens(district, officer)

    assert days == [BEFORE, BEFORE, BEFORE]
    after = {part: found for part, found in (BEFORE | different).items() if found is not None}
    assert [told(day) for day in (EVE, DAY, NEXT)] == [BEFORE, after, after]


@pytest.mark.parametrize(
    ("happens", "pages"),
    [
        pytest.param(leaves, ["group", "school", "stage"], id="membership-ends"),
        pytest.param(is_led_by_another, ["group", "school", "stage"], id="lead-changes"),
        pytest.param(closes, ["group", "school", "stage"], id="school-closes"),
        pytest.param(is_withdrawn, ["group", "stage"], id="designation-is-withdrawn"),
        pytest.param(is_renamed, ["group", "stage"], id="lead-is-renamed"),
        pytest.param(is_merged, ["school", "stage"], id="another-school-is-merged-into-it"),
    ],
)
def test_pages_change_on_the_day_and_not_on_its_eve(happens, pages, district, officer, traced, signed_in):
    browser = signed_in(officer)
    addresses = {
        "group": district.first.get_absolute_url(),
        "school": district.member.get_absolute_url(),
        "stage": "/coverage/stages/compulsory/",
    }
    eve, day = (read(browser, addresses.values(), shown) for shown in (EVE, DAY))

    happens(district, officer)

    assert differences(eve, read(browser, addresses.values(), EVE)) == []
    on_the_day = read(browser, addresses.values(), DAY)
    assert [name for name, page in addresses.items() if on_the_day[page] != day[page]] == pages
