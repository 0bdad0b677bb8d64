"""Bad input at every form of the portal: a Chinese sentence at the field, nothing written, never a 500."""

from __future__ import annotations

import re

import pytest
from django.apps import apps
from django.db import transaction

from accounts.rights import RIGHTS
from records.models import AuditEntry, RequestKey
from tests.accounts.world import browser_of, path_of
from tests.bad_input import cases, filled

CHINESE = re.compile(r"[\u4e00-\u9fff]")
OF_PACKAGES = ("account_", "usersessions_", "admin:")  # sign-in and the admin have tests of their own
WRITERS = ["officer", "principal", "administrator"]
FORMS = [
    name
    for name, right in RIGHTS.items()
    if "POST" in right.methods and "GET" in right.methods and not name.startswith(OF_PACKAGES)
]


def opened(world, name):
    """Return the browser of somebody who may write here, the address, and the form as it was opened."""
    path = path_of(name, world)
    for person in WRITERS:
        browser = browser_of(world, person)
        page = browser.get(path)
        form = page.context.get("form") if page.status_code == 200 and page.context else None
        if form is not None:
            return browser, path, form
    raise AssertionError(f"{name}: nobody is shown a form at {path}")


def written():
    """Return how many entries, marks and rows are stored; any write changes it."""
    own = [model for model in apps.get_models() if model._meta.app_label in {"schools", "groups", "coverage"}]
    return [AuditEntry.objects.count(), RequestKey.objects.count(), *(m._base_manager.count() for m in own)]


def complaint(browser, path, name, what, data):
    """Return what is wrong with the answer to one piece of bad input; nothing if all is well."""
    before = written()
    with transaction.atomic():
        answer = browser.post(path, data)
        after = written()
        transaction.set_rollback(True)
    if answer.status_code != 200:
        return f"{name}, {what}: answered {answer.status_code}"
    if after != before:
        return f"{name}, {what}: something was written"
    errors = answer.context["form"].errors
    sentences = [str(sentence) for found in errors.values() for sentence in found]
    if not sentences or not all(map(CHINESE.search, sentences)):
        return f"{name}, {what}: says {sentences}"
    return (
        None
        if name in errors or what in ("end before start", "no day at all")
        else f"{name}, {what}: {errors.as_json()}"
    )


def test_there_are_forms_to_try():
    assert len(FORMS) > 30


@pytest.mark.parametrize("name", FORMS)
def test_bad_input_is_refused_at_its_field(db, world, name):
    browser, path, form = opened(world, name)

    complaints = [complaint(browser, path, *case) for case in cases(form)]

    assert list(filter(None, complaints)) == []


@pytest.mark.parametrize("name", FORMS)
def test_rows_of_another_district_are_no_choice(db, world, name):
    browser, path, form = opened(world, name)
    spoilt = [
        (field, "another's row", {**filled(form), form.add_prefix(field): row.pk})
        for field, row in world.elsewhere_for(form)
    ]

    assert list(filter(None, (complaint(browser, path, *case) for case in spoilt))) == []


@pytest.mark.parametrize("name", FORMS)
def test_fields_of_other_forms_change_nothing(db, world, name):
    browser, path, form = opened(world, name)
    foreign = {field: "1" for other in FORMS for field in opened(world, other)[2].fields}
    sent = {**{field: value for field, value in foreign.items() if field not in form.fields}, **filled(form)}

    plain, more = (effect(browser, path, data) for data in (filled(form), sent))

    assert more == plain


def effect(browser, path, data):
    """Return the status and what was written down, with the writing undone."""
    with transaction.atomic():
        status = browser.post(path, data).status_code
        entries = list(AuditEntry.objects.order_by("id").values_list("action", "object_type", "after"))
        transaction.set_rollback(True)
    return status, [(action, kind, without_keys(after)) for action, kind, after in entries]


def without_keys(after):
    """Return a state without numbers that a sequence draws."""
    return {name: value for name, value in (after or {}).items() if name != "id"}
