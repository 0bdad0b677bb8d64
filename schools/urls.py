"""Addresses below /schools/."""

from django.urls import path

from schools import views

app_name = "schools"
urlpatterns = [
    path("", views.school_list, name="school_list"),
    path("<str:code>/", views.school_detail, name="school_detail"),
    path("<str:code>/staff/", views.staff_list, name="staff_list"),
]
