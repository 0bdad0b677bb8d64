"""Addresses below /audit/."""

from django.urls import path

from records import views

app_name = "records"
urlpatterns = [
    path("", views.audit_list, name="audit_list"),
    path("verification/", views.audit_verification, name="audit_verification"),
    path("<int:number>/", views.audit_entry, name="audit_entry"),
]
