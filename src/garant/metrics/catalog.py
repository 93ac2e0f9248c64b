"""Every metric that garant computes: one row each.

The pages of the documentation, the listing of the command line and the help on screen are made
from these rows, so none of them can say something else.
"""

from __future__ import annotations

from collections.abc import Mapping

from garant.metrics.catalog_adoption import ADOPTION
from garant.metrics.catalog_economics import ECONOMICS
from garant.metrics.catalog_losses import LOSSES
from garant.metrics.catalog_movements import GAINS
from garant.metrics.catalog_renewals import RENEWALS
from garant.metrics.catalog_retention import RETENTION
from garant.metrics.catalog_revenue import REVENUE
from garant.metrics.metric import Example, Metric

__all__ = ["BY_CODE", "METRICS", "Example", "Metric"]

METRICS: tuple[Metric, ...] = (
    *REVENUE,
    *GAINS,
    *LOSSES,
    *RETENTION,
    *RENEWALS,
    *ECONOMICS,
    *ADOPTION,
)
"""All of them, in the order in which they are listed."""

BY_CODE: Mapping[str, Metric] = {metric.code: metric for metric in METRICS}
