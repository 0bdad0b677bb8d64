"""Demonstration data of the record: contacts, places and former names, put in and taken out again."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.access import SYSTEM
from records import actions
from schools.actions_contact import change_contact
from schools.actions_facilities import change_facility
from schools.actions_register import correct_school
from schools.models import Contact, Facility, FormerName, School
from schools.school_year import school_year_of

pytestmark = [pytest.mark.usefixtures("demo_of_module"), pytest.mark.django_db]
BLANK = {"town": "", "urban_rural": "", "address": "", "longitude": None, "latitude": None}


def remove_demo():
    call_command("remove_demo", stdout=StringIO())


def places():
    """Return what is known of where schools stand."""
    return list(School.objects.order_by("code").values(*BLANK, "location_basis"))


def test_most_schools_have_contacts_and_collectives_have_none():
    with_contacts = School.objects.filter(contacts__isnull=False).distinct()

    assert with_contacts.count() == School.objects.filter(is_collective=False).count()
    assert set(Contact.objects.values_list("basis", flat=True)) == {"demonstration"}


def test_places_are_known_where_the_name_tells_them():
    placed = School.objects.placed_for_demonstration()

    assert 15 < placed.count() < School.objects.count()
    assert set(placed.values_list("town", "urban_rural")) >= {("万春镇", "town"), ("涌泉街道", "city")}
    assert placed.filter(longitude=None).count() == 0


def test_former_names_are_those_of_the_day():
    day = date(2010, 1, 1)

    former = School.objects.named_on(day).exclude(former_names=None).order_by("code")

    assert {school.name: school.shown_name for school in former} == {
        "温江二中": "温江二中",
        "和盛中学": "和盛乡初级中学",
        "通平小学": "通平乡中心小学",
    }


def test_every_school_has_facilities_of_this_year_of_which_some_figures_are_unknown():
    schools, rows = School.objects.filter(is_collective=False), Facility.objects.all()

    assert rows.count() == 6 * schools.count()
    assert set(rows.values_list("basis", "year")) == {("demonstration", school_year_of(timezone.localdate()))}
    unknown = {(row.item, row.area is None) for row in rows.filter(item="体育运动场馆")}
    assert unknown == {("体育运动场馆", True), ("体育运动场馆", False)}


def test_load_demo_draws_the_same_facilities_again():
    drawn = list(Facility.objects.order_by("pk").values_list("school", "item", "quantity", "area", "value"))
    remove_demo()

    call_command("load_demo", stdout=StringIO())

    again = Facility.objects.order_by("pk").values_list("school", "item", "quantity", "area", "value")
    assert list(again) == drawn


def test_remove_demo_leaves_nothing_behind():
    remove_demo()

    gone = [model.objects.count() for model in (Contact, FormerName, Facility)]
    assert gone == [0, 0, 0]
    assert places() == [BLANK | {"location_basis": "entered"}] * School.objects.count()


def test_remove_demo_keeps_what_people_changed():
    contact = Contact.objects.order_by("pk").first()
    contact.phone = "028-82720000"
    change_contact(contact, by=SYSTEM)
    item = Facility.objects.order_by("pk").first()
    item.quantity = 99
    change_facility(item, by=SYSTEM)
    school = School.objects.placed_for_demonstration().first()
    school.town = "另一镇"
    correct_school(school, by=SYSTEM)

    remove_demo()

    assert [row.pk for row in Contact.objects.all()] == [contact.pk]
    assert [(row.pk, row.basis) for row in Facility.objects.all()] == [(item.pk, "entered")]
    assert [row["town"] for row in places() if row["town"]] == ["另一镇"]


def test_load_demo_leaves_known_places_alone():
    remove_demo()
    school = School.objects.get(name="万春学校")
    school.town = "另一镇"
    actions.change(school, by=SYSTEM)

    call_command("load_demo", stdout=StringIO())

    known = School.objects.get(name="万春学校")
    assert (known.town, known.address, known.location_basis) == ("另一镇", "", "entered")
