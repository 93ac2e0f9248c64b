"""The ground of a plot: a scale across, a scale upwards, and the hairlines of the second."""

from dataclasses import dataclass
from typing import Final

from garant.charts import labels, measure, scale, svg
from garant.charts.intervals import Written
from garant.charts.labels import Lang
from garant.charts.scale import Scale

SIZE: Final = 12


@dataclass(frozen=True)
class Plane:
    """Where values fall, and the edges of the plot."""

    x: Scale
    y: Scale
    left: float
    right: float

    @property
    def top(self) -> float:
        """Its upper edge."""
        return self.y.end

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.y.start


def share(value: float, lang: Lang) -> str:
    """A share on an axis, in percent, with no decimals that say nothing.

    >>> share(0.2, "en"), share(0.0025, "en")
    ('20%', '0.25%')
    """
    percent = round(value * 100, 6)
    decimals = 1 if round(percent, 1) == percent else 2
    return labels.trimmed(labels.percent(round(value, 9), lang, decimals=decimals), lang)


def gutter(low: float, high: float, written: Written) -> float:
    """Room for the values of the hairlines, at the left of the plot.

    >>> 20 < gutter(0, 0.5, lambda share: f"{share:.0%}") < 40
    True
    """
    shown = scale.ticks(low, high)
    return max(measure.text_width(written(tick), SIZE) for tick in shown) + 10


def grid(plane: Plane, written: Written) -> str:
    """The hairlines with their values; zero in a stronger line."""
    return "".join(
        svg.line((plane.left, plane.y(t)), (plane.right, plane.y(t)), "ink-3" if t == 0 else "line")
        + svg.text(
            (plane.left - 8, plane.y(t) + 4),
            written(t),
            colour="ink-3",
            size=SIZE,
            text_anchor="end",
        )
        for t in scale.ticks(plane.y.low, plane.y.high)
    )
