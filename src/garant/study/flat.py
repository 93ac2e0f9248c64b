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
MOST_LISTED = 10  # levels of a column
TRUE, FALSE = {"1", "true", "yes", "y", "oui"}, {"0", "false", "no", "n", "non"}


def observed(
    table: pd.DataFrame,
    declaration: Declaration,
    *,
    file: str,
    today: pd.Timestamp | None = None,
) -> Observations:
    """The observations of a flat table whose cells are text.

    Rows that the declaration says are not due are left out; with `today`, days after it are
    warned. Raises DataError with every problem of the table: a column that is not there, a cell
    that cannot be read, an outcome that is not told, an id that is empty or repeated, a reference
    that is no level.
    """
    _refuse([*_missing_columns(table, declaration, file)])
    due = is_due(table, declaration)
    read = _Reader(table, file, due)
    values = pd.DataFrame({f.code: read.feature(f) for f in declaration.features})
    rows = _rows(read, declaration, index=table.index)
    _refuse([
        *read.problems,
        *_untold(table, due, declaration, file),
        *_wrong_ids(rows, due, declaration, file),
        *_strange_references(values[due], declaration, file),
    ])  # fmt: skip
    everything = Observations(
        rows=rows,
        values=values,
        features=declaration.features,
        negative_control=declaration.negative_control,
        confounders=declaration.confounders,
        warnings=tuple(_contradicted(table, declaration, due)),
    )
    return screened(everything.where(due.to_numpy()), today=today)


def is_due(table: pd.DataFrame, declaration: Declaration) -> pd.Series:
    """Which rows of a table of text are in the denominator."""
    return ~_holds(table, declaration.not_due)


def _rows(read: _Reader, declaration: Declaration, *, index: pd.Index) -> pd.DataFrame:
    table = read.table
    ids = (
        table[declaration.id].str.strip() if declaration.id else index.astype(str).to_series(index)
    )
    cluster = table[declaration.cluster].str.strip() if declaration.cluster else ids
    rows = pd.DataFrame({"id": ids, "cluster": cluster.where(cluster != "", ids)})
    rows["renewal_number"] = 1
    if declaration.renewal_number:
        rows["renewal_number"] = read.ranks(declaration.renewal_number)
    rows["lost"] = _holds(table, declaration.outcome)
    rows["mrr"] = read.numbers(declaration.mrr) if declaration.mrr else np.nan
    rows["observed_on"] = read.days(declaration.observed_on) if declaration.observed_on else pd.NaT
    for feature in declaration.features:
        if feature.recorded_at:
            rows[f"recorded:{feature.code}"] = read.days(feature.recorded_at)
    if declaration.negative_control:
        rows["negative_control"] = read.numbers(declaration.negative_control, flags=True)
    return rows


class _Reader:
    """Reads columns of text and gathers what cannot be read."""

    def __init__(self, table: pd.DataFrame, file: str, due: pd.Series) -> None:
        self.table = table
        self.file = file
        self.due = due
        self.problems: list[Problem] = []

    def feature(self, feature: Feature) -> pd.Series:
        """The values of one feature."""
        if feature.kind == "category":
            text = self.table[feature.column].str.strip()
            return text.where(text != "", None).astype("category")
        return self.numbers(feature.column, flags=feature.kind == "flag")

    def numbers(self, column: str, *, flags: bool = False) -> pd.Series:
        """Numbers; with `flags` also yes and no."""
        text = self.table[column].str.strip()
        if flags:
            text = text.where(~text.str.lower().isin(TRUE), "1")
            text = text.where(~text.str.lower().isin(FALSE), "0")
        read = _numbers(text)
        if flags:
            self._unread(column, read.isna() & (text != ""), "{value} is not 1, 0, yes or no")
        else:
            wrong = read.isna() & (text != "")
            self._unread(column, wrong, "{value} is not a number such as 12.5")
        return read

    def ranks(self, column: str) -> pd.Series:
        """The number of each renewal, from 1; those not due may have none."""
        read = _numbers(self.table[column].str.strip())
        right = (read >= 1) & (read % 1 == 0)
        self._unread(column, ~right & self.due, "{value} is not a whole number from 1")
        return read.where(right, 1).astype(int)

    def days(self, column: str) -> pd.Series:
        """Dates."""
        text = self.table[column].str.strip()
        read = pd.to_datetime(text.where(text != ""), format="ISO8601", errors="coerce", utc=True)
        wrong = read.isna() & (text != "")
        self._unread(column, wrong, "{value} is not a date such as 2024-12-31")
        return read.dt.tz_localize(None)

    def _unread(self, column: str, wrong: pd.Series, message: str) -> None:
        places = np.flatnonzero(wrong.to_numpy())
        for place in places[:SHOWN]:
            value = repr(self.table[column].iloc[place])
            row = int(place) + FIRST_ROW
            self.problems.append(_problem(self.file, row, column, message, value=value))
        if len(places) > SHOWN:
            count = len(places) - SHOWN
            self.problems.append(
                _problem(self.file, None, column, "{count} more cells like these cannot be read",
                         count=count)
            )  # fmt: skip


def _numbers(text: pd.Series) -> pd.Series:
    """Finite numbers; NaN for all else."""
    read = pd.to_numeric(text, errors="coerce").astype(np.float64)
    return read.where(np.isfinite(read))


def _missing_columns(table: pd.DataFrame, declaration: Declaration, file: str) -> Iterator[Problem]:
    for name in dict.fromkeys(declaration.columns()):
        if name not in table.columns:
            yield _problem(file, 1, name, "there is no column {name}; the columns are: {columns}",
                           name=name, columns=", ".join(table.columns))  # fmt: skip


def _holds(table: pd.DataFrame, condition: Condition | None) -> pd.Series:
    """Where a column has a value: the same text, or the same number (1 and 1.0)."""
    if condition is None:
        return pd.Series(data=False, index=table.index)
    text = table[condition.column].str.strip()
    number = _numbers(pd.Series([condition.value]))[0]
    same = text == condition.value
    return same if np.isnan(number) else same | (_numbers(text) == number)


def _untold(
    table: pd.DataFrame, due: pd.Series, declaration: Declaration, file: str
) -> Iterator[Problem]:
    """Rows whose outcome is not told: nobody is taken for kept because a cell is empty."""
    outcome = declaration.outcome
    if outcome is None or outcome.value == "":
        return
    empty = (table[outcome.column].str.strip() == "") & due
    for place in np.flatnonzero(empty.to_numpy())[:SHOWN]:
        yield _problem(file, int(place) + FIRST_ROW, outcome.column,
                       "the outcome is not told; fill it in, or say in [study] which rows are "
                       "not_due")  # fmt: skip


def _wrong_ids(
    rows: pd.DataFrame, due: pd.Series, declaration: Declaration, file: str
) -> Iterator[Problem]:
    if not declaration.id:
        return
    key = ["id", "renewal_number"] if declaration.renewal_number else ["id"]
    empty = due & (rows["id"] == "")
    again = rows[due & ~empty].duplicated(key).reindex(rows.index, fill_value=False)
    for place in np.flatnonzero(empty.to_numpy())[:SHOWN]:
        yield _problem(file, int(place) + FIRST_ROW, declaration.id, "the id is empty")
    for place in np.flatnonzero(again.to_numpy())[:SHOWN]:
        yield _problem(file, int(place) + FIRST_ROW, declaration.id,
                       "the id {id} was there already; give each renewal its renewal_number, "
                       "or leave one row", id=repr(rows["id"].iloc[place]))  # fmt: skip


def _strange_references(
    values: pd.DataFrame, declaration: Declaration, file: str
) -> Iterator[Problem]:
    """A lever that is a category is moved to its reference: it must be a level that occurs."""
    for feature in declaration.features:
        if not feature.is_lever or feature.is_number:
            continue
        levels = sorted(values[feature.code].dropna().astype(str).unique())
        if levels and feature.reference not in levels:
            shown = ", ".join(map(repr, levels[:MOST_LISTED]))
            yield _problem(file, None, feature.column,
                           "the reference {value} does not occur in this column; it has: {levels}",
                           value=repr(feature.reference), levels=shown)  # fmt: skip


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
