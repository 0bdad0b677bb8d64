"""The messy files again, as an officer brings them in: the same outcome as through the command."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from schools.models import ImportBatch
from tests.schools.imports.corpus import CORPUS
from tests.schools.imports.files import APPLIED, REFUSED, REJECTED
from tests.schools.imports.test_corpus import everything

UPLOADS = {"the import": "imports:import_new", "the admin": "admin:schools_{}_import"}
MODELS = {"schools": "school", "staff": "staff", "enrolment": "enrolment", "facilities": "facility"}
WAYS = ("--encoding", "--sheet")  # of reading: they stay in the address; the other options are fields


@pytest.fixture
def bureau(keeper, signed_in):
    """Return the signed-in browser of an officer."""
    return signed_in(keeper)


def options_of(case):
    """Return the options of a case by their names; «--ignore-unknown» has no value."""
    names = [option for option in case.options if option.startswith("--")]
    return {name: next(iter(case.options[case.options.index(name) + 1 :]), "") for name in names}


def settle(browser, address, options):
    """Choose what the options say, read the file so, and return the answer."""
    way = {name.removeprefix("--"): value for name, value in options.items() if name in WAYS}
    page = browser.get(address, way)
    form = page.context.get("form")
    if form is None:
        return page
    given = {field.html_name: field.value() for field in form}
    data = {name: value for name, value in given.items() if value not in (None, "", False)}
    data["mode"] = options.get("--mode", "both")
    data["effective_on"] = options.get("--effective-on", "")
    if "--ignore-unknown" in options:
        data |= {field.html_name: "-" for match, field in form.mapping if match.column is None}
    return browser.post(f"{address}?{page.context['way']}", data)


def brought_in(browser, case, upload):
    """Return the batch once its file is checked; nothing where the page says why it is refused."""
    file = SimpleUploadedFile("名册.csv", case.content)
    answer = browser.post(upload, {"kind": case.kind, "file": file})
    if answer.status_code == 302:
        answer = settle(browser, answer.url, options_of(case))
    if answer.status_code == 302:
        return ImportBatch.objects.get()
    assert "。" in "".join(told(answer.context))
    return None


def told(context):
    """Return every complaint that a page of an import makes."""
    form = context.get("form")
    faults = [str(fault) for fault in context.get("faults") or []]
    survey = context.get("survey")
    faults += [str(finding.message) for finding in survey.headings.findings] if survey else []
    return faults + ([str(error) for errors in form.errors.values() for error in errors] if form else [])


@pytest.mark.parametrize("upload", UPLOADS.values(), ids=UPLOADS)
@pytest.mark.parametrize("case", CORPUS, ids=lambda case: f"{case.kind}-{case.name}")
def test_file_has_its_outcome_in_the_browser(register, bureau, case, upload):
    before = everything()

    batch = brought_in(bureau, case, reverse(upload.format(MODELS[case.kind])))

    assert everything() == before
    if case.status == REFUSED:
        assert batch is None
        return
    errors = [
        (row.number, column, code)
        for row in batch.rows.rejected()
        for column, _value, code, _message, is_warning in row.findings
        if not is_warning
    ]
    counts = (batch.row_count, batch.created_count, batch.updated_count, batch.unchanged_count)
    assert (batch.state, errors) == ("checked", list(case.errors))
    if case.status == REJECTED:
        assert batch.rejected_count == len({row for row, _column, _code in errors})
    else:
        assert counts == case.counts
        bureau.post(reverse("imports:import_confirm", args=[batch.key]), {"version": batch.version})
        batch.refresh_from_db()
        assert (batch.state, case.status) == ("applied", APPLIED)
        assert (everything() != before) == bool(batch.rows_to_write)
