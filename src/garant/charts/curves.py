"""Retention curves: how much is left, period after period or month end after month end."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Final

from garant.charts import labels
from garant.charts.chart import NARROW, WIDE, Chart, Heading, Table, no_data
from garant.charts.curves_drawing import Curve, CurvePoint, draw, place_name
from garant.charts.errors import ChartError
from garant.charts.labels import NONE, Lang, Number
from garant.charts.words import say

MOST_CURVES: Final = 6
# Without a colour of its own a curve has one of these; the dashes tell them apart without colour.
_STYLES: Final = (
    ("brand", None),
    ("brand-mid", "6 4"),
    ("ink-3", "2 3"),
    ("ink", "9 3 2 3"),
    ("brand-mid", None),
    ("ink-3", "12 4"),
)


def retention_curves(
    curves: Sequence[Curve],
    *,
    lang: Lang,
    heading: Heading | None = None,
    smooth: bool = False,
    table: Table | None = None,
) -> Chart:
    """One or several curves of shares (0 to 1, more when revenue grows), named at their ends.

    Points with `low` and `high` draw the interval as a band; points with `accounts` draw the
    evidence as a histogram under the axis. `smooth` is for fitted curves; what was observed month
    by month keeps straight segments. Six curves are drawn; the table has them all, unless another
    one is given.

    >>> points = (CurvePoint(0, Decimal(1)), CurvePoint(12, Decimal("0.83")))
    >>> chart = retention_curves([Curve("Accounts", points)], lang="en")
    >>> chart.label
    'How much of it stays: Accounts ends at 83.0%.'
    """
    labels.language(lang)
    drawn = [_sorted(curve) for curve in curves if curve.points]
    if not drawn:
        return no_data(heading or _heading(drawn, lang), _columns(drawn, lang), lang)
    _check_axis(drawn)
    heading = heading or _heading(drawn, lang)
    styled = _styled(drawn[:MOST_CURVES])
    return Chart(
        title=heading.title,
        subtitle=heading.subtitle,
        label=_label(heading, styled, len(drawn), lang),
        wide=draw(styled, WIDE, lang=lang, smooth=smooth, narrow=False),
        narrow=draw(styled, NARROW, lang=lang, smooth=smooth, narrow=True),
        table=table or Table(_columns(drawn, lang), tuple(_table_rows(drawn, lang))),
        lang=lang,
    )


def curves_of(
    rows: Sequence[Mapping[str, object]], *, lang: Lang, segment: str | None = None
) -> tuple[Curve, ...]:
    """The curves of the rows of `garant metrics retention`.

    Without `segment`, net and gross retention; with it, net retention, one curve for each value
    of that column. Rows whose rate is null (nothing to keep) are left out.

    >>> row = {"period_end": date(2026, 1, 31), "nrr": Decimal("1.08"), "grr": Decimal("0.91")}
    >>> [curve.name for curve in curves_of([row], lang="en")]
    ['Net retention (NRR)', 'Gross retention (GRR)']
    """
    if segment is None:
        net = _points(rows, "nrr")
        return (
            Curve(say("retention.nrr", lang), net),
            Curve(say("retention.grr", lang), _points(rows, "grr", evidence=False)),
        )

    def value(row: Mapping[str, object]) -> str:
        found = row.get(segment)
        return NONE if found is None else str(found)

    grouped = groupby(sorted(rows, key=value), key=value)
    return tuple(Curve(name, _points(list(group), "nrr")) for name, group in grouped)


def retention_heading(window: int, lang: Lang) -> Heading:
    """The heading of net and gross retention over `window` months."""
    return Heading(
        say("retention.title", lang), say("retention.subtitle", lang, window=str(window))
    )


def _points(
    rows: Sequence[Mapping[str, object]], column: str, *, evidence: bool = True
) -> tuple[CurvePoint, ...]:
    points = []
    for row in rows:
        at, value, accounts = row.get("period_end"), row.get(column), row.get("accounts_opening")
        if value is None:
            continue
        if not isinstance(at, date) or not isinstance(value, Decimal | int | float):
            raise ChartError(
                f"A retention curve needs a date in 'period_end' and a number in {column!r}; "
                f"this row has {at!r} and {value!r}."
            )
        counted = accounts if evidence and isinstance(accounts, int) else None
        points.append(CurvePoint(at, value, accounts=counted))
    return tuple(points)


def _sorted(curve: Curve) -> Curve:
    return replace(curve, points=tuple(sorted(curve.points, key=_place)))


def _place(point: CurvePoint) -> int:
    return point.place


def _check_axis(curves: Sequence[Curve]) -> None:
    kinds = {isinstance(point.at, date) for curve in curves for point in curve.points}
    if len(kinds) > 1:
        raise ChartError("The points of a chart are all at a date or all at a period number.")


def _styled(curves: Sequence[Curve]) -> list[Curve]:
    return [
        curve if curve.colour else replace(curve, colour=token, dashes=dashes)
        for curve, (token, dashes) in zip(curves, _STYLES, strict=False)
    ]


def _heading(curves: Sequence[Curve], lang: Lang) -> Heading:
    title = say("curves.title", lang)
    if len(curves) > MOST_CURVES:
        counts = {"shown": str(MOST_CURVES), "total": str(len(curves))}
        return Heading(title, say("curves.capped", lang, **counts))
    points = [point for curve in curves for point in curve.points]
    key = {
        (False, False): "curves.plain",
        (True, False): "curves.band",
        (False, True): "curves.evidence",
        (True, True): "curves.band_evidence",
    }[any(p.has_interval for p in points), any(p.accounts is not None for p in points)]
    return Heading(title, say(key, lang))


def _label(heading: Heading, curves: Sequence[Curve], count: int, lang: Lang) -> str:
    first = curves[0]
    last = labels.percent(first.points[-1].value, lang)
    key = "curves.label" if first.name else "curves.label_unnamed"
    if count > 1:
        key = "curves.label_several"
    return say(key, lang, title=heading.title, name=first.name or NONE, last=last, count=str(count))


def _columns(curves: Sequence[Curve], lang: Lang) -> tuple[str, ...]:
    columns = [say("curves.period", lang)]
    for curve in curves:
        name = curve.name or say("cohorts.retention", lang)
        columns.append(name)
        if _has_interval(curve):
            columns += [say("curves.low", lang, name=name), say("curves.high", lang, name=name)]
        if _has_accounts(curve):
            columns.append(say("accounts", lang))
    return tuple(columns)


def _has_interval(curve: Curve) -> bool:
    return any(point.has_interval for point in curve.points)


def _has_accounts(curve: Curve) -> bool:
    return any(point.accounts is not None for point in curve.points)


def _table_rows(curves: Sequence[Curve], lang: Lang) -> list[tuple[str, ...]]:
    places = {point.place: point.at for curve in curves for point in curve.points}
    by_place = [{point.place: point for point in curve.points} for curve in curves]
    rows = []
    for place in sorted(places):
        row = [place_name(places[place], lang, precise=True)]
        for curve, points in zip(curves, by_place, strict=True):
            row += _cells(curve, points.get(place), lang)
        rows.append(tuple(row))
    return rows


def _cells(curve: Curve, point: CurvePoint | None, lang: Lang) -> list[str]:
    cells = [_share(point.value if point else None, lang)]
    if _has_interval(curve):
        cells += [
            _share(edge, lang) for edge in ((point.low, point.high) if point else (None,) * 2)
        ]
    if _has_accounts(curve):
        known = point.accounts if point else None
        cells.append(NONE if known is None else labels.number(known, lang))
    return cells


def _share(value: Number | None, lang: Lang) -> str:
    return NONE if value is None else labels.percent(value, lang)
