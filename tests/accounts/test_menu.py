"""The main menu: which entries somebody has, and under which one a page stands."""

import pytest


def entries(page):
    """Return the labels of the menu, and of the entry that is marked as the current one."""
    navigation = page.context["navigation"]
    return [str(entry.label) for entry in navigation], [str(e.label) for e in navigation if e.is_current]


@pytest.mark.parametrize(
    ("address", "current"),
    [
        pytest.param("/", ["首页"], id="home"),
        pytest.param("/schools/", ["学校"], id="schools"),
        pytest.param("/schools/@/", ["学校"], id="school"),
        pytest.param("/schools/@/merge/", ["学校"], id="a school's form on the groups' floor"),
        pytest.param("/schools/proposals/", ["学校"], id="another list of the register"),
        pytest.param("/groups/@/", ["教育集团"], id="group"),
        pytest.param("/coverage/", ["覆盖率"], id="coverage"),
        pytest.param("/coverage/stages/primary/", ["覆盖率"], id="page that is not there"),
        pytest.param("/coverage/stages/compulsory/", ["覆盖率"], id="stage"),
        pytest.param("/coverage/targets/", ["覆盖率"], id="targets"),
        pytest.param("/coverage/reconciliation/", ["账实核对"], id="reconciliation"),
        pytest.param("/coverage/designations/", ["优质认定"], id="designations"),
        pytest.param("/coverage/designations/new/@/", ["优质认定"], id="award"),
        pytest.param("/audit/", ["审计记录"], id="trail"),
        pytest.param("/accounts/sessions/", [], id="page of no entry"),
    ],
)
def test_page_stands_under_the_entry_that_its_address_continues(
    district, officer, signed_in, address, current
):
    of = district.first.slug if "group" in address else district.member.code
    page = signed_in(officer).get(address.replace("@", of))

    assert entries(page) == (
        [
            "首页",
            "学校",
            "导入名册",
            "教育集团",
            "交流轮岗",
            "共享资源",
            "覆盖率",
            "账实核对",
            "优质认定",
            "审计记录",
            "管理后台",
        ],
        current,
    )


def test_page_stands_under_no_entry_that_its_reader_does_not_have(as_administrator):
    page = as_administrator.get("/accounts/users/")

    assert entries(page) == (
        ["首页", "学校", "教育集团", "覆盖率", "账实核对", "优质认定", "账号", "管理后台"],
        ["账号"],
    )
