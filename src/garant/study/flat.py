"""A table with one row a customer, as text, and its declaration: to observations.

Nothing is guessed: a cell that is not what its column was declared to be is an error with its
row. An empty cell is unknown; the text ``None`` is a value like any other.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from garant.metrics.errors import DataError, Problem
from garant.study.declaration import RULE, Condition, Declaration
from garant.study.feature import Feature
from garant.study.observations import Observations, Warned
from garant.study.screening import screened

FIRST_ROW = 2  # of a file whose header is row 1
SHOWN = 5  # problems of one column that are told one by one
TRUE, FALSE = {"1", "true", "yes", "y", "oui"}, {"0", "false", "no", "n", "non"}


def observed(table: pd.DataFrame, declaration: Declaration, *, file: str) -> Observations:
    """The observations of a flat table whose cells are text.

    Rows that the declaration says are not due are left out. Raises DataError with every problem
    of the table: a column that is not there, a cell that cannot be read, an id that is repeated.
    """
    _refuse([*_missing_columns(table, declaration, file)])
    due = ~_holds(table, declaration.not_due)
    read = _Reader(table, file)
    values = pd.DataFrame({f.code: read.feature(f) for f in declaration.features})
    rows = _rows(read, declaration, index=table.index)
    _refuse([*read.problems, *_repeated(rows, due, declaration, file)])
    everything = Observations(
        rows=rows,
        values=values,
        features=declaration.features,
        negative_control=declaration.negative_control,
        confounders=declaration.confounders,
        warnings=tuple(_contradicted(table, declaration, due)),
    )
    return screened(everything.where(due))


def _rows(read: _Reader, declaration: Declaration, *, index: pd.Index) -> pd.DataFrame:
    table = read.table
    ids = table[declaration.id] if declaration.id else pd.Series(index.astype(str), index=index)
    cluster = table[declaration.cluster] if declaration.cluster else ids
    rows = pd.DataFrame({"id": ids, "cluster": cluster.where(cluster != "", ids)})
    rows["renewal_number"] = 1
    if declaration.renewal_number:
        rows["renewal_number"] = read.numbers(declaration.renewal_number).fillna(1).astype(int)
    rows["lost"] = _holds(table, declaration.outcome)
    rows["mrr"] = np.nan
    for name, column in (("observed_on", declaration.observed_on),):
        rows[name] = read.days(column) if column else pd.NaT
    for feature in declaration.features:
        if feature.recorded_at:
            rows[f"recorded:{feature.code}"] = read.days(feature.recorded_at)
    if declaration.negative_control:
        rows["negative_control"] = read.numbers(declaration.negative_control, flags=True)
    return rows


class _Reader:
    """Reads columns of text and gathers what cannot be read."""

    def __init__(self, table: pd.DataFrame, file: str) -> None:
        self.table = table
        self.file = file
        self.problems: list[Problem] = []

    def feature(self, feature: Feature) -> pd.Series:
        """The values of one feature."""
        if feature.kind == "category":
            text = self.table[feature.column]
            return text.where(text != "", None).astype("category")
        return self.numbers(feature.column, flags=feature.kind == "flag")

    def numbers(self, column: str, *, flags: bool = False) -> pd.Series:
        """Numbers; with `flags` also yes and no."""
        text = self.table[column].str.strip()
        if flags:
            text = text.where(~text.str.lower().isin(TRUE), "1")
            text = text.where(~text.str.lower().isin(FALSE), "0")
        read = pd.to_numeric(text, errors="coerce").astype(np.float64)
        wrong = (read.isna() | ~np.isfinite(read)) & (text != "")
        right = "1, 0, yes or no" if flags else "a number such as 12.5"
        self._unread(column, wrong, right)
        return read

    def days(self, column: str) -> pd.Series:
        """Dates."""
        text = self.table[column].str.strip()
        read = pd.to_datetime(text.where(text != ""), format="ISO8601", errors="coerce", utc=True)
        self._unread(column, read.isna() & (text != ""), "a date such as 2024-12-31")
        return read.dt.tz_localize(None)

    def _unread(self, column: str, wrong: pd.Series, right: str) -> None:
        places = np.flatnonzero(wrong.to_numpy())
        for place in places[:SHOWN]:
            self.problems.append(
                _problem(self.file, int(place) + FIRST_ROW, column, "{value} is not {right}",
                         value=repr(self.table[column].iloc[place]), right=right)
            )  # fmt: skip
        if len(places) > SHOWN:
            self.problems.append(
                _problem(self.file, None, column, "{count} more cells are not {right}",
                         count=len(places) - SHOWN, right=right)
            )  # fmt: skip


def _missing_columns(table: pd.DataFrame, declaration: Declaration, file: str) -> Iterator[Problem]:
    for name in dict.fromkeys(declaration.columns()):
        if name not in table.columns:
            yield _problem(file, 1, name, "there is no column {name}; the columns are: {columns}",
                           name=name, columns=", ".join(table.columns))  # fmt: skip


def _holds(table: pd.DataFrame, condition: Condition | None) -> pd.Series:
    if condition is None:
        return pd.Series(data=False, index=table.index)
    return table[condition.column].str.strip() == condition.value


def _repeated(
    rows: pd.DataFrame, due: pd.Series, declaration: Declaration, file: str
) -> Iterator[Problem]:
    if not declaration.id:
        return
    key = ["id", "renewal_number"] if declaration.renewal_number else ["id"]
    again = rows[key].duplicated() & due
    for place in np.flatnonzero(again.to_numpy())[:SHOWN]:
        yield _problem(file, int(place) + FIRST_ROW, declaration.id,
                       "the id {id} was there already; give each renewal its renewal_number, "
                       "or leave one row", id=repr(rows["id"].iloc[place]))  # fmt: skip


def _contradicted(
    table: pd.DataFrame, declaration: Declaration, due: pd.Series
) -> Iterator[Warned]:
    lost = _holds(table, declaration.outcome)
    for other in declaration.other_labels:
        differ = int(((_holds(table, other) != lost) & due).sum())
        if differ:
            yield Warned(
                "labels_differ",
                f"{other.column}={other.value} and the outcome differ in {differ} rows",
            )


def _problem(file: str, row: int | None, field: str, message: str, **values: object) -> Problem:
    return Problem("error", RULE, file, row, field, message, values)


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise DataError(problems)
