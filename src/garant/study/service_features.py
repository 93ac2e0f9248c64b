"""What the product and support were like in the term that ends, up to the day it is looked at."""

from __future__ import annotations

import numpy as np
import pandas as pd

from garant.study.asknown import ONE_DAY, AsKnown

LEAST_DAYS = 30  # of a term: a rate a year of less would be noise
YEAR = 365


def service_features(seen: AsKnown) -> pd.DataFrame:
    """Tickets a year by kind, and hours to resolve, by case."""
    begin = since(seen, seen.begins("ticket", "opened_at"))
    found = seen.events("ticket", ["kind", "closed_at"], begin, at="opened_at")
    closed = found["closed_at"].to_numpy() < seen.until.to_numpy()[found["case"].to_numpy()]
    hours = (found["closed_at"] - found["opened_at"]).dt.total_seconds() / 3600
    resolved = hours[closed].groupby(found["case"][closed]).median()
    unmet = (found["kind"] == "request") & ~closed
    return pd.DataFrame(
        {
            "defects": a_year(seen, found[found["kind"] == "defect"], begin),
            "outages": a_year(seen, found[found["kind"] == "outage"], begin),
            "requests_unmet": a_year(seen, found[unmet], begin),
            "tickets": a_year(seen, found, begin),
            "hours_to_resolve": seen.by_case(resolved),
        }
    )


def since(seen: AsKnown, first: pd.Timestamp) -> pd.Series:
    """The start of the term that ends, or the day on which events begin to be kept if later."""
    begin = seen.cases["begin_on"]
    return begin.where(begin >= first, first)


def a_year(seen: AsKnown, events: pd.DataFrame, begin: pd.Series) -> pd.Series:
    """How many events a year since `begin`; unknown where that is less than 30 days."""
    days = (seen.cases["observed_on"] + ONE_DAY - begin).dt.days
    count = seen.by_case(events.groupby("case").size(), otherwise=0.0)
    rate: pd.Series = (count * YEAR / days.where(days >= LEAST_DAYS)).astype(np.float64)
    return rate
