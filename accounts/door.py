"""The Django admin behind the same door: the same rows, the same rights, the same path for writing."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.sites import AdminSite
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AdminTextInputWidget
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.db import models
from django.db.models import ProtectedError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import can, require
from accounts.models import User
from accounts.roles import Permission
from records import actions
from records.differences import describe
from records.errors import AlreadyDone, StaleVersion
from records.forms import RecordForm
from records.models import REASON_LENGTH, AuditEntry, Record

STALE = _(
    "没有保存：您打开表单之后，这条记录已被他人修改或删除。您填写的内容还在下面；"
    "请在另一个窗口核对现在的内容，再重新打开表单修改。"
)
ALREADY_DONE = _("这张表单已经提交过，内容已在第一次提交时保存，没有重复保存。")
STILL_USED = _("没有删除：仍有其他记录引用它。")
CLOSED = {"view_on_site", "autocomplete"}  # addresses that would tell of rows that the person may not see
SHOWN_HISTORY = 100  # entries of one record's history


class PortalAdminSite(AdminSite):
    """The admin site of the portal; people sign in and out and change passwords where everybody does."""

    site_header = _("管理后台")
    site_title = _("管理后台")
    index_title = _("账号与基础数据")
    enable_nav_sidebar = False

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Take in only what stands behind the door; packages register models of theirs too."""
        if admin_class is not None and issubclass(admin_class, DoorAdmin):
            super().register(model_or_iterable, admin_class, **options)

    def get_urls(self) -> list[Any]:
        """Return the site's addresses without the closed ones."""
        return [url for url in super().get_urls() if getattr(url, "name", None) not in CLOSED]

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Send the person to the one page that takes passwords, where attempts are counted."""
        if self.has_permission(request):
            return redirect("admin:index")
        return redirect_to_login(reverse("admin:index"))

    def logout(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Send the person to the one page that signs out."""
        return redirect("account_logout")

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Send the person to the one page that changes the own password."""
        return redirect("account_change_password")

    def password_change_done(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Send the person to the one page that changes the own password."""
        return redirect("account_change_password")


class DoorForm(RecordForm):
    """A record's form in the admin: it also asks why, and knows who asks."""

    reason = forms.CharField(
        label=_("修改原因"),
        required=False,
        max_length=REASON_LENGTH,
        help_text=_("写入审计记录；可以不填。"),
        widget=AdminTextInputWidget,
    )


class DoorAdmin(admin.ModelAdmin):
    """Base of every model's admin.

    Rows come from ``visible_to(user)``, rights from the permission enum, and every write is an action of
    ``records.actions`` or one that the subclass names, so that it is checked, locked and audited.
    """

    form: type[forms.ModelForm] = DoorForm
    # the column; the form's hidden field of that name compares it
    exclude: ClassVar[list[str] | None] = ["version"]
    view_permission: ClassVar[Permission]
    edit_permission: ClassVar[Permission | None] = None
    may_delete: ClassVar[bool] = False
    fixed_fields: ClassVar[list[str]] = []  # what a row keeps for ever once it is stored
    actions = None
    list_per_page = 50
    show_full_result_count = False
    view_on_site = False

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        """Return the rows that the person may see."""
        rows = self.model._default_manager.visible_to(request.user)
        ordering = self.get_ordering(request)
        return rows.order_by(*ordering) if ordering else rows

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

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Return the fields that nobody types, and those that a stored row keeps."""
        return [*super().get_readonly_fields(request, obj), *(self.fixed_fields if obj else [])]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return the fields, with what the form adds to them where the person may write."""
        shown = [name for name in self.get_fields(request, obj) if name not in DoorForm.declared_fields]
        may_write = self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        return [(None, {"fields": [*shown, *(sorted(DoorForm.declared_fields) if may_write else [])]})]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Return a form class that knows the person, and what an action refused a moment before."""
        form = super().get_form(request, obj, change, **kwargs)
        known = {"user": request.user, "refusal": getattr(request, "refusal", None)}
        return type(form.__name__, (form,), known)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Return nothing: a link fills in no form, least of all its request key."""
        return {}

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Offer only rows that the person may see."""
        if "queryset" not in kwargs:
            kwargs["queryset"] = db_field.related_model._default_manager.visible_to(request.user)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Record, form: DoorForm, change: bool) -> None:
        """Write through the actions; ask for the right at the very place the row is written to."""
        if self.edit_permission is None:
            raise PermissionDenied
        require(request.user, self.edit_permission, at=obj.place)
        write = self.write_change if change else self.write_new
        write(form, by=request.user)

    def write_new(self, form: Any, *, by: Any) -> None:
        """Store a new row; a model with an action of its own names it here."""
        reason = form.cleaned_data["reason"]
        actions.create(form.instance, reason=reason, request_key=form.key, by=by)

    def write_change(self, form: Any, *, by: Any) -> None:
        """Store a changed row; a model with an action of its own names it here."""
        actions.change(form.instance, reason=form.cleaned_data["reason"], by=by)

    def delete_model(self, request: HttpRequest, obj: Record) -> None:
        """Delete through the action."""
        actions.remove(obj, by=acting(request))

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show what an action refused in the form itself, with all that was typed; nothing was written."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except AlreadyDone:
            messages.warning(request, ALREADY_DONE)
            return self._back_to_list()
        except StaleVersion:
            request.refusal = ValidationError(STALE, code="stale")  # type: ignore[attr-defined]
        except ValidationError as error:
            request.refusal = error  # type: ignore[attr-defined]
        return super().changeform_view(request, *args, **kwargs)

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer with a sentence if the row came into use, or was gone, while the page was open."""
        try:
            return super().delete_view(request, *args, **kwargs)
        except StaleVersion as error:
            raise Http404 from error
        except ProtectedError:
            messages.error(request, STILL_USED)
            return self._back_to_list()

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Refuse filters that PostgreSQL could not even compare."""
        if any("\x00" in value for value in request.GET.values()):
            raise BadRequest("NUL in a filter")
        return super().changelist_view(request, extra_context)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Show what the audit trail says of one row, to whom the trail is open."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        row = self.get_object(request, unquote(object_id))
        if row is None:
            raise Http404
        entries = AuditEntry.objects.visible_to(request.user).about(row).newest(SHOWN_HISTORY)
        context = {
            **self.admin_site.each_context(request),
            "title": _("修改记录"),
            "subtitle": str(row),
            "opts": self.opts,
            "object": row,
            "may_read_trail": can(request.user, Permission.VIEW_AUDIT),
            "changes": [describe(entry) for entry in entries],
        }
        return render(request, "admin/object_history.html", context)

    def _get_obj_does_not_exist_redirect(self, *_args: Any) -> HttpResponse:
        """Answer 404 for a row that is not there, and just so for one that the person may not see."""
        raise Http404

    def _back_to_list(self) -> HttpResponse:
        return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")

    def log_addition(self, *_args: Any) -> None:  # type: ignore[override]
        """Leave Django's own log empty: the audit trail has it, with before and after."""

    log_change = log_deletion = log_deletions = log_addition  # type: ignore[assignment]


def acting(request: HttpRequest) -> User:
    """Return the signed-in person; the table of rights let nobody else in."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
