"""From features to the columns of a model, learnt once and applied to any rows.

What is learnt on one table (knots, medians, levels, scales) is kept, so that the same customer
gets the same columns in a counterfactual, in a later quarter, or in another fold.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from garant.study.feature import Feature
from garant.study.splines import knots, restricted_cubic

Floats = NDArray[np.float64]

RIDGE = 1.0  # on the log-likelihood, for columns of unit scale: weaker than one observation
HEAVY_RIDGE = 6.0  # for levels of which each has few rows, such as salespeople
LEAST_IN_LEVEL = 10  # rows below which levels are put together
REST = "…"  # the levels put together, and those never seen before
UNKNOWN = "?"


class Term(Protocol):
    """The columns of one feature."""

    @property
    def code(self) -> str:
        """The code of the feature."""

    def columns(self, values: pd.Series) -> Floats:
        """One row a value."""

    @property
    def penalties(self) -> Floats:
        """The ridge of each column."""


@dataclass(frozen=True)
class Curve:
    """A number: a restricted cubic spline, the median where it is unknown, and whether it is."""

    code: str
    at: Floats
    median: float
    centre: Floats
    scale: Floats
    flagged: bool  # has a column that says "unknown"

    @classmethod
    def learnt(cls, code: str, values: pd.Series, *, straight: bool) -> Curve:
        """Learn the knots, the median and the scale of a column."""
        x = values.to_numpy(dtype=np.float64)
        missing = np.isnan(x)
        median = float(np.median(x[~missing])) if not missing.all() else 0.0
        at = np.zeros(0) if straight else knots(x)
        raw = restricted_cubic(np.where(missing, median, x), at)
        deviation = raw.std(axis=0)
        varies = deviation > 1e-12 * np.abs(raw).max(axis=0)  # not by rounding only
        scale = np.where(varies, deviation, 1.0)
        return cls(code, at, median, raw.mean(axis=0), scale, bool(missing.any()))

    def columns(self, values: pd.Series) -> Floats:
        """The spline, of unit scale, then the missing indicator if there is one."""
        x = values.to_numpy(dtype=np.float64)
        missing = np.isnan(x)
        curve = restricted_cubic(np.where(missing, self.median, x), self.at)
        scaled = (curve - self.centre) / self.scale
        return np.column_stack([scaled, missing]) if self.flagged else scaled

    @property
    def penalties(self) -> Floats:
        """The same for every column."""
        return np.full(len(self.centre) + self.flagged, RIDGE)


@dataclass(frozen=True)
class Levels:
    """A category: one column for each level but the most frequent."""

    code: str
    first: str
    others: tuple[str, ...]
    ridge: float

    @classmethod
    def learnt(cls, code: str, values: pd.Series, *, heavy: bool) -> Levels:
        """Learn the levels; those of few rows are put together."""
        counts = as_text(values).value_counts().sort_index()  # ties by name, whatever the order
        rare = counts[counts < LEAST_IN_LEVEL]
        common = counts.drop(rare.index)
        if len(rare):
            common = pd.concat([common, pd.Series({REST: int(rare.sum())})])
        ordered = [str(name) for name in common.sort_values(ascending=False, kind="stable").index]
        return cls(code, ordered[0], tuple(ordered[1:]), HEAVY_RIDGE if heavy else RIDGE)

    def columns(self, values: pd.Series) -> Floats:
        """One column a level; a level never seen counts with the rest, or with the first."""
        codes, present = pd.factorize(as_text(values))
        known = {self.first, *self.others}
        rest = REST if REST in known else self.first
        column = {name: place for place, name in enumerate(self.others)}
        at = [column.get(name if name in known else rest, -1) for name in present]
        held = np.array(at, dtype=np.int64)[codes]
        columns: Floats = (held[:, None] == np.arange(len(self.others))).astype(np.float64)
        return columns

    @property
    def penalties(self) -> Floats:
        """The same for every level."""
        return np.full(len(self.others), self.ridge)


def as_text(values: pd.Series) -> pd.Series:
    """A category as text, ``?`` where it is unknown."""
    codes, present = pd.factorize(values)
    names = np.array([*(str(name) for name in present), UNKNOWN], dtype=object)
    return pd.Series(names[codes], index=values.index, name=values.name, dtype="str")


@dataclass(frozen=True)
class Design:
    """The terms of a model, in order, after the intercept."""

    terms: tuple[Term, ...]

    @classmethod
    def learnt(
        cls, values: pd.DataFrame, features: Iterable[Feature], *, straight: bool = False
    ) -> Design:
        """Learn the terms of some features; `straight` gives numbers a line in place of a curve."""
        return cls(tuple(term(f, values[f.code], straight=straight) for f in features))

    def matrix(self, values: pd.DataFrame) -> Floats:
        """The columns: 1, then each term's. Shape (rows, columns)."""
        parts = [term.columns(values[term.code]) for term in self.terms]
        return np.column_stack([np.ones(len(values)), *parts])

    def changed(self, matrix: Floats, code: str, values: pd.Series) -> Floats:
        """The same matrix with one feature set to other values."""
        result = matrix.copy()
        result[:, self.places(code)] = self.term(code).columns(values)
        return result

    def term(self, code: str) -> Term:
        """The term of a feature."""
        return next(term for term in self.terms if term.code == code)

    def places(self, code: str) -> slice:
        """Where the columns of a feature are."""
        start = 1
        for term in self.terms:
            stop = start + len(term.penalties)
            if term.code == code:
                return slice(start, stop)
            start = stop
        raise KeyError(code)

    def part(self, matrix: Floats, codes: Container[str]) -> tuple[Design, Floats]:
        """The design of some of the features, and its columns of a matrix of all of them."""
        terms = tuple(term for term in self.terms if term.code in codes)
        chosen = [slice(0, 1), *(self.places(term.code) for term in terms)]
        return Design(terms), np.column_stack([matrix[:, places] for places in chosen])

    @property
    def penalties(self) -> Floats:
        """The ridge of each column; the intercept has none."""
        return np.concatenate([np.zeros(1), *(term.penalties for term in self.terms)])


def term(feature: Feature, values: pd.Series, *, straight: bool = False) -> Term:
    """The term that suits a feature; with `straight` a number is one column."""
    if feature.kind == "category":
        return Levels.learnt(feature.code, values, heavy=feature.heavy)
    return Curve.learnt(feature.code, values, straight=straight or feature.kind == "flag")


def usable(values: pd.DataFrame, features: Sequence[Feature]) -> tuple[Feature, ...]:
    """The features of which a model can learn something: those with two values."""
    return tuple(f for f in features if values[f.code].nunique(dropna=False) > 1)
