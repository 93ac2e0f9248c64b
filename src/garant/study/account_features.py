"""Who the customer is: its declared attributes, and whatever else the book says of accounts."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import pandas as pd

from garant.study.asknown import AsKnown
from garant.study.feature import Feature
from garant.study.observations import Refused

DECLARED = ("segment", "industry", "region", "channel", "employees")
STRUCTURE = (
    *("account_id", "name", "parent_account_id", "country", "is_test", "recorded_at", "voided_at"),
)
MOST_LEVELS = 50
LEAST_KNOWN = 0.01  # of what is known today: below, the column was written down afterwards
_TRUE, _FALSE = {"true", "yes", "oui"}, {"false", "no", "non"}
_CODE = re.compile(r"[+-]?0\d")  # 007 is a name, not a number


def account_features(seen: AsKnown) -> tuple[pd.DataFrame, list[Feature], list[Refused]]:
    """The declared attributes and the book's own, by case, with the features of the latter.

    Refuses a column of its own that tells accounts apart one by one, one with too many levels,
    and any that was written down only after the day on which it would have had to be known.
    """
    frame = seen.frames["account"]
    names = [name for name in frame.columns if name not in STRUCTURE and not name.startswith("_")]
    then = seen.rows("account", "account_id", names).drop_duplicates("case").set_index("case")
    then = then.reindex(seen.cases.index)
    known = seen.knowledge.known(frame).drop_duplicates("account_id").set_index("account_id")
    today = known.reindex(seen.cases["account_id"])
    columns, features, refused = {}, [], []
    for name in names:
        values = own_values(then[name])
        refusal = _refusal(name, then[name], today[name]) or _too_many(name, then, values)
        if name in DECLARED and (refusal is None or refusal.reason != "recorded_too_late"):
            columns[name] = then[name].astype(np.float64) if name == "employees" else then[name]
        elif refusal is not None:
            refused.append(refusal)
        else:
            columns[name] = values
            features.append(_own_feature(name, values))
    refused += _country(frame)
    return pd.DataFrame(columns, index=seen.cases.index), features, refused


def own_values(values: pd.Series) -> pd.Series:
    """An attribute as numbers where every known value is one, 1 and 0 for a flag, else as it is.

    >>> own_values(pd.Series(["1", "2.5", None])).tolist()
    [1.0, 2.5, nan]
    """
    if values.dtype == bool or pd.api.types.is_numeric_dtype(values):
        return values.astype(np.float64)
    text = values.astype("object").where(values.notna(), None)
    known = text.dropna().astype(str).str.strip()
    if len(known) and known.str.lower().isin(_TRUE | _FALSE).all():
        flags = known.str.lower().isin(_TRUE).astype(np.float64)
        return flags.reindex(values.index).astype(np.float64)
    numbers = pd.to_numeric(known, errors="coerce")
    if len(known) and numbers.notna().all() and not known.str.match(_CODE).any():
        return numbers.reindex(values.index).astype(np.float64)
    return values


def _own_feature(name: str, values: pd.Series) -> Feature:
    numeric = pd.api.types.is_numeric_dtype(values)
    flag = numeric and bool(values.dropna().isin([0.0, 1.0]).all())
    return Feature(
        code=name,
        label=name.replace("_", " ").capitalize(),
        stage=0,
        kind="flag" if flag else "number" if numeric else "category",
        role="context",
        column=f"account.{name}",
    )


def _refusal(name: str, then: pd.Series, today: pd.Series) -> Refused | None:
    """Of what is known today, nearly nothing was known when it would have had to be."""
    known = today.notna().to_numpy()
    if known.any() and then.notna().to_numpy()[known].mean() < LEAST_KNOWN:
        return Refused(name, f"account.{name}", "recorded_too_late")
    return None


def _too_many(name: str, then: pd.DataFrame, values: pd.Series) -> Refused | None:
    if pd.api.types.is_numeric_dtype(values):
        return None
    levels = values.nunique()
    alone = levels == then["account_id"].nunique() and levels > 2
    if levels > MOST_LEVELS or alone:
        return Refused(name, f"account.{name}", "too_many_levels", str(levels))
    return None


def _country(frame: pd.DataFrame) -> Iterator[Refused]:
    """A country stands in its region; where no region is given, the region is the country."""
    if frame["country"].notna().any() and not frame["country"].equals(frame["region"]):
        yield Refused("country", "account.country", "covered_by_another", "region")
