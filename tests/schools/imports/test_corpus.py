"""Every messy file has the outcome that stands beside it, and what is refused changes nothing."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import call_command

from schools.models import Employment, Enrolment, Facility, FormerName, School, SchoolStatus, Staff
from tests.schools.imports.corpus import CORPUS

STORED = (School, Staff, Employment, Enrolment, Facility, FormerName, SchoolStatus)


def run(path, case):
    """Return the status and the report of the command."""
    path.write_bytes(case.content)
    out, status = StringIO(), 0
    try:
        call_command("import_roster", case.kind, path, *case.options, "--format", "json", stdout=out)
    except SystemExit as left:
        status = left.code
    return status, json.loads(out.getvalue())


def everything():
    """Return all that an import could touch."""
    return [row.snapshot() for model in STORED for row in model.objects.order_by("pk")]


def test_corpus_holds_many_files_of_different_names():
    assert len({case.name for case in CORPUS}) == len(CORPUS) >= 100


@pytest.mark.parametrize("case", CORPUS, ids=lambda case: f"{case.kind}-{case.name}")
def test_file_has_its_outcome(register, tmp_path, case):
    before = everything()

    status, report = run(tmp_path / "名册.csv", case)

    errors = [(error["row"], error["column"], error["code"]) for error in report["errors"]]
    counts = tuple(report[name] for name in ("rows", "created", "updated", "unchanged"))
    assert (status, errors) == (case.status, list(case.errors))
    if case.status == 0:
        assert counts == case.counts
        assert (everything() != before) == bool(case.counts[1] or case.counts[2])
    else:
        assert everything() == before
    assert all(error["message"].endswith(("。", "？")) for error in report["errors"])
