"""What groups store: groups and memberships, how groups are formed, and the changes to them."""

from groups.models.change import GroupChange
from groups.models.formation import Formation, FormationStep, PlannedSchool
from groups.models.group import EducationGroup, Membership

__all__ = ["EducationGroup", "Formation", "FormationStep", "GroupChange", "Membership", "PlannedSchool"]
