"""The panels that the coverage app gives to the pages of lower floors."""

from datetime import date
from types import SimpleNamespace

import pytest

from coverage.templatetags.coverage_panels import group_coverage, group_designations, school_designations
from groups.models import EducationGroup
from tests import factories

DAY = date(2022, 12, 31)


def panel(group, user, day=DAY):
    """Return what the coverage panel of a group shows to a user: stages and how many are hidden."""
    loaded = EducationGroup.objects.for_dashboard().for_list(day).get(pk=group.pk)
    shown = group_coverage({"request": SimpleNamespace(user=user)}, loaded, day)
    return [stage.stage for stage in shown["stages"]], shown["hidden"]


def test_group_coverage_counts_the_group_s_schools_only(district, officer):
    factories.make_designation(district.lead)
    group = EducationGroup.objects.for_dashboard().for_list(DAY).get(pk=district.first.pk)

    shown = group_coverage({"request": SimpleNamespace(user=officer)}, group, DAY)

    compulsory = shown["stages"][0].measure("designated", "institutions")
    assert (compulsory.numerator, compulsory.denominator) == (1, 3)


def test_group_coverage_shows_the_bureau_every_stage(district, officer, inspector, administrator):
    shown = [panel(district.first, user) for user in (officer, inspector, administrator)]

    assert shown == [(["compulsory", "senior"], 0)] * 3


def test_group_coverage_hides_stages_of_fewer_than_three_schools_from_members(district, member_principal):
    assert panel(district.first, member_principal) == (["compulsory"], 1)


@pytest.mark.parametrize(
    ("person", "weights"),
    [
        pytest.param("officer", {"institutions", "pupils"}, id="bureau"),
        pytest.param("member_principal", {"institutions"}, id="member"),
        pytest.param("lead_principal", {"institutions"}, id="lead"),
    ],
)
def test_group_coverage_by_pupils_is_for_the_bureau_alone(request, district, person, weights):
    """A numerator of one school, or the difference to the total, would be that school's enrolment."""
    group = EducationGroup.objects.for_dashboard().for_list(DAY).get(pk=district.first.pk)

    shown = group_coverage({"request": SimpleNamespace(user=request.getfixturevalue(person))}, group, DAY)

    assert {measure.weight for stage in shown["stages"] for measure in stage.measures} == weights


def test_group_page_tells_principals_no_enrolment_of_others(district, member_principal, signed_in):
    factories.make_designation(district.lead)
    for school, pupils in ((district.lead, 4321), (district.bridge, 555), (district.member, 777)):
        for service in school.stages.all():
            factories.make_enrolment(school, pupils, stage=service.stage)

    text = signed_in(member_principal).get("/groups/jia/", {"on": "2022-12-31"}).content.decode()

    assert [figure for figure in ("4321", "555", "777", "5876", "6430", "4,321") if figure in text] == []


def test_group_coverage_of_two_kindergartens_is_hidden_from_their_principals(district, other_principal):
    assert panel(district.third, other_principal) == ([], 1)


def test_group_coverage_of_the_own_schools_alone_is_shown(district, other_principal):
    other_principal.appointments.create(role="principal", school=district.distant)

    assert panel(district.third, other_principal) == (["preschool"], 0)


def test_group_coverage_leaves_out_schools_outside_the_district_s_count(district, officer):
    outside = factories.make_school(kind="vocational_secondary", in_district_register=False)
    factories.make_membership(district.first, outside)

    assert panel(district.first, officer) == (["compulsory", "senior"], 0)


@pytest.mark.parametrize("members", [1, 3, 30])
def test_group_coverage_takes_six_queries(district, officer, django_assert_num_queries, members):
    for _ in range(members):
        factories.make_membership(district.first, factories.make_school())
    group = EducationGroup.objects.for_dashboard().for_list(DAY).get(pk=district.first.pk)
    bool(officer.appointments_today)

    with django_assert_num_queries(6):
        group_coverage({"request": SimpleNamespace(user=officer)}, group, DAY)


def test_school_designations_are_parted_by_the_day(district, officer):
    valid = factories.make_designation(district.lead, factories.make_level(code="一级"))
    expired = factories.make_designation(
        district.lead, factories.make_level(code="二级"), end=date(2020, 1, 1)
    )
    upcoming = factories.make_designation(
        district.lead, factories.make_level(code="三级"), start=date(2024, 1, 1)
    )

    shown = school_designations({"request": SimpleNamespace(user=officer)}, district.lead, DAY)

    assert (shown["valid"], shown["ended"], shown["later"]) == ([valid], [expired], [upcoming])


def test_group_designations_are_those_valid_on_the_day(district, django_assert_num_queries):
    valid = factories.make_designation(district.lead)
    factories.make_designation(district.member, end=date(2020, 1, 1))
    factories.make_designation(district.partner)
    group = EducationGroup.objects.for_dashboard().for_list(DAY).get(pk=district.first.pk)

    with django_assert_num_queries(2):
        shown = list(group_designations(group, DAY)["designations"])

    assert shown == [valid]


@pytest.mark.parametrize(
    ("person", "may_edit"),
    [("officer", True), ("inspector", False), ("administrator", False), ("lead_principal", False)],
)
def test_school_designations_lead_the_officer_alone_to_an_award(request, district, person, may_edit):
    context = {"request": SimpleNamespace(user=request.getfixturevalue(person))}

    assert school_designations(context, district.lead, DAY)["may_edit"] is may_edit
