"""Addresses below /exchanges/rotations/quota/: the shares of exchange that policies ask for."""

from django.urls import path

from coverage import views_quota

app_name = "quota"
urlpatterns = [
    path("", views_quota.quota_overview, name="quota_overview"),
    path("<school_code:code>/", views_quota.quota_school, name="quota_school"),
]
