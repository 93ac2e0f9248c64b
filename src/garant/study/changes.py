"""A change of policy in words: ``discount<=0.10``, ``onboarding_days<=30``, ``billing=annual``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal, get_args

import pandas as pd

from garant.metrics.errors import RequestError, UsageError
from garant.study.feature import Feature

Operator = Literal["<=", ">=", "="]
Change = tuple[Operator, float | str]

WRITTEN = re.compile(r"\s*(?P<code>[A-Za-z_][\w.]*)\s*(?P<operator><=|>=|=)\s*(?P<value>\S.*?)\s*")


def parse_change(text: str) -> tuple[str, Change]:
    """A lever's code and its change, as written on a command line.

    >>> parse_change("discount<=0.10")
    ('discount', ('<=', 0.1))
    >>> parse_change("onboarding_days <= 30"), parse_change("discount<=10%")
    (('onboarding_days', ('<=', 30.0)), ('discount', ('<=', 0.1)))
    >>> parse_change("billing=annual")
    ('billing', ('=', 'annual'))
    """
    match = WRITTEN.fullmatch(text)
    if match is None:
        raise UsageError(
            "{text} is no change: write LEVER<=X, LEVER>=X or LEVER=X", text=repr(text)
        )
    operator: Operator = match["operator"]  # type: ignore[assignment]  # one of the pattern's
    value = _number(match["value"])
    if isinstance(value, str) and operator != "=":
        raise UsageError(
            "{text}: {operator} needs a number, not {value}",
            text=repr(text),
            operator=operator,
            value=repr(value),
        )
    return match["code"], (operator, value)


def _number(text: str) -> float | str:
    scale = 100.0 if text.endswith("%") else 1.0
    try:
        return float(text.removesuffix("%")) / scale
    except ValueError:
        return text


def checked(
    features: tuple[Feature, ...], values: pd.DataFrame, changes: Mapping[str, Change]
) -> tuple[Feature, ...]:
    """The levers of some changes, or an error that says all that is wrong with them."""
    known = {f.code: f for f in features}
    wrong = [
        said for code, change in changes.items() for said in _wrong(known, values, code, change)
    ]
    if not changes:
        wrong = ["a policy changes at least one lever"]
    if wrong:
        raise RequestError("the policy cannot be tried: {problems}", problems="; ".join(wrong))
    return tuple(known[code] for code in changes)


def _wrong(
    known: Mapping[str, Feature], values: pd.DataFrame, code: str, change: Change
) -> list[str]:
    levers = ", ".join(code for code, feature in known.items() if feature.is_lever)
    feature = known.get(code)
    operator, value = change
    if feature is None or not feature.is_lever:
        return [f"{code} is no lever of this study; its levers: {levers or 'none'}"]
    if operator not in get_args(Operator):
        return [f"{code}: {operator!r} is none of <=, >=, ="]
    if feature.is_number:
        return [f"{code} is a number, not {value!r}"] if isinstance(value, str) else []
    levels = sorted(str(level) for level in values[code].dropna().unique())
    if operator != "=":
        return [f"{code} is a category: write {code}=LEVEL"]
    if str(value) not in levels:
        return [f"{code} has no level {value!r}; its levels: {', '.join(levels)}"]
    return []


def changed(values: pd.Series, change: Change) -> pd.Series:
    """The values under a policy: those beyond it moved to it; what is unknown stays unknown.

    >>> changed(pd.Series([0.0, 0.3, None]), ("<=", 0.1)).tolist()
    [0.0, 0.1, nan]
    """
    operator, value = change
    if operator == "<=":
        return values.clip(upper=float(value))
    if operator == ">=":
        return values.clip(lower=float(value))
    to = value if isinstance(value, str) else float(value)
    return values.astype("object" if isinstance(to, str) else "float64").where(values.isna(), to)
