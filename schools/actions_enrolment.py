"""A school's enrolment of a whole school year, stage by stage, reported at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from django.db import transaction

from accounts.access import Actor, require
from accounts.roles import Permission
from records import actions
from records.errors import StaleVersion
from records.locks import lock
from schools.actions import record_enrolment
from schools.enrolment import state_of
from schools.models import Enrolment, School


class Figures(NamedTuple):
    """What is known of one stage; pupils None means «unknown»."""

    pupils: int | None
    classes: int | None


@transaction.atomic
def report_enrolment(
    school: School, *, year: int, state: int, figures: Mapping[str, Figures], reason: str = "", by: Actor
) -> School:
    """Store the figures of several stages of one school year; a figure that became unknown is removed.

    ``state`` is ``state_of`` the rows that the person saw.
    Raises: PermissionDenied; ValidationError if a stage is not served; StaleVersion if a row of the year was
    changed, added or removed since.
    """
    require(by, Permission.EDIT_REGISTER, at=school.place)
    [stored] = lock(school)
    rows = {row.stage: row for row in school.enrolments.filter(year=year)}
    now = state_of(rows.values())
    if now != state:
        stored.version = now
        raise StaleVersion(stored)
    for stage, figure in figures.items():
        _report(school, year, stage, figure, rows.get(stage), reason, by)
    return stored


def _report(  # what one stage needs, in order
    school: School,
    year: int,
    stage: str,
    figure: Figures,
    row: Enrolment | None,
    reason: str,
    by: Actor,
) -> None:
    if figure == (Figures(row.pupils, row.classes) if row else Figures(None, None)):
        return
    if figure.pupils is not None:
        record_enrolment(
            school, year=year, stage=stage, pupils=figure.pupils, classes=figure.classes, reason=reason, by=by
        )
    elif row:
        actions.remove(row, reason=reason, by=by)
