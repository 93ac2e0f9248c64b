"""How far a book reaches: the default range of what is shown by period."""

from __future__ import annotations

from datetime import date

import ibis
import ibis.expr.types as ir

from garant.metrics.facts import Facts
from garant.metrics.threads import threaded_lines

_ = ibis._


def reach(facts: Facts) -> ir.Table:
    """One row: the first start of a line and the last end of service (``FOREVER`` if open)."""
    return threaded_lines(facts).aggregate(first_on=_.start_on.min(), last_on=_.end_on.max())


def default_range(facts: Facts, first_on: date | None, last_on: date | None) -> tuple[date, date]:
    """From the first start to the last end of service, no later than what is known of."""
    known_on = facts.settings.known_on()
    if first_on is None or last_on is None:
        return known_on, known_on
    return first_on, max(first_on, min(known_on, last_on))
