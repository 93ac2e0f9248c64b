"""What the depth of the trough hangs on: each input moved alone, the largest difference first."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from garant.charts import labels, tornado_drawing
from garant.charts.cash_words import say
from garant.charts.chart import NARROW, WIDE, Chart, Heading, Table, no_data
from garant.charts.labels import Lang, Number
from garant.charts.rows_drawing import Words
from garant.charts.tornado_drawing import Around, Bars, Of

MOST_INPUTS: Final = 12


@dataclass(frozen=True)
class Swing:
    """One input: its low and high values, as they are written, and the bottom each one gives.

    The bottom is cumulative cash at its lowest: −310,000 is deeper than −200,000.
    """

    label: str
    low_input: str
    high_input: str
    low: Number
    high: Number
    href: str | None = None

    @property
    def difference(self) -> Number:
        """How far apart the two bottoms are."""
        return abs(labels.decimal(self.high) - labels.decimal(self.low))


def tornado(  # noqa: PLR0913 - what a chart may be told, by name
    swings: Sequence[Swing],
    *,
    base: Number,
    lang: Lang,
    currency: str | None = None,
    heading: Heading | None = None,
    of: Of = "bottom",
) -> Chart:
    """A pair of bars an input around `base`, the bottom of the plan as it is; largest first.

    Left is deeper and right is shallower; at the end of each bar stands the input that makes it.
    Twelve inputs are drawn; the table has them all. `of`: amounts are the `bottom` of cumulative
    cash, or what it comes to at the `end`.

    >>> rows = [Swing("Price", "90", "110", -350, -270), Swing("Churn", "10%", "30%", -260, -420)]
    >>> tornado(rows, base=-310, lang="en").label
    'What the depth hangs on: Churn first, from −260 to −420; the plan as it is, −310.'
    """
    labels.language(lang)
    ordered = sorted(swings, key=lambda swing: -labels.decimal(swing.difference))
    heading = heading or _heading(ordered, of, lang)
    if not ordered:
        return no_data(heading, _columns(of, lang), lang)
    amounts = [base, *(edge for swing in ordered for edge in (swing.low, swing.high))]
    unit = labels.money_unit(amounts, currency, lang)
    bars = [_bars(swing, unit, base) for swing in ordered[:MOST_INPUTS]]
    around = Around(float(base), unit, of)
    return Chart(
        title=heading.title,
        subtitle=heading.subtitle,
        label=_label(heading, ordered, around),
        wide=tornado_drawing.draw(bars, WIDE, around, narrow=False),
        narrow=tornado_drawing.draw(bars, NARROW, around, narrow=True),
        table=Table(_columns(of, lang), tuple(_table_rows(ordered, currency, lang))),
        lang=lang,
    )


def _bars(swing: Swing, unit: labels.MoneyUnit, base: Number) -> Bars:
    middle = labels.decimal(base)
    ends = ((swing.low_input, swing.low), (swing.high_input, swing.high))
    sides = [(words, float(labels.decimal(bottom) - middle)) for words, bottom in ends]
    said = [
        say("tornado.at", unit.lang, input=words, bottom=unit.amount(bottom))
        for words, bottom in ends
    ]
    return Bars(
        words=Words(swing.label, unit.amount(swing.difference)),
        low=sides[0],
        high=sides[1],
        details=(" · ".join(said),),
        href=swing.href,
    )


def _heading(swings: Sequence[Swing], of: Of, lang: Lang) -> Heading:
    title = say(f"tornado.{of}.title", lang)
    if len(swings) > MOST_INPUTS:
        counts = {"shown": str(MOST_INPUTS), "total": str(len(swings))}
        return Heading(title, say("tornado.capped", lang, **counts))
    return Heading(title, say(f"tornado.{of}.subtitle", lang))


def _label(heading: Heading, swings: Sequence[Swing], around: Around) -> str:
    first, unit = swings[0], around.unit
    said = {"title": heading.title, "base": unit.amount(around.base)}
    if not first.difference:
        return say(f"tornado.{around.of}.label_still", unit.lang, **said)
    ends = {"low": unit.amount(first.low), "high": unit.amount(first.high)}
    return say("tornado.label", unit.lang, name=first.label, **ends, **said)


def _columns(of: Of, lang: Lang) -> tuple[str, ...]:
    keys = ("input", "low_input", "high_input", f"{of}.low", f"{of}.high", "difference")
    return tuple(say(f"tornado.{key}", lang) for key in keys)


def _table_rows(swings: Sequence[Swing], currency: str | None, lang: Lang) -> list[tuple[str, ...]]:
    exact = partial(labels.exact_money, currency=currency, lang=lang)
    return [
        (
            *(swing.label, swing.low_input, swing.high_input),
            *(exact(amount) for amount in (swing.low, swing.high, swing.difference)),
        )
        for swing in swings
    ]
