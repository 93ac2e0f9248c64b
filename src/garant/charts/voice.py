"""How results say their sentences, in English or in French, with figures as charts write them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import ClassVar

from garant.charts import labels
from garant.charts.labels import NBSP, Lang, Number

Said = Mapping[str, str]


class Voice:
    """Says the sentences of one kind of result in one language, and its amounts in one currency.

    A kind has its `sentences`: by code, then by language, with `~` for a no-break space.
    """

    sentences: ClassVar[Mapping[str, Said]]

    def __init__(self, lang: str, currency: str | None = None) -> None:
        self.lang: Lang = labels.language(lang)
        self.currency = currency

    def say(self, code: str, **values: object) -> str:
        """One sentence."""
        return self.filled(self.sentences[code], values)

    def filled(self, said: Said, values: Mapping[str, object]) -> str:
        """A sentence, or a piece of one, in the language and with its values."""
        return said[self.lang].replace("~", NBSP).format(**values)

    def number(self, value: Number, decimals: int = 0) -> str:
        """A number with so many decimals at most."""
        return labels.trimmed(labels.number(value, self.lang, decimals=decimals), self.lang)

    def share(self, value: Number, *, signed: bool = False) -> str:
        """A share as a percentage."""
        return labels.trimmed(labels.percent(value, self.lang, signed=signed), self.lang)

    def money(self, amount: Number) -> str:
        """An amount."""
        return labels.money(amount, self.currency, self.lang)

    def day(self, day: dt.date) -> str:
        """A day, with its year."""
        return labels.full_date(day, self.lang)
