"""Looking at a renewal earlier than those that came due were looked at.

A model learns from renewals seen 75 days before their last day of notice. One that is still to
come may be seen 300 days before its end, or the day before. So that it is judged as those were:

- what is counted a year is counted over as many days as they were, reaching back into the terms
  before, never to before the first signature (:func:`as_usual`);
- of a customer so new that a window reaches to before it signed, what has not happened *yet* is
  unknown, not "no"; what has happened stays (:func:`not_yet`).

Not the same even so: a rate of a new customer is over fewer days, at least 30, and moves more; a
sponsor who has left counts from the signature on, so an early look sees fewer of them; and a look
after the usual day knows more than any in the past did.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

DAYS: Mapping[str, int] = {
    "onboarding_days": 180,
    "trained": 180,
    "promise": 90,
    "economic_covered": 180,
    "operational_covered": 180,
    "user_covered": 180,
    "value_read": 180,
    "usage_trend": 168,
    "breadth": 84,
    "active_share": 28,
}
"""How many days after the signature each of these can be told; see where they are made."""

FLAGS = frozenset(
    {"trained", "promise", "economic_covered", "operational_covered", "user_covered", "value_read"}
)


def as_usual(cases: pd.DataFrame) -> pd.DataFrame:
    """The cases, with ``begin_on`` such that an early look counts over the days of a usual one.

    Needs ``usual_on``, the day on which the case would be looked at had it come due.
    """
    usually = cases["usual_on"] - cases["begin_on"]
    begin = cases["observed_on"] - usually
    begin = begin.where(begin > cases["signed_on"], cases["signed_on"])
    earlier = begin < cases["begin_on"]
    return cases.assign(begin_on=begin.where(_early(cases) & earlier, cases["begin_on"]))


def not_yet(values: pd.DataFrame, cases: pd.DataFrame) -> pd.DataFrame:
    """The values, unknown where a new customer had no time for them yet.

    Onboarding that is not done is the days since the signature.
    """
    age = (cases["observed_on"] - cases["signed_on"]).dt.days
    early = _early(cases)
    columns = {}
    for code in values.columns.intersection(list(DAYS)):
        column = values[code]
        open_still = early & (age < DAYS[code])
        if code in FLAGS:
            open_still &= column == 0
        elif code == "onboarding_days":
            open_still &= column >= age
        columns[code] = column.where(~open_still)
    return values.assign(**columns)


def _early(cases: pd.DataFrame) -> pd.Series:
    early: pd.Series = cases["observed_on"] < cases["usual_on"]
    return early
