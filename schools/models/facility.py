"""What rooms, grounds and equipment a school has."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from records.models import Basis
from schools import school_year
from schools.models.enrolment import FIRST_YEAR, LAST_YEAR
from schools.models.register import OfSchool, School
from schools.querysets import FacilityQuerySet

NOT_NEGATIVE = _("不能小于 0。")


class Facility(OfSchool):
    """What a school has of one kind of room, ground or equipment in one school year."""

    school = models.ForeignKey(
        School, on_delete=models.CASCADE, related_name="facilities", verbose_name=_("学校")
    )
    year = models.PositiveSmallIntegerField(
        _("学年"), help_text=_("学年开始的年份，例如 2022 表示 2022–2023 学年。")
    )
    item = models.CharField(
        _("项目"), max_length=60, help_text=_("例如：教学及辅助用房、音乐教室、教学仪器设备。")
    )
    quantity = models.PositiveIntegerField(
        _("数量"), null=True, blank=True, help_text=_("间数、台数或件数；不清楚时留空。")
    )
    area = models.DecimalField(
        _("面积"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0), NOT_NEGATIVE)],
        help_text=_("单位：平方米；不清楚时留空。"),
    )
    value = models.DecimalField(
        _("原值"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0), NOT_NEGATIVE)],
        help_text=_("单位：元，按账面原值；不清楚时留空。"),
    )
    basis = models.CharField(_("依据"), max_length=20, choices=Basis.choices, default=Basis.ENTERED)

    objects = FacilityQuerySet.as_manager()

    class Meta:
        verbose_name = _("办学条件")
        verbose_name_plural = pgettext_lazy("复数", "办学条件")
        ordering = ["school", "-year", "item"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "year", "item"],
                name="schools_facility_once",
                violation_error_message=_("这所学校这一学年的这个项目已经登记。"),
            ),
            models.CheckConstraint(
                name="schools_facility_year_known",
                condition=Q(year__range=(FIRST_YEAR, LAST_YEAR)),
                violation_error_message=_("学年超出范围。"),
            ),
            models.CheckConstraint(
                name="schools_facility_has_item",
                condition=~Q(item=""),
                violation_error_message=_("项目不能为空。"),
            ),
            models.CheckConstraint(
                name="schools_facility_not_negative",
                condition=(Q(area__isnull=True) | Q(area__gte=0)) & (Q(value__isnull=True) | Q(value__gte=0)),
                violation_error_message=NOT_NEGATIVE,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school} · {self.year_label} · {self.item}"

    @property
    def year_label(self) -> str:
        """Return the school year as it is written: 2022–2023."""
        return school_year.label(self.year)
