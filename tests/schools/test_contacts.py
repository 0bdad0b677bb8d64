"""Contacts and location: kept by the school itself and by the bureau."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from records.errors import AlreadyDone, StaleVersion
from records.models import AuditEntry
from schools.actions_contact import add_contact, change_contact, relocate_school, remove_contact
from schools.models import Contact, School
from tests import factories

DAY = date(2022, 9, 1)


def stored(school):
    return School.objects.select_related("district").get(pk=school.pk)


def new_contact(school, **fields):
    return Contact(
        **{"school": school, "duty": "办公室主任", "name": "李主任", "phone": "028-82720000"} | fields
    )


def trail():
    """Return what the trail says, oldest first."""
    fields = ["username", "action", "object_type", "object_label"]
    return list(AuditEntry.objects.order_by("id").values_list(*fields))


# --- contacts ---


def test_principal_adds_changes_and_removes_a_contact(district, lead_principal):
    contact = add_contact(new_contact(district.lead), by=lead_principal)
    contact.phone = "028-82720001"
    change_contact(contact, by=lead_principal)
    remove_contact(contact, reason="离岗", by=lead_principal)

    assert Contact.objects.count() == 0
    assert trail() == [
        ("lead", action, "schools.contact", "李主任（办公室主任）")
        for action in ("create", "change", "remove")
    ]


def test_add_contact_happens_once_for_a_form(district, lead_principal):
    key = uuid4()
    add_contact(new_contact(district.lead), request_key=key, by=lead_principal)

    with pytest.raises(AlreadyDone):
        add_contact(new_contact(district.lead), request_key=key, by=lead_principal)

    assert Contact.objects.count() == 1


def test_change_contact_refuses_an_overtaken_one(district, lead_principal):
    contact = factories.make_contact(district.lead)
    first, second = Contact.objects.get(pk=contact.pk), Contact.objects.get(pk=contact.pk)
    first.note, second.note = "学籍", "总务"
    change_contact(first, by=lead_principal)

    with pytest.raises(StaleVersion):
        change_contact(second, by=lead_principal)

    assert Contact.objects.get().note == "学籍"


@pytest.mark.parametrize(
    ("fields", "errors"),
    [
        pytest.param(
            {"phone": "请打总机"},
            {"phone": ["电话请填写数字，可带区号和分机，例如 028-82720000 转 801。"]},
            id="no-number",
        ),
        pytest.param(
            {"phone": "110;"},
            {"phone": ["电话请填写数字，可带区号和分机，例如 028-82720000 转 801。"]},
            id="other-signs",
        ),
        pytest.param({"phone": ""}, {"phone": ["此字段不能为空。"]}, id="no-phone"),
        pytest.param({"name": ""}, {"name": ["此字段不能为空。"]}, id="no-name"),
        pytest.param({"email": "李主任"}, {"email": ["输入一个有效的 Email 地址。"]}, id="no-address"),
    ],
)
def test_contact_that_makes_no_sense_is_refused(fields, errors, district, officer):
    with pytest.raises(ValidationError) as refused:
        add_contact(new_contact(district.lead, **fields), by=officer)

    assert list(refused.value.message_dict) == list(errors)
    assert (Contact.objects.count(), trail()) == (0, [])


@pytest.mark.parametrize(
    "phone",
    ["82720000", "028-82720000", "(028) 82720000", "（028）82720000 转 801", "+86 28 8272 0000", "12345#6"],
)
def test_phone_is_taken_as_people_write_it(phone, district, officer):
    assert add_contact(new_contact(district.lead, phone=phone), by=officer).phone == phone


def test_contact_is_visible_with_its_school(district, lead_principal, member_principal, auditor):
    factories.make_contact(district.lead)

    people = (lead_principal, member_principal, auditor)
    assert [Contact.objects.visible_to(who).count() for who in people] == [1, 0, 0]


# --- location ---


def test_relocate_school_stores_where_it_stands(district, lead_principal):
    school = stored(district.lead)
    school.address, school.longitude, school.latitude = "文教路 1 号", Decimal("103.856"), Decimal("30.682")
    school.location_basis = "demonstration"

    relocate_school(school, by=lead_principal)

    school = stored(district.lead)
    assert (school.address, school.longitude, school.latitude) == (
        "文教路 1 号",
        Decimal("103.856"),
        Decimal("30.682"),
    )
    assert school.location_basis == "entered"


@pytest.mark.parametrize(
    ("longitude", "latitude", "message"),
    [
        pytest.param("103.8", None, "经度和纬度要么都填写，要么都留空。", id="half"),
        pytest.param(None, "30.6", "经度和纬度要么都填写，要么都留空。", id="other-half"),
        pytest.param(
            "30.6", "103.8", "经度应在 73 到 136 度之间，纬度应在 3 到 54 度之间。", id="turned-round"
        ),
        pytest.param(
            "72.9", "30.6", "经度应在 73 到 136 度之间，纬度应在 3 到 54 度之间。", id="too-far-west"
        ),
        pytest.param(
            "103.8", "54.1", "经度应在 73 到 136 度之间，纬度应在 3 到 54 度之间。", id="too-far-north"
        ),
    ],
)
def test_place_outside_the_country_is_refused(longitude, latitude, message, district, lead_principal):
    school = stored(district.lead)
    school.longitude = Decimal(longitude) if longitude else None
    school.latitude = Decimal(latitude) if latitude else None

    with pytest.raises(ValidationError) as refused:
        relocate_school(school, by=lead_principal)

    assert set(refused.value.messages) == {message}
    assert (stored(district.lead).longitude, trail()) == (None, [])


# --- who may ---

DEEDS = {
    "add": lambda school, by: add_contact(new_contact(school), by=by),
    "change": lambda school, by: change_contact(factories.make_contact(school), by=by),
    "remove": lambda school, by: remove_contact(factories.make_contact(school), by=by),
    "relocate": lambda school, by: relocate_school(school, by=by),
}


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize(
    ("who", "may"),
    [
        pytest.param("officer", True, id="officer"),
        pytest.param("lead_principal", True, id="own-principal"),
        pytest.param("member_principal", False, id="member-of-its-group"),
        pytest.param("other_principal", False, id="other-principal"),
        pytest.param("inspector", False, id="inspector"),
        pytest.param("administrator", False, id="administrator"),
    ],
)
def test_school_and_bureau_keep_contacts_and_location(who, may, deed, district, request):
    school, person = stored(district.lead), request.getfixturevalue(who)

    try:
        DEEDS[deed](school, person)
        done = True
    except PermissionDenied:
        done = False

    assert done == may
