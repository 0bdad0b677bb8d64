"""Pieces of the register on pages of every app."""

from types import SimpleNamespace

import pytest
from django.template import Context, Template

from records.days import DayForm


def show(tag, **names):
    return Template(f"{{% load school_panels %}}{{% {tag} %}}").render(Context(names)).strip()


@pytest.mark.parametrize(
    ("who", "is_linked"),
    [
        pytest.param("officer", True, id="officer"),
        pytest.param("lead_principal", True, id="own-school"),
        pytest.param("member_principal", False, id="peer"),
        pytest.param("auditor", False, id="auditor"),
    ],
)
def test_school_link_links_where_the_viewer_may_open(who, is_linked, district, request):
    viewer = SimpleNamespace(user=request.getfixturevalue(who))

    shown = show("school_link school", request=viewer, school=district.lead)

    assert shown == (f'<a href="/schools/{district.lead.code}/">甲校</a>' if is_linked else "甲校")


def test_school_link_carries_the_day_on(district, officer):
    names = {"request": SimpleNamespace(user=officer), "school": district.lead}

    past = show("school_link school", day_form=DayForm({"on": "2022-12-31"}), **names)
    today = show("school_link school", day_form=DayForm({"on": ""}), **names)

    assert past == f'<a href="/schools/{district.lead.code}/?on=2022-12-31">甲校</a>'
    assert today == f'<a href="/schools/{district.lead.code}/">甲校</a>'


@pytest.mark.parametrize(
    ("status", "expected"), [("operating", "在办"), ("closed", "撤销"), (None, "未知"), ("", "未知")]
)
def test_state_label_says_unknown_for_none(status, expected):
    text = Template("{% load school_panels %}{{ status|state_label }}").render(Context({"status": status}))

    assert text == expected
