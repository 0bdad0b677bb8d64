"""What a school says of its own facts: confirmed once a term, or proposed to be corrected."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from records.constraints import choices_hold
from records.models import REASON_LENGTH, Basis
from schools import choices
from schools.models.register import OfSchool, School
from schools.querysets import ConfirmationQuerySet, ProposalQuerySet
from schools.term import Half, Term


class Confirmation(OfSchool):
    """One school's word that its facts are right, given once in a term."""

    school = models.ForeignKey(
        School, on_delete=models.CASCADE, related_name="confirmations", verbose_name=_("学校")
    )
    school_year = models.PositiveSmallIntegerField(_("学年"), help_text=_("学年开始的年份。"))
    term = models.CharField(_("学期"), max_length=8, choices=Half.choices)
    confirmed_at = models.DateTimeField(_("确认时间"))
    confirmed_by = models.CharField(_("确认人"), max_length=150)
    basis = models.CharField(_("依据"), max_length=20, choices=Basis.choices, default=Basis.ENTERED)

    objects = ConfirmationQuerySet.as_manager()

    class Meta:
        verbose_name = _("学期确认")
        verbose_name_plural = pgettext_lazy("复数", "学期确认")
        ordering = ["school", "-school_year", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "school_year", "term"],
                name="schools_confirmation_once",
                violation_error_message=_("本学期已经确认过，不用再确认。"),
            ),
            choices_hold("term", Half),
        ]

    def __str__(self) -> str:
        return f"{self.school} · {self.term_label}"

    @property
    def term_label(self) -> str:
        """Return the term as it is written."""
        return Term(self.school_year, Half(self.term)).label


class Proposal(OfSchool):
    """One correction of one fact that a school proposed, and what the bureau answered."""

    Fact = choices.ProposedFact
    State = choices.ProposalState

    school = models.ForeignKey(
        School, on_delete=models.CASCADE, related_name="proposals", verbose_name=_("学校")
    )
    key = models.UUIDField(_("编号"), default=uuid4, unique=True, editable=False)
    field = models.CharField(_("事项"), max_length=20, choices=Fact.choices)
    proposed = models.CharField(_("建议改为"), max_length=100, blank=True)
    against = models.CharField(_("提出时的内容"), max_length=100, blank=True)
    explanation = models.CharField(_("说明"), max_length=REASON_LENGTH)
    state = models.CharField(_("处理状态"), max_length=10, choices=State.choices, default=State.OPEN)
    proposed_at = models.DateTimeField(_("提出时间"))
    proposed_by = models.CharField(_("提出人"), max_length=150)
    decided_at = models.DateTimeField(_("处理时间"), null=True, blank=True)
    decided_by = models.CharField(_("处理人"), max_length=150, blank=True)
    answer = models.CharField(_("答复"), max_length=REASON_LENGTH, blank=True)
    basis = models.CharField(_("依据"), max_length=20, choices=Basis.choices, default=Basis.ENTERED)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("更正申请")
        verbose_name_plural = pgettext_lazy("复数", "更正申请")
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "field"],
                condition=Q(state="open"),
                name="schools_proposal_one_open",
                violation_error_message=_("这一项已有一份申请在等待处理，请先撤回那一份。"),
            ),
            models.CheckConstraint(
                name="schools_proposal_decided_by_somebody",
                condition=(
                    Q(state="open", decided_at__isnull=True, decided_by="")
                    | (~Q(state="open") & Q(decided_at__isnull=False) & ~Q(decided_by=""))
                ),
                violation_error_message=_("处理过的申请必须记下处理人和处理时间，未处理的没有。"),
            ),
            models.CheckConstraint(
                name="schools_proposal_returned_with_answer",
                condition=~Q(state="returned") | ~Q(answer=""),
                violation_error_message=_("退回时请写明理由。"),
            ),
            choices_hold("field", choices.ProposedFact),
            choices_hold("state", choices.ProposalState),
        ]

    def __str__(self) -> str:
        return f"{self.school} · {self.get_field_display()}"

    def get_absolute_url(self) -> str:
        """Return the address of the proposal's page."""
        return reverse("schools:proposal_detail", args=[self.key])

    @property
    def is_open(self) -> bool:
        """Return whether nobody decided it yet."""
        return self.state == choices.ProposalState.OPEN
