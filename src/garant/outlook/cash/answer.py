"""What is answered about cash: plans side by side, and where the plan came from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from garant.outlook.cash.book_frames import Origin
from garant.outlook.cash.levers import applied
from garant.outlook.cash.monte_carlo_result import Bands
from garant.outlook.cash.plan import Plan
from garant.outlook.cash.projection import project
from garant.outlook.cash.projection_result import Projection
from garant.outlook.cash.scenarios import STANDARD, Comparison, Scenario, Wanted, compared
from garant.outlook.cash.sensitivity import Tornado, TornadoRow
from garant.outlook.cash.trough import trough

From = Literal["typical", "file", "book"]
AS_SET = "set"


@dataclass(frozen=True)
class Beside:
    """A scenario against the plan: cumulative cash of the one less that of the other.

    ``behind``: how far it is below the plan at the worst, 0 when it never is, in ``behind_month``.
    ``ahead_from``: the first month from which it is not below the plan to the end; None when it
    ends below, and when it never is below.
    """

    behind: Decimal
    behind_month: int | None
    ahead_from: int | None


@dataclass(frozen=True, kw_only=True)
class CashAnswer:
    """Scenarios side by side, the plan first, and what else was asked for.

    ``origins`` say where the fields of a plan from a book came from. ``given`` are the fields that
    were set by hand; ``tornado`` and ``bands`` are of the plan so set.
    """

    source: From
    comparison: Comparison
    origins: tuple[Origin, ...] = ()
    given: frozenset[str] = frozenset()
    tornado: Tornado | None = None
    bands: Bands | None = None

    @property
    def plan(self) -> Scenario:
        """The plan as it is."""
        return self.comparison.rows[0]

    @property
    def shown(self) -> Scenario:
        """The plan that is told first: as it was set by hand, else as it is."""
        return self.row(AS_SET) or self.plan

    def row(self, code: str) -> Scenario | None:
        """A scenario by its code."""
        return next((row for row in self.comparison.rows if row.code == code), None)


def beside(scenario: Projection, plan: Projection) -> Beside:
    """A scenario against the plan.

    >>> slower = project(Plan(months=24, fixed=0))
    >>> beside(slower, slower)
    Beside(behind=Decimal('0'), behind_month=None, ahead_from=None)
    """
    gaps = differences(scenario, plan)
    lowest = min(gaps)
    if lowest >= 0:
        return Beside(Decimal(0), None, None)
    below = [month for month, gap in enumerate(gaps, start=1) if gap < 0]
    ahead = below[-1] + 1 if below[-1] < len(gaps) else None
    return Beside(-lowest, gaps.index(lowest) + 1, ahead)


def differences(scenario: Projection, plan: Projection) -> list[Decimal]:
    """Cumulative cash of a scenario less that of the plan, month by month."""
    pairs = zip(scenario.months, plan.months, strict=True)
    return [one.cumulative - other.cumulative for one, other in pairs]


def digs(tornado: Tornado) -> bool:
    """Whether levers are told by the depth of the trough: there is one, and they move it."""
    return tornado.as_planned.bottom is not None and any(row.span for row in tornado.rows)


def by_weight(tornado: Tornado) -> tuple[TornadoRow, ...]:
    """The rows by the span of depth; of a plan without a trough, by that of cash at the end."""
    if digs(tornado):
        return tornado.rows
    return tuple(sorted(tornado.rows, key=lambda row: -abs(row.high.end - row.low.end)))


def side_by_side(
    plan: Plan, as_set: Plan | None, wanted: Iterable[Wanted], name: Mapping[str, str]
) -> Comparison:
    """The plan, the plan as it was set by hand (with its name in each language), and scenarios.

    What is deeper and higher is so against the plan as it is.
    """
    found = compared(plan, tuple(wanted))
    if as_set is None:
        return found
    base = found.rows[0]
    path = project(as_set)
    low = trough(path)
    row = replace(
        base,
        code=AS_SET,
        en=name["en"],
        fr=name["fr"],
        plan=as_set,
        projection=path,
        trough=low,
        deeper=low.depth - base.trough.depth,
        higher=low.end - base.trough.end,
    )
    return Comparison(plan, (base, row, *found.rows[1:]))


def for_months(plan: Plan, months: int) -> Plan:
    """The plan over another number of months; hires after its end are left out.

    >>> for_months(Plan(), 12).hires
    (Hire(month=3, people=Decimal('1')), Hire(month=9, people=Decimal('1')))
    """
    hires = tuple(hire for hire in plan.hires if hire.month <= months)
    return plan.but(months=months, hires=hires, ramp_months=min(plan.ramp_months, max(months, 0)))


def standards(codes: Iterable[str] | None = None) -> tuple[Wanted, ...]:
    """The scenarios that stand beside any plan: all of them, or some by their codes.

    >>> [one.code for one in standards(["prepayment"])]
    ['prepayment']
    """
    if codes is None:
        return STANDARD
    known = {one.code: one for one in STANDARD}
    return tuple(known[code] for code in codes)


def own(name: str, levers: Mapping[str, object], plan: Plan) -> Wanted:
    """A scenario of one's own; DataError or RequestError at once where a lever cannot be so."""
    applied(plan, levers)
    return Wanted(code=name, en=name, fr=name, levers=levers)
