"""Designations, targets and rule sets, each with the days between which it holds."""

from coverage.models.designations import Designation, DesignationLevel, DesignationScheme
from coverage.models.rules import Rule, RuleSet
from coverage.models.targets import DeclaredCount, Headline, Target

__all__ = [
    "DeclaredCount",
    "Designation",
    "DesignationLevel",
    "DesignationScheme",
    "Headline",
    "Rule",
    "RuleSet",
    "Target",
]
