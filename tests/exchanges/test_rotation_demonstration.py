"""Demonstration rotations: something on every desk, drawn the same every time, and taken out again."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.access import SYSTEM
from accounts.models import User
from exchanges import actions
from exchanges.actions_exemptions import end_exemption
from exchanges.demonstration import load_rotations_data, remove_rotations_data
from exchanges.models import Exemption, Rotation
from schools.models import District, School

pytestmark = [pytest.mark.usefixtures("demo_of_module"), pytest.mark.django_db]


def test_there_is_something_on_every_desk():
    states = Counter(Rotation.objects.values_list("state", flat=True))

    assert set(states) == {"approved", "accepted", "proposed", "returned", "draft"}
    assert min(states.values()) >= 4
    bureau = User.objects.get(username="bureau")
    assert Rotation.objects.waiting_for(bureau).count() == states["accepted"]


def test_principal_of_温江二中_finds_every_kind_of_decision():
    principal = User.objects.get(username=School.objects.get(name="温江二中").code.lower())
    waiting = Rotation.objects.waiting_for(principal)

    assert {(row.state, row.is_proposed_by_home) for row in waiting} == {
        ("draft", True),
        ("proposed", True),
        ("returned", True),
    }


def test_each_holds_what_the_rules_ask():
    for rotation in Rotation.objects.for_page(timezone.localdate()):
        rotation.full_clean()
        assert actions.outsiders(rotation) == []
        assert rotation.person.employments.on(rotation.start).get().school == rotation.home


def test_loading_again_adds_nothing():
    before = sorted(Rotation.objects.values_list("person__staff_no", "state"))

    call_command("load_demo")

    assert sorted(Rotation.objects.values_list("person__staff_no", "state")) == before


def test_removing_takes_out_what_nobody_changed():
    district = District.objects.get()
    [changed, *_others] = Rotation.objects.for_page().filter(state="accepted")
    actions.approve(changed, by=User.objects.get(username="bureau"))

    kept = remove_rotations_data(district, by=SYSTEM)

    assert (kept, [row.pk for row in Rotation.objects.all()]) == (1, [changed.pk])
    call_command("remove_demo")
    assert Rotation.objects.get().person.name


def test_rotations_are_drawn_the_same_every_time():
    district, today = District.objects.get(), timezone.localdate()
    before = list(Rotation.objects.order_by("pk").values_list("person__staff_no", "home__code", "host__code"))
    remove_rotations_data(district, by=SYSTEM)

    load_rotations_data(district, today=today, by=SYSTEM)

    again = Rotation.objects.order_by("pk").values_list("person__staff_no", "home__code", "host__code")
    assert list(again) == before


def test_leads_have_people_who_need_not_take_part():
    reasons = Counter(Exemption.objects.values_list("why", flat=True))

    assert set(reasons) == {"near_retirement", "sole_teacher", "long_leave"}
    for exemption in Exemption.objects.for_list():
        exemption.full_clean()
        assert exemption.person.rotations.count() == 0
        assert exemption.person.employments.on(exemption.start).get().school == exemption.school


def test_removing_exemptions_keeps_what_somebody_changed():
    district, officer = District.objects.get(), User.objects.get(username="bureau")
    changed = Exemption.objects.for_list().first()
    end_exemption(changed, day=changed.start + timedelta(days=30), by=officer)

    kept = remove_rotations_data(district, by=SYSTEM)

    assert (kept, [row.pk for row in Exemption.objects.all()]) == (1, [changed.pk])
