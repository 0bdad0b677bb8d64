"""At most so much at once: the database, on either engine, and validation against counting day by day."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, migrations, models, transaction

from exchanges.models import Rotation
from records.constraints import MostAtOnce
from tests import factories
from tests.exchanges.conftest import terms
from tests.records.rows import insert_raw, own_constraints, update_raw
from tests.records.test_engines import Migrator

RULE = "exchanges_rotation_whole_time_at_most"
FIRST = date(2022, 9, 1)
DAYS = [FIRST + timedelta(days=number) for number in range(4)]
TERMS = [(start, end) for start in range(3) for end in range(start + 1, 4)]
SHARES = [40, 60]
STORED = {  # terms by their days, and their shares
    "one": [((0, 3), 60)],
    "two side by side": [((0, 2), 40), ((1, 3), 40)],
    "two after each other": [((0, 1), 60), ((1, 3), 60)],
    "three in steps": [((0, 1), 60), ((1, 2), 40), ((2, 3), 60)],
}
CASES = [
    pytest.param(name, term, share, id=f"{name}, {term[0]}-{term[1]}, {share}")
    for name, term, share in product(STORED, TERMS, SHARES)
]


def row(small, term, share, **fields):
    """Return an approved rotation of the person on days of the window."""
    start, end = DAYS[term[0]], DAYS[term[1]]
    consents = {"state": "approved", "answered_by": "host", "decided_by": "officer"}
    return terms(small, start=start, end=end, share=share, **consents | fields)


def fits(stored, term, share):
    """Return whether no day of a term holds more than everything, counted day by day."""
    return all(
        share + sum(other for (start, end), other in stored if start <= day < end) <= 100
        for day in range(*term)
    )


def test_every_rule_of_this_kind_is_tried_here():
    assert own_constraints(MostAtOnce) == [RULE]


@pytest.mark.parametrize(("name", "term", "share"), CASES)
def test_database_and_validation_refuse_what_counting_refuses(small, name, term, share):
    for days, other in STORED[name]:
        row(small, days, other).save()
    new = row(small, term, share)

    if fits(STORED[name], term, share):
        new.full_clean()
        insert_raw(new)
    else:
        with pytest.raises(ValidationError) as raised:
            new.full_clean()
        assert [error.code for error in raised.value.error_dict["__all__"]] == ["too_much"]
        with pytest.raises(IntegrityError, match=RULE), transaction.atomic():
            insert_raw(new)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"share": 50}, id="more"),
        pytest.param({"start": DAYS[0]}, id="earlier"),
        pytest.param({"end": DAYS[3]}, id="longer"),
        pytest.param({"state": "approved"}, id="approved"),
    ],
)
def test_change_of_a_row_is_held_to_the_rule(small, change):
    row(small, (0, 1), 80).save()
    row(small, (1, 2), 60).save()
    row(small, (2, 3), 80).save()
    state = "accepted" if "state" in change else "approved"
    kept = row(small, (1, 2), 100 if state == "accepted" else 40, state=state)
    kept.save()

    with pytest.raises(IntegrityError, match=RULE), transaction.atomic():
        update_raw(kept, **change)
    update_raw(kept, purpose="不影响工作时间")


@pytest.mark.parametrize("fields", [{"state": "accepted"}, {"state": "withdrawn"}, {"person": None}])
def test_rule_is_about_approved_terms_of_one_person(small, fields):
    row(small, (0, 3), 100).save()
    state = {"state": "proposed"} if "person" in fields else {}
    other = row(small, (0, 3), 100, **fields | state)

    other.full_clean()
    insert_raw(other)


def test_terms_of_somebody_else_do_not_count(small):
    row(small, (0, 3), 100).save()
    somebody = factories.make_staff(small.member, start=date(2015, 9, 1))

    insert_raw(row(small, (0, 3), 100, person=somebody))


def is_refused(new):
    """Return whether the rule stops a raw insert, which is taken back where it does not."""
    try:
        with transaction.atomic():
            insert_raw(new)
            transaction.set_rollback(True)
    except IntegrityError as error:
        return RULE in str(error)
    return False


@pytest.mark.django_db(transaction=True)
def test_rule_outlives_migrations_and_goes_where_one_takes_it_out(small):
    migrator, [rule] = Migrator("exchanges"), [r for r in Rotation._meta.constraints if r.name == RULE]
    row(small, (0, 3), 100).save()
    wider = models.CharField("目的", max_length=300, blank=True)

    migrator.run(migrations.AlterField("rotation", "purpose", wider))
    after_a_change = is_refused(row(small, (0, 3), 25))
    migrator.run(migrations.RemoveConstraint("rotation", RULE))
    without = is_refused(row(small, (0, 3), 25))
    migrator.run(migrations.AddConstraint("rotation", rule))
    again = is_refused(row(small, (0, 3), 25))
    narrow = models.CharField("目的", max_length=200, blank=True)
    migrator.run(migrations.AlterField("rotation", "purpose", narrow))

    assert (after_a_change, without, again) == (True, False, True)
