"""The enrolment of a whole school year: stored stage by stage, never over somebody else's figures."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from records.errors import StaleVersion
from records.models import AuditEntry
from schools.actions_enrolment import Figures, report_enrolment
from schools.enrolment import is_large, relative_change, stages_served, state_of
from schools.models import Enrolment
from schools.stages import Stage
from tests import factories

NOTHING = Figures(None, None)


def report(school, by, year=2022, **figures):
    """Report figures by somebody who saw the rows as they are now."""
    state = state_of(school.enrolments.filter(year=year))
    return report_enrolment(school, year=year, state=state, figures=figures, by=by)


def stored(school):
    rows = school.enrolments.order_by("stage").values_list("year", "stage", "pupils", "classes", "basis")
    return list(rows)


def trail():
    return list(AuditEntry.objects.order_by("id").values_list("action", "object_label"))


def test_report_stores_every_stage(district, member_principal):
    report(district.member, member_principal, primary=Figures(900, 20), junior=Figures(0, None))

    assert stored(district.member) == [
        (2022, "junior", 0, None, "entered"),
        (2022, "primary", 900, 20, "entered"),
    ]
    assert trail() == [("create", "丙校 · 2022–2023 · 小学"), ("create", "丙校 · 2022–2023 · 初中")]


def test_report_changes_only_what_differs(district, member_principal):
    for stage, pupils in (("primary", 900), ("junior", 600)):
        factories.make_enrolment(district.member, pupils, stage=stage)
    Enrolment.objects.update(basis="demonstration")

    report(district.member, member_principal, primary=Figures(900, None), junior=Figures(610, 14))

    assert stored(district.member) == [
        (2022, "junior", 610, 14, "entered"),
        (2022, "primary", 900, None, "demonstration"),
    ]
    assert trail() == [("change", "丙校 · 2022–2023 · 初中")]


def test_report_of_what_became_unknown_removes_the_row(district, member_principal):
    factories.make_enrolment(district.member, 900, stage="primary")
    factories.make_enrolment(district.member, 800, stage="primary", year=2021)

    report(district.member, member_principal, primary=NOTHING, junior=NOTHING)

    assert [year for year, *_rest in stored(district.member)] == [2021]
    assert trail() == [("remove", "丙校 · 2022–2023 · 小学")]


def test_report_of_nothing_new_leaves_no_trace(district, member_principal):
    report(district.member, member_principal, primary=NOTHING, junior=NOTHING)

    assert (stored(district.member), trail()) == ([], [])


def test_report_of_a_stage_that_is_not_served_stores_nothing(district, member_principal):
    with pytest.raises(ValidationError, match="不办高中学段"):
        report(district.member, member_principal, primary=Figures(900, 20), senior=Figures(5, 1))

    assert (stored(district.member), trail()) == ([], [])


@pytest.mark.parametrize(
    "meanwhile",
    [
        pytest.param(lambda school: factories.make_enrolment(school, 500, stage="junior"), id="added"),
        pytest.param(lambda school: school.enrolments.update(version=2, pupils=901), id="changed"),
        pytest.param(lambda school: school.enrolments.all().delete(), id="removed"),
        pytest.param(
            lambda school: (
                school.enrolments.all().delete(),
                factories.make_enrolment(school, 902, stage="primary"),
            ),
            id="removed-and-entered-anew",
        ),
    ],
)
def test_report_never_writes_over_what_somebody_did_meanwhile(meanwhile, district, member_principal):
    factories.make_enrolment(district.member, 900, stage="primary")
    seen = state_of(district.member.enrolments.all())
    meanwhile(district.member)
    before = stored(district.member)

    with pytest.raises(StaleVersion) as conflict:
        report_enrolment(
            district.member, year=2022, state=seen, figures={"primary": Figures(1, 1)}, by=member_principal
        )

    assert stored(district.member) == before
    assert conflict.value.stored.version == state_of(district.member.enrolments.filter(year=2022))


def test_report_does_not_mind_changes_to_another_year(district, member_principal):
    seen = state_of([])
    factories.make_enrolment(district.member, 800, stage="primary", year=2021)

    report_enrolment(
        district.member, year=2022, state=seen, figures={"primary": Figures(900, 20)}, by=member_principal
    )

    assert len(stored(district.member)) == 2


@pytest.mark.parametrize(
    "who", ["inspector", "lead_principal", "other_principal", "administrator", "auditor"]
)
def test_only_the_own_school_and_the_bureau_report(who, district, request):
    with pytest.raises(PermissionDenied):
        report(district.member, request.getfixturevalue(who), primary=Figures(1, 1))

    assert stored(district.member) == []


# --- arithmetic ---


def test_state_of_rows_does_not_depend_on_their_order_and_is_never_zero():
    rows = [Enrolment(pk=n, stage=stage, version=n) for n, stage in enumerate(("primary", "junior"), 1)]

    assert state_of(rows) == state_of(reversed(rows)) != state_of(rows[:1])
    assert state_of([]) > 0


@pytest.mark.parametrize(
    ("before", "now", "large"),
    [
        pytest.param(1000, 1300, False, id="just-thirty-percent-more"),
        pytest.param(1000, 1301, True, id="more-than-that"),
        pytest.param(1000, 700, False, id="just-thirty-percent-less"),
        pytest.param(1000, 699, True, id="less-than-that"),
        pytest.param(1000, 0, True, id="all-gone"),
        pytest.param(0, 500, False, id="from-nothing"),
        pytest.param(None, 500, False, id="year-before-unknown"),
        pytest.param(500, None, False, id="this-year-unknown"),
    ],
)
def test_change_is_large_beyond_thirty_percent(before, now, large):
    assert is_large(relative_change(before, now)) == large


def test_stages_served_are_those_of_some_day_of_the_year(district):
    district.member.stages.filter(stage="primary").update(end=date(2022, 9, 2))
    district.member.stages.filter(stage="junior").update(start=date(2023, 8, 31))

    served = {year: stages_served(district.member.stages.all(), year) for year in (2021, 2022, 2023)}

    assert served == {2021: [Stage.PRIMARY], 2022: [Stage.PRIMARY, Stage.JUNIOR], 2023: [Stage.JUNIOR]}
