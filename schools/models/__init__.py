"""The register: districts, schools and what is known of them, with the days between which it holds."""

from schools.models.enrolment import Enrolment
from schools.models.facts import Confirmation, Proposal
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
    "District",
    "Employment",
    "Enrolment",
    "FormerName",
    "OfSchool",
    "Proposal",
    "School",
    "SchoolStatus",
    "Staff",
    "StageService",
]
