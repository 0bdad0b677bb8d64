"""The register in the Django admin."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminDateWidget
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.door import DoorAdmin, DoorForm
from accounts.roles import Permission
from schools.actions import check_same_district, check_stage_served, register_school
from schools.actions_register import correct_school
from schools.admin_imports import RosterAdmin
from schools.choices import ImportKind
from schools.models import (
    Confirmation,
    Contact,
    District,
    Employment,
    Enrolment,
    Facility,
    FormerName,
    ImportBatch,
    Lineage,
    Proposal,
    RetiredCode,
    School,
    SchoolStatus,
    Staff,
    StageService,
)
from schools.stages import Stage

PERIOD = ["start", "end", "document"]


@admin.register(District)
class DistrictAdmin(DoorAdmin):
    """Districts: a code table."""

    view_permission = Permission.VIEW_REGISTER
    edit_permission = Permission.MANAGE_CODE_TABLES
    fields = ["code", "name", "holds_demonstration"]
    readonly_fields = ["holds_demonstration"]
    list_display = ["code", "name", "holds_demonstration"]


class RegisterAdmin(DoorAdmin):
    """Base of what officers keep of schools."""

    view_permission = Permission.VIEW_REGISTER
    edit_permission = Permission.EDIT_REGISTER
    list_select_related = ["school__district"]
    search_fields = ["school__name", "school__code"]
    fixed_fields = ["school"]
    may_delete = True


class NewSchoolForm(DoorForm):
    """Asks beside a school's record for what it serves, and from when."""

    stages = forms.MultipleChoiceField(
        label=_("办学学段"), choices=Stage.choices, widget=forms.CheckboxSelectMultiple
    )
    operating_from = forms.DateField(
        label=_("开办日期"),
        required=False,
        widget=AdminDateWidget,
        help_text=_("在办状态和学段从这一天起生效。留空表示在有记录之前就已生效。"),
    )


@admin.register(School)
class SchoolAdmin(RosterAdmin):
    """Schools: they close by their status and are never deleted."""

    roster = ImportKind.SCHOOLS
    view_permission = Permission.VIEW_REGISTER
    edit_permission = Permission.GOVERN_REGISTER
    fields = [
        "district", "code", "name", "kind", "kind_basis", "ownership", "ownership_basis", "is_collective",
        "in_district_register", "town", "urban_rural", "is_boarding", "founded_on",
    ]  # fmt: skip
    fixed_fields = [
        "district",
        "code",
        "name",
        "is_collective",
    ]  # name and code change with a day of their own
    list_display = ["code", "name", "kind", "ownership", "in_district_register"]
    list_filter = ["kind", "ownership", "in_district_register"]
    search_fields = ["name", "code"]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return the record's fields, for a new school with its stages."""
        return [*self.fields, *([] if obj else ["stages", "operating_from"])]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Return the form for a new school or a stored one."""
        if obj is None:
            kwargs["form"] = NewSchoolForm
        return super().get_form(request, obj, change, **kwargs)

    def write_new(self, form: Any, *, by: Any) -> None:
        """Register the school with its stages."""
        register_school(
            form.instance,
            stages=[Stage(stage) for stage in form.cleaned_data["stages"]],
            operating_from=form.cleaned_data["operating_from"],
            reason=form.cleaned_data["reason"],
            request_key=form.key,
            by=by,
        )

    def write_change(self, form: Any, *, by: Any) -> None:
        """Correct the school's facts as the register's own page does."""
        correct_school(form.instance, reason=form.cleaned_data["reason"], by=by)


@admin.register(Lineage)
class LineageAdmin(DoorAdmin):
    """What became of schools; written by splitting, merging and replacing them."""

    view_permission = Permission.VIEW_REGISTER
    fields = ["predecessor", "successor", "kind", "day", "document"]
    list_display = ["predecessor", "kind", "successor", "day"]
    list_select_related = ["predecessor__district", "successor"]
    list_filter = ["kind"]
    search_fields = ["predecessor__name", "successor__name"]


@admin.register(RetiredCode)
class RetiredCodeAdmin(DoorAdmin):
    """Codes that nobody may bear again; written when a school is given another code."""

    view_permission = Permission.VIEW_REGISTER
    fields = ["school", "code", "retired_on"]
    list_display = ["code", "school", "retired_on"]
    list_select_related = ["school__district"]
    search_fields = ["code", "school__name"]


@admin.register(Contact)
class ContactAdmin(RegisterAdmin):
    """Contacts."""

    fields = ["school", "duty", "name", "phone", "email", "note", "basis"]
    list_display = ["name", "school", "duty", "phone"]


@admin.register(FormerName)
class FormerNameAdmin(RegisterAdmin):
    """Former names."""

    edit_permission = Permission.GOVERN_REGISTER
    fields = ["school", "name", "used_until", "document", "basis"]
    list_display = ["name", "school", "used_until"]
    search_fields = ["name", "school__name", "school__code"]


@admin.register(SchoolStatus)
class SchoolStatusAdmin(RegisterAdmin):
    """Dated states of schools."""

    edit_permission = Permission.GOVERN_REGISTER
    may_delete = False  # it ends by its last day; enrolment and coverage rest on it

    fields = ["school", "status", *PERIOD]
    list_display = ["school", "status", "start", "end"]
    list_filter = ["status"]


@admin.register(StageService)
class StageServiceAdmin(RegisterAdmin):
    """Stages that schools serve."""

    edit_permission = Permission.GOVERN_REGISTER
    may_delete = False  # it ends by its last day; enrolment and coverage rest on it

    fields = ["school", "stage", "basis", *PERIOD]
    list_display = ["school", "stage", "basis", "start", "end"]
    list_filter = ["stage", "basis"]


@admin.register(Enrolment)
class EnrolmentAdmin(RosterAdmin, RegisterAdmin):
    """Enrolment by school year and stage."""

    roster = ImportKind.ENROLMENT
    fields = ["school", "year", "stage", "pupils", "classes", "basis"]
    list_display = ["school", "year", "stage", "pupils", "classes", "basis"]
    list_filter = ["year", "stage", "basis"]

    def write_new(self, form: Any, *, by: Any) -> None:
        """Store the figure of a stage that the school serves."""
        check_stage_served(form.instance)
        super().write_new(form, by=by)

    def write_change(self, form: Any, *, by: Any) -> None:
        """Store the changed figure of a stage that the school serves."""
        check_stage_served(form.instance)
        super().write_change(form, by=by)


@admin.register(Staff)
class StaffAdmin(RosterAdmin):
    """People: whoever leaves keeps the record."""

    roster = ImportKind.STAFF
    view_permission = Permission.VIEW_STAFF
    edit_permission = Permission.EDIT_REGISTER
    fields = [
        "district", "staff_no", "name", "post", "section", "subject", "title", "qualification",
        "backbone_level", "status", "basis",
    ]  # fmt: skip
    fixed_fields = ["district"]
    list_display = ["staff_no", "name", "post", "subject", "title", "status"]
    list_filter = ["post", "title", "backbone_level", "status"]
    search_fields = ["staff_no", "name"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Return the people of the own districts, those on no roster today too."""
        return Staff.objects.in_districts_of(request.user)


@admin.register(Employment)
class EmploymentAdmin(RegisterAdmin):
    """Who belongs to which school's staff, and when."""

    view_permission = Permission.VIEW_STAFF
    fields = ["staff", "school", *PERIOD]
    fixed_fields = ["staff", "school"]
    list_display = ["staff", "school", "start", "end"]
    list_select_related = ["staff", "school__district"]
    search_fields = ["staff__name", "staff__staff_no", "school__name", "school__code"]

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Offer people of the own districts."""
        if db_field.name == "staff":
            kwargs["queryset"] = Staff.objects.in_districts_of(request.user)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def write_new(self, form: Any, *, by: Any) -> None:
        """Store an employment within one district."""
        check_same_district(form.instance.staff, form.instance.school)
        super().write_new(form, by=by)


@admin.register(Confirmation)
class ConfirmationAdmin(DoorAdmin):
    """Confirmations of facts: given on the school's page, and only read here."""

    view_permission = Permission.VIEW_REGISTER
    fields = ["school", "school_year", "term", "confirmed_at", "confirmed_by", "basis"]
    list_display = ["school", "school_year", "term", "confirmed_at", "confirmed_by"]
    list_filter = ["school_year", "term"]
    list_select_related = ["school__district"]


@admin.register(Proposal)
class ProposalAdmin(DoorAdmin):
    """Proposed corrections: made and answered on their own pages, and only read here."""

    view_permission = Permission.VIEW_REGISTER
    fields = [
        "school", "field", "against", "proposed", "explanation", "state", "proposed_at", "proposed_by",
        "decided_at", "decided_by", "answer", "basis",
    ]  # fmt: skip
    list_display = ["school", "field", "state", "proposed_at", "decided_at"]
    list_filter = ["state", "field"]
    list_select_related = ["school__district"]


@admin.register(Facility)
class FacilityAdmin(RosterAdmin, RegisterAdmin):
    """What each school has of rooms, grounds and equipment in each year."""

    roster = ImportKind.FACILITIES
    fields = ["school", "year", "item", "quantity", "area", "value", "basis"]
    fixed_fields = ["school", "year", "item"]
    list_display = ["school", "year", "item", "quantity", "area", "value"]
    list_filter = ["year", "item"]
    list_select_related = ["school__district"]
    search_fields = ["school__name", "school__code", "item"]


@admin.register(ImportBatch)
class ImportBatchAdmin(DoorAdmin):
    """Imported rosters: made and undone on their own pages, and only read here."""

    view_permission = Permission.VIEW_STAFF
    fields = [
        "district", "school", "kind", "state", "mode", "keeps_good_rows", "effective_on", "file_name",
        "sha256", "row_count", "created_count", "updated_count", "unchanged_count", "rejected_count",
        "uploaded_at", "uploaded_by", "applied_at", "applied_by", "undone_at", "undone_by",
    ]  # fmt: skip
    list_display = ["file_name", "kind", "state", "row_count", "uploaded_at", "uploaded_by"]
    list_filter = ["kind", "state"]
    list_select_related = ["district", "school__district"]
