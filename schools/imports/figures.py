"""Rosters of figures of a school year: enrolment by stage, facilities by item."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from accounts.access import Actor
from records import actions
from records.models import Basis
from schools import school_year
from schools.choices import RowResult
from schools.imports.rows import REQUIRED, Row, ToWrite
from schools.imports.scope import Known, Scope
from schools.models import Enrolment, Facility
from schools.stages import Stage

NOT_SERVED = _("%(school)s在 %(year)s 学年不办%(stage)s学段，请核对学校和学段。")
NOT_REPORTED = _("没有填写在校生数和班级数，这一行不写入。")
_PUPILS = Enrolment._meta.get_field("pupils")


class FigureRoster:
    """Compares rows with stored figures of one school, year and, by ``apart``, stage or item."""

    model: ClassVar[Any]
    apart: ClassVar[str]
    figures: ClassVar[tuple[str, ...]]

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.stored: dict[tuple[Any, ...], dict[str, Any]] = {}
        self.named: dict[int, Known | None] = {}

    def key_of(self, row: Row) -> Any:
        """Return what tells rows apart; None where the row does not say it."""
        school = self.named.get(row.number)
        if school is None or not row.has("year", self.apart):
            return None
        return school.pk, row.values["year"], row.values[self.apart]

    def fetch(self, rows: Sequence[Row]) -> None:
        """Find the schools that the rows name, and fetch their figures of these years. Queries: 1."""
        self.named = {row.number: self.scope.school_of(row) for row in rows}
        schools = {school.pk for school in self.named.values() if school}
        years = {row.values["year"] for row in rows if row.has("year")}
        found = self.model.objects.filter(school__in=schools, year__in=years)
        columns = ("pk", "school", "year", self.apart, *self.figures)
        self.stored = {(row["school"], row["year"], row[self.apart]): row for row in found.values(*columns)}

    def check(self, row: Row) -> None:
        """Compare one row with the register."""
        self._check_figures(row)
        key, school = self.key_of(row), self.named[row.number]
        if key is None or school is None:
            return
        self._check_served(row, school)
        stored = self.stored.get(key)
        if row.is_refused or self.says_nothing(row):
            return
        if stored is None:
            row.result, row.after = RowResult.NEW, dict(row.values)
            return
        row.object_id = stored["pk"]
        for column in self.figures:
            row.differ(column, plain_value(stored[column]))
        if row.after:
            row.result = RowResult.CHANGED

    def _check_served(self, row: Row, school: Known) -> None:
        """Refuse what the school cannot have in that year; facilities need no stage."""

    def _check_figures(self, row: Row) -> None:
        """Refuse figures that cannot stand alone; those of facilities can."""

    def says_nothing(self, row: Row) -> bool:
        """Return whether the row is there without a figure and leaves all as it is."""
        return False

    def write(self, rows: Sequence[ToWrite], *, reason: str, by: Actor) -> None:
        """Store what checked rows say, set by set."""
        self._add([row for row in rows if row.result == RowResult.NEW], reason, by)
        self._correct([row for row in rows if row.result == RowResult.CHANGED], reason, by)

    def _add(self, rows: list[ToWrite], reason: str, by: Actor) -> None:
        records = [self._record(row.after) for row in rows]
        actions.create_many(records, action="import", reason=reason, by=by)

    def _record(self, after: dict[str, Any]) -> Any:
        values = {name: value for name, value in after.items() if name != "school"}
        school = self.scope.schools[after["school"]]
        return self.model(school_id=school.pk, basis=Basis.IMPORTED, **values)

    def _correct(self, rows: list[ToWrite], reason: str, by: Actor) -> None:
        keys = [row.object_id for row in rows]
        stored = self.model.objects.select_related("school__district").in_bulk(keys)
        for row in rows:
            for name, value in (row.after | {"basis": Basis.IMPORTED}).items():
                setattr(stored[row.object_id], name, value)
        actions.change_many(list(stored.values()), action="import", reason=reason, by=by)


class EnrolmentRoster(FigureRoster):
    """How many pupils each school has in each stage and year."""

    model, apart, figures = Enrolment, "stage", ("pupils", "classes")

    def _check_served(self, row: Row, school: Known) -> None:
        stage, year = row.values["stage"], row.values["year"]
        if not self.scope.serves(school, stage, year):
            params = {"school": school.name, "year": school_year.label(year), "stage": Stage(stage).label}
            row.refuse("stage", "stage_not_served", NOT_SERVED % params)

    def _check_figures(self, row: Row) -> None:
        """Refuse classes without pupils; neither of both is how lists write a stage that was not reported."""
        is_blank = "pupils" not in row.values and all(column != "pupils" for column, *_rest in row.findings)
        if is_blank and "classes" in row.values:
            row.refuse("pupils", "required", REQUIRED % {"label": _PUPILS.verbose_name})
        elif self.says_nothing(row):
            row.warn("pupils", "not_reported", NOT_REPORTED)

    def says_nothing(self, row: Row) -> bool:
        """Return whether the row has neither pupils nor classes."""
        return not row.is_refused and not any(column in row.values for column in self.figures)


class FacilityRoster(FigureRoster):
    """What each school has of each kind of room, ground or equipment in each year."""

    model, apart, figures = Facility, "item", ("quantity", "area", "value")


def plain_value(value: Any) -> Any:
    """Return a stored figure as a row says it: decimals as texts without zeros at the end."""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value
