"""Retention curves and the worth of accounts, as a person reads them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from garant.charts import labels
from garant.cli.answers import Answer
from garant.cli.figures import lang
from garant.cli.language import N_, _
from garant.cli.options import Shape
from garant.cli.told_answers import Reading
from garant.cli.told_answers import deliver as delivered

if TYPE_CHECKING:
    from garant.warehouse.told_result import Found, ToldResult

Row = Mapping[str, Any]
MOST_ACCOUNTS = 30
MOST_PERIODS = 24
TITLES = {
    "outlook_retention": N_("How many will still be there"),
    "outlook_worth": N_("What each account is worth"),
}


def deliver(result: ToldResult, shape: Shape) -> None:
    """Write a curve, or what accounts are worth."""
    found = result.laid(lang())
    told = _worth(found) if result.kind == "outlook_worth" else _curve(found)
    columns = tuple(told[0]) if told else ()
    left_out = len(found.rows) - len(told)
    remarks = (_more(left_out),) if left_out > 0 else ()
    read = Reading(
        title=_(TITLES[result.kind]),
        answer=Answer(columns, told, result.settings),
        remarks=remarks,
    )
    delivered(result, shape, read)


def _more(count: int) -> str:
    return _("{count} rows are left out here; --format csv has them all.").format(
        count=labels.number(count, lang())
    )


def _curve(found: Found) -> list[Row]:
    """The periods of one curve, with the constant one; of several, as they are."""
    if "constant" not in found.beside:
        return [_period(row) for row in found.rows]
    flat = found.beside["constant"]["expected"]
    rows = [
        {**_period(row), "constant": share} for row, share in zip(found.rows, flat, strict=True)
    ]
    return _thinned(rows)


def _thinned(rows: Sequence[Row]) -> list[Row]:
    """Of a long curve, every so many periods, and the last."""
    if len(rows) <= MOST_PERIODS + 1:
        return list(rows)
    every = -(-len(rows) // MOST_PERIODS)
    return [*rows[:-1:every], rows[-1]]


def _period(row: Row) -> Row:
    named = {name: row[name] for name in ("segment", "cohort") if name in row}
    return {
        **named,
        "period": row["period"],
        "observed": row["observed"],
        "expected": row["expected"],
        "interval": _between(row["low"], row["high"]),
    }


def _between(low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return ""
    ends = (labels.percent(end, lang()) for end in (low, high))
    return f"{labels.NBSP}…{labels.NBSP}".join(ends)


def _worth(found: Found) -> list[Row]:
    return [
        {
            "account_id": row["account_id"],
            "age": row["age"],
            "mrr": row["monthly"],
            "remaining": row["remaining"],
            "ltv_expected": row["ltv_expected"],
            "ltv_expected_low": row["ltv_expected_low"],
            "ltv_expected_high": row["ltv_expected_high"],
            "ltv_simple": row["ltv_simple"],
            "ltv_realised": row["ltv_realised"],
        }
        for row in found.rows[:MOST_ACCOUNTS]
    ]
