"""What an officer cannot write in the admin: the form says why in Chinese, and nothing changes."""

import pytest

from tests.e2e.steps import press, words

pytestmark = pytest.mark.e2e

LEADS_ANOTHER = "这所学校在这段时间内已是另一个集团的龙头；一所学校只能带动一个集团。"
SECOND_LEAD = "该集团在这段时间内已有龙头学校；请先结束原龙头的任期。"
BELONGS_ALREADY = "这所学校在这段时间内已属于该集团；同一时间只能有一个角色。"


@pytest.mark.parametrize(
    ("group", "school", "role", "complaint"),
    [
        pytest.param("职教园区教育集团", "温江二中", "龙头学校", LEADS_ANOTHER, id="second lead role"),
        pytest.param("温江二中教育集团", "通平小学", "龙头学校", SECOND_LEAD, id="second lead of a group"),
        pytest.param(
            "温江二中教育集团", "永盛学校", "成员学校", BELONGS_ALREADY, id="overlapping membership"
        ),
    ],
)
def test_membership_that_contradicts_another_is_refused_at_the_form(
    visit, portal, group, school, role, complaint
):
    written = portal.rows("SELECT count(*), max(id) FROM groups_membership")
    page = visit("bureau")
    page.goto("/admin/groups/membership/add/")

    page.get_by_label("教育集团").select_option(label=group)
    page.locator("#id_school").select_option(label=school)
    page.locator("#id_role").select_option(label=role)
    press(page.get_by_role("button", name="保存", exact=True))

    assert words(page.locator(".errorlist li")) == [complaint]
    assert page.locator("#id_school option:checked").inner_text() == school
    assert portal.rows("SELECT count(*), max(id) FROM groups_membership") == written


def test_second_lead_role_by_changing_a_membership_is_refused(visit, portal):
    [(number, before)] = portal.rows(
        "SELECT m.id, m.version FROM groups_membership m JOIN schools_school s ON s.id = m.school_id"
        " WHERE s.name = '温江二中' AND m.role = 'member'"
    )
    page = visit("bureau")
    page.goto(f"/admin/groups/membership/{number}/change/")

    page.locator("#id_role").select_option(label="龙头学校")
    page.locator("#id_reason").fill("登记有误")
    press(page.get_by_role("button", name="保存", exact=True))

    assert sorted(words(page.locator(".errorlist li"))) == sorted([LEADS_ANOTHER, SECOND_LEAD])
    after = portal.rows("SELECT id, version, role FROM groups_membership WHERE id = ?", number)
    assert after == [(number, before, "member")]
