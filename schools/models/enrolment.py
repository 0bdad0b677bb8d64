"""How many pupils a school has."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from records.constraints import choices_hold
from records.models import Basis
from schools import school_year
from schools.models.register import OfSchool, School
from schools.querysets import EnrolmentQuerySet
from schools.stages import Stage

FIRST_YEAR, LAST_YEAR = 1949, 2100


class Enrolment(OfSchool):
    """How many pupils a school has in one stage in one school year; counts only, never a pupil's data."""

    school = models.ForeignKey(
        School, on_delete=models.CASCADE, related_name="enrolments", verbose_name=_("学校")
    )
    year = models.PositiveSmallIntegerField(
        _("学年"), help_text=_("学年开始的年份，例如 2022 表示 2022–2023 学年。")
    )
    stage = models.CharField(_("学段"), max_length=12, choices=Stage.choices)
    pupils = models.PositiveIntegerField(_("在校生数"), help_text=_("单位：人。"))
    classes = models.PositiveIntegerField(_("班级数"), null=True, blank=True, help_text=_("不清楚时留空。"))
    basis = models.CharField(_("依据"), max_length=20, choices=Basis.choices, default=Basis.ENTERED)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("在校生数")
        verbose_name_plural = pgettext_lazy("复数", "在校生数")
        ordering = ["school", "-year", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "year", "stage"],
                name="schools_enrolment_once",
                violation_error_message=_("这所学校这一学年这个学段的在校生数已经登记。"),
            ),
            models.CheckConstraint(
                name="schools_enrolment_year_known",
                condition=Q(year__range=(FIRST_YEAR, LAST_YEAR)),
                violation_error_message=_("学年超出范围。"),
            ),
            choices_hold("stage", Stage),
        ]
        indexes = [models.Index(fields=["year", "stage"], name="schools_enrolment_year")]

    def __str__(self) -> str:
        return f"{self.school} · {self.year_label} · {self.get_stage_display()}"

    @property
    def year_label(self) -> str:
        """Return the school year as it is written: 2022–2023."""
        return school_year.label(self.year)
