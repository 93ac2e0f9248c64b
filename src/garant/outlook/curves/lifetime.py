"""How long customers stay, and what they are worth, from a retention curve.

Lifetime value is of three kinds, each named: *expected* over the curve, *simple* at a constant
churn, *realised* so far. What is worth is margin: the monthly amount times the gross margin.
Source: METRICS §3; exact sums of given shares are those of :mod:`garant.metrics.arithmetic`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from garant.metrics.arithmetic import ShareOfLifetime, licence_against_rent
from garant.metrics.errors import RequestError
from garant.outlook.curves.beta_geometric import BetaGeometric
from garant.outlook.curves.evidence import Floats
from garant.outlook.curves.model_error import Ensemble


@dataclass(frozen=True)
class Life:
    """Periods a new customer stays, the first included, discounted; and the interval.

    None where the sum has no end (undiscounted, with α ≤ 1: some never leave); `undiscounted` too.
    """

    periods: float | None
    low: float | None
    high: float | None
    factor: float
    undiscounted: float | None


@dataclass(frozen=True)
class Worth:
    """What accounts that are there are worth, one value an account, in the money of `monthly`.

    `remaining`: discounted periods still to come, the rest of the running one included, with its
    interval; `expected`: the margin still to come over them, with its interval; `simple`: the
    same at a constant churn, undiscounted (not a number where nobody left); `realised`: the
    margin of the months so far.
    """

    remaining: Floats
    remaining_low: Floats
    remaining_high: Floats
    expected: Floats
    expected_low: Floats
    expected_high: Floats
    simple: Floats
    realised: Floats


@dataclass(frozen=True)
class Accounts:
    """Accounts that are there: age in months, what each pays a month, what it has paid so far.

    Age 0 is that of the first month, which is paid.
    """

    ages: NDArray[np.int64]
    monthly: Floats
    paid: Floats


@dataclass(frozen=True)
class Terms:
    """How worth is counted: gross margin, discount factor of a period, months in a period.

    `churn`: the share that leaves a month, for the simple value; None where nobody left.
    """

    margin: float
    factor: float
    churn: float | None
    months: int = 1
    level: float = 0.9


def life(curve: BetaGeometric, drawn: Ensemble, factor: float, level: float = 0.9) -> Life:
    """Periods a new customer stays: ``Σ_{k ≥ 0} S(k) δ^k``, the sum of METRICS' expected value.

    The interval is that of the curves of :mod:`model_error`, reaching as far as the curve shown.
    """
    if not 0 < factor <= 1:
        raise RequestError(
            "the discount factor is {factor}; it must be above 0 and 1 at most", factor=factor
        )
    whole = curve.life(factor)
    if whole is None:
        return Life(None, None, None, factor, None)
    tail = (1 - level) / 2
    low, high = np.quantile(1 + drawn.residuals(factor)[:, 0], [tail, 1 - tail])
    return Life(whole, min(float(low), whole), max(float(high), whole), factor, curve.life(1.0))


def worth(accounts: Accounts, curve: BetaGeometric, drawn: Ensemble, *, terms: Terms) -> Worth:
    """What each account is worth.

    Of an account in its month r (from 0) of period a, whose periods have m months,
    ``(m − 1 − r) / m + δ^(−r / m) Σ_{j ≥ 1} S(a + j) / S(a) · δ^j`` periods are still to come: the
    rest of the one that runs, at its full amount, and each later one as it begins, r months
    sooner than for one that has just begun. A period brings ``monthly amount × months × margin``.
    Simple: ``monthly × margin / monthly churn``, undiscounted, as METRICS has it.
    """
    ages, into = np.divmod(accounts.ages, terms.months)
    most = int(ages.max(initial=0))
    tail = (1 - terms.level) / 2
    low, high = np.quantile(drawn.residuals(terms.factor), [tail, 1 - tail], axis=0)
    exact = np.array([_rest(curve, age, terms.factor) for age in range(most + 1)])
    places = np.minimum(ages, len(low) - 1)
    running, sooner = (
        (terms.months - 1 - into) / terms.months,
        terms.factor ** (-into / terms.months),
    )
    rest, least, most_of = (
        running + sooner * told for told in (exact[ages], low[places], high[places])
    )
    ends = np.minimum(least, rest), np.maximum(most_of, rest)
    margin = accounts.monthly * terms.margin
    period = margin * terms.months
    return Worth(
        *(rest, *ends),
        *(rest * period, ends[0] * period, ends[1] * period),
        simple=margin / terms.churn if terms.churn else np.full(len(margin), np.nan),
        realised=accounts.paid * terms.margin,
    )


def _rest(curve: BetaGeometric, age: int, factor: float) -> float:
    rest = curve.residual(age, factor)
    return float("inf") if rest is None else factor * rest


def rent_by_month(shares: Sequence[float], *, discount: float = 1.0) -> tuple[Decimal, ...]:
    """Cumulative share of a rent's lifetime value received by the end of each month.

    Each month is paid by those still there: ``Σ_{j < m} S(j) δ^j / Σ_j S(j) δ^j`` over the months
    of the curve, m = 0 being the signature. With nobody leaving it is the equal rent of
    :func:`garant.metrics.arithmetic.licence_against_rent`. Shares with six decimals, exact sums.

    >>> [str(share) for share in rent_by_month([1.0, 0.5])]
    ['0.000000', '0.666667', '1.000000']
    """
    factor = Fraction(str(discount))
    paid = [Fraction(str(share)) * factor**place for place, share in enumerate(shares)]
    total, running = sum(paid, Fraction(0)), Fraction(0)
    if not total:
        raise RequestError("nothing is ever paid: there is no share of it to tell")
    found = [Decimal("0.000000")]
    for amount in paid:
        running += amount
        found.append(_six(running / total))
    return tuple(found)


def licence_against_curve(shares: Sequence[float]) -> list[ShareOfLifetime]:
    """A licence beside a rent whose customers leave as a curve says, month by month.

    >>> licence_against_curve([1.0, 0.5])[1].rent
    Decimal('0.666667')
    """
    rent = rent_by_month(shares)
    licence = licence_against_rent(len(shares))
    return [row._replace(rent=share) for row, share in zip(licence, rent, strict=True)]


def _six(share: Fraction) -> Decimal:
    return Decimal((share * 10**6 + Fraction(1, 2)).__floor__()).scaleb(-6)
