"""Let the audit trail only grow, on both engines; and let PostgreSQL compare keys in exclusion constraints."""

from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations

from records import engines

TRAIL = "records_auditentry"


def protect(apps, schema_editor):
    """Add the triggers."""
    engines.protect_trail(schema_editor, TRAIL)


def release(apps, schema_editor):
    """Take the triggers out."""
    engines.release_trail(schema_editor, TRAIL)


class Migration(migrations.Migration):
    """Triggers on the trail, and the extension that the no-overlap rule needs on PostgreSQL."""

    dependencies = [("records", "0001_records")]

    operations = [BtreeGistExtension(), migrations.RunPython(protect, release)]
