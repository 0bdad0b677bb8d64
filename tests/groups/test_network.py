"""The picture of the groups: nodes, links, and schools of two groups."""

from datetime import date

import pytest

from groups.models import EducationGroup
from groups.network import count_schools, network, shared_schools
from tests import factories

DAY = date(2022, 12, 31)


@pytest.fixture
def groups(district):
    """Return the three groups of the small district with their members."""
    return list(EducationGroup.objects.on(DAY).for_list(DAY))


def test_network_has_a_node_a_group_and_a_school_and_a_link_a_membership(district):
    [group] = EducationGroup.objects.filter(slug="yi").for_list(DAY)

    data = network([group], may_open=lambda school: school == district.bridge)

    bridge, partner = district.bridge, district.partner
    assert data == {
        "legend": {
            "group": "教育集团",
            "lead": "龙头学校",
            "member": "成员学校",
            "both": "同时属于两个集团",
        },
        "nodes": [
            {
                "id": "g:yi",
                "label": "乙教育集团",
                "type": "group",
                "is_lead": False,
                "memberships": 2,
                "url": "/groups/yi/",
            },
            {
                "id": f"s:{bridge.code}",
                "label": "乙校",
                "type": "school",
                "is_lead": True,
                "memberships": 1,
                "url": f"/schools/{bridge.code}/",
            },
            {
                "id": f"s:{partner.code}",
                "label": "丁校",
                "type": "school",
                "is_lead": False,
                "memberships": 1,
                "url": None,
            },
        ],
        "links": [
            {"source": f"s:{bridge.code}", "target": "g:yi", "role": "lead"},
            {"source": f"s:{partner.code}", "target": "g:yi", "role": "member"},
        ],
    }


def test_school_of_two_groups_is_one_node_with_two_links(district, groups):
    data = network(groups, may_open=lambda _school: True)

    key = f"s:{district.bridge.code}"
    [node] = [node for node in data["nodes"] if node["id"] == key]
    assert (node["memberships"], node["is_lead"]) == (2, True)
    assert [(link["target"], link["role"]) for link in data["links"] if link["source"] == key] == [
        ("g:jia", "member"),
        ("g:yi", "lead"),
    ]


def test_every_link_ends_at_nodes(groups):
    data = network(groups, may_open=lambda _school: False)

    ids = [node["id"] for node in data["nodes"]]
    assert len(ids) == len(set(ids)) == 3 + 6
    assert {end for link in data["links"] for end in (link["source"], link["target"])} == set(ids)


def test_network_of_nothing_is_empty():
    data = network([], may_open=lambda _school: True)

    assert (data["nodes"], data["links"]) == ([], [])


def test_group_without_members_is_a_lone_node(db):
    factories.make_group("空集团", slug="empty")

    data = network(EducationGroup.objects.for_list(DAY), may_open=lambda _school: True)

    assert ([(node["id"], node["memberships"]) for node in data["nodes"]], data["links"]) == (
        [("g:empty", 0)],
        [],
    )


def test_shared_schools_are_those_of_several_groups(district, groups):
    [shared] = shared_schools(groups)

    assert shared.school == district.bridge
    assert [(m.group.name, m.role) for m in shared.memberships] == [
        ("甲教育集团", "member"),
        ("乙教育集团", "lead"),
    ]


def test_shared_schools_are_none_among_the_groups_of_a_viewer_who_sees_one(groups):
    assert shared_schools(groups[:1]) == []


def test_schools_are_counted_once(groups):
    assert sum(len(group.members_on_day) for group in groups) == 7
    assert count_schools(groups) == 6
