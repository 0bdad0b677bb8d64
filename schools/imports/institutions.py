"""Rosters of schools: which are new, which differ, and which have another name, state or official code."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from accounts.access import Actor
from records import actions
from records.models import Basis
from records.templatetags.records_format import day as day_text
from schools.actions import change_status, register_school
from schools.actions_register import add_name, rename_school, replace_code
from schools.choices import RowResult, SchoolKind, SchoolState
from schools.codes import PREFIXES, is_official
from schools.imports.rows import Row, ToWrite
from schools.imports.scope import Scope
from schools.models import FormerName, School, SchoolStatus
from schools.models.register import PROVISIONAL_CODE
from schools.stages import SERVED_BY

CODE_FORM = _("“%(value)s”不是学校标识码：应为十位数字，或形如 510115-L001 的临时码。")
PREFIX = _("%(kind)s的学校标识码以 %(prefix)s 开头，“%(code)s”与办学类型不符，请核对。")
ELSEWHERE = _("学校标识码“%(code)s”已用于其他区县的学校，请核对。")
RETIRED = _("学校标识码“%(code)s”已停用，原属%(school)s，停用的标识码不再分配。")
KIND_DIFFERS = _("%(school)s登记的办学类型是%(stored)s；变更办学类型请在学校页面登记取代，不能导入。")
SAME_NAME = _("已有名称相同的学校：%(school)s。如是同一所学校，请填写它的标识码。")
NEEDS_DAY = _("%(what)s从哪一天起变化？请填写这批数据的生效日期。")
RENAME_IN_FUTURE = _("更名的生效日期 %(day)s 晚于今天，请到那一天再导入。")
RENAMED_BEFORE = _("学校在 %(day)s 已更名一次，生效日期必须晚于这一天。")
STATE_LATER = _("从 %(day)s 起已登记另一个状态，生效日期必须晚于这一天。")
BECOMES_OFFICIAL = _("临时码 %(old)s 将换成正式标识码 %(new)s，临时码停用，请确认是同一所学校。")
RENAMED = _("将从 %(day)s 起由“%(old)s”更名为“%(new)s”，标识码不变。")
SEPARATORS = "、，,;；/"  # the first is the one that lists write between names
WHOLE = rf"(?:^|(?<=[{SEPARATORS}]))\s*%s\s*(?=[{SEPARATORS}]|$)"

FACTS = ("ownership", "town", "urban_rural", "is_boarding", "founded_on")
STORED = ("pk", "code", "name", "kind", *FACTS)


class SchoolRoster:
    """Compares rows with the district's schools, and writes what differs."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.stored: dict[str, dict[str, Any]] = {}
        self.taken: set[str] = set()
        self.states: dict[int, list[tuple[date | None, date | None, str]]] = {}
        self.names: dict[int, set[str]] = {}
        self.renamed: dict[int, date] = {}

    def key_of(self, row: Row) -> Any:
        """Return what tells rows apart."""
        return row.values.get("code")

    def fetch(self, rows: Sequence[Row]) -> None:
        """Fetch what is stored of the district's schools, a few hundred at most. Queries: 5."""
        district = self.scope.batch.district_id
        stored = School.objects.filter(district=district).values(*STORED)
        self.stored = {school["code"]: school for school in stored}
        codes = {row.values["code"].upper() for row in rows if row.has("code")}
        others = School.objects.filter(code__in=codes).exclude(district=district)
        self.taken = set(others.values_list("code", flat=True))
        self._fetch_states(district)
        self._fetch_names(district)

    def _fetch_states(self, district: int) -> None:
        self.states = defaultdict(list)
        states = SchoolStatus.objects.filter(school__district=district)
        for school, start, end, state in states.values_list("school", "start", "end", "status"):
            self.states[school].append((start, end, state))

    def _fetch_names(self, district: int) -> None:
        self.names = defaultdict(set)
        former = FormerName.objects.filter(school__district=district)
        for school, name in former.values_list("school", "name"):
            self.names[school].add(name)
        last = former.filter(used_until__isnull=False).values_list("school").annotate(last=Max("used_until"))
        self.renamed = dict(last)

    def check(self, row: Row) -> None:
        """Compare one row with the register."""
        code = row.values["code"] = row.values.get("code", "").upper()
        if not code or not self._has_form(row, code):
            return
        stored = self.stored.get(code) or self._provisional(row, code)
        self._check_code(row, code)
        if row.is_refused:
            return
        if stored is None:
            self._check_new(row, code)
        else:
            self._check_known(row, stored)

    def _has_form(self, row: Row, code: str) -> bool:
        if is_official(code) or re.match(PROVISIONAL_CODE, code):
            return True
        row.refuse("code", "code_form", CODE_FORM % {"value": code})
        return False

    def _provisional(self, row: Row, code: str) -> dict[str, Any] | None:
        """Return the one school of the row's name that waits for its official code."""
        named = self.scope.by_name.get(row.values.get("name", ""), [])
        waiting = [school for school in named if not is_official(school.code)]
        if len(named) != 1 or not waiting or not is_official(code):
            return None
        old = waiting[0].code
        row.warn("code", "becomes_official", BECOMES_OFFICIAL % {"old": old, "new": code})
        return self.stored[old]

    def _check_code(self, row: Row, code: str) -> None:
        kind = row.values.get("kind", "")
        prefix = PREFIXES.get(kind)
        if prefix and is_official(code) and not code.startswith(prefix):
            params = {"kind": SchoolKind(kind).label, "prefix": prefix, "code": code}
            row.refuse("code", "code_prefix", PREFIX % params)
        if code in self.taken:
            row.refuse("code", "code_taken", ELSEWHERE % {"code": code})
        if code in self.scope.retired:
            params = {"code": code, "school": self.scope.retired[code]}
            row.refuse("code", "retired_code", RETIRED % params)

    def _check_new(self, row: Row, code: str) -> None:
        same = self.scope.by_name.get(row.values.get("name", ""), [])
        if same:
            row.warn("name", "same_name", SAME_NAME % {"school": same[0]})
        row.result, row.after = RowResult.NEW, row.values | {"code": code}

    def _check_known(self, row: Row, stored: dict[str, Any]) -> None:
        row.object_id = stored["pk"]
        row.differ("code", stored["code"])
        if row.values["kind"] != stored["kind"]:
            params = {"school": stored["name"], "stored": SchoolKind(stored["kind"]).label}
            row.refuse("kind", "kind_differs", KIND_DIFFERS % params)
        for column in FACTS:
            row.differ(column, _plain(stored[column]))
        self._check_name(row, stored)
        self._check_state(row, stored["pk"])
        self._check_former_names(row, stored)
        if row.after:
            row.result = RowResult.CHANGED

    def _check_name(self, row: Row, stored: dict[str, Any]) -> None:
        if not row.differ("name", stored["name"]):
            return
        day, last = self.scope.effective_on, self.renamed.get(stored["pk"])
        if day is None:
            row.refuse("name", "needs_day", NEEDS_DAY % {"what": _("学校名称")})
        elif day > self.scope.on:
            row.refuse("name", "in_future", RENAME_IN_FUTURE % {"day": day_text(day)})
        elif last and day <= last:
            row.refuse("name", "renamed_before", RENAMED_BEFORE % {"day": day_text(last)})
        else:
            params = {"day": day_text(day), "old": stored["name"], "new": row.values["name"]}
            row.warn("name", "renamed", RENAMED % params)

    def _check_state(self, row: Row, school: int) -> None:
        wanted, day = row.values.get("status"), self.scope.effective_on
        if wanted is None or not row.differ("status", self._state_on(school, day or self.scope.on)):
            return
        later = [start for start, _end, _state in self.states[school] if start and day and start >= day]
        if day is None:
            row.refuse("status", "needs_day", NEEDS_DAY % {"what": _("状态")})
        elif later:
            row.refuse("status", "later_state", STATE_LATER % {"day": day_text(min(later))})

    def _state_on(self, school: int, day: date) -> str | None:
        return next((state for start, end, state in self.states[school] if _holds(start, end, day)), None)

    def _check_former_names(self, row: Row, stored: dict[str, Any]) -> None:
        known = {*self.names[stored["pk"]], stored["name"]}
        new = [name for name in _names(row.values.get("former_name") or "", known) if name not in known]
        if new:
            row.before["former_name"] = _joined(sorted(self.names[stored["pk"]]))
            row.after["former_name"] = _joined(new)

    # --- writing ---

    def write(self, rows: Sequence[ToWrite], *, reason: str, by: Actor) -> None:
        """Store what checked rows say, each as the register's forms do."""
        known = School.objects.select_related("district").in_bulk(
            [row.object_id for row in rows if row.object_id]
        )
        for row in rows:
            if row.result == RowResult.NEW:
                self._register(row.after, reason, by)
            elif row.result == RowResult.CHANGED:
                self._change(known[row.object_id], row.after, reason, by)

    def _register(self, values: dict[str, Any], reason: str, by: Actor) -> None:
        facts = {name: values[name] for name in ("code", "name", "kind", *FACTS) if name in values}
        school = School(
            district=self.scope.batch.district,
            kind_basis=Basis.IMPORTED,
            ownership_basis=Basis.IMPORTED,
            **facts,
        )
        stages = SERVED_BY.get(SchoolKind(values["kind"]), [])
        register_school(school, stages=stages, reason=reason, by=by)
        state = values.get("status", SchoolState.OPERATING)
        if state != SchoolState.OPERATING:
            self._begin_in_state(school, state, reason, by)
        self._add_names(school, values, reason, by)

    def _begin_in_state(self, school: School, state: str, reason: str, by: Actor) -> None:
        """Let a school that was never in operation here begin in another state."""
        first = school.statuses.get()
        first.status = state
        actions.change(first, action="import", reason=reason, by=by)

    def _change(self, school: School, values: dict[str, Any], reason: str, by: Actor) -> None:
        day = self.scope.effective_on or self.scope.on
        if "code" in values:
            replace_code(school, code=values["code"], day=day, reason=reason, by=by)
        facts = {name: values[name] for name in FACTS if name in values}
        if facts:
            for name, value in facts.items():
                setattr(school, name, value)
            if "ownership" in facts:
                school.ownership_basis = Basis.IMPORTED
            actions.change(school, action="import", reason=reason, by=by)
        if "name" in values:
            rename_school(school, name=values["name"], day=day, reason=reason, by=by)
        if "status" in values:
            change_status(school, status=values["status"], day=day, reason=reason, by=by)
        self._add_names(school, values, reason, by)

    def _add_names(self, school: School, values: dict[str, Any], reason: str, by: Actor) -> None:
        for name in _names(values.get("former_name") or ""):
            add_name(FormerName(school=school, name=name, basis=Basis.IMPORTED), reason=reason, by=by)


def _holds(start: date | None, end: date | None, day: date) -> bool:
    return (start is None or start <= day) and (end is None or day < end)


def _names(text: str, known: Iterable[str] = ()) -> list[str]:
    """Return the names that a cell lists; known names that hold a separator themselves are passed over."""
    for name in known:
        if set(SEPARATORS) & set(name):
            text = re.sub(WHOLE % re.escape(name), "", text)
    for separator in SEPARATORS:
        text = text.replace(separator, "\n")
    return list(dict.fromkeys(name.strip() for name in text.splitlines() if name.strip()))


def _joined(names: list[str]) -> str:
    return "、".join(names)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
