"""What a line of the demo is worth a month and until when: enough for its costs and its use.

The official figures are those of the metrics; this only lets the generator weigh what it made.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from garant.demo.ledger import Row

DAYS_A_MONTH = Decimal("30.4375")


@dataclass(frozen=True)
class Stretch:
    """A live line from `start` until `end` (out), with its list value a month before discount."""

    line: Row
    contract: Row
    start: date
    end: date
    monthly: Decimal

    def runs(self, day: date) -> bool:
        """Whether the line runs on that day."""
        return self.start <= day < self.end


def stretches(contracts: Iterable[Row], lines: Iterable[Row]) -> list[Stretch]:
    """The recurring lines as they stand at the end of the book."""
    live = {row["contract_id"]: row for row in contracts if row["voided_at"] is None}
    return [
        _stretch(line, live[line["contract_id"]])
        for line in lines
        if line["voided_at"] is None and line["kind"] != "one_time"
    ]


def _stretch(line: Row, contract: Row) -> Stretch:
    ends = [line["end_on"], contract["effective_end"]]
    ends += [] if contract["auto_renew"] else [contract["term_end"]]
    end = min((end for end in ends if end is not None), default=date.max)
    return Stretch(line, contract, line["start_on"], end, _monthly(line))


def _monthly(line: Row) -> Decimal:
    amount = Decimal(line["amount"])
    if line["price_basis"] == "line_total":
        days = Decimal((line["end_on"] - line["start_on"]).days)
        return amount / round(days / DAYS_A_MONTH)
    months = int(line["interval_count"]) * (12 if line["interval_unit"] == "year" else 1)
    quantity = int(line["quantity"]) if line["price_basis"] == "per_unit_per_interval" else 1
    return amount * quantity / months
