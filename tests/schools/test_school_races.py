"""Two people at once at one school: one wins, the other is told, and nothing is half done."""

from collections import Counter
from datetime import date
from time import sleep
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from records.models import AuditEntry
from schools.actions import change_status, record_enrolment, register_school
from schools.actions_contact import add_contact, change_contact, remove_contact
from schools.actions_enrolment import Figures, report_enrolment
from schools.actions_facilities import add_facility, change_facility
from schools.actions_facts import (
    accept_proposal,
    confirm_facts,
    propose_fact,
    return_proposal,
    withdraw_proposal,
)
from schools.actions_register import (
    begin_stage,
    delete_school,
    end_stage,
    rename_school,
    replace_code,
    split_school,
)
from schools.actions_staff import hire
from schools.enrolment import state_of
from schools.models import (
    Confirmation,
    Contact,
    Employment,
    Enrolment,
    Facility,
    FormerName,
    Lineage,
    Proposal,
    RetiredCode,
    School,
    SchoolStatus,
    Staff,
    StageService,
)
from schools.stages import Stage
from tests import factories
from tests.records.test_races import kinds, together

pytestmark = pytest.mark.django_db(transaction=True)

FIRST, NEXT = date(2020, 9, 1), date(2022, 9, 1)
OFFICIAL, ANOTHER = "2151011501", "2151011502"


@pytest.fixture
def school():
    """Return a primary school of which two people want something."""
    return factories.make_school("甲校", kind=School.Kind.PRIMARY)


@pytest.fixture
def people(school):
    """Return an officer of the district, and the school's principal and clerk."""
    return SimpleNamespace(
        officer=factories.make_user("officer", role="officer", district=school.district),
        principal=factories.make_user("principal", role="principal", school=school),
        clerk=factories.make_user("clerk", role="clerk", school=school),
    )


def told(outcomes):
    """Return what those who did not win were told, in order of the words."""
    return sorted(
        "".join(each.messages) if isinstance(each, ValidationError) else type(each).__name__
        for each in outcomes
        if isinstance(each, Exception)
    )


def trail():
    """Return how often which action was written down for which kind of record."""
    return Counter(AuditEntry.objects.values_list("action", "object_type"))


def again(row):
    """Return the row as one more person reads it."""
    return type(row).objects.get(pk=row.pk)


# --- coming into the register, and going out of it ---


def new_school(district, name):
    return School(district=district, code="510115-L900", name=name, kind=School.Kind.PRIMARY)


def test_two_registrations_with_one_code(school, people):
    outcomes = together(
        *(
            lambda n=name: register_school(
                new_school(school.district, n), stages=[Stage.PRIMARY], by=people.officer
            )
            for name in ("新校一", "新校二")
        )
    )

    [won] = [each for each in outcomes if isinstance(each, School)]
    assert kinds(outcomes) == ["School", "ValidationError"]
    assert list(School.objects.filter(code="510115-L900")) == [won]
    assert (SchoolStatus.objects.filter(school=won).count(), won.stages.count()) == (1, 1)
    assert trail() == {
        ("create", "schools.school"): 1,
        ("create", "schools.schoolstatus"): 1,
        ("create", "schools.stageservice"): 1,
    }


def test_four_clicks_register_one_school(school, people):
    key = uuid4()

    outcomes = together(
        *(
            lambda: register_school(
                new_school(school.district, "新校"),
                stages=[Stage.PRIMARY],
                request_key=key,
                by=people.officer,
            )
            for _click in range(4)
        )
    )

    assert kinds(outcomes) == ["AlreadyDone", "AlreadyDone", "AlreadyDone", "School"]
    assert School.objects.filter(name="新校").count() == 1


def test_registration_without_the_lock_would_let_both_look_before_one_writes(school):
    """The control: who looks whether a code is free, and then takes it, takes it twice."""
    free = []

    def look(name):
        if not School.objects.filter(code="510115-L900").exists():
            sleep(0.3)
            free.append(name)

    together(lambda: look("新校一"), lambda: look("新校二"))

    assert sorted(free) == ["新校一", "新校二"]


def test_two_schools_want_one_official_code(school, people):
    other = factories.make_school("乙校", kind=School.Kind.PRIMARY)

    outcomes = together(
        *(lambda s=s: replace_code(s, code=OFFICIAL, day=NEXT, by=people.officer) for s in (school, other))
    )

    [won] = [each for each in outcomes if isinstance(each, School)]
    assert kinds(outcomes) == ["School", "ValidationError"]
    assert list(School.objects.filter(code=OFFICIAL)) == [won]
    assert list(RetiredCode.objects.values_list("school", flat=True)) == [won.pk]


def test_one_school_is_given_two_official_codes(school, people):
    outcomes = together(
        *(
            lambda c=code: replace_code(again(school), code=c, day=NEXT, by=people.officer)
            for code in (OFFICIAL, ANOTHER)
        )
    )

    [won] = [each for each in outcomes if isinstance(each, School)]
    assert again(school).code == won.code
    assert list(RetiredCode.objects.values_list("code", flat=True)) == [school.code]
    assert len(told(outcomes)) == 1


def test_two_officers_rename_one_school(school, people):
    outcomes = together(
        *(
            lambda s=read, n=name: rename_school(s, name=n, day=NEXT, by=people.officer)
            for read, name in ((again(school), "新名一"), (again(school), "新名二"))
        )
    )

    [won] = [each for each in outcomes if isinstance(each, School)]
    stored = again(school)
    assert (stored.name, stored.version) == (won.name, 2)
    assert list(FormerName.objects.values_list("name", "used_until")) == [("甲校", NEXT)]
    assert trail() == {("change", "schools.school"): 1, ("create", "schools.formername"): 1}


def test_school_is_deleted_while_somebody_hires_there(people):
    school = factories.make_school("错登的学校", kind=School.Kind.PRIMARY)  # nobody is appointed there
    person = Staff(district=school.district, staff_no="T1", name="赵老师", post="teacher")

    outcomes = together(
        lambda: delete_school(again(school), reason="登记错误", by=people.officer),
        lambda: hire(person, school=again(school), by=people.officer),
    )

    kept = School.objects.filter(pk=school.pk).exists()
    assert kept == (Employment.objects.count() == 1) == (Staff.objects.count() == 1)
    assert len(told(outcomes)) == 1


def test_two_officers_delete_one_school(people):
    school = factories.make_school("错登的学校", kind=School.Kind.PRIMARY)

    outcomes = together(
        *(
            lambda s=read: delete_school(s, reason="登记错误", by=people.officer)
            for read in (again(school), again(school))
        )
    )

    assert kinds(outcomes) == ["NoneType", "StaleVersion"]
    assert not School.objects.filter(pk=school.pk).exists()
    assert not StageService.objects.filter(school=school.pk).exists()
    assert trail()[("remove", "schools.school")] == 1


def test_one_new_school_is_split_off_by_two_officers(school, people):
    outcomes = together(
        *(
            lambda n=name: split_school(
                again(school),
                new_school(school.district, n),
                stages=[Stage.PRIMARY],
                day=NEXT,
                by=people.officer,
            )
            for name in ("分校一", "分校二")
        )
    )

    [won] = [each for each in outcomes if isinstance(each, School)]
    assert kinds(outcomes) == ["School", "ValidationError"]
    assert list(Lineage.objects.values_list("successor__name", flat=True)) == [won.name]
    assert School.objects.count() == 2


# --- states and stages ---


def test_two_officers_change_one_state(school, people):
    outcomes = together(
        *(
            lambda s=status: change_status(again(school), status=s, day=NEXT, by=people.officer)
            for status in ("suspended", "preparing")
        )
    )

    [won] = [each for each in outcomes if isinstance(each, SchoolStatus)]
    assert kinds(outcomes) == ["SchoolStatus", "ValidationError"]
    assert list(SchoolStatus.objects.order_by("pk").values_list("status", "start", "end")) == [
        ("operating", None, NEXT),
        (won.status, NEXT, None),
    ]


def test_two_officers_begin_one_stage(school, people):
    outcomes = together(
        *(
            lambda: begin_stage(
                StageService(school=again(school), stage=Stage.JUNIOR, start=NEXT), by=people.officer
            )
            for _officer in range(2)
        )
    )

    assert kinds(outcomes) == ["School", "ValidationError"]
    assert school.stages.filter(stage=Stage.JUNIOR).count() == 1


def test_two_officers_end_one_stage(school, people):
    outcomes = together(
        *(
            lambda d=day: end_stage(again(school), stage=Stage.PRIMARY, day=d, by=people.officer)
            for day in (NEXT, date(2023, 9, 1))
        )
    )

    service = school.stages.get()
    ended = [each for each in outcomes if isinstance(each, School)]
    assert service.version == 1 + len(ended)
    assert len(ended) + len(told(outcomes)) == 2
    assert service.end in {NEXT, date(2023, 9, 1)}


def test_stage_ends_while_pupils_of_it_are_entered(school, people):
    together(
        lambda: end_stage(again(school), stage=Stage.PRIMARY, day=NEXT, by=people.officer),
        lambda: record_enrolment(
            again(school), year=2022, stage=Stage.PRIMARY, pupils=300, by=people.principal
        ),
    )

    is_ended, is_counted = school.stages.get().end is not None, school.enrolments.exists()
    assert (is_ended, is_counted) in {(True, False), (False, True)}


# --- enrolment, contacts ---


def test_principal_and_clerk_report_one_year(school, people):
    state = state_of([])

    outcomes = together(
        *(
            lambda p=pupils, u=user: report_enrolment(
                again(school), year=2022, state=state, figures={Stage.PRIMARY: Figures(p, 8)}, by=u
            )
            for pupils, user in ((300, people.principal), (310, people.clerk))
        )
    )

    winner = outcomes.index(next(each for each in outcomes if isinstance(each, School)))
    assert kinds(outcomes) == ["School", "StaleVersion"]
    assert list(Enrolment.objects.values_list("pupils", "classes")) == [([300, 310][winner], 8)]
    assert trail() == {("create", "schools.enrolment"): 1}


def test_two_years_are_reported_without_waiting_for_each_other(school, people):
    outcomes = together(
        *(
            lambda y=year: report_enrolment(
                again(school),
                year=y,
                state=state_of([]),
                figures={Stage.PRIMARY: Figures(300, None)},
                by=people.principal,
            )
            for year in (2021, 2022)
        )
    )

    assert kinds(outcomes) == ["School", "School"]
    assert sorted(Enrolment.objects.values_list("year", flat=True)) == [2021, 2022]


def test_contact_is_removed_while_it_is_changed(school, people):
    contact = factories.make_contact(school)

    def change():
        row = Contact.objects.get(pk=contact.pk)
        row.phone = "028-82720001"
        return change_contact(row, by=people.principal)

    outcomes = together(change, lambda: remove_contact(again(contact), by=people.clerk))

    assert {"Contact", "StaleVersion", "NoneType", "DoesNotExist"} >= set(kinds(outcomes))
    assert not Contact.objects.filter(phone="028-82720000").exists()
    assert len(told(outcomes)) + sum(trail().values()) == 2


def test_one_contact_is_added_by_two_people(school, people):
    outcomes = together(
        *(
            lambda u=user: add_contact(
                Contact(school=again(school), duty="校长", name="李", phone="028-82720000"), by=u
            )
            for user in (people.principal, people.clerk)
        )
    )

    assert kinds(outcomes) == ["Contact", "ValidationError"]
    assert told(outcomes) == ["这位联系人的这个职务已经登记。"]
    assert school.contacts.count() == 1


def test_one_item_is_added_by_two_people(school, people):
    outcomes = together(
        *(
            lambda u=user: add_facility(Facility(school=again(school), year=2022, item="音乐教室"), by=u)
            for user in (people.principal, people.clerk)
        )
    )

    assert kinds(outcomes) == ["Facility", "ValidationError"]
    assert told(outcomes) == [
        "甲校 2022–2023 学年的“音乐教室”已经登记，请修改已登记的那一项，或另填一个项目。"
    ]
    assert trail() == {("create", "schools.facility"): 1}


def test_item_is_added_while_another_becomes_the_same(school, people):
    other = factories.make_facility(school, "美术教室")

    def rename():
        row = Facility.objects.get(pk=other.pk)
        row.item = "音乐教室"
        return change_facility(row, by=people.clerk)

    outcomes = together(
        rename,
        lambda: add_facility(Facility(school=again(school), year=2022, item="音乐教室"), by=people.principal),
    )

    assert kinds(outcomes) == ["Facility", "ValidationError"]
    assert Facility.objects.filter(item="音乐教室").count() == 1


# --- confirming, proposing, deciding ---


def test_two_confirmations_in_one_term(school, people):
    outcomes = together(
        *(
            lambda s=read: confirm_facts(s, on=NEXT, by=people.principal)
            for read in (again(school), again(school))
        )
    )

    assert len([each for each in outcomes if isinstance(each, Confirmation)]) == 1
    assert told(outcomes) in (["StaleVersion"], ["本学期已经确认过，不用再确认。"])
    assert Confirmation.objects.count() == 1
    assert trail()[("confirm", "schools.confirmation")] == 1


def test_confirmation_beside_a_proposal(school, people):
    together(
        lambda: confirm_facts(again(school), on=NEXT, by=people.principal),
        lambda: propose_fact(
            again(school), field="town", value="万春镇", explanation="写错了", by=people.clerk
        ),
    )

    proposed, confirmed = Proposal.objects.count(), Confirmation.objects.count()
    assert proposed + confirmed >= 1
    assert trail()[("propose", "schools.proposal")] == proposed
    assert trail()[("confirm", "schools.confirmation")] == confirmed


def test_two_people_propose_about_one_fact(school, people):
    outcomes = together(
        *(
            lambda v=value, u=user: propose_fact(
                again(school), field="town", value=v, explanation="写错了", by=u
            )
            for value, user in (("万春镇", people.principal), ("永宁镇", people.clerk))
        )
    )

    [won] = [each for each in outcomes if isinstance(each, Proposal)]
    assert told(outcomes) == ["这一项已有一份申请在等待处理，请先撤回那一份。"]
    assert list(Proposal.objects.values_list("proposed", "state")) == [(won.proposed, "open")]


DEEDS = {
    "accept": lambda row, people: accept_proposal(row, by=people.officer),
    "return": lambda row, people: return_proposal(row, answer="不符", by=people.officer),
    "withdraw": lambda row, people: withdraw_proposal(row, by=people.clerk),
}
STATES = {"accept": "accepted", "return": "returned", "withdraw": "withdrawn"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("accept", "accept", id="two-officers-accept"),
        pytest.param("accept", "return", id="one-accepts-one-returns"),
        pytest.param("accept", "withdraw", id="accepted-while-withdrawn"),
        pytest.param("return", "withdraw", id="returned-while-withdrawn"),
        pytest.param("withdraw", "withdraw", id="withdrawn-twice"),
    ],
)
def test_two_decisions_about_one_proposal(one, other, school, people):
    proposal = factories.make_proposal(school)

    outcomes = together(
        lambda: DEEDS[one](again(proposal), people), lambda: DEEDS[other](again(proposal), people)
    )

    [winner] = [number for number, each in enumerate(outcomes) if isinstance(each, Proposal)]
    stored, won = again(proposal), (one, other)[winner]
    assert len(told(outcomes)) == 1
    assert (stored.state, stored.version) == (STATES[won], 2)
    assert again(school).town == ("万春镇" if won == "accept" else "")
    assert trail()[(won, "schools.proposal")] == 1
    assert sum(trail().values()) == (2 if won == "accept" else 1)


def test_deciding_without_a_version_would_let_both_decide(school):
    """The control: look whether the proposal is open, wait a moment, write; what the version is for."""
    proposal = factories.make_proposal(school)
    decided = []

    def decide(state):
        if again(proposal).is_open:
            sleep(0.3)
            Proposal.objects.filter(pk=proposal.pk).update(
                state=state, answer="不符", decided_at=factories.MOMENT, decided_by=state
            )
            decided.append(state)

    together(lambda: decide("accepted"), lambda: decide("returned"))

    assert sorted(decided) == ["accepted", "returned"]
