from django.db import migrations

from records.initials import initials_of


def fill(apps, schema_editor):
    """Compute the initials of accounts stored before there were any."""
    model = apps.get_model("accounts", "User")
    rows = list(model._base_manager.all())
    for row in rows:
        row.initials = initials_of(row.name)[:200]
    model._base_manager.bulk_update(rows, ["initials"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_leaving_and_initials")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
