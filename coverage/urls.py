"""Addresses below /coverage/."""

from django.urls import path, register_converter
from django.urls.converters import IntConverter

from coverage import views, views_designations, views_targets


class KeyConverter(IntConverter):
    """The number of a row; longer ones are none that a database could hold."""

    regex = "[1-9][0-9]{0,17}"


register_converter(KeyConverter, "key")

app_name = "coverage"
urlpatterns = [
    path("", views.coverage_overview, name="coverage_overview"),
    path("reconciliation/", views.reconciliation, name="reconciliation"),
    path("stages/<str:stage>/", views.stage_detail, name="stage_detail"),
    # designations/
    path("designations/", views_designations.designation_list, name="designation_list"),
    path("designations/new/", views_designations.designation_new, name="designation_new"),
    path(
        "designations/new/<school_code:code>/", views_designations.designation_award, name="designation_award"
    ),
    path("designations/<key:pk>/", views_designations.designation_detail, name="designation_detail"),
    path("designations/<key:pk>/renew/", views_designations.designation_renew, name="designation_renew"),
    path(
        "designations/<key:pk>/convert/", views_designations.designation_convert, name="designation_convert"
    ),
    path(
        "designations/<key:pk>/withdraw/",
        views_designations.designation_withdraw,
        name="designation_withdraw",
    ),
    path(
        "designations/<key:pk>/correct/", views_designations.designation_correct, name="designation_correct"
    ),
    # what coverage is judged by
    path("schemes/", views_targets.scheme_list, name="scheme_list"),
    path("rules/", views_targets.rule_list, name="rule_list"),
    path("targets/", views_targets.target_list, name="target_list"),
    path("targets/new/", views_targets.target_new, name="target_new"),
    path("targets/<key:pk>/edit/", views_targets.target_edit, name="target_edit"),
    path("targets/<key:pk>/end/", views_targets.target_end, name="target_end"),
    path("headline/", views_targets.headline_list, name="headline_list"),
    path("headline/new/", views_targets.headline_new, name="headline_new"),
    path("headline/<key:pk>/edit/", views_targets.headline_edit, name="headline_edit"),
    path("headline/<key:pk>/end/", views_targets.headline_end, name="headline_end"),
]
