"""The entry point: tables and settings in, rows of the contract out."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from . import adoption, bridge, cohorts, economics, renewals, retention, standing
from .calendar import Row, end_of_day
from .ledger import Ledger
from .renewals import Decision

DEFAULTS: dict[str, Any] = {
    "reporting_tz": "UTC",
    "reporting_currency": None,
    "closes": "restated",
    "annual_basis": "months",
    "discount_policy": "recurring",
    "free_policy": "churn",
    "trial_policy": "zero",
    "pause_policy": "zero",
    "churn_recognition": "service_end",
    "gap_tolerance_days": 0,
    "renewal_grace_days": 30,
    "reactivation_window_days": None,
    "fx_policy": "closing",
    "usage_policy": "committed",
    "min_renewable_months": 3,
    "known_as_of": None,
}


class Reference:
    """The rules of METRICS, slowly."""

    def __init__(
        self,
        tables: dict[str, list[Row]],
        settings: dict[str, Any] | None = None,
        as_of: datetime | date | None = None,
    ) -> None:
        unknown = set(settings or {}) - set(DEFAULTS)
        if unknown:
            raise ValueError(f"unknown settings: {sorted(unknown)}")
        self.tables = tables
        self.settings = DEFAULTS | (settings or {})
        at = as_of or self.settings["known_as_of"] or datetime.now(UTC)
        if not isinstance(at, datetime):
            at = end_of_day(at, self.settings["reporting_tz"])
        self.ledger = Ledger(tables, self.settings, at)
        self.past: dict[datetime, Ledger] = {at: self.ledger}

    def known_then(self, at: datetime) -> Ledger:
        """The same facts as they were known at an earlier instant."""
        if at not in self.past:
            reporting = self.ledger.rates.reporting
            self.past[at] = Ledger(self.tables, self.settings, at, reporting)
        return self.past[at]

    def mrr(self, on: date, by: str | None = None) -> list[Row]:
        return standing.mrr_rows(self.ledger, on, by)

    def bridge(
        self,
        by: str = "month",
        view: str = "full",
        since: date | None = None,
        until: date | None = None,
        accounts: bool = False,
    ) -> list[Row]:
        return bridge.run(
            self.ledger,
            self.known_then,
            by=by,
            view=view,
            since=since,
            until=until,
            accounts=accounts,
        )

    def retention(self, window: int = 12) -> list[Row]:
        return retention.retention_rows(self.ledger, window)

    def cohorts(self, of: str = "logos", by: str = "month") -> list[Row]:
        return cohorts.cohort_rows(self.ledger, of, by)

    def renewals(self, by: str = "month") -> list[Row]:
        return renewals.renewal_rows(self.ledger, by)

    def decisions(self, until: date) -> list[Decision]:
        """Every due contract up to a day, one by one, for tests of R22."""
        return renewals.decisions(self.ledger, until)

    def economics(self, by: str = "month") -> list[Row]:
        monthly = self.bridge()
        rows = monthly if by == "month" else self.bridge(by=by)
        return economics.economics_rows(self.ledger, rows, monthly, by)

    def adoption(self) -> list[Row]:
        return adoption.adoption_rows(self.ledger)

    def account_mrr(self, account: str, on: date) -> Decimal:
        return self.ledger.amount(account, on)
