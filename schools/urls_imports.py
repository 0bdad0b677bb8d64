"""Addresses below /imports/."""

from django.urls import path

from schools import views_imports as views

app_name = "imports"
urlpatterns = [
    path("", views.import_list, name="import_list"),
    path("new/", views.import_new, name="import_new"),
    path("templates/<slug:kind>.xlsx", views.import_template, name="import_template"),
    # /imports/<key>/
    path("<uuid:key>/", views.import_detail, name="import_detail"),
    path("<uuid:key>/reading/", views.import_reading, name="import_reading"),
    path("<uuid:key>/confirm/", views.import_confirm, name="import_confirm"),
    path("<uuid:key>/stop/", views.import_stop, name="import_stop"),
    path("<uuid:key>/cancel/", views.import_cancel, name="import_cancel"),
    path("<uuid:key>/undo/", views.import_undo, name="import_undo"),
    path("<uuid:key>/errors.<slug:kind>", views.import_errors, name="import_errors"),
]
