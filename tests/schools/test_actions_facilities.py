"""What a school keeps of rooms, grounds and equipment: stored once, by the right people, and written down."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from records.errors import AlreadyDone, StaleVersion
from records.models import AuditEntry
from schools.actions_facilities import add_facility, change_facility, remove_facility
from schools.models import Facility
from tests import factories


def new(school, item="音乐教室", **fields):
    return Facility(**{"school": school, "year": 2022, "item": item, "quantity": 2} | fields)


def again(facility):
    """Return the row as somebody else reads it now."""
    return Facility.objects.get(pk=facility.pk)


def trail():
    """Return what the trail says, oldest first."""
    fields = ["username", "action", "object_label", "school_code", "reason"]
    return list(AuditEntry.objects.order_by("id").values_list(*fields))


def test_principal_adds_changes_and_removes_an_item(district, lead_principal):
    item = add_facility(new(district.lead), by=lead_principal)
    item.area = Decimal("192.5")
    change_facility(item, reason="量过了", by=lead_principal)
    remove_facility(item, reason="拆除", by=lead_principal)

    label, code = "甲校 · 2022–2023 · 音乐教室", district.lead.code
    assert Facility.objects.count() == 0
    assert trail() == [
        ("lead", "create", label, code, ""),
        ("lead", "change", label, code, "量过了"),
        ("lead", "remove", label, code, "拆除"),
    ]


@pytest.mark.parametrize("act", [add_facility, change_facility], ids=["add", "change"])
def test_second_item_of_one_year_is_refused_at_the_field(act, district, officer):
    factories.make_facility(district.lead, "音乐教室")
    other = factories.make_facility(district.lead, "美术教室")
    second = new(district.lead, pk=other.pk if act is change_facility else None)

    with pytest.raises(ValidationError) as refused:
        act(second, by=officer)

    assert refused.value.message_dict == {
        "item": ["甲校 2022–2023 学年的“音乐教室”已经登记，请修改已登记的那一项，或另填一个项目。"]
    }
    assert (Facility.objects.count(), trail()) == (2, [])


@pytest.mark.parametrize(
    "differs",
    [
        pytest.param({"year": 2021}, id="another-year"),
        pytest.param({"item": "美术教室"}, id="another-item"),
        pytest.param({"school": "member"}, id="another-school"),
    ],
)
def test_item_that_differs_in_one_respect_is_another(differs, district, officer):
    factories.make_facility(district.lead, "音乐教室")
    differs = differs | ({"school": district.member} if "school" in differs else {})

    add_facility(new(**{"school": district.lead} | differs), by=officer)

    assert Facility.objects.count() == 2


def test_form_sent_twice_adds_one_item_and_hears_so(district, officer):
    key = uuid4()
    add_facility(new(district.lead), request_key=key, by=officer)

    with pytest.raises(AlreadyDone):
        add_facility(new(district.lead), request_key=key, by=officer)

    assert Facility.objects.count() == 1


@pytest.mark.parametrize("basis", ["imported", "demonstration"])
def test_changed_figure_is_as_somebody_entered_it(basis, district, officer):
    item = factories.make_facility(district.lead, basis=basis)
    item.quantity = 0

    change_facility(item, by=officer)

    stored = again(item)
    assert (stored.quantity, stored.basis, stored.version) == (0, "entered", 2)


def test_item_saved_without_a_change_stays_as_it_was(district, officer):
    item = factories.make_facility(district.lead, quantity=2, basis="demonstration")

    change_facility(again(item), by=officer)

    stored = again(item)
    assert (stored.basis, stored.version, trail()) == ("demonstration", 1, [])


@pytest.mark.parametrize("act", [change_facility, remove_facility], ids=["change", "remove"])
def test_overtaken_item_is_refused(act, district, officer):
    item = factories.make_facility(district.lead, quantity=2)
    first, second = again(item), again(item)
    first.quantity, second.quantity = 3, 4
    change_facility(first, by=officer)

    with pytest.raises(StaleVersion):
        act(second, by=officer)

    assert again(item).quantity == 3


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        pytest.param({"item": ""}, "item", id="no-item"),
        pytest.param({"item": "甲" * 61}, "item", id="long-item"),
        pytest.param({"item": "音\u202e乐"}, "item", id="hidden-sign"),
        pytest.param({"quantity": -1}, "quantity", id="negative-number"),
        pytest.param({"area": Decimal("-0.01")}, "area", id="negative-area"),
        pytest.param({"area": Decimal("1.005")}, "area", id="three-places"),
        pytest.param({"value": Decimal(10) ** 12}, "value", id="too-dear"),
        pytest.param({"year": 1948}, "__all__", id="too-early"),
    ],
)
def test_item_that_makes_no_sense_is_refused(fields, field, district, officer):
    with pytest.raises(ValidationError) as refused:
        add_facility(new(district.lead, **fields), by=officer)

    assert field in refused.value.message_dict
    assert (Facility.objects.count(), trail()) == (0, [])


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
@pytest.mark.parametrize("deed", ["add", "change", "remove"])
def test_school_and_bureau_keep_the_items(who, may, deed, district, request):
    person, item = request.getfixturevalue(who), factories.make_facility(district.lead)
    deeds = {
        "add": lambda: add_facility(new(district.lead, "美术教室"), by=person),
        "change": lambda: change_facility(item, by=person),
        "remove": lambda: remove_facility(item, by=person),
    }

    try:
        deeds[deed]()
        done = True
    except PermissionDenied:
        done = False

    assert done == may
