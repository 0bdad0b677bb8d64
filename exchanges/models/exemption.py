"""Who need not take part in exchanges, and for which period."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from exchanges import choices
from exchanges.querysets import ExemptionQuerySet
from records.constraints import NoOverlap, choices_hold
from records.models import Basis
from records.periods import Period
from schools.models import OfSchool, School, Staff


class Exemption(Period, OfSchool):
    """One person who need not take part in exchanges for a period: a plain code, no personal detail."""

    Reason = choices.ExemptionReason
    filed_under = ("school__district", "person")

    school = models.ForeignKey(
        School, on_delete=models.PROTECT, related_name="exemptions", verbose_name=_("编制所在学校")
    )
    person = models.ForeignKey(
        Staff, on_delete=models.PROTECT, related_name="exemptions", verbose_name=_("教职工")
    )
    why = models.CharField(
        _("免于交流的情形"),
        max_length=20,
        choices=Reason.choices,
        help_text=_("只记情形的类别，不记病情等个人情况。"),
    )
    basis = models.CharField(_("依据"), max_length=20, choices=Basis.choices, default=Basis.ENTERED)

    objects = ExemptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("免于交流")
        verbose_name_plural = pgettext_lazy("复数", "免于交流")
        ordering = ["school", "person", models.F("start").asc(nulls_first=True)]
        constraints = [
            *Period.Meta.constraints,
            choices_hold("why", choices.ExemptionReason),
            NoOverlap(
                name="exchanges_exemption_once",
                fields=["person"],
                violation_error_message=_("这段时间内，此人已登记为免于交流。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person.name} · {self.get_why_display()}"

    def get_absolute_url(self) -> str:
        """Return the address of the list, narrowed to the person."""
        return f"{reverse('exchanges:exemption_list')}?q={self.person.staff_no}"
