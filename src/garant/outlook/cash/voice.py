"""How amounts, months and the values of levers are said of one plan, in one language."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from garant.charts import labels, voice
from garant.charts.labels import Number
from garant.outlook.cash.book_frames import Origin
from garant.outlook.cash.origin_sentences import ORIGINS
from garant.outlook.cash.plan import Plan
from garant.outlook.cash.projection_result import month_on
from garant.outlook.cash.sentences import FIELDS, SENTENCES, WORDS

MONEY = {"rent", "starting_rent", "price", "spent", "salary", "cost", "owed", "paid"}
SHARES = {"discount", "share", "growth", "loss"}
MONTHS = {"month", "first_month"}


class Voice(voice.Voice):
    """Says the months of one plan, the values of its fields, and where they came from."""

    sentences = SENTENCES

    def __init__(self, plan: Plan, lang: str) -> None:
        super().__init__(lang, plan.currency)
        self.plan = plan

    def word(self, code: str, **values: object) -> str:
        """A piece of a sentence."""
        return self.filled(WORDS[code], values)

    def number(self, value: Number, decimals: int = 1) -> str:
        """A number with so many decimals at most."""
        return super().number(value, decimals)

    def months(self, count: int) -> str:
        """A number of months."""
        one = count == 1 or (count == 0 and self.lang == "fr")
        return self.word("month" if one else "months", n=self.number(count))

    def month(self, month: int) -> str:
        """A month of the plan: its name, or its number where the plan has no start."""
        day = month_on(self.plan, month)
        return str(month) if day is None else labels.month_year(day, self.lang)

    def when(self, kind: str, month: int) -> str:
        """`at`, `from` or `by` a month of the plan."""
        dated = "date" if self.plan.start else "month"
        return self.word(f"{kind}_{dated}", month=self.month(month))

    def field(self, name: str) -> str:
        """The short name of a field."""
        return FIELDS[name][self.lang] if name in FIELDS else name

    def origin(self, origin: Origin) -> str:
        """Where a field came from."""
        values = {name: self._value(name, value) for name, value in origin.said.items()}
        return self.filled(ORIGINS[origin.code], values)

    def _value(self, name: str, value: Any) -> str:
        if name in MONEY:
            return self.money(value)
        if name in SHARES:
            return self.share(value)
        if name in MONTHS:
            return labels.month_year(month_day(value), self.lang)
        if name == "window":
            return self.word("whole_book" if value is None else "window", n=value)
        if name == "departments":
            return " · ".join(f"{one} {self.money(spent)}" for one, spent in value)
        return str(value) if isinstance(value, str) else self.number(value)

    def value(self, unit: str, value: object) -> str:
        """A value of a lever or of a field, by its unit."""
        if isinstance(value, tuple):
            return ", ".join(self.value("share", one) for one in value) or self.word("nobody")
        if not isinstance(value, Decimal | int):
            return self.word(str(value)) if value in WORDS else str(value)
        if unit == "months":
            return self.word("month" if value == 1 else "months", n=self.number(value, 2))
        if unit.startswith("money"):
            return self.money(value)
        if unit == "relative" or unit.startswith("share"):
            return self.share(value, signed=unit == "relative")
        return self.number(value, 2)


def month_day(month: int) -> dt.date:
    """The first day of a month by its number, year × 12 + month − 1.

    >>> month_day(24311)
    datetime.date(2025, 12, 1)
    """
    return dt.date(month // 12, month % 12 + 1, 1)
