"""The register: districts, schools and what is known of them, with the days between which it holds."""

from schools.models.contact import Contact
from schools.models.enrolment import Enrolment
from schools.models.facts import Confirmation, Proposal
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
    "FormerName",
    "Lineage",
    "OfSchool",
    "Proposal",
    "RetiredCode",
    "School",
    "SchoolStatus",
    "Staff",
    "StageService",
]
