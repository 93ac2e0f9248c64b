"""What moves the trough most: one lever at a time, a step down and a step up."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from garant.outlook.cash.levers import LEVERS, applied
from garant.outlook.cash.plan import Plan
from garant.outlook.cash.projection import project
from garant.outlook.cash.trough import trough
from garant.outlook.cash.trough_result import Trough

Value = Decimal | int | str

RELATIVE = {
    "hires": "0.25", "pace": "0.20", "salary": "0.10", "price": "0.10", "loss": "0.25",
    "onboarding": "0.25", "service": "0.25", "fixed": "0.10",
}  # fmt: skip
"""Levers stepped by a share of their value."""
ABSOLUTE = {
    "ramp": "2",
    "commission": "0.05",
    "discount": "0.10",
    "delay": "1",
    "expansion": "0.05",
}
"""Levers stepped by so much, within the bounds of their field."""
EITHER: dict[str, tuple[Value, Value]] = {
    "billing": (1, 12), "commission_paid": ("signature", "receipt"),
}  # fmt: skip
"""Levers tried at two values."""


@dataclass(frozen=True, kw_only=True)
class TornadoRow:
    """One lever, a step down and a step up, everything else as planned.

    ``low_value`` and ``high_value`` are what the lever was pulled to, in its ``unit``: a change in
    shares of the value (−0.1, 0.1), or the value itself. ``span``: between the two depths.
    ``turn_span``: months between the two turns; never turning counts as the month after the plan.
    """

    code: str
    en: str
    fr: str
    unit: str
    low_value: Value
    high_value: Value
    low: Trough
    high: Trough
    span: Decimal
    turn_span: int

    def told(self, lang: str) -> str:
        """The name of the lever in a language."""
        return self.fr if lang == "fr" else self.en


@dataclass(frozen=True)
class Tornado:
    """One row a lever, the widest span of depth first; a lever that has no room has no row."""

    plan: Plan
    as_planned: Trough
    rows: tuple[TornadoRow, ...]

    def by_turn(self) -> tuple[TornadoRow, ...]:
        """The rows, the widest span of the month of turn first."""
        return tuple(sorted(self.rows, key=lambda row: (-row.turn_span, -row.span)))


def tornado(plan: Plan) -> Tornado:
    """Every lever, one at a time.

    >>> rows = tornado(Plan(months=12)).rows
    >>> all(wider.span >= row.span for wider, row in zip(rows, rows[1:]))
    True
    """
    made = (_row(plan, code, *values) for code, values in _steps(plan).items())
    rows = sorted((row for row in made if row), key=lambda row: (-row.span, row.code))
    return Tornado(plan, trough(project(plan)), tuple(rows))


def _steps(plan: Plan) -> dict[str, tuple[Value, Value]]:
    """The two values of each lever that has room to move, in the order of the levers."""
    found: dict[str, tuple[Value, Value]] = {
        code: (-Decimal(step), Decimal(step)) for code, step in RELATIVE.items()
    }
    found |= {code: _around(plan, code, Decimal(step)) for code, step in ABSOLUTE.items()}
    found |= EITHER
    return {code: found[code] for code in LEVERS if code in found and len(set(found[code])) > 1}


def _around(plan: Plan, code: str, step: Decimal) -> tuple[Value, Value]:
    """A step on either side of the value, within its bounds; a ramp within the plan."""
    field = LEVERS[code].field or ""
    spec, value = Plan.spec(field), Decimal(getattr(plan, field))
    low, high = spec.low or Decimal(0), spec.high or Decimal(0)
    if code == "ramp":
        high = Decimal(plan.months)
    return max(low, value - step), min(high, value + step)


def _row(plan: Plan, code: str, low_value: Value, high_value: Value) -> TornadoRow | None:
    lever = LEVERS[code]
    plans = [applied(plan, {code: value}) for value in (low_value, high_value)]
    if plans[0] == plans[1]:  # so much more of nothing
        return None
    low, high = (trough(project(each)) for each in plans)
    return TornadoRow(
        code=code,
        en=lever.en,
        fr=lever.fr,
        unit=lever.unit,
        low_value=low_value,
        high_value=high_value,
        low=low,
        high=high,
        span=abs(high.depth - low.depth),
        turn_span=abs(_turn(high) - _turn(low)),
    )


def _turn(found: Trough) -> int:
    """The month of turn; 0 when there is no trough, the month after the plan when never."""
    if found.bottom is None:
        return 0
    return found.turns or found.months + 1
