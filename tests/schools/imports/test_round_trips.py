"""Files of the lists, uploaded as they are: every kind and format reads back without a difference."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from schools.imports import actions
from schools.models import District, Employment, ImportBatch, School
from tests import factories

pytestmark = [pytest.mark.usefixtures("demo_of_module"), pytest.mark.django_db]

LISTS = {
    "schools": "schools:school_list",
    "staff": "schools:staff_index",
    "enrolment": "schools:enrolment_list",
    "facilities": "schools:facility_list",
}
FORMATS = ["csv", "xlsx"]
UNSAID = {"mode": "both", "keeps_good_rows": False, "effective_on": None}


@pytest.fixture
def bureau() -> Client:
    """Return the browser of the demonstration's officer."""
    browser = Client()
    browser.force_login(User.objects.get(username="bureau"))
    return browser


def read_back(content: bytes, kind: str) -> ImportBatch:
    """Return the batch of a file, checked against the register that it came from."""
    by, district = User.objects.get(username="bureau"), District.objects.get()
    batch = actions.receive(content, kind=kind, file_name="名册", district=district, by=by)
    actions.choose(batch, choice=actions.Choice(), columns={}, by=by, **UNSAID)
    return actions.check(batch, on=timezone.localdate(), by=by)


def findings(batch: ImportBatch) -> Iterator[Any]:
    """Yield what was found in the rows of a batch."""
    for row in batch.rows.all():
        yield from row.findings


@pytest.mark.parametrize("kind", LISTS)
@pytest.mark.parametrize("form", FORMATS)
def test_file_of_a_list_reads_back_without_a_difference(kind, form, bureau):
    content = bureau.get(reverse(LISTS[kind]), {"export": form}).content

    batch = read_back(content, kind)

    unreported = {"not_reported"} if kind == "enrolment" else set()  # some schools have not reported
    assert {code for _column, _value, code, *_rest in findings(batch)} == unreported
    assert (batch.row_count > 40, batch.unchanged_count) == (True, batch.row_count)


@pytest.mark.parametrize("form", FORMATS)
def test_file_of_a_school_s_roster_reads_back_without_a_difference(form, bureau):
    school = School.objects.get(name="温江二中")
    content = bureau.get(reverse("schools:staff_list", args=[school.code]), {"export": form}).content

    batch = read_back(content, "staff")

    assert list(findings(batch)) == []
    assert (batch.row_count > 10, batch.unchanged_count) == (True, batch.row_count)


@pytest.mark.parametrize("form", FORMATS)
def test_file_reads_back_whatever_language_its_maker_reads(form, bureau):
    bureau.cookies["django_language"] = "en"
    content = bureau.get(reverse("schools:facility_list"), {"export": form}).content

    batch = read_back(content, "facilities")

    assert (list(findings(batch)), batch.unchanged_count) == ([], batch.row_count)


@pytest.mark.parametrize("form", FORMATS)
def test_every_state_of_people_and_schools_reads_back(form, bureau):
    day = timezone.localdate()
    people = Employment.objects.on(day).order_by("pk")
    for status, home in zip(("absent", "retired", "left"), people, strict=False):
        home.staff.status = status
        home.staff.section = ""
        home.staff.save()
    for state, school in zip(
        ("suspended", "closed", "preparing"), School.objects.order_by("pk"), strict=False
    ):
        school.statuses.update(status=state)
        school.is_boarding, school.founded_on = state == "closed", day
        school.save()
    School.objects.get(name="温江二中").statuses.all().delete()  # of which no state is known

    for kind in ("schools", "staff"):
        batch = read_back(bureau.get(reverse(LISTS[kind]), {"export": form}).content, kind)
        assert (list(findings(batch)), batch.unchanged_count) == ([], batch.row_count)


@pytest.mark.parametrize("form", FORMATS)
def test_every_former_name_reads_back_though_it_holds_a_separator(form, bureau):
    school = School.objects.get(name="温江二中")
    for name in ("柳城、涌泉联办中学", "柳城", "甲/乙学校", "=旧名"):
        factories.make_former_name(school, name)

    batch = read_back(bureau.get(reverse(LISTS["schools"]), {"export": form}).content, "schools")

    assert (list(findings(batch)), batch.unchanged_count) == ([], batch.row_count)


@pytest.mark.parametrize("form", FORMATS)
def test_signs_of_a_formula_and_long_figures_read_back(form, bureau):
    school = School.objects.get(name="温江二中")
    factories.make_facility(school, "=HYPERLINK(1)", quantity=0, area="9999999999.99", value="0.10")
    factories.make_facility(school, "'甲、乙", quantity=2_147_483_647, value="999999999999.99")
    factories.make_facility(school, "什么都不知道")

    batch = read_back(bureau.get(reverse(LISTS["facilities"]), {"export": form}).content, "facilities")

    assert (list(findings(batch)), batch.unchanged_count) == ([], batch.row_count)
