"""The register: districts, schools and what is known of them, with the days between which it holds."""

from schools.models.enrolment import Enrolment
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
    "District",
    "Employment",
    "Enrolment",
    "FormerName",
    "OfSchool",
    "School",
    "SchoolStatus",
    "Staff",
    "StageService",
]
