"""Education groups and memberships in the Django admin."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.door import DoorAdmin, DoorForm
from accounts.roles import Permission
from groups.actions import change_group, form_group, join_group
from groups.actions_changes import correct_membership
from groups.models import EducationGroup, Formation, FormationStep, GroupChange, Membership, PlannedSchool
from schools.models import School


class NewGroupForm(DoorForm):
    """Asks beside a group's record for the school that leads it."""

    lead = forms.ModelChoiceField(
        School.objects.none(),
        label=_("龙头学校"),
        required=False,
        help_text=_("龙头带动的集团必须选择；区域性集团可以留空。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lead"].queryset = School.objects.visible_to(self.user)  # type: ignore[attr-defined]


@admin.register(EducationGroup)
class EducationGroupAdmin(DoorAdmin):
    """Groups: they are dissolved by their end and never deleted."""

    view_permission = Permission.VIEW_GROUPS
    edit_permission = Permission.EDIT_GROUPS
    fields = [
        "district",
        "slug",
        "name",
        "kind",
        "position",
        "start",
        "end",
        "document",
        "filing_no",
        "filed_on",
    ]
    fixed_fields = ["district"]
    list_display = ["position", "name", "kind", "start", "end"]
    list_display_links = ["name"]
    list_filter = ["kind"]
    search_fields = ["name", "slug"]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return the record's fields, for a new group with its lead."""
        return [*self.fields, *([] if obj else ["lead"])]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Return the form for a new group or a stored one."""
        if obj is None:
            kwargs["form"] = NewGroupForm
        return super().get_form(request, obj, change, **kwargs)

    def write_new(self, form: Any, *, by: Any) -> None:
        """Enter the group with its lead."""
        typed = form.cleaned_data
        form_group(form.instance, lead=typed["lead"], reason=typed["reason"], request_key=form.key, by=by)

    def write_change(self, form: Any, *, by: Any) -> None:
        """Change the group as far as its memberships allow."""
        change_group(form.instance, reason=form.cleaned_data["reason"], by=by)


class CorrectionForm(DoorForm):
    """A stored membership's form: what is corrected needs a reason, and is recorded as a correction."""

    reason_required = True


@admin.register(Membership)
class MembershipAdmin(DoorAdmin):
    """Memberships: they are corrected for a reason, end for a reason and are never deleted."""

    view_permission = Permission.VIEW_GROUPS
    edit_permission = Permission.EDIT_GROUPS
    fields = ["group", "school", "role", "start", "end", "end_reason", "document", "basis"]
    fixed_fields = ["group", "school"]
    list_display = ["group", "school", "role", "start", "end"]
    list_filter = ["role", "end_reason"]
    list_select_related = ["group__district", "school"]
    search_fields = ["group__name", "school__name", "school__code"]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Return the form for a new membership or a stored one."""
        if obj is not None:
            kwargs["form"] = CorrectionForm
        return super().get_form(request, obj, change, **kwargs)

    def write_new(self, form: Any, *, by: Any) -> None:
        """Let the school join."""
        join_group(form.instance, reason=form.cleaned_data["reason"], request_key=form.key, by=by)

    def write_change(self, form: Any, *, by: Any) -> None:
        """Correct days, role or papers."""
        today, reason = timezone.localdate(), form.cleaned_data["reason"]
        correct_membership(form.instance, day=today, reason=reason, request_key=form.key, by=by)


class RecordedAdmin(DoorAdmin):
    """Rows that the portal's own pages write; the admin shows them and changes nothing."""

    view_permission = Permission.VIEW_GROUPS


@admin.register(GroupChange)
class GroupChangeAdmin(RecordedAdmin):
    """Changes: they are recorded and withdrawn on the pages of the groups."""

    list_display = ["day", "kind", "group", "subject", "state"]
    list_filter = ["kind", "state"]
    list_select_related = ["group", "other_group", "district"]


@admin.register(Formation)
class FormationAdmin(RecordedAdmin):
    """Formations: they go on step by step on their own pages."""

    list_display = ["name", "kind", "group"]
    list_select_related = ["group", "district"]


@admin.register(PlannedSchool)
class PlannedSchoolAdmin(RecordedAdmin):
    """Schools that are to belong to a group."""

    list_display = ["formation", "school", "role"]
    list_select_related = ["formation__district", "school"]


@admin.register(FormationStep)
class FormationStepAdmin(RecordedAdmin):
    """Steps of formations."""

    list_display = ["formation", "step", "day"]
    list_select_related = ["formation__district"]
