"""What a change does to a district's coverage on one day: two states compared, no database and no today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from coverage.measures import name_of
from coverage.rate import Counted, Measure, StageMeasures, all_stages, by_stage
from schools.stages import CoverageStage

ABSENT = "absent"
STATES: dict[str, str | Promise] = {
    "designated": _("本校已认定"),
    "reached": _("由集团覆盖"),
    "uncovered": _("尚未覆盖"),
    ABSENT: _("不计入"),
}
VERDICTS: dict[bool | None, str | Promise] = {True: _("达标"), False: _("未达标"), None: _("无法判定")}
NO_TARGET = _("未设比例目标")
Key = tuple[str, int]  # a stage, and the school's primary key


@dataclass(frozen=True)
class State:
    """All that the coverage of a district depends on, on one day."""

    counted: Sequence[Counted]
    targets: dict[str, Decimal | None]
    headline: tuple[str, str]

    @property
    def headline_name(self) -> str:
        """Return the name of the measure that the district puts first."""
        return name_of(*self.headline)


@dataclass(frozen=True)
class MeasureEffect:
    """One measure of one stage before and after."""

    before: Measure
    after: Measure

    @property
    def is_changed(self) -> bool:
        """Return whether any figure of the measure, or its target, is another."""
        return self.before != self.after

    @property
    def is_flipped(self) -> bool:
        """Return whether the verdict is another."""
        return self.verdict_before != self.verdict_after

    @property
    def is_worse(self) -> bool:
        """Return whether a target that was met is met no more."""
        return self.is_flipped and self.before.met is True

    @property
    def verdict_before(self) -> str:
        """Return the verdict before, in words."""
        return _verdict(self.before)

    @property
    def verdict_after(self) -> str:
        """Return the verdict after, in words."""
        return _verdict(self.after)


@dataclass(frozen=True)
class StageEffect:
    """The four measures of one stage before and after."""

    stage: str
    measures: tuple[MeasureEffect, ...]

    @property
    def label(self) -> str:
        """Return the stage's name for people."""
        return str(CoverageStage(self.stage).label)

    @property
    def is_changed(self) -> bool:
        """Return whether any of the measures is another."""
        return any(measure.is_changed for measure in self.measures)

    @property
    def flipped(self) -> list[MeasureEffect]:
        """Return the measures whose verdict is another."""
        return [measure for measure in self.measures if measure.is_flipped]


@dataclass(frozen=True)
class SchoolEffect:
    """One school whose state in one stage is another; the states are keys of ``STATES``."""

    name: str
    code: str
    stage: str
    before: str
    after: str

    @property
    def stage_label(self) -> str:
        """Return the stage's name for people."""
        return str(CoverageStage(self.stage).label)

    @property
    def before_label(self) -> str:
        """Return the state before, in words."""
        return str(STATES[self.before])

    @property
    def after_label(self) -> str:
        """Return the state after, in words."""
        return str(STATES[self.after])


@dataclass(frozen=True)
class Effect:
    """What a change does on one day: the measures of every stage, schools, and the measure put first."""

    stages: tuple[StageEffect, ...]
    schools: tuple[SchoolEffect, ...]
    headline_before: str
    headline_after: str

    @property
    def is_headline_changed(self) -> bool:
        """Return whether another measure is put first."""
        return self.headline_before != self.headline_after

    @property
    def is_none(self) -> bool:
        """Return whether nothing is different."""
        return not (self.schools or self.is_headline_changed or any(s.is_changed for s in self.stages))

    @property
    def flipped(self) -> list[StageEffect]:
        """Return the stages of which a verdict is another."""
        return [stage for stage in self.stages if stage.flipped]


def compare(before: State, after: State) -> Effect:
    """Return what is different after a change."""
    stages = tuple(
        StageEffect(old.stage, tuple(map(MeasureEffect, old.measures, new.measures)))
        for old, new in zip(_measures(before), _measures(after), strict=True)
    )
    return Effect(stages, _schools(before, after), before.headline_name, after.headline_name)


def _measures(state: State) -> list[StageMeasures]:
    return all_stages(by_stage(state.counted), state.targets)


def _verdict(measure: Measure) -> str:
    return str(NO_TARGET if measure.target is None else VERDICTS[measure.met])


def _schools(before: State, after: State) -> tuple[SchoolEffect, ...]:
    """Return the schools whose state is another, stage by stage in the order of their codes."""
    old, new = _by_key(before), _by_key(after)
    order = list(CoverageStage)
    known = {**old, **new}
    found = [
        SchoolEffect(row.name, row.code, row.stage, _state(old.get(key)), _state(new.get(key)))
        for key, row in known.items()
    ]
    changed = [school for school in found if school.before != school.after]
    return tuple(sorted(changed, key=lambda row: (order.index(CoverageStage(row.stage)), row.code)))


def _by_key(state: State) -> dict[Key, Counted]:
    return {(row.stage, row.school_id): row for row in state.counted}


def _state(row: Counted | None) -> str:
    if row is None:
        return ABSENT
    if row.is_designated:
        return "designated"
    return "reached" if row.is_reached else "uncovered"
