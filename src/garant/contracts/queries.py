"""What pages, API and exports read of contracts and figures; a page computes no metric."""

from __future__ import annotations

from garant.contracts import snapshots
from garant.contracts.models import MetricSetting, Snapshot
from garant.contracts.snapshots import Figures


def figures(code: str) -> Figures | None:
    """The newest table of a code, as the refresh kept it."""
    return snapshots.newest(code)


def settings_kept() -> dict[str, str]:
    """The settings of the metrics that are not at their default."""
    return dict(MetricSetting.objects.values_list("key", "value"))


def currency() -> str | None:
    """The currency that figures are in; nothing before the first refresh."""
    found = Snapshot.objects.filter(code="bridge").values_list("settings", flat=True).first()
    return found.get("reporting_currency") if found is not None else None
