"""The kinds of rosters with their columns, as the resources declare them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import translation

from records.exports import FILE_LANGUAGE
from schools.choices import ImportKind
from schools.imports import words
from schools.imports.headings import stripped
from schools.imports.outcome import Convert
from schools.resources import EnrolmentResource, FacilityResource, SchoolResource, StaffResource


@dataclass(frozen=True)
class RosterColumn:
    """One column of a roster: ``label`` is its heading in files, ``title`` what pages call it."""

    name: str
    label: str
    title: Any
    convert: Convert
    is_required: bool
    may_be_blank: bool
    may_be_cleared: bool
    empty: Any
    aliases: tuple[str, ...]


@dataclass(frozen=True)
class Roster:
    """One kind of roster: its columns in the order of a template, and the columns that tell rows apart."""

    kind: str
    columns: tuple[RosterColumn, ...]
    key: tuple[str, ...]
    ignored: Mapping[str, str]

    @property
    def by_name(self) -> dict[str, RosterColumn]:
        """Return the columns by their names."""
        return {column.name: column for column in self.columns}


def _roster(kind: str, resource: Any, *ignored: str) -> Roster:
    declared = resource()
    with translation.override(FILE_LANGUAGE):
        columns = tuple(_column(declared.fields[name]) for name in resource._meta.fields)
    key = tuple(declared.get_import_id_fields())
    return Roster(kind, columns, key, {stripped(heading): "" for heading in ignored})


def _column(field: Any) -> RosterColumn:
    return RosterColumn(
        name=field.attribute,
        label=str(field.label),
        title=field.label,
        convert=field.convert,
        is_required=field.is_required,
        may_be_blank=field.may_be_blank,
        may_be_cleared=field.may_be_cleared,
        empty=field.empty,
        aliases=words.HEADINGS.get(field.attribute, ()),
    )


# A heading after the resource is one that people read beside the code; the import has no use for it.
ROSTERS = {
    roster.kind: roster
    for roster in (
        _roster(ImportKind.SCHOOLS, SchoolResource),
        _roster(ImportKind.STAFF, StaffResource, *words.BESIDE_THE_CODE),
        _roster(ImportKind.ENROLMENT, EnrolmentResource, *words.BESIDE_THE_CODE),
        _roster(ImportKind.FACILITIES, FacilityResource, *words.BESIDE_THE_CODE),
    )
}
