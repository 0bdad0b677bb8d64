"""Exchanges in the Django admin: read by whoever may, changed by nobody there."""

from __future__ import annotations

from datetime import date, time

import pytest
from django.urls import reverse

from exchanges.models import Booking, Exemption, OpeningHours, Rotation, SharedResource
from exchanges.week import moment
from tests import factories

START = moment(date(2026, 9, 7), time(8))
SEARCHES = {
    Rotation: "王五",
    Exemption: "王五",
    SharedResource: "物理",
    OpeningHours: "物理",
    Booking: "观课",
}


@pytest.fixture
def rows(small, stored):
    """Store one row of every kind and return them by model."""
    resource = factories.make_resource(small.lead)
    return {
        Rotation: stored("approved"),
        Exemption: factories.make_exemption(small.person, small.member),
        SharedResource: resource,
        OpeningHours: resource.hours.order_by("weekday").first(),
        Booking: factories.make_booking(resource, small.member, START),
    }


def address(model, page, *arguments):
    """Return the address of a page of the admin about a model."""
    return reverse(f"admin:exchanges_{model._meta.model_name}_{page}", args=arguments)


@pytest.mark.parametrize("model", SEARCHES, ids=lambda model: model.__name__)
def test_officer_finds_and_reads_a_row(small, rows, signed_in, model):
    browser = signed_in(small.people.officer)

    found = browser.get(address(model, "changelist"), {"q": SEARCHES[model]})
    shown = browser.get(address(model, "change", rows[model].pk))

    assert rows[model].pk in [row.pk for row in found.context["cl"].result_list]
    assert shown.status_code == 200
    assert 'name="_save"' not in shown.text


@pytest.mark.parametrize("model", SEARCHES, ids=lambda model: model.__name__)
def test_nobody_writes_there(small, rows, signed_in, model):
    browser, row = signed_in(small.people.officer), rows[model]

    assert browser.get(address(model, "add")).status_code == 403
    assert browser.post(address(model, "change", row.pk), {"version": "1"}).status_code == 403
    assert browser.post(address(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    assert model.objects.get(pk=row.pk).version == row.version


@pytest.mark.parametrize("model", SEARCHES, ids=lambda model: model.__name__)
def test_officer_of_another_district_finds_nothing(small, rows, signed_in, model):
    district = factories.make_district(code="510199")
    browser = signed_in(factories.make_user("far", role="officer", district=district))

    assert not browser.get(address(model, "changelist")).context["cl"].result_list
    assert browser.get(address(model, "change", rows[model].pk)).status_code in (302, 404)
