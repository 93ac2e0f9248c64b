"""Which rows of a table are read at all (R2)."""

from __future__ import annotations

from datetime import UTC

import ibis
import ibis.expr.types as ir

from garant.metrics.settings import Settings


def is_known(table: ir.Table, settings: Settings) -> ir.BooleanValue:
    """R2: recorded by the instant of knowledge, and not voided by then.

    With ``closes=frozen`` a row that was voided since still counts in earlier periods (R17).
    """
    known = ibis.literal(settings.known().astimezone(UTC).replace(tzinfo=None)).cast("timestamp(6)")
    recorded = table.recorded_at.isnull() | (table.recorded_at <= known)
    if settings.closes == "frozen":
        return recorded
    return recorded & (table.voided_at.isnull() | (table.voided_at > known))
