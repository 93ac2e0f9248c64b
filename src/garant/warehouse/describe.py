"""What a book holds and what can be said with it: one row per table that garant knows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ibis
from ibis.expr.types import Table as IbisTable

from garant.metrics.schema import KNOWLEDGE, REQUIRED_TABLES, TABLES, Table
from garant.warehouse.run import rows
from garant.warehouse.source import Source

# What a table makes it possible to say.
GIVES: Mapping[str, str] = {
    "account": "every metric by account, segment, industry, region and channel",
    "product": "plan changes within a family, MRR by product",
    "contract": "terms, tacit renewal, cancellations, renewal rates and reasons of churn",
    "contract_line": "MRR, ARR, the bridge, retention and cohorts",
    "discount": "MRR after discounts, list prices beside prices paid",
    "opportunity": "deals won and lost, the discount at signature",
    "pause": "MRR without the lines that are paused",
    "fx_rate": "one currency for books in several",
    "spend": "CAC, payback, gross margin and lifetime value",
    "invoice": "what was invoiced, for cash",
    "invoice_line": "invoices by contract line",
    "payment": "late and failed payments, churn for nonpayment",
    "contact": "the people at an account, for its page",
    "touchpoint": "which levels of an account are covered or silent",
    "ticket": "questions, defects and outages by account",
    "usage": "adoption: active users, seats used, breadth and depth",
    "reading": "the customer's own indicators over time",
}

# What a column adds where it is filled in.
ADDS: Mapping[tuple[str, str], str] = {
    ("account", "segment"): "metrics by segment",
    ("account", "is_test"): "test accounts left out",
    ("account", "parent_account_id"): "groups of companies",
    ("product", "family"): "changes of plan told from drops and cross-sales",
    ("contract", "term_end"): "renewals due",
    ("contract", "signed_on"): "time from signature to first use",
    ("contract", "auto_renew"): "tacit renewals",
    ("contract", "end_reason"): "reasons of churn",
    ("contract_line", "contract_id"): "terms and renewals of lines",
    ("contract_line", "product_id"): "cross-sales told from more seats",
    ("contract_line", "department_id"): "cross-sales to other departments",
    ("contract_line", "quantity"): "more seats told from higher prices",
    ("contract_line", "predecessor_line_id"): "renewals and changes told from churn and new",
    ("contract_line", "list_amount"): "discounts at signature",
    ("usage", "department_id"): "adoption by department",
}


def describe(source: Source) -> list[dict[str, Any]]:
    """A row per known table, those that are there first; then a row per file that is not read.

    ``table``, ``file``, ``rows``, ``columns`` (read), ``unknown`` (there, not read), ``missing``
    (declared, not there), ``first_day``, ``last_day``, ``currencies``, ``gives``, ``adds``.
    """
    there = [_there(source, name) for name in TABLES if name in source.origins]
    absent = [_absent(name) for name in TABLES if name not in source.origins]
    ignored = [{**_absent(None), "file": name} for name in source.ignored]
    return there + absent + ignored


def _there(source: Source, name: str) -> dict[str, Any]:
    origin, table = source.origins[name], TABLES[name]
    declared = [column.name for column in table.columns]
    read = source.checked.get(name)
    counted = _counted(read, table) if read is not None else {}
    filled = [column for column in declared if counted.get(f"has_{column}")]
    attributes = [c for c in (read.columns if read is not None else ()) if c not in declared]
    return {
        "table": name,
        "file": origin.name,
        "rows": counted.get("rows"),
        "columns": filled + [attribute for attribute in attributes if attribute != "_row"],
        "unknown": list(origin.unused),
        "missing": [c for c in declared if c not in filled],
        "first_day": counted.get("first_day"),
        "last_day": counted.get("last_day"),
        "currencies": _currencies(read, table) if read is not None else [],
        "gives": GIVES[name],
        "adds": [text for (of, c), text in ADDS.items() if of == name and c not in filled],
    }


def _absent(name: str | None) -> dict[str, Any]:
    table = TABLES.get(name or "")
    needed = name in REQUIRED_TABLES
    required = [column.name for column in table.columns if column.required] if table else []
    return {
        "table": name,
        "file": None,
        "rows": None,
        "columns": [],
        "unknown": [],
        "missing": required,
        "first_day": None,
        "last_day": None,
        "currencies": [],
        "gives": None,
        "adds": [f"{'needed for ' if needed else ''}{GIVES[name]}"] if name else [],
    }


def _counted(read: IbisTable, table: Table) -> dict[str, Any]:
    """Rows, filled columns and the span of the days: one query."""
    counts: dict[str, Any] = {"rows": read.count()}
    counts |= {f"has_{c.name}": read[c.name].count() for c in table.columns}
    known = {column.name for column in KNOWLEDGE}
    days = [
        read[c.name].cast("date")
        for c in table.columns
        if c.kind in {"date", "month", "instant"} and c.name not in known
    ]
    if days:
        first = [day.min() for day in days]
        last = [day.max() for day in days]
        counts["first_day"] = ibis.least(*first) if len(first) > 1 else first[0]
        counts["last_day"] = ibis.greatest(*last) if len(last) > 1 else last[0]
    return rows(read.aggregate(**counts))[0]


def _currencies(read: IbisTable, table: Table) -> list[str]:
    name = next((n for n in ("currency", "from_currency") if table.column(n)), None)
    if name is None:
        return []
    found = rows(read.select(currency=read[name]).distinct().limit(100))
    return sorted(str(row["currency"]) for row in found if row["currency"] is not None)
