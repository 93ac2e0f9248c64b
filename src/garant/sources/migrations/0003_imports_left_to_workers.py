from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("sources", "0002_mappings_and_reports"),
    ]

    operations = [
        migrations.AddField(
            model_name="import",
            name="awaits",
            field=models.CharField(
                blank=True,
                choices=[
                    ("look", "Being read"),
                    ("check", "Being checked"),
                    ("apply", "Being written"),
                    ("undo", "Being taken back"),
                ],
                max_length=5,
            ),
        ),
        migrations.AddField(
            model_name="import",
            name="asked_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="import",
            name="failed",
            field=models.JSONField(default=dict),
        ),
    ]
