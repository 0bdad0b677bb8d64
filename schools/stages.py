"""Stages of schooling, and the four for which the bureau has targets."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from schools.choices import SchoolKind


class Stage(models.TextChoices):
    """A stage that a school serves; enrolment is counted by it."""

    PRESCHOOL = "preschool", _("学前")
    PRIMARY = "primary", _("小学")
    JUNIOR = "junior", _("初中")
    SENIOR = "senior", _("高中")
    VOCATIONAL = "vocational", _("中职")


class CoverageStage(models.TextChoices):
    """A stage for which coverage is counted; compulsory education is primary and junior together."""

    PRESCHOOL = "preschool", _("学前教育")
    COMPULSORY = "compulsory", _("义务教育")
    SENIOR = "senior", _("普通高中")
    VOCATIONAL = "vocational", _("中等职业教育")


COUNTED_UNDER = {
    Stage.PRESCHOOL: CoverageStage.PRESCHOOL,
    Stage.PRIMARY: CoverageStage.COMPULSORY,
    Stage.JUNIOR: CoverageStage.COMPULSORY,
    Stage.SENIOR: CoverageStage.SENIOR,
    Stage.VOCATIONAL: CoverageStage.VOCATIONAL,
}

SERVED_BY = {  # what a school of a kind serves where nobody says otherwise; of other kinds it is not known
    SchoolKind.KINDERGARTEN: [Stage.PRESCHOOL],
    SchoolKind.PRIMARY: [Stage.PRIMARY],
    SchoolKind.JUNIOR: [Stage.JUNIOR],
    SchoolKind.NINE_YEAR: [Stage.PRIMARY, Stage.JUNIOR],
    SchoolKind.COMPLETE_SECONDARY: [Stage.JUNIOR, Stage.SENIOR],
    SchoolKind.SENIOR: [Stage.SENIOR],
    SchoolKind.TWELVE_YEAR: [Stage.PRIMARY, Stage.JUNIOR, Stage.SENIOR],
    SchoolKind.VOCATIONAL_SECONDARY: [Stage.VOCATIONAL],
}
