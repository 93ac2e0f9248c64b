"""The cash of a scenario month by month, and where its months and amounts fall in a drawing."""

from dataclasses import dataclass
from datetime import date

from garant.charts.labels import Lang, MoneyUnit, Number
from garant.charts.scale import Scale
from garant.charts.svg import Point


@dataclass(frozen=True)
class CashPoint:
    """Cumulative cash at the end of a month (its number, or its first day), with an interval."""

    at: int | date
    cash: Number
    low: Number | None = None
    high: Number | None = None

    @property
    def place(self) -> int:
        """Where it stands on the axis, in months."""
        return self.at.year * 12 + self.at.month - 1 if isinstance(self.at, date) else self.at


@dataclass(frozen=True)
class CashLine:
    """A scenario: its months, the month of its bottom and the month where it turns positive.

    `bottom` is `None` where cash never falls below zero, `turns` where it does not come back.
    """

    name: str
    points: tuple[CashPoint, ...]
    bottom: int | date | None = None
    turns: int | date | None = None
    colour: str = ""
    dashes: str | None = None

    @property
    def has_band(self) -> bool:
        """Whether its interval is known somewhere."""
        return any(point.low is not None and point.high is not None for point in self.points)

    @property
    def at_bottom(self) -> CashPoint | None:
        """The point of its bottom."""
        return None if self.bottom is None else self.at(self.bottom)

    def at(self, month: int | date) -> CashPoint:
        """The point of a month."""
        wanted = CashPoint(month, 0).place
        return next(point for point in self.points if point.place == wanted)


@dataclass(frozen=True)
class Said:
    """Of what the amounts are, `cash` or `against` a plan, and in what unit they are written."""

    of: str
    unit: MoneyUnit


@dataclass(frozen=True)
class Plot:
    """Where months and amounts fall, and how they are written."""

    x: Scale
    y: Scale
    left: float
    right: float
    width: float
    said: Said
    narrow: bool

    @property
    def unit(self) -> MoneyUnit:
        """The unit of all amounts."""
        return self.said.unit

    @property
    def lang(self) -> Lang:
        """The language."""
        return self.unit.lang

    @property
    def top(self) -> float:
        """Its upper edge."""
        return self.y.end

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.y.start

    def at(self, point: CashPoint) -> Point:
        """Where a point falls."""
        return (self.x(point.place), self.y(float(point.cash)))
