"""Questions about many rows of the register, each behind the one door."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Prefetch, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from accounts.roles import Permission
from records.initials import looks_like
from records.models import Basis, DemonstrationQuerySet
from records.periods import PeriodQuerySet, in_force, overlapping
from schools.choices import SchoolKind
from schools.querysets_written import WrittenPersonQuerySet, WrittenQuerySet, WrittenSchoolQuerySet
from schools.school_year import days_of, school_year_of
from schools.term import Term

UPCOMING = "upcoming"  # asks for schools that are not there yet on the day
ANY_STATE = "any"  # asks for schools whatever their state, also those that are not there yet
UNKNOWN = "unknown"  # asks for rows of which nothing is known
PENDING = "pending"  # asks for proposals that were returned and wait for the school


class DistrictQuerySet(models.QuerySet):
    """Districts."""

    def visible_to(self, user: Any) -> Self:
        """Return the districts that the user may read as a whole."""
        return self.filter(user.reach(Permission.VIEW_REGISTER).q(district="pk"))

    def governed_by(self, user: Any) -> Self:
        """Return the districts whose register the user keeps."""
        return self.filter(user.reach(Permission.GOVERN_REGISTER).q(district="pk"))

    def visible_to_importers(self, user: Any) -> Self:
        """Return the districts whose rosters, or those of one of whose schools, the user imports."""
        reach = user.reach(Permission.EDIT_REGISTER)
        return self.filter(reach.q(district="pk", school="schools__pk")).distinct()

    def with_code(self, code: str | None) -> Self:
        """Return the district of the code, all districts without one."""
        return self.filter(code=code) if code else self.all()


class SchoolQuerySet(WrittenSchoolQuerySet):
    """Schools."""

    def visible_to(self, user: Any) -> Self:
        """Return the schools whose record the user may read: of the own districts, and the own school.

        What members of a group see of each other is shown by the group, never by the register.
        """
        return self.filter(user.reach(Permission.VIEW_REGISTER).q(district="district", school="pk"))

    def with_district(self) -> Self:
        """Return the schools with their district, as their place needs it. Queries: 1."""
        return self.select_related("district")

    def registered(self) -> Self:
        """Return the schools that the district's register counts."""
        return self.filter(in_district_register=True)

    def with_staff_visible_to(self, user: Any) -> Self:
        """Return the schools whose staff roster the user may read."""
        return self.filter(user.reach(Permission.VIEW_STAFF).q(district="district", school="pk"))

    def bearing(self, code: str) -> Any:
        """Return the school that bears the code.

        None when: no school among these does.
        """
        return self.filter(code=code).first()

    def among(self, keys: Iterable[int]) -> Self:
        """Return the schools with these keys, in the order of their codes."""
        return self.filter(pk__in=keys).order_by("code")

    def with_successors(self, keys: Iterable[int], day: date) -> Self:
        """Return the schools with these keys, and those that take their place on the day."""
        replaced = self.model.origins.rel.related_model.objects.filter(
            predecessor__in=keys, day=day, kind="replaced_by"
        )
        condition = Q(pk__in=list(keys)) | Q(pk__in=replaced.values("successor"))
        return self.filter(condition).order_by("code")

    def operating(self, day: date) -> Self:
        """Return the schools that teach on the day, by their dated status."""
        return self.filter(in_force(day, "statuses__"), statuses__status="operating")

    def counted_in(self, district: models.Model) -> Self:
        """Return the schools that count as the district's own."""
        return self.filter(district=district, in_district_register=True)

    def with_status(self, day: date) -> Self:
        """Annotate ``status_on_day``; None where no status is known for the day."""
        statuses = self.model.statuses.rel.related_model.objects.on(day).filter(school=OuterRef("pk"))
        return self.annotate(status_on_day=statuses.values("status")[:1])

    def named_on(self, day: date) -> Self:
        """Annotate ``name_on_day``: the former name that was still in use on the day, or the present one."""
        former = self.model.former_names.rel.related_model.objects.filter(
            school=OuterRef("pk"), used_until__gt=day
        )
        earliest = former.order_by("used_until", "pk").values("name")[:1]
        return self.annotate(name_on_day=Coalesce(Subquery(earliest), F("name")))

    def for_list(self, day: date) -> Self:
        """Return the schools with all that the list page shows. Queries: 3."""
        served = self.model.stages.rel.related_model.objects.on(day).order_by("pk")
        return (
            self.with_status(day)
            .named_on(day)
            .prefetch_related(Prefetch("stages", queryset=served, to_attr="stages_on_day"), "former_names")
            .order_by("code")
        )

    def serving(self, stage: str, day: date) -> Self:
        """Return the schools that serve a stage on the day."""
        served = self.model.stages.rel.related_model.objects.on(day)
        return self.filter(Exists(served.filter(school=OuterRef("pk"), stage=stage)))

    def named_like(self, text: str) -> Self:
        """Return the schools whose name or a former name, their initials, or the code contains the text."""
        alike = looks_like(text, names=["name"], initials="initials")
        former = self.model.former_names.rel.related_model.objects.filter(alike, school=OuterRef("pk"))
        return self.filter(alike | Q(code__icontains=text) | Exists(former))

    def matching(
        self, day: date, *, text: str = "", stage: str = "", status: str = "", **columns: str
    ) -> Self:
        """Return the schools that meet every condition given, as things stand on the day.

        An empty condition asks nothing, but a school that is not there yet is found by its status alone.
        """
        found = self.filter(**{column: value for column, value in columns.items() if value})
        if text:
            found = found.named_like(text)
        if stage:
            found = found.serving(stage, day)
        return found.in_state(status, day)

    def in_state(self, status: str, day: date) -> Self:
        """Return the schools in a state on the day; without a state all that there are, or ever were.

        Schools whose first state begins later are «upcoming»; «unknown» are others without a state; «any»
        are all of them.
        """
        if status == ANY_STATE:
            return self.all()
        if status == UPCOMING:
            return self.filter(self._not_there_yet(day))
        there = self.exclude(self._not_there_yet(day))
        if not status:
            return there
        return there.with_status(day).filter(status_on_day=None if status == UNKNOWN else status)

    def _not_there_yet(self, day: date) -> Q:
        states = self.model.statuses.rel.related_model.objects.filter(school=OuterRef("pk"))
        return Q(Exists(states), ~Exists(states.exclude(start__gt=day)))

    def sorted_by(self, key: str) -> Self:
        """Return the schools by code, name or kind, a leading minus turning the order round."""
        column = key.removeprefix("-")
        by = _kind_position() if column == "kind" else F(column)
        return self.order_by(by.desc() if key.startswith("-") else by.asc(), "code")

    def placed_for_demonstration(self) -> Self:
        """Return the schools that stand where they do for trying out."""
        return self.filter(location_basis=Basis.DEMONSTRATION).order_by("code")

    def towns(self) -> list[str]:
        """Return the towns in which the schools stand. Queries: 1."""
        return list(self.exclude(town="").order_by("town").values_list("town", flat=True).distinct())

    def for_record(self, day: date) -> Self:
        """Return the schools with all that the page of one shows of its own record. Queries: 11 at most.

        The schools before and after each have a query of their own, where there are any: they bear the
        names of the day.
        """
        named = self.model.objects.named_on(day)
        return (
            self.with_status(day)
            .named_on(day)
            .select_related("district")
            .prefetch_related(
                "former_names",
                "statuses",
                "stages",
                "enrolments",
                "contacts",
                "retired_codes",
                "origins",
                "successions",
                Prefetch("origins__predecessor", queryset=named),
                Prefetch("successions__successor", queryset=named),
            )
        )

    # the confirmation of facts

    def due_to_confirm(self, day: date) -> Self:
        """Return the schools that are to confirm their facts: one body each, teaching on the day."""
        return self.operating(day).filter(is_collective=False)

    def with_confirmation(self, term: Term) -> Self:
        """Annotate when and by whom the facts were confirmed in a term, None where they were not yet."""
        given = self.model.confirmations.rel.related_model.objects.of_term(term)
        given = given.filter(school=OuterRef("pk"))
        opened = self.model.proposals.rel.related_model.objects.open().filter(school=OuterRef("pk"))
        return self.annotate(
            confirmed_at=Subquery(given.values("confirmed_at")[:1]),
            confirmed_by=Subquery(given.values("confirmed_by")[:1]),
            has_open_proposal=Exists(opened),
        )

    def confirmed(self, answer: str) -> Self:
        """Return the schools «done» or «due» of ``with_confirmation``; all of them without an answer."""
        return self.filter(confirmed_at__isnull=answer == "due") if answer else self.all()


def _kind_position() -> Case:
    """Return a kind's place in the code table, which runs from the youngest pupils to the oldest."""
    whens = [When(kind=kind, then=place) for place, kind in enumerate(SchoolKind.values)]
    return Case(*whens, output_field=models.IntegerField())


class OfSchoolQuerySet(DemonstrationQuerySet):
    """Rows that belong to one school and are read with its record."""

    def visible_to(self, user: Any) -> Self:
        """Return the rows of the schools whose record the user may read."""
        reach = user.reach(Permission.VIEW_REGISTER)
        return self.filter(reach.q(district="school__district", school="school"))

    def of_schools(self, schools: Iterable[int]) -> Self:
        """Return the rows of schools that were already fetched through the door."""
        return self.filter(school__in=schools).order_by("pk")


class FacilityQuerySet(WrittenQuerySet, OfSchoolQuerySet):
    """What schools have of rooms, grounds and equipment."""

    def for_list(self) -> Self:
        """Return the items with their schools. Queries: 1."""
        return self.select_related("school")

    def matching(self, *, text: str = "", item: str = "", year: str = "", school: str = "") -> Self:
        """Return the items that meet every condition given; an empty one asks nothing."""
        columns = {"year": year, "school__code": school}
        found = self.filter(**{column: value for column, value in columns.items() if value})
        if text:
            alike = looks_like(text, names=["school__name", "school__code"], initials="school__initials")
            found = found.filter(alike)
        return found.filter(item__icontains=item) if item else found

    def sorted_by(self, key: str) -> Self:
        """Return the items by a column, what is unknown last, a leading minus turning the order round."""
        column = key.removeprefix("-")
        by = F("school__code" if column == "school" else column)
        turned = by.desc(nulls_last=True) if key.startswith("-") else by.asc(nulls_last=True)
        return self.order_by(turned, "school__code", "-year", "item")

    def known_on(self, school: models.Model, day: date) -> Self:
        """Return a school's items of the latest school year that is recorded by the day. Queries: 1."""
        own = self.filter(school=school, year__lte=school_year_of(day))
        latest = own.order_by("-year").values("year")[:1]
        return own.filter(year=Subquery(latest)).for_list().order_by("item")


class FormerNameQuerySet(OfSchoolQuerySet):
    """Names that schools bore before, or are also known by."""

    def dropped_by(self, schools: Iterable[int]) -> Self:
        """Return the names that these schools gave up on a known day, the first ones first; no aliases."""
        dropped = self.filter(school__in=schools, used_until__isnull=False)
        return dropped.order_by("used_until", "pk")


class LineageQuerySet(models.QuerySet):
    """Which schools followed which."""

    def visible_to(self, user: Any) -> Self:
        """Return the rows in which the user may read the record of the school on either side."""
        reach = user.reach(Permission.VIEW_REGISTER)
        before = reach.q(district="predecessor__district", school="predecessor")
        return self.filter(before | reach.q(district="successor__district", school="successor"))


class RetiredCodeQuerySet(OfSchoolQuerySet):
    """Codes that nobody may bear again."""

    def bearing(self, code: str) -> Self:
        """Return the row of a code, with its school."""
        return self.filter(code=code).select_related("school")


class DatedOfSchoolQuerySet(OfSchoolQuerySet, PeriodQuerySet):
    """Rows of one school that are in force for a period."""


class ReportedQuerySet(models.QuerySet):
    """Stages of schools with their ``pupils``."""

    def matching(self, *, text: str = "", stage: str = "", reported: str = "") -> Self:
        """Return the stages that meet every condition; reported is «yes» or «no»."""
        found = self.filter(stage=stage) if stage else self.all()
        if text:
            alike = looks_like(text, names=["school__name", "school__code"], initials="school__initials")
            found = found.filter(alike)
        return found.filter(pupils__isnull=reported == "no") if reported else found

    def sorted_by(self, key: str) -> Self:
        """Return the stages by school or pupils, what is unknown last, a minus turning the order round."""
        by = F({"school": "school__code", "pupils": "pupils"}[key.removeprefix("-")])
        turned = by.desc(nulls_last=True) if key.startswith("-") else by.asc(nulls_last=True)
        return self.order_by(turned, "school__code", "pk")


class EnrolmentQuerySet(WrittenQuerySet, ReportedQuerySet, OfSchoolQuerySet):
    """How many pupils schools have."""

    def for_list(self, year: int | None = None) -> Self:
        """Return the figures of a school year, of every year without one, with their schools. Queries: 1."""
        found = self.select_related("school")
        return found.filter(year=year) if year else found


class StageServiceQuerySet(ReportedQuerySet, DatedOfSchoolQuerySet):
    """Stages that schools serve."""

    def open_before(self, day: date) -> Self:
        """Return the stages that are served on the eve of the day."""
        return self.on(day - timedelta(days=1))

    def while_operating(self, schools: Iterable[models.Model]) -> Self:
        """Return the stages of schools beside each period in which the school operates, with the school.

        The period stands in ``open_start`` and ``open_end``. Queries: 1.
        """
        return (
            self.filter(school__in=schools, school__statuses__status="operating")
            .annotate(open_start=F("school__statuses__start"), open_end=F("school__statuses__end"))
            .select_related("school")
            .order_by("school__code", "pk")
        )

    def for_enrolment(self, year: int) -> Self:
        """Return each stage that an operating school serves in a school year, once, with its figures.

        The figures stand in ``pupils`` and ``classes``; None means that they were not reported. Queries: 1.
        """
        of_stage = {"school": OuterRef("school"), "stage": OuterRef("stage")}
        in_year, school = overlapping(days_of(year)), self.model.school.field.related_model
        figures = school.enrolments.rel.related_model.objects.filter(year=year, **of_stage)
        earlier = self.model.objects.filter(in_year, pk__lt=OuterRef("pk"), **of_stage)
        states = school.statuses.rel.related_model.objects.filter(in_year, status="operating")
        return (
            self.filter(in_year, ~Exists(earlier), Exists(states.filter(school=OuterRef("school"))))
            .annotate(
                year=Value(year, output_field=models.IntegerField()),
                pupils=Subquery(figures.values("pupils")[:1]),
                classes=Subquery(figures.values("classes")[:1]),
            )
            .select_related("school")
        )


class EmploymentQuerySet(WrittenPersonQuerySet, PeriodQuerySet):
    """Who belongs to which school's staff, and when."""

    def visible_to(self, user: Any) -> Self:
        """Return the employments at the schools whose roster the user may read."""
        reach = user.reach(Permission.VIEW_STAFF)
        return self.filter(reach.q(district="school__district", school="school"))

    def for_roster(self) -> Self:
        """Return the employments with the people and the school. Queries: 1."""
        return self.select_related("staff", "school")

    def sorted_by(self, key: str) -> Self:
        """Return the employments by number, name or post, a leading minus turning the order round."""
        by = F(f"staff__{key.removeprefix('-')}")
        return self.order_by(by.desc() if key.startswith("-") else by.asc(), "staff__staff_no")

    def at_school(self, school: models.Model) -> Self:
        """Return the employments at one school."""
        return self.filter(school=school)

    def at_home(self, day: date) -> Self:
        """Return of each person the one employment that says where the person belongs on the day.

        It is the latest that began, also if it ended since; for who is still to come, the first.
        """
        of_person = self.model.objects.filter(staff=OuterRef("staff"))
        begun = of_person.exclude(start__gt=day).order_by(F("start").desc(nulls_last=True))
        coming = of_person.filter(start__gt=day).order_by("start")
        return self.filter(pk=Coalesce(Subquery(begun.values("pk")[:1]), Subquery(coming.values("pk")[:1])))

    def counted_on(self, day: date, schools: Iterable[int]) -> Self:
        """Return who is at work at these schools on the day, and who leaves one for another on it.

        Rows are in the order of their days, those that end on the day last. Queries: 1.
        """
        left = Q(end=day, start__lt=day) | Q(end=day, start__isnull=True)
        rows = self.filter(in_force(day) | left, school__in=schools, staff__status="active")
        return rows.select_related("staff").order_by(F("end").desc(nulls_first=True), "pk")

    def numbered(self, staff_no: str) -> Self:
        """Return the employments of the person with a staff number, the latest first."""
        return self.filter(staff__staff_no=staff_no).order_by(F("start").desc(nulls_last=True))

    def of_person(self, person: models.Model) -> Self:
        """Return the employments of one person, the earliest first. Queries: 1."""
        found = self.filter(staff=person).select_related("school")
        return found.order_by(F("start").asc(nulls_first=True))

    def matching(self, *, text: str = "", school: str = "", **columns: str) -> Self:
        """Return the employments of people whose name or number contains the text, with these facts."""
        found = self.filter(**{f"staff__{column}": value for column, value in columns.items() if value})
        found = found.filter(school__code=school) if school else found
        named = looks_like(text, names=["staff__name", "staff__staff_no"], initials="staff__initials")
        return found.filter(named) if text else found


class StaffQuerySet(DemonstrationQuerySet):
    """People on the rosters."""

    def visible_to(self, user: Any, on: date) -> Self:
        """Return the people on a roster that the user may read on the day."""
        employments = self.model.employments.rel.related_model.objects.on(on).visible_to(user)
        return self.filter(Exists(employments.filter(staff=OuterRef("pk"))))

    def in_districts_of(self, user: Any) -> Self:
        """Return the people of the districts whose rosters the user reads, on a roster or on none."""
        return self.filter(user.reach(Permission.VIEW_STAFF).q(district="district"))


class ConfirmationQuerySet(OfSchoolQuerySet):
    """Confirmations of facts."""

    def of_term(self, term: Term) -> Self:
        """Return the confirmations given in one term."""
        return self.filter(school_year=term.year, term=term.half)


class ProposalQuerySet(OfSchoolQuerySet):
    """Proposed corrections of facts."""

    def open(self) -> Self:
        """Return the proposals that nobody decided yet."""
        return self.filter(state="open")

    def pending_at_school(self, since: date) -> Self:
        """Return what was returned since a day and has no successor: the school may propose again."""
        later = self.model.objects.filter(
            school=OuterRef("school"), field=OuterRef("field"), pk__gt=OuterRef("pk")
        )
        return self.filter(~Exists(later), state="returned", decided_at__date__gte=since)

    def matching(self, *, since: date, state: str = "", school: str = "", field: str = "") -> Self:
        """Return the proposals that meet every condition given; «pending» are those of the method above."""
        columns = {"school__code": school, "field": field}
        found = self.filter(**{column: value for column, value in columns.items() if value})
        if state == PENDING:
            return found.pending_at_school(since)
        return found.filter(state=state) if state else found

    def sorted_by(self, key: str) -> Self:
        """Return the proposals by day or school, a leading minus turning the order round."""
        by = F({"school": "school__code", "proposed_at": "proposed_at"}[key.removeprefix("-")])
        return self.order_by(by.desc() if key.startswith("-") else by.asc(), "-pk")

    def for_list(self) -> Self:
        """Return the proposals with their schools. Queries: 1."""
        return self.select_related("school__district")
