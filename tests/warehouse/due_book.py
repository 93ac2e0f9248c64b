"""A small book in which every way for a contract to come due is to be seen on 10 June 2025."""

import csv
from pathlib import Path
from typing import Any

AS_OF = "2025-06-10"
Row = dict[str, Any]


def contract(contract: str, start: str, end: str, **more: Any) -> Row:
    return {"contract_id": contract, "account_id": f"of {contract}", "signed_on": start,
            "term_start": start, "term_end": end, "auto_renew": "false"} | more  # fmt: skip


def tables() -> dict[str, list[Row]]:
    """Six contracts that come due, one later, thirty that were renewed twice, six that left."""
    contracts = [
        contract("fixed", "2024-07-01", "2025-07-01"),
        contract("tacit", "2024-07-20", "2025-07-20", auto_renew="true", notice_days="30"),
        contract("noticed", "2024-08-01", "2025-08-01", auto_renew="true", notice_days="60"),
        contract("signed", "2024-06-30", "2025-06-30"),
        contract("next", "2025-06-30", "2026-06-30", account_id="of signed",
                 renews_contract_id="signed"),
        contract("leaving", "2024-07-10", "2025-07-10", auto_renew="true",
                 cancel_requested_on="2025-03-01", effective_end="2025-07-10"),
        contract("late", "2024-05-25", "2025-05-25"),
        contract("far", "2025-01-01", "2026-01-01"),
        *(contract(f"old{i}", "2023-02-01", "2024-02-01", auto_renew="true") for i in range(30)),
        *(contract(f"gone{i}", "2023-04-01", "2024-04-01", salesperson="Ada") for i in range(6)),
    ]  # fmt: skip
    pays = {"fixed": 100, "tacit": 200, "noticed": 300, "signed": 90, "next": 80, "leaving": 50,
            "late": 40, "far": 70}  # fmt: skip
    lines = [
        {"line_id": f"L {one['contract_id']}", "contract_id": one["contract_id"],
         "account_id": one["account_id"], "start_on": one["term_start"],
         "price_basis": "flat_per_interval", "amount": str(pays.get(one["contract_id"], 10)),
         "currency": "EUR", "interval_unit": "month", "interval_count": "1"}
        for one in contracts
    ]  # fmt: skip
    accounts = sorted({one["account_id"] for one in contracts})
    return {
        "account": [{"account_id": account} for account in accounts],
        "contract": contracts,
        "contract_line": lines,
    }


def written(folder: Path) -> Path:
    """The same as files."""
    folder.mkdir(exist_ok=True)
    for name, rows in tables().items():
        columns = list(dict.fromkeys(column for row in rows for column in row))
        with (folder / f"{name}.csv").open("w", newline="") as file:
            lines = csv.DictWriter(file, columns, restval="")
            lines.writeheader()
            lines.writerows(rows)
    return folder
