"""Bad input at every form of the portal: a Chinese sentence at the field, nothing written, never a 500."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.db.models import Model
from django.http import QueryDict
from django.utils import timezone

from accounts.models import User
from accounts.rights import RIGHTS
from groups.models import EducationGroup
from schools.models import District, School, Staff
from tests import factories
from tests.accounts.world import browser_of, path_of
from tests.bad_answers import contents, effect, fault, faults, settled, status_of
from tests.bad_input import (
    BAD_ANYWHERE,
    FIRST_AND_LAST,
    MANY,
    asked_of_people,
    days_of,
    filled,
    good_values,
    inverted,
    rounds,
)
from tests.records.rows import make_row

OF_THE_ADMIN = "admin:*"  # its forms are Django's, over the same models; they have tests of their own
WRITERS = ["officer", "principal", "administrator"]
WRITING = [name for name, right in RIGHTS.items() if "POST" in right.methods and name != OF_THE_ADMIN]


@dataclass(frozen=True)
class Page:
    """An address as somebody who may write there sees it: the form, and input that it takes."""

    world: SimpleNamespace
    path: str
    person: str
    form: forms.BaseForm | None

    def send(self, data: dict[str, Any]) -> Any:
        """Send input; a crash is an answer, too."""
        return browser_of(self.world, self.person, raise_request_exception=False).post(
            self.path, data | {"confirmed": "on"}
        )


def opened(world, name):
    """Return an address with its form, as the first writer who is shown one sees it; keep it."""
    pages = vars(world).setdefault("pages", {})
    if name not in pages:
        pages[name] = _opened(world, path_of(name, world))
    return pages[name]


def _opened(world, path):
    for person in WRITERS:
        answer = browser_of(world, person).get(path)
        form = answer.context.get("form") if answer.status_code == 200 and answer.context else None
        if form is not None:
            return Page(world, path, person, form)
    return Page(world, path, "administrator" if path.startswith("/accounts/") else "officer", None)


def tried(page):
    """Return input for the page and what it refuses of it, best nothing; found once a page."""
    if "tried" not in vars(page):
        vars(page)["tried"] = settled(page.send, page.form, filled(page.form))
    return vars(page)["tried"]


def base_of(page):
    """Return input that the page takes, or all but takes."""
    return tried(page)[0]


def forms_of(world):
    """Return every page with a form."""
    pages = [opened(world, name) for name in WRITING]
    return [page for page in pages if page.form is not None]


def test_every_page_that_is_read_and_written_shows_its_form(db, world):
    both = [name for name in WRITING if "GET" in RIGHTS[name].methods]

    formless = {name for name in both if opened(world, name).form is None}

    # Who is signed in needs no sign-in; the other two pages are a button.
    assert len(both) > 60
    assert formless == {
        "account_login",
        "account_logout",
        "records:audit_verification",
    }


def test_most_forms_take_what_they_are_then_refused_with_one_field_spoilt(db, world):
    pages = forms_of(world)

    taken = [page.path for page in pages if not tried(page)[1]]

    assert len(taken) > 0.8 * len(pages), {p.path: tried(p)[1] for p in pages if tried(p)[1]}


# --- the rows of another district ---


def make_elsewhere():
    """Store what examples refer to, in another district."""
    district = factories.make_district("510199", "邻区")
    lone, partner = (factories.make_school(district=district) for _ in range(2))
    return SimpleNamespace(
        district=district, lone=lone, partner=partner, third=factories.make_group(district=district)
    )


def row_elsewhere(model: type[Model], elsewhere: SimpleNamespace) -> Model | None:
    """Return a row of a model in the other district; none of a table that all districts share."""
    ready = {District: elsewhere.district, School: elsewhere.lone, EducationGroup: elsewhere.third}
    row = ready.get(model) or make_row(model, elsewhere)
    if row.place.district_id != elsewhere.district.pk:
        return None
    row.save()
    return row


def strange_rounds(page, elsewhere):
    """Yield what names a row of another district, for every field that offers a choice among its own."""
    fields = asked_of_people(page.form)
    rows = {name: field for name, field in fields.items() if isinstance(field, forms.ModelChoiceField)}
    words = {name: field for name, field in fields.items() if isinstance(field, forms.ChoiceField)}
    person = User.objects.get(username=page.person)
    hidden = {name: row_elsewhere(field.queryset.model, elsewhere) for name, field in rows.items()}
    yield {
        name: ("row of another district", _as_sent(rows[name], rows[name].prepare_value(row)))
        for name, row in hidden.items()
        if row and not _is_seen(row, person)
    }
    for code in (elsewhere.lone.code, elsewhere.third.slug):
        yield {name: (f"code {code}", _as_sent(field, code)) for name, field in words.items()}


def _is_seen(row, person):
    on = (
        [timezone.localdate()] if isinstance(row, Staff) else []
    )  # whose roster they are on depends on the day
    return type(row)._default_manager.visible_to(person, *on).filter(pk=row.pk).exists()


def _as_sent(field, value):
    return [value] if isinstance(field, MANY) else value


@pytest.mark.parametrize("name", WRITING)
def test_rows_of_another_district_are_no_choice(db, world, name):
    page, elsewhere = opened(world, name), make_elsewhere()
    spoilt = list(filter(None, strange_rounds(page, elsewhere))) if page.form else []

    assert [wrong for each in spoilt for wrong in faults(page.send, base_of(page), each)] == []


# --- every field spoilt ---


@pytest.mark.parametrize("name", WRITING)
def test_bad_input_is_refused_at_its_field(db, world, name):
    page = opened(world, name)

    wrong = (
        [fault for spoilt in rounds(page.form) for fault in faults(page.send, base_of(page), spoilt)]
        if page.form
        else []
    )

    assert wrong == []


@pytest.mark.parametrize("name", WRITING)
def test_end_before_the_start_is_refused_at_the_end(db, world, name):
    page = opened(world, name)
    before = contents()
    cases = inverted(page.form) if page.form else {}

    wrong = {what: fault(page.send, base_of(page) | days, "end", before) for what, days in cases.items()}

    assert wrong == dict.fromkeys(cases, "")


@pytest.mark.parametrize("name", WRITING)
def test_first_and_last_day_of_the_calendar_crash_nothing(db, world, name):
    page = opened(world, name)
    days = days_of(page.form) if page.form else []

    statuses = {
        (field, day): effect(page.send, base_of(page) | {field: day})[0]
        for field in days
        for day in FIRST_AND_LAST
    }

    assert {case: status for case, status in statuses.items() if status >= 500} == {}


# --- names that are not asked for ---


def foreign_values(world, elsewhere):
    """Return a good value for every field name of every form; rows are those of another district."""
    fields = {name: field for page in forms_of(world) for name, field in asked_of_people(page.form).items()}
    rows = {
        name: row.pk
        for name, field in fields.items()
        if isinstance(field, forms.ModelChoiceField)
        and (row := row_elsewhere(field.queryset.model, elsewhere))
    }
    return {name: values[0] for name, field in fields.items() if (values := good_values(field))} | rows


@pytest.mark.parametrize("name", WRITING)
def test_fields_of_other_forms_change_nothing(db, world, name):
    page, foreign = opened(world, name), foreign_values(world, make_elsewhere())
    own = base_of(page) if page.form else {}
    known = page.form.fields if page.form else {}

    plain = effect(page.send, own)
    more = effect(page.send, {n: value for n, value in foreign.items() if n not in known} | own)

    assert more == plain


MARK = "not asked for by any page"


def names_asked(page, monkeypatch):
    """Return the names that the address reads out of what is sent."""
    names = set()
    with monkeypatch.context() as patch:
        for method in ("__getitem__", "getlist", "__contains__"):
            patch.setattr(QueryDict, method, noting(getattr(QueryDict, method), names))
        status_of(page.send, {MARK: "on"})
    return names - {MARK, "csrfmiddlewaretoken", "confirmed"}


def noting(method, names):
    """Return a method of a dictionary that keeps the names which what was sent is asked for."""

    def noted(self, name, *more):
        if dict.__contains__(self, MARK):
            names.add(name)
        return method(self, name, *more)

    return noted


@pytest.mark.parametrize("name", WRITING)
def test_nothing_that_is_read_crashes_the_page(db, world, monkeypatch, name):
    page = opened(world, name)
    own = base_of(page) if page.form else {}
    asked = names_asked(page, monkeypatch) - (set(asked_of_people(page.form)) if page.form else set())

    statuses = {
        (each, bad): status_of(page.send, own | {each: bad}) for each in asked for bad in BAD_ANYWHERE
    }

    assert {case: status for case, status in statuses.items() if status >= 500} == {}


@pytest.mark.parametrize("name", [name for name in WRITING if "GET" not in RIGHTS[name].methods])
def test_bad_input_adds_nothing_where_no_form_is_shown(db, world, monkeypatch, name):
    page = opened(world, name)
    every = {field for other in forms_of(world) for field in other.form.fields} | names_asked(
        page, monkeypatch
    )

    plain = effect(page.send, {})
    found = {bad: effect(page.send, dict.fromkeys(every, bad)) for bad in BAD_ANYWHERE}

    assert every
    assert found == dict.fromkeys(BAD_ANYWHERE, plain)
