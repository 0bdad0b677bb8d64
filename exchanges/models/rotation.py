"""A person's term at another school, and the consents that it took."""

from __future__ import annotations

from datetime import date

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from exchanges import choices
from exchanges.querysets import RotationQuerySet
from groups.models import EducationGroup
from records.constraints import MostAtOnce, choices_hold
from records.models import REASON_LENGTH, Basis, Place, Record
from records.periods import END_CODE, Spanned
from schools.models import School, Staff
from schools.stages import Stage

NOBODY_YET = _("人选待定")
LEAST_SHARE, WHOLE = 25, 100  # of working time, in percent
TERM_ORDER = _("结束日期必须晚于开始日期；结束日期是回到原学校的第一天。")
SAME_SCHOOL = _("派出学校和接收学校不能是同一所。")
SOMEBODY = _("同意之前，派出学校要确定人选。")
THREE_PEOPLE = _("提出、答复和批准必须是三个人。")


class Rotation(Spanned, Record):
    """One person's term at a host school, as both schools and the bureau agree to it.

    A host school that asks for somebody knows the other's roster as little as anybody: the home school names
    the person when it accepts. The person stays on the home school's staff unless the personnel relation is
    transferred. A draft is what the bureau suggests to the home school, which alone may propose it; until
    then the host knows nothing of it. What is stored are decisions; whether the term is under way follows
    from the day. An extension is a rotation of its own that names the one it extends, with its own consent.
    """

    Kind = choices.RotationKind
    Route = choices.RotationRoute
    Relation = choices.PersonnelRelation
    State = choices.RotationState
    filed_under = ("group__district", "home", "host", "person")
    shown_on: date | None = None  # the day of the page for which the row was fetched

    group = models.ForeignKey(
        EducationGroup, on_delete=models.PROTECT, related_name="rotations", verbose_name=_("教育集团")
    )
    person = models.ForeignKey(
        Staff,
        on_delete=models.PROTECT,
        related_name="rotations",
        null=True,
        blank=True,
        verbose_name=_("教职工"),
        help_text=_("由接收学校提出时，派出学校同意时才确定人选。"),
    )
    home = models.ForeignKey(
        School, on_delete=models.PROTECT, related_name="rotations_out", verbose_name=_("派出学校")
    )
    host = models.ForeignKey(
        School, on_delete=models.PROTECT, related_name="rotations_in", verbose_name=_("接收学校")
    )
    kind = models.CharField(_("形式"), max_length=20, choices=Kind.choices)
    route = models.CharField(_("途径"), max_length=24, choices=Route.choices, default=Route.GROUP)
    start = models.DateField(_("开始日期"))
    end = models.DateField(_("结束日期"), help_text=_("回到原学校的第一天。"))
    agreed_end = models.DateField(
        _("商定的结束日期"), null=True, blank=True, editable=False, help_text=_("提前结束的才有。")
    )
    share = models.PositiveSmallIntegerField(
        _("工作量占比"),
        default=WHOLE,
        validators=[MinValueValidator(LEAST_SHARE), MaxValueValidator(WHOLE)],
        help_text=_("在接收学校的工作时间占全部工作时间的百分比，25 到 100。"),
    )
    stage = models.CharField(_("任教学段"), max_length=12, choices=Stage.choices, blank=True)
    subject = models.CharField(_("任教学科"), max_length=40, blank=True)
    purpose = models.CharField(_("目的"), max_length=200, blank=True)
    relation = models.CharField(
        _("人事关系"), max_length=12, choices=Relation.choices, default=Relation.RETAINED
    )
    document = models.CharField(_("文号"), max_length=60, blank=True)
    extends = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="extensions",
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("延长的是哪一次"),
    )

    state = models.CharField(
        _("状态"), max_length=12, choices=State.choices, default=State.PROPOSED, editable=False
    )
    is_proposed_by_home = models.BooleanField(_("由派出学校提出"), editable=False)
    proposed_by = models.CharField(
        _("提出人"), max_length=150, blank=True, editable=False, help_text=_("草稿没有提出人。")
    )
    answered_by = models.CharField(_("答复人"), max_length=150, blank=True, editable=False)
    decided_by = models.CharField(_("审批人"), max_length=150, blank=True, editable=False)
    said = models.CharField(_("最近一次说明"), max_length=REASON_LENGTH, blank=True, editable=False)
    exception = models.CharField(
        _("例外说明"),
        max_length=REASON_LENGTH,
        blank=True,
        editable=False,
        help_text=_("两校开始时不在同一集团而仍批准的理由。"),
    )
    basis = models.CharField(_("依据"), max_length=20, choices=Basis.choices, default=Basis.ENTERED)

    objects = RotationQuerySet.as_manager()

    class Meta:
        verbose_name = _("交流轮岗")
        verbose_name_plural = pgettext_lazy("复数", "交流轮岗")
        ordering = ["-start", "-pk"]
        constraints = [
            choices_hold("kind", choices.RotationKind),
            choices_hold("route", choices.RotationRoute),
            choices_hold("relation", choices.PersonnelRelation),
            choices_hold("state", choices.RotationState),
            choices_hold("stage", Stage, blank=True),
            models.CheckConstraint(
                name="exchanges_rotation_two_schools",
                condition=~Q(home=F("host")),
                violation_error_message=SAME_SCHOOL,
                violation_error_code="same_school",
            ),
            models.CheckConstraint(
                name="exchanges_rotation_term",
                condition=Q(end__gt=F("start")),
                violation_error_message=TERM_ORDER,
                violation_error_code=END_CODE,
            ),
            models.CheckConstraint(
                name="exchanges_rotation_somebody_goes",
                condition=~Q(state__in=["accepted", "approved"]) | Q(person__isnull=False),
                violation_error_message=SOMEBODY,
                violation_error_code="nobody",
            ),
            models.CheckConstraint(
                name="exchanges_rotation_share",
                condition=Q(share__gte=LEAST_SHARE, share__lte=WHOLE),
                violation_error_message=_("工作量占比是 25 到 100 的整数。"),
                violation_error_code="share",
            ),
            models.CheckConstraint(
                name="exchanges_rotation_three_people",
                condition=~Q(state="approved")
                | (
                    ~Q(proposed_by="")
                    & ~Q(answered_by="")
                    & ~Q(decided_by="")
                    & ~Q(proposed_by=F("answered_by"))
                    & ~Q(proposed_by=F("decided_by"))
                    & ~Q(answered_by=F("decided_by"))
                ),
                violation_error_message=THREE_PEOPLE,
                violation_error_code="three_people",
            ),
            MostAtOnce(
                name="exchanges_rotation_whole_time_at_most",
                fields=["person"],
                amount="share",
                most=WHOLE,
                when={"state": "approved"},
                violation_error_message=_("这段时间内，此人的交流合计超过全部工作时间。"),
            ),
        ]
        indexes = [
            models.Index(fields=["person", "start"], name="exchanges_rotation_person"),
            models.Index(fields=["group", "start"], name="exchanges_rotation_group"),
        ]

    def __str__(self) -> str:
        return f"{self.person.name if self.person else NOBODY_YET} · {self.home.name} → {self.host.name}"

    def get_absolute_url(self) -> str:
        """Return the address of the rotation's page."""
        return reverse("exchanges:rotation_detail", args=[self.pk])

    @property
    def place(self) -> Place:
        """Return the home school: its person it is about; the host reads it by its own page."""
        return self.home.place

    @property
    def proposer(self) -> School:
        """Return the school that proposed it."""
        return self.home if self.is_proposed_by_home else self.host

    @property
    def other(self) -> School:
        """Return the school that has to answer."""
        return self.host if self.is_proposed_by_home else self.home

    @property
    def shown_state(self) -> str:
        """Return the state, or of an approved rotation the phase on the day of the page, in words."""
        phase = self.phase_on(self.shown_on) if self.shown_on else None
        return str(phase.label if phase else self.get_state_display())

    def phase_on(self, day: date) -> choices.RotationPhase | None:
        """Return where the rotation is on a day.

        None when: it is not approved.
        """
        if self.state != choices.RotationState.APPROVED:
            return None
        if day < self.start:
            return choices.RotationPhase.AHEAD
        if day < self.end:
            return choices.RotationPhase.UNDER_WAY
        return choices.RotationPhase.ENDED_EARLY if self.agreed_end else choices.RotationPhase.COMPLETED
