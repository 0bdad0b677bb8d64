"""Demonstration of the confirmation of facts: alive on every page, and without a trace in the facts."""

from io import StringIO

import pytest
from django.core.management import call_command

from schools.models import Confirmation, Proposal, School

pytestmark = [pytest.mark.usefixtures("demo_of_module"), pytest.mark.django_db]


def run(command):
    call_command(command, stdout=StringIO())


def states():
    return sorted(set(Proposal.objects.values_list("state", flat=True)))


def facts():
    """Return every school's facts with how they are known."""
    names = ["code", "name", "kind", "kind_basis", "ownership", "ownership_basis"]
    return list(School.objects.order_by("code").values_list(*names))


def test_demo_holds_proposals_in_each_state_and_half_of_the_confirmations():
    due = School.objects.filter(is_collective=False).count()

    assert states() == ["accepted", "open", "returned", "withdrawn"]
    assert Confirmation.objects.count() == due // 2


def test_demo_changes_no_fact():
    loaded = facts()

    run("remove_demo")

    assert facts() == loaded


def test_accepted_proposal_says_what_the_register_holds():
    for proposal in Proposal.objects.filter(state="accepted").select_related("school"):
        assert getattr(proposal.school, proposal.field) == proposal.proposed


def test_remove_demo_takes_all_of_it_out():
    run("remove_demo")

    assert (Confirmation.objects.count(), Proposal.objects.count()) == (0, 0)


def test_remove_demo_keeps_what_people_decided():
    decided = Proposal.objects.filter(state="open").order_by("pk")[0]
    Proposal.objects.filter(pk=decided.pk).update(version=2)

    run("remove_demo")

    assert list(Proposal.objects.all()) == [decided]


def test_load_demo_again_fills_in_around_what_stayed():
    Proposal.objects.filter(state="returned").update(version=2)
    before = Confirmation.objects.count(), Proposal.objects.count()
    run("remove_demo")

    run("load_demo")

    assert (Confirmation.objects.count(), Proposal.objects.count()) == before
