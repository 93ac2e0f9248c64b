"""How the customer started: how long onboarding took, and whether anybody was trained."""

from __future__ import annotations

import numpy as np
import pandas as pd

from garant.study.asknown import AsKnown


def onboarding_features(seen: AsKnown) -> pd.DataFrame:
    """The columns of onboarding, by case: unknown of who signed before touchpoints were kept.

    ``onboarding_days`` runs from the first signature to the end of onboarding. Where it is not
    done yet it is the days so far: at least so many.
    """
    signed_on, observed_on = seen.cases["signed_on"], seen.cases["observed_on"]
    found = seen.events("touchpoint", ["kind"], signed_on)
    told = (signed_on >= seen.begins("touchpoint")) & (observed_on >= signed_on)
    done = found[found["kind"] == "onboarding_done"].groupby("case")["at"].min()
    done_on = seen.knowledge.day(done.reindex(seen.cases.index))
    days = (done_on.fillna(observed_on) - signed_on).dt.days.astype(np.float64)
    trained = seen.cases.index.isin(found[found["kind"] == "training"]["case"])
    left = seen.cases.index.isin(found[found["kind"] == "sponsor_left"]["case"])
    return pd.DataFrame(
        {
            "onboarding_days": days.where(told),
            "trained": pd.Series(trained.astype(np.float64), seen.cases.index).where(told),
            "sponsor_left": pd.Series(left.astype(np.float64), seen.cases.index).where(told),
        }
    )
