"""Addresses below /schools/."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from schools import views


class SchoolCodeConverter(StringConverter):
    """A school code in an address: anything else is no address at all, and no text for the database."""

    regex = "[0-9]{10}|[0-9]{6}-L[0-9]{3,6}"


register_converter(SchoolCodeConverter, "school_code")

app_name = "schools"
urlpatterns = [
    path("", views.school_list, name="school_list"),
    path("<school_code:code>/", views.school_detail, name="school_detail"),
    path("<school_code:code>/staff/", views.staff_list, name="staff_list"),
]
