"""The names of accounts as people look for them: without capitals and accents."""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from garant.lib.folding import folded

FOLDED, BATCH = 400, 1000


def fold(apps: Apps, _schema: BaseDatabaseSchemaEditor) -> None:
    """Fold the names that are there."""
    model = apps.get_model("accounts", "Account")
    held = list(model.objects.only("pk", "name"))
    for one in held:
        one.name_folded = folded(one.name)[:FOLDED]
    model.objects.bulk_update(held, ["name_folded"], batch_size=BATCH)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_notes_can_be_put_back")]
    operations = [
        migrations.AddField(
            "account", "name_folded",
            models.CharField(max_length=FOLDED, editable=False, db_index=True, default=""),
            preserve_default=False,
        ),
        migrations.RunPython(fold, migrations.RunPython.noop),
        migrations.AlterModelOptions("account", options={"ordering": ["name_folded", "id"]}),
    ]  # fmt: skip
