"""What a metric gives: rows, with the settings that they were computed with."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

import ibis.expr.types as ir

from garant.warehouse import run
from garant.warehouse.display import as_html, as_terminal

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

    from garant.warehouse.source import Source


class Result:
    """Rows of a metric, computed when they are asked for, once.

    Whatever the Ibis expression behind them can do (``filter``, ``join``, ``to_pandas`` …) can be
    done with a result. ``settings`` says how it was computed.
    """

    def __init__(
        self, table: ir.Table, settings: Mapping[str, Any], source: Source, kind: str
    ) -> None:
        self._table = table
        self.settings = dict(settings)
        self.kind = kind
        self._source = source

    @property
    def table(self) -> ir.Table:
        """The expression behind the rows, ready for Ibis to execute."""
        return run.settled(self._table, self._source.backend)

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return tuple(self._table.columns)

    @cached_property
    def _rows(self) -> list[dict[str, Any]]:
        return run.rows(self._table, self._source.backend)

    def rows(self) -> list[dict[str, Any]]:
        """One dict a row: Decimal, date, str, int, bool or None."""
        return [dict(row) for row in self._rows]

    def to_pyarrow(self) -> pa.Table:
        """The rows as a pyarrow table, decimals exact."""
        return run.arrow(self._table, self._source.backend)

    def to_pandas(self) -> pd.DataFrame:
        """The rows as a pandas frame, decimals as ``decimal.Decimal``."""
        return self.to_pyarrow().to_pandas()

    def to_polars(self) -> pl.DataFrame:
        """The rows as a polars frame."""
        # Polars is optional, and only this method needs it.
        import polars as pl

        return pl.DataFrame(self.to_pyarrow())

    def __repr__(self) -> str:
        return as_terminal(self.columns, self._rows)

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        return as_html(self.kind, self.columns, self._rows, self.settings["reporting_currency"])

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self.table, name)

    def __len__(self) -> int:
        return len(self._rows)
