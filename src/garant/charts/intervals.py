"""Estimates with their interval, and how they are written and coloured.

Points are percentage points of loss (0 to 100): above zero, loss that could be avoided; below
zero, loss that is already avoided.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from garant.charts import labels, svg
from garant.charts.errors import ChartError
from garant.charts.labels import Lang, Number
from garant.charts.svg import Point
from garant.charts.words import say

Written = Callable[[Number], str]

DOT: Final = 5.5
_DEPARTMENTS: Final = frozenset(
    (
        *("product", "engineering", "marketing", "sales"),
        *("customer_success", "finance", "support", "none"),
    )
)
_VERDICTS: Final = frozenset(("clearly matters", "matters", "inconclusive", "protects"))


@dataclass(frozen=True)
class Interval:
    """A value between two others, in the unit of its chart."""

    value: float
    low: float
    high: float

    @property
    def sure(self) -> bool:
        """Whether it lies on one side of zero."""
        return self.low > 0 or self.high < 0


def interval(row: object, value: Number, low: Number, high: Number) -> Interval:
    """The interval of a row; a `ChartError` names the row when it does not hold its value.

    >>> interval("Discount", 7, 4, 10).sure
    True
    """
    found = Interval(*(float(labels.decimal(number)) for number in (value, low, high)))
    if not found.low <= found.value <= found.high:
        raise ChartError(
            f"The interval of {row!r} must hold its value: {value} is not from {low} to {high}."
        )
    return found


def points(value: Number, lang: Lang, *, signed: bool = True) -> str:
    """Percentage points; a plus before what is above zero unless it says nothing.

    >>> points(7.25, "en").replace(labels.NBSP, "_"), points(-2, "fr").replace(labels.NBSP, "_")
    ('+7.3_pt', '−2,0_pt')
    """
    return labels.points(labels.decimal(value) / 100, lang, signed=signed)


def tick(value: float, lang: Lang) -> str:
    """Points on an axis: signed, with no decimals that say nothing.

    >>> tick(5.0, "fr"), tick(-2.5, "fr"), tick(0.25, "en")
    ('+5', '−2,5', '+0.25')
    """
    exact = round(value, 6)
    decimals = 1 if round(exact, 1) == exact else 2
    return labels.trimmed(labels.number(exact, lang, decimals=decimals, signed=True), lang)


def between(low: Number, high: Number, written: Written, lang: Lang) -> str:
    """An interval in words.

    >>> between(4, 10, lambda value: points(value, "en"), "en").replace(labels.NBSP, "_")
    'between +4.0_pt and +10.0_pt'
    """
    return say("curves.interval", lang, low=written(low), high=written(high))


def department_name(code: str, lang: Lang) -> str:
    """The name on screen of one of our departments; any other text is its own name.

    >>> department_name("customer_success", "fr"), department_name("Legal", "fr")
    ('Réussite client', 'Legal')
    """
    return say(code, lang) if code in _DEPARTMENTS else code


def verdict_name(verdict: str, lang: Lang) -> str:
    """The words of a verdict; any other text is its own.

    >>> verdict_name("clearly matters", "fr")
    'pèse nettement'
    """
    return say(verdict, lang) if verdict in _VERDICTS else verdict


def colour(value: float, *, sure: bool) -> str:
    """Loss and its opposite have a colour only where the sign is sure.

    >>> colour(3, sure=True), colour(-3, sure=True), colour(3, sure=False)
    ('lose', 'keep', 'ink-3')
    """
    if not sure:
        return "ink-3"
    return "lose" if value > 0 else "keep"


def dot(at: Point, token: str, *, sure: bool) -> str:
    """The estimate: solid when its sign is sure, else hollow."""
    ring: svg.Attributes = {"stroke": f"var(--{token})", "stroke_width": 2}
    return svg.circle(at, DOT, token if sure else "surface", **ring)
