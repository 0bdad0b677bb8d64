"""The pages of one group and one formation ask as few questions to the database, however much there is."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from groups.models import FormationStep, PlannedSchool
from tests import factories
from tests.bad_input import filled
from tests.groups.days import LATER, SOON, TODAY
from tests.groups.every_form import named

ROWS = pytest.mark.parametrize("rows", [1, 3, 30])


@pytest.fixture
def warm(bureau):
    """Return the officer's browser after its first page, which stores when the session began."""
    bureau.get(reverse("groups:plan_list"))
    return bureau


def fill(group, rows):
    """Add members, members that left, planned changes and papers to a group, so many of each."""
    for number in range(rows):
        plan = factories.make_group_change(group, day=SOON, subject="新校", document=f"〔2022〕{number}号")
        factories.make_membership(group, factories.make_school(), start=SOON, started_by=plan)
        left = factories.make_group_change(group, kind="leave", document=f"〔2021〕{number}号")
        factories.make_membership(
            group, factories.make_school(), end=left.day, end_reason="grown", ended_by=left
        )


@ROWS
@pytest.mark.parametrize(
    ("who", "questions"),
    [
        pytest.param("officer", 19, id="officer"),
        pytest.param("inspector", 19, id="inspector"),
        pytest.param("lead_principal", 15, id="lead-principal"),
    ],
)
def test_page_of_a_group_with_changes_and_a_formation(
    who, questions, rows, district, signed_in, request, django_assert_num_queries
):
    fill(district.first, rows)
    factories.make_formation("甲教育集团", group=district.first, lead=district.lead)
    browser = signed_in(request.getfixturevalue(who))
    browser.get(district.first.get_absolute_url())

    with django_assert_num_queries(questions):
        response = browser.get(district.first.get_absolute_url())

    assert len(response.context["events"]) == 3 + 3 * rows


@ROWS
def test_page_of_a_formation(rows, district, warm, django_assert_num_queries):
    formation = factories.make_formation("庚教育集团", lead=district.lone)
    for _number in range(rows):
        PlannedSchool.objects.create(formation=formation, school=factories.make_school())
    FormationStep.objects.create(formation=formation, step="planned", day=TODAY)

    with django_assert_num_queries(8):
        response = warm.get(formation.get_absolute_url())

    assert len(response.context["planned"]) == 1 + rows


@ROWS
@pytest.mark.parametrize(
    ("page_name", "questions"),
    [
        pytest.param("join", 6, id="join"),
        pytest.param("leave", 6, id="leave"),
        pytest.param("move", 7, id="move"),
        pytest.param("lead", 6, id="lead"),
        pytest.param("split", 7, id="split"),
        pytest.param("dissolve", 5, id="dissolve"),
        pytest.param("edit", 5, id="edit"),
    ],
)
def test_form_of_a_change(page_name, questions, rows, district, warm, django_assert_num_queries):
    fill(district.first, rows)

    with django_assert_num_queries(questions):
        warm.get(reverse(f"groups:group_{page_name}", args=["jia"]))


@pytest.mark.parametrize(
    ("page_name", "answers"),
    [
        pytest.param("join", {"school": "@lone", "role": "member"}, id="join"),
        pytest.param("leave", {"school": "@member", "end_reason": "grown"}, id="leave"),
        pytest.param("move", {"school": "@member", "other_group": "@third"}, id="move"),
        pytest.param("lead", {"school": "@member", "old_lead": "stays"}, id="lead"),
    ],
)
def test_preview_asks_the_same_questions_for_a_small_and_a_large_group(page_name, answers, district, warm):
    where = reverse(f"groups:group_{page_name}", args=["jia"])
    opened = filled(warm.get(where).context["form"])
    asked = []
    for rows in (1, 30):
        fill(district.first, rows)
        with CaptureQueriesContext(connection) as captured:
            warm.post(where, {**opened, **named(district, answers), "day": LATER})
        asked.append(len(captured))

    assert asked[0] == asked[1] > 0


@ROWS
def test_form_that_takes_a_plan_back(rows, district, warm, django_assert_num_queries):
    fill(district.first, rows)
    plan = district.first.changes.filter(kind="join").first()

    with django_assert_num_queries(5):
        warm.get(reverse("groups:plan_withdraw", args=[plan.pk]))
