"""Addresses below /groups/, and those below /schools/ by which a school ends."""

from django.urls import URLPattern, URLResolver, include, path

from groups import views, views_changes, views_formation, views_plans, views_schools

app_name = "groups"
formations = [
    path("", views_formation.formation_list, name="formation_list"),
    path("new/", views_formation.formation_new, name="formation_new"),
    path("<slug:slug>/", views_formation.formation_detail, name="formation_detail"),
    path("<slug:slug>/edit/", views_formation.formation_edit, name="formation_edit"),
    path("<slug:slug>/schools/new/", views_formation.planned_new, name="planned_new"),
    path("<slug:slug>/schools/<int:pk>/remove/", views_formation.planned_remove, name="planned_remove"),
    path("<slug:slug>/step/", views_formation.formation_step, name="formation_step"),
    path("<slug:slug>/abandon/", views_formation.formation_abandon, name="formation_abandon"),
]
groups: list[URLPattern | URLResolver] = [
    path("", views.group_list, name="group_list"),
    path("formations/", include(formations)),
    path("plans/", views_plans.plan_list, name="plan_list"),
    path("plans/<int:pk>/withdraw/", views_plans.plan_withdraw, name="plan_withdraw"),
    path("memberships/<int:pk>/correct/", views_changes.membership_correct, name="membership_correct"),
    path("<slug:slug>/", views.group_detail, name="group_detail"),
    path("<slug:slug>/edit/", views_changes.group_edit, name="group_edit"),
    path("<slug:slug>/join/", views_changes.group_join, name="group_join"),
    path("<slug:slug>/leave/", views_changes.group_leave, name="group_leave"),
    path("<slug:slug>/move/", views_changes.group_move, name="group_move"),
    path("<slug:slug>/lead/", views_changes.group_lead, name="group_lead"),
    path("<slug:slug>/split/", views_changes.group_split, name="group_split"),
    path("<slug:slug>/dissolve/", views_changes.group_dissolve, name="group_dissolve"),
]
schools = [
    path("<school_code:code>/close/", views_schools.school_close, name="school_close"),
    path("<school_code:code>/merge/", views_schools.school_merge, name="school_merge"),
    path("<school_code:code>/replace/", views_schools.school_replace, name="school_replace"),
]
urlpatterns = [path("groups/", include(groups)), path("schools/", include(schools))]
