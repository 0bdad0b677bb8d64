"""What became of schools, and of the codes that they bore."""

from __future__ import annotations

from datetime import date

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from records.constraints import choices_hold
from records.models import Place, Record
from schools.choices import Succession
from schools.models.register import (
    CODE_FORM,
    DOCUMENT_HELP,
    OFFICIAL_CODE,
    PROVISIONAL_CODE,
    OfSchool,
    School,
)
from schools.querysets import LineageQuerySet, RetiredCodeQuerySet


class Lineage(Record):
    """One school became, or came out of, another on a day."""

    Kind = Succession
    filed_under = ("predecessor__district",)

    predecessor = models.ForeignKey(
        School, on_delete=models.PROTECT, related_name="successions", verbose_name=_("原学校")
    )
    successor = models.ForeignKey(
        School, on_delete=models.PROTECT, related_name="origins", verbose_name=_("后来的学校")
    )
    kind = models.CharField(_("沿革"), max_length=12, choices=Kind.choices)
    day = models.DateField(_("生效日期"), help_text=_("新情况生效的第一天。"))
    document = models.CharField(_("依据文件"), max_length=200, blank=True, help_text=DOCUMENT_HELP)

    objects = LineageQuerySet.as_manager()

    class Meta:
        verbose_name = _("学校沿革")
        verbose_name_plural = pgettext_lazy("复数", "学校沿革")
        ordering = ["day", "pk"]
        constraints = [
            models.CheckConstraint(
                name="schools_lineage_two_schools",
                condition=~Q(predecessor=F("successor")),
                violation_error_message=_("学校不能由自己而来，请选择另一所学校。"),
                violation_error_code="same_school",
            ),
            models.UniqueConstraint(
                fields=["predecessor", "successor", "kind"],
                name="schools_lineage_once",
                violation_error_message=_("这两所学校的这项沿革已经登记。"),
            ),
            choices_hold("kind", Succession),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"

    @property
    def happened_on(self) -> date:
        """Return the day from which the one followed the other."""
        return self.day

    @property
    def place(self) -> Place:
        """Return the place of the school that was there before."""
        return self.predecessor.place


class RetiredCode(OfSchool):
    """A code that a school bore and that nobody may bear again."""

    code = models.CharField(
        _("停用的学校标识码"),
        max_length=20,
        unique=True,
        error_messages={"unique": _("这个学校标识码已经登记为停用。")},
        validators=[RegexValidator(rf"{OFFICIAL_CODE}|{PROVISIONAL_CODE}", CODE_FORM)],
    )
    school = models.ForeignKey(
        School, on_delete=models.PROTECT, related_name="retired_codes", verbose_name=_("学校")
    )
    retired_on = models.DateField(_("停用日期"), null=True, blank=True, help_text=_("不清楚时留空。"))

    objects = RetiredCodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("停用的学校标识码")
        verbose_name_plural = pgettext_lazy("复数", "停用的学校标识码")
        ordering = ["school", F("retired_on").asc(nulls_first=True), "pk"]

    def __str__(self) -> str:
        return self.code

    @property
    def happened_on(self) -> date | None:
        """Return the day from which nobody bears the code; None where it is not known."""
        return self.retired_on
