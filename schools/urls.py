"""Addresses below /schools/."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from schools import views, views_contact, views_register


class SchoolCodeConverter(StringConverter):
    """A school code in an address: anything else is no address at all, and no text for the database."""

    regex = "[0-9]{10}|[0-9]{6}-L[0-9]{3,6}"


register_converter(SchoolCodeConverter, "school_code")

app_name = "schools"
urlpatterns = [
    path("", views.school_list, name="school_list"),
    path("new/", views_register.school_new, name="school_new"),
    path("<school_code:code>/", views.school_detail, name="school_detail"),
    path("<school_code:code>/staff/", views.staff_list, name="staff_list"),
    # /schools/<code>/…: the register, by its keepers
    path("<school_code:code>/edit/", views_register.school_edit, name="school_edit"),
    path("<school_code:code>/rename/", views_register.school_rename, name="school_rename"),
    path("<school_code:code>/names/new/", views_register.name_new, name="name_new"),
    path("<school_code:code>/names/<int:pk>/remove/", views_register.name_remove, name="name_remove"),
    path("<school_code:code>/code/", views_register.school_code, name="school_code"),
    path("<school_code:code>/status/", views_register.school_status, name="school_status"),
    path("<school_code:code>/stages/", views_register.school_stages, name="school_stages"),
    path("<school_code:code>/split/", views_register.school_split, name="school_split"),
    path("<school_code:code>/delete/", views_register.school_delete, name="school_delete"),
    # /schools/<code>/…: by the school's own people too
    path("<school_code:code>/location/", views_contact.location_edit, name="location_edit"),
    path("<school_code:code>/contacts/new/", views_contact.contact_new, name="contact_new"),
    path("<school_code:code>/contacts/<int:pk>/edit/", views_contact.contact_edit, name="contact_edit"),
    path("<school_code:code>/contacts/<int:pk>/remove/", views_contact.contact_remove, name="contact_remove"),
]
