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
from schools.models import District, ImportBatch

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

    assert list(findings(batch))[:3] == []
    assert batch.row_count > 40
    assert batch.unchanged_count == batch.row_count
