"""Code tables, designations, targets and declared counts in the Django admin."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import BadRequest, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from import_export.admin import ImportExportMixin

from accounts.door import DoorAdmin, DoorForm
from accounts.roles import Permission
from coverage import actions as designation_actions
from coverage.models import (
    DeclaredCount,
    Designation,
    DesignationLevel,
    DesignationScheme,
    Headline,
    Rule,
    RuleSet,
    Target,
)
from coverage.resources import CodeTableCSV, LevelResource, SchemeResource
from schools.models import School

PERIOD = ["start", "end", "document"]
CANNOT_READ = _("无法读取这个文件，请上传首行为列名的 CSV 文件。")


class CodeTableAdmin(ImportExportMixin, DoorAdmin):
    """Base of the code tables: read by all who read coverage, kept by the administrator, also as CSV."""

    view_permission = Permission.VIEW_COVERAGE
    edit_permission = Permission.MANAGE_CODE_TABLES
    may_delete = True
    formats = [CodeTableCSV]
    to_encoding = "utf-8-sig"  # else spreadsheets take the text for the system's own encoding
    skip_export_form = skip_import_confirm = skip_admin_log = True
    import_template_name = "admin/coverage/import.html"

    def get_urls(self) -> list[Any]:
        """Return the addresses without the second step of an import, which trusts what it is sent."""
        return [url for url in super().get_urls() if not str(url.name).endswith("_process_import")]

    def has_import_permission(self, request: HttpRequest) -> bool:
        """Return whether the person may import: whoever may add rows."""
        return self.has_add_permission(request)

    def has_export_permission(self, request: HttpRequest) -> bool:
        """Return whether the person may export: whoever may read rows."""
        return self.has_view_permission(request)

    def get_export_queryset(self, request: HttpRequest) -> QuerySet:
        """Return the rows that the list shows under the same filters."""
        try:
            return super().get_export_queryset(request)
        except IncorrectLookupParameters as error:
            raise BadRequest("a filter that the list does not have") from error

    def add_data_read_fail_error_to_form(self, form: forms.Form, error: Exception) -> None:
        """Say what is wrong with the file as a whole."""
        form.add_error("import_file", error if isinstance(error, ValidationError) else CANNOT_READ)


@admin.register(DesignationScheme)
class DesignationSchemeAdmin(CodeTableAdmin):
    """Schemes under which quality is recognised."""

    resource_classes = [SchemeResource]
    fields = ["code", "name", "authority", "stage"]
    list_display = ["code", "name", "authority", "stage"]
    search_fields = ["code", "name"]


@admin.register(DesignationLevel)
class DesignationLevelAdmin(CodeTableAdmin):
    """Levels of schemes."""

    resource_classes = [LevelResource]
    fields = ["scheme", "code", "name", "rank", "counts_as_quality", "successor", *PERIOD]
    list_display = ["scheme", "code", "name", "rank", "counts_as_quality", "start", "end"]
    list_display_links = ["name"]
    list_filter = ["scheme"]
    list_select_related = ["scheme", "successor__scheme"]
    search_fields = ["code", "name"]


class OfficerAdmin(DoorAdmin):
    """Base of what officers keep of quality and targets."""

    view_permission = Permission.VIEW_COVERAGE
    edit_permission = Permission.EDIT_DESIGNATIONS
    may_delete = True


@admin.register(Designation)
class DesignationAdmin(OfficerAdmin):
    """Designations of schools; awards and corrections are the actions of the portal's own pages."""

    fields = ["school", "level", "authority", "basis", *PERIOD, "end_reason", "end_document"]
    fixed_fields = ["school", "level"]
    list_display = ["school", "level", "basis", "start", "end"]
    list_filter = ["level__scheme", "basis"]
    list_select_related = ["school__district", "level__scheme"]
    search_fields = ["school__name", "school__code"]

    def write_new(self, form: Any, *, by: Any) -> None:
        """Award by the action that checks level and school."""
        reason = form.cleaned_data["reason"]
        designation_actions.award(form.instance, reason=reason, request_key=form.key, by=by)

    def write_change(self, form: Any, *, by: Any) -> None:
        """Correct by the action that checks level and school."""
        designation_actions.correct(form.instance, reason=form.cleaned_data["reason"], by=by)


@admin.register(Target)
class TargetAdmin(OfficerAdmin):
    """Targets of a district."""

    fields = ["district", "stage", "share", "statement", "due_on", *PERIOD]
    fixed_fields = ["district"]
    list_display = ["stage", "share", "statement", "due_on", "district"]
    list_select_related = ["district"]


@admin.register(Headline)
class HeadlineAdmin(OfficerAdmin):
    """The measure that a district puts first."""

    fields = ["district", "basis", "weight", *PERIOD]
    fixed_fields = ["district"]
    list_display = ["district", "basis", "weight", "start", "end"]
    list_select_related = ["district"]


class DeclaredCountForm(DoorForm):
    """Asks which ownerships and kinds a declared number is about."""

    ownerships = forms.MultipleChoiceField(
        label=_("包含的办学性质"), choices=School.Ownership.choices, widget=forms.CheckboxSelectMultiple
    )
    kinds = forms.MultipleChoiceField(
        label=_("包含的办学类型"), choices=School.Kind.choices, widget=forms.CheckboxSelectMultiple
    )


@admin.register(DeclaredCount)
class DeclaredCountAdmin(OfficerAdmin):
    """What a document declares."""

    form = DeclaredCountForm
    fields = ["district", "position", "code", "section", "label", "ownerships", "kinds", "count", *PERIOD]
    fixed_fields = ["district"]
    list_display = ["position", "section", "label", "count", "start", "end"]
    list_display_links = ["label"]
    list_select_related = ["district"]


class RuleAdminBase(DoorAdmin):
    """Base of the rule sets: read by all who read coverage, kept by the administrator."""

    view_permission = Permission.VIEW_COVERAGE
    edit_permission = Permission.MANAGE_CODE_TABLES
    may_delete = True


@admin.register(RuleSet)
class RuleSetAdmin(RuleAdminBase):
    """Versions of a policy's thresholds."""

    fields = ["code", "name", "edition", "source", "confidence", "note", *PERIOD]
    list_display = ["name", "edition", "code", "confidence", "start", "end"]
    list_filter = ["confidence"]
    search_fields = ["code", "name"]


@admin.register(Rule)
class RuleAdmin(RuleAdminBase):
    """Single thresholds."""

    fields = ["rule_set", "position", "code", "label", "comparison", "value", "unit", "confidence", "note"]
    list_display = ["label", "comparison", "value", "unit", "rule_set"]
    list_filter = ["rule_set"]
    list_select_related = ["rule_set"]
    search_fields = ["code", "label"]
