"""What a district strives for, which measure it puts first, and what it declared."""

from __future__ import annotations

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from coverage import measures
from coverage.querysets import OfDistrictQuerySet
from records.constraints import NoOverlap, choices_hold
from records.models import Place, Record
from records.periods import Period
from schools.models import District, School
from schools.stages import CoverageStage


class Target(Period, Record):
    """What share of a stage is to be covered by when, as long as the target is in force."""

    district = models.ForeignKey(
        District, on_delete=models.PROTECT, related_name="targets", verbose_name=_("区县")
    )
    stage = models.CharField(_("学段"), max_length=12, choices=CoverageStage.choices)
    share = models.DecimalField(
        _("目标比例"),
        max_digits=5,
        decimal_places=4,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(1))],
        help_text=_("0 到 1 之间的小数，0.85 表示 85 %；目标不是比例时留空并写明内容。"),
    )
    statement = models.CharField(_("目标内容"), max_length=200)
    due_on = models.DateField(_("完成期限"), null=True, blank=True)

    objects = OfDistrictQuerySet.as_manager()

    class Meta:
        verbose_name = _("目标")
        verbose_name_plural = pgettext_lazy("复数", "目标")
        ordering = ["district", "pk"]
        constraints = [
            *Period.Meta.constraints,
            choices_hold("stage", CoverageStage),
            models.CheckConstraint(
                name="coverage_target_is_share",
                condition=Q(share__isnull=True) | Q(share__range=(0, 1)),
                violation_error_message=_("目标比例必须在 0 到 1 之间。"),
            ),
            NoOverlap(
                name="coverage_target_one_at_a_time",
                fields=["district", "stage"],
                violation_error_message=_("这段时间内该学段已有另一个目标。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_stage_display()} · {self.statement}"

    @staticmethod
    def speaking_of(text: str) -> Q:
        """Return the condition «its content or its document contains the text»."""
        return Q(statement__icontains=text) | Q(document__icontains=text)

    def get_absolute_url(self) -> str:
        """Return the address of the page that lists targets."""
        return reverse("coverage:target_list")

    def alike(self) -> OfDistrictQuerySet:
        """Return the targets of the same stage, of any day."""
        return Target.objects.of_district(self.district).filter(stage=self.stage)

    @property
    def place(self) -> Place:
        """Return the district."""
        return self.district.place


class Headline(Period, Record):
    """Which of the four measures a district puts first for a period."""

    district = models.ForeignKey(
        District, on_delete=models.PROTECT, related_name="headlines", verbose_name=_("区县")
    )
    basis = models.CharField(_("口径"), max_length=12, choices=measures.Basis.choices)
    weight = models.CharField(_("计量"), max_length=12, choices=measures.Weight.choices)

    objects = OfDistrictQuerySet.as_manager()

    class Meta:
        verbose_name = _("首选口径")
        verbose_name_plural = pgettext_lazy("复数", "首选口径")
        ordering = ["district", models.F("start").asc(nulls_first=True)]
        constraints = [
            *Period.Meta.constraints,
            choices_hold("basis", measures.Basis),
            choices_hold("weight", measures.Weight),
            NoOverlap(
                name="coverage_headline_one_at_a_time",
                fields=["district"],
                violation_error_message=_("这段时间内已选定另一个首选口径。"),
            ),
        ]

    def __str__(self) -> str:
        return measures.name_of(self.basis, self.weight)

    @staticmethod
    def speaking_of(text: str) -> Q:
        """Return the condition «its document contains the text»."""
        return Q(document__icontains=text)

    def get_absolute_url(self) -> str:
        """Return the address of the page that lists the measures put first."""
        return reverse("coverage:headline_list")

    def alike(self) -> OfDistrictQuerySet:
        """Return the district's choices, of any day."""
        return Headline.objects.of_district(self.district)

    @property
    def place(self) -> Place:
        """Return the district."""
        return self.district.place


class DeclaredCount(Period, Record):
    """How many schools of certain kinds and ownerships a document declares."""

    district = models.ForeignKey(
        District, on_delete=models.PROTECT, related_name="declared_counts", verbose_name=_("区县")
    )
    position = models.PositiveSmallIntegerField(_("排列序号"), default=0)
    code = models.CharField(_("代码"), max_length=40)
    section = models.CharField(_("办学性质"), max_length=60)
    label = models.CharField(_("办学类型"), max_length=60)
    ownerships = models.JSONField(_("包含的办学性质代码"))
    kinds = models.JSONField(_("包含的办学类型代码"))
    count = models.PositiveIntegerField(_("上报数"), help_text=_("单位：所。"))

    objects = OfDistrictQuerySet.as_manager()

    class Meta:
        verbose_name = _("上报学校数")
        verbose_name_plural = pgettext_lazy("复数", "上报学校数")
        ordering = ["district", "position"]
        constraints = [
            *Period.Meta.constraints,
            NoOverlap(
                name="coverage_declaredcount_once",
                fields=["district", "code"],
                violation_error_message=_("这段时间内该项上报数已登记。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.section} · {self.label}"

    def covers(self, school: School) -> bool:
        """Return whether a school is one of those that the line counts."""
        return school.ownership in self.ownerships and school.kind in self.kinds

    def clean(self) -> None:
        """Refuse codes that no school can have."""
        super().clean()
        for name, known in (("ownerships", School.Ownership.values), ("kinds", School.Kind.values)):
            codes = getattr(self, name)
            if not isinstance(codes, list) or not set(map(str, codes)) <= set(known):
                accepted = _("、").join(known)
                message = _("请填写代码的列表，可用的代码有：%(accepted)s。")
                raise ValidationError(
                    {name: ValidationError(message, "unknown_code", {"accepted": accepted})}
                )

    @property
    def place(self) -> Place:
        """Return the district."""
        return self.district.place
