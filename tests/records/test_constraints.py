"""Every constraint of the project, in the database itself and in validation."""

from datetime import UTC, date, datetime, time
from uuid import UUID

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import CheckConstraint, UniqueConstraint

from accounts.models import Appointment, User
from coverage.models import (
    DeclaredCount,
    Designation,
    DesignationLevel,
    DesignationScheme,
    Headline,
    Rule,
    RuleSet,
    Target,
)
from exchanges.models import Booking, Exemption, OpeningHours, Rotation, SharedResource
from groups.models import EducationGroup, Formation, FormationStep, GroupChange, Membership, PlannedSchool
from records.constraints import NoOverlap
from records.models import Job, LoadedFact
from records.periods import Span
from schools.models import (
    Confirmation,
    Contact,
    Employment,
    Enrolment,
    Facility,
    FormerName,
    ImportBatch,
    ImportRow,
    Lineage,
    Proposal,
    RememberedHeading,
    School,
    SchoolStatus,
    Staff,
    StageService,
)
from tests import factories
from tests.records.rows import (
    insert_raw,
    make_row,
    own_constraints,
    own_records,
    update_raw,
)

D19, D20, D21 = date(2019, 1, 1), date(2020, 1, 1), date(2021, 1, 1)
LAST_OF_2020 = date(2020, 12, 31)
EMPTY_PERIOD = {"start": D20, "end": D20}
ABANDONED = {
    "abandoned_at": datetime(2022, 8, 1, tzinfo=UTC),
    "abandoned_by": "officer",
    "abandoned_because": "条件不成熟",
}
BACKWARDS = {"start": D21, "end": D20}
DECIDED = {"decided_at": factories.MOMENT, "decided_by": "bureau"}

# name of the check: the model, and column values that break it and nothing else
BREAKS = {
    "records_job_state_known": (Job, {"state": "lost", "finished_at": factories.MOMENT}),
    "records_job_finished_with_moment": (Job, {"state": "done"}),
    "records_job_heartbeat_while_running": (Job, {"state": "running"}),
    "records_job_cancelled_by_somebody": (Job, {"cancel_requested_by": "somebody"}),
    "accounts_user_lower_case": (User, {"username": "Zhang"}),
    "accounts_appointment_ends_after_start": (Appointment, BACKWARDS),
    "accounts_appointment_scope_fits_role": (Appointment, {"role": "principal"}),
    "schools_school_code_form": (School, {"code": "510115-X1"}),
    "schools_school_has_name": (School, {"name": ""}),
    "schools_school_collective_not_counted": (School, {"is_collective": True}),
    "schools_school_location_whole": (School, {"longitude": "103.8"}),
    "schools_school_location_in_country": (School, {"longitude": "30.6", "latitude": "30.6"}),
    "schools_lineage_kind_known": (Lineage, {"kind": "married"}),
    "schools_school_kind_known": (School, {"kind": "university"}),
    "schools_school_ownership_known": (School, {"ownership": "foreign"}),
    "schools_school_urban_rural_known": (School, {"urban_rural": "moon"}),
    "schools_schoolstatus_ends_after_start": (SchoolStatus, BACKWARDS),
    "schools_schoolstatus_status_known": (SchoolStatus, {"status": "asleep"}),
    "schools_stageservice_ends_after_start": (StageService, EMPTY_PERIOD),
    "schools_stageservice_stage_known": (StageService, {"stage": "university"}),
    "schools_enrolment_year_known": (Enrolment, {"year": 1948}),
    "schools_enrolment_stage_known": (Enrolment, {"stage": "university"}),
    "schools_facility_year_known": (Facility, {"year": 1948}),
    "schools_facility_has_item": (Facility, {"item": ""}),
    "schools_facility_not_negative": (Facility, {"area": "-1"}),
    "exchanges_sharedresource_kind_known": (SharedResource, {"kind": "swimming"}),
    "exchanges_sharedresource_audience_known": (SharedResource, {"audience": "friends"}),
    "exchanges_resource_group_of_audience": (SharedResource, {"audience": "one_group"}),
    "exchanges_openinghours_ends_after_start": (OpeningHours, {"start": D20, "end": D20}),
    "exchanges_openinghours_weekday_known": (OpeningHours, {"weekday": 7}),
    "exchanges_openinghours_closes_later": (OpeningHours, {"closes": time(8)}),
    "exchanges_booking_state_known": (Booking, {"state": "lost"}),
    "exchanges_booking_ends_later": (Booking, {"end": datetime(2022, 9, 5, 0, tzinfo=UTC)}),
    "exchanges_exemption_ends_after_start": (Exemption, {"start": D20, "end": D20}),
    "exchanges_exemption_why_known": (Exemption, {"why": "holiday"}),
    "exchanges_rotation_kind_known": (Rotation, {"kind": "holiday"}),
    "exchanges_rotation_route_known": (Rotation, {"route": "by air"}),
    "exchanges_rotation_relation_known": (Rotation, {"relation": "lost"}),
    "exchanges_rotation_state_known": (Rotation, {"state": "lost"}),
    "exchanges_rotation_stage_known": (Rotation, {"stage": "university"}),
    "exchanges_rotation_term": (Rotation, {"end": D19, "start": D20}),
    "exchanges_rotation_share": (Rotation, {"share": 20}),
    "exchanges_rotation_three_people": (Rotation, {"decided_by": "other"}),
    "schools_importbatch_kind_known": (ImportBatch, {"kind": "pupils"}),
    "schools_importbatch_state_known": (ImportBatch, {"state": "lost"}),
    "schools_importbatch_mode_known": (ImportBatch, {"mode": "guess"}),
    "schools_importbatch_applied_by_somebody": (ImportBatch, {"applied_by": "somebody"}),
    "schools_importbatch_undone_by_somebody": (ImportBatch, {"undone_by": "somebody"}),
    "schools_importrow_result_known": (ImportRow, {"result": "lost"}),
    "schools_rememberedheading_kind_known": (RememberedHeading, {"kind": "pupils"}),
    "schools_staff_post_known": (Staff, {"post": "king"}),
    "schools_staff_section_known": (Staff, {"section": "university"}),
    "schools_staff_title_known": (Staff, {"title": "king"}),
    "schools_staff_qualification_known": (Staff, {"qualification": "none"}),
    "schools_staff_backbone_level_known": (Staff, {"backbone_level": "world"}),
    "schools_staff_status_known": (Staff, {"status": "asleep"}),
    "schools_employment_ends_after_start": (Employment, BACKWARDS),
    "schools_confirmation_term_known": (Confirmation, {"term": "summer"}),
    "schools_proposal_field_known": (Proposal, {"field": "colour"}),
    "schools_proposal_state_known": (Proposal, {"state": "lost", **DECIDED}),
    "schools_proposal_decided_by_somebody": (Proposal, {"state": "accepted"}),
    "schools_proposal_returned_with_answer": (Proposal, {"state": "returned", **DECIDED}),
    "groups_educationgroup_ends_after_start": (EducationGroup, EMPTY_PERIOD),
    "groups_educationgroup_kind_known": (EducationGroup, {"kind": "secret"}),
    "groups_membership_ends_after_start": (Membership, {**BACKWARDS, "end_reason": "moved"}),
    "groups_membership_role_known": (Membership, {"role": "guest"}),
    "groups_membership_reason_with_end": (Membership, {"end": D20}),
    "groups_educationgroup_filed_under_a_number": (EducationGroup, {"filed_on": D20}),
    "groups_membership_ended_by_with_end": (Membership, {"ended_by_id": 1}),
    "groups_groupchange_kind_known": (GroupChange, {"kind": "whim"}),
    "groups_groupchange_state_known": (GroupChange, {"state": "doubtful"}),
    "groups_groupchange_withdrawn_in_full": (GroupChange, {"state": "withdrawn"}),
    "groups_formation_kind_known": (Formation, {"kind": "secret"}),
    "groups_formation_abandoned_in_full": (Formation, {"abandoned_by": "officer"}),
    "groups_formation_abandoned_or_launched": (Formation, ABANDONED | {"group_id": 1}),
    "groups_plannedschool_role_known": (PlannedSchool, {"role": "guest"}),
    "groups_formationstep_step_known": (FormationStep, {"step": "leap"}),
    "groups_membership_end_reason_known": (Membership, {"end": D20, "end_reason": "whim"}),
    "coverage_designationscheme_stage_known": (DesignationScheme, {"stage": "primary"}),
    "coverage_designationlevel_ends_after_start": (DesignationLevel, BACKWARDS),
    "coverage_designation_ends_after_start": (Designation, EMPTY_PERIOD),
    "coverage_designation_end_reason_known": (Designation, {"end": D20, "end_reason": "whim"}),
    "coverage_designation_reason_with_end": (Designation, {"end_reason": "withdrawn"}),
    "coverage_ruleset_ends_after_start": (RuleSet, BACKWARDS),
    "coverage_ruleset_confidence_known": (RuleSet, {"confidence": "X"}),
    "coverage_rule_comparison_known": (Rule, {"comparison": "about"}),
    "coverage_rule_confidence_known": (Rule, {"confidence": "X"}),
    "coverage_target_ends_after_start": (Target, BACKWARDS),
    "coverage_target_stage_known": (Target, {"stage": "primary"}),
    "coverage_target_is_share": (Target, {"share": "1.0001"}),
    "coverage_headline_ends_after_start": (Headline, EMPTY_PERIOD),
    "coverage_headline_basis_known": (Headline, {"basis": "hoped"}),
    "coverage_headline_weight_known": (Headline, {"weight": "teachers"}),
    "coverage_declaredcount_ends_after_start": (DeclaredCount, BACKWARDS),
}

# name of the rule: the model, and what two rows that collide have, the second beside the first
COLLISIONS = {
    "accounts_appointment_once_in_district": (Appointment, lambda small: ({}, {})),
    "accounts_appointment_once_at_school": (
        Appointment,
        lambda small: ({"role": "clerk", "district": None, "school": small.lone}, {}),
    ),
    "schools_schoolstatus_one_at_a_time": (SchoolStatus, lambda small: ({}, {"status": "closed"})),
    "schools_stageservice_once": (StageService, lambda small: ({}, {})),
    "schools_employment_one_home_school": (Employment, lambda small: ({}, {"school": small.lead})),
    "groups_membership_one_role": (Membership, lambda small: ({}, {})),
    "groups_membership_one_lead": (
        Membership,
        lambda small: (
            {"group": factories.make_group(slug="xin"), "role": "lead"},
            {"school": small.member},
        ),
    ),
    "groups_membership_leads_one_group": (
        Membership,
        lambda small: (
            {"group": factories.make_group(slug="xin"), "role": "lead"},
            {"group": factories.make_group(slug="newer")},
        ),
    ),
    "exchanges_openinghours_once": (OpeningHours, lambda small: ({}, {"opens": time(13)})),
    "exchanges_exemption_once": (Exemption, lambda small: ({}, {"why": "approved"})),
    "coverage_designation_once": (Designation, lambda small: ({}, {})),
    "coverage_target_one_at_a_time": (Target, lambda small: ({}, {"statement": "另一半"})),
    "coverage_headline_one_at_a_time": (Headline, lambda small: ({}, {"basis": "reached"})),
    "coverage_ruleset_one_at_a_time": (RuleSet, lambda small: ({}, {"edition": "2020 年版"})),
    "coverage_declaredcount_once": (DeclaredCount, lambda small: ({}, {"count": 2})),
}
OVERLAPPING = {
    "same days": (Span(D20, D21), Span(D20, D21)),
    "both open": (Span(), Span()),
    "one shared day": (Span(D20, D21), Span(LAST_OF_2020, None)),
    "one inside the other": (Span(D19, None), Span(D20, D21)),
    "open start reaches in": (Span(D20, None), Span(None, date(2020, 1, 2))),
}
APART = {
    "the next day on": (Span(D20, D21), Span(D21, None)),
    "up to the day before": (Span(D20, None), Span(None, D20)),
    "years between": (Span(None, D19), Span(D20, D21)),
}

UNIQUE = {
    "records_job_once_at_a_time": (Job, {"username": "another", "key": UUID(int=1)}),
    "schools_formername_one_alias": (FormerName, {"document": "另一文件"}),
    "schools_lineage_once": (Lineage, {"day": D20}),
    "schools_contact_once": (Contact, {"phone": "82720001"}),
    "schools_enrolment_once": (Enrolment, {"pupils": 5}),
    "schools_facility_once": (Facility, {"quantity": 5}),
    "schools_importrow_once": (ImportRow, {"result": "same"}),
    "schools_rememberedheading_once": (RememberedHeading, {"column": "name"}),
    "schools_staff_number_once": (Staff, {"name": "另一人"}),
    "schools_confirmation_once": (Confirmation, {"confirmed_by": "another"}),
    "schools_proposal_one_open": (Proposal, {"proposed": "永宁镇", "key": UUID(int=1)}),
    "groups_formation_name_once": (Formation, {"slug": "newer"}),
    "groups_plannedschool_once": (PlannedSchool, {"role": "member"}),
    "groups_plannedschool_one_lead": (PlannedSchool, {"school_id": 1}),
    "groups_formationstep_once": (FormationStep, {"note": "又一次"}),
    "groups_educationgroup_name_once": (EducationGroup, {"slug": "newer"}),
    "exchanges_resource_name_once": (SharedResource, {"kind": "laboratory"}),
    "coverage_designationlevel_code_once": (DesignationLevel, {"name": "二级"}),
    "coverage_rule_code_once": (Rule, {"label": "另一条"}),
}


def refused(name: str | None = None):
    """Return a context in which the database refuses a statement, by the rule of this name where given."""
    return pytest.raises(IntegrityError, match=name)


def columns_of(span: Span, model: type) -> dict:
    """Return the column values of a period; an ended membership names its reason."""
    if model is Rotation:  # a term is never open
        return {"start": span.start or date(1950, 1, 1), "end": span.end or date(2099, 1, 1)}
    reason = {"end_reason": "moved" if span.end else ""} if model is Membership else {}
    return {"start": span.start, "end": span.end, **reason}


def collide(name: str, small, first: Span, second: Span):
    """Return two rows that stand in each other's way by the named rule if their periods overlap."""
    model, differences = COLLISIONS[name]
    base, change = differences(small)
    stored = make_row(model, small, **base, **columns_of(first, model))
    stored.save()
    same = {f.name: getattr(stored, f.name) for f in model._meta.concrete_fields if f.name != "id"}
    return stored, model(**{**same, **change, **columns_of(second, model)})


@pytest.mark.parametrize("model", own_records(), ids=lambda model: model._meta.label)
def test_valid_row_accepted_by_database_and_validation(district, model):
    row = make_row(model, district)

    row.full_clean()
    insert_raw(row)


def test_every_check_has_its_case():
    elsewhere = ["exchanges_rotation_two_schools", "exchanges_rotation_somebody_goes"]  # test_rotations
    two_of_a_kind = ["schools_lineage_two_schools", "coverage_designationlevel_two_levels"]
    cases = [*BREAKS, *two_of_a_kind, *elsewhere]

    assert sorted(own_constraints(CheckConstraint)) == sorted(cases)


@pytest.mark.parametrize("name", BREAKS)
def test_check_refuses_raw_insert(district, name):
    model, values = BREAKS[name]
    row = make_row(model, district, **values)

    with refused(name), transaction.atomic():
        insert_raw(row)


@pytest.mark.parametrize("name", BREAKS)
def test_check_refuses_raw_update(district, name):
    model, values = BREAKS[name]
    row = make_row(model, district)
    row.save()

    with refused(name), transaction.atomic():
        update_raw(row, **values)


@pytest.mark.parametrize("name", BREAKS)
def test_check_refuses_validation(district, name):
    model, values = BREAKS[name]
    row = make_row(model, district, **values)

    with pytest.raises(ValidationError):
        row.full_clean()


def test_every_no_overlap_has_its_case():
    of_moments = ["exchanges_booking_once"]  # tests/exchanges/test_bookings.py
    assert sorted(own_constraints(NoOverlap)) == sorted([*COLLISIONS, *of_moments])


@pytest.mark.parametrize("spans", OVERLAPPING.values(), ids=OVERLAPPING)
@pytest.mark.parametrize("name", COLLISIONS)
def test_overlap_refused_by_raw_insert(district, name, spans):
    _stored, second = collide(name, district, *spans)

    with refused(name), transaction.atomic():
        insert_raw(second)


@pytest.mark.parametrize("name", COLLISIONS)
def test_overlap_refused_by_raw_update(district, name):
    stored, second = collide(name, district, Span(D20, D21), Span(D21, None))
    second.save()

    with refused(name), transaction.atomic():
        update_raw(second, start=LAST_OF_2020)
    update_raw(stored, start=D19)  # what touches nothing is still possible


@pytest.mark.parametrize("spans", OVERLAPPING.values(), ids=OVERLAPPING)
@pytest.mark.parametrize("name", COLLISIONS)
def test_overlap_refused_by_validation_with_its_own_message(district, name, spans):
    _stored, second = collide(name, district, *spans)
    [rule] = [c for c in type(second)._meta.constraints if c.name == name]

    with pytest.raises(ValidationError) as caught:
        second.full_clean()

    assert str(rule.violation_error_message) in caught.value.messages


@pytest.mark.parametrize("spans", APART.values(), ids=APART)
@pytest.mark.parametrize("name", COLLISIONS)
def test_periods_apart_accepted(district, name, spans):
    _stored, second = collide(name, district, *spans)

    second.full_clean()
    insert_raw(second)


def test_row_does_not_overlap_itself(district):
    membership = (
        Membership.objects.get(school=district.lone.pk) if False else district.first.memberships.all()[0]
    )

    membership.full_clean()
    update_raw(membership, start=D20)


def test_rule_of_leads_does_not_concern_members(district):
    district.first.memberships.get(school=district.member).full_clean()

    insert_raw(Membership(group=district.first, school=district.lone))


def test_field_already_refused_is_not_looked_at_again(district):
    second = Membership(group=district.first, school=district.lead, role="lead")
    [rule] = [c for c in Membership._meta.constraints if c.name == "groups_membership_one_lead"]

    rule.validate(Membership, second, exclude={"start"})

    with pytest.raises(ValidationError):
        rule.validate(Membership, second)


def test_every_unique_constraint_has_its_case():
    elsewhere = ["records_auditentry_one_sequence", "records_loadedfact_once", "schools_formername_once"]
    cases = [*UNIQUE, *elsewhere]

    assert sorted(own_constraints(UniqueConstraint)) == sorted(cases)


@pytest.mark.parametrize("name", UNIQUE)
def test_second_row_refused_by_raw_insert(district, name):
    model, change = UNIQUE[name]
    first = make_row(model, district)
    first.save()
    same = {f.name: getattr(first, f.name) for f in model._meta.concrete_fields if f.name != "id"}

    with refused(), transaction.atomic():
        insert_raw(model(**{**same, **change}))


def test_school_is_not_its_own_successor(district):
    row = make_row(Lineage, district, successor=district.lone)

    with pytest.raises(ValidationError, match="学校不能由自己而来"):
        row.full_clean()
    with refused("schools_lineage_two_schools"), transaction.atomic():
        insert_raw(row)


def test_level_is_not_its_own_successor(district):
    row = make_row(DesignationLevel, district)
    row.save()
    row.successor = row

    with pytest.raises(ValidationError, match="一个级别不能转换为它自己"):
        row.full_clean()
    with refused("coverage_designationlevel_two_levels"), transaction.atomic():
        update_raw(row, successor_id=row.pk)


def test_name_is_given_up_once_on_a_day(district):
    make_row(FormerName, district, used_until=D20).save()
    insert_raw(make_row(FormerName, district, used_until=D21))

    with refused(), transaction.atomic():
        insert_raw(make_row(FormerName, district, used_until=D20))


def test_loaded_fact_stored_once(db):
    LoadedFact.objects.create(source="report", key="group-1")

    with refused(), transaction.atomic():
        insert_raw(LoadedFact(source="report", key="group-1"))
