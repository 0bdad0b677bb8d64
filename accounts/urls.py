"""Addresses below /accounts/ beside those of django-allauth."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from accounts import views, views_import


class UsernameConverter(StringConverter):
    """A user name in an address: lower case, of the signs that a name may have."""

    regex = r"[\w.@+-]{1,150}"


register_converter(UsernameConverter, "username")

app_name = "accounts"
urlpatterns = [
    # the own account
    path("me/", views.me, name="me"),
    path("sessions/end/", views.session_end, name="session_end"),
    path("view/end/", views.view_end, name="view_end"),
    # /accounts/users/
    path("users/", views.user_list, name="user_list"),
    path("users/new/", views.user_create, name="user_create"),
    path("users/<username:username>/", views.user_detail, name="user_detail"),
    path("users/<username:username>/edit/", views.user_edit, name="user_edit"),
    path("users/<username:username>/appoint/", views.user_appoint, name="user_appoint"),
    path(
        "users/<username:username>/appointments/<int:number>/end/",
        views.appointment_end,
        name="appointment_end",
    ),
    path(
        "users/<username:username>/appointments/<int:number>/cancel/",
        views.appointment_cancel,
        name="appointment_cancel",
    ),
    path("users/<username:username>/password/", views.user_password, name="user_password"),
    path("users/<username:username>/dismiss/", views.user_dismiss, name="user_dismiss"),
    path("users/<username:username>/reactivate/", views.user_reactivate, name="user_reactivate"),
    path("users/<username:username>/view/", views.view_begin, name="view_begin"),
    # /accounts/import/
    path("import/", views_import.user_import, name="user_import"),
]
