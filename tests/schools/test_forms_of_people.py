"""The forms of staff, enrolment and facts as forms: what they offer, ask for and start with."""

import pytest
from django.http import QueryDict

from schools.choices import ProposedFact
from schools.forms_enrolment import EnrolmentFilterForm, EnrolmentForm
from schools.forms_facts import (
    AcceptForm,
    AnswerForm,
    ConfirmationFilterForm,
    ConfirmForm,
    ProposalFilterForm,
    propose_form,
)
from schools.forms_staff import LeaveForm, MoveForm, NewStaffForm, StaffForm, StaffIndexFilterForm
from schools.models import ImportBatch, Staff
from tests import factories

NO_BATCHES = ImportBatch.objects.none()


def asked(form):
    """Return the names of what a form asks people for, in order."""
    return [name for name in form.fields if name not in {"version", "request_key"}]


@pytest.fixture
def employment(district):
    """Return the employment of a teacher at the member school."""
    return factories.make_staff(district.member, staff_no="T1").employments.get()


def test_forms_ask_the_reason_last(district, employment, officer):
    proposal = factories.make_proposal(district.member)
    forms = [
        EnrolmentForm(record=district.member, year=2022, user=officer),
        NewStaffForm(instance=Staff(district=district.district), user=officer),
        MoveForm(record=employment, user=officer),
        LeaveForm(record=employment, user=officer),
        propose_form("town")(record=district.member, user=officer),
        AnswerForm(record=proposal, user=officer),
        AcceptForm(record=proposal, user=officer),
    ]

    assert [asked(form)[-1] for form in forms] == ["reason"] * len(forms)


def test_confirmation_asks_nothing(district, officer):
    assert asked(ConfirmForm(record=district.member, user=officer)) == []


@pytest.mark.parametrize("status", ["active", "absent"])
def test_person_at_work_is_offered_no_way_to_leave(status, district, employment, officer):
    form = StaffForm(instance=Staff(status=status, district=district.district), user=officer)

    assert [code for code, _label in form.fields["status"].choices] == ["active", "absent"]


@pytest.mark.parametrize("status", ["retired", "left"])
def test_person_who_left_keeps_the_status_among_the_choices(status, district, officer):
    form = StaffForm(instance=Staff(status=status, district=district.district), user=officer)

    assert [code for code, _label in form.fields["status"].choices] == ["active", "absent", status]


def test_leaving_is_by_retirement_or_out_of_the_district(employment, officer):
    form = LeaveForm(record=employment, user=officer)

    assert [code for code, _label in form.fields["status"].choices] == ["retired", "left"]


def test_move_offers_the_schools_of_the_persons_district(district, employment, officer):
    elsewhere = factories.make_district("510116", "双流区")
    factories.make_school("外区学校", district=elsewhere)
    officer.appointments.create(role="officer", district=elsewhere)

    offered = MoveForm(record=employment, user=officer).fields["school"].queryset

    assert sorted(school.name for school in offered) == sorted(
        ["甲校", "乙校", "丙校", "丁校", "戊幼儿园", "己幼儿园", "庚小学"]
    )


@pytest.mark.parametrize("fact", ProposedFact.values)
def test_proposal_starts_with_the_present_value(fact, district, officer):
    form = propose_form(fact)(record=district.member, user=officer)

    assert form["value"].value() == getattr(district.member, fact)
    assert form.fields["reason"].required


def test_enrolment_form_carries_another_version_for_another_state(district, officer):
    versions = set()
    for pupils in (None, 300, 301):
        district.member.enrolments.all().delete()
        if pupils is not None:
            factories.make_enrolment(district.member, pupils)
        versions.add(EnrolmentForm(record=district.member, year=2022, user=officer)["version"].value())

    assert len(versions) == 3


@pytest.mark.parametrize(
    ("query", "year"),
    [
        pytest.param("", 2022, id="the-present-one"),
        pytest.param("year=2020", 2020, id="chosen"),
        pytest.param("year=2023", 2023, id="coming"),
        pytest.param("year=2024", 2022, id="too-far"),
        pytest.param("year=1800", 2022, id="too-long-ago"),
        pytest.param("year=%00", 2022, id="nul"),
        pytest.param("year=２０２０", 2022, id="other-digits"),
    ],
)
def test_year_shown_is_a_usable_one(query, year):
    assert EnrolmentFilterForm(QueryDict(query), this_year=2022, batches=NO_BATCHES).year_shown == year


def test_conditions_speak_the_words_of_the_querysets():
    enrolment = EnrolmentFilterForm(
        QueryDict("q=甲&stage=primary&reported=no"), this_year=2022, batches=NO_BATCHES
    )
    staff = StaffIndexFilterForm(QueryDict("q=钱&post=teacher&school=x"), schools=[], batches=NO_BATCHES)
    proposals = ProposalFilterForm(QueryDict("state=pending&field=kind"), schools=[])

    assert enrolment.conditions == {"text": "甲", "stage": "primary", "reported": "no"}
    assert staff.conditions == {
        "text": "钱",
        "school": "",
        "post": "teacher",
        "title": "",
        "backbone_level": "",
        "section": "",
        "status": "",
    }
    assert proposals.conditions == {"state": "pending", "school": "", "field": "kind"}


@pytest.mark.parametrize(
    ("form", "read"),
    [
        pytest.param(
            EnrolmentFilterForm(QueryDict("show=pupils"), this_year=2022, batches=NO_BATCHES),
            ["school", "year", "stage", "pupils", "classes"],
            id="enrolment",
        ),
        pytest.param(
            StaffIndexFilterForm(QueryDict("show=post"), schools=[], batches=NO_BATCHES),
            [
                "name", "staff_no", "school", "post", "section", "subject", "title", "qualification",
                "backbone_level", "joined_on", "status",
            ],
            id="staff",
        ),
        pytest.param(ConfirmationFilterForm(QueryDict("show=code")), ["name", "code"], id="confirmations"),
    ],
)  # fmt: skip
def test_file_has_what_an_import_reads_whatever_is_shown(form, read):
    assert [column.name for column in form.exported_columns] == read
