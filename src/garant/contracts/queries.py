"""What pages, API and exports read of contracts and figures; a page computes no metric."""

from __future__ import annotations

from garant.contracts import snapshots
from garant.contracts.models import MetricSetting
from garant.contracts.snapshots import Figures


def figures(code: str) -> Figures | None:
    """The newest table of a code, as the refresh kept it."""
    return snapshots.newest(code)


def settings_kept() -> dict[str, str]:
    """The settings of the metrics that are not at their default."""
    return dict(MetricSetting.objects.values_list("key", "value"))
