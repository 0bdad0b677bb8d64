"""Rule sets: the thresholds of a policy as dated rows with their source, which a person can change."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from coverage.choices import Comparison, Confidence
from coverage.querysets import CodeTableQuerySet, RuleQuerySet
from records.constraints import NoOverlap, choices_hold
from records.models import Record
from records.periods import Period


class RuleSet(Period, Record):
    """One version of a policy's thresholds, in force for a period."""

    Confidence = Confidence

    code = models.CharField(_("代码"), max_length=40, help_text=_("同一政策的各个版本用同一个代码。"))
    name = models.CharField(_("名称"), max_length=100)
    edition = models.CharField(_("版本名称"), max_length=60, help_text=_("例如“2017 年版”。"))
    source = models.CharField(_("来源"), max_length=300, help_text=_("政策文件的名称和文号。"))
    confidence = models.CharField(_("可信程度"), max_length=1, choices=Confidence.choices)
    note = models.TextField(_("说明"), max_length=2000, blank=True)

    objects = CodeTableQuerySet.as_manager()

    class Meta:
        verbose_name = _("规则集")
        verbose_name_plural = pgettext_lazy("复数", "规则集")
        ordering = ["code", models.F("start").asc(nulls_first=True)]
        constraints = [
            *Period.Meta.constraints,
            choices_hold("confidence", Confidence),
            NoOverlap(
                name="coverage_ruleset_one_at_a_time",
                fields=["code"],
                violation_error_message=_("这段时间内该规则集已有另一个版本；请先结束原来的版本。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} · {self.edition}"


class Rule(Record):
    """One threshold of a rule set."""

    Comparison = Comparison
    Confidence = Confidence
    filed_under = ("rule_set",)

    rule_set = models.ForeignKey(
        RuleSet, on_delete=models.CASCADE, related_name="rules", verbose_name=_("规则集")
    )
    position = models.PositiveSmallIntegerField(_("排列序号"), default=0)
    code = models.CharField(_("代码"), max_length=60)
    label = models.CharField(_("内容"), max_length=100)
    comparison = models.CharField(
        _("比较"), max_length=8, choices=Comparison.choices, default=Comparison.AT_LEAST
    )
    value = models.DecimalField(_("数值"), max_digits=12, decimal_places=4)
    unit = models.CharField(_("单位"), max_length=40, blank=True)
    confidence = models.CharField(
        _("可信程度"), max_length=1, choices=Confidence.choices, default=Confidence.VERIFIED
    )
    note = models.CharField(_("说明"), max_length=300, blank=True)

    objects = RuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("规则")
        verbose_name_plural = pgettext_lazy("复数", "规则")
        ordering = ["rule_set", "position", "code"]
        constraints = [
            choices_hold("comparison", Comparison),
            choices_hold("confidence", Confidence),
            models.UniqueConstraint(
                fields=["rule_set", "code"],
                name="coverage_rule_code_once",
                violation_error_message=_("这个规则集中已有这个代码。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule_set} · {self.label}"

    @property
    def shown_value(self) -> str:
        """Return the value without zeros that say nothing."""
        return f"{self.value.normalize():f}"
