"""What a projection says of the cash trough."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, kw_only=True)
class Trough:
    """The low point of cumulative cash, and the way out. Months count from month 1.

    Cumulative cash is the sum of the monthly nets, from 0 before month 1, without the cash in
    hand.

    - ``depth``: how far below 0 it falls; 0 when it never does.
    - ``bottom``: the first month of the lowest point; None when it never falls below 0.
    - ``turns``: the first month from which it stays at 0 or above to the end of the plan; None
      when the plan ends below 0, and when it never falls below 0.
    - ``end``: cumulative cash at the end of the plan.
    - ``payback``: months from signature until a deal has brought in, for good, what it cost by
      itself: commission, onboarding, service. 0 = in the month of signature; None = never.
    - ``payback_with_selling``: the same with the salary of a fully productive salesperson for the
      deal; None also when no deal is signed.
    - ``runway``: whole months that the cash in hand lasts; None when it lasts to the end.
    - ``needed``: money to find beside the cash in hand so that cash never falls below 0.
    """

    depth: Decimal
    bottom: int | None
    turns: int | None
    end: Decimal
    payback: int | None
    payback_with_selling: int | None
    runway: int | None
    needed: Decimal
    months: int
    currency: str
