"""How a group comes to be, on its pages: step by step, and nothing to be seen before the launch."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from groups.models import EducationGroup, Formation, Membership
from tests import factories

TODAY = timezone.localdate()
LIST = reverse("groups:formation_list")


@pytest.fixture
def bureau(officer, signed_in):
    """Return the signed-in browser of an officer."""
    return signed_in(officer)


@pytest.fixture
def formation(district):
    """Return a formation that was proposed."""
    return factories.make_formation("庚教育集团", slug="geng", lead=district.lone)


def address(name, *args):
    return reverse(f"groups:{name}", args=args)


def take(browser, formation, **typed):
    """Take the next step today."""
    return browser.post(
        address("formation_step", formation.slug), {"day": TODAY, "request_key": str(uuid4()), **typed}
    )


@pytest.mark.parametrize(
    ("who", "statuses"),
    [
        pytest.param("officer", [200, 200, 200], id="officer"),
        pytest.param("inspector", [200, 200, 403], id="inspector"),
        pytest.param("lead_principal", [200, 404, 403], id="lead-principal"),
        pytest.param("other_principal", [200, 404, 403], id="other-principal"),
    ],
)
def test_formation_is_read_by_the_bureau_only(who, statuses, formation, signed_in, request):
    person = signed_in(request.getfixturevalue(who))
    pages = [LIST, formation.get_absolute_url(), address("formation_step", "geng")]

    answers = [person.get(page) for page in pages]

    assert [answer.status_code for answer in answers] == statuses
    assert ("庚教育集团" in answers[0].text) == (who in ("officer", "inspector"))


def test_visitor_is_asked_to_sign_in(client, formation):
    assert client.get(formation.get_absolute_url()).status_code == 302


def test_proposal_is_entered_on_its_page(district, bureau):
    bureau.post(
        address("formation_new"),
        {
            "district": district.district.pk,
            "name": "新教育集团",
            "slug": "xin",
            "kind": "ordinary",
            "request_key": str(uuid4()),
            "day": TODAY,
        },
    )

    formation = Formation.objects.get(slug="xin")
    assert [step.step for step in formation.taken] == ["proposed"]
    assert not EducationGroup.objects.filter(slug="xin").exists()


def test_group_comes_to_be_with_the_launch_only(formation, bureau):
    for _step in range(3):
        take(bureau, formation)
    before = EducationGroup.objects.filter(slug="geng").exists()
    preview = take(bureau, formation)
    previewed = EducationGroup.objects.filter(slug="geng").exists()
    take(bureau, formation, confirmed="1")

    group = EducationGroup.objects.get(slug="geng")
    assert (before, previewed, "各校所在的集团" in preview.text) == (False, False, True)
    assert (group.start, group.formation, group.formation.next_step) == (TODAY, formation, "dissolved")
    assert [row.role for row in Membership.objects.filter(group=group)] == ["lead"]


def test_button_says_what_is_confirmed(formation, bureau):
    step = bureau.get(address("formation_step", "geng")).text
    for _step in range(3):
        take(bureau, formation)

    preview = take(bureau, formation).text

    buttons = ['type="submit">保存</button>', 'name="confirmed" value="1">确认登记</button>']
    assert [button in text for button, text in zip(buttons, (step, preview), strict=True)] == [True, True]


def test_step_before_the_launch_cannot_bear_a_day_to_come(formation, bureau):
    answer = take(bureau, formation, day=TODAY + timedelta(days=1))

    assert "这一步的日期不能晚于今天" in answer.text
    assert len(Formation.objects.get().taken) == 1


def test_plan_is_written_in_lines(formation, bureau):
    typed = {"name": formation.name, "plan": "目标：一\r\n分工：二", "version": 1}

    bureau.post(address("formation_edit", "geng"), typed)

    assert "目标：一" in bureau.get(formation.get_absolute_url()).text
    assert Formation.objects.get().plan == "目标：一\r\n分工：二"


def test_plan_with_what_nobody_sees_is_refused_at_the_field(formation, bureau):
    typed = {"name": formation.name, "plan": "目标\u200b：一", "version": 1}

    answer = bureau.post(address("formation_edit", "geng"), typed)

    assert answer.context["form"].errors["plan"] == [
        "第 3 个字符是不可见的控制字符（U+200B），请删除后再提交。"
    ]


def test_schools_are_planned_and_dropped(formation, district, bureau):
    bureau.post(
        address("planned_new", "geng"),
        {"school": district.member.pk, "role": "member", "request_key": str(uuid4())},
    )
    row = formation.planned.get(school=district.member)
    shown = bureau.get(formation.get_absolute_url()).text
    bureau.post(address("planned_remove", "geng", row.pk), {"version": 1})

    assert "丙校" in shown
    assert [planned.school.name for planned in formation.planned.all()] == ["庚小学"]


def test_formation_is_given_up_for_a_reason(formation, bureau):
    bureau.post(address("formation_abandon", "geng"), {"version": 1})
    without = Formation.objects.get().is_abandoned
    bureau.post(address("formation_abandon", "geng"), {"version": 1, "reason": "条件不成熟"})

    assert (without, Formation.objects.get().abandoned_because) == (False, "条件不成熟")
    assert "条件不成熟" in bureau.get(formation.get_absolute_url()).text
