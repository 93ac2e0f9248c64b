"""Changing the settings of the metrics: every figure is then to be computed anew."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from garant.contracts import jobs
from garant.contracts.models import MetricSetting
from garant.contracts.queries import settings_kept
from garant.lib import audit
from garant.metrics.settings import Settings
from garant.users.models import User
from garant.users.permissions import require


def in_force() -> Settings:
    """The settings that the next computation takes."""
    return Settings.parse(settings_kept())


@transaction.atomic
def change(*, by: User, values: Mapping[str, str]) -> list[str]:
    """Change some settings, all of them or none; the names of those that are now otherwise."""
    require(by, "settings.edit")
    held = dict(MetricSetting.objects.select_for_update().values_list("key", "value"))
    before = Settings.parse(held).as_text()
    after = Settings.parse({**held, **{key: value.strip() for key, value in values.items()}})
    plain, said = Settings().as_text(), after.as_text()
    changed = [key for key in values if said[key] != before[key]]
    for key in changed:
        if said[key] == plain[key]:
            MetricSetting.objects.filter(key=key).delete()
        else:
            MetricSetting.objects.update_or_create(
                key=key, defaults={"value": "none" if said[key] is None else str(said[key])}
            )
    if changed:
        jobs.refresh_soon()
        audit.record("settings.metrics", by=by, before={key: before[key] for key in changed},
                     after={key: said[key] for key in changed})  # fmt: skip
    return changed
