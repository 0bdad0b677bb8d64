"""Random histories of a district: dated happenings, each carried out by the action that an officer takes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from operator import attrgetter
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import strategies as st

from accounts.models import User
from coverage import actions as designations
from coverage.models import Designation
from groups import actions_changes as changes
from groups.actions import form_group
from groups.actions_formation import plan_school, propose, take_step
from groups.actions_groups import dissolve_group, split_group
from groups.actions_schools import Replacement, close_school, merge_school, replace_school
from groups.models import (
    EducationGroup,
    Formation,
    FormationStep,
    GroupChange,
    Membership,
    PlannedSchool,
)
from schools.actions import change_status, record_enrolment, register_school
from schools.actions_register import begin_stage, end_stage, rename_school, split_school
from schools.models import School, StageService
from schools.stages import Stage
from tests import factories

BEGINNING = date(2019, 9, 1)  # of the schools and the group that every history starts from
FIRST, LAST = date(2020, 1, 1), date(2024, 12, 31)
SCHOOL_YEARS = [date(year, 9, 1) for year in (2021, 2022, 2023)]  # days on which much happens at once
KINDS = ["complete_secondary", "nine_year", "primary", "kindergarten", "vocational_secondary"]
NUMBERS = st.integers(0, 11)
VALIDITY = timedelta(days=1000)  # of designations that are awarded for a time


@dataclass(frozen=True)
class Happening:
    """One thing that happens on a day; the numbers choose among the rows that it may concern then."""

    day: date
    kind: str
    which: int = 0
    other: int = 0


class NothingThereError(Exception):
    """There is nothing on the day that the happening could be about."""


class District:
    """A district in which a history takes place, step by step."""

    def __init__(self, officer: User) -> None:
        self.officer, self.number = officer, 0
        self.district = factories.make_district()
        self.quality = factories.make_level(code="一级")
        self.other_level = factories.make_level(code="二级", counts_as_quality=False)
        factories.make_target()
        factories.make_declared("primary", ["unknown"], ["primary"], 2)
        schools = [self.register(BEGINNING, kind) for kind in KINDS[:4]]
        form_group(self.new_group(start=BEGINNING), lead=schools[0], members=tuple(schools[1:3]), by=officer)
        self.award(schools[0], start=BEGINNING)

    def feed(self, history: Iterable[Happening]) -> list[str]:
        """Carry a history out and return the kinds that happened; what the district refuses did not."""
        return [each.kind for each in history if self._happens(each)]

    def _happens(self, each: Happening) -> bool:
        self.number += 1
        try:
            HAPPENINGS[each.kind](self, each)
        except (NothingThereError, ValidationError):
            return False
        return True

    # what is entered

    def new_school(self, kind: str) -> School:
        """Return a school that is not stored yet, with a number of its own."""
        self.number += 1
        names = {"code": f"510115-L{self.number:03}", "name": f"第{self.number}学校"}
        return School(district=self.district, kind=kind, **names)

    def new_group(self, **fields: Any) -> EducationGroup:
        """Return a group that is not stored yet, with a number of its own."""
        self.number += 1
        names = {"slug": f"group-{self.number}", "name": f"第{self.number}集团", "position": self.number}
        return EducationGroup(district=self.district, **names, **fields)

    def register(self, day: date, kind: str) -> School:
        """Enter a school that operates from a day on."""
        stages = factories.STAGES_OF[School.Kind(kind)]
        return register_school(self.new_school(kind), stages=stages, operating_from=day, by=self.officer)

    def award(self, school: School, **fields: Any) -> Designation:
        """Award a school the level of quality, or the one that the fields name."""
        new = Designation(school=school, **{"level": self.quality} | fields)
        return designations.award(new, by=self.officer)

    def change(self, each: Happening, kind: str, **concerned: Any) -> GroupChange:
        """Return a change on the day of a happening, with a paper of its own."""
        paper = f"〔{each.day.year}〕{self.number}号"
        return GroupChange(kind=kind, district=self.district, day=each.day, document=paper, **concerned)

    # what there is on the day of a happening

    def schools(self, day: date) -> list[School]:
        """Return the schools that there are on a day, closed ones left out."""
        there = School.objects.with_status(day).with_district().exclude(status_on_day=None)
        return list(there.exclude(status_on_day="closed").order_by("code"))

    def groups(self, day: date) -> list[EducationGroup]:
        """Return the groups in force on a day."""
        return list(EducationGroup.objects.on(day).for_dashboard().order_by("position"))

    def members(self, day: date) -> list[Membership]:
        """Return the memberships on a day that are not those of a lead."""
        return list(Membership.objects.on(day).filter(role="member").for_change().order_by("pk"))

    def held(self, day: date) -> list[Designation]:
        """Return the designations that are valid on a day."""
        return list(Designation.objects.on(day).for_record().order_by("pk"))


def pick(rows: Sequence[Any], number: int) -> Any:
    """Return the row that a number chooses.

    Raises: NothingThereError.
    """
    if not rows:
        raise NothingThereError
    return rows[number % len(rows)]


# --- the register ---


def _opens(here: District, each: Happening) -> None:
    here.register(each.day, pick(KINDS, each.which))


def _changes_state(here: District, each: Happening) -> None:
    school = pick(here.schools(each.day), each.which)
    status = "suspended" if school.status_on_day == "operating" else "operating"
    change_status(school, status=status, day=each.day, by=here.officer)


def _is_renamed(here: District, each: Happening) -> None:
    school = pick(here.schools(each.day), each.which)
    rename_school(school, name=f"改名{here.number}学校", day=each.day, document="某发", by=here.officer)


def _is_split(here: District, each: Happening) -> None:
    school, new = pick(here.schools(each.day), each.which), here.new_school("primary")
    stages = factories.STAGES_OF[School.Kind.PRIMARY]
    split_school(school, new, stages=stages, day=each.day, by=here.officer)


def _closes(here: District, each: Happening) -> None:
    school = pick(here.schools(each.day), each.which)
    close_school(here.change(each, "close", school=school), by=here.officer)


def _is_merged(here: District, each: Happening) -> None:
    school = pick(here.schools(each.day), each.which)
    into = pick([other for other in here.schools(each.day) if other != school], each.other)
    merge_school(here.change(each, "merge", school=school), into=into, by=here.officer)


def _is_replaced(here: District, each: Happening) -> None:
    school, new = pick(here.schools(each.day), each.which), here.new_school("nine_year")
    replacement = Replacement(new, factories.STAGES_OF[School.Kind.NINE_YEAR], takes_over=each.other % 2 == 0)
    replace_school(here.change(each, "replace", school=school), replacement, by=here.officer)


def _begins_a_stage(here: District, each: Happening) -> None:
    school, stage = pick(here.schools(each.day), each.which), pick(list(Stage), each.other)
    begin_stage(StageService(school=school, stage=stage, start=each.day), by=here.officer)


def _ends_a_stage(here: District, each: Happening) -> None:
    school = pick(here.schools(each.day), each.which)
    served = pick(list(school.stages.on(each.day)), each.other)
    end_stage(school, stage=served.stage, day=each.day, by=here.officer)


def _reports_pupils(here: District, each: Happening) -> None:
    school = pick(here.schools(each.day), each.which)
    served = pick(list(school.stages.on(each.day)), each.other)
    year, pupils = each.day.year, 100 + each.other
    record_enrolment(school, year=year, stage=served.stage, pupils=pupils, by=here.officer)


# --- groups ---


def _is_launched(here: District, each: Happening) -> None:
    lead = pick(here.schools(each.day), each.which)
    member = pick([school for school in here.schools(each.day) if school != lead], each.other)
    here.number += 1
    formation = Formation(
        district=here.district, slug=f"group-{here.number}", name=f"第{here.number}集团", plan="要点"
    )
    with transaction.atomic():
        propose(formation, FormationStep(day=each.day - timedelta(days=40)), by=here.officer)
        for role, school in {"member": member, "lead": lead}.items():
            plan_school(PlannedSchool(formation=formation, school=school, role=role), by=here.officer)
        for step in ("planned", "reviewed", "approved", "launched"):
            take_step(FormationStep(formation=formation, step=step, day=each.day), by=here.officer)


def _joins(here: District, each: Happening) -> None:
    group = pick(here.groups(each.day), each.other)
    there = set(group.memberships.on(each.day).values_list("school", flat=True))
    school = pick([school for school in here.schools(each.day) if school.pk not in there], each.which)
    changes.join(here.change(each, "join", group=group), school=school, by=here.officer)


def _leaves(here: District, each: Happening) -> None:
    row = pick(here.members(each.day), each.which)
    change = here.change(each, "leave", group=row.group)
    changes.leave(change, school=row.school, end_reason="grown", by=here.officer)


def _moves(here: District, each: Happening) -> None:
    row = pick(here.members(each.day), each.which)
    change = here.change(each, "move", group=row.group, other_group=pick(here.groups(each.day), each.other))
    changes.move(change, school=row.school, by=here.officer)


def _is_led_by_another(here: District, each: Happening) -> None:
    group, school = pick(here.groups(each.day), each.which), pick(here.schools(each.day), each.other)
    change = here.change(each, "lead", group=group)
    changes.change_lead(change, school=school, old_lead_stays=each.other % 2 == 0, by=here.officer)


def _is_divided(here: District, each: Happening) -> None:
    row = pick(here.members(each.day), each.which)
    change = here.change(each, "split", group=row.group)
    split_group(change, here.new_group(), lead=row.school, members=[], by=here.officer)


def _dissolves(here: District, each: Happening) -> None:
    change = here.change(each, "dissolve", group=pick(here.groups(each.day), each.which))
    dissolve_group(change, by=here.officer)


# --- designations ---


def _is_awarded(here: District, each: Happening) -> None:
    days = {"start": each.day, "end": pick([None, each.day + VALIDITY], each.other)}
    level = pick([here.quality, here.quality, here.other_level], each.other)
    here.award(pick(here.schools(each.day), each.which), level=level, **days)


def _is_renewed(here: District, each: Happening) -> None:
    new = Designation(start=each.day, end=pick([None, each.day + VALIDITY], each.other))
    designations.renew(pick(here.held(each.day), each.which), new, by=here.officer)


def _is_withdrawn(here: District, each: Happening) -> None:
    row = pick(here.held(each.day), each.which)
    designations.withdraw(row, day=each.day, document="某发〔撤〕", by=here.officer)


HAPPENINGS: dict[str, Callable[[District, Happening], None]] = {
    "school opens": _opens,
    "school changes state": _changes_state,
    "school is renamed": _is_renamed,
    "school is split": _is_split,
    "school begins a stage": _begins_a_stage,
    "school ends a stage": _ends_a_stage,
    "school reports pupils": _reports_pupils,
    "school closes": _closes,
    "school is merged": _is_merged,
    "school is replaced": _is_replaced,
    "group is launched": _is_launched,
    "school joins": _joins,
    "school leaves": _leaves,
    "school moves": _moves,
    "lead changes": _is_led_by_another,
    "group is split": _is_divided,
    "group dissolves": _dissolves,
    "designation is awarded": _is_awarded,
    "designation is renewed": _is_renewed,
    "designation is withdrawn": _is_withdrawn,
}


@st.composite
def histories(draw: st.DrawFn) -> list[Happening]:
    """Draw happenings of different kinds, in the order of days."""
    kinds = draw(st.permutations(list(HAPPENINGS)))[: draw(st.integers(4, 9))]
    drawn = [Happening(draw(_days(kind)), kind, draw(NUMBERS), draw(NUMBERS)) for kind in kinds]
    return sorted(drawn, key=attrgetter("day"))


def _days(kind: str) -> st.SearchStrategy[date]:
    """Return the days on which a kind may happen; pupils are counted for a whole school year."""
    first_days = st.sampled_from(SCHOOL_YEARS)
    return first_days if kind == "school reports pupils" else st.dates(FIRST, LAST) | first_days
