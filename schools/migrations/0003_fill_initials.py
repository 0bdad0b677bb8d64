from django.db import migrations

from records.initials import initials_of

APP, MODELS = "schools", ["School", "FormerName", "Staff"]


def fill(apps, schema_editor):
    """Compute the initials of rows stored before there were any."""
    for name in MODELS:
        model = apps.get_model(APP, name)
        rows = list(model._base_manager.all())
        for row in rows:
            row.initials = initials_of(row.name)[:200]
        model._base_manager.bulk_update(rows, ["initials"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("schools", "0002_initials")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
