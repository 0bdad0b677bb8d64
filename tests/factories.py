"""Plain functions that make rows for tests, without randomness and without rights."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from types import SimpleNamespace
from typing import Any

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
from groups.models import (
    EducationGroup,
    Formation,
    FormationStep,
    GroupChange,
    Membership,
    PlannedSchool,
)
from records.models import Job
from schools.models import (
    Confirmation,
    Contact,
    District,
    Employment,
    Enrolment,
    Facility,
    FormerName,
    ImportBatch,
    Lineage,
    Proposal,
    RetiredCode,
    School,
    SchoolStatus,
    Staff,
    StageService,
)
from schools.stages import CoverageStage, Stage

PASSWORD = "a long test passphrase"
STAGES_OF = {
    School.Kind.KINDERGARTEN: [Stage.PRESCHOOL],
    School.Kind.PRIMARY: [Stage.PRIMARY],
    School.Kind.JUNIOR: [Stage.JUNIOR],
    School.Kind.NINE_YEAR: [Stage.PRIMARY, Stage.JUNIOR],
    School.Kind.COMPLETE_SECONDARY: [Stage.JUNIOR, Stage.SENIOR],
    School.Kind.VOCATIONAL_SECONDARY: [Stage.VOCATIONAL],
}
MOMENT = datetime(2022, 10, 1, 8, tzinfo=UTC)  # when things were said that need a moment
numbers = count(1)


def make_district(code: str = "510115", name: str = "温江区", **fields: Any) -> District:
    """Return the district of this code, new or known."""
    return District.objects.get_or_create(code=code, defaults={"name": name, **fields})[0]


def make_school(
    name: str = "",
    *,
    kind: str = School.Kind.NINE_YEAR,
    district: District | None = None,
    stages: list[Stage] | None = None,
    operating_from: date | None = None,
    closed_on: date | None = None,
    **fields: Any,
) -> School:
    """Return a school that operates and serves the stages of its kind."""
    number = next(numbers)
    district = district or make_district()
    fields.setdefault("code", f"{district.code}-L{number:05d}")  # five digits, so that codes sort as made
    school = School.objects.create(district=district, name=name or f"第{number}学校", kind=kind, **fields)
    SchoolStatus.objects.create(
        school=school, status=SchoolStatus.Status.OPERATING, start=operating_from, end=closed_on
    )
    for stage in STAGES_OF.get(kind, []) if stages is None else stages:
        StageService.objects.create(school=school, stage=stage)
    return school


def make_group(
    name: str = "",
    *,
    lead: School | None = None,
    members: list[School] | tuple[School, ...] = (),
    district: District | None = None,
    start: date | None = None,
    end: date | None = None,
    **fields: Any,
) -> EducationGroup:
    """Return a group with its memberships, all open like the group itself."""
    number = next(numbers)
    kind = EducationGroup.Kind.ORDINARY if lead else EducationGroup.Kind.REGIONAL
    group = EducationGroup.objects.create(
        **{
            "district": district or make_district(),
            "slug": f"group-{number}",
            "name": name or f"第{number}教育集团",
            "kind": kind,
            "start": start,
            "end": end,
        }
        | fields
    )
    if lead:
        make_membership(group, lead, role=Membership.Role.LEAD, start=start)
    for member in members:
        make_membership(group, member, start=start)
    return group


def make_membership(group: EducationGroup, school: School, **fields: Any) -> Membership:
    """Return one membership; an ended one needs its reason."""
    if fields.get("end"):
        fields.setdefault("end_reason", Membership.EndReason.MOVED)
    return Membership.objects.create(group=group, school=school, **fields)


def make_formation(name: str = "", *, lead: School | None = None, **fields: Any) -> Formation:
    """Return a formation that was proposed, with the lead that is planned where one is given."""
    number = next(numbers)
    fields = {"district": make_district(), "slug": f"formation-{number}", **fields}
    formation = Formation.objects.create(name=name or f"第{number}拟建集团", **fields)
    FormationStep.objects.create(formation=formation, step="proposed", day=date(2020, 1, 1))
    if lead:
        PlannedSchool.objects.create(formation=formation, school=lead, role="lead")
    return formation


def make_group_change(group: EducationGroup, /, **fields: Any) -> GroupChange:
    """Return a recorded change, a school that joins where the fields do not say otherwise."""
    values = {"kind": "join", "day": date(2022, 9, 1), "recorded_by": "system", "group": group}
    values["recorded_at"] = datetime(2022, 8, 1, tzinfo=UTC)
    return GroupChange.objects.create(district=group.district, **(values | fields))


def make_level(
    scheme: str = "quality", code: str = "quality", *, stage: str = "", **fields: Any
) -> DesignationLevel:
    """Return the level of a scheme, new or known."""
    parent = DesignationScheme.objects.get_or_create(code=scheme, defaults={"name": scheme, "stage": stage})[
        0
    ]
    return DesignationLevel.objects.get_or_create(
        scheme=parent, code=code, defaults={"name": code, **fields}
    )[0]


def make_designation(school: School, level: DesignationLevel | None = None, **fields: Any) -> Designation:
    """Return a designation of quality."""
    return Designation.objects.create(school=school, level=level or make_level(), **fields)


def make_target(stage: str = CoverageStage.COMPULSORY, share: str | None = "0.85", **fields: Any) -> Target:
    """Return a target."""
    fields.setdefault("statement", f"覆盖率达到 {share}")
    return Target.objects.create(
        **{"district": make_district(), "stage": stage, "share": share, "due_on": date(2022, 12, 31)} | fields
    )


def make_headline(basis: str, weight: str = "institutions", **fields: Any) -> Headline:
    """Return the district's choice of the measure that stands first."""
    return Headline.objects.create(**{"district": make_district(), "basis": basis, "weight": weight} | fields)


def make_rule_set(code: str = "rules", *, rules: int = 0, **fields: Any) -> RuleSet:
    """Return one version of a policy's thresholds, with some rules."""
    values = {"name": code, "edition": "第一版", "source": "某文件", "confidence": "V"} | fields
    rule_set = RuleSet.objects.create(code=code, **values)
    for place in range(rules):
        Rule.objects.create(
            rule_set=rule_set, position=place, code=f"r{place}", label=f"第{place}条", value=1
        )
    return rule_set


def make_declared(
    code: str, ownerships: list[str], kinds: list[str], number: int, **fields: Any
) -> DeclaredCount:
    """Return one declared line."""
    return DeclaredCount.objects.create(
        district=make_district(),
        code=code,
        section=code,
        label="/".join(kinds),
        ownerships=ownerships,
        kinds=kinds,
        count=number,
        **fields,
    )


def make_enrolment(school: School, pupils: int, *, year: int = 2022, stage: str = "") -> Enrolment:
    """Return a count of pupils, of the school's first stage where none is given."""
    stage = stage or school.stages.order_by("pk")[0].stage
    return Enrolment.objects.create(school=school, year=year, stage=stage, pupils=pupils)


def make_facility(school: School, item: str = "音乐教室", *, year: int = 2022, **fields: Any) -> Facility:
    """Return what a school has of one kind of room, ground or equipment."""
    return Facility.objects.create(school=school, year=year, item=item, **fields)


def make_import(
    district: District | None = None, *, school: School | None = None, **fields: Any
) -> ImportBatch:
    """Return an upload of a roster of staff, of which nothing was read yet."""
    values = {"kind": "staff", "file_name": "名册.csv", "sha256": "0" * 64, "size": 1, "uploaded_at": MOMENT}
    district = school.district if school else district or make_district()
    uploaded_by = {"uploaded_by": "somebody"}
    return ImportBatch.objects.create(district=district, school=school, **values | uploaded_by | fields)


def make_former_name(school: School, name: str, **fields: Any) -> FormerName:
    """Return a name that a school bore before."""
    return FormerName.objects.create(school=school, name=name, **fields)


def make_contact(school: School, name: str = "李主任", **fields: Any) -> Contact:
    """Return a contact of a school."""
    return Contact.objects.create(
        **{"school": school, "name": name, "duty": "办公室主任", "phone": "028-82720000"} | fields
    )


def make_lineage(predecessor: School, successor: School, **fields: Any) -> Lineage:
    """Return that one school was merged into another, or what the fields say."""
    fields = {"kind": Lineage.Kind.MERGED_INTO, "day": date(2022, 9, 1)} | fields
    return Lineage.objects.create(predecessor=predecessor, successor=successor, **fields)


def make_retired_code(school: School, code: str, **fields: Any) -> RetiredCode:
    """Return a code that a school bore."""
    return RetiredCode.objects.create(school=school, code=code, **fields)


def make_staff(school: School, name: str = "张老师", *, start: date | None = None, **fields: Any) -> Staff:
    """Return a teacher on a school's roster."""
    fields.setdefault("staff_no", f"T{next(numbers):05d}")
    fields.setdefault("post", Staff.Post.TEACHER)
    staff = Staff.objects.create(district=school.district, name=name, **fields)
    Employment.objects.create(staff=staff, school=school, start=start)
    return staff


def make_confirmation(school: School, *, year: int = 2022, term: str = "autumn") -> Confirmation:
    """Return a school's confirmation of its facts in a term."""
    return Confirmation.objects.create(
        school=school, school_year=year, term=term, confirmed_at=MOMENT, confirmed_by="somebody"
    )


def make_proposal(school: School, field: str = "town", proposed: str = "万春镇", **fields: Any) -> Proposal:
    """Return a proposed correction; a decided one was decided by the bureau."""
    if fields.get("state", "open") != "open":
        fields = {"decided_at": MOMENT, "decided_by": "bureau", "answer": "理由"} | fields
    values = {"explanation": "写错了", "proposed_at": MOMENT, "proposed_by": "somebody"} | fields
    return Proposal.objects.create(school=school, field=field, proposed=proposed, **values)


def make_user(
    username: str = "somebody",
    *,
    role: str = "",
    district: District | None = None,
    school: School | None = None,
    start: date | None = None,
    end: date | None = None,
    **fields: Any,
) -> User:
    """Return an account, with one appointment where a role is given."""
    user = User(username=username, name=fields.pop("name", username), **fields)
    user.set_password(PASSWORD)
    user.save()
    if role:
        Appointment.objects.create(
            user=user, role=role, district=district, school=school, start=start, end=end
        )
    return user


def make_small_district() -> SimpleNamespace:
    """Return a district whose second school leads one group and is a member of another.

    first: lead, bridge (member), member; second: bridge (lead), partner; third: stranger (lead), distant;
    lone belongs to no group.
    """
    district = make_district()
    lead = make_school("甲校", kind=School.Kind.COMPLETE_SECONDARY)
    bridge = make_school("乙校", kind=School.Kind.COMPLETE_SECONDARY)
    member = make_school("丙校")
    partner = make_school("丁校")
    stranger = make_school("戊幼儿园", kind=School.Kind.KINDERGARTEN)
    distant = make_school("己幼儿园", kind=School.Kind.KINDERGARTEN)
    lone = make_school("庚小学", kind=School.Kind.PRIMARY)
    return SimpleNamespace(
        district=district,
        lead=lead,
        bridge=bridge,
        member=member,
        partner=partner,
        stranger=stranger,
        distant=distant,
        lone=lone,
        first=make_group("甲教育集团", slug="jia", lead=lead, members=[bridge, member]),
        second=make_group("乙教育集团", slug="yi", lead=bridge, members=[partner]),
        third=make_group("戊教育集团", slug="wu", lead=stranger, members=[distant]),
    )


def make_rotation(
    group: EducationGroup, home: School, host: School, state: str = "proposed", **fields: Any
) -> Rotation:
    """Return a rotation between two schools, as its people left it in a state."""
    person = fields.pop("person", None) or make_staff(home, start=date(2015, 9, 1))
    if state in ("accepted", "approved", "returned"):
        fields.setdefault("answered_by", "other")
    if state in ("approved", "returned"):
        fields.setdefault("decided_by", "bureau")
    values: dict[str, Any] = {
        "kind": "teaching_posting",
        "start": date(2022, 9, 1),
        "end": date(2023, 9, 1),
        "is_proposed_by_home": True,
        "proposed_by": "somebody",
    }
    return Rotation.objects.create(
        group=group, person=person, home=home, host=host, state=state, **values | fields
    )


def make_exemption(person: Staff, school: School, *, why: str = "hardship", **fields: Any) -> Exemption:
    """Return the exemption of somebody of a school, since ever unless a period is given."""
    return Exemption.objects.create(person=person, school=school, why=why, **fields)


def make_resource(
    school: School, name: str = "物理实验室", *, is_open: bool = True, **fields: Any
) -> SharedResource:
    """Return what a school opens to its groups, on workdays from eight to six unless said otherwise."""
    values = {"kind": "laboratory", "capacity": 48} | fields
    resource = SharedResource.objects.create(school=school, name=name, **values)
    if is_open:
        for weekday in range(5):
            make_hours(resource, weekday)
    return resource


def make_hours(
    resource: SharedResource, weekday: int, opens: int = 8, closes: int = 18, **fields: Any
) -> Any:
    """Return between which hours a resource is open on a weekday."""
    return OpeningHours.objects.create(
        resource=resource, weekday=weekday, opens=time(opens), closes=time(closes), **fields
    )


def make_booking(
    resource: SharedResource, school: School, start: datetime, hours: int = 2, **fields: Any
) -> Booking:
    """Return a confirmed booking of so many hours."""
    values = {"purpose": "观课", "people": 20, "state": "confirmed", "booked_by": "somebody"} | fields
    end = start + timedelta(hours=hours)
    return Booking.objects.create(resource=resource, school=school, start=start, end=end, **values)


def make_job(subject: str = "", *, kind: str = "count", username: str = "writer", **fields: Any) -> Job:
    """Return a job that waits, or what the fields make of it."""
    subject = subject or f"subject {next(numbers)}"
    return Job.objects.create(kind=kind, subject=subject, username=username, **fields)
