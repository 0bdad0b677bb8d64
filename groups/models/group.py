"""Education groups and the dated memberships of independent schools in them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from groups import choices
from groups.querysets import GroupQuerySet, MembershipQuerySet
from groups.slugs import SLUG_FORM, SLUG_TAKEN, SLUG_VALIDATORS
from records.constraints import NoOverlap, choices_hold
from records.initials import InitialsField
from records.models import Basis, Place, Record
from records.periods import Period
from schools.models import District, School


class EducationGroup(Period, Record):
    """One education group; it is in force from its launch to its dissolution."""

    Kind = choices.GroupKind
    district = models.ForeignKey(
        District, on_delete=models.PROTECT, related_name="groups", verbose_name=_("区县")
    )
    slug = models.CharField(
        _("网址名"),
        max_length=60,
        unique=True,
        validators=SLUG_VALIDATORS,
        error_messages={"unique": SLUG_TAKEN},
        help_text=SLUG_FORM,
    )
    name = models.CharField(_("集团名称"), max_length=100)
    initials = InitialsField(of="name")
    kind = models.CharField(_("集团类型"), max_length=12, choices=Kind.choices, default=Kind.ORDINARY)
    position = models.PositiveSmallIntegerField(_("排列序号"), default=0)
    filing_no = models.CharField(
        _("市级备案号"), max_length=60, blank=True, help_text=_("报市教育局备案后填写；尚未备案时留空。")
    )
    filed_on = models.DateField(_("备案日期"), null=True, blank=True, help_text=_("不清楚时留空。"))
    members_on_day: list[Membership]  # fetched with the group, for the day that a page is about

    objects = GroupQuerySet.as_manager()

    class Meta:
        verbose_name = _("教育集团")
        verbose_name_plural = pgettext_lazy("复数", "教育集团")
        ordering = ["position", "pk"]
        constraints = [
            *Period.Meta.constraints,
            choices_hold("kind", choices.GroupKind),
            models.UniqueConstraint(
                fields=["district", "name"],
                name="groups_educationgroup_name_once",
                violation_error_message=_("本区县已有同名的教育集团。"),
            ),
            models.CheckConstraint(
                name="groups_educationgroup_filed_under_a_number",
                condition=Q(filed_on__isnull=True) | ~Q(filing_no=""),
                violation_error_message=_("填写备案日期时，请同时填写市级备案号。"),
                violation_error_code="filed_without_number",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the address of the group's dashboard."""
        return reverse("groups:group_detail", args=[self.slug])

    @property
    def place(self) -> Place:
        """Return the district."""
        return self.district.place

    @property
    def needs_lead(self) -> bool:
        """Return whether a school has to lead the group; a regional group may have none."""
        return self.kind == self.Kind.ORDINARY


class Membership(Period, Record):
    """One school in one group in one role for a period; it stays an independent legal person."""

    Role = choices.MembershipRole
    EndReason = choices.EndReason
    filed_under = ("group__district", "school")

    group = models.ForeignKey(
        EducationGroup, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("教育集团")
    )
    school = models.ForeignKey(
        School, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("学校")
    )
    role = models.CharField(_("角色"), max_length=8, choices=Role.choices, default=Role.MEMBER)
    end_reason = models.CharField(
        _("结束原因"), max_length=12, choices=EndReason.choices, blank=True, help_text=_("仍有效时留空。")
    )
    basis = models.CharField(_("依据"), max_length=20, choices=Basis.choices, default=Basis.ENTERED)

    started_by = models.ForeignKey(
        "groups.GroupChange",
        on_delete=models.PROTECT,
        related_name="started",
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("由哪项变动开始"),
    )
    ended_by = models.ForeignKey(
        "groups.GroupChange",
        on_delete=models.PROTECT,
        related_name="ended",
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("由哪项变动结束"),
    )

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("成员关系")
        verbose_name_plural = pgettext_lazy("复数", "成员关系")
        ordering = ["group", "role", "school"]
        constraints = [
            *Period.Meta.constraints,
            choices_hold("role", choices.MembershipRole),
            models.CheckConstraint(
                name="groups_membership_reason_with_end",
                condition=Q(end__isnull=True, end_reason="") | (Q(end__isnull=False) & ~Q(end_reason="")),
                violation_error_message=_("结束的成员关系要写明原因，仍有效的不写。"),
                violation_error_code="reason_with_end",
            ),
            choices_hold("end_reason", choices.EndReason, blank=True),
            models.CheckConstraint(
                name="groups_membership_ended_by_with_end",
                condition=Q(ended_by__isnull=True) | Q(end__isnull=False),
                violation_error_message=_("没有结束的成员关系不能记为由某项变动结束。"),
                violation_error_code="ended_by_without_end",
            ),
            NoOverlap(
                name="groups_membership_one_role",
                fields=["group", "school"],
                violation_error_message=_("这所学校在这段时间内已属于该集团；同一时间只能有一个角色。"),
            ),
            NoOverlap(
                name="groups_membership_one_lead",
                fields=["group"],
                when={"role": "lead"},
                violation_error_message=_("该集团在这段时间内已有龙头学校；请先结束原龙头的任期。"),
                violation_error_code="second_lead",
            ),
            NoOverlap(
                name="groups_membership_leads_one_group",
                fields=["school"],
                when={"role": "lead"},
                violation_error_message=_(
                    "这所学校在这段时间内已是另一个集团的龙头；一所学校只能带动一个集团。"
                ),
                violation_error_code="leads_another_group",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group} · {self.school} · {self.get_role_display()}"

    @property
    def is_lead(self) -> bool:
        """Return whether the school leads the group."""
        return self.role == self.Role.LEAD

    @property
    def place(self) -> Place:
        """Return the group's district, and the school whose membership it is."""
        return Place(self.group.district_id, self.group.district.code, self.school_id, self.school.code)
