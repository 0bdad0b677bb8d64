"""Addresses below /schools/."""

from django.urls import path, register_converter
from django.urls.converters import IntConverter, StringConverter

from schools import (
    views,
    views_contact,
    views_enrolment,
    views_facilities,
    views_facts,
    views_register,
    views_staff,
)
from schools.choices import ProposedFact


class SchoolCodeConverter(StringConverter):
    """A school code in an address: anything else is no address at all, and no text for the database."""

    regex = "[0-9]{10}|[0-9]{6}-L[0-9]{3,6}"


class SchoolYearConverter(IntConverter):
    """The year in which a school year begins."""

    regex = "(?:19|20)[0-9]{2}"


class StaffNumberConverter(StringConverter):
    """A staff number; the model's own rule, which keeps «new» for the page of a new person."""

    regex = r"(?!new/)\w[\w.-]*"


class ProposedFactConverter(StringConverter):
    """A fact whose correction may be proposed."""

    regex = "|".join(ProposedFact.values)


register_converter(SchoolCodeConverter, "school_code")
register_converter(SchoolYearConverter, "school_year")
register_converter(StaffNumberConverter, "staff_no")
register_converter(ProposedFactConverter, "fact")

app_name = "schools"
urlpatterns = [
    path("", views.school_list, name="school_list"),
    path("new/", views_register.school_new, name="school_new"),
    path("<school_code:code>/", views.school_detail, name="school_detail"),
    path("<school_code:code>/staff/", views.staff_list, name="staff_list"),
    path("facilities/", views_facilities.facility_list, name="facility_list"),
    path("<school_code:code>/facilities/new/", views_facilities.facility_new, name="facility_new"),
    path(
        "<school_code:code>/facilities/<int:pk>/edit/", views_facilities.facility_edit, name="facility_edit"
    ),
    path(
        "<school_code:code>/facilities/<int:pk>/remove/",
        views_facilities.facility_remove,
        name="facility_remove",
    ),
    # enrolment, staff, the confirmation of facts
    path("enrolment/", views_enrolment.enrolment_list, name="enrolment_list"),
    path(
        "<school_code:code>/enrolment/<school_year:year>/",
        views_enrolment.enrolment_edit,
        name="enrolment_edit",
    ),
    path("staff/", views_staff.staff_index, name="staff_index"),
    path("<school_code:code>/staff/new/", views_staff.staff_new, name="staff_new"),
    path("<school_code:code>/staff/<staff_no:staff_no>/", views_staff.staff_detail, name="staff_detail"),
    path("<school_code:code>/staff/<staff_no:staff_no>/edit/", views_staff.staff_edit, name="staff_edit"),
    path("<school_code:code>/staff/<staff_no:staff_no>/move/", views_staff.staff_move, name="staff_move"),
    path("<school_code:code>/staff/<staff_no:staff_no>/leave/", views_staff.staff_leave, name="staff_leave"),
    path("confirmations/", views_facts.confirmation_list, name="confirmation_list"),
    path("<school_code:code>/confirmation/", views_facts.facts_confirm, name="facts_confirm"),
    path("<school_code:code>/proposals/", views_facts.proposal_choose, name="proposal_choose"),
    path("<school_code:code>/proposals/<fact:field>/", views_facts.proposal_new, name="proposal_new"),
    path("proposals/", views_facts.proposal_list, name="proposal_list"),
    path("proposals/<uuid:key>/", views_facts.proposal_detail, name="proposal_detail"),
    path("proposals/<uuid:key>/accept/", views_facts.proposal_accept, name="proposal_accept"),
    path("proposals/<uuid:key>/return/", views_facts.proposal_return, name="proposal_return"),
    path("proposals/<uuid:key>/withdraw/", views_facts.proposal_withdraw, name="proposal_withdraw"),
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
