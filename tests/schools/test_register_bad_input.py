"""Every form that keeps the register, spoiled in every field: a sentence at the field, nothing written."""

from __future__ import annotations

import pytest
from django.urls import reverse

from records.models import AuditEntry
from tests import factories
from tests.bad_input import cases, filled

GIVEN = {  # what makes each form valid, beside what it offers itself
    "school_new": {"name": "辛小学", "kind": "primary", "stages": ["primary"]},
    "school_edit": {},
    "school_rename": {"name": "新名", "day": "2022-09-01"},
    "name_new": {"name": "别名"},
    "school_code": {"code": "2151000001", "day": "2022-09-01"},
    "school_status": {"status": "suspended", "day": "2022-09-01"},
    "school_stages": {"change": "begin", "stage": "junior", "day": "2022-09-01"},
    "school_split": {
        "name": "辛小学",
        "kind": "primary",
        "stages": ["primary"],
        "operating_from": "2022-09-01",
    },
    "school_delete": {"reason": "误登"},
    "location_edit": {"address": "文教路 1 号"},
    "contact_new": {"duty": "主任", "name": "李主任", "phone": "82720000"},
}


@pytest.fixture
def bureau(officer, signed_in):
    """Return the signed-in browser of an officer."""
    return signed_in(officer)


def address_of(name, district):
    """Return where the form stands, about a school on which nothing depends."""
    school = district.lone
    return reverse(f"schools:{name}", args=[] if name == "school_new" else [school.code])


def spoiled(form, given):
    """Return each way to spoil each field of a form that is else filled in well."""
    for field, what, values in cases(form):
        yield field, what, {**given, field: values[form.add_prefix(field)]}


@pytest.mark.parametrize("name", GIVEN)
def test_spoiled_field_is_named_and_nothing_is_written(name, district, bureau):
    address = address_of(name, district)
    opened = bureau.get(address).context["form"]
    base = {**filled(opened), **GIVEN[name]}

    wrong = {}
    for field, what, values in spoiled(opened, base):
        response = bureau.post(address, values)
        answer = (response.status_code, field in getattr(response.context.get("form"), "errors", {}))
        if answer != (200, True) and not (field == "district" and opened.fields[field].disabled):
            wrong[field, what] = answer

    assert wrong == {}
    assert AuditEntry.objects.count() == 0


@pytest.mark.parametrize("name", GIVEN)
def test_the_same_input_unspoiled_is_taken(name, district, bureau):
    """The control: what is spoiled above was good before."""
    address = address_of(name, district)
    values = {**filled(bureau.get(address).context["form"]), **GIVEN[name]}

    assert bureau.post(address, values).status_code == 302


@pytest.mark.parametrize("name", GIVEN)
def test_fields_of_other_forms_change_nothing(name, district, bureau):
    address = address_of(name, district)
    strange = {
        "id": "1", "pk": "1", "version_of": "9", "school": str(district.lead.pk), "basis": "demonstration",
        "school_id": str(district.lead.pk), "retired_on": "2022-09-01", "location_basis": "confirmed",
        "predecessor": str(district.lead.pk), "user": "1", "by": "system",
    }  # fmt: skip
    values = {**strange, **filled(bureau.get(address).context["form"]), **GIVEN[name]}

    assert bureau.post(address, values).status_code == 302
    entries = AuditEntry.objects.exclude(school_id=district.lead.pk)
    assert entries.count() == AuditEntry.objects.count()
    assert all((entry.after or {}).get("basis") != "demonstration" for entry in entries)


@pytest.mark.parametrize("name", ["school_rename", "school_code", "school_status", "school_stages"])
@pytest.mark.parametrize("day", ["0001-01-01", "1949-09-30", "2101-01-01", "9999-12-31"])
def test_day_that_the_register_cannot_speak_of_is_refused(name, day, district, bureau):
    address = address_of(name, district)
    values = {**filled(bureau.get(address).context["form"]), **GIVEN[name], "day": day}

    response = bureau.post(address, values)

    assert response.status_code == 200
    assert "day" in response.context["form"].errors


@pytest.mark.parametrize("name", ["name_remove", "contact_remove", "contact_edit"])
def test_spoiled_reason_takes_nothing_out(name, district, bureau):
    made = factories.make_former_name if name == "name_remove" else factories.make_contact
    row = made(district.lone, "旧名")
    address = reverse(f"schools:{name}", args=[district.lone.code, row.pk])

    response = bureau.post(address, {**filled(bureau.get(address).context["form"]), "reason": "甲\u202e乙"})

    assert (response.status_code, list(response.context["form"].errors)) == (200, ["reason"])
    assert type(row).objects.filter(pk=row.pk).exists()
