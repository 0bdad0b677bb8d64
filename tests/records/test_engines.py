"""What the database itself holds on either engine: rules that survive migrations, and the trail."""

import pytest
from django.db import IntegrityError, connection, migrations, models, transaction
from django.db.migrations.loader import MigrationLoader

from groups.models import Membership
from records.models import AuditEntry
from tests import factories
from tests.records.rows import insert_raw

ONE_LEAD = "groups_membership_one_lead"
NOTE = models.CharField("备注", max_length=20, default="", db_default="")


class Migrator:
    """Carries operations on an app out, as migrations would, and remembers the schema."""

    def __init__(self, app="groups"):
        self.app = app
        self.state = MigrationLoader(connection).project_state()

    def run(self, *operations):
        for operation in operations:
            after = self.state.clone()
            operation.state_forwards(self.app, after)
            with connection.schema_editor() as editor:
                operation.database_forwards(self.app, editor, self.state, after)
            self.state = after


def widen_document(length):
    """Return the operation that changes a column; SQLite remakes the whole table for it."""
    field = models.CharField("依据文件", max_length=length, blank=True)
    return migrations.AlterField("membership", "document", field)


@pytest.fixture
def migrator(transactional_db):
    """Return what carries out migrations; at the end the schema is as it was."""
    migrator = Migrator()
    yield migrator
    migrator.run(widen_document(200))


@pytest.fixture
def second_lead(transactional_db):
    """Return a membership that is not stored, of a school that would be the second lead of its group."""
    group = factories.make_group(slug="led", lead=factories.make_school())
    return Membership(group=group, school=factories.make_school(), role="lead")


def is_refused(membership):
    """Return whether the rule of one lead stops a raw insert."""
    try:
        with transaction.atomic():
            insert_raw(membership)
    except IntegrityError as error:
        return ONE_LEAD in str(error)
    return False


def test_rule_survives_an_altered_table(migrator, second_lead):
    migrator.run(widen_document(300))

    assert is_refused(second_lead)


def test_rule_survives_a_field_that_comes_and_goes(migrator, second_lead):
    migrator.run(migrations.AddField("membership", "note", NOTE), widen_document(300))
    migrator.run(migrations.RemoveField("membership", "note"))

    assert is_refused(second_lead)


def test_rule_is_gone_when_removed_and_back_when_added(migrator, second_lead):
    [rule] = [c for c in Membership._meta.constraints if c.name == ONE_LEAD]

    migrator.run(migrations.RemoveConstraint("membership", ONE_LEAD))
    refused_without_rule = is_refused(second_lead)
    Membership.objects.filter(school=second_lead.school).delete()
    migrator.run(migrations.AddConstraint("membership", rule))

    assert (refused_without_rule, is_refused(second_lead)) == (False, True)


WAYS = {
    "update": "UPDATE records_auditentry SET username = 'nobody'",
    "update of nothing new": "UPDATE records_auditentry SET username = username",
    "delete": "DELETE FROM records_auditentry",
}
WAYS_OF_ENGINE = {
    "sqlite": {
        "replace": "INSERT OR REPLACE INTO records_auditentry SELECT * FROM records_auditentry",
        "update or replace": "UPDATE OR REPLACE records_auditentry SET username = 'nobody'",
    },
    "postgresql": {
        "truncate": "TRUNCATE records_auditentry",
        "upsert": "INSERT INTO records_auditentry SELECT * FROM records_auditentry "
        "ON CONFLICT (id) DO UPDATE SET username = 'nobody'",
    },
}[connection.vendor]


@pytest.mark.parametrize(
    "statement", [*WAYS.values(), *WAYS_OF_ENGINE.values()], ids=[*WAYS, *WAYS_OF_ENGINE]
)
def test_trail_refuses_whatever_does_not_add(written_trail, statement):
    before = list(AuditEntry.objects.values())

    cursor = connection.cursor()
    with pytest.raises(IntegrityError, match="only grows"), transaction.atomic():
        cursor.execute(statement)

    assert list(AuditEntry.objects.values()) == before


@pytest.mark.parametrize("method", [lambda e: e.save(), lambda e: e.delete()], ids=["save", "delete"])
def test_trail_refuses_the_model_too(written_trail, method):
    entry = AuditEntry.objects.first()

    with pytest.raises(IntegrityError, match="only grows"), transaction.atomic():
        method(entry)
