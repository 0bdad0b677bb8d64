"""Addresses below /coverage/."""

from django.urls import path

from coverage import views

app_name = "coverage"
urlpatterns = [
    path("", views.coverage_overview, name="coverage_overview"),
    path("reconciliation/", views.reconciliation, name="reconciliation"),
    path("stages/<str:stage>/", views.stage_detail, name="stage_detail"),
]
