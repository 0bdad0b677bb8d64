"""Rosters of staff: who is new, whose facts differ, who moves, leaves or comes back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts.access import Actor
from records import actions
from records.models import Basis
from records.templatetags.records_format import day as day_text
from schools.actions_staff import GONE, leave, move_person
from schools.choices import RowResult, StaffStatus
from schools.imports.rows import Row, ToWrite
from schools.imports.scope import Known, Scope
from schools.models import Employment, School, Staff

NUMBER_FORM = _("教职工号“%(value)s”只能由文字、数字、点、短横线和下划线组成，且不能是 new。")
HELD_ELSEWHERE = _("教职工号“%(value)s”已用于其他学校的人员，请核对；如已调入本校，请由教育局登记调动。")
MOVE = _("%(name)s现在属于%(school)s；确认后从 %(day)s 起调到%(other)s。")
MOVE_NEEDS_DAY = _("%(name)s现在属于%(school)s；如要调到%(other)s，请填写“到校日期”或这批数据的生效日期。")
OTHER_NAME = _("教职工号“%(value)s”原来登记的姓名是“%(name)s”，请核对是不是同一个人。")
GONE_NEEDS_DAY = _("要登记%(status)s，请填写这批数据的生效日期，即离校的第一天。")
BACK_NEEDS_DAY = _("%(name)s已登记离校；要恢复在岗，请填写“到校日期”或这批数据的生效日期。")
NEW_AND_GONE = _("新登记的人员不能是%(status)s。")
IN_FUTURE = _("离校日期 %(day)s 晚于今天，请到那一天再导入。")
TOO_EARLY = _("日期 %(day)s 必须晚于到现在学校的日期 %(start)s。")
ENDS_ALREADY = _("编制已登记从 %(day)s 起结束，不能再从更早的日期变动。")
JOINED_AFTER_LEFT = _("到校日期必须早于离校日期 %(day)s。")

FACTS = (
    "name", "post", "section", "subject", "title", "qualification", "backbone_level",
)  # fmt: skip
STORED = ("pk", "staff_no", "status", *FACTS)


@dataclass
class Stored:
    """One person as registered, with the employment that says where the person belongs."""

    facts: dict[str, Any]
    school: int | None = None
    start: date | None = None
    end: date | None = None

    @property
    def is_gone(self) -> bool:
        """Return whether the person left."""
        return self.facts["status"] in GONE


class StaffRoster:
    """Compares rows with the people of the district, and writes what differs."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.people: dict[str, Stored] = {}

    def key_of(self, row: Row) -> Any:
        """Return what tells rows apart."""
        return row.values.get("staff_no")

    def fetch(self, rows: Sequence[Row]) -> None:
        """Fetch the people whom the rows name. Queries: 2."""
        numbers = {row.values["staff_no"] for row in rows if row.has("staff_no")}
        people = Staff.objects.filter(district=self.scope.batch.district_id, staff_no__in=numbers)
        found = {row["pk"]: Stored(row) for row in people.values(*STORED)}
        employments = Employment.objects.filter(staff__in=list(found))
        ordered = employments.order_by(F("start").asc(nulls_first=True))  # the latest comes last and stays
        for staff, school, start, end in ordered.values_list("staff", "school", "start", "end"):
            found[staff].school, found[staff].start, found[staff].end = school, start, end
        self.people = {stored.facts["staff_no"]: stored for stored in found.values()}

    def check(self, row: Row) -> None:
        """Compare one row with the register."""
        number = row.values.get("staff_no")
        if number is not None and not is_number(number):
            row.refuse("staff_no", "number_form", NUMBER_FORM % {"value": number})
        school = self.scope.school_of(row)
        stored = self.people.get(number or "")
        if row.is_refused or school is None:
            return
        if stored is None:
            self._check_new(row, school)
        else:
            self._check_known(row, stored, school)

    def _check_new(self, row: Row, school: Known) -> None:
        status = row.values.get("status", StaffStatus.ACTIVE)
        if status in GONE:
            label = StaffStatus(status).label
            row.refuse("status", "new_and_gone", NEW_AND_GONE % {"status": label})
        row.result = RowResult.NEW
        row.after = dict(row.values)

    def _check_known(self, row: Row, stored: Stored, school: Known) -> None:
        if self.scope.own is not None and stored.school != self.scope.own:
            row.refuse("staff_no", "held_elsewhere", HELD_ELSEWHERE % {"value": row.values["staff_no"]})
            return
        row.object_id = stored.facts["pk"]
        for column in FACTS:
            row.differ(column, stored.facts[column])
        if "name" in row.after:
            params = {"value": row.values["staff_no"], "name": stored.facts["name"]}
            row.warn("name", "other_name", OTHER_NAME % params)
        self._check_place(row, stored, school)
        if row.after:
            row.result = RowResult.CHANGED

    def _check_place(self, row: Row, stored: Stored, school: Known) -> None:
        """Find out whether the person moves, leaves, comes back, or only has other facts."""
        status = row.values.get("status", stored.facts["status"])
        if stored.school is not None and stored.school != school.pk:
            self._check_move(row, stored, school, self.scope.by_key[stored.school])
        elif stored.is_gone and status not in GONE:
            self._check_return(row, stored, school)
        elif status in GONE and not stored.is_gone:
            self._check_leaving(row, stored, status)
        else:
            row.differ("status", stored.facts["status"])
            self._check_joined(row, stored)

    def _check_move(self, row: Row, stored: Stored, school: Known, home: Known) -> None:
        params = {"name": stored.facts["name"], "school": home, "other": school}
        day = self._day_of(row)
        if day is None:
            row.refuse("school", "move_needs_day", MOVE_NEEDS_DAY % params)
            return
        self._check_order(row, "school", stored, day)
        row.warn("school", "move", MOVE % (params | {"day": day_text(day)}))
        row.before["school"], row.after["school"] = home.code, school.code
        row.after["since"] = day.isoformat()
        if row.values.get("status") not in (None, stored.facts["status"]) and not stored.is_gone:
            row.differ("status", stored.facts["status"])

    def _check_return(self, row: Row, stored: Stored, school: Known) -> None:
        day = self._day_of(row)
        if day is None or day == stored.start:
            day = self.scope.effective_on
        if day is None:
            row.refuse("status", "back_needs_day", BACK_NEEDS_DAY % {"name": stored.facts["name"]})
            return
        self._check_order(row, "status", stored, day)
        row.differ("status", stored.facts["status"])
        row.after |= {"school": school.code, "since": day.isoformat()}

    def _check_leaving(self, row: Row, stored: Stored, status: str) -> None:
        day = self.scope.effective_on
        if day is None:
            label = StaffStatus(status).label
            row.refuse("status", "gone_needs_day", GONE_NEEDS_DAY % {"status": label})
            return
        if day > self.scope.on:
            row.refuse("status", "in_future", IN_FUTURE % {"day": day_text(day)})
        if stored.end is not None:
            row.refuse("status", "ends_already", ENDS_ALREADY % {"day": day_text(stored.end)})
        self._check_order(row, "status", stored, day)
        row.differ("status", stored.facts["status"])
        row.after["left_on"] = day.isoformat()

    def _check_joined(self, row: Row, stored: Stored) -> None:
        if "joined_on" not in row.values or stored.school is None:
            return
        start = stored.start.isoformat() if stored.start else None
        joined = row.values["joined_on"]
        if joined and stored.end and date.fromisoformat(joined) >= stored.end:
            row.refuse("joined_on", "joined_after_left", JOINED_AFTER_LEFT % {"day": day_text(stored.end)})
        row.differ("joined_on", start)

    def _check_order(self, row: Row, column: str, stored: Stored, day: date) -> None:
        if stored.start and day <= stored.start:
            params = {"day": day_text(day), "start": day_text(stored.start)}
            row.refuse(column, "too_early", TOO_EARLY % params)
        if stored.end and day < stored.end:
            row.refuse(column, "ends_already", ENDS_ALREADY % {"day": day_text(stored.end)})

    def _day_of(self, row: Row) -> date | None:
        joined = row.values.get("joined_on")
        return date.fromisoformat(joined) if joined else self.scope.effective_on

    # --- writing ---

    def write(self, rows: Sequence[ToWrite], *, reason: str, by: Actor) -> None:
        """Store what checked rows say: the new people and plain facts set by set, moves one by one."""
        schools = {school.code: school for school in School.objects.filter(code__in=_codes(rows))}
        new = [row for row in rows if row.result == RowResult.NEW]
        self._hire(new, schools, reason, by)
        known = [row for row in rows if row.result == RowResult.CHANGED]
        self._correct([row for row in known if not _is_dated(row)], reason, by)
        for row in filter(_is_dated, known):
            self._move(row, schools, reason, by)

    def _hire(self, rows: list[ToWrite], schools: dict[str, School], reason: str, by: Actor) -> None:
        people = [self._person(row.after, schools) for row in rows]
        actions.create_many(people, action="import", reason=reason, by=by)
        employments = []
        for row, person in zip(rows, people, strict=True):
            school, start = schools[row.after["school"]], row.after.get("joined_on")
            since = date.fromisoformat(start) if start else None
            employments.append(Employment(staff=person, school=school, start=since))
        actions.create_many(employments, action="import", reason=reason, by=by)

    def _person(self, values: dict[str, Any], schools: dict[str, School]) -> Staff:
        facts = {name: values[name] for name in ("staff_no", "status", *FACTS) if name in values}
        person = Staff(district=self.scope.batch.district, basis=Basis.IMPORTED, **facts)
        person.filed_at = schools[values["school"]]
        return person

    def _correct(self, rows: list[ToWrite], reason: str, by: Actor) -> None:
        people = Staff.objects.in_bulk([row.object_id for row in rows])
        homes = _homes(people)
        changed_people, changed_homes = [], []
        for row in rows:
            person, home = people[row.object_id], homes.get(row.object_id)
            facts = {name: value for name, value in row.after.items() if name in (*FACTS, "status")}
            if facts:
                _set(person, facts | {"basis": Basis.IMPORTED})
                person.filed_at = home.school if home else None
                changed_people.append(person)
            if home and "joined_on" in row.after:
                joined = row.after["joined_on"]
                home.start = date.fromisoformat(joined) if joined else None
                changed_homes.append(home)
        actions.change_many(changed_people, action="import", reason=reason, by=by)
        actions.change_many(changed_homes, action="import", reason=reason, by=by)

    def _move(self, row: ToWrite, schools: dict[str, School], reason: str, by: Actor) -> None:
        """Let one person leave, move or come back as the forms do, then store the other facts."""
        home = _homes({row.object_id: None})[row.object_id]
        if "left_on" in row.after:
            day = date.fromisoformat(row.after["left_on"])
            leave(home, status=row.after["status"], day=day, on=self.scope.on, reason=reason, by=by)
        else:
            day = date.fromisoformat(row.after["since"])
            move_person(home, school=schools[row.after["school"]], day=day, reason=reason, by=by)
        self._correct([row], reason, by)


def is_number(text: str) -> bool:
    """Return whether a text is a staff number by the model's own rule."""
    return all(validator.regex.search(text) for validator in _NUMBER_FORMS)


_NUMBER_FORMS = [each for each in Staff._meta.get_field("staff_no").validators if hasattr(each, "regex")]


def _codes(rows: Sequence[ToWrite]) -> set[str]:
    return {row.after["school"] for row in rows if "school" in row.after}


def _is_dated(row: ToWrite) -> bool:
    return bool({"since", "left_on"} & row.after.keys())


def _homes(people: dict[int, Any]) -> dict[int, Employment]:
    """Return each person's latest employment with its school. Queries: 1."""
    employments = Employment.objects.filter(staff__in=list(people)).select_related(
        "school__district", "staff"
    )
    return {row.staff_id: row for row in employments.order_by(F("start").asc(nulls_first=True))}


def _set(record: Any, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(record, name, value)
