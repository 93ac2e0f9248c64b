"""Cumulative cash, month by month: how deep the trough is, when, and when it is left behind."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from babel.numbers import get_currency_precision

from garant.charts import labels
from garant.charts.cash_drawing import draw
from garant.charts.cash_lines import CashLine, CashPoint, Said
from garant.charts.cash_words import say
from garant.charts.chart import NARROW, WIDE, Chart, Heading, Table, no_data
from garant.charts.curves_drawing import place_name
from garant.charts.errors import ChartError
from garant.charts.labels import NONE, Lang, MoneyUnit

MOST_LINES: Final = 4
# A line without a colour of its own has one of these; the dashes tell them apart without colour.
_STYLES: Final = (("brand", None), ("ink", "7 4"), ("brand-mid", "2 3"), ("ink-3", "10 3 2 3"))


def cash_curves(
    lines: Sequence[CashLine],
    *,
    lang: Lang,
    currency: str | None = None,
    heading: Heading | None = None,
    against: bool = False,
) -> Chart:
    """One line a scenario, named at its end; its bottom is said under the plot, at its month.

    A scenario says its own `bottom` and where it `turns` positive: the picture computes nothing.
    Points with `low` and `high` draw the interval of the first line that has them as a band. Four
    scenarios are drawn; the table has them all. `against`: amounts are differences from the cash
    of a plan, and zero is that plan.

    >>> points = tuple(CashPoint(month, cash) for month, cash in enumerate((0, -300, -100, 200)))
    >>> cash_curves([CashLine("The plan", points, bottom=1, turns=3)], lang="en").label
    'How deep, how long: The plan falls to −300 (M1) and is back above zero (M3).'
    """
    labels.language(lang)
    drawn = [_checked(line) for line in lines if line.points]
    of = "against" if against else "cash"
    heading = heading or _heading(drawn, of, lang)
    if not drawn:
        return no_data(heading, _columns(drawn, lang), lang)
    _check_axis(drawn)
    unit = labels.money_unit([p.cash for line in drawn for p in line.points], currency, lang)
    styled = _styled(drawn[:MOST_LINES])
    return Chart(
        title=heading.title,
        subtitle=heading.subtitle,
        label=_label(heading, drawn, of, unit),
        wide=draw(styled, WIDE, said=Said(of, unit), narrow=False),
        narrow=draw(styled, NARROW, said=Said(of, unit), narrow=True),
        table=Table(_columns(drawn, lang), tuple(_table_rows(drawn, currency, lang))),
        lang=lang,
    )


def _checked(line: CashLine) -> CashLine:
    """The line in the order of time; what it says of itself must be among its points."""
    line = replace(line, points=tuple(sorted(line.points, key=_place)))
    places = {point.place for point in line.points}
    for what, at in (("bottom", line.bottom), ("turn", line.turns)):
        if at is not None and CashPoint(at, 0).place not in places:
            raise ChartError(f"The {what} of {line.name!r}, {at}, is not one of its months.")
    return line


def _place(point: CashPoint) -> int:
    return point.place


def _check_axis(lines: Sequence[CashLine]) -> None:
    kinds = {isinstance(point.at, date) for line in lines for point in line.points}
    if len(kinds) > 1:
        raise ChartError("The points of a chart are all at a date or all at a month number.")


def _styled(lines: Sequence[CashLine]) -> list[CashLine]:
    return [
        line if line.colour else replace(line, colour=token, dashes=dashes)
        for line, (token, dashes) in zip(lines, _STYLES, strict=False)
    ]


def _heading(lines: Sequence[CashLine], of: str, lang: Lang) -> Heading:
    title = say(f"{of}.title", lang)
    if len(lines) > MOST_LINES:
        counts = {"shown": str(MOST_LINES), "total": str(len(lines))}
        return Heading(title, say("cash.capped", lang, **counts))
    banded = of == "cash" and any(line.has_band for line in lines)
    return Heading(title, say("cash.band" if banded else f"{of}.subtitle", lang))


def _label(heading: Heading, lines: Sequence[CashLine], of: str, unit: MoneyUnit) -> str:
    """The sentence of the first scenario."""
    first, lang = lines[0], unit.lang
    end, bottom = first.points[-1], first.at_bottom
    said = {"title": heading.title, "name": first.name or NONE, "count": str(len(lines))}
    said |= {"last": unit.amount(end.cash), "end": place_name(end.at, lang)}
    kind = "above"
    if bottom is not None:
        said |= {"depth": unit.amount(bottom.cash), "bottom": place_name(bottom.at, lang)}
        kind = "stays" if first.turns is None else "turns"
    if first.turns is not None:
        said["turn"] = place_name(first.turns, lang)
    several = "several_" if len(lines) > 1 else ""
    return say(f"{of}.label_{several}{kind}", lang, **said)


def _columns(lines: Sequence[CashLine], lang: Lang) -> tuple[str, ...]:
    columns = [say("cash.month", lang)]
    for line in lines:
        name = line.name or say("cash.cash", lang)
        columns.append(name)
        if line.has_band:
            columns += [say("cash.low", lang, name=name), say("cash.high", lang, name=name)]
    return tuple(columns)


def _table_rows(
    lines: Sequence[CashLine], currency: str | None, lang: Lang
) -> list[tuple[str, ...]]:
    places = {point.place: point.at for line in lines for point in line.points}
    by_place = [{point.place: point for point in line.points} for line in lines]
    # One unit for all cells: to look up a currency takes longer than to write an amount.
    decimals = get_currency_precision(currency) if currency else 2
    exact = MoneyUnit(lang, labels.currency_symbol(currency, lang), "", 1, decimals).amount
    rows = []
    for place in sorted(places):
        row = [place_name(places[place], lang)]
        for line, points in zip(lines, by_place, strict=True):
            point = points.get(place)
            row.append(NONE if point is None else exact(point.cash))
            if line.has_band:
                edges = (None, None) if point is None else (point.low, point.high)
                row += [NONE if edge is None else exact(edge) for edge in edges]
        rows.append(tuple(row))
    return rows
