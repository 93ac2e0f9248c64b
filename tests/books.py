"""Small random companies that obey the input rules and together contain every oddity.

`random_book(seed)` gives tables of typed rows and settings; `write_book` writes the tables as
CSV files; `books()` is a hypothesis strategy over the seeds.
"""

import csv
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from tests.book_company import COLUMNS, Company, Row, Tables
from tests.reference.calendar import addmonths


def random_settings(company: Company) -> Row:
    """Every setting at a value of its own now and then."""
    r = company.r
    options: dict[str, list[Any]] = {
        "reporting_tz": ["Europe/Paris", "America/New_York", "Pacific/Auckland"],
        "closes": ["frozen"],
        "annual_basis": ["days"],
        "discount_policy": ["all", "forever_only", "none"],
        "trial_policy": ["count"],
        "pause_policy": ["keep"],
        "churn_recognition": ["at_request"],
        "gap_tolerance_days": [1, 5, 30],
        "renewal_grace_days": [0, 10, 60],
        "reactivation_window_days": [0, 10, 90],
        "min_renewable_months": [0, 1, 12],
    }
    chosen = {key: r.choice(values) for key, values in options.items() if company.chance(0.25)}
    if company.abroad or company.chance(0.5):
        chosen["reporting_currency"] = company.home
    day = company.finish
    if company.chance(0.4):
        day = company.begin + timedelta(r.randint(200, 760))
    chosen["known_as_of"] = company.instant(day)
    return chosen


def write_products_and_accounts(company: Company) -> None:
    named = company.chance(0.85)
    for n, family in enumerate(["F1", "F1", "F2", "", None][: company.r.randint(2, 5)], 1):
        row = {"product_id": f"P{n}", "name": f"Product {n}", "family": family if named else None}
        company.products.append(company.put("product", row)["product_id"])
    for n in range(1, company.n_accounts + 1):
        company.put(
            "account",
            {
                "account_id": f"A{n}",
                "name": f"Account {n}",
                "segment": company.r.choice(["small", "large", None]),
                "country": company.r.choice(["FR", "DE"]),
                "channel": company.r.choice(["web", "partner"]),
                "employees": company.r.randint(2, 900),
                "is_test": company.chance(0.06) if n > 1 else None,
            },
        )


def write_rates(company: Company) -> None:
    """Rates for every day, in pieces of uneven length, with overrides and useless inverses."""
    r = company.r
    for currency in company.abroad:
        centre = 0.0065 if currency == "JPY" else 0.9
        day = date(2022, 1, 1)
        while day < date(2027, 1, 1):
            following = day + timedelta(r.choice([14, 31, 60, 92]))
            end = None if company.chance(0.2) else following - timedelta(1)
            if following >= date(2027, 1, 1):
                end = None
            write_rate(company, (currency, company.home), (day, end), centre)
            if company.chance(0.2):
                write_rate(company, (company.home, currency), (day, end), 1 / centre)
            if company.chance(0.1):
                inside = day + timedelta(5)
                short = (inside, inside + timedelta(3))
                write_rate(company, (currency, company.home), short, centre)
            day = following


def write_rate(
    company: Company, pair: tuple[str, str], valid: tuple[date, date | None], centre: float
) -> None:
    rate = Decimal(str(round(centre * company.r.uniform(0.85, 1.15), 6)))
    row = {"from_currency": pair[0], "to_currency": pair[1], "rate": rate}
    company.put("fx_rate", row | {"valid_from": valid[0], "valid_to": valid[1]})


def write_spend_and_usage(company: Company) -> None:
    r = company.r
    for n in range(25 if company.chance(0.6) else 0):
        for kind in r.sample(["sales", "marketing", "cogs", "onboarding", "success"], 3):
            row = {"month": addmonths(company.begin, n), "department": "all", "kind": kind}
            money = {
                "amount": company.money(),
                "currency": r.choice([company.home, *company.abroad]),
            }
            company.put("spend", row | money)
    for _ in range(30 if company.chance(0.3) else 0):
        day = company.some_day(company.begin, company.finish)
        row = {"account_id": "A1", "user_id": f"U{r.randint(1, 5)}", "at": company.instant(day)}
        company.put("usage", row | {"event": "saved", "quantity": Decimal(1)})


def random_book(seed: int, *, size: str = "small") -> tuple[Tables, Row]:
    """Tables of typed rows and settings, the same for the same seed."""
    company = Company(seed, size)
    company.settings = random_settings(company)
    write_products_and_accounts(company)
    while not company.is_full:
        for account in company.tables["account"]:
            if not company.is_full:
                company.live(account["account_id"])
        if company.chance(0.5):
            break
    write_rates(company)
    write_spend_and_usage(company)
    for rows in company.tables.values():
        company.r.shuffle(rows)
    return company.tables, company.settings


def books(size: str = "small") -> st.SearchStrategy[tuple[Tables, Row]]:
    """Hypothesis: any seed."""
    return st.integers(0, 2**31).map(lambda seed: random_book(seed, size=size))


def as_text(value: Any) -> str:
    """CSV spelling: ISO dates, instants with Z, plain decimals, empty for null, true and false."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, date) else str(value)


def write_book(tables: Tables, folder: Path | str) -> None:
    """One CSV file per table, every column, even when the table is empty."""
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    for table, rows in tables.items():
        known = COLUMNS.get(table, "").split()
        names = known + sorted({key for row in rows for key in row} - set(known))
        with (target / f"{table}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(names)
            writer.writerows([as_text(row.get(name)) for name in names] for row in rows)
