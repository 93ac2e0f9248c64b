"""The table a study looks at: one row a renewal opportunity, as known when it could still be saved.

Grain: an account's contract and the end of one of its terms. What was not yet due is not here.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from garant.study.feature import Feature

ROWS = (
    "id",
    "cluster",
    "renewal_number",
    "signed_on",
    "observed_on",
    "due_on",
    "lost",
    "mrr",
    "kept",
)


@dataclass(frozen=True)
class Refused:
    """A column that was set aside, and why: ``reason`` is a code of :data:`REASONS`."""

    code: str
    column: str
    reason: str
    detail: str = ""


@dataclass(frozen=True)
class Warned:
    """Something the reader must know beside the figures."""

    code: str
    message: str


@dataclass(frozen=True, kw_only=True)
class Observations:
    """Renewal opportunities, their outcome, and their features.

    ``rows`` has the columns of :data:`ROWS`, as far as they are known: ``id`` (text), ``cluster``
    (text; the parent account), ``renewal_number`` (1 = first), ``signed_on`` (of the account's
    first contract), ``observed_on``, ``due_on`` (dates as ``datetime64``), ``lost`` (bool),
    ``mrr`` (money due a month, in the reporting currency) and ``kept`` (share of it kept, 0 to 1
    or more). ``values`` has one column for each code of ``features``, in the same row order:
    float64 for numbers, counts and flags (NaN = unknown), ``category`` for categories.
    ``recorded:CODE`` is the day on which a feature was recorded, where that is told.
    ``negative_control`` names an outcome that no lever can cause; its values (a number or 0/1)
    are ``rows["negative_control"]``. ``opportunities`` are the deals won and lost, if known.
    """

    rows: pd.DataFrame
    values: pd.DataFrame
    features: tuple[Feature, ...]
    negative_control: str | None = None
    confounders: tuple[str, ...] | None = None
    refused: tuple[Refused, ...] = ()
    warnings: tuple[Warned, ...] = ()
    opportunities: pd.DataFrame | None = field(default=None, repr=False)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def lost(self) -> NDArray[np.float64]:
        """1.0 for what was lost, 0.0 for what was kept."""
        lost: NDArray[np.float64] = self.rows["lost"].to_numpy(dtype=np.float64)
        return lost

    @property
    def clusters(self) -> NDArray[np.int64]:
        """The number of each row's cluster, from 0."""
        numbers: NDArray[np.int64] = pd.factorize(self.rows["cluster"])[0].astype(np.int64)
        return numbers

    @property
    def losses(self) -> int:
        """How many were lost."""
        return int(self.rows["lost"].sum())

    def feature(self, code: str) -> Feature:
        """The feature of a code."""
        return next(f for f in self.features if f.code == code)

    def where(self, chosen: NDArray[np.bool_]) -> Observations:
        """The same table, of the chosen rows only."""
        return replace(
            self,
            rows=self.rows[chosen].reset_index(drop=True),
            values=self.values[chosen].reset_index(drop=True),
        )

    def first_renewals(self) -> Observations:
        """Only the first renewal of each account."""
        return self.where((self.rows["renewal_number"] == 1).to_numpy())

    def only(self, features: tuple[Feature, ...]) -> Observations:
        """The same rows with some of the features."""
        return replace(self, features=features, values=self.values[[f.code for f in features]])
