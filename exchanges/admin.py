"""Rotations, exemptions, shared resources and bookings in the Django admin; changed on their own pages."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.door import DoorAdmin
from accounts.roles import Permission
from exchanges.models import Booking, Exemption, OpeningHours, Rotation, SharedResource


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


@admin.register(SharedResource)
class SharedResourceAdmin(DoorAdmin):
    """Shared resources: kept by their schools on their own pages, and only read here."""

    view_permission = Permission.VIEW_RESOURCES
    fields = [
        "school", "name", "kind", "description", "audience", "group", "capacity", "lead_days",
        "is_confirmed_by_owner", "contact", "link", "basis",
    ]  # fmt: skip
    list_display = ["name", "school", "kind", "audience"]
    list_filter = ["kind", "audience"]
    list_select_related = ["school"]
    search_fields = ["name", "school__name"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Return what the own districts and school open; what others open is on the portal's pages."""
        return SharedResource.objects.of_own(request.user).select_related("school__district")


@admin.register(OpeningHours)
class OpeningHoursAdmin(DoorAdmin):
    """Opening hours: set on the resource's page, and only read here."""

    view_permission = Permission.VIEW_RESOURCES
    fields = ["resource", "weekday", "opens", "closes", "start", "end"]
    list_display = ["resource", "weekday", "opens", "closes", "start", "end"]
    list_filter = ["weekday"]
    list_select_related = ["resource__school"]
    search_fields = ["resource__name", "resource__school__name"]


@admin.register(Booking)
class BookingAdmin(DoorAdmin):
    """Bookings: made and answered on their own pages, and only read here."""

    view_permission = Permission.VIEW_RESOURCES
    fields = [
        "resource", "school", "start", "end", "purpose", "people", "state", "booked_by", "answered_by",
        "said", "basis",
    ]  # fmt: skip
    list_display = ["resource", "school", "start", "end", "state"]
    list_filter = ["state"]
    list_select_related = ["resource__school", "school"]
    search_fields = ["resource__name", "school__name", "purpose"]
