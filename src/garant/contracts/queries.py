"""What pages, API and exports read of contracts and figures; a page computes no metric."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from garant.contracts import snapshots
from garant.contracts.snapshots import Figures


def figures(code: str) -> Figures | None:
    """The newest table of a code, as the refresh kept it."""
    return snapshots.newest(code)
