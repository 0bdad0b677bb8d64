"""The table of rights: every address of the portal, who may open it, by which methods.

The middleware enforces it and nothing else decides who reaches a view; an address that is not listed is
closed. Which rows a view then shows is said by ``visible_to(user)``. A test compares the table with the
URL resolver in both directions.
"""

from __future__ import annotations

from dataclasses import dataclass

from accounts.roles import Permission

READ = frozenset({"GET", "HEAD"})
WRITE = frozenset({"POST"})


@dataclass(frozen=True)
class Right:
    """Who may open an address: everybody, everybody signed in, or holders of a permission."""

    permission: Permission | None = None
    methods: frozenset[str] = READ
    is_public: bool = False


RIGHTS = {
    # before signing in
    "healthz": Right(is_public=True),
    "set_language": Right(is_public=True, methods=WRITE),
    "account_login": Right(is_public=True, methods=READ | WRITE),
    # everybody's own
    "home": Right(),
    "account_logout": Right(methods=READ | WRITE),
    "account_change_password": Right(methods=READ | WRITE),
    "account_reauthenticate": Right(methods=READ | WRITE),
    "usersessions_list": Right(methods=READ | WRITE),
    # /accounts/: the own account, and the end of seeing as somebody else
    "accounts:me": Right(),
    "accounts:session_end": Right(methods=WRITE),
    "accounts:view_end": Right(methods=WRITE),
    # /accounts/: everybody's accounts
    "accounts:user_list": Right(Permission.MANAGE_ACCOUNTS),
    "accounts:user_detail": Right(Permission.MANAGE_ACCOUNTS),
    "accounts:user_create": Right(Permission.MANAGE_ACCOUNTS, methods=READ | WRITE),
    "accounts:user_edit": Right(Permission.MANAGE_ACCOUNTS, methods=READ | WRITE),
    "accounts:user_appoint": Right(Permission.MANAGE_ACCOUNTS, methods=READ | WRITE),
    "accounts:appointment_end": Right(Permission.MANAGE_ACCOUNTS, methods=READ | WRITE),
    "accounts:appointment_cancel": Right(Permission.MANAGE_ACCOUNTS, methods=READ | WRITE),
    "accounts:user_password": Right(Permission.MANAGE_ACCOUNTS, methods=READ | WRITE),
    "accounts:user_dismiss": Right(Permission.MANAGE_ACCOUNTS, methods=READ | WRITE),
    "accounts:user_reactivate": Right(Permission.MANAGE_ACCOUNTS, methods=READ | WRITE),
    "accounts:view_begin": Right(Permission.MANAGE_ACCOUNTS, methods=READ | WRITE),
    "accounts:user_import": Right(Permission.MANAGE_ACCOUNTS, methods=READ | WRITE),
    # /schools/
    "schools:school_list": Right(Permission.VIEW_REGISTER),
    "schools:school_detail": Right(Permission.VIEW_REGISTER),
    "schools:staff_list": Right(Permission.VIEW_STAFF),
    # /schools/: enrolment, staff, the confirmation of facts
    "schools:enrolment_list": Right(Permission.VIEW_REGISTER),
    "schools:enrolment_edit": Right(Permission.EDIT_REGISTER, methods=READ | WRITE),
    "schools:staff_index": Right(Permission.VIEW_STAFF),
    "schools:staff_new": Right(Permission.EDIT_REGISTER, methods=READ | WRITE),
    "schools:staff_detail": Right(Permission.VIEW_STAFF),
    "schools:staff_edit": Right(Permission.EDIT_REGISTER, methods=READ | WRITE),
    "schools:staff_move": Right(Permission.EDIT_REGISTER, methods=READ | WRITE),
    "schools:staff_leave": Right(Permission.EDIT_REGISTER, methods=READ | WRITE),
    "schools:confirmation_list": Right(Permission.VIEW_REGISTER),
    "schools:facts_confirm": Right(Permission.CONFIRM_FACTS, methods=READ | WRITE),
    "schools:proposal_list": Right(Permission.VIEW_REGISTER),
    "schools:proposal_detail": Right(Permission.VIEW_REGISTER),
    "schools:proposal_choose": Right(Permission.PROPOSE_FACTS),
    "schools:proposal_new": Right(Permission.PROPOSE_FACTS, methods=READ | WRITE),
    "schools:proposal_accept": Right(Permission.GOVERN_REGISTER, methods=READ | WRITE),
    "schools:proposal_return": Right(Permission.GOVERN_REGISTER, methods=READ | WRITE),
    "schools:proposal_withdraw": Right(Permission.PROPOSE_FACTS, methods=READ | WRITE),
    # /schools/: keeping the register, contacts and location
    "schools:school_new": Right(Permission.GOVERN_REGISTER, methods=READ | WRITE),
    "schools:school_edit": Right(Permission.GOVERN_REGISTER, methods=READ | WRITE),
    "schools:school_rename": Right(Permission.GOVERN_REGISTER, methods=READ | WRITE),
    "schools:name_new": Right(Permission.GOVERN_REGISTER, methods=READ | WRITE),
    "schools:name_remove": Right(Permission.GOVERN_REGISTER, methods=READ | WRITE),
    "schools:school_code": Right(Permission.GOVERN_REGISTER, methods=READ | WRITE),
    "schools:school_status": Right(Permission.GOVERN_REGISTER, methods=READ | WRITE),
    "schools:school_stages": Right(Permission.GOVERN_REGISTER, methods=READ | WRITE),
    "schools:school_split": Right(Permission.GOVERN_REGISTER, methods=READ | WRITE),
    "schools:school_delete": Right(Permission.GOVERN_REGISTER, methods=READ | WRITE),
    "schools:location_edit": Right(Permission.EDIT_REGISTER, methods=READ | WRITE),
    "schools:facility_list": Right(Permission.VIEW_REGISTER),
    "schools:facility_new": Right(Permission.EDIT_REGISTER, methods=READ | WRITE),
    "schools:facility_edit": Right(Permission.EDIT_REGISTER, methods=READ | WRITE),
    "schools:facility_remove": Right(Permission.EDIT_REGISTER, methods=READ | WRITE),
    "schools:contact_new": Right(Permission.EDIT_REGISTER, methods=READ | WRITE),
    "schools:contact_edit": Right(Permission.EDIT_REGISTER, methods=READ | WRITE),
    "schools:contact_remove": Right(Permission.EDIT_REGISTER, methods=READ | WRITE),
    # /groups/
    "groups:group_list": Right(Permission.VIEW_GROUPS),
    "groups:group_detail": Right(Permission.VIEW_GROUPS),
    # /groups/: formations, changes and plans
    "groups:formation_list": Right(Permission.VIEW_GROUPS),
    "groups:formation_detail": Right(Permission.VIEW_GROUPS),
    "groups:plan_list": Right(Permission.VIEW_GROUPS),
    "groups:formation_new": Right(Permission.EDIT_GROUPS, methods=READ | WRITE),
    "groups:formation_edit": Right(Permission.EDIT_GROUPS, methods=READ | WRITE),
    "groups:planned_new": Right(Permission.EDIT_GROUPS, methods=READ | WRITE),
    "groups:planned_remove": Right(Permission.EDIT_GROUPS, methods=READ | WRITE),
    "groups:formation_step": Right(Permission.EDIT_GROUPS, methods=READ | WRITE),
    "groups:formation_abandon": Right(Permission.EDIT_GROUPS, methods=READ | WRITE),
    "groups:group_edit": Right(Permission.EDIT_GROUPS, methods=READ | WRITE),
    "groups:group_join": Right(Permission.EDIT_GROUPS, methods=READ | WRITE),
    "groups:group_leave": Right(Permission.EDIT_GROUPS, methods=READ | WRITE),
    "groups:group_move": Right(Permission.EDIT_GROUPS, methods=READ | WRITE),
    "groups:group_lead": Right(Permission.EDIT_GROUPS, methods=READ | WRITE),
    "groups:group_split": Right(Permission.EDIT_GROUPS, methods=READ | WRITE),
    "groups:group_dissolve": Right(Permission.EDIT_GROUPS, methods=READ | WRITE),
    "groups:plan_withdraw": Right(Permission.EDIT_GROUPS, methods=READ | WRITE),
    "groups:membership_correct": Right(Permission.EDIT_GROUPS, methods=READ | WRITE),
    # /schools/: how a school ends
    "groups:school_close": Right(Permission.GOVERN_REGISTER, methods=READ | WRITE),
    "groups:school_merge": Right(Permission.GOVERN_REGISTER, methods=READ | WRITE),
    "groups:school_replace": Right(Permission.GOVERN_REGISTER, methods=READ | WRITE),
    # /imports/: rosters of the district, or of the own school
    "imports:import_list": Right(Permission.VIEW_STAFF),
    "imports:import_new": Right(Permission.EDIT_REGISTER, methods=READ | WRITE),
    "imports:import_template": Right(Permission.EDIT_REGISTER),
    "imports:import_detail": Right(Permission.VIEW_STAFF),
    "imports:import_reading": Right(Permission.EDIT_REGISTER, methods=READ | WRITE),
    "imports:import_confirm": Right(Permission.EDIT_REGISTER, methods=WRITE),
    "imports:import_stop": Right(Permission.EDIT_REGISTER, methods=WRITE),
    "imports:import_cancel": Right(Permission.EDIT_REGISTER, methods=WRITE),
    "imports:import_undo": Right(Permission.EDIT_REGISTER, methods=READ | WRITE),
    "imports:import_errors": Right(Permission.VIEW_STAFF),
    # /exchanges/: rotations
    "exchanges:rotation_list": Right(Permission.VIEW_ROTATIONS),
    "exchanges:rotation_detail": Right(Permission.VIEW_ROTATIONS),
    "exchanges:rotation_new": Right(Permission.PROPOSE_ROTATIONS, methods=READ | WRITE),
    "exchanges:rotation_extend": Right(Permission.PROPOSE_ROTATIONS, methods=READ | WRITE),
    "exchanges:rotation_withdraw": Right(Permission.PROPOSE_ROTATIONS, methods=READ | WRITE),
    "exchanges:rotation_propose": Right(Permission.PROPOSE_ROTATIONS, methods=READ | WRITE),
    "exchanges:rotation_revise": Right(Permission.PROPOSE_ROTATIONS, methods=READ | WRITE),
    "exchanges:rotation_accept": Right(Permission.ANSWER_ROTATIONS, methods=READ | WRITE),
    "exchanges:rotation_refuse": Right(Permission.ANSWER_ROTATIONS, methods=READ | WRITE),
    "exchanges:rotation_approve": Right(Permission.APPROVE_ROTATIONS, methods=READ | WRITE),
    "exchanges:rotation_return": Right(Permission.APPROVE_ROTATIONS, methods=READ | WRITE),
    "exchanges:rotation_end_early": Right(Permission.APPROVE_ROTATIONS, methods=READ | WRITE),
    "exchanges:rotation_letter": Right(Permission.VIEW_ROTATIONS),
    "exchanges:whereabouts": Right(Permission.VIEW_ROTATIONS),
    "exchanges:exemption_list": Right(Permission.VIEW_ROTATIONS),
    "exchanges:exemption_new": Right(Permission.APPROVE_ROTATIONS, methods=READ | WRITE),
    "exchanges:exemption_end": Right(Permission.APPROVE_ROTATIONS, methods=READ | WRITE),
    "quota:quota_overview": Right(Permission.VIEW_ROTATIONS),
    "quota:quota_school": Right(Permission.VIEW_ROTATIONS),
    # /exchanges/: shared resources and their bookings
    "exchanges:resource_list": Right(Permission.VIEW_RESOURCES),
    "exchanges:resource_detail": Right(Permission.VIEW_RESOURCES),
    "exchanges:resource_new": Right(Permission.OFFER_RESOURCES, methods=READ | WRITE),
    "exchanges:resource_edit": Right(Permission.OFFER_RESOURCES, methods=READ | WRITE),
    "exchanges:resource_hours": Right(Permission.OFFER_RESOURCES, methods=READ | WRITE),
    "exchanges:resource_book": Right(Permission.BOOK_RESOURCES, methods=READ | WRITE),
    "exchanges:booking_list": Right(Permission.VIEW_RESOURCES),
    "exchanges:booking_detail": Right(Permission.VIEW_RESOURCES),
    "exchanges:booking_confirm": Right(Permission.OFFER_RESOURCES, methods=READ | WRITE),
    "exchanges:booking_decline": Right(Permission.OFFER_RESOURCES, methods=READ | WRITE),
    "exchanges:booking_revoke": Right(Permission.OFFER_RESOURCES, methods=READ | WRITE),
    "exchanges:booking_no_show": Right(Permission.OFFER_RESOURCES, methods=READ | WRITE),
    "exchanges:booking_cancel": Right(Permission.BOOK_RESOURCES, methods=READ | WRITE),
    # /coverage/
    "coverage:coverage_overview": Right(Permission.VIEW_COVERAGE),
    "coverage:stage_detail": Right(Permission.VIEW_COVERAGE),
    "coverage:reconciliation": Right(Permission.VIEW_COVERAGE),
    # /coverage/: designations, of which a school reads its own
    "coverage:designation_list": Right(Permission.VIEW_REGISTER),
    "coverage:designation_detail": Right(Permission.VIEW_REGISTER),
    "coverage:designation_new": Right(Permission.EDIT_DESIGNATIONS, methods=READ | WRITE),
    "coverage:designation_award": Right(Permission.EDIT_DESIGNATIONS, methods=READ | WRITE),
    "coverage:designation_renew": Right(Permission.EDIT_DESIGNATIONS, methods=READ | WRITE),
    "coverage:designation_convert": Right(Permission.EDIT_DESIGNATIONS, methods=READ | WRITE),
    "coverage:designation_withdraw": Right(Permission.EDIT_DESIGNATIONS, methods=READ | WRITE),
    "coverage:designation_correct": Right(Permission.EDIT_DESIGNATIONS, methods=READ | WRITE),
    # /coverage/: what it is judged by
    "coverage:scheme_list": Right(Permission.VIEW_COVERAGE),
    "coverage:rule_list": Right(Permission.VIEW_COVERAGE),
    "coverage:target_list": Right(Permission.VIEW_COVERAGE),
    "coverage:target_new": Right(Permission.EDIT_DESIGNATIONS, methods=READ | WRITE),
    "coverage:target_edit": Right(Permission.EDIT_DESIGNATIONS, methods=READ | WRITE),
    "coverage:target_end": Right(Permission.EDIT_DESIGNATIONS, methods=READ | WRITE),
    "coverage:headline_list": Right(Permission.VIEW_COVERAGE),
    "coverage:headline_new": Right(Permission.EDIT_DESIGNATIONS, methods=READ | WRITE),
    "coverage:headline_edit": Right(Permission.EDIT_DESIGNATIONS, methods=READ | WRITE),
    "coverage:headline_end": Right(Permission.EDIT_DESIGNATIONS, methods=READ | WRITE),
    # /audit/
    "records:audit_list": Right(Permission.VIEW_AUDIT),
    "records:audit_entry": Right(Permission.VIEW_AUDIT),
    "records:audit_verification": Right(Permission.VIEW_AUDIT, methods=READ | WRITE),
    # /admin/: the whole site; each model asks for its own permission (accounts.door)
    "admin:*": Right(Permission.USE_ADMIN, methods=READ | WRITE),
}


def right_for(view_name: str) -> Right | None:
    """Return the right of a named address.

    None when: the address is not in the table, and therefore closed.
    """
    namespace = view_name.split(":", maxsplit=1)[0] if ":" in view_name else ""
    return RIGHTS.get(view_name) or RIGHTS.get(f"{namespace}:*")
