"""Comparison d: the bridge in pandas, by whole columns and never row by row."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

MONTHS = 60
OPENING = np.datetime64("2020-01", "M")
LINES = [
    *("line_id", "contract_id", "account_id", "kind", "start_on", "end_on", "quantity"),
    *("price_basis", "amount", "interval_unit", "interval_count"),
]


def bridge(folder: Path) -> list[tuple[int, ...]]:
    """Month, new, reactivation, expansion, contraction, churn; ten-thousandths."""
    lines = _lines(folder)
    paid = _paid(_valued(lines))
    return _moved(paid)


def _lines(folder: Path) -> pd.DataFrame:
    """The lines that count, with their contract and their discount beside them."""
    lines = _read(folder, "contract_line", LINES)
    accounts = _read(folder, "account", ["account_id", "is_test"])
    contracts = _read(
        folder, "contract", ["contract_id", "auto_renew", "term_end", "effective_end"]
    )
    discounts = _read(folder, "discount", ["line_id", "value", "start_on", "end_on"])
    discounts = discounts.rename(columns={"start_on": "cut_from", "end_on": "cut_until"})
    lines = lines[lines["kind"] == "recurring"].merge(
        accounts[~accounts["is_test"]][["account_id"]], on="account_id"
    )
    lines = lines.merge(contracts, on="contract_id", how="left")
    return lines.merge(discounts, on="line_id", how="left")


def _read(folder: Path, table: str, columns: list[str]) -> pd.DataFrame:
    return pd.read_parquet(folder / f"{table}.parquet", columns=columns, dtype_backend="pyarrow")


def _month(dates: pd.Series[pd.Timestamp], empty: int) -> np.ndarray:
    """Months since the opening of the book."""
    days = dates.astype("datetime64[s]").to_numpy()
    months = days.astype("datetime64[M]")
    numbers: np.ndarray = np.where(np.isnat(months), empty, (months - OPENING).astype("int64"))
    return numbers


def _valued(lines: pd.DataFrame) -> pd.DataFrame:
    """When each line counts, and what it is worth a month with and without its discount."""
    term_end = lines["term_end"].where(~lines["auto_renew"].fillna(value=True).astype(bool))
    leaves = np.minimum(_month(lines["end_on"], MONTHS), _month(lines["effective_end"], MONTHS))
    leaves = np.minimum(leaves, _month(term_end, MONTHS))
    cents = (lines["amount"].astype("float64") * 100).round().to_numpy(dtype="int64")
    flat = (lines["price_basis"] == "flat_per_interval").to_numpy(dtype=bool)
    price = cents * np.where(flat, 1, lines["quantity"].to_numpy(dtype="int64"))
    yearly = (lines["interval_unit"] == "year").to_numpy(dtype=bool)
    months = lines["interval_count"].to_numpy(dtype="int64") * np.where(yearly, 12, 1)
    percent = lines["value"].fillna(0).to_numpy(dtype="int64")
    return pd.DataFrame(
        {
            "account": pd.factorize(lines["account_id"])[0],
            "enters": _month(lines["start_on"], MONTHS),
            "leaves": np.minimum(leaves, MONTHS),
            "cut_from": _month(lines["cut_from"], MONTHS),
            "cut_until": _month(lines["cut_until"], MONTHS),
            "mrr": _half_up(price * 100, months),
            "cheaper": _half_up(price * (100 - percent), months),
        }
    )


def _half_up(top: np.ndarray, bottom: np.ndarray) -> np.ndarray:
    rounded: np.ndarray = (2 * top + bottom) // (2 * bottom)
    return rounded


def _paid(lines: pd.DataFrame) -> pd.DataFrame:
    """MRR by account and month, of those that pay."""
    counts = (lines["leaves"] - lines["enters"]).clip(lower=0).to_numpy()
    at = np.repeat(np.arange(len(lines)), counts)
    first = np.repeat(counts.cumsum() - counts, counts)
    month = lines["enters"].to_numpy()[at] + np.arange(len(at)) - first
    cut = (lines["cut_from"].to_numpy()[at] <= month) & (month < lines["cut_until"].to_numpy()[at])
    mrr = np.where(cut, lines["cheaper"].to_numpy()[at], lines["mrr"].to_numpy()[at])
    rows = pd.DataFrame({"account": lines["account"].to_numpy()[at], "month": month, "mrr": mrr})
    return rows.groupby(["account", "month"], as_index=False)["mrr"].sum()


def _moved(paid: pd.DataFrame) -> list[tuple[int, ...]]:
    """Each month of an account beside the one before and the one after."""
    beside = paid.groupby("account")
    month_before, mrr_before = beside["month"].shift(1), beside["mrr"].shift(1)
    follows = beside["month"].shift(-1) == paid["month"] + 1
    stays = month_before == paid["month"] - 1
    change = paid["mrr"] - mrr_before
    parts = {
        "new": paid["mrr"].where(month_before.isna()),
        "reactivation": paid["mrr"].where(month_before.notna() & ~stays),
        "expansion": change.where(stays & (change > 0)),
        "contraction": -change.where(stays & (change < 0)),
    }
    sums = pd.DataFrame(parts).fillna(0).astype("int64").groupby(paid["month"]).sum()
    lost = paid[~follows & (paid["month"] < MONTHS - 1)]
    churn = lost.groupby(lost["month"] + 1)["mrr"].sum()
    sums = sums.reindex(range(MONTHS), fill_value=0)
    sums["churn"] = churn.reindex(range(MONTHS), fill_value=0)
    return [tuple(int(value) for value in row) for row in sums.itertuples()]
