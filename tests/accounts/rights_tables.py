"""What every kind of person is answered at every address, written down by hand."""

PEOPLE = ["anonymous", "officer", "inspector", "principal", "clerk", "auditor", "administrator", "nobody"]

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
