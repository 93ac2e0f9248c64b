"""How many are still there: what was observed, what is expected, and how sure that is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from garant.charts import labels, survival_drawing
from garant.charts.chart import NARROW, WIDE, Chart, Heading, Table, no_data
from garant.charts.errors import ChartError
from garant.charts.labels import NONE, Lang, Number
from garant.charts.survival_drawing import Place
from garant.charts.survival_words import say

Unit = Literal["period", "month", "quarter", "year"]
_SHARES: Final = ("observed", "expected", "low", "high", "constant")


@dataclass(frozen=True)
class SurvivalPoint:
    """The share still there after so many periods: observed, expected, at a constant churn.

    `low` and `high` are the interval of what is expected; `observed_low` and `observed_high` that
    of what was observed; `customers` how many that was seen on. What is not known is `None`.
    """

    period: int
    expected: Number
    low: Number
    high: Number
    observed: Number | None = None
    observed_low: Number | None = None
    observed_high: Number | None = None
    constant: Number | None = None
    customers: int | None = None


def survival_outlook(
    points: Sequence[SurvivalPoint],
    *,
    lang: Lang,
    unit: Unit = "period",
    heading: Heading | None = None,
) -> Chart:
    """Steps for what was observed, a line beyond with a band that widens, the constant curve.

    Under the axis stands how many customers each period was observed on, where that is known.

    >>> seen = SurvivalPoint(0, 1, 1, 1, observed=1), SurvivalPoint(1, 0.87, 0.85, 0.88, 0.86)
    >>> chart = survival_outlook([*seen, SurvivalPoint(2, 0.75, 0.7, 0.8)], lang="en", unit="year")
    >>> chart.label.replace(labels.NBSP, " ")
    'How many will still be there: 86.0% after 1 year, 75.0% expected after 2 years (70.0% to
    80.0%).'
    """
    labels.language(lang)
    ordered = sorted(points, key=_period)
    known = any(point.customers is not None for point in ordered)
    heading = heading or Heading(say("title", lang), say("evidence" if known else "subtitle", lang))
    if not ordered:
        return no_data(heading, _columns(lang, unit, customers=False), lang)
    places = [_place(point, unit, lang) for point in ordered]
    return Chart(
        title=heading.title,
        subtitle=heading.subtitle,
        label=_label(heading, ordered, unit, lang),
        wide=survival_drawing.draw(places, WIDE, lang=lang, narrow=False),
        narrow=survival_drawing.draw(places, NARROW, lang=lang, narrow=True),
        table=Table(
            _columns(lang, unit, customers=known),
            tuple(_table_row(point, lang, customers=known) for point in ordered),
        ),
        lang=lang,
    )


def age(period: int, unit: Unit, lang: Lang) -> str:
    """A number of periods with its unit.

    >>> age(1, "year", "fr").replace(labels.NBSP, "_"), age(12, "month", "en")[-6:]
    ('1_an', 'months')
    """
    one = period == 1 or (period == 0 and lang == "fr")
    return say(f"{unit}.{'one' if one else 'many'}", lang, k=labels.number(period, lang))


def _period(point: SurvivalPoint) -> int:
    return point.period


def _place(point: SurvivalPoint, unit: Unit, lang: Lang) -> Place:
    def value(name: str) -> float | None:
        found = getattr(point, name)
        return None if found is None else float(labels.decimal(found))

    place = Place(
        period=point.period,
        name=labels.number(point.period, lang),
        full=age(point.period, unit, lang),
        expected=float(labels.decimal(point.expected)),
        ends=(float(labels.decimal(point.low)), float(labels.decimal(point.high))),
        observed=value("observed"),
        seen_ends=(value("observed_low"), value("observed_high")),
        constant=value("constant"),
        customers=point.customers,
        said=_said(point, lang),
    )
    if not place.ends[0] <= place.expected <= place.ends[1]:
        raise ChartError(
            f"The interval of period {point.period} must hold what is expected: {point.expected} "
            f"is not from {point.low} to {point.high}."
        )
    return place


def _said(point: SurvivalPoint, lang: Lang) -> tuple[str, ...]:
    """What the mark of a period says: the shares, then the interval and the evidence."""
    named = [("observed", point.observed), ("expected", point.expected)]
    shares = " · ".join(
        f"{say(name, lang)} {_share(value, lang)}" for name, value in named if value is not None
    )
    details = [say("between", lang, low=_share(point.low, lang), high=_share(point.high, lang))]
    if point.customers is not None:
        one = point.customers == 1 or (point.customers == 0 and lang == "fr")
        count = labels.number(point.customers, lang)
        details.append(say(f"customers.{'one' if one else 'many'}", lang, count=count))
    return shares, " · ".join(details)


def _share(value: Number | None, lang: Lang) -> str:
    return NONE if value is None else labels.percent(value, lang)


def _label(heading: Heading, points: Sequence[SurvivalPoint], unit: Unit, lang: Lang) -> str:
    last = points[-1]
    seen = [point for point in points if point.observed is not None]
    values = {
        "title": heading.title,
        "expected": _share(last.expected, lang),
        "low": _share(last.low, lang),
        "high": _share(last.high, lang),
        "last": age(last.period, unit, lang),
    }
    if not seen:
        return say("label_expected", lang, **values)
    values["observed"] = _share(seen[-1].observed, lang)
    return say("label", lang, seen=age(seen[-1].period, unit, lang), **values)


def _columns(lang: Lang, unit: Unit, *, customers: bool) -> tuple[str, ...]:
    named = (unit, *_SHARES, *(("customers",) if customers else ()))
    return tuple(say(name, lang) for name in named)


def _table_row(point: SurvivalPoint, lang: Lang, *, customers: bool) -> tuple[str, ...]:
    shares = (_share(getattr(point, name), lang) for name in _SHARES)
    known = NONE if point.customers is None else labels.number(point.customers, lang)
    return (labels.number(point.period, lang), *shares, *((known,) if customers else ()))
