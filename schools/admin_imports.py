"""Rosters in the Django admin: its own way into the one import there is."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse

from accounts.access import can
from accounts.door import DoorAdmin
from schools.imports.actions import permission_for
from schools.views_imports import import_new


class RosterAdmin(DoorAdmin):
    """Base of lists whose rows come in by rosters, too."""

    roster: ClassVar[str]
    change_list_template = "admin/schools/roster_change_list.html"

    def get_urls(self) -> list[Any]:
        """Return the addresses of the list, and that of the upload before them."""
        view = self.admin_site.admin_view(self.import_view)
        return [path("import/", view, name=self._import_name), *super().get_urls()]

    @property
    def _import_name(self) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_import"

    def has_import_permission(self, request: HttpRequest) -> bool:
        """Return whether the person may bring in rosters of this kind."""
        return can(request.user, permission_for(self.roster))

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """Take an upload of this kind; what follows are the pages of the import."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        return import_new(request, self.roster)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Show the list, with the way to the upload for whoever may take it."""
        address = reverse(f"admin:{self._import_name}") if self.has_import_permission(request) else ""
        return super().changelist_view(request, {**(extra_context or {}), "import_address": address})
