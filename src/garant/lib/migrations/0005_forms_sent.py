from django.db import migrations, models
from django.utils import timezone


class Migration(migrations.Migration):
    dependencies = [("lib", "0004_shared_between_processes")]

    operations = [
        migrations.CreateModel(
            name="SentForm",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("user_id", models.BigIntegerField()),
                ("key", models.CharField(max_length=200)),
                ("asked", models.CharField(max_length=64)),
                ("address", models.TextField(blank=True)),
                ("shown_once", models.BooleanField(default=False)),
                ("at", models.DateTimeField(db_index=True, default=timezone.now)),
            ],
        ),
        migrations.AddConstraint(
            model_name="sentform",
            constraint=models.UniqueConstraint(
                fields=("user_id", "key", "asked"), name="one_effect_a_form"
            ),
        ),
    ]
