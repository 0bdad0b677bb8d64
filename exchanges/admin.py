"""Rotations, and who need not take part, in the Django admin."""

from __future__ import annotations

from django.contrib import admin

from accounts.door import DoorAdmin
from accounts.roles import Permission
from exchanges.models import Exemption, Rotation


@admin.register(Rotation)
class RotationAdmin(DoorAdmin):
    """Rotations: agreed on their own pages by three people, and only read here."""

    view_permission = Permission.VIEW_ROTATIONS
    fields = [
        "group", "person", "home", "host", "kind", "route", "start", "end", "agreed_end", "share", "stage",
        "subject", "purpose", "relation", "document", "extends", "state", "proposed_by", "answered_by",
        "decided_by", "said", "exception", "basis",
    ]  # fmt: skip
    list_display = ["person", "home", "host", "kind", "start", "end", "state"]
    list_filter = ["state", "kind", "route"]
    list_select_related = ["person", "home", "host", "group__district"]
    search_fields = ["person__name", "person__staff_no", "home__name", "host__name"]


@admin.register(Exemption)
class ExemptionAdmin(DoorAdmin):
    """Exemptions: entered and ended on their own pages, and only read here."""

    view_permission = Permission.VIEW_ROTATIONS
    fields = ["school", "person", "why", "start", "end", "document", "basis"]
    list_display = ["person", "school", "why", "start", "end"]
    list_filter = ["why"]
    list_select_related = ["person", "school"]
    search_fields = ["person__name", "person__staff_no", "school__name"]
