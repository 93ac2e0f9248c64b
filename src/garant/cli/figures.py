"""Values as a person reads them in a cell, in the language in use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from garant.charts import labels
from garant.charts.labels import MINUS, NBSP, NONE, Lang
from garant.cli.clean import clean
from garant.cli.labels import GAINS, LOSSES, Kind, kind
from garant.cli.language import _, spoken

FROM_HERE_CENTS_ARE_NOISE = 10_000


def lang() -> Lang:
    """The language in use, as charts know it."""
    return labels.language(spoken())


@dataclass(frozen=True)
class Reading:
    """How the cells of one table are written: `by` is the length of its periods.

    `cents` is whether amounts show their decimals; a large one is rounded to the unit, and the
    reader is told.
    """

    by: str = "day"
    cents: bool = True
    signed: bool = False

    def cell(self, column: str, value: Any) -> str:
        """One value, written."""
        if value is None or value == "":
            return NONE
        if isinstance(value, date):
            return self.day(value)
        if self.signed and column in (*GAINS, *LOSSES):
            return self._movement(column, value)
        return self._written(kind(column, value), value)

    def _written(self, what: Kind, value: Any) -> str:
        if what == "flag":
            return _("yes") if value else _("no")
        if what == "text" or isinstance(value, str):
            return clean(str(value))
        if what == "points":
            return points(value)
        if what == "share":
            return labels.percent(value, lang())
        return labels.number(value, lang(), decimals=self._decimals(what, value))

    def _decimals(self, what: Kind, value: Any) -> int:
        if what == "money":
            return 2 if self.cents else 0
        if what in {"ratio", "months"}:
            return 2 if what == "ratio" else 1
        return 0 if value == int(value) else 2

    def _movement(self, column: str, value: Any) -> str:
        """A gain carries a plus and a loss a minus: colour alone says nothing."""
        if not value:
            return NONE
        digits = labels.number(abs(value), lang(), decimals=2 if self.cents else 0)
        return f"{'+' if (column in GAINS) == (value > 0) else MINUS}{digits}"

    def day(self, value: date) -> str:
        """A day, or the month, quarter or year that it opens."""
        if isinstance(value, datetime):
            return f"{labels.full_date(value, lang())}{NBSP}{value:%H:%M}"
        if self.by == "year":
            return str(value.year)
        if self.by == "quarter":
            return labels.quarter(value, lang())
        return (labels.month_year if self.by == "month" else labels.full_date)(value, lang())


def reading(rows: Sequence[Mapping[str, Any]], *, by: str, signed: bool = False) -> Reading:
    """How to write these rows: with cents if there are any and amounts are small."""
    amounts = [
        value
        for row in rows
        for column, value in row.items()
        if isinstance(value, Decimal) and kind(column, value) == "money"
    ]
    small = max(map(abs, amounts), default=Decimal(0)) < FROM_HERE_CENTS_ARE_NOISE
    return Reading(by, small and any(value % 1 for value in amounts), signed)


def money(value: Decimal | int, currency: str | None) -> str:
    """An amount in a sentence."""
    return labels.money(value, currency, lang())


def points(value: Decimal | float) -> str:
    """Percentage points, signed."""
    return labels.points(Decimal(str(value)) / 100, lang(), signed=True)


def share(value: Decimal | float | None) -> str:
    """A share in a sentence."""
    return NONE if value is None else labels.percent(value, lang())
