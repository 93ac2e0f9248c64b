"""Which periods a bridge is made of, and how fine it looks inside them.

The ``full`` and ``net`` views compare the ends of periods; the ``event`` view does the same day by
day and sums the days of a period (R18). A *step* is what is compared: a period or a day.
"""

from __future__ import annotations

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from garant.metrics.calendar import Grain, Span
from garant.metrics.facts import Facts

_ = ibis._


@dataclass(frozen=True, slots=True)
class Scope:
    """The periods of a bridge (``report``) and its steps.

    Everything before the first step is summed up in the step before it, the *floor*: what stands
    there is the opening of the bridge. With vintages each has a floor and a last step of its own.
    """

    report: Span
    daily: bool
    frozen: bool

    @classmethod
    def of(cls, facts: Facts, report: Span, *, daily: bool) -> Scope:
        """The scope of a bridge over some facts."""
        return cls(report, daily, bool(facts.vintages))

    @property
    def steps(self) -> Span:
        """All steps, the floor not included."""
        return self.report.daily() if self.daily else self.report

    @property
    def grain(self) -> Grain:
        """How long a step is."""
        return self.steps.grain

    @property
    def floor(self) -> ir.IntegerValue:
        """The step before the first one."""
        if not self.frozen:
            return ibis.literal(self.steps.first - 1, "int64")
        return self._step_of_day(self.report.grain.first_of(_.vintage)) - 1

    @property
    def last(self) -> ir.IntegerValue:
        """The last step."""
        if not self.frozen:
            return ibis.literal(self.steps.last, "int64")
        return self._step_of_day(self.report.grain.last_of(_.vintage))

    def period_of(self, step: ir.IntegerValue) -> ir.IntegerValue:
        """The period that a step belongs to; the floor belongs to the period before the first."""
        return self.report.grain.number_of(self.grain.first_of(step)) if self.daily else step

    def placed(self, pieces: ir.Table, *columns: str) -> ir.Table:
        """Columns of pieces, with the steps at whose end they are first, and no longer, seen."""
        return pieces.select(
            *columns,
            enters=self.grain.number_of(_.start_on),
            leaves=self.grain.number_of(_.end_on),
        )

    def _step_of_day(self, day: ir.DateValue) -> ir.IntegerValue:
        return self.grain.number_of(day)
