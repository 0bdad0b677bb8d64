"""The Django admin behind the same door: the same rows, the same rights, the same path for writing."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account.decorators import secure_admin_login
from django.contrib import admin, messages
from django.contrib.admin.sites import AdminSite
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import can, require
from accounts.roles import Permission
from records import actions
from records.errors import Conflict
from records.forms import RecordForm
from records.models import Record

CONFLICT = _("没有保存：您打开表单之后，这条记录已被修改，或者同一表单已经提交过。请核对现在的内容后再改。")


class PortalAdminSite(AdminSite):
    """The admin site of the portal."""

    site_header = _("管理后台")
    site_title = _("管理后台")
    index_title = _("账号与基础数据")
    enable_nav_sidebar = False
    login = secure_admin_login(AdminSite.login)


class DoorAdmin(admin.ModelAdmin):
    """Base of every model's admin.

    Rows come from ``visible_to(user)``, rights from the permission enum, and every write is an action of
    ``records.actions`` or one that the subclass names, so that it is checked, locked and audited.
    """

    form = RecordForm
    view_permission: ClassVar[Permission]
    edit_permission: ClassVar[Permission | None] = None
    may_delete: ClassVar[bool] = False
    actions = None
    list_per_page = 50
    show_full_result_count = False
    view_on_site = False

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        """Return the rows that the person may see."""
        return self.model._default_manager.visible_to(request.user).order_by(*self.get_ordering(request))

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Return whether the model is listed for the person."""
        return can(request.user, self.view_permission)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return whether the person may read rows of the model."""
        return can(request.user, self.view_permission)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Return whether the person may add rows."""
        return self.edit_permission is not None and can(request.user, self.edit_permission)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return whether the person may change rows, or this row."""
        if self.edit_permission is None:
            return False
        return can(request.user, self.edit_permission, at=obj.place if obj else None)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return whether rows may be deleted at all, and by the person."""
        return self.may_delete and self.has_change_permission(request, obj)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return the fields, with the hidden version and request key where the person may write."""
        fields = list(self.get_fields(request, obj))
        may_write = self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        hidden = {"version", "request_key"}
        shown = [field for field in fields if field not in hidden]
        return [(None, {"fields": [*shown, *(sorted(hidden) if may_write else [])]})]

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Offer only rows that the person may see."""
        manager = db_field.related_model._default_manager
        kwargs.setdefault("queryset", manager.visible_to(request.user))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Record, form: RecordForm, change: bool) -> None:
        """Write through the actions; ask for the right at the very place the row is written to."""
        assert self.edit_permission is not None  # noqa: S101 # Django asked has_*_permission before
        require(request.user, self.edit_permission, at=obj.place)
        if change:
            self.write_change(obj, by=request.user)
        else:
            self.write_new(obj, request_key=form.key, by=request.user)

    def write_new(self, obj: Any, *, request_key: Any, by: Any) -> None:
        """Store a new row; a model with an action of its own names it here."""
        actions.create(obj, request_key=request_key, by=by)

    def write_change(self, obj: Any, *, by: Any) -> None:
        """Store a changed row; a model with an action of its own names it here."""
        actions.change(obj, by=by)

    def delete_model(self, request: HttpRequest, obj: Record) -> None:
        """Delete through the action."""
        actions.remove(obj, by=request.user)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer a refusal by an action with a sentence instead of an error page; nothing was written."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except Conflict:
            messages.error(request, CONFLICT)
        except ValidationError as error:
            for sentence in error.messages:
                messages.error(request, sentence)
        return self._back_to_list(request)

    def _back_to_list(self, request: HttpRequest) -> HttpResponse:
        meta = self.model._meta
        return redirect(reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist"))

    def log_addition(self, *_args: Any) -> None:
        """Leave Django's own log empty: the audit trail has it, with before and after."""

    log_change = log_deletion = log_deletions = log_addition  # type: ignore[assignment]
