"""The register: districts, schools and what is known of them, with the days between which it holds."""

from schools.models.contact import Contact
from schools.models.enrolment import Enrolment
from schools.models.facility import Facility
from schools.models.facts import Confirmation, Proposal
from schools.models.imports import ImportBatch, ImportFile, ImportRow, RememberedHeading
from schools.models.lineage import Lineage, RetiredCode
from schools.models.register import (
    District,
    FormerName,
    OfSchool,
    School,
    SchoolStatus,
    StageService,
)
from schools.models.staff import Employment, Staff

__all__ = [
    "Confirmation",
    "Contact",
    "District",
    "Employment",
    "Enrolment",
    "Facility",
    "FormerName",
    "ImportBatch",
    "ImportFile",
    "ImportRow",
    "Lineage",
    "OfSchool",
    "Proposal",
    "RememberedHeading",
    "RetiredCode",
    "School",
    "SchoolStatus",
    "Staff",
    "StageService",
]
