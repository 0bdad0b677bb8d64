"""Accounts, appointments and the audit trail in the Django admin."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.forms import SetPasswordForm
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters

from accounts.actions import change_account, set_password
from accounts.door import DoorAdmin, DoorForm, acting
from accounts.models import Appointment, User
from accounts.roles import Permission
from records.models import AuditEntry, Job

PASSWORD_SET = _(
    "已为%(user)s设置新密码，其所有登录会话已结束。请当面或通过安全的途径告知本人，并提醒尽快修改。"
)


class UserForm(DoorForm):
    """An account's form; names are stored in lower case, however they are typed."""

    def clean_username(self) -> str:
        """Return the name in lower case."""
        return self.cleaned_data["username"].lower()


@admin.register(User)
class UserAdmin(DoorAdmin):
    """Accounts: given, switched off and provided with passwords by the administrator, never deleted."""

    form = UserForm
    view_permission = edit_permission = Permission.MANAGE_ACCOUNTS
    fields = ["username", "name", "email", "is_active", "leaves_on", "last_login"]
    readonly_fields = ["last_login"]
    list_display = ["username", "name", "is_active", "leaves_on", "last_login"]
    list_filter = ["is_active"]
    search_fields = ["username", "name"]
    change_form_template = "admin/accounts/user/change_form.html"

    def get_urls(self) -> list[Any]:
        """Return the addresses, with the page that sets a password."""
        view = self.admin_site.admin_view(self.set_password_view)
        return [path("<path:object_id>/password/", view, name="accounts_user_password"), *super().get_urls()]

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Refuse to filter by the hash, which a filter would tell bit by bit."""
        return not lookup.startswith("password") and super().lookup_allowed(lookup, value, request)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Store the account; a new one cannot sign in before it has a password."""
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)

    def write_change(self, form: Any, *, by: Any) -> None:
        """Store the account, if an administrator is left."""
        change_account(form.instance, on=timezone.localdate(), reason=form.cleaned_data["reason"], by=by)

    @method_decorator(sensitive_post_parameters())
    def set_password_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Set somebody's password; the own one is changed where the old one is asked for."""
        user = self._get_account(request, object_id)
        if user == request.user:
            return redirect("account_change_password")
        form = SetPasswordForm(user, request.POST or None)
        if request.method == "POST" and form.is_valid():
            set_password(user, password=form.cleaned_data["new_password1"], by=acting(request))
            messages.success(request, PASSWORD_SET % {"user": user})
            return redirect("admin:accounts_user_change", user.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": _("设置密码"),
            "subtitle": str(user),
            "opts": self.opts,
            "original": user,
            "form": form,
            "media": self.media,
        }
        return render(request, "admin/accounts/user/set_password.html", context)

    def _get_account(self, request: HttpRequest, object_id: str) -> User:
        if not self.has_change_permission(request):
            raise PermissionDenied
        account = self.get_object(request, unquote(object_id))
        if account is None:
            raise Http404
        return account


@admin.register(Appointment)
class AppointmentAdmin(DoorAdmin):
    """Appointments: they end by their last day and are never deleted."""

    view_permission = edit_permission = Permission.MANAGE_ACCOUNTS
    fields = ["user", "role", "district", "school", "start", "end", "document"]
    fixed_fields = ["user"]
    list_display = ["user", "role", "district", "school", "start", "end"]
    list_filter = ["role"]
    list_select_related = ["user", "district", "school"]
    search_fields = ["user__username", "user__name", "school__name", "school__code"]

    def write_change(self, form: Any, *, by: Any) -> None:
        """Store the appointment, if an administrator is left."""
        change_account(form.instance, on=timezone.localdate(), reason=form.cleaned_data["reason"], by=by)


@admin.register(AuditEntry)
class AuditEntryAdmin(DoorAdmin):
    """The audit trail: read, never written."""

    form = forms.ModelForm
    view_permission = Permission.VIEW_AUDIT
    exclude = None
    fields = [
        "at", "username", "role", "action", "object_type", "object_label", "school_code", "before", "after",
        "reason", "request_id", "chain", "sequence", "hash",
    ]  # fmt: skip
    list_display = ["at", "username", "action", "object_type", "object_label", "school_code", "reason"]
    list_filter = ["action", "object_type"]
    search_fields = ["object_label", "username", "school_code"]
    ordering = ["-at", "-id"]


@admin.register(Job)
class JobAdmin(DoorAdmin):
    """Background jobs: looked at where something does not go on, never written by hand."""

    form = forms.ModelForm
    view_permission = Permission.MANAGE_ACCOUNTS
    exclude = None
    fields = [
        "key", "kind", "subject", "username", "language", "reason", "state", "tries", "done", "total",
        "message", "asked_at", "started_at", "heartbeat_at", "finished_at", "cancel_requested_at",
        "cancel_requested_by",
    ]  # fmt: skip
    list_display = ["asked_at", "kind", "subject", "username", "state", "done", "total", "heartbeat_at"]
    list_filter = ["state", "kind"]
    search_fields = ["subject", "username"]
    ordering = ["-pk"]
