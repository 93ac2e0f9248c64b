"""A flat table and its features file, read cells as text, mistakes with their place."""

from __future__ import annotations

import csv
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from garant.metrics.errors import DataError, Problem, RequestError
from garant.study import flat
from garant.study.declaration import RULE, Condition, Declaration, declared
from garant.study.observations import Observations
from garant.warehouse.csvfile import look

MOST_TOLD = 20


@dataclass(frozen=True, kw_only=True)
class FlatTable:
    """One row a customer, as text, and how it is to be studied."""

    path: Path
    table: pd.DataFrame
    declaration: Declaration
    time: str | None = None

    def observations(self) -> Observations:
        """Its observations, screened."""
        today = pd.Timestamp.now().normalize()
        return flat.observed(self.table, self.declaration, file=self.path.name, today=today)

    def timed(self, observed: Observations) -> tuple[Observations, Any]:
        """The same without the features that tell the time itself, and how long each row was seen.

        `observed` may be fewer rows than the file: those not due are left out.
        """
        if self.time is None:
            raise RequestError("how long each customer stayed is in no column: name it with --time")
        times = self._times()
        due = flat.is_due(self.table, self.declaration)
        told = tuple(f for f in observed.features if f.column != self.time)
        return observed.only(told), times[due].to_numpy()

    def _times(self) -> pd.Series:
        name = str(self.time)
        if name not in self.table.columns:
            raise DataError([_missing(self.path, self.table, name)])
        read = pd.to_numeric(self.table[name].str.strip(), errors="coerce").astype("float64")
        wrong = flat.is_due(self.table, self.declaration) & ~(read >= 0)
        places = [int(place) for place in wrong.to_numpy().nonzero()[0]]
        if places:
            raise DataError(self._time_problem(place, name) for place in places[:MOST_TOLD])
        return read

    def _time_problem(self, place: int, name: str) -> Problem:
        value = repr(self.table[name].iloc[place])
        return _problem(self.path, place + flat.FIRST_ROW, name,
                        "{value} is not a length of time such as 12.5", value=value)  # fmt: skip


def opened(
    path: str | Path,
    features: str | Path,
    *,
    outcome: str | None = None,
    id: str | None = None,  # noqa: A002 - the word of the command and of the file
    time: str | None = None,
) -> FlatTable:
    """The table of a file with its declaration; `outcome` and `id` stand before the file's own."""
    source, toml = Path(path), Path(features)
    declaration = declared(_document(toml), file=toml.name)
    if outcome is not None:
        declaration = replace(declaration, outcome=Condition.read(outcome))
    if id is not None:
        declaration = replace(declaration, id=id)
    if declaration.outcome is None:
        raise RequestError(
            "{file} does not say who was lost: give outcome in [study], or --outcome COLUMN=VALUE",
            file=toml.name,
        )
    if not declaration.features:
        raise RequestError("{file} declares no [feature.CODE]: there is nothing to study",
                           file=toml.name)  # fmt: skip
    return FlatTable(path=source, table=table(source), declaration=declaration, time=time)


def table(path: str | Path) -> pd.DataFrame:
    """The cells of a CSV or Parquet file, as text; empty where nothing is written."""
    source = Path(path)
    if not source.is_file():
        raise RequestError("there is no file {path}", path=source)
    try:
        found = _parquet(source) if source.suffix.lower() == ".parquet" else _csv(source)
    except OSError as error:
        raise RequestError(
            "{path} cannot be read: {reason}", path=source, reason=error.strerror or str(error)
        ) from error
    if found.empty:
        raise RequestError("{path} has no rows", path=source)
    return found


def _document(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise RequestError("there is no file {path}", path=path) from None
    except OSError as error:
        raise RequestError(
            "{path} cannot be read: {reason}", path=path, reason=error.strerror or str(error)
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RequestError(
            "{path} is not TOML: {reason}", path=path.name, reason=str(error)
        ) from error


def _csv(path: Path) -> pd.DataFrame:
    seen = look(path, path.name)
    if isinstance(seen, list):
        raise DataError(seen)
    rows, problems = [], []
    with path.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.reader(lines, delimiter=seen.delimiter)
        width = len(next(reader))
        for number, fields in enumerate(reader, start=flat.FIRST_ROW):
            if len(fields) == width:
                rows.append(fields)
            elif fields and any(fields):
                problems.append(_ragged(path, number, len(fields), width))
    if problems:
        raise DataError(problems[:MOST_TOLD])
    columns = [name or f"column_{place}" for place, name in enumerate(seen.columns, start=1)]
    return pd.DataFrame(rows, columns=columns, dtype="str")


def _parquet(path: Path) -> pd.DataFrame:
    try:
        found = pd.read_parquet(path)
    except (ValueError, TypeError) as error:
        raise RequestError(
            "{path} cannot be read: {reason}", path=path.name, reason=str(error).splitlines()[0]
        ) from error
    return pd.DataFrame({str(name): _text(found[name]) for name in found.columns}, dtype="str")


def _text(values: pd.Series) -> pd.Series:
    """Cells as a CSV file would have them."""
    return values.astype("object").map(_written).where(values.notna(), "").astype("str")


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return repr(float(value)).removesuffix(".0")
    return value.isoformat() if isinstance(value, pd.Timestamp) else str(value)


def _ragged(path: Path, row: int, found: int, expected: int) -> Problem:
    return _problem(
        path, row, None,
        "this row has {found} fields and the header {expected}; "
        "a field that holds the separator must stand in quotes",
        found=found, expected=expected,
    )  # fmt: skip


def _missing(path: Path, cells: pd.DataFrame, name: str) -> Problem:
    return _problem(
        path, 1, name, "there is no column {name}; the columns are: {columns}",
        name=name, columns=", ".join(map(str, cells.columns)),
    )  # fmt: skip


def _problem(
    path: Path, row: int | None, field: str | None, message: str, **values: object
) -> Problem:
    return Problem("error", RULE, path.name, row, field, message, values)
