"""Numbers, money, shares and dates as text, in French and English, through Babel.

Typography: a no-break space (U+00A0) inside French numbers, before units and before `%`; the minus
sign is U+2212; never U+202F, which the font does not have. Values are `Decimal`, `int` or `float`;
they are rounded half up, and what rounds to zero has no sign.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Final, Literal

from babel.core import Locale
from babel.dates import format_date
from babel.numbers import (
    get_currency_precision,
    get_currency_symbol,
    get_decimal_symbol,
    get_group_symbol,
)

from garant.charts.errors import ChartError

Lang = Literal["en", "fr"]
Number = Decimal | int | float

NBSP: Final = "\u00a0"
MINUS: Final = "\u2212"
LANGS: Final[tuple[Lang, ...]] = ("en", "fr")
NONE: Final = "—"

# The currency signs the font can draw; other currencies are written by their code.
_SIGNS: Final = frozenset("€$£¥₫₱₴₸₽")
# From this amount on: divisor, then the prefix of the unit in English and in French.
_SCALES: Final[tuple[tuple[int, int, dict[Lang, str]], ...]] = (
    (10**10, 10**9, {"en": "bn", "fr": "Md"}),
    (10**7, 10**6, {"en": "m", "fr": "M"}),
    (10**4, 10**3, {"en": "k", "fr": "k"}),
)


def language(lang: str) -> Lang:
    """`lang` if charts speak it, else a `ChartError` that names the ones they do.

    >>> language("fr")
    'fr'
    """
    for known in LANGS:
        if lang == known:
            return known
    raise ChartError(f"No chart in language {lang!r}: choose one of {', '.join(LANGS)}.")


def decimal(value: Number) -> Decimal:
    """The value as written, not as stored in binary.

    >>> decimal(0.1)
    Decimal('0.1')
    """
    if isinstance(value, float):
        value = Decimal(str(value))
    written = Decimal(value)
    if not written.is_finite():
        raise ChartError(f"A chart cannot draw {written}: give a number, or leave the row out.")
    return written


def number(value: Number, lang: Lang, *, decimals: int = 0, signed: bool = False) -> str:
    """A number; `signed` puts a plus before what is above zero.

    >>> number(-1234.5, "fr", decimals=1).replace(NBSP, "_")
    '−1_234,5'
    >>> number(3, "en", signed=True), number(Decimal("-0.04"), "en", decimals=1)
    ('+3', '0.0')
    """
    rounded = _rounded(decimal(value), decimals)
    digits = _digits(abs(rounded), lang, decimals)
    if rounded < 0:
        return MINUS + digits
    return "+" + digits if signed and rounded > 0 else digits


def _rounded(value: Decimal, decimals: int) -> Decimal:
    if value.adjusted() + decimals > 25:  # beyond what a quantum of the default context can hold
        return value
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def _digits(value: Decimal, lang: Lang, decimals: int) -> str:
    """Babel says which separators; a chart writes hundreds of numbers, so Python writes them."""
    return f"{value:,.{decimals}f}".translate(_separators(lang))


@lru_cache
def _separators(lang: Lang) -> dict[int, str]:
    group = get_group_symbol(_locale(lang)).replace("\u202f", NBSP)
    return {ord(","): group, ord("."): get_decimal_symbol(_locale(lang))}


@lru_cache
def _locale(lang: Lang) -> Locale:
    return Locale.parse(lang)


def trimmed(written: str, lang: Lang) -> str:
    """A number as it stands on an axis or a limit: no decimals that say nothing.

    >>> trimmed("€20.0k", "en"), trimmed("2,0 %", "fr"), trimmed("€1,000", "en")
    ('€20k', '2 %', '€1,000')
    """
    mark = re.escape(get_decimal_symbol(_locale(lang)))
    return re.sub(rf"{mark}0+(?!\d)", "", written)


def percent(share: Number, lang: Lang, *, decimals: int = 1, signed: bool = False) -> str:
    """A share (0 to 1) in percent.

    >>> percent(0.912, "fr").replace(NBSP, "_"), percent(0.912, "en")
    ('91,2_%', '91.2%')
    """
    figure = number(decimal(share) * 100, lang, decimals=decimals, signed=signed)
    return f"{figure}{NBSP}%" if lang == "fr" else f"{figure}%"


def points(share: Number, lang: Lang, *, signed: bool = True) -> str:
    """A difference of two shares, in percentage points.

    >>> points(0.012, "fr").replace(NBSP, "_")
    '+1,2_pt'
    """
    return number(decimal(share) * 100, lang, decimals=1, signed=signed) + NBSP + "pt"


def ratio(value: Number, lang: Lang) -> str:
    """A factor.

    >>> ratio(2.41, "fr"), ratio(2.41, "en")
    ('×2,41', '×2.41')
    """
    return "×" + number(value, lang, decimals=2)


def days(count: int, lang: Lang) -> str:
    """A number of days, short.

    >>> days(62, "fr").replace(NBSP, "_"), days(62, "en").replace(NBSP, "_")
    ('62_j', '62_d')
    """
    return number(count, lang) + NBSP + ("j" if lang == "fr" else "d")


@dataclass(frozen=True)
class MoneyUnit:
    """The unit all amounts of one chart share: `k€`, `m$`, `€` or, without currency, `k`."""

    lang: Lang
    symbol: str
    prefix: str
    divisor: int
    decimals: int

    def figure(self, amount: Number, *, signed: bool = False) -> str:
        """The amount in this unit, without the unit, for marks that stand side by side."""
        scaled = decimal(amount) / self.divisor
        return number(scaled, self.lang, decimals=self.decimals, signed=signed)

    def amount(self, amount: Number, *, signed: bool = False) -> str:
        """The amount with its unit, as it is written in a sentence.

        >>> MoneyUnit("en", "€", "k", 1000, 1).amount(-96000)
        '−€96.0k'
        """
        figure = self.figure(amount, signed=signed)
        if self.lang == "fr":
            return NBSP.join(part for part in (figure, self.name) if part)
        sign = figure[0] if figure[0] in (MINUS, "+") else ""
        return f"{sign}{self._before}{figure.removeprefix(sign)}{self.prefix}"

    @property
    def name(self) -> str:
        """The unit alone: `k€`, `€k`; empty for plain numbers."""
        if self.lang == "fr":
            return self.prefix + (NBSP if self._is_code and self.prefix else "") + self.symbol
        return f"{self._before}{self.prefix}".strip(NBSP)

    @property
    def _is_code(self) -> bool:
        return self.symbol[:1].isalpha()

    @property
    def _before(self) -> str:
        return self.symbol + NBSP if self._is_code else self.symbol


def money_unit(amounts: Sequence[Number], currency: str | None, lang: Lang) -> MoneyUnit:
    """The unit in which all `amounts` of a chart are readable.

    `currency` is an ISO 4217 code, or `None` for amounts whose currency is not known. From 10 000
    the unit is thousands, from 10 million millions, from 10 billion billions, with one decimal.

    >>> money_unit([440600], "EUR", "fr").amount(440600).replace(NBSP, "_")
    '440,6_k€'
    >>> money_unit([440600], "EUR", "en").amount(440600)
    '€440.6k'
    """
    largest = max((abs(decimal(amount)) for amount in amounts), default=Decimal(0))
    symbol = currency_symbol(currency, lang)
    for threshold, divisor, prefix in _SCALES:
        if largest >= threshold:
            return MoneyUnit(lang, symbol, prefix[lang], divisor, decimals=1)
    return MoneyUnit(lang, symbol, "", 1, decimals=0 if largest >= 100 or largest == 0 else 2)


@lru_cache(maxsize=4096)  # a list says the same amounts on and on
def money(amount: Number, currency: str | None, lang: Lang, *, signed: bool = False) -> str:
    """One amount in the unit that suits it.

    >>> money(9800, "EUR", "en"), money(2_500_000_000, "USD", "en")
    ('€9,800', '$2,500.0m')
    """
    return money_unit([amount], currency, lang).amount(amount, signed=signed)


def exact_money(amount: Number, currency: str | None, lang: Lang, *, signed: bool = False) -> str:
    """One amount to the cent (or what the currency has for it), for tables of figures.

    >>> exact_money(Decimal("412384.2"), "EUR", "en")
    '€412,384.20'
    """
    decimals = _precision(currency) if currency else 2
    unit = MoneyUnit(lang, currency_symbol(currency, lang), "", 1, decimals)
    return unit.amount(amount, signed=signed)


_precision = lru_cache(get_currency_precision)


@lru_cache
def currency_symbol(currency: str | None, lang: Lang) -> str:
    """The sign of a currency, or its code when the font has no such sign; empty for `None`.

    >>> currency_symbol("EUR", "fr"), currency_symbol("INR", "fr"), currency_symbol(None, "en")
    ('€', 'INR', '')
    """
    if currency is None:
        return ""
    if not re.fullmatch("[A-Z]{3}", currency):
        raise ChartError(f"{currency!r} is not an ISO 4217 currency code such as 'EUR'.")
    symbol = str(get_currency_symbol(currency, locale=_locale(lang)))
    drawable = all(char in _SIGNS or (char.isascii() and char.isalpha()) for char in symbol)
    return symbol if drawable else currency


def full_date(day: date, lang: Lang) -> str:
    """A date with a short month.

    >>> full_date(date(2026, 3, 12), "fr"), full_date(date(2026, 3, 12), "en")
    ('12 mars 2026', '12 Mar 2026')
    """
    return _ordinal(day, lang, "d MMM y")


def day_month(day: date, lang: Lang) -> str:
    """A day of a year that is said elsewhere.

    >>> day_month(date(2026, 1, 1), "fr"), day_month(date(2026, 1, 1), "en")
    ('1er janvier', '1 January')
    """
    return _ordinal(day, lang, "d MMMM")


@lru_cache(maxsize=4096)  # a list says the same days on and on
def _ordinal(day: date, lang: Lang, pattern: str) -> str:
    if lang == "fr" and day.day == 1:
        pattern = pattern.replace("d", "d'er'", 1)
    return format_date(day, pattern, locale=_locale(lang))


@lru_cache(maxsize=1024)
def month(day: date, lang: Lang) -> str:
    """The short name of a month.

    >>> month(date(2026, 9, 1), "fr"), month(date(2026, 9, 1), "en")
    ('sept.', 'Sep')
    """
    return format_date(day, "LLL", locale=_locale(lang))


@lru_cache(maxsize=1024)
def month_year(day: date, lang: Lang) -> str:
    """A month and its year, short.

    >>> month_year(date(2025, 1, 1), "fr"), month_year(date(2025, 1, 1), "en")
    ('janv. 25', 'Jan 25')
    """
    return format_date(day, "LLL yy", locale=_locale(lang))


@lru_cache(maxsize=1024)
def whole_month(day: date, lang: Lang) -> str:
    """A month and its year, in full.

    >>> whole_month(date(2025, 1, 1), "fr"), whole_month(date(2025, 1, 1), "en")
    ('janvier 2025', 'January 2025')
    """
    return format_date(day, "LLLL y", locale=_locale(lang))


def quarter(day: date, lang: Lang) -> str:
    """A quarter and its year, short.

    >>> quarter(date(2025, 4, 1), "fr"), quarter(date(2025, 4, 1), "en")
    ('T2 25', 'Q2 25')
    """
    return f"{'T' if lang == 'fr' else 'Q'}{(day.month + 2) // 3} {day:%y}"
