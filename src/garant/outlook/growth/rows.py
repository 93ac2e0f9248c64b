"""The growth arithmetic as rows, the same for a book and for any numbers."""

from __future__ import annotations

from typing import Any

from garant.outlook.growth.target import Growth

COLUMNS = (
    *("measure", "now", "target", "monthly_churn", "expected_lost", "to_win", "per_month"),
    *("per_salesperson", "without_churn"),
)


def rows_of(found: Growth) -> list[dict[str, Any]]:
    """A row for customers and one for money."""
    return [
        {
            "measure": one.measure,
            "now": one.now,
            "target": one.target,
            "monthly_churn": one.churn,
            "expected_lost": one.lost,
            "to_win": one.to_win,
            "per_month": one.per_month,
            "per_salesperson": one.per_salesperson,
            "without_churn": one.without_churn,
        }
        for one in found.efforts
    ]
