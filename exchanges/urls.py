"""Addresses below /exchanges/."""

from django.urls import include, path

from exchanges import views, views_bookings, views_exemptions, views_resources, views_whereabouts

app_name = "exchanges"
rotations = [
    path("", views.rotation_list, name="rotation_list"),
    path("new/", views.rotation_new, name="rotation_new"),
    # /exchanges/rotations/<number>/
    path("<int:pk>/", views.rotation_detail, name="rotation_detail"),
    path("<int:pk>/propose/", views.rotation_propose, name="rotation_propose"),
    path("<int:pk>/accept/", views.rotation_accept, name="rotation_accept"),
    path("<int:pk>/refuse/", views.rotation_refuse, name="rotation_refuse"),
    path("<int:pk>/withdraw/", views.rotation_withdraw, name="rotation_withdraw"),
    path("<int:pk>/revise/", views.rotation_revise, name="rotation_revise"),
    path("<int:pk>/approve/", views.rotation_approve, name="rotation_approve"),
    path("<int:pk>/return/", views.rotation_return, name="rotation_return"),
    path("<int:pk>/end/", views.rotation_end_early, name="rotation_end_early"),
    path("<int:pk>/extend/", views.rotation_extend, name="rotation_extend"),
    path("<int:pk>/letter/", views_whereabouts.rotation_letter, name="rotation_letter"),
    # /exchanges/rotations/
    path("whereabouts/", views_whereabouts.whereabouts, name="whereabouts"),
    path("exemptions/", views_exemptions.exemption_list, name="exemption_list"),
    path("exemptions/new/<school_code:code>/", views_exemptions.exemption_new, name="exemption_new"),
    path("exemptions/<int:pk>/end/", views_exemptions.exemption_end, name="exemption_end"),
]
resources = [
    path("", views_resources.resource_list, name="resource_list"),
    path("new/", views_resources.resource_new, name="resource_new"),
    # /exchanges/resources/<number>/
    path("<int:pk>/", views_resources.resource_detail, name="resource_detail"),
    path("<int:pk>/edit/", views_resources.resource_edit, name="resource_edit"),
    path("<int:pk>/hours/", views_resources.resource_hours, name="resource_hours"),
    path("<int:pk>/book/", views_bookings.resource_book, name="resource_book"),
    # /exchanges/resources/bookings/
    path("bookings/", views_bookings.booking_list, name="booking_list"),
    path("bookings/<int:pk>/", views_bookings.booking_detail, name="booking_detail"),
    path("bookings/<int:pk>/confirm/", views_bookings.booking_confirm, name="booking_confirm"),
    path("bookings/<int:pk>/decline/", views_bookings.booking_decline, name="booking_decline"),
    path("bookings/<int:pk>/revoke/", views_bookings.booking_revoke, name="booking_revoke"),
    path("bookings/<int:pk>/no-show/", views_bookings.booking_no_show, name="booking_no_show"),
    path("bookings/<int:pk>/cancel/", views_bookings.booking_cancel, name="booking_cancel"),
]
urlpatterns = [path("rotations/", include(rotations)), path("resources/", include(resources))]
