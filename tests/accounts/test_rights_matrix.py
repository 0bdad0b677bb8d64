"""Every address × every kind of person × GET and POST, against statuses written down by hand."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
from django.contrib import admin
from django.db import transaction
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from accounts.rights import RIGHTS, right_for
from coverage.models import Headline, Target
from groups.models import Formation, GroupChange, Membership, PlannedSchool
from records import actions
from records.models import AuditEntry
from schools.models import FormerName, School
from tests import factories
from tests.records.rows import EXAMPLES, make_row

GROUP_PAGES = ["edit", "join", "leave", "move", "lead", "split", "dissolve"]
PEOPLE = ["anonymous", "officer", "inspector", "principal", "clerk", "auditor", "administrator", "nobody"]

STAFF_PAGES = ["detail", "edit", "move", "leave"]
DESIGNATION_PAGES = ["detail", "renew", "convert", "withdraw", "correct"]
PROPOSAL_PAGES = ["detail", "accept", "return", "withdraw"]

# name, method: one status for each of PEOPLE; the principal and the clerk ask for their own school and group
MATRIX = """
home                          GET   302 200 200 200 200 200 200 200
home                          POST  302 405 405 405 405 405 405 405
healthz                       GET   200 200 200 200 200 200 200 200
healthz                       POST  405 405 405 405 405 405 405 405
set_language                  GET   405 405 405 405 405 405 405 405
set_language                  POST  302 302 302 302 302 302 302 302
account_login                 GET   200 302 302 302 302 302 302 302
account_login                 POST  200 302 302 302 302 302 302 302
account_logout                GET   302 200 200 200 200 200 200 200
account_logout                POST  302 302 302 302 302 302 302 302
account_change_password       GET   302 200 200 200 200 200 200 200
account_change_password       POST  302 200 200 200 200 200 200 200
account_reauthenticate        GET   302 200 200 200 200 200 200 200
account_reauthenticate        POST  302 200 200 200 200 200 200 200
usersessions_list             GET   302 200 200 200 200 200 200 200
usersessions_list             POST  302 302 302 302 302 302 302 302
schools:school_list           GET   302 200 200 200 200 403 200 403
schools:school_list           POST  302 405 405 405 405 403 405 403
schools:school_detail         GET   302 200 200 200 200 403 200 403
schools:school_detail         POST  302 405 405 405 405 403 405 403
schools:staff_list            GET   302 200 200 200 200 403 403 403
schools:staff_list            POST  302 405 405 405 405 403 403 403
schools:enrolment_list        GET   302 200 200 200 200 403 200 403
schools:enrolment_list        POST  302 405 405 405 405 403 405 403
schools:enrolment_edit        GET   302 200 403 200 200 403 403 403
schools:enrolment_edit        POST  302 409 403 409 409 403 403 403
schools:staff_index           GET   302 200 200 200 200 403 403 403
schools:staff_index           POST  302 405 405 405 405 403 403 403
schools:staff_new             GET   302 200 403 200 200 403 403 403
schools:staff_new             POST  302 200 403 200 200 403 403 403
schools:staff_detail          GET   302 200 200 200 200 403 403 403
schools:staff_detail          POST  302 405 405 405 405 403 403 403
schools:staff_edit            GET   302 200 403 200 200 403 403 403
schools:staff_edit            POST  302 200 403 200 200 403 403 403
schools:staff_move            GET   302 200 403 403 403 403 403 403
schools:staff_move            POST  302 200 403 403 403 403 403 403
schools:staff_leave           GET   302 200 403 200 200 403 403 403
schools:staff_leave           POST  302 200 403 200 200 403 403 403
schools:confirmation_list     GET   302 200 200 200 200 403 200 403
schools:confirmation_list     POST  302 405 405 405 405 403 405 403
schools:facts_confirm         GET   302 403 403 200 403 403 403 403
schools:facts_confirm         POST  302 403 403 200 403 403 403 403
schools:proposal_list         GET   302 200 200 200 200 403 200 403
schools:proposal_list         POST  302 405 405 405 405 403 405 403
schools:proposal_detail       GET   302 200 200 200 200 403 200 403
schools:proposal_detail       POST  302 405 405 405 405 403 405 403
schools:proposal_choose       GET   302 403 403 200 200 403 403 403
schools:proposal_choose       POST  302 403 403 405 405 403 403 403
schools:proposal_new          GET   302 403 403 200 200 403 403 403
schools:proposal_new          POST  302 403 403 200 200 403 403 403
schools:proposal_accept       GET   302 200 403 403 403 403 403 403
schools:proposal_accept       POST  302 409 403 403 403 403 403 403
schools:proposal_return       GET   302 200 403 403 403 403 403 403
schools:proposal_return       POST  302 200 403 403 403 403 403 403
schools:proposal_withdraw     GET   302 403 403 200 200 403 403 403
schools:proposal_withdraw     POST  302 403 403 409 409 403 403 403
schools:school_new            GET   302 200 403 403 403 403 403 403
schools:school_new            POST  302 200 403 403 403 403 403 403
schools:school_edit           GET   302 200 403 403 403 403 403 403
schools:school_edit           POST  302 200 403 403 403 403 403 403
schools:school_rename         GET   302 200 403 403 403 403 403 403
schools:school_rename         POST  302 200 403 403 403 403 403 403
schools:name_new              GET   302 200 403 403 403 403 403 403
schools:name_new              POST  302 200 403 403 403 403 403 403
schools:name_remove           GET   302 200 403 403 403 403 403 403
schools:name_remove           POST  302 302 403 403 403 403 403 403
schools:school_code           GET   302 200 403 403 403 403 403 403
schools:school_code           POST  302 200 403 403 403 403 403 403
schools:school_status         GET   302 200 403 403 403 403 403 403
schools:school_status         POST  302 200 403 403 403 403 403 403
schools:school_stages         GET   302 200 403 403 403 403 403 403
schools:school_stages         POST  302 200 403 403 403 403 403 403
schools:school_split          GET   302 200 403 403 403 403 403 403
schools:school_split          POST  302 200 403 403 403 403 403 403
schools:school_delete         GET   302 200 403 403 403 403 403 403
schools:school_delete         POST  302 200 403 403 403 403 403 403
schools:location_edit         GET   302 200 403 200 200 403 403 403
schools:location_edit         POST  302 409 403 409 409 403 403 403
schools:contact_new           GET   302 200 403 200 200 403 403 403
schools:contact_new           POST  302 200 403 200 200 403 403 403
schools:contact_edit          GET   302 200 403 200 200 403 403 403
schools:contact_edit          POST  302 200 403 200 200 403 403 403
schools:contact_remove        GET   302 200 403 200 200 403 403 403
schools:contact_remove        POST  302 302 403 404 404 403 403 403
groups:group_list             GET   302 200 200 200 200 403 200 403
groups:group_list             POST  302 405 405 405 405 403 405 403
groups:group_detail           GET   302 200 200 200 200 403 200 403
groups:group_detail           POST  302 405 405 405 405 403 405 403
groups:formation_list GET 302 200 200 200 200 403 200 403
groups:formation_list POST 302 405 405 405 405 403 405 403
groups:plan_list GET 302 200 200 200 200 403 200 403
groups:plan_list POST 302 405 405 405 405 403 405 403
groups:formation_detail GET 302 200 200 404 404 403 200 403
groups:formation_detail POST 302 405 405 405 405 403 405 403
groups:formation_new GET 302 200 403 403 403 403 403 403
groups:formation_new POST 302 200 403 403 403 403 403 403
groups:formation_edit GET 302 200 403 403 403 403 403 403
groups:formation_edit POST 302 200 403 403 403 403 403 403
groups:planned_new GET 302 200 403 403 403 403 403 403
groups:planned_new POST 302 200 403 403 403 403 403 403
groups:planned_remove GET 302 200 403 403 403 403 403 403
groups:planned_remove POST 302 302 403 403 403 403 403 403
groups:formation_step GET 302 200 403 403 403 403 403 403
groups:formation_step POST 302 200 403 403 403 403 403 403
groups:formation_abandon GET 302 200 403 403 403 403 403 403
groups:formation_abandon POST 302 200 403 403 403 403 403 403
groups:group_edit GET 302 200 403 403 403 403 403 403
groups:group_edit POST 302 200 403 403 403 403 403 403
groups:group_join GET 302 200 403 403 403 403 403 403
groups:group_join POST 302 200 403 403 403 403 403 403
groups:group_leave GET 302 200 403 403 403 403 403 403
groups:group_leave POST 302 200 403 403 403 403 403 403
groups:group_move GET 302 200 403 403 403 403 403 403
groups:group_move POST 302 200 403 403 403 403 403 403
groups:group_lead GET 302 200 403 403 403 403 403 403
groups:group_lead POST 302 200 403 403 403 403 403 403
groups:group_split GET 302 200 403 403 403 403 403 403
groups:group_split POST 302 200 403 403 403 403 403 403
groups:group_dissolve GET 302 200 403 403 403 403 403 403
groups:group_dissolve POST 302 200 403 403 403 403 403 403
groups:plan_withdraw GET 302 200 403 403 403 403 403 403
groups:plan_withdraw POST 302 200 403 403 403 403 403 403
groups:membership_correct GET 302 200 403 403 403 403 403 403
groups:membership_correct POST 302 200 403 403 403 403 403 403
groups:school_close GET 302 200 403 403 403 403 403 403
groups:school_close POST 302 200 403 403 403 403 403 403
groups:school_merge GET 302 200 403 403 403 403 403 403
groups:school_merge POST 302 200 403 403 403 403 403 403
groups:school_replace GET 302 200 403 403 403 403 403 403
groups:school_replace POST 302 200 403 403 403 403 403 403
coverage:coverage_overview    GET   302 200 200 403 403 403 200 403
coverage:coverage_overview    POST  302 405 405 403 403 403 405 403
coverage:reconciliation       GET   302 200 200 403 403 403 200 403
coverage:reconciliation       POST  302 405 405 403 403 403 405 403
coverage:stage_detail         GET   302 200 200 403 403 403 200 403
coverage:stage_detail         POST  302 405 405 403 403 403 405 403
coverage:designation_list     GET   302 200 200 200 200 403 200 403
coverage:designation_list     POST  302 405 405 405 405 403 405 403
coverage:designation_detail   GET   302 200 200 200 200 403 200 403
coverage:designation_detail   POST  302 405 405 405 405 403 405 403
coverage:designation_new      GET   302 200 403 403 403 403 403 403
coverage:designation_new      POST  302 200 403 403 403 403 403 403
coverage:designation_award    GET   302 200 403 403 403 403 403 403
coverage:designation_award    POST  302 200 403 403 403 403 403 403
coverage:designation_renew    GET   302 200 403 403 403 403 403 403
coverage:designation_renew    POST  302 200 403 403 403 403 403 403
coverage:designation_convert  GET   302 200 403 403 403 403 403 403
coverage:designation_convert  POST  302 200 403 403 403 403 403 403
coverage:designation_withdraw GET   302 200 403 403 403 403 403 403
coverage:designation_withdraw POST  302 200 403 403 403 403 403 403
coverage:designation_correct  GET   302 200 403 403 403 403 403 403
coverage:designation_correct  POST  302 200 403 403 403 403 403 403
coverage:scheme_list          GET   302 200 200 403 403 403 200 403
coverage:scheme_list          POST  302 405 405 403 403 403 405 403
coverage:rule_list            GET   302 200 200 403 403 403 200 403
coverage:rule_list            POST  302 405 405 403 403 403 405 403
coverage:target_list          GET   302 200 200 403 403 403 200 403
coverage:target_list          POST  302 405 405 403 403 403 405 403
coverage:headline_list        GET   302 200 200 403 403 403 200 403
coverage:headline_list        POST  302 405 405 403 403 403 405 403
coverage:target_new           GET   302 200 403 403 403 403 403 403
coverage:target_new           POST  302 200 403 403 403 403 403 403
coverage:target_edit          GET   302 200 403 403 403 403 403 403
coverage:target_edit          POST  302 200 403 403 403 403 403 403
coverage:target_end           GET   302 200 403 403 403 403 403 403
coverage:target_end           POST  302 200 403 403 403 403 403 403
coverage:headline_new         GET   302 200 403 403 403 403 403 403
coverage:headline_new         POST  302 200 403 403 403 403 403 403
coverage:headline_edit        GET   302 200 403 403 403 403 403 403
coverage:headline_edit        POST  302 200 403 403 403 403 403 403
coverage:headline_end         GET   302 200 403 403 403 403 403 403
coverage:headline_end         POST  302 200 403 403 403 403 403 403
accounts:me                   GET   302 200 200 200 200 200 200 200
accounts:me                   POST  302 405 405 405 405 405 405 405
accounts:session_end          GET   302 405 405 405 405 405 405 405
accounts:session_end          POST  302 302 302 302 302 302 302 302
accounts:view_end             GET   302 405 405 405 405 405 405 405
accounts:view_end             POST  302 302 302 302 302 302 302 302
accounts:user_list            GET   302 403 403 403 403 403 200 403
accounts:user_list            POST  302 403 403 403 403 403 405 403
accounts:user_detail          GET   302 403 403 403 403 403 200 403
accounts:user_detail          POST  302 403 403 403 403 403 405 403
accounts:user_create          GET   302 403 403 403 403 403 200 403
accounts:user_create          POST  302 403 403 403 403 403 200 403
accounts:user_edit            GET   302 403 403 403 403 403 200 403
accounts:user_edit            POST  302 403 403 403 403 403 409 403
accounts:user_appoint         GET   302 403 403 403 403 403 200 403
accounts:user_appoint         POST  302 403 403 403 403 403 200 403
accounts:appointment_end      GET   302 403 403 403 403 403 200 403
accounts:appointment_end      POST  302 403 403 403 403 403 200 403
accounts:user_password        GET   302 403 403 403 403 403 200 403
accounts:user_password        POST  302 403 403 403 403 403 200 403
accounts:user_dismiss         GET   302 403 403 403 403 403 200 403
accounts:user_dismiss         POST  302 403 403 403 403 403 200 403
accounts:user_reactivate      GET   302 403 403 403 403 403 200 403
accounts:user_reactivate      POST  302 403 403 403 403 403 200 403
accounts:view_begin           GET   302 403 403 403 403 403 200 403
accounts:view_begin           POST  302 403 403 403 403 403 200 403
accounts:user_import          GET   302 403 403 403 403 403 200 403
accounts:user_import          POST  302 403 403 403 403 403 200 403
records:audit_list            GET   302 200 200 200 200 200 403 403
records:audit_list            POST  302 405 405 405 405 405 403 403
records:audit_entry           GET   302 200 200 404 404 200 403 403
records:audit_entry           POST  302 405 405 405 405 405 403 403
records:audit_verification    GET   302 200 200 200 200 200 403 403
records:audit_verification    POST  302 200 200 200 200 200 403 403
"""

# name below admin:, or the route of an address without one: officer GET, POST, administrator GET, POST;
# an anonymous visitor is sent to sign in and everybody else gets 403. The rows asked for are the officer's.
ADMIN = """
index                                    200 200  200 200
login                                    302 302  302 302
logout                                   302 302  302 302
password_change                          302 302  302 302
password_change_done                     302 302  302 302
jsi18n                                   200 405  200 405
app_list                                 200 200  200 200
(?P<url>.*)$                             404 404  404 404
accounts_user_password                   403 403  200 200
accounts_user_changelist                 403 403  200 200
accounts_user_add                        403 403  200 200
accounts_user_change                     403 403  200 200
accounts_user_history                    403 403  200 200
accounts_user_delete                     403 403  403 403
accounts/user/<path:object_id>/          302 302  302 302
accounts_appointment_changelist          403 403  200 200
accounts_appointment_add                 403 403  200 200
accounts_appointment_change              403 403  200 200
accounts_appointment_history             403 403  200 200
accounts_appointment_delete              403 403  403 403
accounts/appointment/<path:object_id>/   302 302  302 302
records_auditentry_changelist            200 200  403 403
records_auditentry_add                   403 403  403 403
records_auditentry_change                200 403  403 403
records_auditentry_history               200 200  403 403
records_auditentry_delete                403 403  403 403
records/auditentry/<path:object_id>/     302 302  302 302
schools_district_changelist              200 200  200 200
schools_district_add                     403 403  200 200
schools_district_change                  200 403  200 200
schools_district_history                 200 200  200 200
schools_district_delete                  403 403  403 403
schools/district/<path:object_id>/       302 302  302 302
schools_school_changelist                200 200  200 200
schools_school_add                       200 200  403 403
schools_school_change                    200 200  200 403
schools_school_history                   200 200  200 200
schools_school_delete                    403 403  403 403
schools/school/<path:object_id>/         302 302  302 302
schools_formername_changelist            200 200  200 200
schools_formername_add                   200 200  403 403
schools_formername_change                200 200  200 403
schools_formername_history               200 200  200 200
schools_formername_delete                200 200  403 403
schools/formername/<path:object_id>/     302 302  302 302
schools_schoolstatus_changelist          200 200  200 200
schools_schoolstatus_add                 200 200  403 403
schools_schoolstatus_change              200 200  200 403
schools_schoolstatus_history             200 200  200 200
schools_schoolstatus_delete              403 403  403 403
schools/schoolstatus/<path:object_id>/   302 302  302 302
schools_stageservice_changelist          200 200  200 200
schools_stageservice_add                 200 200  403 403
schools_stageservice_change              200 200  200 403
schools_stageservice_history             200 200  200 200
schools_stageservice_delete              403 403  403 403
schools/stageservice/<path:object_id>/   302 302  302 302
schools_enrolment_changelist             200 200  200 200
schools_enrolment_add                    200 200  403 403
schools_enrolment_change                 200 200  200 403
schools_enrolment_history                200 200  200 200
schools_enrolment_delete                 200 200  403 403
schools/enrolment/<path:object_id>/      302 302  302 302
schools_staff_changelist                 200 200  403 403
schools_staff_add                        200 200  403 403
schools_staff_change                     200 200  403 403
schools_staff_history                    200 200  403 403
schools_staff_delete                     403 403  403 403
schools/staff/<path:object_id>/          302 302  302 302
schools_employment_changelist            200 200  403 403
schools_employment_add                   200 200  403 403
schools_employment_change                200 200  403 403
schools_employment_history               200 200  403 403
schools_employment_delete                200 200  403 403
schools/employment/<path:object_id>/     302 302  302 302
schools_confirmation_changelist          200 200  200 200
schools_confirmation_add                 403 403  403 403
schools_confirmation_change              200 403  200 403
schools_confirmation_history             200 200  200 200
schools_confirmation_delete              403 403  403 403
schools/confirmation/<path:object_id>/   302 302  302 302
schools_proposal_changelist              200 200  200 200
schools_proposal_add                     403 403  403 403
schools_proposal_change                  200 403  200 403
schools_proposal_history                 200 200  200 200
schools_proposal_delete                  403 403  403 403
schools/proposal/<path:object_id>/       302 302  302 302
schools_contact_changelist               200 200  200 200
schools_contact_add                      200 200  403 403
schools_contact_change                   200 200  200 403
schools_contact_history                  200 200  200 200
schools_contact_delete                   200 200  403 403
schools/contact/<path:object_id>/        302 302  302 302
schools_lineage_changelist               200 200  200 200
schools_lineage_add                      403 403  403 403
schools_lineage_change                   200 403  200 403
schools_lineage_history                  200 200  200 200
schools_lineage_delete                   403 403  403 403
schools/lineage/<path:object_id>/        302 302  302 302
schools_retiredcode_changelist           200 200  200 200
schools_retiredcode_add                  403 403  403 403
schools_retiredcode_change               200 403  200 403
schools_retiredcode_history              200 200  200 200
schools_retiredcode_delete               403 403  403 403
schools/retiredcode/<path:object_id>/    302 302  302 302
groups_educationgroup_changelist         200 200  200 200
groups_educationgroup_add                200 200  403 403
groups_educationgroup_change             200 200  200 403
groups_educationgroup_history            200 200  200 200
groups_educationgroup_delete             403 403  403 403
groups/educationgroup/<path:object_id>/  302 302  302 302
groups_membership_changelist             200 200  200 200
groups_membership_add                    200 200  403 403
groups_membership_change                 200 200  200 403
groups_membership_history                200 200  200 200
groups_membership_delete                 403 403  403 403
groups/membership/<path:object_id>/      302 302  302 302
groups_groupchange_changelist 200 200  200 200
groups_groupchange_add 403 403  403 403
groups_groupchange_change 200 403  200 403
groups_groupchange_history 200 200  200 200
groups_groupchange_delete 403 403  403 403
groups/groupchange/<path:object_id>/ 302 302  302 302
groups_formation_changelist 200 200  200 200
groups_formation_add 403 403  403 403
groups_formation_change 200 403  200 403
groups_formation_history 200 200  200 200
groups_formation_delete 403 403  403 403
groups/formation/<path:object_id>/ 302 302  302 302
groups_plannedschool_changelist 200 200  200 200
groups_plannedschool_add 403 403  403 403
groups_plannedschool_change 200 403  200 403
groups_plannedschool_history 200 200  200 200
groups_plannedschool_delete 403 403  403 403
groups/plannedschool/<path:object_id>/ 302 302  302 302
groups_formationstep_changelist 200 200  200 200
groups_formationstep_add 403 403  403 403
groups_formationstep_change 200 403  200 403
groups_formationstep_history 200 200  200 200
groups_formationstep_delete 403 403  403 403
groups/formationstep/<path:object_id>/ 302 302  302 302
coverage_designationscheme_import        403 403  200 200
coverage_designationscheme_export        200 200  200 200
coverage_designationscheme_changelist    200 200  200 200
coverage_designationscheme_add           403 403  200 200
coverage_designationscheme_change        200 403  200 200
coverage_designationscheme_history       200 200  200 200
coverage_designationscheme_delete        403 403  200 200
coverage/designationscheme/<path:object_id>/  302 302  302 302
coverage_designationlevel_import         403 403  200 200
coverage_designationlevel_export         200 200  200 200
coverage_designationlevel_changelist     200 200  200 200
coverage_designationlevel_add            403 403  200 200
coverage_designationlevel_change         200 403  200 200
coverage_designationlevel_history        200 200  200 200
coverage_designationlevel_delete         403 403  200 200
coverage/designationlevel/<path:object_id>/  302 302  302 302
coverage_designation_changelist          200 200  200 200
coverage_designation_add                 200 200  403 403
coverage_designation_change              200 200  200 403
coverage_designation_history             200 200  200 200
coverage_designation_delete              200 200  403 403
coverage/designation/<path:object_id>/   302 302  302 302
coverage_target_changelist               200 200  200 200
coverage_target_add                      200 200  403 403
coverage_target_change                   200 200  200 403
coverage_target_history                  200 200  200 200
coverage_target_delete                   200 200  403 403
coverage/target/<path:object_id>/        302 302  302 302
coverage_headline_changelist             200 200  200 200
coverage_headline_add                    200 200  403 403
coverage_headline_change                 200 200  200 403
coverage_headline_history                200 200  200 200
coverage_headline_delete                 200 200  403 403
coverage/headline/<path:object_id>/      302 302  302 302
coverage_declaredcount_changelist        200 200  200 200
coverage_declaredcount_add               200 200  403 403
coverage_declaredcount_change            200 200  200 403
coverage_declaredcount_history           200 200  200 200
coverage_declaredcount_delete            200 200  403 403
coverage/declaredcount/<path:object_id>/  302 302  302 302
coverage_ruleset_changelist              200 200  200 200
coverage_ruleset_add                     403 403  200 200
coverage_ruleset_change                  200 403  200 200
coverage_ruleset_history                 200 200  200 200
coverage_ruleset_delete                  403 403  200 200
coverage/ruleset/<path:object_id>/       302 302  302 302
coverage_rule_changelist                 200 200  200 200
coverage_rule_add                        403 403  200 200
coverage_rule_change                     200 403  200 200
coverage_rule_history                    200 200  200 200
coverage_rule_delete                     403 403  200 200
coverage/rule/<path:object_id>/          302 302  302 302
"""


SCHOOL_PAGES = [
    "school_edit", "school_rename", "name_new", "school_code", "school_status", "school_stages",
    "school_split", "school_delete", "location_edit", "contact_new",
]  # fmt: skip


def cells(table: str) -> list[list[str]]:
    """Return the words of a table's lines."""
    return [line.split() for line in table.strip().splitlines()]


def expected_statuses() -> dict[tuple[str, str], dict[str, int]]:
    """Return the status for every person, by address and method."""
    statuses = {
        (name, method): dict(zip(PEOPLE, map(int, given), strict=True))
        for name, method, *given in cells(MATRIX)
    }
    for name, *given in cells(ADMIN):
        for method, officer, administrator in zip(("GET", "POST"), given[:2], given[2:], strict=True):
            row = dict.fromkeys(PEOPLE, 403) | {"anonymous": 302}
            row |= {"officer": int(officer), "administrator": int(administrator)}
            statuses[f"admin:{name}", method] = row
    return statuses


def addresses(resolver: URLResolver, namespaces: tuple[str, ...] = (), route: str = "") -> dict[str, str]:
    """Return every address of the portal, by name or, without one, by its route below the namespace."""
    found = {}
    for pattern in resolver.url_patterns:
        here = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = (*namespaces, *([pattern.namespace] if pattern.namespace else []))
            found |= addresses(pattern, inner, here)
        else:
            name = pattern.name or here.removeprefix("admin/")
            found[":".join([*namespaces, name])] = here
    return found


OF_AN_ACCOUNT = {
    f"accounts:{name}"
    for name in (
        "user_detail", "user_edit", "user_appoint", "user_password", "user_dismiss", "user_reactivate",
        "view_begin",
    )
}  # fmt: skip
STATUSES = expected_statuses()
ADDRESSES = addresses(get_resolver())


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Store a district, one row of everything and one of each kind of person; keep them for the module."""
    with django_db_blocker.unblock(), transaction.atomic():
        small = factories.make_small_district()
        people = {
            "officer": factories.make_user("officer", role="officer", district=small.district),
            "inspector": factories.make_user("inspector", role="inspector", district=small.district),
            "principal": factories.make_user("principal", role="principal", school=small.member),
            "clerk": factories.make_user("clerk", role="clerk", school=small.member),
            "auditor": factories.make_user("auditor", role="auditor", district=small.district),
            "administrator": factories.make_user("administrator", role="administrator"),
            "nobody": factories.make_user("nobody"),
        }
        world = SimpleNamespace(small=small, rows=make_one_of_each(small, people["officer"]))
        factories.make_staff(small.member, staff_no="M1")
        world.proposal = factories.make_proposal(small.member)
        old = factories.make_level(code="old", successor=factories.make_level(code="new"))
        world.designation = factories.make_designation(small.member, old)
        world.contact = factories.make_contact(small.member, "王主任")
        world.appointment = people["inspector"].appointments.get()
        world.cookies = {name: session_of(user) for name, user in people.items()}
        with django_db_blocker.block():
            yield world
        transaction.set_rollback(True)


def make_one_of_each(small, officer):
    """Store a row of each model in the admin, inside the officer's district."""
    rows = {}
    for model in admin.site._registry:
        if model in EXAMPLES:
            rows[model] = make_row(model, small)
            rows[model].save()
    rows[type(small.district)] = small.district
    actions.change(rename(small.lone), by=officer)
    rows[AuditEntry] = AuditEntry.objects.get()
    return rows


def rename(school: School) -> School:
    """Return the school with another name."""
    school.name = "庚实验小学"
    return school


def session_of(user):
    """Return the session cookie of a person who signed in."""
    browser = Client()
    browser.force_login(user)
    return browser.cookies["sessionid"].value


def browser_of(world, person, **more):
    """Return the browser of a person."""
    browser = Client(**more)
    if person != "anonymous":
        browser.cookies["sessionid"] = world.cookies[person]
    return browser


def groups_args(world):
    """Return what the addresses of groups, formations and ends of schools are about."""
    slug, planned = world.rows[Formation].slug, world.rows[PlannedSchool]
    return {
        **{f"groups:group_{page}": [world.small.first.slug] for page in GROUP_PAGES},
        **{f"groups:formation_{page}": [slug] for page in ("detail", "edit", "step", "abandon")},
        **{f"groups:school_{page}": [world.small.member.code] for page in ("close", "merge", "replace")},
        "groups:planned_new": [slug],
        "groups:planned_remove": [planned.formation.slug, planned.pk],
        "groups:plan_withdraw": [world.rows[GroupChange].pk],
        "groups:membership_correct": [world.rows[Membership].pk],
    }


def path_of(name, world):
    """Return an address about the rows of this world."""
    key = name.removeprefix("admin:")
    special = {
        "schools:school_detail": [world.small.member.code],
        "schools:staff_list": [world.small.member.code],
        "schools:enrolment_edit": [world.small.member.code, 2022],
        "schools:staff_new": [world.small.member.code],
        "schools:facts_confirm": [world.small.member.code],
        "schools:proposal_choose": [world.small.member.code],
        "schools:proposal_new": [world.small.member.code, "kind"],
        **{f"schools:staff_{page}": [world.small.member.code, "M1"] for page in STAFF_PAGES},
        **{f"schools:proposal_{page}": [world.proposal.key] for page in PROPOSAL_PAGES},
        "schools:name_remove": [world.small.lone.code, world.rows[FormerName].pk],
        "schools:contact_edit": [world.small.member.code, world.contact.pk],
        "schools:contact_remove": [world.small.member.code, world.contact.pk],
        "groups:group_detail": [world.small.first.slug],
        "coverage:stage_detail": ["compulsory"],
        "coverage:designation_award": [world.small.member.code],
        **{f"coverage:designation_{page}": [world.designation.pk] for page in DESIGNATION_PAGES},
        **{f"coverage:target_{page}": [world.rows[Target].pk] for page in ("edit", "end")},
        **{f"coverage:headline_{page}": [world.rows[Headline].pk] for page in ("edit", "end")},
        "accounts:appointment_end": ["inspector", world.appointment.pk],
        "records:audit_entry": [world.rows[AuditEntry].pk],
        "admin:app_list": ["schools"],
    }
    special |= {f"schools:{page}": [world.small.member.code] for page in SCHOOL_PAGES}
    special |= groups_args(world)
    if key == "(?P<url>.*)$":
        return "/admin/nowhere/"
    if key.endswith("<path:object_id>/"):
        return "/admin/" + key.replace("<path:object_id>", "1")
    if name in special:
        return reverse(name, args=special[name])
    if name in OF_AN_ACCOUNT:
        return reverse(name, args=["inspector"])
    about_row = key.rpartition("_")[2] in {"change", "history", "delete", "password"}
    if name.startswith("admin:") and about_row and key.count("_") == 2:
        [row] = [
            row
            for model, row in world.rows.items()
            if key.startswith(f"{model._meta.app_label}_{model._meta.model_name}_")
        ]
        return reverse(name, args=[row.pk])
    return reverse(name)


def test_every_address_has_its_line():
    assert sorted({name for name, _method in STATUSES}) == sorted(ADDRESSES)


def test_every_line_has_both_methods():
    assert set(STATUSES) == {(name, method) for name in ADDRESSES for method in ("GET", "POST")}


def test_every_right_has_its_address_and_every_address_its_right():
    listed = {name for name in RIGHTS if not name.endswith(":*")}
    below = {name for name in ADDRESSES if name.startswith("admin:")}

    assert listed == set(ADDRESSES) - below
    assert all(right_for(name) is RIGHTS["admin:*"] for name in below)


@pytest.mark.parametrize(("name", "method"), STATUSES, ids=[f"{n}-{m}" for n, m in STATUSES])
def test_each_person_gets_this_status(db, world, name, method):
    path = path_of(name, world)

    found = {person: browser_of(world, person).generic(method, path).status_code for person in PEOPLE}

    assert found == STATUSES[name, method]


@pytest.mark.parametrize("name", [n for n, m in STATUSES if m == "POST"])
def test_nothing_is_taken_without_the_forms_token(db, world, name):
    browser = browser_of(world, "officer", enforce_csrf_checks=True)

    assert browser.post(path_of(name, world)).status_code == 403


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
@pytest.mark.parametrize("name", ["home", "schools:school_detail", "account_login", "admin:index", "healthz"])
def test_no_other_method_is_answered(db, world, name, method):
    answer = browser_of(world, "officer").generic(method, path_of(name, world))

    assert answer.status_code == 405


def test_address_that_is_not_in_the_table_is_closed(db, world, monkeypatch):
    monkeypatch.delitem(RIGHTS, "schools:school_list")

    statuses = {person: browser_of(world, person).get("/schools/").status_code for person in PEOPLE}

    assert statuses == dict.fromkeys(PEOPLE, 404)


def page_of(answer):
    """Return an answer without what is drawn anew for each request."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
    return answer.status_code, sorted(set(answer.headers) - {"Content-Length"}), text


@pytest.mark.parametrize("person", ["principal", "clerk"])
def test_private_pages_of_other_schools_look_like_no_page(db, world, person):
    browser = browser_of(world, person)
    others = School.objects.exclude(pk=world.small.member.pk).values_list("code", flat=True)
    nothing = page_of(browser.get("/schools/510115-L999/"))
    private = [f"/schools/{code}/{page}" for code in others for page in ("", "staff/")]
    groups = [f"/groups/{group.slug}/" for group in (world.small.second, world.small.third)]
    missing = ["/schools/510115-L999/staff/", "/groups/no-such-group/", "/nowhere/"]

    found = {path: page_of(browser.get(path)) for path in [*private, *groups, *missing]}

    assert len(private) == 2 * len(others) > 10
    assert nothing[0] == 404
    assert found == dict.fromkeys(found, nothing)


def test_the_own_page_does_not_look_like_no_page(db, world):
    """The control: what is compared above can differ."""
    browser = browser_of(world, "principal")
    own = page_of(browser.get(f"/schools/{world.small.member.code}/"))

    assert own[0] == 200
    assert own[2] != page_of(browser.get("/schools/510115-L999/"))[2]


@pytest.mark.parametrize("person", ["officer", "inspector"])
def test_bureau_of_another_district_finds_nothing_either(db, world, person):
    elsewhere = factories.make_district("510116", "双流区")
    browser = Client()
    browser.force_login(factories.make_user("foreign", role=person, district=elsewhere))
    paths = [
        f"/schools/{world.small.member.code}/",
        f"/schools/{world.small.member.code}/staff/",
        "/groups/jia/",
    ]

    assert [browser.get(path).status_code for path in paths] == [404, 404, 404]
