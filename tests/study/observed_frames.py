"""Frames as a book hands them over, from a few rows written by hand."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pandas as pd

from garant.metrics.schema import TABLES
from garant.study.asknown import Knowledge
from garant.study.observations import Observations
from garant.study.observing import observed

Rows = list[dict[str, Any]]
KNOWLEDGE = Knowledge(at=datetime(2024, 12, 31, 23, tzinfo=UTC), tz="Europe/Paris", currency="EUR")
DTYPES = {
    "date": "datetime64[us]", "instant": "datetime64[us]", "month": "datetime64[us]",
    "decimal": "float64", "integer": "float64", "flag": "object", "text": "str",
}  # fmt: skip


def frame(name: str, rows: Rows) -> pd.DataFrame:
    table = TABLES[name]
    own = [c for row in rows for c in row if table.column(c) is None]
    columns = [column.name for column in table.columns]
    made = pd.DataFrame(rows, columns=list(dict.fromkeys([*columns, *own])))
    return made.astype({column.name: DTYPES[column.kind] for column in table.columns})


def frames(**tables: Rows) -> dict[str, pd.DataFrame]:
    return {name: frame(name, rows) for name, rows in tables.items()}


def contract(contract_id: str, start: str, end: str | None, **more: Any) -> dict[str, Any]:
    return {
        "contract_id": contract_id,
        "account_id": contract_id[0],
        "signed_on": start,
        "term_start": start,
        "term_end": end,
        "auto_renew": False,
        "notice_days": 0,
    } | more


def line(contract_id: str, start: str, **more: Any) -> dict[str, Any]:
    return {
        "line_id": f"{contract_id}-{start}",
        "contract_id": contract_id,
        "account_id": contract_id[0],
        "kind": "recurring",
        "start_on": start,
        "quantity": 10,
        "price_basis": "per_unit_per_interval",
        "amount": 20,
        "currency": "EUR",
        "interval_unit": "month",
        "interval_count": 1,
    } | more


def decision(contract_id: str, begin: str, due: str, **more: Any) -> dict[str, Any]:
    return {
        "contract_id": contract_id,
        "account_id": contract_id[0],
        "term_no": 1,
        "begin_on": begin,
        "due_on": due,
        "notice_days": 0,
        "outcome": "renewed",
        "due_mrr": 200.0,
        "renewed_mrr": 200.0,
    } | more


def decisions(*rows: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame(rows).astype({"begin_on": "datetime64[us]", "due_on": "datetime64[us]"})


def table(made: dict[str, pd.DataFrame], *rows: dict[str, Any]) -> Observations:
    return observed(made, decisions(*rows), knowledge=KNOWLEDGE)


def one(**tables: Rows) -> Observations:
    """Account A, signed on 2023-03-01, due on 2024-03-01, looked at on 2023-12-17."""
    given: dict[str, Rows] = {
        "account": [{"account_id": "A"}],
        "contract": [contract("A1", "2023-03-01", "2024-03-01")],
        "contract_line": [line("A1", "2023-03-01")],
    }
    return table(frames(**given | tables), decision("A1", "2023-03-01", "2024-03-01"))


def value(found: Observations, code: str) -> Any:
    """The only value of a feature."""
    (only,) = found.values[code]
    return only
