"""What a batch may touch, and the schools that its rows can name, fetched once."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import Permission
from records.periods import Span
from schools import school_year
from schools.imports.rows import Row
from schools.imports.signs import listed
from schools.models import District, FormerName, ImportBatch, RetiredCode, School, StageService

OUT_OF_SCOPE = gettext_lazy("只能导入本校（%(code)s）的数据，这一行不是本校的，请删除。")
NO_SCHOOL = gettext_lazy("没有标识码或名称为“%(value)s”的学校。")
NO_SCHOOL_BUT = gettext_lazy("没有标识码或名称为“%(value)s”的学校，是不是：%(near)s？")
SEVERAL_SCHOOLS = gettext_lazy("有几所学校叫“%(value)s”：%(near)s。请填写学校标识码。")
BY_NAME = gettext_lazy("已按名称认作%(school)s（%(code)s），请核对。")
RETIRED = gettext_lazy("学校标识码“%(code)s”已停用，原属%(school)s，请填写现在的标识码。")
MOST_NEAR = 3


@dataclass(frozen=True)
class Known:
    """One school of the district as rows can name it."""

    pk: int
    code: str
    name: str
    kind: str

    def __str__(self) -> str:
        return f"{self.name}（{self.code}）"


def own_school(user: Any, district: District) -> School | None:
    """Return the school whose rosters the user imports, where these are not the whole district's.

    None when: the user keeps the district's register, or no school of the district. Queries: 1.
    """
    reach = user.reach(Permission.EDIT_REGISTER)
    if reach.covers(district=district.pk):
        return None
    return School.objects.filter(district=district, pk__in=reach.schools).order_by("code").first()


class Scope:
    """The batch's district, the one school where a school imports its own roster, and the day."""

    def __init__(self, batch: ImportBatch, *, on: date) -> None:
        self.batch, self.on = batch, on
        self.effective_on: date | None = batch.effective_on
        self.own: int | None = batch.school_id

    @cached_property
    def schools(self) -> dict[str, Known]:
        """Return the district's schools by their codes. Queries: 1."""
        rows = School.objects.filter(district=self.batch.district_id)
        return {row[1]: Known(*row) for row in rows.values_list("pk", "code", "name", "kind")}

    @cached_property
    def by_key(self) -> dict[int, Known]:
        """Return the district's schools by their primary keys."""
        return {school.pk: school for school in self.schools.values()}

    @cached_property
    def by_name(self) -> dict[str, list[Known]]:
        """Return the schools that each name, present or former, can mean. Queries: 1."""
        found: dict[str, list[Known]] = defaultdict(list)
        for school in self.schools.values():
            found[school.name].append(school)
        former = FormerName.objects.filter(school__district=self.batch.district_id)
        for name, key in former.values_list("name", "school"):
            if self.by_key[key] not in found[name]:
                found[name].append(self.by_key[key])
        return found

    @cached_property
    def retired(self) -> dict[str, str]:
        """Return the codes that nobody may bear again, with who bore them; of all districts. Queries: 1."""
        return dict(RetiredCode.objects.values_list("code", "school__name"))

    @cached_property
    def served(self) -> dict[tuple[int, str], list[Span]]:
        """Return when each school serves each stage. Queries: 1."""
        found: dict[tuple[int, str], list[Span]] = defaultdict(list)
        rows = StageService.objects.filter(school__district=self.batch.district_id)
        for school, stage, start, end in rows.values_list("school", "stage", "start", "end"):
            found[school, stage].append(Span(start, end))
        return found

    def serves(self, school: Known, stage: str, year: int) -> bool:
        """Return whether a school serves a stage on any day of a school year."""
        days = school_year.days_of(year)
        return any(span.intersect(days) is not None for span in self.served[school.pk, stage])

    def school_of(self, row: Row, column: str = "school") -> Known | None:
        """Return the school that a row names, by its code or by a name that only one school has.

        The row then names it by its code, however it was written: so rows about the same are found.
        None when: it names none, which is noted down. A school's own people hear of no other school.
        """
        named = row.values.get(column)
        if named is None:
            return None
        school = self._named(row, column, named)
        if school is not None:
            row.values[column] = school.code
        return school

    def _named(self, row: Row, column: str, named: str) -> Known | None:
        school = self.schools.get(named.upper())
        if self.own is not None:
            return self._own(row, column, school, named)
        return school or self._by_name(row, column, named)

    def _own(self, row: Row, column: str, school: Known | None, named: str) -> Known | None:
        own = self.by_key[self.own] if self.own else None
        if own and (school == own or named == own.name):
            return own
        row.refuse(column, "out_of_scope", OUT_OF_SCOPE % {"code": own.code if own else ""})
        return None

    def _by_name(self, row: Row, column: str, named: str) -> Known | None:
        found = self.by_name.get(named, [])
        if len(found) == 1:
            row.warn(column, "school_by_name", BY_NAME % {"school": found[0].name, "code": found[0].code})
            return found[0]
        if found:
            near = listed(list(map(str, found)))
            row.refuse(column, "several_schools", SEVERAL_SCHOOLS % {"value": named, "near": near})
        elif named.upper() in self.retired:
            params = {"code": named.upper(), "school": self.retired[named.upper()]}
            row.refuse(column, "retired_code", RETIRED % params)
        else:
            row.refuse(column, "unknown_school", self._unknown(named))
        return None

    def _unknown(self, named: str) -> str:
        names = get_close_matches(named, list(self.by_name), n=MOST_NEAR, cutoff=0.6)
        codes = get_close_matches(named, list(self.schools), n=MOST_NEAR, cutoff=0.9)  # a digit or two apart
        schools = [school for name in names for school in self.by_name[name]]
        schools += [self.schools[code] for code in codes]
        if not schools:
            return NO_SCHOOL % {"value": named}
        return NO_SCHOOL_BUT % {"value": named, "near": _("、").join(dict.fromkeys(map(str, schools)))}
