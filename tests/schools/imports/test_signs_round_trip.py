"""What the register's lists hand out comes back without a difference, in both formats."""

from __future__ import annotations

import pytest
from django.urls import reverse

from schools.imports import actions
from schools.models import FormerName, School, Staff
from tests import factories

LISTS = {
    "schools": "schools:school_list",
    "staff": "schools:staff_index",
    "enrolment": "schools:enrolment_list",
    "facilities": "schools:facility_list",
}


@pytest.fixture
def filled(register):
    """Return the register with something in every column, and texts that a spreadsheet would compute with."""
    School.objects.filter(pk=register.first.pk).update(
        town="=1+1", urban_rural="town", is_boarding=True, founded_on="1956-09-01"
    )
    FormerName.objects.create(school=register.first, name="+甲学堂")
    FormerName.objects.create(school=register.first, name="老甲校", used_until="2001-09-01")
    Staff.objects.filter(pk=register.person.pk).update(
        name="@张",
        section="primary",
        subject="-体育",
        title="senior",
        qualification="bachelor",
        backbone_level="district",
    )
    factories.make_facility(register.first, "音乐教室", quantity=2, area="192.50", value="30000")
    factories.make_facility(register.second, "'单引号", quantity=0)
    return register


@pytest.mark.parametrize("format_", ["csv", "xlsx"])
@pytest.mark.parametrize("kind", LISTS)
def test_file_of_a_list_changes_nothing(filled, checked, keeper, signed_in, kind, format_):
    query = {"export": format_} | ({"year": "2022", "reported": "yes"} if kind == "enrolment" else {})
    content = signed_in(keeper).get(reverse(LISTS[kind]), query).content

    batch = checked(kind, content)

    wrong = [row.findings for row in batch.rows.order_by("number") if row.findings]
    assert wrong == []
    assert batch.row_count > 0
    assert batch.unchanged_count == batch.row_count


def test_emptied_register_is_filled_again_by_its_own_files(filled, checked, keeper, signed_in):
    browser = signed_in(keeper)
    content = browser.get(reverse("schools:facility_list"), {"export": "csv"}).content
    before = [row.snapshot() | {"id": 0, "basis": ""} for row in filled.first.facilities.all()]
    filled.first.facilities.all().delete()

    batch = checked("facilities", content)
    actions.apply(batch, on=batch.uploaded_at.date(), by=keeper)

    after = [row.snapshot() | {"id": 0, "basis": ""} for row in filled.first.facilities.all()]
    assert after == before
