"""The renewals to come and the growth arithmetic as a person reads them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_CEILING, Decimal
from typing import TYPE_CHECKING, Any

from garant.charts import labels
from garant.charts.labels import NBSP, NONE
from garant.cli.answers import Answer
from garant.cli.figures import lang
from garant.cli.language import N_, _
from garant.cli.told_answers import Reading

if TYPE_CHECKING:
    from garant.warehouse.told_result import ToldResult

Row = Mapping[str, Any]
MOST_CONTRACTS = 40

WORDS = {
    "open": N_("open"),
    "secured": N_("secured"),
    "lost": N_("lost"),
    "renew": N_("renews"),
    "customers": N_("Customers"),
    "mrr": N_("MRR"),
}


def renewals(result: ToldResult, by: str) -> Reading:
    """The months, or the contracts of which the last day to decide comes first."""
    rows = result.rows()
    if by == "contract":
        told = [_contract(row) for row in rows]
        shown = sorted(told, key=_urgent)[:MOST_CONTRACTS]
        return _read(_("The renewals to come"), shown, result, _left_out(len(rows) - len(shown)))
    called = any(row["called_kept"] is not None for row in rows)
    return _read(_("The renewals to come"), [_month(row, called=called) for row in rows], result)


def growth(result: ToldResult) -> Reading:
    """What the target asks for, in customers and in money."""
    return _read(_("What growth asks for"), [effort(row) for row in result.rows()], result)


def effort(row: Row) -> dict[str, Any]:
    """One line of what a target asks for: customers with a decimal, money without."""
    decimals = 1 if row["measure"] == "customers" else 0
    figures = ("now", "target", "to_win", "per_month", "per_salesperson", "without_churn")
    told = {name: _figure(row[name], decimals) for name in figures if row[name] is not None}
    if decimals:  # half a customer cannot be had
        told["target"] = _figure(row["target"].to_integral_value(ROUND_CEILING), 0)
    return {"measure": _word(row["measure"]), "monthly_churn": row["monthly_churn"], **told}


def _word(code: str) -> str:
    """A code of a row in words."""
    said = WORDS[code]
    return _(said)


def _read(title: str, rows: Sequence[Row], result: ToldResult, *remarks: str) -> Reading:
    answer = Answer(tuple(rows[0]) if rows else (), rows, result.settings)
    return Reading(title=title, answer=answer, remarks=tuple(filter(None, remarks)))


def _month(row: Row, *, called: bool) -> Row:
    told = {
        "month": labels.month_year(row["period"], lang()),
        "due_mrr": row["due_mrr"],
        "secured_mrr": row["secured"],
        "open_mrr": row["open"],
        "lost_mrr": row["lost"],
        "expected_kept": row["expected_kept"],
        "interval": _between(row),
    }
    calls = {"called_kept": row["called_kept"], "uncalled": row["uncalled"]}
    return {**told, **calls} if called else told


def _between(row: Row) -> str:
    if row["low"] is None:
        return NONE
    low, high = (_figure(row[end], 0) for end in ("low", "high"))
    return f"{low}{NBSP}…{NBSP}{high}"


def _contract(row: Row) -> Row:
    return {
        "contract_id": row["contract_id"],
        "account_id": row["account_id"],
        "due_on": row["due_on"],
        "decide_on": row["notice_on"] or row["due_on"],
        "amount": row["amount"],
        "state": _word(row["state"]),
        "probability": row["probability"] if row["state"] == "open" else None,
        "call": _word(row["call"]) if row["call"] else None,
    }


def _urgent(told: Row) -> tuple[bool, Any, Decimal]:
    """Open ones first, by the day on which they are decided, then the largest."""
    return told["state"] != _word("open"), told["decide_on"], -told["amount"]


def _left_out(count: int) -> str:
    if not count:
        return ""
    return _("{count} more are not shown; --format csv has them all.").format(count=count)


def _figure(value: Decimal, decimals: int) -> str:
    return labels.trimmed(labels.number(value, lang(), decimals=decimals), lang())
