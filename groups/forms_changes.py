"""What is asked to change groups and memberships; one form an action."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from groups.choices import EndReason, GroupKind, MembershipRole
from groups.models import EducationGroup, GroupChange, Membership
from groups.slugs import SLUG_FORM
from records.forms import ActionForm, RecordForm, RowsField
from schools.forms_register import ChosenDay, document_field
from schools.models import School

DAY_HELP = _("新情况生效的第一天；可以填今后的日期，到期之前能够撤回。")
REASONS_TO_LEAVE = [
    choice
    for choice in EndReason.choices
    if choice[0] in (EndReason.GROWN, EndReason.MOVED, EndReason.MERGED)
]


class ChangeForm(RecordForm):
    """Asks for a change's day, paper and reason; each kind asks for more."""

    day = ChosenDay(label=_("生效日期"), help_text=DAY_HELP)
    document = document_field()
    instance: GroupChange

    class Meta:
        model = GroupChange
        fields: ClassVar[list[str]] = ["day", "document"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields([*(n for n in self.fields if n not in self.last), *self.last])

    last: ClassVar[list[str]] = ["day", "document", "reason"]

    def choices_for(self, name: str, model: type[Any], user: Any) -> Any:
        """Return the schools or groups of the change's own district."""
        return super().choices_for(name, model, user).filter(district=self.instance.district)

    @property
    def change(self) -> GroupChange:
        """Return the change, with the reason as its note."""
        self.instance.note = self.given_reason
        return self.instance

    @property
    def day_given(self) -> date | None:
        """Return the day that the effects are shown for."""
        return self.cleaned_data.get("day")

    @property
    def concerned(self) -> list[int]:
        """Return the schools whose groups the preview shows."""
        return [school.pk for school in self.schools]

    @property
    def schools(self) -> list[School]:
        """Return the schools chosen."""
        chosen = [self.cleaned_data.get(name) for name in ("school", "lead")]
        return [*filter(None, chosen), *self.cleaned_data.get("members", [])]

    @property
    def answers(self) -> dict[str, Any]:
        """Return what an action asks for beside the change itself."""
        return {n: self.cleaned_data[n] for n in self.fields if n not in ("day", "document", "version")}


class OfMembersForm(ChangeForm):
    """A form that chooses among the schools that belong to the group, or are to belong to it."""

    def choices_for(self, name: str, model: type[Any], user: Any) -> Any:
        """Return the group's own schools where schools are asked for."""
        offered = super().choices_for(name, model, user)
        if model is not School:
            return offered
        rows = Membership.objects.filter(group=self.instance.group, end__isnull=True)
        return offered.filter(pk__in=rows.values("school"))


class JoinForm(ChangeForm):
    """Asks which school joins, and what it is there."""

    school = forms.ModelChoiceField(School.objects.none(), label=_("学校"))
    role = forms.ChoiceField(label=_("角色"), choices=MembershipRole.choices, initial=MembershipRole.MEMBER)


class LeaveForm(OfMembersForm):
    """Asks which school leaves, and why."""

    school = forms.ModelChoiceField(School.objects.none(), label=_("退出的学校"))
    end_reason = forms.ChoiceField(label=_("退出原因"), choices=REASONS_TO_LEAVE)


class MoveForm(OfMembersForm):
    """Asks which school goes over to which group."""

    school = forms.ModelChoiceField(School.objects.none(), label=_("转出的学校"))
    other_group = forms.ModelChoiceField(EducationGroup.objects.none(), label=_("转入的集团"))

    class Meta(ChangeForm.Meta):
        fields: ClassVar[list[str]] = [*ChangeForm.Meta.fields, "other_group"]

    def choices_for(self, name: str, model: type[Any], user: Any) -> Any:
        """Return the other groups where a group is asked for."""
        offered = super().choices_for(name, model, user)
        group = self.instance.group
        return offered.exclude(pk=group.pk) if model is EducationGroup and group else offered

    @property
    def answers(self) -> dict[str, Any]:
        """Return what the action asks for; the other group stands in the change."""
        return {name: value for name, value in super().answers.items() if name != "other_group"}


class LeadForm(ChangeForm):
    """Asks for the new lead, and what becomes of the old one."""

    STAYS, LEAVES = "stays", "leaves"

    school = forms.ModelChoiceField(
        School.objects.none(),
        label=_("新的龙头学校"),
        help_text=_("可以是本集团的成员学校，也可以是集团外的学校。"),
    )
    old_lead = forms.ChoiceField(
        label=_("原龙头学校"), choices=[(STAYS, _("转为成员学校")), (LEAVES, _("退出集团"))]
    )

    @property
    def answers(self) -> dict[str, Any]:
        """Return what the action asks for."""
        given = super().answers
        stays = given.pop("old_lead") == self.STAYS
        return {**given, "old_lead_stays": stays}

    @property
    def schools(self) -> list[School]:
        """Return the new lead and the one before."""
        group, day = self.instance.group, self.day_given
        if group is None or day is None:
            return super().schools
        leaders = group.memberships.leading().on(day).for_change()
        return [*super().schools, *(row.school for row in leaders)]


class SplitForm(OfMembersForm):
    """Asks for the new group, its lead and its schools, out of those of the old one."""

    name = forms.CharField(label=_("新集团名称"), max_length=100)
    slug = forms.CharField(label=_("网址名"), max_length=60, help_text=SLUG_FORM)
    group_kind = forms.ChoiceField(label=_("集团类型"), choices=GroupKind.choices)
    lead = forms.ModelChoiceField(
        School.objects.none(),
        label=_("新集团的龙头学校"),
        required=False,
        help_text=_("龙头带动的集团必须选择；区域性集团可以留空。"),
    )
    members = RowsField(
        School.objects.none(),
        label=_("转入新集团的成员学校"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def clean(self) -> dict[str, Any] | None:
        """Refuse a name or an address that the new group could not bear, at its field."""
        cleaned = super().clean()
        if {"name", "slug", "group_kind"} <= self.cleaned_data.keys():
            try:
                self.new_group.full_clean(exclude=["position"])
            except ValidationError as error:
                self.refuse(error)
        return cleaned

    @property
    def new_group(self) -> EducationGroup:
        """Return the new group, not stored yet."""
        given, district = self.cleaned_data, self.instance.district
        return EducationGroup(
            district=district,
            name=given["name"],
            slug=given["slug"],
            kind=given["group_kind"],
            position=EducationGroup.objects.next_position(district),
        )

    @property
    def answers(self) -> dict[str, Any]:
        """Return what the action asks for beside the new group."""
        asked = super().answers
        return {name: value for name, value in asked.items() if name not in ("name", "slug", "group_kind")}


class DissolveForm(ChangeForm):
    """Asks when a group is dissolved."""

    @property
    def schools(self) -> list[School]:
        """Return the schools of the group on the day."""
        group, day = self.instance.group, self.day_given
        if group is None or day is None:
            return []
        return [row.school for row in group.memberships.open_or_later(day).for_change()]


class GroupForm(RecordForm):
    """Asks for a group's name, place in lists, filing number and paper."""

    class Meta:
        model = EducationGroup
        fields: ClassVar[list[str]] = ["name", "position", "filing_no", "filed_on", "document"]


class CorrectionForm(RecordForm):
    """Asks for a membership as it really was; there must be a reason."""

    reason_required = True
    start = ChosenDay(label=_("开始日期"), required=False, help_text=_("留空表示在有记录之前就已生效。"))
    end = ChosenDay(label=_("结束日期"), required=False, help_text=_("不再有效的第一天；仍有效时留空。"))

    class Meta:
        model = Membership
        fields: ClassVar[list[str]] = ["role", "start", "end", "end_reason", "document"]

    @property
    def day_given(self) -> date | None:
        """Return the day that the effects are shown for: today."""
        return None

    @property
    def concerned(self) -> list[int]:
        """Return the school that the membership is of."""
        return [self.instance.school_id]


class WithdrawForm(ActionForm):
    """Asks why a planned change is taken back."""

    reason_required = True
