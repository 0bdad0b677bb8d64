"""Schemes under which quality is recognised, their levels, and what schools hold."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from coverage.choices import DesignationState, EndReason
from coverage.querysets import CodeTableQuerySet, DesignationQuerySet, SchemeQuerySet, notice_until
from records.constraints import NoOverlap, choices_hold
from records.models import Basis, Record
from records.periods import Period
from schools.models import OfSchool, School
from schools.stages import CoverageStage


class DesignationScheme(Record):
    """One scheme under which an authority recognises quality, such as model senior highs."""

    code = models.CharField(
        _("代码"), max_length=40, unique=True, error_messages={"unique": _("已有这个代码的认定体系。")}
    )
    name = models.CharField(_("名称"), max_length=100)
    authority = models.CharField(_("认定机关"), max_length=100, blank=True)
    stage = models.CharField(
        _("计入学段"),
        max_length=12,
        choices=CoverageStage.choices,
        blank=True,
        help_text=_("认定只计入这个学段；留空表示计入学校所办的每个学段。"),
    )

    objects = SchemeQuerySet.as_manager()

    class Meta:
        verbose_name = _("认定体系")
        verbose_name_plural = pgettext_lazy("复数", "认定体系")
        ordering = ["code"]
        constraints = [choices_hold("stage", CoverageStage, blank=True)]

    def __str__(self) -> str:
        return self.name


class DesignationLevel(Period, Record):
    """One level of a scheme, awarded during its period; an old level may be mapped to a new one."""

    scheme = models.ForeignKey(
        DesignationScheme, on_delete=models.PROTECT, related_name="levels", verbose_name=_("认定体系")
    )
    code = models.CharField(_("代码"), max_length=40)
    name = models.CharField(_("名称"), max_length=100)
    rank = models.PositiveSmallIntegerField(_("排序"), default=1, help_text=_("一为最高。"))
    counts_as_quality = models.BooleanField(
        _("计为优质"), default=True, help_text=_("为真时，持有者在有效期内计入覆盖率。")
    )
    successor = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name=_("对应的新级别"),
    )

    objects = CodeTableQuerySet.as_manager()

    class Meta:
        verbose_name = _("认定级别")
        verbose_name_plural = pgettext_lazy("复数", "认定级别")
        ordering = ["scheme", "rank", "code"]
        constraints = [
            *Period.Meta.constraints,
            models.UniqueConstraint(
                fields=["scheme", "code"],
                name="coverage_designationlevel_code_once",
                violation_error_message=_("该体系中已有这个代码。"),
            ),
            models.CheckConstraint(
                name="coverage_designationlevel_two_levels",
                condition=~Q(successor=models.F("pk")),
                violation_error_message=_("一个级别不能转换为它自己；没有对应的新级别时请留空。"),
                violation_error_code="own_successor",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scheme} · {self.name}"


class Designation(Period, OfSchool):
    """One school's recognition at one level, valid for a period; a renewal is a row of its own."""

    EndReason = EndReason
    State = DesignationState
    filed_under = ("school__district", "level")

    school = models.ForeignKey(
        School, on_delete=models.PROTECT, related_name="designations", verbose_name=_("学校")
    )
    level = models.ForeignKey(
        DesignationLevel, on_delete=models.PROTECT, related_name="designations", verbose_name=_("认定级别")
    )
    authority = models.CharField(
        _("认定机关"), max_length=100, blank=True, help_text=_("留空表示认定体系所写的机关。")
    )
    previous = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="following",
        verbose_name=_("由哪项认定续期或转换而来"),
    )
    end_reason = models.CharField(
        _("结束原因"),
        max_length=12,
        choices=EndReason.choices,
        blank=True,
        help_text=_("到期自然结束的、仍有效的都留空。"),
    )
    end_document = models.CharField(
        _("结束的依据文件"), max_length=200, blank=True, help_text=_("撤销或转换的文件名称和文号。")
    )
    basis = models.CharField(_("依据"), max_length=20, choices=Basis.choices, default=Basis.ENTERED)

    objects = DesignationQuerySet.as_manager()

    class Meta:
        verbose_name = _("优质认定")
        verbose_name_plural = pgettext_lazy("复数", "优质认定")
        ordering = ["school", models.F("start").asc(nulls_first=True), "pk"]
        constraints = [
            *Period.Meta.constraints,
            choices_hold("end_reason", EndReason, blank=True),
            models.CheckConstraint(
                name="coverage_designation_reason_with_end",
                condition=Q(end__isnull=False) | Q(end_reason="", end_document=""),
                violation_error_message=_("没有结束日期的认定不能写结束原因或结束文件。"),
                violation_error_code="reason_with_end",
            ),
            NoOverlap(
                name="coverage_designation_once",
                fields=["school", "level"],
                violation_error_message=_("这所学校在这段时间内已持有这个级别的认定。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school} · {self.level.name}"

    def get_absolute_url(self) -> str:
        """Return the address of the designation's page."""
        return reverse("coverage:designation_detail", args=[self.pk])

    @property
    def awarded_by(self) -> str:
        """Return who awarded it: the authority that the row names, else the scheme's."""
        return self.authority or self.level.scheme.authority

    def state_on(self, day: date) -> str:
        """Return what the designation is on the day; the same answer as ``in_state``."""
        if self.start is not None and day < self.start:
            return DesignationState.UPCOMING
        if self.end is not None and self.end <= day:
            return ENDED[EndReason(self.end_reason)] if self.end_reason else DesignationState.EXPIRED
        is_expiring = self.end is not None and self.end <= notice_until(day) and not self.end_reason
        return DesignationState.EXPIRING if is_expiring else DesignationState.VALID


ENDED = {
    EndReason.WITHDRAWN: DesignationState.WITHDRAWN,
    EndReason.RENEWED: DesignationState.REPLACED,
    EndReason.CONVERTED: DesignationState.REPLACED,
}
