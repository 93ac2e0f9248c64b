"""What happens around the renewal: who is spoken to, who speaks first, what is shown."""

from __future__ import annotations

import numpy as np
import pandas as pd

from garant.study.asknown import ONE_DAY, AsKnown
from garant.study.service_features import a_year, since

WINDOW_DAYS = 180
LEVELS = ("user", "operational", "economic")


def contact_features(seen: AsKnown) -> pd.DataFrame:
    """Levels covered and share of exchanges begun by the customer, in the last 180 days."""
    found, told = _recent(seen, "touchpoint", ["level", "direction"])
    covered = {f"{name}_covered": _any(seen, found[found["level"] == name]) for name in LEVELS}
    theirs = (found["direction"] == "theirs").groupby(found["case"]).mean()
    begin = since(seen, seen.begins("touchpoint"))
    in_term = seen.events("touchpoint", ["kind"], begin)
    reviews = a_year(seen, in_term[in_term["kind"] == "business_review"], begin)
    columns = {name: values.where(told) for name, values in covered.items()}
    columns["theirs_share"] = seen.by_case(theirs).where(told)
    return pd.DataFrame(columns | {"business_reviews": reviews})


def reading_features(seen: AsKnown) -> pd.DataFrame:
    """Whether what was promised has been read in the last 180 days."""
    found, told = _recent(seen, "reading", ["indicator"])
    return pd.DataFrame({"value_read": _any(seen, found).where(told)})


def _recent(seen: AsKnown, table: str, columns: list[str]) -> tuple[pd.DataFrame, pd.Series]:
    """The events of the last 180 days, and whether all of these days were kept."""
    begin = seen.cases["observed_on"] - (WINDOW_DAYS - 1) * ONE_DAY
    return seen.events(table, columns, begin), begin >= seen.begins(table)


def _any(seen: AsKnown, events: pd.DataFrame) -> pd.Series:
    found = seen.cases.index.isin(events["case"])
    return pd.Series(found.astype(np.float64), index=seen.cases.index)
