"""The audit trail: what an entry holds, and what verification finds."""

from datetime import UTC, datetime, timedelta

import pytest
import structlog
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError

from records import actions, audit
from records.audit import Change, entry_hash
from records.models import AuditChain, AuditEntry
from records.verification import verify
from schools.models import District, FormerName
from tests import factories

MOMENT = datetime(2022, 5, 1, 8, 30, 15, 123456, tzinfo=UTC)


def test_entry_holds_everything(district, writer):
    with (
        time_machine.travel(MOMENT, tick=False),
        structlog.contextvars.bound_contextvars(request_id="3f-7"),
    ):
        former = actions.create(FormerName(school=district.lone, name="旧名"), reason="补录", by=writer)

    entry = AuditEntry.objects.values().get()
    after = {
        "id": former.pk,
        "version": 1,
        "school_id": district.lone.pk,
        "name": "旧名",
        "used_until": None,
        "document": "",
        "basis": "entered",
    }
    assert entry == {
        "id": entry["id"],
        "chain": "510115",
        "sequence": 1,
        "at": MOMENT,
        "username": "writer",
        "role": "officer",
        "action": "create",
        "object_type": "schools.formername",
        "object_id": former.pk,
        "object_label": "旧名",
        "district_id": district.district.pk,
        "school_id": district.lone.pk,
        "school_code": district.lone.code,
        "before": None,
        "after": after,
        "reason": "补录",
        "request_id": "3f-7",
        "previous_hash": "",
        "hash": entry_hash(AuditEntry.objects.get()),
    }


def test_hash_is_stable():
    entry = AuditEntry(
        chain="510115",
        sequence=1,
        at=MOMENT,
        username="张三",
        role="officer",
        action="create",
        object_type="schools.school",
        object_id=1,
        object_label="甲校",
        after={"b": 1, "a": None},
    )

    assert entry_hash(entry) == ("025b6b7a75f6b77f2a528ee63962291f4e02d7d663a81fd33954216548eecfd5")


def test_hash_does_not_depend_on_the_time_zone(settings, written_trail):
    settings.TIME_ZONE = "America/New_York"

    assert verify() == []


@pytest.mark.parametrize(
    "claimed",
    ["x" * 65, "a b", "甲", "<script>", "\x00"],
    ids=["too long", "space", "Chinese", "markup", "NUL"],
)
def test_request_number_that_a_client_made_up_is_left_out(district, writer, claimed):
    with structlog.contextvars.bound_contextvars(request_id=claimed):
        actions.create(FormerName(school=district.lone, name="旧名"), by=writer)

    assert AuditEntry.objects.get().request_id == ""


def test_each_district_has_its_own_chain(written_trail):
    entries = AuditEntry.objects.order_by("chain", "sequence")

    assert list(entries.values_list("chain", "sequence")) == [
        ("510115", 1),
        ("510115", 2),
        ("510115", 3),
        ("510115", 4),
        ("510116", 1),
    ]
    for code in (written_trail.own, written_trail.other):
        chain = list(entries.filter(chain=code))
        assert [e.previous_hash for e in chain] == ["", *[e.hash for e in chain[:-1]]]
        head = AuditChain.objects.get(code=code)
        assert (head.length, head.head) == (len(chain), chain[-1].hash)


def test_changes_of_several_districts_go_to_several_chains(written_trail, writer):
    rows = [FormerName(school=school, name="又名") for school in (written_trail.elsewhere,)]

    actions.create_many(rows, by=writer)

    assert dict(AuditChain.objects.values_list("code", "length")) == {"510115": 4, "510116": 2}


def test_record_of_no_district_goes_to_the_empty_chain(district, writer):
    actions.create(factories.make_level().scheme.__class__(code="new", name="新体系"), by=writer)

    entry = AuditEntry.objects.get()
    assert (entry.chain, entry.district_id, entry.school_id, entry.school_code) == ("", None, None, "")


def test_new_district_is_in_its_own_chain(db, writer):
    created = actions.create(District(code="510117", name="郫都区"), by=writer)

    entry = AuditEntry.objects.get()
    assert (entry.chain, entry.district_id) == ("510117", created.pk)


def test_writing_needs_a_transaction(transactional_db, writer):
    school = factories.make_school()

    with pytest.raises(TransactionManagementError):
        audit.write([Change(school, "create", None, school.snapshot())], by=writer)


def test_refused_change_leaves_no_gap(district, writer):
    with transaction.atomic():
        actions.create(FormerName(school=district.lone, name="旧名"), by=writer)
        transaction.set_rollback(True)
    actions.create(FormerName(school=district.lone, name="又名"), by=writer)

    assert list(AuditEntry.objects.values_list("sequence", "object_label")) == [(1, "又名")]
    assert verify() == []


def test_entry_survives_its_record(district, writer):
    former = actions.create(FormerName(school=district.lone, name="旧名"), by=writer)
    actions.remove(former, by=writer)

    assert list(AuditEntry.objects.values_list("action", "object_label")) == [
        ("create", "旧名"),
        ("remove", "旧名"),
    ]


def test_sound_trail_has_no_faults(written_trail, django_assert_num_queries):
    with django_assert_num_queries(8):
        assert verify() == []


def sql(statement, *values):
    """Run a statement past everything."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def change_content():
    sql("UPDATE records_auditentry SET username = 'nobody' WHERE chain = '510115' AND sequence = 2")


def remove_from_the_middle():
    sql("DELETE FROM records_auditentry WHERE chain = '510115' AND sequence = 2")


def remove_the_tail():
    sql("DELETE FROM records_auditentry WHERE chain = '510115' AND sequence = 4")


def remove_the_start():
    sql("DELETE FROM records_auditentry WHERE chain = '510115' AND sequence = 1")


def swap_two():
    for old, new in ((2, 99), (3, 2), (99, 3)):
        sql("UPDATE records_auditentry SET sequence = %s WHERE chain = '510115' AND sequence = %s", new, old)


def add_behind_the_end():
    entry = AuditEntry.objects.get(chain="510115", sequence=4)
    entry.pk, entry.sequence, entry.previous_hash = None, 5, entry.hash
    entry.hash = entry_hash(entry)
    entry.save(force_insert=True)


def change_and_hash_anew():
    entry = AuditEntry.objects.get(chain="510115", sequence=2)
    entry.username = "nobody"
    entry.hash = entry_hash(entry)
    entry.save()


def cut_tail_and_move_the_head():
    remove_the_tail()
    third = AuditEntry.objects.get(chain="510115", sequence=3)
    sql("UPDATE records_auditchain SET length = 4, head = %s WHERE code = '510115'", third.hash)


def remove_the_head():
    sql("DELETE FROM records_auditchain WHERE code = '510116'")


def move_to_another_district():
    sql("UPDATE records_auditentry SET district_id = 0 WHERE chain = '510115' AND sequence = 4")


def change_the_moment():
    entry = AuditEntry.objects.get(chain="510116")
    AuditEntry.objects.filter(pk=entry.pk).update(at=entry.at + timedelta(microseconds=1))


TAMPERED = {
    change_content: ["chain 510115 entry 2: content does not match its hash"],
    remove_from_the_middle: [
        "chain 510115 entry 3: entry 2 is missing",
        "chain 510115 entry 3: does not follow the entry before it",
    ],
    remove_the_tail: ["chain 510115: ends at 3, its head says 4"],
    remove_the_start: [
        "chain 510115 entry 2: entry 1 is missing",
        "chain 510115 entry 2: does not follow the entry before it",
    ],
    swap_two: [
        "chain 510115 entry 2: does not follow the entry before it",
        "chain 510115 entry 2: content does not match its hash",
        "chain 510115 entry 3: does not follow the entry before it",
        "chain 510115 entry 3: content does not match its hash",
        "chain 510115 entry 4: does not follow the entry before it",
    ],
    add_behind_the_end: ["chain 510115: entry 5 stands behind its end 4"],
    change_and_hash_anew: ["chain 510115 entry 3: does not follow the entry before it"],
    cut_tail_and_move_the_head: ["chain 510115: ends at 3, its head says 4"],
    remove_the_head: ["chain 510116: entry 1 stands behind its end 0"],
    move_to_another_district: ["chain 510115 entry 4: content does not match its hash"],
    change_the_moment: ["chain 510116 entry 1: content does not match its hash"],
}


@pytest.mark.parametrize(("tamper", "faults"), TAMPERED.items(), ids=[f.__name__ for f in TAMPERED])
def test_verification_finds(open_trail, tamper, faults):
    tamper()

    assert verify() == faults


def test_command_counts_and_names_the_heads(written_trail, capsys):
    call_command("verify_audit")

    heads = AuditChain.objects.order_by("code").values_list("head", flat=True)
    assert capsys.readouterr().out.splitlines() == [
        "5 entries, every chain is sound",
        f"510115 4 {heads[0]}",
        f"510116 1 {heads[1]}",
    ]


def test_command_fails_with_every_fault(open_trail):
    swap_two()

    with pytest.raises(CommandError) as caught:
        call_command("verify_audit")

    assert (caught.value.returncode, str(caught.value).splitlines()) == (1, TAMPERED[swap_two])
