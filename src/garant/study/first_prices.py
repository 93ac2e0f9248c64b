"""What the first deal cost and would have cost at list price: METRICS R8 to R10 on its first day.

Grain: a case and a line of its first contract that starts on the first day of that contract.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from garant.study.asknown import AsKnown
from garant.study.day_months import months_between
from garant.study.line_terms import INTERVAL_MONTHS

ELIGIBLE = ("recurring", "usage_commit")
COUNTED = ("repeating", "forever")  # a discount granted once is no part of the price (R10)

_LINE = (
    *("line_id", "kind", "start_on", "end_on", "price_basis", "quantity", "amount"),
    *("list_amount", "currency", "interval_unit", "interval_count"),
)
_DISCOUNT = ("discount_id", "kind", "value", "duration", "start_on", "end_on", "priority")


def first_prices(seen: AsKnown) -> pd.DataFrame:
    """The lines, with ``net`` and ``listed``: a month, in the reporting currency.

    ``told`` says whether the line's discount is known: it has a list amount or a discount row.
    Without either its own price stands for its list price. ``rated`` is false where no rate
    converts it; it is then left in its own currency.
    """
    lines = seen.rows("contract_line", "contract_id", _LINE, of="first_contract_id")
    runs = lines["end_on"].isna() | (lines["end_on"] > lines["start_on"])
    lines = lines[lines["kind"].isin(ELIGIBLE) & runs]
    opening = lines.groupby("case")["start_on"].transform("min")
    lines = lines[lines["start_on"] == opening].reset_index(drop=True)
    lines["months"] = _months(lines)
    per_unit = lines["price_basis"] == "per_unit_per_interval"
    factor = lines["quantity"].fillna(1).where(per_unit, 1.0) / lines["months"]
    gross = lines["amount"] * factor
    lines["net"], rebated = _after_discounts(seen, lines, gross)
    lines["told"] = lines["list_amount"].notna() | rebated
    lines["listed"] = (lines["list_amount"] * factor).fillna(gross)
    rate = _rates(seen, lines)
    lines["rated"] = rate.notna()
    lines[["net", "listed"]] = lines[["net", "listed"]].mul(rate.fillna(1.0), axis=0)
    return lines


def _months(lines: pd.DataFrame) -> pd.Series:
    """Months of the interval (R8)."""
    interval = lines["interval_unit"].map(INTERVAL_MONTHS).astype(np.float64) * lines[
        "interval_count"
    ].fillna(1)
    total = lines["price_basis"] == "line_total"
    months = interval.where(~total, months_between(lines["start_on"], lines["end_on"]))
    return months.where(months > 0, 1.0)


def _after_discounts(
    seen: AsKnown, lines: pd.DataFrame, gross: pd.Series
) -> tuple[pd.Series, pd.Series]:
    """Prices after the discounts of the first day (R10), and whether a line has any."""
    rebated = pd.Series(data=False, index=lines.index)
    if not seen.has("discount"):
        return gross, rebated
    price = gross.copy()
    steps = _steps(seen, lines)
    for _, step in steps.groupby("step"):
        here = lines[["case", "line_id"]].reset_index(names="place")
        here = here.merge(step, on="case", suffixes=("", "_of")).set_index("place")
        here = here[here["line_id_of"].isna() | (here["line_id_of"] == here["line_id"])]
        rebated[here.index] = True
        price[here.index] = _discounted(price[here.index], here, lines.loc[here.index, "months"])
    return price, rebated


def _steps(seen: AsKnown, lines: pd.DataFrame) -> pd.DataFrame:
    """The discounts of the first day in their order: the n-th of each case is step n."""
    first = lines[["case", "start_on"]].drop_duplicates("case").rename(columns={"start_on": "day"})
    own = seen.rows("discount", "contract_id", _DISCOUNT, of="first_contract_id")
    own["line_id"] = None
    of_lines = seen.frames["discount"][["line_id", *_DISCOUNT, "recorded_at", "voided_at"]]
    of_lines = lines[["case", "line_id"]].merge(of_lines.dropna(subset=["line_id"]), on="line_id")
    both = [own.drop(columns="contract_id"), seen.live(of_lines)]
    table = pd.concat([part for part in both if len(part)] or both[:1], ignore_index=True)
    table = table[table["duration"].isin(COUNTED)].merge(first, on="case")
    standing = table["end_on"].isna() | (table["end_on"] > table["day"])
    table = table[standing & (table["start_on"] <= table["day"])]
    table["priority"] = table["priority"].fillna(0)
    table = table.sort_values(["case", "priority", "discount_id"], kind="stable")
    table["step"] = table.groupby("case").cumcount()
    return table[["case", "line_id", "kind", "value", "step"]]


def _discounted(price: pd.Series, step: pd.DataFrame, months: pd.Series) -> pd.Series:
    """One discount a case: a percentage, or an amount shared by price among a contract's lines."""
    whole = price.groupby(step["case"]).transform("sum")
    share = (price / whole.where(whole > 0)).where(step["line_id_of"].isna(), 1.0).fillna(0.0)
    less = price - step["value"] * share / months
    fixed = step["kind"] == "fixed"
    return less.where(fixed, price * (1 - step["value"] / 100)).clip(lower=0.0)


def _rates(seen: AsKnown, lines: pd.DataFrame) -> pd.Series:
    """The rate of each line's currency on its first day: NaN where there is none (R16)."""
    target = seen.knowledge.currency
    home = lines["currency"] == target if target else pd.Series(data=True, index=lines.index)
    result = pd.Series(np.where(home, 1.0, np.nan), index=lines.index)
    if home.all() or not seen.has("fx_rate"):
        return result
    rates = seen.knowledge.known(seen.frames["fx_rate"])
    rates = rates[rates["to_currency"] == target].rename(columns={"from_currency": "currency"})
    asked = lines.loc[~home, ["currency", "start_on"]].drop_duplicates()
    found = asked.merge(rates, on="currency")
    valid = found["valid_to"].isna() | (found["valid_to"] >= found["start_on"])
    found = found[valid & (found["valid_from"] <= found["start_on"])]
    found = found.sort_values(["valid_from", "rate"]).drop_duplicates(
        ["currency", "start_on"], keep="last"
    )
    abroad = lines[["currency", "start_on"]].merge(
        found[["currency", "start_on", "rate"]], on=["currency", "start_on"], how="left"
    )
    return result.fillna(pd.Series(abroad["rate"].to_numpy(), index=lines.index))
