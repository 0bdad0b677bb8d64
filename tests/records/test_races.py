"""Two people at once: one wins, the other gets an answer, and the trail has no gap."""

from datetime import date
from threading import Barrier, Thread
from time import sleep
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from accounts.access import SYSTEM
from coverage.models import Designation
from groups.actions import form_group, join_group
from groups.models import EducationGroup, Membership
from records import actions
from records.locks import lock
from records.models import AuditEntry
from records.verification import verify
from schools.actions import change_status
from schools.models import FormerName, School
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


def together(*calls):
    """Run calls at the same time, each with a connection of its own; return results or what they raised."""
    barrier, outcomes = Barrier(len(calls)), [None] * len(calls)

    def run(number, call):
        barrier.wait()
        try:
            outcomes[number] = call()
        except Exception as error:  # the outcome is what the test looks at
            outcomes[number] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=numbered) for numbered in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def kinds(outcomes):
    """Return the names of the outcomes' classes, in order of name."""
    return sorted(type(outcome).__name__ for outcome in outcomes)


def test_two_leads_at_once_one_is_told(db):
    group = factories.make_group(slug="leaderless")
    schools = [factories.make_school(), factories.make_school()]

    outcomes = together(
        *(lambda s=s: join_group(Membership(group=group, school=s, role="lead"), by=SYSTEM) for s in schools)
    )

    [refusal] = [o for o in outcomes if isinstance(o, ValidationError)]
    assert kinds(outcomes) == ["Membership", "ValidationError"]
    assert refusal.messages == ["该集团在这段时间内已有龙头学校；请先结束原龙头的任期。"]
    assert group.memberships.count() == 1


def test_double_click_stores_one_row(writer):
    school, key = factories.make_school(), uuid4()

    outcomes = together(
        *(
            lambda: actions.create(FormerName(school=school, name="旧名"), request_key=key, by=writer)
            for _click in range(4)
        )
    )

    assert kinds(outcomes) == ["AlreadyDone", "AlreadyDone", "AlreadyDone", "FormerName"]
    assert (FormerName.objects.count(), AuditEntry.objects.count()) == (1, 1)


def test_two_edits_of_one_version_one_is_told(writer):
    pk = factories.make_school().pk

    def rename(name):
        school = School.objects.get(pk=pk)
        school.name, school.version = name, 1
        return actions.change(school, by=writer)

    outcomes = together(lambda: rename("甲"), lambda: rename("乙"))

    [won] = [o for o in outcomes if isinstance(o, School)]
    stored = School.objects.get(pk=pk)
    assert kinds(outcomes) == ["School", "StaleVersion"]
    assert (stored.name, stored.version) == (won.name, 2)


def test_overlap_that_only_the_database_sees_is_told_in_words(writer):
    school, level = factories.make_school(), factories.make_level()

    outcomes = together(
        *(lambda: actions.create(Designation(school=school, level=level), by=writer) for _person in range(2))
    )

    [refusal] = [o for o in outcomes if isinstance(o, ValidationError)]
    assert refusal.messages == ["这所学校在这段时间内已持有这个级别的认定。"]
    assert Designation.objects.count() == 1


def test_trail_has_no_gap_however_many_write(writer):
    schools = [factories.make_school() for _number in range(6)]

    def rename_twice(school):
        for name in ("旧名", "又名"):
            actions.create(FormerName(school=school, name=name), by=writer)

    outcomes = together(*(lambda s=s: rename_twice(s) for s in schools))

    sequences = list(AuditEntry.objects.order_by("sequence").values_list("sequence", flat=True))
    assert kinds(outcomes) == ["NoneType"] * 6
    assert (sequences, verify()) == (list(range(1, 13)), [])


def test_locks_named_in_opposite_orders_never_wait_for_ever():
    one, other = factories.make_school(), factories.make_school()

    def take(*rows):
        for _round in range(10):
            with transaction.atomic():
                lock(*rows)

    assert together(lambda: take(one, other), lambda: take(other, one)) == [None, None]


def test_actions_that_lock_the_same_school_never_wait_for_ever():
    for number in range(3):
        school = factories.make_school()
        group = EducationGroup(district=school.district, slug=f"new-{number}", name=f"新集团 {number}")

        outcomes = together(
            lambda g=group, s=school: form_group(g, lead=s, by=SYSTEM),
            lambda s=school: change_status(s, status="suspended", day=date(2022, 9, 1), by=SYSTEM),
        )

        assert kinds(outcomes) == ["EducationGroup", "SchoolStatus"]


def test_without_a_lock_both_would_get_in(writer):
    """The control: look, wait a moment, write; what the actions are for."""
    school = factories.make_school()

    def only_one_former_name(name):
        if not school.former_names.exists():
            sleep(0.3)
            FormerName.objects.create(school=school, name=name)

    together(lambda: only_one_former_name("旧名"), lambda: only_one_former_name("又名"))

    assert school.former_names.count() == 2


def test_with_a_lock_one_gets_in(writer):
    school = factories.make_school()

    def only_one_former_name(name):
        with transaction.atomic():
            lock(school)
            if not school.former_names.exists():
                sleep(0.3)
                FormerName.objects.create(school=school, name=name)

    together(lambda: only_one_former_name("旧名"), lambda: only_one_former_name("又名"))

    assert school.former_names.count() == 1
