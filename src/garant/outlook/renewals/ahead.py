"""The renewals to come: what is due, what is secured, lost or open, and what will be kept.

Each contract stands once, at its next end of a term. The chance of an open one comes from the
risk that the study foresees where that has shown skill, else from how past renewals went
(:mod:`rates`); what the months will keep, with an interval, from :mod:`departures`. What a
person expects of a contract, her *call*, stands beside the chance and is never mixed with it.

Money is in the reporting currency: exact in every sum of what is due, and rounded to four decimals
in what is expected.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import numpy as np
import pandas as pd

from garant.outlook.renewals.departures import Distribution, Lumps, Shared, kept
from garant.outlook.renewals.rates import Rates, rates
from garant.outlook.renewals.result import (
    MONTH,
    Ahead,
    Call,
    Due,
    Foreseen,
    From,
    Month,
    RenewalsToCome,
    State,
)
from garant.outlook.renewals.shared_months import looked_back, measured, with_level

TOGETHER = 12  # months that are foreseen together, however many are asked for
LOW, HIGH, WORST = 0.05, 0.95, 0.01
ONE = 10**4  # money comes in ten-thousandths
NEAR = 1e-6  # of a share of money that is the same amount


def renewals_to_come(
    due: pd.DataFrame,
    past: pd.DataFrame,
    *,
    ahead: Ahead,
    foreseen: Foreseen,
    calls: Mapping[str, Call] | None = None,
) -> RenewalsToCome:
    """What becomes of what is due.

    `due` has a row for each contract and end of a term that is not over: contract_id, account_id,
    rank (1 = first renewal), due_on, notice_on (days), state, amount and kept (whole numbers of
    ten-thousandths). `past` has the renewals that came due: rank, due_on, lost, and kept (the
    share of its money). Of a contract that comes due more than once, the first end counts.
    """
    inside = due[due["due_on"] <= pd.Timestamp(ahead.until)]
    inside = inside.sort_values(["due_on", "contract_id"], kind="stable")
    table = inside.drop_duplicates("contract_id").reset_index(drop=True)
    known, shared = rates(past), _shared(past, foreseen)
    rows = _rows(table, known, foreseen, calls or {})
    shrinking, kept_at = _shrinking(past)
    periods = _periods(rows, ahead)
    lumps = [_lumps(_of(rows, period), shrinking, kept_at) for period in periods]
    spread = _spread(lumps, with_level(shared, known))
    months = [
        _month(_of(rows, period), MONTH.first(period), told, called=bool(calls))
        for period, told in zip(periods, spread.months, strict=True)
    ]
    total = _month(rows, MONTH.first(ahead.first), spread.total, called=bool(calls))
    return RenewalsToCome(
        rows=tuple(rows),
        months=tuple(months),
        total=_added(total, months),
        worst=_worst(total, spread.total),
        this_month=tuple(_to_decide(rows, ahead)),
        ahead=ahead,
        past=len(past),
        skill=foreseen.skill,
        rates=known,
        shared=spread.shared,
        shrinking=shrinking,
        kept_at=kept_at,
        again=int(inside["contract_id"].duplicated().groupby(inside["contract_id"]).any().sum()),
    )


@dataclass(frozen=True)
class _Told:
    """What is expected of open contracts, and its distribution, in ten-thousandths."""

    mean: float
    spread: Distribution


@dataclass(frozen=True)
class _Spread:
    months: list[_Told | None]
    total: _Told | None
    shared: Shared


def _spread(lumps: list[Lumps | None], shared: Shared) -> _Spread:
    """Each month's distribution; nothing where some contract has no chance."""
    told = [lump for lump in lumps if lump is not None]
    if len(told) < len(lumps):
        return _Spread([None] * len(lumps), None, shared)
    months, total = kept(told, shared)
    means = [float(lump.means.sum()) for lump in told]
    by_month = [_Told(mean, one) for mean, one in zip(means, months, strict=True)]
    return _Spread([*by_month], _Told(sum(means), total), shared)


def _shared(past: pd.DataFrame, foreseen: Foreseen) -> Shared:
    """Measured on what the source of the chances foresaw.

    The same for any number of months ahead, so that a month is told alike whatever follows it.
    """
    if foreseen.skill.reason is None:
        return measured(foreseen.past.assign(origin=0), horizon=TOGETHER)
    return measured(looked_back(past, horizon=TOGETHER), horizon=TOGETHER)


def _shrinking(past: pd.DataFrame) -> tuple[float, float]:
    """Of what was renewed, the share of contracts at less money, and at what share of it."""
    stayed = past[~past["lost"].astype(bool)]["kept"].dropna().to_numpy(dtype=np.float64)
    less = stayed[stayed < 1 - NEAR]
    if not len(less):
        return 0.0, 1.0
    return len(less) / len(stayed), float(less.mean())


def _rows(
    table: pd.DataFrame, known: Rates | None, foreseen: Foreseen, calls: Mapping[str, Call]
) -> list[Due]:
    fallen_back = known.chances(table["rank"]) if known is not None and len(table) else None
    rows = []
    for place, row in enumerate(table.itertuples(index=False)):
        contract, state = str(row.contract_id), row.state
        chance, source = _chance(
            state,
            foreseen.chances.get(contract),
            None if fallen_back is None else float(fallen_back[place]),
        )
        rows.append(
            Due(
                contract_id=contract,
                account_id=str(row.account_id),
                due_on=row.due_on.date(),
                notice_on=None if pd.isna(row.notice_on) else row.notice_on.date(),
                amount=_money(int(row.amount)),
                kept=_money(min(int(row.kept), int(row.amount)) if state == "secured" else 0),
                state=state,
                probability=chance,
                probability_from=source,
                call=calls.get(contract),
            )
        )
    return rows


def _chance(
    state: State, by_study: float | None, by_rates: float | None
) -> tuple[float | None, From | None]:
    if state != "open":
        return (1.0 if state == "secured" else 0.0), "decided"
    if by_study is not None:
        return by_study, "study"
    return by_rates, None if by_rates is None else "rates"


def _periods(rows: Sequence[Due], ahead: Ahead) -> list[int]:
    """The months asked for, and those before in which something is still undecided."""
    asked = range(ahead.first, ahead.first + ahead.months)
    return sorted({*asked, *(MONTH.number(row.due_on) for row in rows)})


def _of(rows: Sequence[Due], period: int) -> list[Due]:
    return [row for row in rows if MONTH.number(row.due_on) == period]


def _lumps(rows: Sequence[Due], shrinking: float, kept_at: float) -> Lumps | None:
    """The open contracts of a month as the distribution takes them; None without a chance."""
    still = [row for row in rows if row.state == "open"]
    chances = [row.probability for row in still if row.probability is not None]
    if len(chances) < len(still):
        return None
    amounts = np.array([int(row.amount * ONE) for row in still], dtype=np.int64)
    less = np.round(kept_at * amounts).astype(np.int64)
    return Lumps(amounts, np.array(chances, dtype=np.float64), less, shrinking)


def _month(rows: Sequence[Due], period: date, told: _Told | None, *, called: bool) -> Month:
    secured = sum((row.kept for row in rows), Decimal())
    still = [row for row in rows if row.state == "open"]
    due, open_mrr = (sum((row.amount for row in some), Decimal()) for some in (rows, still))
    kept_mrr = [None if told is None else secured + _expected(end) for end in _ends(told)]
    expected, low, high = kept_mrr
    sure = [row for row in still if row.call is not None and row.call.call == "renew"]
    unsure = [row for row in still if row.call is None or row.call.call == "open"]
    return Month(
        period=period,
        count=len(rows),
        due_mrr=due,
        secured=secured,
        open=open_mrr,
        lost=due - secured - open_mrr,
        expected_kept=expected,
        low=low,
        high=high,
        called_kept=secured + sum(map(_called, sure), Decimal()) if called else None,
        uncalled=sum((row.amount for row in unsure), Decimal()) if called else None,
    )


def _ends(told: _Told | None) -> tuple[float, float, float]:
    """What is expected, and its interval: as wide as it takes to hold what is expected.

    One contract of 100 that stays 97 times in 100 is expected at 97; both quantiles are 100.
    """
    if told is None:
        return (0.0, 0.0, 0.0)
    low, high = told.spread.quantile(LOW), told.spread.quantile(HIGH)
    return told.mean, min(low, told.mean), max(high, told.mean)


def _called(row: Due) -> Decimal:
    """What a call that says renewed keeps: at most what is due, for growth is not kept money."""
    said = row.call.amount if row.call is not None else None
    return row.amount if said is None else min(said, row.amount)


def _added(total: Month, months: Sequence[Month]) -> Month:
    """The total with what is expected as the sum of its months, to the last digit."""
    if total.expected_kept is None or total.low is None or total.high is None:
        return total
    told = sum((month.expected_kept or Decimal() for month in months), Decimal())
    low, high = min(total.low, told), max(total.high, told)
    return replace(total, expected_kept=told, low=low, high=high)


def _worst(total: Month, told: _Told | None) -> Decimal | None:
    return None if told is None else total.secured + _expected(told.spread.quantile(WORST))


def _to_decide(rows: Sequence[Due], ahead: Ahead) -> list[Due]:
    """The open contracts that are decided before the first month is over, the first first."""
    soon = [row for row in rows if row.state == "open" and row.decide_on <= ahead.soon]
    return sorted(soon, key=lambda row: (row.decide_on, -row.amount, row.contract_id))


def _money(units: int) -> Decimal:
    """An amount of so many ten-thousandths.

    >>> _money(123400)
    Decimal('12.3400')
    """
    return Decimal(units).scaleb(-4)


def _expected(units: float) -> Decimal:
    return _money(round(units))
