"""What could be seen of each renewal opportunity on the day it is looked at, and nothing later.

A fact counts when it was recorded by the end of that day, had not been voided by then (METRICS
R2), and, if it is an event, had happened by then. Every feature is read through :class:`AsKnown`,
so that none can look ahead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Integers = NDArray[np.int64]

FROM_THE_BEGINNING = pd.Timestamp("1900-01-01").as_unit("us")  # what an empty recorded_at means
ONE_DAY = pd.Timedelta(days=1)
_MOMENT = pd.Timedelta(microseconds=1).as_unit("us")
_KNOWLEDGE = ("recorded_at", "voided_at")
_SECONDS = 2**34  # room for the seconds of an instant beside the number of an account
_EPOCH = 2**33


@dataclass(frozen=True)
class Knowledge:
    """The instant a book is read at, and the settings by which it is (METRICS 1)."""

    at: datetime
    tz: str = "UTC"
    currency: str | None = None
    least_months: int = 3  # of a term that can be renewed
    grace_days: int = 30

    @property
    def instant(self) -> pd.Timestamp:
        """The instant in UTC, without a zone, as the frames have it."""
        return pd.Timestamp(self.at.astimezone(UTC).replace(tzinfo=None))

    @property
    def on(self) -> pd.Timestamp:
        """Its local day."""
        return pd.Timestamp(self.at).tz_convert(self.tz).tz_localize(None).normalize()

    def known(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The rows known, and not voided, at the instant (R2)."""
        recorded = frame["recorded_at"].isna() | (frame["recorded_at"] <= self.instant)
        return frame[recorded & (frame["voided_at"].isna() | (frame["voided_at"] > self.instant))]

    def midnight(self, days: pd.Series) -> pd.Series:
        """The instants, in UTC without a zone, at which local days begin."""
        moments = days.astype("datetime64[us]")
        if self.tz == "UTC":
            return moments
        # A midnight that comes twice is meant the first time, one that is skipped when it ends.
        twice = np.ones(len(moments), dtype=bool)
        local = moments.dt.tz_localize(self.tz, ambiguous=twice, nonexistent="shift_forward")
        return local.dt.tz_convert("UTC").dt.tz_localize(None)

    def day(self, instants: pd.Series) -> pd.Series:
        """The local days of instants in UTC."""
        moments = instants.dt.tz_localize("UTC").dt.tz_convert(self.tz)
        return moments.dt.tz_localize(None).dt.normalize()


@dataclass(frozen=True)
class AsKnown:
    """Tables of facts, all their rows ever recorded, seen from each of some cases.

    ``cases`` has the index 0, 1, 2 … and the columns ``account_id``, ``contract_id``,
    ``first_contract_id``, ``signed_on``, ``begin_on`` (of the term that ends), ``due_on`` and
    ``observed_on``. In ``frames`` instants are in UTC without a zone and amounts are floats; a
    table without ``recorded_at`` and ``voided_at`` was known from the beginning.
    """

    cases: pd.DataFrame
    frames: Mapping[str, pd.DataFrame]
    knowledge: Knowledge
    _orders: dict[tuple[str, str], _Order] = field(default_factory=dict, repr=False)

    def has(self, *tables: str) -> bool:
        """Whether the book has all of these tables."""
        return all(name in self.frames for name in tables)

    @cached_property
    def until(self) -> pd.Series:
        """The first instant that is too late to be seen, case by case.

        The next midnight, or the instant of knowledge if that comes within the day.
        """
        midnight = self.knowledge.midnight(self.cases["observed_on"] + ONE_DAY)
        return midnight.clip(upper=self.knowledge.instant.as_unit("us") + _MOMENT)

    def rows(self, table: str, by: str, columns: Sequence[str], *, of: str = "") -> pd.DataFrame:
        """The rows of a table as seen from each case, with the number of the ``case``.

        A row belongs to a case when its column `by` has the value of the case's column `of`.
        Only the `columns` named are kept.
        """
        frame = self.frames[table]
        kept = _columns(frame, [by, *columns])
        own = pd.DataFrame({by: self.cases[of or by], "case": self.cases.index})
        found = own.merge(frame[kept].dropna(subset=[by]), on=by)
        return self.live(found)

    def events(
        self, table: str, columns: Sequence[str], since: pd.Series, *, at: str = "at"
    ) -> pd.DataFrame:
        """The events of each case's account since the start of a local day, as seen from the case.

        Has ``case``, the `columns` and the column `at`.
        """
        order = self._order(table, at)
        first = order.places(self.cases["account_id"], self.knowledge.midnight(since))
        last = order.places(self.cases["account_id"], self.until)
        count = np.maximum(last - first, 0)
        case = np.repeat(np.arange(len(count)), count)
        within = np.arange(len(case)) - np.repeat(np.cumsum(count) - count, count)
        kept = _columns(order.frame, [*columns, at])
        found = order.frame[kept].iloc[np.repeat(first, count) + within]
        return self.live(found.assign(case=case))

    def begins(self, table: str, at: str = "at") -> pd.Timestamp:
        """The local day of the first event of a table: before it nothing was written down."""
        first = self.frames[table][at].min()
        return self.knowledge.day(pd.Series([first])).iloc[0] if pd.notna(first) else pd.NaT

    def by_case(self, values: pd.Series, *, otherwise: float = np.nan) -> pd.Series:
        """One value a case, of those that have one."""
        return values.reindex(self.cases.index).astype(np.float64).fillna(otherwise)

    def live(self, found: pd.DataFrame) -> pd.DataFrame:
        """Of rows that have a ``case``, those that were known and not voided when it is seen."""
        dated = [name for name in _KNOWLEDGE if name in found]
        if not any(found[name].notna().any() for name in dated):
            return found.drop(columns=dated)
        until = self.until.to_numpy()[found["case"].to_numpy()]
        recorded, voided = (found[name].to_numpy() for name in _KNOWLEDGE)
        live = np.isnat(recorded) | (recorded < until)
        live &= np.isnat(voided) | (voided >= until)
        return found[live].drop(columns=list(_KNOWLEDGE))

    def _order(self, table: str, at: str) -> _Order:
        if (table, at) not in self._orders:
            self._orders[table, at] = _Order.of(self.frames[table], at)
        return self._orders[table, at]


@dataclass(frozen=True)
class _Order:
    """Events by account and time, with a number that grows along them."""

    frame: pd.DataFrame
    accounts: Any  # a pandas Index: its places are the numbers of the accounts
    keys: Integers

    @classmethod
    def of(cls, frame: pd.DataFrame, at: str) -> _Order:
        codes, accounts = pd.factorize(frame["account_id"])
        accounts = accounts.astype("str")
        keys = codes.astype(np.int64) * _SECONDS + _seconds(frame[at])
        order = np.argsort(keys, kind="stable")
        return cls(frame.iloc[order], pd.Index(accounts), keys[order])

    def places(self, accounts: pd.Series, moments: pd.Series) -> Integers:
        """The place of the first event of each account at or after a moment (a whole second)."""
        codes = self.accounts.get_indexer(accounts).astype(np.int64)
        keys = codes * _SECONDS + _seconds(moments)
        places: Integers = np.searchsorted(self.keys, keys, side="left").astype(np.int64)
        # An account without events has the number -1, which sorts before all: an empty stretch.
        return places


def _columns(frame: pd.DataFrame, columns: Sequence[str]) -> list[str]:
    """The columns, and when a row was recorded and voided."""
    return list(dict.fromkeys([*columns, *(name for name in _KNOWLEDGE if name in frame)]))


def _seconds(moments: pd.Series) -> Integers:
    """Whole seconds, rounded down, moved so that they are never negative."""
    whole: Integers = moments.to_numpy().astype("datetime64[s]").astype(np.int64)
    return whole + _EPOCH
