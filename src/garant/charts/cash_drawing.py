"""How curves of cash are drawn: the zero line, a band, the lines, their ends and their bottoms.

What is said of a bottom stands in a lane under the plot, at the end of a thin line that falls from
the bottom itself, so that no words lie on a curve; on a phone it stands under the name.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from garant.charts import labels, measure, scale, shapes, svg
from garant.charts.cash_lines import CashLine, CashPoint, Plot, Said
from garant.charts.cash_notes import LANE, falls, lanes_of, notes_of, said_of
from garant.charts.cash_words import say
from garant.charts.curves_drawing import place_name, spread
from garant.charts.labels import MoneyUnit
from garant.charts.scale import Scale
from garant.charts.svg import Drawing, Point
from garant.charts.tokens import text_token

_TOP: Final = 14
_PLOT: Final = 216
_NAME: Final = 12.5
_SIZE: Final = 12
_END: Final = 34  # from the name of one line to the name of the next
_WIDEST_NAME: Final = 168
_LEGEND_ROW: Final = 36
_BELOW: Final = 0.06  # of the plot, free under the deepest point
_MOST_MARKS: Final = 31
_MONTHS: Final = (1, 2, 3, 6, 12, 24)


def draw(lines: Sequence[CashLine], width: float, *, said: Said, narrow: bool) -> Drawing:
    """The drawing of at least one line with at least one point."""
    plot = _plot(lines, width, said, narrow=narrow)
    notes = [] if narrow else [note for line in lines for note in notes_of(line, plot)]
    lanes = lanes_of(notes)
    floor = plot.bottom + (LANE * (max(lanes) + 1) + 8 if lanes else 0)
    body = (
        _band(lines, plot)
        + _grid(plot)
        + falls(notes, lanes, plot)
        + "".join(_line(line, plot) for line in lines)
        + "".join(_dots(line, plot) for line in lines)
        + (_legend(lines, plot) if narrow else _ends(lines, plot))
        + _months(lines, plot, floor + 22)
        + _marks(lines, plot, floor)
    )
    return Drawing(width, floor + 32, body)


def _plot(lines: Sequence[CashLine], width: float, said: Said, *, narrow: bool) -> Plot:
    unit = said.unit
    low, high = _bounds(lines)
    ticks = scale.ticks(low, high)
    gutter = max(measure.text_width(_tick(tick, unit), _SIZE) for tick in ticks) + 10
    right = width - (10 if narrow else _end_room(lines, unit))
    top = _TOP + (_LEGEND_ROW * len(lines) if narrow else 0)
    places = [point.place for line in lines for point in line.points]
    return Plot(
        x=Scale(min(places), max(places), gutter + 4, right - 4),
        y=Scale(low, high, top + _PLOT, top),
        left=gutter,
        right=right,
        width=width,
        said=said,
        narrow=narrow,
    )


def _bounds(lines: Sequence[CashLine]) -> tuple[float, float]:
    """From just under the deepest to a round value above the highest, zero within."""
    values = [
        float(value)
        for line in lines
        for point in line.points
        for value in (point.cash, point.low, point.high)
        if value is not None
    ]
    lowest, highest = min(0.0, *values), max(0.0, *values)
    low, high = scale.nice_bounds(lowest, highest)
    return max(low, lowest - (high - lowest) * _BELOW), high


# ---------------------------------------------------------------- ground


def _tick(value: float, unit: MoneyUnit) -> str:
    return labels.trimmed(unit.amount(value), unit.lang)


def _grid(plot: Plot) -> str:
    return "".join(
        svg.line((plot.left, plot.y(t)), (plot.right, plot.y(t)), "ink-3" if t == 0 else "line")
        + svg.text(
            (plot.left - 8, plot.y(t) + 4),
            _tick(t, plot.unit),
            colour="ink-3",
            text_anchor="end",
        )
        for t in scale.ticks(plot.y.low, plot.y.high)
    )


def _months(lines: Sequence[CashLine], plot: Plot, baseline: float) -> str:
    places = {point.place: point.at for line in lines for point in line.points}
    names = [(place, place_name(places[place], plot.lang)) for place in sorted(places)]
    room = max(measure.text_width(name, _SIZE) for _, name in names) + 14
    every = scale.stride(len(names), int((plot.right - plot.left) // room), _MONTHS)
    return "".join(
        svg.text((plot.x(place), baseline), name, colour="ink-3", text_anchor="middle")
        for place, name in names[::every]
    )


# ---------------------------------------------------------------- lines


def _band(lines: Sequence[CashLine], plot: Plot) -> str:
    """The interval of the first line that has one: two bands on each other say nothing."""
    line = next((line for line in lines if line.has_band), None)
    if line is None:
        return ""
    known = [(plot.x(p.place), p.low, p.high) for p in line.points]
    upper = [(x, plot.y(float(high))) for x, _low, high in known if high is not None]
    lower = [(x, plot.y(float(low))) for x, low, _high in known if low is not None]
    return svg.area(shapes.between(upper, lower), "ink-band")


def _line(line: CashLine, plot: Plot) -> str:
    return svg.path(
        shapes.straight([plot.at(point) for point in line.points]),
        line.colour,
        stroke_width=2.25,
        stroke_dasharray=line.dashes,
        stroke_linejoin="round",
        stroke_linecap="round" if line.dashes is None else None,
    )


def _dots(line: CashLine, plot: Plot) -> str:
    """A disc at the bottom, a ring on the zero line where it turns, a disc at the end."""
    body = svg.circle(plot.at(line.points[-1]), 3, line.colour)
    if line.turns is not None:
        ring: svg.Attributes = {"stroke": f"var(--{line.colour})", "stroke_width": 2}
        body += svg.circle((plot.x(line.at(line.turns).place), plot.y(0)), 4, "surface", **ring)
    bottom = line.at_bottom
    return body + (svg.circle(plot.at(bottom), 5, line.colour) if bottom else "")


# ---------------------------------------------------------------- names


def _names(line: CashLine) -> list[str]:
    """The name on at most two lines."""
    lines = measure.wrap(line.name, _NAME, _WIDEST_NAME)
    if len(lines) > 2:
        lines = [lines[0], " ".join(lines[1:])]
    return [measure.shorten(words, _NAME, _WIDEST_NAME) for words in lines]


def _end_room(lines: Sequence[CashLine], unit: MoneyUnit) -> float:
    words = [name for line in lines for name in _names(line)]
    words += [unit.amount(line.points[-1].cash) for line in lines]
    return max(measure.text_width(one, _NAME) for one in words) + 18


def _ends(lines: Sequence[CashLine], plot: Plot) -> str:
    """Each line has its name at its end, and under it the amount it comes to."""
    tallest = max(len(_names(line)) for line in lines)
    wanted = [plot.at(line.points[-1])[1] for line in lines]
    gap = _END + 15 * (tallest - 1)
    heights = spread(wanted, gap, (plot.top + 8, plot.bottom - gap + 12))
    return "".join(
        _end(line, (plot.right + 8, y), plot) for line, y in zip(lines, heights, strict=True)
    )


def _end(line: CashLine, at: Point, plot: Plot) -> str:
    token = text_token(line.colour)
    x, y = at
    body = ""
    for name in _names(line):
        body += svg.text((x, y), name, colour=token, size=_NAME, font_weight=600)
        y += 15
    return body + svg.text((x, y), plot.unit.amount(line.points[-1].cash), size=_SIZE)


def _legend(lines: Sequence[CashLine], plot: Plot) -> str:
    """On a phone the names stand above the plot, each with a piece of its line and its bottom."""
    return "".join(_row(line, _LEGEND_ROW * i + 10, plot) for i, line in enumerate(lines))


def _row(line: CashLine, y: float, plot: Plot) -> str:
    amount = plot.unit.amount(line.points[-1].cash)
    room = plot.width - 44 - measure.text_width(amount, _SIZE)
    name = measure.shorten(line.name, _NAME, room)
    colour = text_token(line.colour)
    sample: svg.Attributes = {"stroke_width": 2.25, "stroke_dasharray": line.dashes}
    body = svg.line((0, y), (24, y), line.colour, **sample)
    body += svg.text((32, y + 4), name, colour=colour, size=_NAME, font_weight=600)
    body += svg.text((plot.width, y + 4), amount, size=_SIZE, text_anchor="end")
    return body + svg.text((32, y + 20), said_of(line, plot), size=_SIZE)


# ---------------------------------------------------------------- marks


def _marks(lines: Sequence[CashLine], plot: Plot, floor: float) -> str:
    """A full-height mark a month, or every so many months, that says every line there."""
    points = [(line.name, {point.place: point for point in line.points}) for line in lines]
    names = {place: point.at for _name, by_place in points for place, point in by_place.items()}
    shown = sorted(names)[:: scale.stride(len(names), _MOST_MARKS, _MONTHS)]
    slot = _slot(shown, plot)
    marks = []
    for place in shown:
        here = [(name, by[place]) for name, by in points if place in by]
        area = svg.hit((plot.x(place) - slot / 2, plot.top), (slot, floor - plot.top))
        said = (place_name(names[place], plot.lang), *_values(here, plot))
        marks.append(svg.mark(area, said))
    return "".join(marks)


def _slot(places: Sequence[int], plot: Plot) -> float:
    if len(places) < 2:
        return min(plot.right - plot.left, 60.0)
    return min(plot.x(after) - plot.x(before) for before, after in pairwise(places))


def _values(here: Sequence[tuple[str, CashPoint]], plot: Plot) -> tuple[str, ...]:
    amounts = " · ".join(f"{name} {plot.unit.amount(p.cash)}".strip() for name, p in here)
    for _name, point in here:
        if point.low is not None and point.high is not None:
            ends = {"low": plot.unit.amount(point.low), "high": plot.unit.amount(point.high)}
            return (amounts, say("cash.interval", plot.lang, **ends))
    return (amounts,)
