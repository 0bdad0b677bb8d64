"""Demonstration data of imports: one applied, one that waits with rejected rows, and one taken back."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

from django.db import transaction
from django.utils import translation

from accounts.access import Actor
from records import actions
from records.exports import FILE_LANGUAGE
from records.facts import DEMONSTRATION, read_facts
from records.models import AuditEntry
from schools.choices import ImportKind, ImportMode, ImportState
from schools.demonstration import SEED, SUBJECTS, person_name
from schools.imports import actions as imports
from schools.imports.rosters import ROSTERS
from schools.models import District, Enrolment, ImportBatch, School, Staff
from schools.school_year import first_day, label, school_year_of
from schools.stages import Stage

FACTS = "imports"
HIRING = 8  # schools with a new teacher
FIRST_NUMBER = 901  # of new teachers, behind those drawn with the register
CORRECTED = 12  # figures in the file that waits, of which every third differs
COUNTING = 6  # schools in the file that is taken back
Cells = dict[str, Any]  # what a row says, by the names of its columns


@dataclass(frozen=True)
class Upload:
    """One file: its kind, what the facts say of it, and its rows."""

    kind: str
    fact: dict[str, Any]
    rows: list[Cells]

    @property
    def content(self) -> bytes:
        """Return the file as a spreadsheet writes it, under the headings of the roster's template."""
        columns = [column for column in ROSTERS[self.kind].columns if column.name in self.rows[0]]
        text = io.StringIO(newline="")
        writer = csv.writer(text)
        writer.writerow([column.label for column in columns])
        writer.writerows([row[column.name] for column in columns] for row in self.rows)
        return text.getvalue().encode(self.fact["encoding"])


@transaction.atomic
def load_imports_data(district: District, *, on: date, by: Actor) -> None:
    """Import a roster of new teachers, correct figures up to the confirmation, and take a third batch back.

    Only new records are written, and the mode leaves known ones alone: what people stored is not touched.
    """
    facts, year = read_facts(DEMONSTRATION, FACTS), school_year_of(on)
    schools = list(district.schools.filter(is_collective=False).prefetch_related("stages").order_by("code"))
    with translation.override(FILE_LANGUAGE):
        teachers = Upload(ImportKind.STAFF, facts["staff"], list(_teachers(schools[:HIRING], year)))
        if batch := _checked(teachers, district, on, by, mode=ImportMode.ADD):
            imports.apply(batch, on=on, by=by)
        books = Upload(ImportKind.FACILITIES, facts["facilities"], list(_books(schools, year, facts)))
        if batch := _checked(books, district, on, by, mode=ImportMode.ADD):
            imports.apply(batch, on=on, by=by)
            imports.undo(batch, reason=books.fact["reason"], by=by)
        figures = Upload(
            ImportKind.ENROLMENT, facts["enrolment"], _figures(schools, year, facts["enrolment"])
        )
        _checked(figures, district, on, by)


def _checked(
    upload: Upload, district: District, on: date, by: Actor, *, mode: str = ImportMode.BOTH
) -> ImportBatch | None:
    """Return the checked batch of a file.

    None when: the register has nothing to fill it with, or one of an earlier loading stayed.
    """
    if not upload.rows or _made(district, by).filter(file_name=upload.fact["file_name"]).exists():
        return None
    batch = imports.receive(
        upload.content, kind=upload.kind, file_name=upload.fact["file_name"], district=district, by=by
    )
    imports.choose(
        batch,
        choice=imports.Choice(),
        columns={},
        mode=mode,
        keeps_good_rows=True,
        effective_on=None,
        by=by,
    )
    return imports.check(batch, on=on, by=by)


def _teachers(schools: list[School], year: int) -> Iterator[Cells]:
    """Yield a new teacher of each school, and the two people of the first school whom a list has as well."""
    random = Random(f"{SEED} imports")
    for known in Staff.objects.filter(employments__school__in=schools[:1]).order_by("staff_no")[:2]:
        yield _person(known.staff_no, known.name, schools[0], known.get_post_display())
    for number, school in enumerate(schools):
        stages = [Stage(service.stage) for service in school.stages.all()] or [Stage.PRIMARY]
        section = random.choice(stages)
        yield _person(
            f"{school.code}-{FIRST_NUMBER + number}", person_name(random), school, Staff.Post.TEACHER.label
        ) | {
            "section": section.label,
            "subject": random.choice(SUBJECTS[section]),
            "title": Staff.Title.NONE.label,
            "qualification": Staff.Qualification.BACHELOR.label,
            "joined_on": first_day(year),
        }


def _person(staff_no: str, name: str, school: School, post: Any) -> Cells:
    unsaid = dict.fromkeys(("section", "subject", "title", "qualification", "joined_on"), "")
    return {"staff_no": staff_no, "name": name, "school": school.code, "post": post, **unsaid}


def _figures(schools: list[School], year: int, fact: dict[str, Any]) -> list[Cells]:
    """Return figures of which some differ from the stored ones, and four rows that are refused."""
    stored = Enrolment.objects.of_schools([school.pk for school in schools]).filter(year=year)
    rows = list(map(_figure, stored.select_related("school").order_by("school__code", "stage")))
    good, spoilt = rows[:CORRECTED], [dict(row) for row in rows[CORRECTED : CORRECTED + 4]]
    for place, row in enumerate(good):
        row["pupils"] += 0 if place % 3 else 12
    faults: list[Cells] = [
        {"pupils": fact["pupils_in_words"]},
        {"classes": fact["classes_in_words"]},
        {"school": fact["unknown_school"]},
        {"year": ""},
    ]
    return [*good, *(row | fault for row, fault in zip(spoilt, faults, strict=False))]


def _figure(row: Enrolment) -> Cells:
    return {
        "school": row.school.code,
        "year": label(row.year),
        "stage": row.get_stage_display(),
        "pupils": row.pupils,
        "classes": "" if row.classes is None else row.classes,
    }


def _books(schools: list[School], year: int, facts: dict[str, Any]) -> Iterator[Cells]:
    """Yield how many books each of a few schools has."""
    random = Random(f"{SEED} books")
    for school in schools[:COUNTING]:
        known = {"school": school.code, "year": label(year), "item": facts["facilities"]["item"]}
        yield known | {"quantity": random.randint(8_000, 60_000)}


@transaction.atomic
def remove_imports_data(district: District, *, by: Actor) -> int:
    """Take out what ``by`` imported and nobody touched since; return how many batches and records stay."""
    made = list(_made(district, by).with_place())
    untouched = [batch for batch in made if _is_untouched(batch, by)]
    kept = len(made) - len(untouched)
    for batch in untouched:
        if batch.state == ImportState.APPLIED:
            kept += len(imports.undo(batch, by=by).conflicts)
    actions.remove_many(ImportBatch.objects.filter(pk__in=[batch.pk for batch in untouched]), by=by)
    return kept


def _made(district: District, by: Actor) -> Any:
    names = [fact["file_name"] for fact in read_facts(DEMONSTRATION, FACTS).values()]
    return ImportBatch.objects.filter(district=district, uploaded_by=by.username, file_name__in=names)


def _is_untouched(batch: ImportBatch, by: Actor) -> bool:
    """Return whether nobody else went on with it; that a preview grew too old is nobody's doing."""
    entries = AuditEntry.objects.about(batch).exclude(username=by.username)
    return not entries.exclude(action="expire_import").exists()
