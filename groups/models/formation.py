"""How a group comes to be: what is proposed, its schools, and the steps taken."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from groups import choices
from groups.models.change import DOCUMENT_HELP
from groups.models.group import EducationGroup
from groups.querysets import FormationQuerySet, OfFormationQuerySet
from groups.slugs import SLUG_FORM, SLUG_IN_FORMATION, SLUG_VALIDATORS
from records.constraints import choices_hold
from records.initials import InitialsField
from records.models import REASON_LENGTH, Basis, Place, Record
from schools.models import District, School

STEPS = list(choices.FormationStage)


class Formation(Record):
    """One group that is being formed; until its launch there is no group that anything could count."""

    Kind = choices.GroupKind
    Stage = choices.FormationStage
    filed_under = ("district",)

    district = models.ForeignKey(
        District, on_delete=models.PROTECT, related_name="formations", verbose_name=_("区县")
    )
    slug = models.CharField(
        _("网址名"),
        max_length=60,
        unique=True,
        validators=SLUG_VALIDATORS,
        error_messages={"unique": SLUG_IN_FORMATION},
        help_text=SLUG_FORM,
    )
    name = models.CharField(_("集团名称"), max_length=100)
    initials = InitialsField(of="name")
    kind = models.CharField(_("集团类型"), max_length=12, choices=Kind.choices, default=Kind.ORDINARY)
    plan = models.TextField(
        _("组建方案要点"), max_length=4000, blank=True, help_text=_("目标、分工和保障措施；方案拟定后填写。")
    )
    basis = models.CharField(_("依据"), max_length=20, choices=Basis.choices, default=Basis.ENTERED)
    group = models.OneToOneField(
        EducationGroup,
        on_delete=models.PROTECT,
        related_name="formation",
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("启动后的集团"),
    )
    abandoned_at = models.DateTimeField(_("终止时间"), null=True, blank=True, editable=False)
    abandoned_by = models.CharField(_("终止人"), max_length=150, blank=True, editable=False)
    abandoned_because = models.CharField(_("终止原因"), max_length=REASON_LENGTH, blank=True, editable=False)

    objects = FormationQuerySet.as_manager()

    class Meta:
        verbose_name = _("集团组建")
        verbose_name_plural = pgettext_lazy("复数", "集团组建")
        ordering = ["-pk"]
        constraints = [
            choices_hold("kind", choices.GroupKind),
            models.UniqueConstraint(
                fields=["district", "name"],
                condition=Q(abandoned_at__isnull=True),
                name="groups_formation_name_once",
                violation_error_message=_("本区县已有同名的集团在组建。"),
                violation_error_code="formation_name_taken",
            ),
            models.CheckConstraint(
                name="groups_formation_abandoned_in_full",
                condition=Q(abandoned_at__isnull=True, abandoned_by="", abandoned_because="")
                | (Q(abandoned_at__isnull=False) & ~Q(abandoned_by="") & ~Q(abandoned_because="")),
                violation_error_message=_("终止的组建要写明时间、终止人和原因，其他的不写。"),
                violation_error_code="abandoned_in_part",
            ),
            models.CheckConstraint(
                name="groups_formation_abandoned_or_launched",
                condition=Q(abandoned_at__isnull=True) | Q(group__isnull=True),
                violation_error_message=_("集团已启动，不能再终止组建。"),
                violation_error_code="abandoned_after_launch",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the address of the formation's page."""
        return reverse("groups:formation_detail", args=[self.slug])

    @property
    def place(self) -> Place:
        """Return the district."""
        return self.district.place

    @property
    def is_abandoned(self) -> bool:
        """Return whether the formation was given up."""
        return self.abandoned_at is not None

    @property
    def is_open(self) -> bool:
        """Return whether steps before the launch are still to be taken."""
        return not self.is_abandoned and self.group_id is None

    @property
    def taken(self) -> list[FormationStep]:
        """Return the steps taken, in their order. Queries: 1, none where they were prefetched."""
        return sorted(self.steps.all(), key=lambda step: STEPS.index(choices.FormationStage(step.step)))

    @property
    def next_step(self) -> choices.FormationStage | None:
        """Return the step that comes next. Queries: as ``taken``.

        None when: all were taken, or the formation was given up.
        """
        left = STEPS[len(self.taken) :]
        return None if self.is_abandoned or not left else left[0]


class OfFormation(Record):
    """A row that belongs to one formation."""

    filed_under = ("formation__district",)

    class Meta:
        abstract = True

    @property
    def place(self) -> Place:
        """Return the formation's place."""
        return self.formation.place  # type: ignore[attr-defined] # every row here has a formation


class PlannedSchool(OfFormation):
    """One school that is to belong to the group, and what it is to be there."""

    Role = choices.MembershipRole

    formation = models.ForeignKey(
        Formation, on_delete=models.CASCADE, related_name="planned", verbose_name=_("集团组建")
    )
    school = models.ForeignKey(
        School, on_delete=models.PROTECT, related_name="planned_groups", verbose_name=_("学校")
    )
    role = models.CharField(_("角色"), max_length=8, choices=Role.choices, default=Role.MEMBER)

    objects = OfFormationQuerySet.as_manager()

    class Meta:
        verbose_name = _("拟加入的学校")
        verbose_name_plural = pgettext_lazy("复数", "拟加入的学校")
        ordering = ["formation", "role", "school__code"]
        constraints = [
            choices_hold("role", choices.MembershipRole),
            models.UniqueConstraint(
                fields=["formation", "school"],
                name="groups_plannedschool_once",
                violation_error_message=_("这所学校已在组建方案中。"),
            ),
            models.UniqueConstraint(
                fields=["formation"],
                condition=Q(role="lead"),
                name="groups_plannedschool_one_lead",
                violation_error_message=_("组建方案中已有龙头学校。"),
                violation_error_code="second_lead",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.formation} · {self.school} · {self.get_role_display()}"

    @property
    def is_lead(self) -> bool:
        """Return whether the school is to lead the group."""
        return self.role == self.Role.LEAD


class FormationStep(OfFormation):
    """One step that was taken in forming a group, with its day and its paper."""

    Stage = choices.FormationStage

    formation = models.ForeignKey(
        Formation, on_delete=models.CASCADE, related_name="steps", verbose_name=_("集团组建")
    )
    step = models.CharField(_("步骤"), max_length=12, choices=Stage.choices)
    day = models.DateField(_("日期"))
    document = models.CharField(_("依据文件"), max_length=200, blank=True, help_text=DOCUMENT_HELP)
    note = models.CharField(_("说明"), max_length=REASON_LENGTH, blank=True)

    objects = OfFormationQuerySet.as_manager()

    class Meta:
        verbose_name = _("组建步骤")
        verbose_name_plural = pgettext_lazy("复数", "组建步骤")
        ordering = ["formation", "day", "pk"]
        constraints = [
            choices_hold("step", choices.FormationStage),
            models.UniqueConstraint(
                fields=["formation", "step"],
                name="groups_formationstep_once",
                violation_error_message=_("这一步已经登记。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.formation} · {self.get_step_display()}"
