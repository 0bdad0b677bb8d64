"""Changes to groups: one decision each, with the memberships that it starts and ends."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from groups import choices
from groups.models.group import EducationGroup
from groups.querysets import GroupChangeQuerySet
from records.constraints import choices_hold
from records.models import REASON_LENGTH, Basis, Place, Record
from schools.models import District, School

DOCUMENT_HELP = _("文件名称和文号；没有文件时留空。")


class GroupChange(Record):
    """One change to groups or memberships from a day on; before its day it may be taken back as one."""

    Kind = choices.ChangeKind
    State = choices.ChangeState
    filed_under = ("district",)

    district = models.ForeignKey(
        District, on_delete=models.PROTECT, related_name="group_changes", verbose_name=_("区县")
    )
    kind = models.CharField(_("变动类型"), max_length=12, choices=Kind.choices)
    group = models.ForeignKey(
        EducationGroup,
        on_delete=models.PROTECT,
        related_name="changes",
        null=True,
        blank=True,
        verbose_name=_("教育集团"),
    )
    other_group = models.ForeignKey(
        EducationGroup,
        on_delete=models.PROTECT,
        related_name="other_changes",
        null=True,
        blank=True,
        verbose_name=_("转入或分设的集团"),
    )
    school = models.ForeignKey(
        School,
        on_delete=models.PROTECT,
        related_name="group_changes",
        null=True,
        blank=True,
        verbose_name=_("学校"),
    )
    subject = models.CharField(_("涉及学校"), max_length=300, blank=True)
    day = models.DateField(_("生效日期"), help_text=_("新情况生效的第一天。"))
    document = models.CharField(_("依据文件"), max_length=200, blank=True, help_text=DOCUMENT_HELP)
    note = models.CharField(_("说明"), max_length=REASON_LENGTH, blank=True)
    basis = models.CharField(_("依据"), max_length=20, choices=Basis.choices, default=Basis.ENTERED)
    state = models.CharField(_("状态"), max_length=12, choices=State.choices, default=State.RECORDED)
    recorded_at = models.DateTimeField(_("登记时间"))
    recorded_by = models.CharField(_("登记人"), max_length=150)
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True, blank=True)
    withdrawn_by = models.CharField(_("撤回人"), max_length=150, blank=True)
    withdrawn_because = models.CharField(_("撤回原因"), max_length=REASON_LENGTH, blank=True)

    objects = GroupChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("集团变动")
        verbose_name_plural = pgettext_lazy("复数", "集团变动")
        ordering = ["-day", "-pk"]
        constraints = [
            choices_hold("kind", choices.ChangeKind),
            choices_hold("state", choices.ChangeState),
            models.CheckConstraint(
                name="groups_groupchange_withdrawn_in_full",
                condition=Q(
                    state="recorded", withdrawn_at__isnull=True, withdrawn_by="", withdrawn_because=""
                )
                | (
                    Q(state="withdrawn", withdrawn_at__isnull=False)
                    & ~Q(withdrawn_by="")
                    & ~Q(withdrawn_because="")
                ),
                violation_error_message=_("撤回的变动要写明时间、撤回人和原因，有效的不写。"),
                violation_error_code="withdrawn_in_part",
            ),
        ]

    def __str__(self) -> str:
        return " · ".join(str(part) for part in [self.get_kind_display(), *self.groups, self.subject] if part)

    def get_absolute_url(self) -> str:
        """Return the address of the planned changes, among which it stands until its day."""
        return reverse("groups:plan_list")

    @property
    def place(self) -> Place:
        """Return the district."""
        return self.district.place

    @property
    def happened_on(self) -> date:
        """Return the day from which the change holds."""
        return self.day

    @property
    def groups(self) -> list[EducationGroup]:
        """Return the groups that the change names."""
        return [group for group in (self.group, self.other_group) if group]

    @property
    def is_withdrawn(self) -> bool:
        """Return whether the change was taken back."""
        return self.state == self.State.WITHDRAWN

    @property
    def founded(self) -> EducationGroup | None:
        """Return the group that came to be by the change.

        None when: it is of another kind, or it was taken back.
        """
        by_kind: dict[Any, Any] = {self.Kind.LAUNCH: self.group, self.Kind.SPLIT: self.other_group}
        return by_kind.get(self.kind)
